#include "host/operator/machine_checks.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <string>
#include <system_error>

#include "core/ids.hpp"
#include "host/operator/text.hpp"
#include "http/server/tls_pair.hpp"

namespace instante::host {
namespace {

namespace fs = std::filesystem;
using namespace core::literals;
using namespace std::chrono_literals;

constexpr core::Bytes hardly_any = 128_MiB;  // below 16 MiB nothing is accepted any more
constexpr core::Bytes not_much = 1024_MiB;
constexpr std::uint64_t hardly_any_files = 10'000;
constexpr std::uint64_t small_share = 20;  // a twentieth
constexpr auto clocks_differ = 60s;
constexpr rlim_t few_files = 4096;
constexpr auto soon = 14 * 24h;
constexpr const char* renew = ": renew it; a running server takes the new files within seconds";

std::string reason(int error) {
    return std::generic_category().message(error);
}

std::string mode_of(const struct stat& status) {
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "%04o", status.st_mode & 07777U);
    return text.data();
}

std::string user_name(uid_t user) {
    return "user " + std::to_string(user);
}

bool is_for_others(const struct stat& status) {
    return (status.st_mode & (S_IRWXG | S_IRWXO)) != 0;
}

core::Timestamp written(const struct stat& status) {
    return core::Timestamp{std::chrono::seconds{status.st_mtim.tv_sec}};
}

/// The first thing in `data` that this user cannot write; empty when there is none.
fs::path first_of_others(const fs::path& data) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator{data, ignored}) {
        struct stat status{};
        if (::lstat(entry.path().c_str(), &status) != 0) continue;  // gone meanwhile
        if (status.st_uid != ::geteuid() || (status.st_mode & S_IWUSR) == 0) return entry.path();
    }
    return {};
}

void check_named_file(const char* setting, const fs::path& file, bool is_secret, Findings& findings) {
    if (file.empty()) return;
    struct stat status{};
    if (::stat(file.c_str(), &status) != 0 || ::access(file.c_str(), R_OK) != 0)
        return findings.bad(setting, file.string() + " cannot be read: " + reason(errno));
    if (is_secret && is_for_others(status))
        return findings.warn(setting,
                             "others can read " + file.string() + " (" + mode_of(status) + "): chmod 600 " + file.string());
    findings.fine(setting, file.string());
}

void check_address(const char* setting, const config::Address& address, Findings& findings) {
    namespace ip = boost::asio::ip;
    const auto shown = config::to_string(address);
    boost::system::error_code failure;
    const ip::tcp::endpoint place{ip::make_address(address.ip, failure), address.port};
    boost::asio::io_context loop;
    ip::tcp::acceptor acceptor{loop};
    if (!failure) acceptor.open(place.protocol(), failure);
    if (!failure) acceptor.set_option(boost::asio::socket_base::reuse_address{true}, failure);
    if (!failure) acceptor.bind(place, failure);
    if (failure) return findings.bad(setting, "cannot listen on " + shown + ": " + failure.message());
    findings.fine(setting, shown + " is free");
}

bool is_readable(const fs::path& file) {
    return !file.empty() && ::access(file.c_str(), R_OK) == 0;
}

}  // namespace

void judge_room(const Room& room, Findings& findings) {
    const auto said = show(room.free) + " free of " + show(room.all);
    if (room.free < hardly_any) return findings.bad("disk", said + ": make room; soon nothing will be accepted");
    if (room.files_all > 0 && room.files_free < hardly_any_files)
        return findings.bad("disk", "room for only " + counted(room.files_free, "file") + " (inodes): every photo takes eight");
    if (room.free < not_much || room.free.count < room.all.count / small_share)
        return findings.warn("disk", said + ": make room");
    findings.fine("disk", said);
}

void check_room(const fs::path& folder, Findings& findings) {
    struct statvfs disk{};
    if (::statvfs(folder.c_str(), &disk) != 0) return findings.bad("disk", folder.string() + ": " + reason(errno));
    judge_room({{disk.f_bavail * disk.f_frsize}, {disk.f_blocks * disk.f_frsize}, disk.f_favail, disk.f_files}, findings);
}

void check_clock(const fs::path& data, core::Timestamp now, Findings& findings) {
    if (now < core::id_epoch)
        return findings.bad("clock", "it says " + core::to_rfc3339(now) + ": set it; ids and tokens are made by it");
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator{data, ignored}) {
        struct stat status{};
        if (::lstat(entry.path().c_str(), &status) != 0 || written(status) <= now + clocks_differ) continue;
        return findings.bad("clock", "it says " + core::to_rfc3339(now) + ", but " + entry.path().string() + " was written at " +
                                         core::to_rfc3339(written(status)) + ": set it; ids and tokens are made by it");
    }
    struct timex state{};
    if (::adjtimex(&state) == -1 || (state.status & STA_UNSYNC) != 0)
        return findings.warn("clock", "nothing keeps it right: run an NTP service (systemd-timesyncd, chrony)");
    findings.fine("clock", core::to_rfc3339(now));
}

void check_permissions(const fs::path& data, Findings& findings) {
    struct stat status{};
    if (::stat(data.c_str(), &status) != 0) return findings.bad("data folder", data.string() + ": " + reason(errno));
    const auto shown = fs::absolute(data).string();
    if (!S_ISDIR(status.st_mode)) return findings.bad("data folder", shown + " is no folder");
    if (status.st_uid != ::geteuid())
        return findings.bad("data folder", shown + " belongs to " + user_name(status.st_uid) + ", this is " +
                                               user_name(::geteuid()) + ": run as its owner");
    if (const auto file = first_of_others(data); !file.empty())
        return findings.bad("data folder",
                            file.string() + " cannot be written by " + user_name(::geteuid()) + ": chown and chmod it");
    findings.fine("data folder", shown);
}

void check_named_files(const config::Settings& settings, Findings& findings) {
    check_named_file("--tls-cert", settings.tls_cert, false, findings);
    check_named_file("--tls-key", settings.tls_key, true, findings);
    check_named_file("--ca-file", settings.ca_file, false, findings);
    check_named_file("--fcm-credentials", settings.fcm_credentials, true, findings);
}

void check_certificate(const config::Settings& settings, core::Timestamp now, Findings& findings) {
    if (!is_readable(settings.tls_cert) || !is_readable(settings.tls_key)) return;  // there is none, or that is told already
    const auto validity = http::server::examine_tls_pair(settings.tls_cert, settings.tls_key);
    if (!validity) {
        const auto what_to_do =
            "; name a PEM file of the chain from the certificate up, and one of its own key without a pass phrase";
        return findings.bad("certificate", validity.error().note() + what_to_do);
    }
    const auto until = core::to_rfc3339(validity->until);
    if (now > validity->until) return findings.bad("certificate", "it expired at " + until + renew);
    if (now < validity->from)
        return findings.bad("certificate", "it holds from " + core::to_rfc3339(validity->from) + " on: is the clock right?");
    if (now + soon > validity->until) return findings.warn("certificate", "it expires at " + until + renew);
    findings.fine("certificate", "with its key, until " + until);
}

void check_addresses(const config::Settings& settings, Findings& findings) {
    check_address("--listen", settings.listen, findings);
    check_address("--admin-listen", settings.admin_listen, findings);
    if (settings.redirect_listen) check_address("--redirect-listen", *settings.redirect_listen, findings);
}

void check_limits(Findings& findings) {
    struct rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    const auto said = std::to_string(limit.rlim_cur);
    if (limit.rlim_cur < few_files)
        return findings.warn(
            "open files", "only " + said + " are allowed, and every connection takes one: ulimit -n, or LimitNOFILE= of systemd");
    findings.fine("open files", said + " allowed");
}

}  // namespace instante::host
