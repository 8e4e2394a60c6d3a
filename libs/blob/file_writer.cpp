#include "blob/file_writer.hpp"

#include <pthread.h>

#include <utility>

namespace instante::blob {
namespace {

/// Files of one batch, each an open descriptor until it is synced.
constexpr std::size_t batch_limit = 128;
/// More at once bring nothing, even to a disk that many write to.
constexpr std::size_t most_syncing = 15;

}  // namespace

FileWriter::FileWriter(int root, DraftFolder drafts, Limits limits)
    : drafts_(std::move(drafts)), changes_(root), crew_(most_syncing), limits_(limits), thread_([this] { work(); }) {}

FileWriter::~FileWriter() {
    {
        const std::lock_guard lock{mutex_};
        closing_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

Task<Result<bool>> FileWriter::place(std::vector<NewBlob> blobs, FileChanges::IfThere rule) {
    Job job{.blobs = std::move(blobs), .rule = rule};
    for (const auto& blob : job.blobs) job.bytes += blob.content.size();
    auto outcome = co_await submit(std::move(job));
    co_return outcome;
}

Task<Result<bool>> FileWriter::remove(std::vector<std::string> keys) {
    Job job{.removals = std::move(keys)};
    auto outcome = co_await submit(std::move(job));
    co_return outcome;
}

Task<Result<bool>> FileWriter::submit(Job job) {
    auto done = job.done;
    if (!accept(job)) co_return core::Error{core::overloaded, "too many blobs wait to be written"};
    auto outcome = co_await done.wait();
    co_return outcome;
}

bool FileWriter::accept(Job& job) {
    {
        const std::lock_guard lock{mutex_};
        if (jobs_.size() >= limits_.jobs) return false;
        if (!jobs_.empty() && waiting_bytes_ + job.bytes > limits_.bytes) return false;
        waiting_bytes_ += job.bytes;
        jobs_.push_back(std::move(job));
    }
    changed_.notify_one();
    return true;
}

void FileWriter::work() {
    pthread_setname_np(pthread_self(), "blob-writer");
    for (auto batch = take_batch(); !batch.empty(); batch = take_batch()) run(batch);
}

/// What waits, in order, up to the limit but at least one job. Empty only at the end.
std::vector<FileWriter::Job> FileWriter::take_batch() {
    std::vector<Job> batch;
    std::size_t files = 0;
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return closing_ || !jobs_.empty(); });
    while (!jobs_.empty() && (batch.empty() || files + jobs_.front().blobs.size() <= batch_limit)) {
        files += jobs_.front().blobs.size();
        waiting_bytes_ -= jobs_.front().bytes;
        batch.push_back(std::move(jobs_.front()));
        jobs_.pop_front();
    }
    return batch;
}

void FileWriter::run(std::vector<Job>& batch) {
    for (auto& job : batch) write_drafts(job);
    sync_drafts(batch);
    for (auto& job : batch) apply(job);
    const auto synced = changes_.sync_folders(crew_);
    for (auto& job : batch) {
        if (!synced && job.outcome) job.outcome = synced.error();
        job.drafts.clear();  // nothing of a job is left when its end is known
        job.done.set(std::move(job.outcome));
    }
}

void FileWriter::write_drafts(Job& job) {
    for (const auto& blob : job.blobs) {
        auto draft = drafts_.write(blob.content);
        if (!draft) {
            job.outcome = draft.error();
            return;
        }
        job.drafts.push_back(std::move(*draft));
    }
}

void FileWriter::sync_drafts(std::vector<Job>& batch) {
    struct Syncing {
        Job* job;
        Draft* draft;
        Result<void> outcome{};
    };
    std::vector<Syncing> all;
    for (auto& job : batch)
        for (auto& draft : job.drafts)
            if (job.outcome) all.push_back({&job, &draft});
    crew_.each(all.size(), [&](std::size_t i) { all[i].outcome = all[i].draft->sync(); });
    for (const auto& each : all)
        if (!each.outcome) each.job->outcome = each.outcome.error();
}

void FileWriter::apply(Job& job) {
    for (std::size_t i = 0; job.outcome && i < job.drafts.size(); ++i) {
        auto placed = changes_.place(job.drafts[i], job.blobs[i].key, job.rule);
        if (!placed || !*placed) job.outcome = placed;
    }
    for (const auto& key : job.removals) {
        if (auto removed = changes_.remove(key); !removed) job.outcome = removed.error();
    }
}

}  // namespace instante::blob
