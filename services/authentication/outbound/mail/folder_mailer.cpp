#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

#include "authentication/outbound/mail/internet_message.hpp"
#include "authentication/outbound/mail/mailers.hpp"

namespace instante::authentication {

namespace {

namespace fs = std::filesystem;

core::Error failure(const fs::path& path) {
    return core::Error{core::unavailable, path.string() + ": " + std::strerror(errno)};
}

/// Writes all of `content` to a new file that is then on the disk.
Result<void> write_file(const fs::path& path, std::string_view content) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return failure(path);
    bool good = true;
    while (good && !content.empty()) {
        const auto written = ::write(file, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        good = written >= 0;
        if (good) content.remove_prefix(static_cast<std::size_t>(written));
    }
    good = good && ::fsync(file) == 0;
    const auto failed = failure(path);
    ::close(file);
    if (!good) return failed;
    return boost::system::in_place_value;
}

Result<void> sync_folder(const fs::path& folder) {
    const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) return failure(folder);
    const bool good = ::fsync(file) == 0;
    const auto failed = failure(folder);
    ::close(file);
    if (!good) return failed;
    return boost::system::in_place_value;
}

Result<void> put_file(const fs::path& folder, const std::string& name, std::string_view content) {
    const auto draft = folder / (name + ".tmp");
    auto written = write_file(draft, content);
    if (!written) return written;
    std::error_code failed;
    fs::rename(draft, folder / name, failed);
    if (failed) return core::Error{core::unavailable, draft.string() + ": " + failed.message()};
    return sync_folder(folder);
}

struct Written {
    fs::path path;
    fs::file_time_type at;
};

/// The files in `folder` whose names begin with `prefix`, drafts that a dead process left included, the oldest first. What goes
/// meanwhile is left out.
Result<std::vector<Written>> files_in(const fs::path& folder, const std::string& prefix) {
    std::error_code failed;
    std::vector<Written> files;
    for (fs::directory_iterator entry{folder, failed}, last; !failed && entry != last; entry.increment(failed)) {
        std::error_code gone;
        const auto at = entry->last_write_time(gone);
        if (!gone && entry->path().filename().string().starts_with(prefix)) files.push_back({entry->path(), at});
    }
    if (failed) return core::Error{core::unavailable, folder.string() + ": " + failed.message()};
    std::ranges::sort(files, {}, &Written::at);
    return files;
}

Result<void> remove_files(const fs::path& folder, std::span<const Written> files) {
    std::error_code failed;
    for (const auto& file : files)
        if (!failed) fs::remove(file.path, failed);
    if (failed) return core::Error{core::unavailable, folder.string() + ": " + failed.message()};
    return files.empty() ? Result<void>{boost::system::in_place_value} : sync_folder(folder);
}

Result<void> remove_files_of(const fs::path& folder, const std::string& prefix) {
    const auto theirs = files_in(folder, prefix);
    if (!theirs) return theirs.error();
    return remove_files(folder, *theirs);
}

/// Removes the oldest beyond what is `kept` at `now`.
Result<void> sweep_files(const fs::path& folder, const MailKept& kept, core::Timestamp now) {
    const auto files = files_in(folder, {});
    if (!files) return files.error();
    const auto earliest = std::chrono::file_clock::from_sys(now - kept.age);
    const auto is_recent = [earliest](const Written& file) { return file.at >= earliest; };
    const auto recent = static_cast<std::size_t>(std::ranges::find_if(*files, is_recent) - files->begin());
    const auto surplus = files->size() - std::min(files->size(), kept.count);
    return remove_files(folder, std::span{*files}.first(std::max(recent, surplus)));
}

class FolderMailer final : public Mailer {
public:
    FolderMailer(fs::path folder, std::string sender, async::Pool& pool, const core::Clock& clock, telemetry::Log log,
                 MailKept kept)
        : folder_(std::move(folder)), sender_(std::move(sender)), pool_(pool), clock_(clock), log_(std::move(log)), kept_(kept) {}

    Task<Result<void>> send(Mail mail) override {
        const auto user = mail.user;
        const auto kind = mail.kind;
        if (!folder_.empty()) {
            auto work = [folder = folder_, name = core::to_string(user) + "-" + file_part(mail.id) + ".eml",
                         content = internet_message(mail, sender_, clock_.now())] { return put_file(folder, name, content); };
            auto put = co_await async::on(pool_, std::move(work));
            if (!put) co_return put.error();
        }
        log_.info("mail written", {{"user", user}, {"template", mail_template(kind)}});
        co_return boost::system::in_place_value;
    }

    Task<Result<void>> forget(UserId user) override {
        if (folder_.empty()) co_return boost::system::in_place_value;
        auto work = [folder = folder_, prefix = core::to_string(user) + "-"] { return remove_files_of(folder, prefix); };
        co_return co_await async::on(pool_, std::move(work));
    }

    Task<Result<void>> sweep() override {
        const auto now = clock_.now();
        if (folder_.empty() || now < next_sweep_) co_return boost::system::in_place_value;
        auto work = [folder = folder_, kept = kept_, now] { return sweep_files(folder, kept, now); };
        auto swept = co_await async::on(pool_, std::move(work));
        if (swept) next_sweep_ = now + std::chrono::hours{1};
        co_return swept;
    }

private:
    /// A message's id as part of a file's name, whoever made it.
    static std::string file_part(const std::string& id) {
        std::string part = id.substr(0, 64);
        for (char& c : part)
            if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) c = '_';
        return part;
    }

    fs::path folder_;
    std::string sender_;
    async::Pool& pool_;
    const core::Clock& clock_;
    telemetry::Log log_;
    MailKept kept_;
    core::Timestamp next_sweep_{};
};

}  // namespace

Result<std::unique_ptr<Mailer>> make_folder_mailer(fs::path folder, std::string sender, async::Pool& pool,
                                                   const core::Clock& clock, telemetry::Log log, MailKept kept) {
    if (!folder.empty()) {
        std::error_code failed;
        fs::create_directories(folder, failed);
        if (!failed) fs::permissions(folder, fs::perms::owner_all, failed);
        if (failed) return core::Error{core::unavailable, folder.string() + ": " + failed.message()};
    }
    return std::unique_ptr<Mailer>{
        std::make_unique<FolderMailer>(std::move(folder), std::move(sender), pool, clock, std::move(log), kept)};
}

}  // namespace instante::authentication
