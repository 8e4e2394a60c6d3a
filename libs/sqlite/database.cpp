#include "sqlite/database.hpp"

#include <string>

#include "sqlite/changes.hpp"
#include "sqlite/migrate.hpp"
#include "sqlite/readers.hpp"
#include "sqlite/snapshot.hpp"
#include "sqlite/writer.hpp"

namespace instante::sqlite {
namespace {

/// A properly closed file has no log beside it.
bool has_log(std::filesystem::path file) {
    file += "-wal";
    std::error_code absent;
    const auto bytes = std::filesystem::file_size(file, absent);
    return !absent && bytes > 0;
}

}  // namespace

struct Database::Impl {
    Impl(Options options, std::unique_ptr<Connection> connection, bool was_recovered)
        : file(std::move(options.file)),
          recovered(was_recovered),
          readers(std::make_shared<Readers>(file)),
          writer(std::move(connection), *readers, options.queue_limit, options.batch_limit) {}
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() { readers->close(); }  // before the writer: the last to close folds the log into the file

    const std::filesystem::path file;
    const bool recovered;
    const std::shared_ptr<Readers> readers;
    Writer writer;
};

Result<std::unique_ptr<Database>> Database::open(Options options, std::span<const Migration> migrations) {
    const auto file = options.file.string();
    try {
        const bool recovered = has_log(options.file);
        auto connection = Connection::open(options.file, Connection::Use::write);
        if (auto ready = migrate(*connection, migrations, options.file); !ready) return ready.error();
        return std::unique_ptr<Database>{
            new Database{std::make_unique<Impl>(std::move(options), std::move(connection), recovered)}};
    } catch (const Failure& failure) {
        const auto error = to_error(failure);
        return core::Error{error.code(), file + ": " + std::string{error.note()}};
    }
}

Database::Database(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Database::~Database() = default;

Result<void> Database::enqueue(std::unique_ptr<Operation> operation) {
    return impl_->writer.enqueue(std::move(operation));
}

Reading Database::reading() {
    return impl_->readers->read();
}

void Database::watch(std::string table, std::function<void(std::span<const std::int64_t>, std::uint64_t)> told) {
    impl_->writer.changes().watch(std::move(table), std::move(told));
}

std::size_t Database::waiting() const {
    return impl_->writer.waiting();
}

bool Database::healthy() const {
    return impl_->writer.healthy();
}

Task<Result<void>> Database::ready() {
    if (healthy()) co_return Result<void>{};
    auto change_nothing = [](Connection& connection) -> Result<void> {
        connection.prepare("pragma user_version = 0").run();  // it is: a page is written all the same
        return {};
    };
    auto written = co_await write(change_nothing);
    co_return written;
}

const std::filesystem::path& Database::file() const {
    return impl_->file;
}

Database::Counts Database::counts() const {
    return {impl_->writer.commits(), impl_->writer.operations()};
}

bool Database::recovered() const {
    return impl_->recovered;
}

Result<void> Database::check() const {
    return check_file(impl_->file);
}

}  // namespace instante::sqlite
