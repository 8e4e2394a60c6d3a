#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "async/one_shot.hpp"
#include "blob/blob.hpp"
#include "blob/drafts.hpp"
#include "blob/file_changes.hpp"
#include "blob/sync_crew.hpp"

namespace instante::blob {

/// The one thread that changes the tree: it takes all that waits and syncs it together, because a sync costs the same for one
/// file or many. Destroying it finishes what was accepted.
class FileWriter {
public:
    struct Limits {
        std::size_t jobs = 256;                          ///< waiting
        std::uint64_t bytes = std::uint64_t{256} << 20;  ///< waiting, unless it is one job alone
    };

    /// `root` outlives it.
    FileWriter(int root, DraftFolder drafts, Limits limits);
    ~FileWriter();
    FileWriter(const FileWriter&) = delete;
    FileWriter& operator=(const FileWriter&) = delete;

    /// Stores `blobs` whole and durably; with `keep`, false when a key was taken. Errors: `overloaded`, `engine_away`.
    Task<Result<bool>> place(std::vector<NewBlob> blobs, FileChanges::IfThere rule);
    /// Removes what is there. Errors: `overloaded`, `engine_away`.
    Task<Result<bool>> remove(std::vector<std::string> keys);

private:
    struct Job {
        std::vector<NewBlob> blobs{};
        FileChanges::IfThere rule = FileChanges::IfThere::replace;
        std::vector<std::string> removals{};
        std::uint64_t bytes = 0;
        std::vector<Draft> drafts{};
        Result<bool> outcome = true;
        async::OneShot<Result<bool>> done{};
    };

    Task<Result<bool>> submit(Job job);
    [[nodiscard]] bool accept(Job& job);
    void work();
    [[nodiscard]] std::vector<Job> take_batch();
    void run(std::vector<Job>& batch);
    void write_drafts(Job& job);
    void sync_drafts(std::vector<Job>& batch);
    void apply(Job& job);

    DraftFolder drafts_;
    FileChanges changes_;
    SyncCrew crew_;
    Limits limits_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Job> jobs_;
    std::uint64_t waiting_bytes_ = 0;
    bool closing_ = false;
    std::thread thread_;
};

}  // namespace instante::blob
