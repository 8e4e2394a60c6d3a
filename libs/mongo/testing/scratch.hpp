#pragma once

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <string>

#include "async/run.hpp"
#include "mongo/database.hpp"

namespace instante::mongo::testing {

/// The server for tests: INSTANTE_TEST_MONGODB (`tools/engines run` sets it); empty when there is none.
inline std::string server() {
    const char* url = std::getenv("INSTANTE_TEST_MONGODB");
    return url == nullptr ? "" : url;
}

/// An empty database of the server's, which goes with it.
class Scratch {
public:
    explicit Scratch(std::size_t threads = 4) : threads_(threads), database_(open()) {}
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    ~Scratch() { static_cast<void>(async::run(database_->drop())); }

    [[nodiscard]] Database& database() { return *database_; }
    /// Another door to the same database, as another process has.
    [[nodiscard]] std::unique_ptr<Database> open() const {
        return Database::open({.url = server(), .database = name_, .application = "test", .threads = threads_}).value();
    }
    /// What names this database.
    [[nodiscard]] std::string url() const {
        const auto whole = server();
        auto hosts = whole.substr(0, whole.find('?'));
        const auto options = whole.substr(hosts.size());
        if (!hosts.ends_with('/')) hosts += '/';
        return hosts + name_ + options;
    }

private:
    static std::string next_name() {
        static std::atomic<int> number{0};
        return "instante_test_" + std::to_string(getpid()) + '_' + std::to_string(++number);
    }

    std::size_t threads_;
    std::string name_ = next_name();
    std::unique_ptr<Database> database_;
};

}  // namespace instante::mongo::testing
