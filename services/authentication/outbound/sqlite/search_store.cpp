#include "authentication/domain/search.hpp"
#include "authentication/outbound/sqlite/parts.hpp"

namespace instante::authentication::sqlite_store {

namespace {

/// Candidates looked at for one page: all hold the pieces, few do not hold the words.
constexpr std::size_t candidate_limit = 400;

/// The pieces as a query of FTS5: all of them. They hold no quotation mark.
std::string match_of(const std::vector<std::string>& words) {
    std::string match;
    for (const auto& piece : search_pieces(words)) match += (match.empty() ? "\"" : " AND \"") + piece + '"';
    return match;
}

core::Page<Person, std::uint64_t> page_of(sqlite::Connection& connection, const std::vector<std::string>& words,
                                          std::uint64_t after, std::size_t limit) {
    core::Page<Person, std::uint64_t> page;
    if (words.empty()) return page;
    const auto match = match_of(words);
    auto rows = connection.prepare("select rowid from search where search match ? and rowid > ? order by rowid limit ?");
    rows.bind(match, after, candidate_limit);
    std::uint64_t last = after;
    std::size_t seen = 0;
    for (; rows.step(); ++seen) {
        if (page.items.size() == limit) {
            page.next = last;
            return page;
        }
        last = static_cast<std::uint64_t>(rows.integer(0));
        auto row = connection.prepare(
            "select u.id, u.username, u.name, u.image_key from search_person s cross join user u on u.id = s.user "
            "where s.number = ?");
        row.bind(number_of_place(last));
        if (row.step() && is_found_by(search_text(row.text_view(1), row.text_view(2)), words))
            page.items.push_back({row.id<UserId>(0), row.text(1), row.text(2), row.text(3)});
    }
    if (seen == candidate_limit) page.next = last;
    return page;
}

class SqliteSearchStore final : public SearchStore {
public:
    explicit SqliteSearchStore(EnginePtr engine) : engine_(std::move(engine)) {}

    Task<Result<core::Page<Person, std::uint64_t>>> find(std::vector<std::string> words, std::optional<std::uint64_t> after,
                                                         std::size_t limit) override {
        auto query = [&](sqlite::Connection& connection) -> Result<core::Page<Person, std::uint64_t>> {
            return page_of(connection, words, after.value_or(0), limit);
        };
        co_return engine_->read(query);
    }

private:
    EnginePtr engine_;
};

}  // namespace

std::unique_ptr<SearchStore> make_search(EnginePtr engine) {
    return std::make_unique<SqliteSearchStore>(std::move(engine));
}

}  // namespace instante::authentication::sqlite_store
