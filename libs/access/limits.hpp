#pragma once

#include <cstdint>
#include <string_view>

#include "access/access.hpp"
#include "access/bucket_table.hpp"
#include "core/error.hpp"
#include "core/rate.hpp"
#include "crypto/hash.hpp"
#include "http/limiter.hpp"

namespace instante::access {

/// How often is not too often.
struct LimitRates {
    core::Rate registration;  ///< of an address
    core::Rate login;         ///< of an address
    core::Rate account;       ///< attempts to sign in to one account, from wherever
    core::Rate forgot;        ///< of an address
    core::Rate upload;        ///< of a person
    core::Rate media;         ///< of an address
    core::Rate report;        ///< of a person
    core::Rate person;        ///< all else, of who is signed in
    core::Rate address;       ///< all else, of an address where nobody is
};

/// Limits how often a person, or an address where nobody is signed in, may call. An IPv6 address counts by its /64, which is one
/// customer's. Lives in memory, one per process, bounded; safe from any thread.
class Limits final : public http::Limiter {
public:
    /// `access` outlives it. Where it is not `on`, everything is granted and nothing counted.
    Limits(const Access& access, LimitRates rates, bool on);

    [[nodiscard]] http::Allowance admit(const http::Request& request, http::Limit limit) override;
    /// Counts an attempt to sign in as `login`, by whatever name. Errors: `rate_limited`.
    Result<void> admit_login(std::string_view login);

private:
    const Access& access_;
    LimitRates rates_;
    bool on_;
    crypto::KeyedHash hash_;
    BucketTable buckets_;
};

}  // namespace instante::access
