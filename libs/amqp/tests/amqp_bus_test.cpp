#include <cstdlib>
#include <memory>

#include "amqp/amqp.hpp"
#include "broker.hpp"
#include "bus/tests/bus_suite.hpp"

// The conformance suite over RabbitMQ, where INSTANTE_TEST_AMQP names one (tools/engines).
namespace instante::bus {
namespace {

BusAdapter rabbitmq() {
    return {"rabbitmq", [](Delays delays) -> std::shared_ptr<Bus> {
                auto options = amqp::test_options();
                options.delays = std::move(delays);
                return amqp::open_bus(std::move(options), amqp::system_clock(), amqp::quiet_log()).value();
            }};
}

std::vector<BusAdapter> present() {
    return amqp::has_broker() ? std::vector{rabbitmq()} : std::vector<BusAdapter>{};
}

INSTANTIATE_TEST_SUITE_P(Amqp, BusSuite, testing::ValuesIn(present()), bus_adapter_name);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(BusSuite);

}  // namespace
}  // namespace instante::bus
