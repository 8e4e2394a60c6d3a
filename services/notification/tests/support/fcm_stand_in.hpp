#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "notification/outbound/fcm/service_account.hpp"

namespace instante::notification {

/// A stand-in for Google on 127.0.0.1: its token endpoint, which grants only to assertions signed by `account`, and FCM's, which
/// takes only tokens that are granted and not revoked.
class FcmStandIn {
public:
    /// Bytes of an HTTP answer to a message for a device; by default 200.
    using Answer = std::function<std::string(const std::string& body, int nth)>;

    explicit FcmStandIn(Answer answer = nullptr);
    ~FcmStandIn();

    [[nodiscard]] std::string endpoint() const;
    [[nodiscard]] ServiceAccount account() const;
    /// The key file of `account`.
    [[nodiscard]] std::string key_file() const;

    /// Access tokens granted so far are good no more.
    void revoke();
    /// No access tokens are granted.
    void close_grants(bool closed);
    [[nodiscard]] int grants() const;
    /// Bodies of the messages that were let in, in the order of their arrival.
    [[nodiscard]] std::vector<std::string> messages() const;
    /// The last assertion's payload.
    [[nodiscard]] std::string last_claims() const;

    /// An HTTP answer.
    static std::string answer(int status, const std::string& body, const std::string& headers = {});

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace instante::notification
