#include <filesystem>

#include "bus/adapters.hpp"
#include "bus_suite.hpp"
#include "core/time.hpp"
#include "scratch_bus.hpp"

namespace instante::bus {
namespace {

const core::SystemClock system_clock;

const BusAdapter memory{"memory",
                        [](Delays delays) -> std::shared_ptr<Bus> { return make_memory_bus(system_clock, std::move(delays)); }};

/// With the folder it lives in, gone after it.
const BusAdapter embedded{"embedded", [](Delays delays) -> std::shared_ptr<Bus> {
                              auto folder = std::make_shared<ScratchFolder>();
                              std::shared_ptr<Bus> bus =
                                  open_embedded_bus(folder->file(), system_clock, std::move(delays)).value();
                              auto* opened = bus.get();
                              return {opened, [folder, bus](Bus*) mutable { bus.reset(); }};
                          }};

INSTANTIATE_TEST_SUITE_P(Adapters, BusSuite, testing::Values(memory, embedded), bus_adapter_name);

}  // namespace
}  // namespace instante::bus
