#pragma once

#include <string>

#include "amqp/amqp.hpp"
#include "core/time.hpp"
#include "telemetry/log.hpp"

/// The broker that tests use: INSTANTE_TEST_AMQP, an AMQP URL of a user who may do everything in its vhost.
namespace instante::amqp {

bool has_broker();
std::string broker_url();
Options test_options();
const core::Clock& system_clock();
/// Says nothing, unless INSTANTE_TEST_LOG is set.
telemetry::Log quiet_log();

}  // namespace instante::amqp
