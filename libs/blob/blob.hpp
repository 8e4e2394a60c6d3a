#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "core/units.hpp"

namespace instante::blob {

/// `content` under `key` (`p/123/456-0011223344556677.jpg`: letters, digits, `.`, `-`, `_`, `/`; at most 512 bytes, a segment
/// 255; no segment is empty or begins with a dot; no key is a folder of another's).
struct NewBlob {
    std::string key;
    std::string content_type;
    std::string content;
};

struct Info {
    std::string key;
    core::Bytes size;
    core::Timestamp modified{};
};

/// Object storage: whole objects, never changed in place. Safe from any coroutine.
class Store {
public:
    virtual ~Store() = default;
    /// Stores all; durable when it returns. A key that exists is replaced. Errors: `engine_away`, `overloaded`.
    virtual Task<Result<void>> put(std::vector<NewBlob> blobs) = 0;
    /// Stores only if the key is free: whether it was. Two racing calls: one wins. Durable when it returns.
    virtual Task<Result<bool>> put_if_absent(NewBlob blob) = 0;
    /// `length` bytes from `offset` (to the end when shorter). Errors: `not_found`.
    virtual Task<Result<std::string>> get(std::string key, std::uint64_t offset = 0, std::uint64_t length = UINT64_MAX) = 0;
    /// Nothing when there is no such object.
    virtual Task<Result<std::optional<Info>>> head(std::string key) = 0;
    /// Removes what is there of these; what is not is fine.
    virtual Task<Result<void>> remove(std::vector<std::string> keys) = 0;
    /// Objects whose key begins with `prefix`, in key order after `after`, at most `limit`.
    virtual Task<Result<std::vector<Info>>> list(std::string prefix, std::string after, std::size_t limit) = 0;
    /// Whether the engine answers.
    virtual Task<Result<void>> ping() = 0;
};

/// Whether `key` has the form that `NewBlob` says.
bool is_key(std::string_view key);

/// Objects in memory (`--ephemeral`, tests).
std::unique_ptr<Store> make_memory_store(const core::Clock& clock);

/// Objects as files under `folder`: written under a temporary name, synced, renamed, the folder synced, by one syncing thread
/// that batches all waiting puts; reads on a small pool. Temporary files of a killed process are swept at start.
Result<std::unique_ptr<Store>> open_file_store(std::filesystem::path folder);

/// Where clients fetch objects: `--media-url` + key, else `--public-url` + `/media/` + key, else the path `/media/` + key.
class Urls {
public:
    Urls(std::string media_url, std::string public_url);
    [[nodiscard]] std::string url(std::string_view key) const;
    void append(std::string& out, std::string_view key) const;
    /// For a push, which must name the host: as `url`, or with `http://` + `listen` when neither URL is set.
    [[nodiscard]] std::string absolute_url(std::string_view key, std::string_view listen) const;

private:
    std::string prefix_;
    bool absolute_;
};

}  // namespace instante::blob
