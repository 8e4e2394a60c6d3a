#include "config/text_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace instante::config {
namespace {

Complaint complaint(const std::string& path, int failure) {
    return {in_quotes(path) + " cannot be read: " + std::error_code{failure, std::generic_category()}.message()};
}

}  // namespace

Checked<std::string> read_text_file(const std::string& path, std::size_t limit) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return complaint(path, errno);
    std::string content(limit + 1, '\0');
    std::size_t size = 0;
    ssize_t count = 1;
    while (size < content.size() && count > 0) {
        count = ::read(file, content.data() + size, content.size() - size);
        if (count > 0)
            size += static_cast<std::size_t>(count);
        else if (count < 0 && errno == EINTR)
            count = 1;
    }
    const int failure = errno;
    ::close(file);
    if (count < 0) return complaint(path, failure);
    if (size > limit) return Complaint{in_quotes(path) + " is longer than " + std::to_string(limit) + " bytes"};
    content.resize(size);
    return Checked<std::string>{boost::system::in_place_value, std::move(content)};
}

}  // namespace instante::config
