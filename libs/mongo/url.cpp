#include "mongo/url.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>
#include <string_view>

namespace instante::mongo {
namespace {

/// The driver makes, as it is loaded, shared memory for its counters under the name of the process's id. Who is killed would
/// leave it, and a later process of the same id would print that it cannot make its own. Nobody reads ours: it needs no name.
[[maybe_unused]] const int nameless = shm_unlink(("/mongoc-" + std::to_string(getpid())).c_str());

/// Whether the driver has told its log, in this thread, that it passes over an option. It tells nobody else.
thread_local bool passes_over = false;

void hear(mongoc_log_level_t /*level*/, const char* /*domain*/, const char* message, void* /*context*/) {
    if (std::string_view{message}.starts_with("Unsupported")) passes_over = true;
}

Owned<mongoc_uri_t> parse(const std::string& url) {
    bson_error_t error;  // not told: it repeats passwords
    passes_over = false;
    Owned<mongoc_uri_t> uri{mongoc_uri_new_with_error(url.c_str(), &error)};
    if (passes_over) uri.reset();
    return uri;
}

/// What is wrong with a URL that is not taken: its parts are tried one after the other.
std::string complaint_about(const std::string& url) {
    const auto question = std::min(url.find('?'), url.size());
    const auto hosts = url.find("://");
    const bool has_slash = hosts != std::string::npos && url.substr(0, question).find('/', hosts + 3) != std::string::npos;
    const auto before = url.substr(0, question) + (has_slash ? "?" : "/?");
    if (!parse(before)) return "percent-encode what is special in its user, its password and the database's name";
    for (auto begin = question + 1; begin < url.size();) {
        const auto end = std::min(url.find('&', begin), url.size());
        const auto option = url.substr(begin, end - begin);
        if (!parse(before + option))
            return "its option \"" + option.substr(0, option.find('=')) + "\" is not known, or its value wrong";
        begin = end + 1;
    }
    return has_slash ? "its options do not go together" : "\"/\" is missing before its options";
}

}  // namespace

void begin_driver() {
    static std::once_flag once;
    std::call_once(once, [] {
        mongoc_init();
        mongoc_log_set_handler(hear, nullptr);
    });
}

Result<Owned<mongoc_uri_t>> read_url(const std::string& url) {
    auto uri = parse(url);
    if (!uri) return core::Error{core::unavailable, "MongoDB's driver does not take this URL: " + complaint_about(url)};
    return uri;
}

}  // namespace instante::mongo
