#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "notification/ports/push_service.hpp"

namespace instante::notification {

/// Keeps what it is handed, and answers as it is told: for tests. Used on one loop.
class RecordingPushService final : public PushService {
public:
    using Answer = std::function<PushAnswer(const PushMessage&)>;

    explicit RecordingPushService(Answer answer = [](const PushMessage&) -> PushAnswer { return Delivered{}; })
        : answer_(std::move(answer)) {}

    Task<PushAnswer> send(PushMessage message) override {
        auto answer = answer_(message);
        messages.push_back(std::move(message));
        co_return answer;
    }

    std::vector<PushMessage> messages;

private:
    Answer answer_;
};

}  // namespace instante::notification
