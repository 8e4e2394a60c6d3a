#include "blob/folder_copy.hpp"

#include <fcntl.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <vector>

#include "blob/descriptor.hpp"
#include "blob/folder_scan.hpp"

namespace instante::blob {
namespace {

namespace fs = std::filesystem;

bool is_gone(const std::error_code& failure) {
    return failure == std::errc::no_such_file_or_directory;
}

/// Whether it cannot be linked for a reason that does not stand in the way of a copy.
bool is_copied_instead(const std::error_code& failure) {
    return failure == std::errc::cross_device_link || failure == std::errc::operation_not_permitted ||
           failure == std::errc::too_many_links || failure == std::errc::operation_not_supported ||
           failure == std::errc::function_not_supported;
}

core::Error cannot(const char* what, const fs::path& path, const std::error_code& failure) {
    return io_error(what, path.string(), failure.value());
}

class Copying {
public:
    Copying(CopyBy way, const std::function<bool()>& goes_on) : way_(way), goes_on_(goes_on) {}

    Result<void> folder(const fs::path& from, const fs::path& to) {
        std::error_code failure;
        fs::create_directories(to, failure);
        if (failure) return cannot("make", to, failure);
        std::vector<std::string> folders;
        Result<void> outcome;
        const auto visit = [&](std::string_view name, bool is_folder) {
            if (is_folder) {
                folders.emplace_back(name);
            } else if (outcome) {
                outcome = object(from / name, to / name);
            }
        };
        const int error = scan_folder(AT_FDCWD, from.c_str(), visit);
        if (error != 0 && error != ENOENT) return io_error("list", from.string(), error);
        for (const auto& name : folders)
            if (outcome) outcome = folder(from / name, to / name);
        return outcome;
    }
    [[nodiscard]] Copied copied() const { return copied_; }

private:
    Result<void> object(const fs::path& from, const fs::path& to) {
        if (!goes_on_()) return core::Error{core::unavailable, "it was stopped"};
        std::error_code failure;
        const auto size = fs::file_size(from, failure);
        if (!failure) bring(from, to, failure);
        if (is_gone(failure)) return {};
        if (failure) return cannot("copy", from, failure);
        ++copied_.objects;
        copied_.size = copied_.size + core::Bytes{size};
        return {};
    }

    void bring(const fs::path& from, const fs::path& to, std::error_code& failure) {
        if (way_ == CopyBy::link) {
            fs::create_hard_link(from, to, failure);
            if (!failure || !is_copied_instead(failure)) return;
            failure.clear();
        }
        fs::copy_file(from, to, failure);
        if (failure) return;
        const auto modified = fs::last_write_time(from, failure);  // the age of an object says whether it can be left over
        if (!failure) fs::last_write_time(to, modified, failure);
    }

    CopyBy way_;
    const std::function<bool()>& goes_on_;
    Copied copied_;
};

}  // namespace

Result<Copied> copy_folder(const fs::path& from, const fs::path& to, CopyBy way, const std::function<bool()>& goes_on) {
    Copying copying{way, goes_on};
    if (auto outcome = copying.folder(from, to); !outcome) return outcome.error();
    return copying.copied();
}

}  // namespace instante::blob
