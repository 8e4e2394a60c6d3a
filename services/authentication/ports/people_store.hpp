#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "authentication/domain/user.hpp"
#include "core/error.hpp"
#include "core/page.hpp"

namespace instante::authentication {

/// Somebody whose tokens are refused since `at`.
struct RefusedUser {
    UserId id;
    core::Timestamp at{};
};

/// Where people are read, those who are not active included. Safe from any coroutine of the service.
class PeopleStore {
public:
    virtual ~PeopleStore() = default;
    /// Nothing when there never was such a person.
    virtual Task<Result<std::optional<User>>> by_id(UserId id) = 0;
    /// `username` and `email` in lower case.
    virtual Task<Result<std::optional<User>>> by_username(std::string username) = 0;
    virtual Task<Result<std::optional<User>>> by_email(std::string email) = 0;
    /// Those of `ids` (at most 1000) who are active.
    virtual Task<Result<std::vector<User>>> active_of(std::vector<UserId> ids) = 0;
    /// Active people by id, after `after`, at most `limit` (≤ 1000).
    virtual Task<Result<core::Page<User, UserId>>> active_after(UserId after, std::size_t limit) = 0;
    /// Everybody who is not deleted by id, after `after`, at most `limit` (≤ 1000).
    virtual Task<Result<core::Page<User, UserId>>> known_after(UserId after, std::size_t limit) = 0;
    /// Who was disabled or deleted since `since`.
    virtual Task<Result<std::vector<RefusedUser>>> refused_since(core::Timestamp since) = 0;
};

}  // namespace instante::authentication
