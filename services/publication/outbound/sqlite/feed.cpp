#include "publication/outbound/sqlite/feed.hpp"

#include <algorithm>
#include <vector>

#include "publication/outbound/sqlite/author_lists.hpp"
#include "publication/outbound/sqlite/timeline_rows.hpp"

namespace instante::publication::sqlite_file {
namespace {

/// The entries of a timeline that are to be seen now: of people who are not gone, and that still exist. Whoever is followed no
/// more has no entries. Read a page at a time, so that what is known of them can be on its way meanwhile.
class Entries {
public:
    Entries(sqlite::Connection& connection, Heads& heads, const FeedQuery& query, PublicationId floor)
        : heads_(heads),
          row_(connection
                   .prepare("select publication, owner from timeline where user = ? and publication < ? and publication > ? "
                            "order by publication desc")
                   .bind(query.viewer, query.before, floor)),
          page_size_(query.limit + 1) {
        ids_.reserve(page_size_);
        advance();
    }

    [[nodiscard]] std::optional<PublicationId> head() const { return entry_ ? std::optional{entry_->id} : std::nullopt; }
    Listed take() {
        const auto taken = *entry_;
        advance();
        return taken;
    }
    [[nodiscard]] std::size_t looked_at() const { return looked_at_; }

private:
    void advance() {
        entry_.reset();
        while (!entry_ && has_next()) {
            ++looked_at_;
            entry_ = heads_.find(ids_[next_++]);
        }
    }
    bool has_next() {
        if (next_ < ids_.size()) return true;
        next_ = 0;
        ids_.clear();
        while (ids_.size() < page_size_ && row_.step()) {
            ids_.push_back(row_.id<PublicationId>(0));
            heads_.prefetch(ids_.back(), row_.id<UserId>(1));
        }
        return !ids_.empty();
    }

    Heads& heads_;
    sqlite::Statement row_;
    std::size_t page_size_;
    std::vector<PublicationId> ids_;
    std::size_t next_ = 0;
    std::optional<Listed> entry_;
    std::size_t looked_at_ = 0;
};

class Reading {
public:
    Reading(sqlite::Connection& connection, Heads& heads, const FeedQuery& query)
        : connection_(connection), heads_(heads), query_(query) {
        page_.items.reserve(query.limit);
    }

    std::optional<ListedPage> operator()() {
        const auto floor = floor_of(connection_, query_.viewer);
        if (query_.before > floor && !read_timeline(floor)) return std::nullopt;
        if (page_.next || !floor) return std::move(page_);
        if (is_bounded()) return std::nullopt;
        read_lists(floor);
        return std::move(page_);
    }

private:
    [[nodiscard]] bool is_bounded() const { return query_.row_budget != 0; }

    /// What is above the floor: pushed into the timeline, and pulled. Whether the budget was enough.
    bool read_timeline(PublicationId floor) {
        AuthorLists pulled{connection_, AuthorLists::Which::pulled, query_.before, floor};
        if (!pulled.open(query_.viewer, query_.row_budget)) return false;
        Entries entries{connection_, heads_, query_, floor};
        while (!page_.next) {
            if (is_bounded() && entries.looked_at() > query_.row_budget) return false;
            const auto pushed_head = entries.head();
            const auto pulled_head = pulled.head();
            if (!pushed_head && !pulled_head) return true;
            put(pushed_head >= pulled_head ? entries.take() : pulled.take());
        }
        return true;
    }

    /// What is below, where the timeline has gaps.
    void read_lists(PublicationId floor) {
        const PublicationId below{std::min(query_.before.value, floor.value + 1)};
        AuthorLists all{connection_, AuthorLists::Which::all, below, PublicationId{}};
        all.open(query_.viewer, 0);
        while (!page_.next && all.head()) put(all.take());
    }

    /// Puts it on the page, once; when that is full, says where the next begins instead.
    void put(const Listed& listed) {
        if (!page_.items.empty() && page_.items.back().id == listed.id) return;
        if (page_.items.size() == query_.limit) {
            page_.next = page_.items.back().id;
        } else {
            page_.items.push_back(listed);
        }
    }

    sqlite::Connection& connection_;
    Heads& heads_;
    const FeedQuery& query_;
    ListedPage page_;
};

}  // namespace

std::optional<ListedPage> read_feed(sqlite::Connection& connection, HeadCaches& caches, const FeedQuery& query) {
    Heads heads{caches, connection};
    return Reading{connection, heads, query}();
}

}  // namespace instante::publication::sqlite_file
