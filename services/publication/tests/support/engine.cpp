#include "publication/tests/support/engine.hpp"

#include <stdexcept>
#include <utility>

#include "blob/testing/temporary_folder.hpp"
#include "mongo/testing/scratch.hpp"
#include "publication/outbound/memory/stores.hpp"
#include "publication/outbound/messages/announcer.hpp"
#include "publication/outbound/sqlite/schema.hpp"
#include "publication/outbound/sqlite/stores.hpp"
#include "publication/tests/support/stories.hpp"

namespace instante::publication::testing {
namespace {

const core::FixedClock& noon_clock() {
    static const core::FixedClock clock{noon};
    return clock;
}

class MemoryEngine final : public Engine {
public:
    Stores& stores() override { return stores_; }
    outbox::Source& outbox() override { return outbox_; }

private:
    outbox::MemorySource outbox_;
    Stores stores_ = make_memory_stores(outbox_, Announcer{noon_clock()});
};

class SqliteEngine final : public Engine {
public:
    explicit SqliteEngine(const std::filesystem::path& folder)
        : database_(sqlite::Database::open({.file = folder / "publication.db"}, sqlite_schema()).value()) {}

    Stores& stores() override { return stores_; }
    outbox::Source& outbox() override { return outbox_; }

private:
    std::unique_ptr<sqlite::Database> database_;
    outbox::SqliteSource outbox_{*database_};
    async::Pool readers_{{.name = "readers", .threads = 1, .queue_limit = 16}};
    Stores stores_ = make_sqlite_stores(*database_, outbox_, readers_, Announcer{noon_clock()});
};

/// A SQLite engine whose folder goes with it.
class ScratchEngine final : public Engine {
public:
    Stores& stores() override { return engine_.stores(); }
    outbox::Source& outbox() override { return engine_.outbox(); }

private:
    blob::TemporaryFolder folder_;
    SqliteEngine engine_{folder_.path()};
};

}  // namespace

std::vector<bus::Outgoing> Engine::messages() {
    std::vector<bus::Outgoing> all;
    auto entries = async::run(outbox().pending(0, 1'000'000)).value();
    for (auto& entry : entries) all.push_back(std::move(entry.outgoing));
    return all;
}

std::vector<bus::Outgoing> Engine::messages(std::string_view type) {
    auto all = messages();
    std::erase_if(all, [type](const bus::Outgoing& outgoing) { return outgoing.message.type != type; });
    return all;
}

void Engine::settle() {
    for (auto pending = async::run(stores().timelines->pending(10)).value(); !pending.empty();
         pending = async::run(stores().timelines->pending(10)).value())
        for (const auto& fan_out : pending) async::run(stores().timelines->advance(fan_out, 3)).value();
    for (auto pending = async::run(stores().removals->pending(10)).value(); !pending.empty();
         pending = async::run(stores().removals->pending(10)).value())
        for (const auto& removal : pending) async::run(stores().removals->advance(removal, 3)).value();
}

std::vector<std::uint64_t> Engine::feed(UserId viewer, std::size_t limit) {
    std::vector<std::uint64_t> all;
    auto before = beyond_newest;
    for (;;) {
        const auto page = async::run(stores().timelines->page(viewer, before, limit)).value();
        if (page.items.size() > limit) throw std::logic_error{"a page beyond its limit"};
        for (const auto id : ids_of(page.items)) all.push_back(id);
        if (!page.next) return all;
        if (*page.next >= before) throw std::logic_error{"a page that does not go on"};
        before = *page.next;
    }
}

std::unique_ptr<Engine> make_memory_engine() {
    return std::make_unique<MemoryEngine>();
}
std::unique_ptr<Engine> make_sqlite_engine(const std::filesystem::path& folder) {
    return std::make_unique<SqliteEngine>(folder);
}

std::vector<Adapter> adapters() {
    std::vector<Adapter> all{{"memory", make_memory_engine},
                             {"sqlite", [] { return std::unique_ptr<Engine>{std::make_unique<ScratchEngine>()}; }}};
    if (!mongo::testing::server().empty()) all.push_back({"mongo", make_mongo_engine});
    return all;
}

}  // namespace instante::publication::testing
