#include "host/operator/commands.hpp"

#include <gtest/gtest.h>

#include <set>

#include "host/operator/text.hpp"
#include "host/tests/operator/desk.hpp"

namespace instante::host {
namespace {

TEST(OperatorCommands, AreAllToldOnTheCommandLineAndNoOthers) {
    const core::SystemClock clock;
    core::IdGenerator ids{clock, 1};
    const auto bus = bus::make_memory_bus(clock);
    blob::HoldingStore blobs{blob::make_memory_store(clock)};
    const config::Settings settings;
    const std::vector<std::unique_ptr<Service>> services;
    std::set<std::string> told;
    for (const auto& command : operator_commands()) {
        EXPECT_TRUE(told.insert(command.name).second) << command.name;
        EXPECT_FALSE(command.help.empty()) << command.name;
    }
    std::set<std::string> run;
    for (const auto& command : commands_of_holder({settings.data, clock, ids, *bus, blobs, services})) run.insert(command.name);
    for (const auto& command : commands_of_caller(settings)) run.insert(command.name);
    EXPECT_EQ(told, run);
}

TEST(Columns, StandBelowOneAnotherWithoutBlanksAtTheEnd) {
    Columns columns;
    columns.add({"a", "first"});
    columns.add({"münster", "second", "x"});
    EXPECT_EQ(columns.render(), "a        first\nmünster  second  x\n");
}

TEST(Sizes, AreForPeople) {
    EXPECT_EQ(show(core::Bytes{17}), "17 B");
    EXPECT_EQ(show(core::Bytes{4'240'000}), "4.2 MB");
    EXPECT_EQ(show(core::Bytes{999'999'000'000'000'000}), "999999.0 TB");
}

}  // namespace
}  // namespace instante::host
