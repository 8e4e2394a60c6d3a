#include "resize_image/usecases/remove_media.hpp"

#include <utility>

#include "resize_image/domain/keys.hpp"

namespace instante::resize_image {
namespace {

constexpr std::size_t page_limit = 500;

std::vector<std::string> those_of(const KeyPrefix& owner, std::vector<std::string> keys) {
    std::erase_if(keys, [&owner](const std::string& key) { return !is_media_key_of(owner, key); });
    return keys;
}

}  // namespace

Task<Result<void>> RemoveMedia::of_publication(PublicationId publication, std::vector<std::string> keys, Cause cause) {
    return remove(those_of(KeyPrefix{publication}, std::move(keys)), std::move(cause), 0);
}

Task<Result<void>> RemoveMedia::of_user(UserId user, std::vector<std::string> keys, Cause cause) {
    return remove(those_of(KeyPrefix{user}, std::move(keys)), std::move(cause), 0);
}

Task<Result<void>> RemoveMedia::purge(UserId user, Cause cause) {
    const KeyPrefix owner{user};
    for (std::size_t page = 0;; ++page) {
        auto keys = co_await media_.list(owner, page_limit);
        if (!keys) co_return keys.error();
        if (keys->empty()) break;
        auto removed = co_await remove(std::move(*keys), cause, page);
        if (!removed) co_return removed.error();
    }
    auto forgotten = co_await identities_.forget(user);
    if (!forgotten) co_return forgotten.error();
    co_return co_await announcer_.user_purged(user, std::move(cause));
}

Task<Result<void>> RemoveMedia::remove(std::vector<std::string> keys, Cause cause, std::size_t page) {
    if (keys.empty()) co_return Result<void>{};
    auto removed = co_await media_.remove(keys);
    if (!removed) co_return removed.error();
    co_return co_await announcer_.media_deleted(std::move(keys), std::move(cause), page);
}

}  // namespace instante::resize_image
