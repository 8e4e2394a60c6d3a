#include "resize_image/outbound/files/file_spool.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "core/encoding.hpp"
#include "crypto/hash.hpp"

namespace instante::resize_image {
namespace {

core::Error cannot(std::string_view what, const std::filesystem::path& folder, int reason) {
    return core::Error{core::unavailable,
                       std::string{what} + " in " + folder.string() + ": " + std::generic_category().message(reason)};
}

/// An open file and the digest of what was written to it. What still runs on the pool shares it: it outlives whoever gave up.
class OpenFile {
public:
    explicit OpenFile(int number) : number_(number) {}
    ~OpenFile() { ::close(number_); }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    [[nodiscard]] int number() const { return number_; }
    [[nodiscard]] std::string digest() { return core::hex_encode(digest_.finish()); }
    /// 0, or an `errno`.
    int write(std::string_view bytes) {
        digest_.update(bytes);
        while (!bytes.empty()) {
            const auto written = ::write(number_, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) return errno;
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
        return 0;
    }

private:
    int number_;
    crypto::Sha256 digest_;
};

/// A new file that has no name, or is about to lose it, where the file system cannot do without.
int open_nameless(const std::filesystem::path& folder) {
    const int file = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT && errno != EINVAL)) return file;
    auto name = (folder / "photo-XXXXXX").string();
    const int named = ::mkostemp(name.data(), O_CLOEXEC);
    if (named >= 0) ::unlink(name.c_str());
    return named;
}

class NamelessFile final : public SpooledFile {
public:
    NamelessFile(std::shared_ptr<OpenFile> file, async::Pool& pool, std::filesystem::path folder)
        : file_(std::move(file)), pool_(pool), folder_(std::move(folder)) {}

    Task<Result<void>> write(std::string piece) override {
        auto work = [file = file_, piece = std::move(piece), folder = folder_]() -> Result<void> {
            const int failure = file->write(piece);
            if (failure != 0) return cannot("cannot write", folder, failure);
            return {};
        };
        co_return co_await async::on(pool_, std::move(work));
    }

    [[nodiscard]] std::string digest() override { return file_->digest(); }
    [[nodiscard]] std::filesystem::path path() const override { return "/proc/self/fd/" + std::to_string(file_->number()); }

private:
    std::shared_ptr<OpenFile> file_;
    async::Pool& pool_;
    std::filesystem::path folder_;
};

class FileSpool final : public Spool {
public:
    FileSpool(std::filesystem::path folder, async::Pool& pool) : folder_(std::move(folder)), pool_(pool) {}

    Task<Result<std::shared_ptr<SpooledFile>>> create() override {
        auto work = [folder = folder_]() -> Result<std::shared_ptr<OpenFile>> {
            const int file = open_nameless(folder);
            if (file < 0) return cannot("cannot make a file", folder, errno);
            return std::make_shared<OpenFile>(file);
        };
        auto file = co_await async::on(pool_, std::move(work));
        if (!file) co_return file.error();
        co_return std::make_shared<NamelessFile>(std::move(*file), pool_, folder_);
    }

private:
    std::filesystem::path folder_;
    async::Pool& pool_;
};

}  // namespace

Result<std::unique_ptr<Spool>> open_file_spool(const std::filesystem::path& folder, async::Pool& pool) {
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure) return cannot("cannot make the spool", folder, failure.value());
    if (::access(folder.c_str(), W_OK | X_OK) != 0) return cannot("cannot write", folder, errno);
    return std::unique_ptr<Spool>{std::make_unique<FileSpool>(folder, pool)};
}

}  // namespace instante::resize_image
