#include "authentication/tests/ports/adapters.hpp"

#include <array>
#include <cstdlib>
#include <optional>
#include <stdexcept>

#include "authentication/outbound/memory/stores.hpp"
#include "authentication/outbound/sqlite/stores.hpp"
#include "mongo/testing/scratch.hpp"

namespace instante::authentication::testing {

namespace {

class MemoryEngine final : public Engine {
public:
    MemoryEngine() {
        stores_ = make_memory_stores(
            source_, [this](const Announcement& announcement, const core::Trace&) { return render(announcement); });
    }

private:
    outbox::Source& outbox() override { return source_; }
    outbox::MemorySource source_;
};

class SqliteEngine final : public Engine {
public:
    explicit SqliteEngine(std::chrono::nanoseconds allowance = search_allowance) {
        auto opened = sqlite::Database::open({.file = folder_.path() / "authentication.db"}, sqlite_schema());
        if (!opened) throw std::runtime_error{opened.error().note()};
        database_ = std::move(*opened);
        source_.emplace(*database_);
        auto to_message = [this](const Announcement& announcement, const core::Trace&) { return render(announcement); };
        stores_ = make_sqlite_stores(*database_, *source_, readers_, to_message, allowance);
    }

private:
    outbox::Source& outbox() override { return *source_; }
    Folder folder_;
    std::unique_ptr<sqlite::Database> database_;
    std::optional<outbox::SqliteSource> source_;
    async::Pool readers_{{.name = "test-read"}};
};

constexpr std::array<const char*, 9> types{"user.created",   "user.updated",        "user.disabled",
                                           "user.deleted",   "session.ended",       "follow.created",
                                           "follow.deleted", "notification.create", "mail.send"};

}  // namespace

Folder::Folder() {
    auto pattern = (std::filesystem::temp_directory_path() / "instante-auth-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error{"no temporary folder"};
    path_ = pattern;
}

Folder::~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

bus::Outgoing Engine::render(const Announcement& announcement) {
    const std::lock_guard lock{mutex_};
    rendered_.push_back(announcement);
    bus::Outgoing outgoing;
    outgoing.message.id = std::to_string(rendered_.size());
    outgoing.message.type = types.at(announcement.index());
    outgoing.message.timestamp = noon;
    outgoing.address = bus::to_events(outgoing.message.type);
    return outgoing;
}

std::vector<std::string> Engine::announced() {
    std::vector<std::string> found;
    std::vector<std::uint64_t> sequences;
    const auto pending = async::run(outbox().pending(0, 10'000)).value();
    for (const auto& entry : pending) {
        found.push_back(entry.outgoing.message.type);
        sequences.push_back(entry.sequence);
    }
    if (!sequences.empty()) EXPECT_TRUE(async::run(outbox().published(sequences)));
    return found;
}

std::unique_ptr<Engine> memory() {
    return std::make_unique<MemoryEngine>();
}
std::unique_ptr<Engine> sqlite() {
    return std::make_unique<SqliteEngine>();
}
std::unique_ptr<Engine> hurried_sqlite() {
    return std::make_unique<SqliteEngine>(std::chrono::nanoseconds{0});
}

std::vector<MakeEngine> every_adapter() {
    std::vector<MakeEngine> all{&memory, &sqlite};
    if (!mongo::testing::server().empty()) all.push_back(&mongo);
    return all;
}

User StoreSuite::add(std::uint64_t id, const std::string& username) {
    const auto added = async::run(stores().accounts->add(an_account(id, username)));
    EXPECT_TRUE(added) << username;
    return added ? added->user : User{};
}

User StoreSuite::find(std::uint64_t id) {
    const auto found = async::run(stores().people->by_id(UserId{id}));
    EXPECT_TRUE(found && *found);
    return found && *found ? **found : User{};
}

std::string adapter_name(const ::testing::TestParamInfo<MakeEngine>& info) {
    if (info.param == &memory) return "memory";
    if (info.param == &mongo) return "mongo";
    return info.param == &sqlite ? "sqlite" : "hurried_sqlite";
}

}  // namespace instante::authentication::testing
