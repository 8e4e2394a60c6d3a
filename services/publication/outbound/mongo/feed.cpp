#include "publication/outbound/mongo/feed.hpp"

#include <algorithm>
#include <functional>

#include "publication/outbound/mongo/edge_documents.hpp"
#include "publication/outbound/mongo/person_documents.hpp"
#include "publication/outbound/mongo/publication_documents.hpp"
#include "publication/outbound/mongo/timeline_documents.hpp"

namespace instante::publication::mongo_shelf {
namespace {

using mongo::Array;
using mongo::Connection;
using mongo::Document;

/// Authors whose lists one query merges: the server opens the index once for each.
constexpr std::size_t authors_a_query = 100;
/// Looks for one page, should much of what is found not be seen; then it stays short, and has a next.
constexpr int rounds_a_page = 64;

struct Candidate {
    PublicationId id;
    UserId owner;
};

/// Publications below `before` and above `floor`.
struct Range {
    PublicationId before;
    PublicationId floor;

    [[nodiscard]] Document document() const { return {{"$lt", before}, {"$gt", floor}}; }
};

std::vector<Candidate> candidates_of(const std::vector<Document>& documents, std::string_view id) {
    std::vector<Candidate> all;
    for (const auto& document : documents)
        all.push_back({document.view().id<PublicationId>(id), document.view().id<UserId>("owner")});
    return all;
}

/// The newest `limit` of both, each once.
void merge(std::vector<Candidate>& into, const std::vector<Candidate>& more, std::size_t limit) {
    into.insert(into.end(), more.begin(), more.end());
    std::ranges::sort(into, std::ranges::greater{}, &Candidate::id);
    into.erase(std::ranges::unique(into, {}, &Candidate::id).begin(), into.end());
    if (into.size() > limit) into.resize(limit);
}

class Reading {
public:
    Reading(Connection& connection, UserId viewer) : connection_(connection), viewer_(viewer) {}

    ListedPage operator()(PublicationId before, std::size_t limit) {
        ListedPage page;
        for (int round = 0; round < rounds_a_page; ++round) {
            const auto candidates = next(before, limit + 1);
            for (const auto& listed : seen_of(candidates)) {
                if (page.items.size() == limit) {
                    page.next = page.items.back().id;
                    return page;
                }
                page.items.push_back(listed);
            }
            if (candidates.size() <= limit) return page;
            before = candidates.back().id;
        }
        page.next = before;
        return page;
    }

private:
    /// The next `count` that may be seen, newest first; fewer when there are no more.
    std::vector<Candidate> next(PublicationId before, std::size_t count) {
        auto found = entries(before, count);
        // After the entries: one that is trimmed away meanwhile is below this floor, where the lists are read.
        const auto floor = floor_of(connection_, viewer_);
        std::erase_if(found, [&](const Candidate& each) { return each.id <= floor; });
        if (before > floor) {
            const auto pulled = followees_of(connection_, viewer_, true);
            merge(found, lists(pulled, {before, floor}, count, true), count);
        }
        if (!floor || found.size() == count) return found;
        auto all = followees_of(connection_, viewer_, false);
        all.push_back(viewer_);
        const PublicationId below{std::min(before.value, floor.value + 1)};
        merge(found, lists(all, {below, PublicationId{}}, count - found.size(), false), count);
        return found;
    }

    std::vector<Candidate> entries(PublicationId before, std::size_t count) {
        const Document filter{{"user", viewer_}, {"publication", Document{{"$lt", before}}}};
        const auto found = connection_.find(timelines, filter,
                                            {.sort = Document{{"publication", -1}},
                                             .limit = count,
                                             .projection = Document{{"_id", 0}, {"publication", 1}, {"owner", 1}}});
        return candidates_of(found, "publication");
    }

    std::vector<Candidate> lists(const std::vector<UserId>& authors, Range range, std::size_t count, bool pulled) {
        std::vector<Candidate> found;
        for (std::size_t begin = 0; begin < authors.size(); begin += authors_a_query) {
            const auto end = std::min(begin + authors_a_query, authors.size());
            Array some;
            for (auto i = begin; i < end; ++i) some.add(authors[i]);
            Document filter{{"owner", Document{{"$in", some}}}, {"state", number(State::shown)}, {"_id", range.document()}};
            if (pulled) filter.add("reach", static_cast<int>(Reach::pull));
            const auto documents = connection_.find(
                publications, filter, {.sort = Document{{"_id", -1}}, .limit = count, .projection = Document{{"owner", 1}}});
            merge(found, candidates_of(documents, "_id"), count);
        }
        return found;
    }

    /// Those that are shown now, of the viewer and of whom they follow now.
    std::vector<Listed> seen_of(const std::vector<Candidate>& candidates) {
        std::vector<UserId> owners;
        for (const auto& each : candidates) owners.push_back(each.owner);
        std::ranges::sort(owners);
        owners.erase(std::ranges::unique(owners).begin(), owners.end());
        const auto followed = followed_among(connection_, viewer_, owners);
        std::vector<PublicationId> ids;
        for (const auto& each : candidates)
            if (each.owner == viewer_ || std::ranges::binary_search(followed, each.owner)) ids.push_back(each.id);
        return list_shown(connection_, ids);
    }

    Connection& connection_;
    UserId viewer_;
};

}  // namespace

ListedPage read_feed(Connection& connection, UserId viewer, PublicationId before, std::size_t limit) {
    return Reading{connection, viewer}(before, limit);
}

}  // namespace instante::publication::mongo_shelf
