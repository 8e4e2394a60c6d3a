#pragma once

#include <map>
#include <optional>
#include <vector>

#include "mongo/connection.hpp"
#include "publication/domain/person.hpp"

namespace instante::publication::mongo_shelf {

std::optional<Person> find_person(mongo::Connection& connection, UserId id);
/// Keeps `news` where it supersedes what is known.
void keep_person(mongo::Connection& connection, const Person& news);
[[nodiscard]] bool is_deleted(mongo::Connection& connection, UserId id);
Person to_person(const mongo::View& document);
/// The versions of those who are active.
std::map<UserId, std::uint64_t> active_versions(mongo::Connection& connection, const std::vector<UserId>& ids);

}  // namespace instante::publication::mongo_shelf
