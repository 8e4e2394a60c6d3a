#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "async/signal.hpp"
#include "notification/ports/push_journal.hpp"

namespace instante::notification {

/// Keeps what it is told, and lets a test wait for it.
class RecordingJournal final : public PushJournal {
public:
    struct Ended {
        PushKey key;
        PushEnd end;
    };

    explicit RecordingJournal(async::Executor loop) : told_(loop) {}

    void ended(const PushKey& key, UserId, PushEnd end, std::string_view) override {
        ends.push_back({key, end});
        told_.notify();
    }
    void away(std::string_view) override {
        ++aways;
        told_.notify();
    }
    void back() override { ++backs; }
    void owed(std::size_t count, std::chrono::milliseconds since) override {
        depth = count;
        age = since;
    }
    void store_failed(const core::Error&) override { ++store_failures; }

    /// Waits until `count` tries have ended.
    Task<void> until_ended(std::size_t count) {
        while (ends.size() < count) co_await told_.wait();
    }
    [[nodiscard]] std::size_t count(PushEnd end) const {
        return static_cast<std::size_t>(std::ranges::count(ends, end, &Ended::end));
    }

    std::vector<Ended> ends;
    int aways = 0;
    int backs = 0;
    int store_failures = 0;
    std::size_t depth = 0;
    std::chrono::milliseconds age{};

private:
    async::Signal told_;
};

}  // namespace instante::notification
