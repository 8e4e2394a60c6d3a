#pragma once

#include <string>
#include <string_view>

namespace instante::config {

/// An engine chosen by URL: `sqlite:`, `amqps://user:password@host/vhost`. It may hold a secret: print `shown()`, never `url`.
struct Engine {
    std::string url;

    /// Before the first colon, in lower case.
    [[nodiscard]] std::string_view scheme() const;
    /// The URL with its password, and query values that are named like secrets, replaced by `***`.
    [[nodiscard]] std::string shown() const;

    friend bool operator==(const Engine&, const Engine&) = default;
};

}  // namespace instante::config
