#include "blob/descriptor.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace instante::blob {

Descriptor::~Descriptor() {
    if (number_ >= 0) ::close(number_);
}

core::Error io_error(std::string_view what, std::string_view path, int error) {
    std::string note{what};
    note.append(" ").append(path).append(": ").append(std::generic_category().message(error));
    return {core::engine_away, std::move(note)};
}

Descriptor open_folder(int parent, const char* path) {
    return Descriptor{::openat(parent, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
}

int write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

Result<std::string> read_at(int file, std::uint64_t offset, std::uint64_t length) {
    std::string bytes(length, '\0');
    std::size_t filled = 0;
    while (filled < bytes.size()) {
        const auto read = ::pread(file, bytes.data() + filled, bytes.size() - filled, static_cast<off_t>(offset + filled));
        if (read < 0 && errno == EINTR) continue;
        if (read < 0) return io_error("read", "a blob", errno);
        if (read == 0) break;
        filled += static_cast<std::size_t>(read);
    }
    bytes.resize(filled);
    return bytes;
}

}  // namespace instante::blob
