#include "host/main.hpp"
#include "notification/service.hpp"
#include "telemetry/version.hpp"

/// The service alone, on a bus that reaches the others.
int main(int argc, char** argv) {
    using namespace instante;
    const config::Program program{
        .name = "instante-notification", .version = telemetry::version_line(), .port = 8104, .admin_port = 8204, .apart = true};
    return host::main(program, {notification::make_notification_service}, argc, argv);
}
