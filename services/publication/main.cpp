#include "host/main.hpp"
#include "publication/service.hpp"
#include "telemetry/version.hpp"

/// The service alone, on a bus that reaches the others.
int main(int argc, char** argv) {
    using namespace instante;
    const config::Program program{
        .name = "instante-publication", .version = telemetry::version_line(), .port = 8103, .admin_port = 8203, .apart = true};
    return host::main(program, {publication::make_publication_service}, argc, argv);
}
