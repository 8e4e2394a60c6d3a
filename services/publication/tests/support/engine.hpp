#pragma once

#include <filesystem>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "async/run.hpp"
#include "bus/message.hpp"
#include "outbox/outbox.hpp"
#include "publication/domain/listed.hpp"
#include "publication/ports/stores.hpp"

namespace instante::publication::testing {

/// An adapter with its stores open.
class Engine {
public:
    virtual ~Engine() = default;
    virtual Stores& stores() = 0;
    virtual outbox::Source& outbox() = 0;

    /// What waits in the outbox, oldest first.
    std::vector<bus::Outgoing> messages();
    /// Those of one type.
    std::vector<bus::Outgoing> messages(std::string_view type);
    /// Runs fan-outs and removals until none is pending.
    void settle();
    /// The whole feed, read page by page; ids that stand twice stand twice here.
    std::vector<std::uint64_t> feed(UserId viewer, std::size_t limit = 20);
};

std::unique_ptr<Engine> make_memory_engine();
/// Over a file of `folder`, which may be there already.
std::unique_ptr<Engine> make_sqlite_engine(const std::filesystem::path& folder);
/// Over a database of the server that INSTANTE_TEST_MONGODB names, gone with it.
std::unique_ptr<Engine> make_mongo_engine();

/// For value-parametrised suites: an adapter by name, fresh.
struct Adapter {
    std::string name;
    std::unique_ptr<Engine> (*make)();

    friend void PrintTo(const Adapter& adapter, std::ostream* out) { *out << adapter.name; }
};
/// All that can be had here: MongoDB where INSTANTE_TEST_MONGODB names a server.
std::vector<Adapter> adapters();

}  // namespace instante::publication::testing
