#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/time.hpp"
#include "http/tests/neighbour.hpp"
#include "s3/s3.hpp"
#include "s3/tests/environment.hpp"

namespace instante::s3::testing {

/// An answer as it goes over the wire.
inline std::string answer(int status, std::string_view content = "", std::string_view fields = "") {
    std::string text = "HTTP/1.1 " + std::to_string(status) + " Said\r\n";
    text.append(fields).append("Content-Length: ").append(std::to_string(content.size())).append("\r\n\r\n").append(content);
    return text;
}

/// S3's refusal with this code.
inline std::string refusal(int status, std::string_view code, std::string_view more = "", std::string_view fields = "") {
    return answer(status, "<?xml version=\"1.0\"?><Error><Code>" + std::string{code} + "</Code>" + std::string{more} + "</Error>",
                  fields);
}

/// An S3 that says what the test has it say, in this order; after that, that there is nothing (404 NoSuchKey).
class Played {
public:
    explicit Played(std::vector<std::string> answers = {}) : answers_(answers.begin(), answers.end()) {}

    void say(std::string answer) {
        const std::lock_guard lock{mutex_};
        answers_.push_back(std::move(answer));
    }
    /// What it was asked.
    [[nodiscard]] std::vector<std::string> asked() const {
        const std::lock_guard lock{mutex_};
        return asked_;
    }
    [[nodiscard]] std::string url(std::string_view path = "") const { return neighbour_.url(path); }
    [[nodiscard]] Options options() const {
        Options options;
        options.url = "s3://photos?endpoint=" + url() + "&region=eu-west-1";
        options.environment = variables({{"AWS_ACCESS_KEY_ID", "AKIA"}, {"AWS_SECRET_ACCESS_KEY", "hunter2"}});
        options.first_pause = std::chrono::milliseconds{2};
        options.deadline = std::chrono::seconds{60};
        return options;
    }
    [[nodiscard]] std::unique_ptr<Bucket> open() const { return open_bucket(options(), clock_).value(); }

private:
    std::string next(const std::string& request) {
        const std::lock_guard lock{mutex_};
        asked_.push_back(request);
        if (answers_.empty()) return refusal(404, "NoSuchKey");
        auto said = std::move(answers_.front());
        answers_.pop_front();
        return said;
    }

    mutable std::mutex mutex_;
    std::deque<std::string> answers_;
    std::vector<std::string> asked_;
    core::SystemClock clock_;
    http::testing::Neighbour neighbour_{[this](const std::string& request) { return next(request); }};
};

}  // namespace instante::s3::testing
