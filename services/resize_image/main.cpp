#include "host/main.hpp"
#include "resize_image/service.hpp"
#include "telemetry/version.hpp"

int main(int argc, char** argv) {
    using namespace instante;
    config::Program program{
        .name = "instante-resize-image", .version = telemetry::version_line(), .port = 8102, .admin_port = 8202, .apart = true};
    return host::main(program, {resize_image::make_resize_image_service}, argc, argv);
}
