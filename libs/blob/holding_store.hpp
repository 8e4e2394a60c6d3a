#pragma once

#include <memory>
#include <string>
#include <vector>

#include "blob/blob.hpp"

namespace instante::blob {

/// A store over another whose removals can be made to wait, so that what is there stays there while it is copied.
class HoldingStore final : public Store {
public:
    /// As long as it lives nothing is removed. The store outlives it.
    class Hold {
    public:
        Hold(Hold&& other) noexcept;
        Hold& operator=(Hold&&) = delete;
        ~Hold();

    private:
        friend class HoldingStore;
        explicit Hold(HoldingStore* store) : store_(store) {}
        HoldingStore* store_;
    };

    explicit HoldingStore(std::unique_ptr<Store> store);
    ~HoldingStore() override;

    /// Returns once the removals under way have ended. Errors: `engine_away`, `overloaded`.
    [[nodiscard]] Task<Result<Hold>> hold_removals();

    Task<Result<void>> put(std::vector<NewBlob> blobs) override { return store_->put(std::move(blobs)); }
    Task<Result<bool>> put_if_absent(NewBlob blob) override { return store_->put_if_absent(std::move(blob)); }
    Task<Result<std::string>> get(std::string key, std::uint64_t offset, std::uint64_t length) override {
        return store_->get(std::move(key), offset, length);
    }
    Task<Result<std::optional<Info>>> head(std::string key) override { return store_->head(std::move(key)); }
    Task<Result<void>> remove(std::vector<std::string> keys) override;
    Task<Result<std::vector<Info>>> list(std::string prefix, std::string after, std::size_t limit) override {
        return store_->list(std::move(prefix), std::move(after), limit);
    }
    Task<Result<void>> ping() override { return store_->ping(); }

private:
    class Gate;

    std::unique_ptr<Store> store_;
    std::unique_ptr<Gate> gate_;
};

}  // namespace instante::blob
