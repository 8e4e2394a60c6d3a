#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "core/error.hpp"

namespace instante::sqlite {

/// What several files hold at one moment, to be copied while others go on writing to them: no commit to one of them is before it
/// that caused one to another after it. Everything here blocks: it is for a pool.
class Snapshot {
public:
    /// Holds the writers of all `files` for the few milliseconds that it takes to fix what is read. The files grow while this
    /// lives. Errors: `engine_away`.
    static Result<Snapshot> take(const std::vector<std::filesystem::path>& files);
    Snapshot(Snapshot&& other) noexcept;
    Snapshot& operator=(Snapshot&&) = delete;
    ~Snapshot();

    /// Writes copies of the same names into `folder`, where there are none yet, for their owner's eyes alone; asks every
    /// megabyte whether it `goes_on`. Errors: `engine_away`; `unavailable`: it was not to go on.
    [[nodiscard]] Result<void> copy_to(const std::filesystem::path& folder, const std::function<bool()>& goes_on) const;

private:
    struct Fixed;
    explicit Snapshot(std::vector<std::unique_ptr<Fixed>> files);
    std::vector<std::unique_ptr<Fixed>> files_;
};

/// Reads a whole file for damage (`PRAGMA quick_check`); it is not made when absent. Blocks that long. Errors: `engine_away`,
/// with what was found.
Result<void> check_file(const std::filesystem::path& file);

}  // namespace instante::sqlite
