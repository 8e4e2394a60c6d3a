#include "host/data_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "core/text.hpp"

namespace instante::host {
namespace {

core::Error cannot(const char* what, const std::filesystem::path& path, int reason) {
    return core::Error{core::unavailable,
                       std::string{what} + " " + path.string() + ": " + std::generic_category().message(reason)};
}

std::string holder(int lock) {
    std::array<char, 32> text{};
    const auto length = ::pread(lock, text.data(), text.size(), 0);
    return std::string{core::trim({text.data(), length > 0 ? static_cast<std::size_t>(length) : 0})};
}

}  // namespace

Result<DataFolder> DataFolder::hold(const std::filesystem::path& path) {
    std::error_code failure;
    std::filesystem::create_directories(path, failure);
    if (failure) return cannot("cannot make the data folder", path, failure.value());
    std::filesystem::permissions(path, std::filesystem::perms::owner_all,
                                 failure);  // keys and people's data: nobody else's to read

    const auto file = path / "instante.lock";
    DataFolder folder{path, ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR)};
    if (folder.lock_ < 0) return cannot("cannot open", file, errno);
    if (::flock(folder.lock_, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return cannot("cannot lock", file, errno);
        return core::Error{data_folder_held,
                           "the data folder " + path.string() + " is in use by process " + holder(folder.lock_)};
    }
    if (std::filesystem::exists(unfinished_restore(path), failure))
        return core::Error{core::unavailable,
                           "a restore into " + path.string() + " did not end: empty the folder and restore again"};
    const auto id = std::to_string(::getpid()) + "\n";
    if (::ftruncate(folder.lock_, 0) != 0 || ::pwrite(folder.lock_, id.data(), id.size(), 0) < 0)
        return cannot("cannot write", file, errno);
    return folder;
}

DataFolder::DataFolder(DataFolder&& other) noexcept : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

DataFolder& DataFolder::operator=(DataFolder&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(lock_, other.lock_);
    return *this;
}

DataFolder::~DataFolder() {
    if (lock_ >= 0) ::close(lock_);
}

}  // namespace instante::host
