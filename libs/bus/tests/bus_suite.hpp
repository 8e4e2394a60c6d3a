#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "async/run.hpp"
#include "bus/bus.hpp"
#include "bus/delays.hpp"
#include "consuming.hpp"

namespace instante::bus {

/// An adapter under the suite: opens a bus with these delays.
struct BusAdapter {
    std::string name;
    std::function<std::shared_ptr<Bus>(Delays)> open;
};

/// What every bus promises. An adapter's tests instantiate it:
///   INSTANTIATE_TEST_SUITE_P(Adapters, BusSuite, testing::Values(BusAdapter{"memory", …}), bus_adapter_name);
class BusSuite : public testing::TestWithParam<BusAdapter> {
protected:
    BusSuite();

    Bus& bus() { return *bus_; }
    /// A queue of this test alone: buses that outlive the test are shared.
    std::string queue(const std::string& name) const { return prefix_ + name; }
    void declare(const std::string& name, std::vector<std::string> events = {}, std::size_t max_length = 1'000'000);
    Result<void> publish(const Address& address, const std::vector<std::string>& ids);
    void park(const std::string& name, const std::vector<std::string>& ids);
    Depth depth(const std::string& name) { return async::run(bus().depth(queue(name))).value(); }
    /// The depth once `enough` likes it: settling is written down a little later.
    Depth depth_when(const std::string& name, const std::function<bool(const Depth&)>& enough);
    std::vector<std::string> receive(const std::string& name, std::size_t count);

private:
    std::shared_ptr<Bus> bus_;
    std::string prefix_;
};

inline std::string bus_adapter_name(const testing::TestParamInfo<BusAdapter>& info) {
    return info.param.name;
}

/// Delays for tests: two retries, a few milliseconds each.
Delays short_delays();

}  // namespace instante::bus
