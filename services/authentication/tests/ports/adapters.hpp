#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

#include "async/pool.hpp"
#include "async/run.hpp"
#include "authentication/ports/stores.hpp"
#include "authentication/tests/people.hpp"
#include "outbox/outbox.hpp"
#include "sqlite/database.hpp"

namespace instante::authentication::testing {

/// A folder that is gone with this object.
class Folder {
public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// The stores of one engine, and the announcements they made.
class Engine {
public:
    virtual ~Engine() = default;
    [[nodiscard]] Stores& stores() { return stores_; }
    /// Types of the messages in the outbox, oldest first; forgets them.
    std::vector<std::string> announced();
    /// The newest announcement of type `T` that a store rendered.
    template <class T>
    T newest() {
        const std::lock_guard lock{mutex_};
        for (auto each = rendered_.rbegin(); each != rendered_.rend(); ++each)
            if (const auto* found = std::get_if<T>(&*each)) return *found;
        ADD_FAILURE() << "no such announcement";
        return {};
    }

protected:
    bus::Outgoing render(const Announcement& announcement);
    virtual outbox::Source& outbox() = 0;
    Stores stores_;

private:
    std::mutex mutex_;
    std::vector<Announcement> rendered_;
};

using MakeEngine = std::unique_ptr<Engine> (*)();
std::unique_ptr<Engine> memory();
std::unique_ptr<Engine> sqlite();
/// The same, whose searches have no time: each looks at one row of the index.
std::unique_ptr<Engine> hurried_sqlite();

/// Over a database of the server that INSTANTE_TEST_MONGODB names, gone with it.
std::unique_ptr<Engine> mongo();
/// All that can be had here: MongoDB where a server is named.
std::vector<MakeEngine> every_adapter();

/// A suite over every adapter.
class StoreSuite : public ::testing::TestWithParam<MakeEngine> {
protected:
    StoreSuite() : engine_(GetParam()()) {}
    Stores& stores() { return engine_->stores(); }
    Engine& engine() { return *engine_; }
    /// Adds a person; the store must take them.
    User add(std::uint64_t id, const std::string& username);
    User find(std::uint64_t id);

private:
    std::unique_ptr<Engine> engine_;
};

std::string adapter_name(const ::testing::TestParamInfo<MakeEngine>& info);

}  // namespace instante::authentication::testing

#define INSTANTE_EVERY_ADAPTER(Suite) \
    INSTANTIATE_TEST_SUITE_P(Adapters, Suite, ::testing::ValuesIn(every_adapter()), adapter_name)
