#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "blob/descriptor.hpp"
#include "core/error.hpp"

namespace instante::blob {

/// A file that is written but has no key yet. Gone with this object unless it was moved to its key.
class Draft {
public:
    Draft(int folder, std::string name, Descriptor file) : folder_(folder), name_(std::move(name)), file_(std::move(file)) {}
    Draft(Draft&& other) noexcept
        : folder_(other.folder_), name_(std::exchange(other.name_, {})), file_(std::move(other.file_)) {}
    Draft& operator=(Draft&&) = delete;
    ~Draft();

    /// Forces the content to the disk and closes the file: once it has a key it is whole, whatever happens.
    [[nodiscard]] Result<void> sync();

    [[nodiscard]] int folder() const { return folder_; }
    [[nodiscard]] const std::string& name() const { return name_; }
    /// It was moved: there is nothing to remove.
    void forget() { name_.clear(); }

private:
    friend class DraftFolder;

    int folder_;
    std::string name_;
    Descriptor file_;
};

/// Where drafts are written: a folder of this process's own below `.tmp/`, locked while the process lives, so that several may
/// share one tree.
class DraftFolder {
public:
    /// Sweeps the folders of processes that are gone, then makes its own. `root` outlives it.
    static Result<DraftFolder> open(int root);
    DraftFolder(DraftFolder&& other) noexcept = default;
    DraftFolder& operator=(DraftFolder&&) = delete;
    ~DraftFolder();

    /// Writes a draft; its content is on its way to the disk, not yet there. Its name is taken from a count: called by one
    /// thread.
    Result<Draft> write(std::string_view content);

private:
    DraftFolder(Descriptor parent, std::string name, Descriptor folder);

    Descriptor parent_;
    std::string name_;
    Descriptor folder_;
    std::uint64_t count_ = 0;
};

}  // namespace instante::blob
