#include "sqlite/writer.hpp"

#include <pthread.h>
#include <sqlite3.h>
#include <sysexits.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <utility>

#include "sqlite/changes.hpp"

namespace instante::sqlite {
namespace {

constexpr int checkpoint_pages = 1'000;  // 4 MB of log

int primary(int code) {
    return code & 0xFF;
}

/// After a failed sync nobody knows what the disk holds, and a second sync may lie: the log is replayed at the next start.
[[noreturn]] void end_process(const char* during, const std::string& message) {
    std::fprintf(stderr, "sqlite: I/O error during %s, ending the process: %s\n", during, message.c_str());
    std::fflush(stderr);
    std::_Exit(EX_IOERR);
}

}  // namespace

core::Error to_error(const Failure& failure) {
    auto note = "sqlite " + std::to_string(failure.code()) + ": " + failure.what();
    switch (primary(failure.code())) {
        case SQLITE_FULL:
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
        case SQLITE_READONLY:
        case SQLITE_NOMEM:
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return {core::engine_away, std::move(note)};
        default:
            return {core::internal, std::move(note)};
    }
}

Writer::Writer(std::unique_ptr<Connection> connection, Readers& readers, std::size_t queue_limit, std::size_t batch_limit)
    : connection_(std::move(connection)),
      readers_(readers),
      queue_limit_(queue_limit),
      batch_limit_(std::max<std::size_t>(batch_limit, 1)) {
    thread_ = std::thread{[this] { work(); }};
}

Writer::~Writer() {
    {
        const std::lock_guard lock{mutex_};
        closing_ = true;
    }
    filled_.notify_one();
    thread_.join();
}

Result<void> Writer::enqueue(std::unique_ptr<Operation> operation) {
    bool wake = false;
    {
        const std::lock_guard lock{mutex_};
        if (waiting_ >= queue_limit_) return core::Error{core::overloaded, "too many writes are waiting"};
        queue_.push_back({std::move(operation), std::nullopt});
        ++waiting_;
        wake = std::exchange(sleeping_, false);
    }
    if (wake) filled_.notify_one();
    return {};
}

Changes& Writer::changes() const {
    return connection_->changes();
}

void Writer::work() {
    pthread_setname_np(pthread_self(), "sqlite-writer");
    std::vector<Queued> taken;
    while (take(taken)) {
        for (std::span rest{taken}; !rest.empty();) {
            const auto written = write_some(rest.first(std::min(batch_limit_, rest.size())));
            rest = rest.subspan(written);
        }
        taken.clear();
    }
}

bool Writer::take(std::vector<Queued>& batch) {
    std::unique_lock lock{mutex_};
    while (queue_.empty() && !closing_) {
        sleeping_ = true;
        filled_.wait(lock);
    }
    std::swap(queue_, batch);
    return !batch.empty();
}

std::size_t Writer::write_some(std::span<Queued> batch) {
    disk_full_ = false;
    const auto written = batch.first(run_transaction(batch));
    answer(written);
    checkpoint();  // after the answers: nobody waits for it
    return written.size();
}

std::size_t Writer::run_transaction(std::span<Queued> batch) {
    std::size_t begun = 0;
    try {
        connection_->prepare("begin immediate").run();
        while (begun < batch.size()) run_in_savepoint(batch[begun++]);
        commit();
        connection_->changes().tell(readers_.renew());
        healthy_ = !disk_full_;
        ++commits_;
        operations_ += begun;
    } catch (const Failure& failure) {
        if (begun == 0) begun = batch.size();  // not even begun: true for all
        give_up(failure, batch.first(begun));
    }
    return begun;
}

void Writer::run_in_savepoint(Queued& queued) {
    connection_->prepare("savepoint operation").run();
    try {
        if (queued.operation->run(*connection_)) {
            connection_->prepare("release operation").run();
            return;
        }
    } catch (const Failure& failure) {
        if (!connection_->in_transaction()) throw;  // SQLite has rolled back everything, its neighbours too
        if (primary(failure.code()) == SQLITE_FULL) disk_full_ = true;
        queued.failure = to_error(failure);
    } catch (const std::exception& failure) {
        queued.failure = core::Error{core::internal, failure.what()};
    } catch (...) {
        queued.failure = core::Error{core::internal, "an exception of unknown type"};
    }
    connection_->prepare("rollback to operation").run();
    connection_->prepare("release operation").run();
}

void Writer::commit() {
    try {
        connection_->prepare("commit").run();
    } catch (const Failure& failure) {
        if (primary(failure.code()) == SQLITE_IOERR) end_process("commit", failure.what());
        throw;
    }
}

void Writer::give_up(const Failure& failure, std::span<Queued> batch) {
    healthy_ = false;
    const auto error = to_error(failure);
    for (auto& queued : batch) queued.failure = error;  // also those that were content: nothing of theirs is kept
    if (!connection_->in_transaction()) return;
    try {
        connection_->prepare("rollback").run();
    } catch (const Failure& second) {
        end_process("rollback", second.what());
    }
}

void Writer::answer(std::span<Queued> batch) {
    waiting_ -= batch.size();
    for (auto& queued : batch) {
        queued.operation->finish(queued.failure ? &*queued.failure : nullptr);
        queued.operation.reset();
    }
}

void Writer::checkpoint() {
    if (connection_->log_pages() < checkpoint_pages) return;
    readers_.end_idle_snapshots();
    const int code = connection_->checkpoint();
    // Who reads on in a snapshot of the log would keep it from beginning anew.
    readers_.renew();
    readers_.end_idle_snapshots();
    if (primary(code) == SQLITE_IOERR) end_process("checkpoint", sqlite3_errstr(code));
    // Busy or full: the log goes on growing and holds everything; the next commit tries again.
}

}  // namespace instante::sqlite
