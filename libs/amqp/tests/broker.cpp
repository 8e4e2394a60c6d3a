#include "broker.hpp"

#include <cstdlib>

namespace instante::amqp {
bool has_broker() {
    return std::getenv("INSTANTE_TEST_AMQP") != nullptr;
}

std::string broker_url() {
    const auto* url = std::getenv("INSTANTE_TEST_AMQP");
    return url == nullptr ? std::string{} : url;
}

Options test_options() {
    return {.url = broker_url(), .name = "instante tests"};
}

const core::Clock& system_clock() {
    static const core::SystemClock clock;
    return clock;
}

telemetry::Log quiet_log() {
    if (std::getenv("INSTANTE_TEST_LOG") != nullptr) return {telemetry::make_stderr_sink(telemetry::Level::debug), "amqp"};
    return {std::make_shared<telemetry::MemorySink>(), "amqp"};
}

}  // namespace instante::amqp
