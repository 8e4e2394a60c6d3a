// Files of settings: one is either refused in one line, or what is in force can be written down and read again.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <string>

#include "config/program.hpp"
#include "core/fuzz/require.hpp"

namespace instante::config {
namespace {

using fuzz::require;

std::variant<Invocation, Exit> load_file(const std::string& content) {
    const int file = ::memfd_create("instante.toml", MFD_CLOEXEC);
    require(file >= 0 && ::write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size()),
            "(the file is made)");
    const auto path = "/proc/self/fd/" + std::to_string(file);
    const char* const arguments[] = {"instante", "serve", "--config", path.c_str(), nullptr};
    const char* const environment[] = {nullptr};
    auto outcome = load({.name = "instante", .version = "0"}, 4, arguments, environment);
    ::close(file);
    return outcome;
}

void check(const std::string& content) {
    const auto outcome = load_file(content);
    if (const auto* refusal = std::get_if<Exit>(&outcome)) {
        require(refusal->status == 2, "a bad file is 2");
        require(refusal->text.starts_with("instante: ") && refusal->text.ends_with('\n'), "a refusal says who speaks");
        const auto line = std::string_view{refusal->text}.substr(0, refusal->text.size() - 1);
        require(std::ranges::none_of(line, [](unsigned char c) { return c < 0x20 || c == 0x7f; }), "a refusal is one line");
        return;
    }
    auto settings = std::get<Invocation>(outcome).settings;
    settings.media_secret.clear();  // shown hidden
    const auto again = load_file(render(settings, std::get<Invocation>(outcome).sources));
    require(std::holds_alternative<Invocation>(again), "what is in force can be read");
    require(std::get<Invocation>(again).settings == settings, "what is in force stays in force");
}

}  // namespace
}  // namespace instante::config

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    instante::config::check({reinterpret_cast<const char*>(data), size});
    return 0;
}
