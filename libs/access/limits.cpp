#include "access/limits.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <string>

#include "core/text.hpp"
#include "http/errors.hpp"

namespace instante::access {
namespace {

constexpr std::size_t bucket_count = 100'000;  ///< 2 MiB

/// Whose bucket it is, in bytes to hash: what the call counts as, the sort of owner, the owner.
class BucketName {
public:
    BucketName(char limit, char sort) : bytes_{limit, sort}, size_(2) {}
    void add(const void* bytes, std::size_t size) {
        std::memcpy(bytes_.data() + size_, bytes, size);
        size_ += size;
    }
    [[nodiscard]] std::string_view text() const { return {bytes_.data(), size_}; }

private:
    std::array<char, 18> bytes_;
    std::size_t size_;
};

BucketName name_of_person(http::Limit limit, std::uint64_t user) {
    BucketName name{static_cast<char>(limit), 'p'};
    name.add(&user, sizeof user);
    return name;
}

BucketName name_of_address(http::Limit limit, const std::string& address) {
    constexpr std::size_t network_bytes = 8;
    constexpr std::size_t mapped_bytes = 12;
    BucketName name{static_cast<char>(limit), 'a'};
    in_addr v4{};
    in6_addr v6{};
    if (inet_pton(AF_INET, address.c_str(), &v4) == 1) {
        name.add(&v4, sizeof v4);
    } else if (inet_pton(AF_INET6, address.c_str(), &v6) == 1) {
        if (IN6_IS_ADDR_V4MAPPED(&v6))
            name.add(v6.s6_addr + mapped_bytes, sizeof v4);
        else
            name.add(v6.s6_addr, network_bytes);
    }
    return name;  // what is no address: all of these share one bucket
}

}  // namespace

Limits::Limits(const Access& access, LimitRates rates, bool on)
    : access_(access), rates_(rates), on_(on), buckets_(on ? bucket_count : 1) {}

http::Allowance Limits::admit(const http::Request& request, http::Limit limit) {
    if (!on_) return {};
    const auto now = std::chrono::steady_clock::now();
    const auto of_address = [&](core::Rate rate) {
        return buckets_.take(hash_(name_of_address(limit, request.peer.address).text()), rate, now);
    };
    const auto of_person = [&](core::Rate rate, core::Rate rate_of_address) {
        const auto viewer = access_.optional(request);
        if (!viewer || viewer->user == 0) return of_address(rate_of_address);
        return buckets_.take(hash_(name_of_person(limit, viewer->user).text()), rate, now);
    };
    switch (limit) {
        case http::Limit::registration:
            return of_address(rates_.registration);
        case http::Limit::login:
            return of_address(rates_.login);
        case http::Limit::forgot:
            return of_address(rates_.forgot);
        case http::Limit::media:
            return of_address(rates_.media);
        case http::Limit::upload:
            return of_person(rates_.upload, rates_.upload);
        case http::Limit::report:
            return of_person(rates_.report, rates_.report);
        case http::Limit::other:
            return of_person(rates_.person, rates_.address);
    }
    return {};  // not reached: the switch is whole
}

Result<void> Limits::admit_login(std::string_view login) {
    if (!on_) return {};
    const auto key = hash_("account:" + core::to_lower_ascii(core::trim(login)));
    const auto allowance = buckets_.take(key, rates_.account, std::chrono::steady_clock::now());
    if (allowance.granted) return {};
    return core::Error{http::rate_limited}.with_retry_after(allowance.retry_after);
}

}  // namespace instante::access
