#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "async/run.hpp"
#include "blob/blob.hpp"

namespace instante::s3::testing {

/// A part of a store that is empty at first and goes with this object: tests beside one another share a bucket.
class PrefixedStore final : public blob::Store {
public:
    PrefixedStore(std::unique_ptr<blob::Store> store, std::string prefix)
        : store_(std::move(store)), prefix_(std::move(prefix)) {}
    ~PrefixedStore() override { async::run(remove_all()); }

    Task<Result<void>> put(std::vector<blob::NewBlob> blobs) override {
        for (auto& blob : blobs) blob.key = prefix_ + blob.key;
        return store_->put(std::move(blobs));
    }
    Task<Result<bool>> put_if_absent(blob::NewBlob blob) override {
        blob.key = prefix_ + blob.key;
        return store_->put_if_absent(std::move(blob));
    }
    Task<Result<std::string>> get(std::string key, std::uint64_t offset, std::uint64_t length) override {
        return store_->get(prefix_ + key, offset, length);
    }
    Task<Result<std::optional<blob::Info>>> head(std::string key) override {
        auto info = co_await store_->head(prefix_ + key);
        if (info && *info) strip(**info);
        co_return info;
    }
    Task<Result<void>> remove(std::vector<std::string> keys) override {
        for (auto& key : keys) key = prefix_ + key;
        return store_->remove(std::move(keys));
    }
    Task<Result<std::vector<blob::Info>>> list(std::string prefix, std::string after, std::size_t limit) override {
        if (!after.empty()) after = prefix_ + after;
        auto infos = co_await store_->list(prefix_ + prefix, std::move(after), limit);
        if (infos)
            for (auto& info : *infos) strip(info);
        co_return infos;
    }
    Task<Result<void>> ping() override { return store_->ping(); }

private:
    void strip(blob::Info& info) const { info.key.erase(0, prefix_.size()); }
    Task<void> remove_all() {
        for (;;) {
            auto infos = co_await store_->list(prefix_, std::string{}, 1000);
            if (!infos || infos->empty()) co_return;
            std::vector<std::string> keys;
            for (auto& info : *infos) keys.push_back(std::move(info.key));
            const auto removed = co_await store_->remove(std::move(keys));
            if (!removed) co_return;
        }
    }

    std::unique_ptr<blob::Store> store_;
    std::string prefix_;
};

}  // namespace instante::s3::testing
