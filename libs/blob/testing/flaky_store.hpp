#pragma once

#include <atomic>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "blob/blob.hpp"

namespace instante::blob {

/// A store whose nth call fails, for tests of those who use one. The inner store outlives it.
class FlakyStore final : public Store {
public:
    /// Whether the failing call did its work: `after` is an answer that was lost, whose outcome the caller cannot know.
    enum class Fails : std::uint8_t { before, after };

    explicit FlakyStore(Store& inner) : inner_(inner) {}

    /// The `nth` call from now (1: the next one) fails with `error`; once.
    void fail(std::size_t nth, Fails when = Fails::before, core::Error error = core::Error{core::engine_away}) {
        error_ = std::move(error);
        when_ = when;
        failing_call_ = calls_ + nth;
    }
    /// Calls so far.
    [[nodiscard]] std::size_t calls() const { return calls_; }

    Task<Result<void>> put(std::vector<NewBlob> blobs) override { return around(inner_.put(std::move(blobs))); }
    Task<Result<bool>> put_if_absent(NewBlob blob) override { return around(inner_.put_if_absent(std::move(blob))); }
    Task<Result<std::string>> get(std::string key, std::uint64_t offset, std::uint64_t length) override {
        return around(inner_.get(std::move(key), offset, length));
    }
    Task<Result<std::optional<Info>>> head(std::string key) override { return around(inner_.head(std::move(key))); }
    Task<Result<void>> remove(std::vector<std::string> keys) override { return around(inner_.remove(std::move(keys))); }
    Task<Result<std::vector<Info>>> list(std::string prefix, std::string after, std::size_t limit) override {
        return around(inner_.list(std::move(prefix), std::move(after), limit));
    }
    Task<Result<void>> ping() override { return around(inner_.ping()); }

private:
    /// A task begins when it is awaited: one that is dropped has done nothing.
    template <class T>
    Task<Result<T>> around(Task<Result<T>> work) {
        const bool fails = ++calls_ == failing_call_;
        if (fails && when_ == Fails::before) co_return error_;
        auto outcome = co_await std::move(work);
        if (fails) co_return error_;
        co_return outcome;
    }

    Store& inner_;
    std::atomic<std::size_t> calls_{0};
    std::atomic<std::size_t> failing_call_{0};
    Fails when_ = Fails::before;
    core::Error error_{core::engine_away};
};

}  // namespace instante::blob
