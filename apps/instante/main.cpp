#include "host/main.hpp"

#include <utility>
#include <vector>

#include "authentication/service.hpp"
#include "host/operator/commands.hpp"
#include "notification/service.hpp"
#include "publication/service.hpp"
#include "resize_image/service.hpp"
#include "telemetry/version.hpp"

namespace {

std::vector<instante::config::Command> all_commands() {
    using namespace instante;
    auto all = host::operator_commands();
    for (auto& command : authentication::authentication_commands()) all.push_back(std::move(command));
    for (auto& command : publication::publication_commands()) all.push_back(std::move(command));
    return all;
}

}  // namespace

/// The four services in one process, on embedded defaults.
int main(int argc, char** argv) {
    using namespace instante;
    config::Program program{.name = "instante", .version = telemetry::version_line(), .commands = all_commands()};
    return host::main(program,
                      {authentication::make_authentication_service, resize_image::make_resize_image_service,
                       publication::make_publication_service, notification::make_notification_service},
                      argc, argv);
}
