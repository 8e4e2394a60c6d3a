#include "resize_image/outbound/vips/mapped_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace instante::resize_image {
namespace {

core::Error failure(const char* what, const std::filesystem::path& path) {
    return core::Error{core::internal, std::string{what} + " " + path.string() + ": " + std::strerror(errno)};
}

}  // namespace

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return failure("open", path);
    struct stat status{};
    const bool known = ::fstat(file, &status) == 0;
    const auto length = static_cast<std::size_t>(status.st_size);
    if (!known || length == 0) {
        ::close(file);
        if (!known) return failure("stat", path);
        return MappedFile{std::span<const std::uint8_t>{}};  // an empty file cannot be mapped, and is no picture
    }
    void* memory = ::mmap(nullptr, length, PROT_READ, MAP_PRIVATE, file, 0);
    ::close(file);
    if (memory == MAP_FAILED) return failure("map", path);
    return MappedFile{std::span{static_cast<const std::uint8_t*>(memory), length}};
}

MappedFile::~MappedFile() {
    if (!bytes_.empty()) ::munmap(const_cast<std::uint8_t*>(bytes_.data()), bytes_.size());
}

}  // namespace instante::resize_image
