#include "host/main.hpp"
#include "authentication/service.hpp"
#include "telemetry/version.hpp"

int main(int argc, char** argv) {
    using namespace instante;
    config::Program program{.name = "instante-authentication",
                            .version = telemetry::version_line(),
                            .port = 8101,
                            .admin_port = 8201,
                            .apart = true,
                            .commands = authentication::authentication_commands()};
    return host::main(program, {authentication::make_authentication_service}, argc, argv);
}
