#include <time.h>

#include "authentication/domain/search.hpp"
#include "authentication/outbound/sqlite/parts.hpp"
#include "authentication/outbound/sqlite/search_fences.hpp"

namespace instante::authentication::sqlite_store {

namespace {

using PersonPage = core::Page<Person, std::uint64_t>;

/// What this thread has worked, whoever else was on the machine meanwhile.
std::chrono::nanoseconds worked() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

/// A query of FTS5 for all pieces, that comes by at each fence. Pieces hold no quotation mark.
std::string match_of(const std::vector<std::string>& words) {
    const auto fence = " OR \"" + std::string{fence_piece} + "\")";
    std::string match;
    for (const auto& piece : search_pieces(words)) match += (match.empty() ? "(\"" : " AND (\"") + piece + '"' + fence;
    return match;
}

/// The person at `place`, where `words` find them: to hold all pieces is not yet to be found.
std::optional<Person> person_at(sqlite::Connection& connection, std::uint64_t place, const std::vector<std::string>& words) {
    auto row = connection.prepare(
        "select u.id, u.username, u.name, u.image_key from search_person s cross join user u on u.id = s.user where s.number = "
        "?");
    row.bind(number_of_place(place));
    if (!row.step() || !is_found_by(search_text(row.text_view(1), row.text_view(2)), words)) return std::nullopt;
    return Person{row.id<UserId>(0), row.text(1), row.text(2), row.text(3)};
}

/// Walks from the most popular on, in the index's own order, until the page is full, or `allowance` has been worked since the
/// place to begin at was found. Between two looks at that are one person or, at most, the postings of the people between two
/// fences.
PersonPage page_of(sqlite::Connection& connection, const std::vector<std::string>& words, std::uint64_t after, std::size_t limit,
                   std::chrono::nanoseconds allowance) {
    PersonPage page;
    if (words.empty()) return page;
    const auto match = match_of(words);
    auto rows = connection.prepare("select rowid from search where search match ? and rowid > ? order by rowid");
    rows.bind(match, after);
    std::optional<std::chrono::nanoseconds> enough;
    for (auto last = after; rows.step();) {
        if (!enough) enough = worked() + allowance;
        if (page.items.size() == limit) {
            page.next = last;
            break;
        }
        last = static_cast<std::uint64_t>(rows.integer(0));
        if (!is_fence(last)) {
            if (auto person = person_at(connection, last, words)) page.items.push_back(std::move(*person));
        }
        if (worked() >= *enough) {
            page.next = last;
            break;
        }
    }
    return page;
}

class SqliteSearchStore final : public SearchStore {
public:
    SqliteSearchStore(EnginePtr engine, std::chrono::nanoseconds allowance) : engine_(std::move(engine)), allowance_(allowance) {}

    Task<Result<PersonPage>> find(std::vector<std::string> words, std::optional<std::uint64_t> after,
                                  std::size_t limit) override {
        auto query = [words = std::move(words), after, limit,
                      allowance = allowance_](sqlite::Connection& connection) -> Result<PersonPage> {
            return page_of(connection, words, after.value_or(0), limit, allowance);
        };
        co_return co_await engine_->read_many(std::move(query));
    }

    /// FTS5 keeps its index in parts, of which each search looks into all: a part for each write at first, which are merged into
    /// larger ones, some by the writes and the rest here.
    Task<Result<bool>> tend() override {
        auto operation = [](Writing& writing) -> Result<bool> {
            const auto before = changes(writing);
            writing.prepare("insert into search (search, rank) values ('merge', ?)").bind(pages_at_once).run();
            return changes(writing) - before >= 2;  // one is the statement itself
        };
        co_return co_await engine_->write(operation);
    }

private:
    /// Pages of the index that one step of merging writes: some milliseconds.
    static constexpr int pages_at_once = 64;

    static std::int64_t changes(Writing& writing) {
        auto row = writing.prepare("select total_changes()");
        row.step();
        return row.integer(0);
    }

    EnginePtr engine_;
    std::chrono::nanoseconds allowance_;
};

}  // namespace

std::unique_ptr<SearchStore> make_search(EnginePtr engine, std::chrono::nanoseconds allowance) {
    return std::make_unique<SqliteSearchStore>(std::move(engine), allowance);
}

}  // namespace instante::authentication::sqlite_store
