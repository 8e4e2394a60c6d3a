#include "publication/usecases/own_media.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace instante::publication {
namespace {

constexpr std::size_t ids_a_read = 100;

/// None (0) where the key is no publication's.
PublicationId publication_of(std::string_view key) {
    if (!key.starts_with(OwnMedia::prefix)) return {};
    key.remove_prefix(OwnMedia::prefix.size());
    return core::parse_as<PublicationId>(key.substr(0, key.find('/'))).value_or(PublicationId{});
}

std::vector<PublicationId> publications_of(const std::vector<std::string>& keys) {
    std::set<PublicationId> ids;
    for (const auto& key : keys) ids.insert(publication_of(key));
    ids.erase(PublicationId{});
    return {ids.begin(), ids.end()};
}

void note_media(const std::vector<Publication>& publications, std::set<std::string>& used) {
    for (const auto& publication : publications)
        for (auto& key : media_keys(publication)) used.insert(std::move(key));
}

}  // namespace

Task<Result<std::vector<std::string>>> OwnMedia::operator()(std::vector<std::string> keys) {
    const auto ids = publications_of(keys);
    std::set<std::string> used;
    for (auto begin = ids.begin(); begin != ids.end();) {
        const auto end = begin + std::min<std::ptrdiff_t>(ids_a_read, ids.end() - begin);
        std::vector<PublicationId> piece(begin, end);
        const auto shown = co_await store_.find(piece);
        if (!shown) co_return shown.error();
        const auto hidden = co_await reports_.hidden(std::move(piece));
        if (!hidden) co_return hidden.error();
        note_media(*shown, used);
        note_media(*hidden, used);
        begin = end;
    }
    std::erase_if(keys, [&used](const std::string& key) { return !used.contains(key); });
    co_return keys;
}

}  // namespace instante::publication
