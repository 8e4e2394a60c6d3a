#include <utility>

#include "publication/outbound/mongo/edge_documents.hpp"
#include "publication/outbound/mongo/person_documents.hpp"
#include "publication/outbound/mongo/shelf.hpp"

namespace instante::publication::mongo_shelf {
namespace {

using mongo::Array;
using mongo::Connection;
using mongo::Document;

class MongoPeople final : public People {
public:
    explicit MongoPeople(ShelfPtr shelf) : shelf_(std::move(shelf)) {}

    Task<Result<void>> keep(std::vector<Person> people) override {
        auto work = [people = std::move(people)](Connection& connection) -> Result<void> {
            for (const auto& person : people) keep_person(connection, person);
            return {};
        };
        return shelf_->write(std::move(work));
    }

    Task<Result<void>> keep_follows(std::vector<Follow> follows) override {
        auto work = [follows = std::move(follows)](Connection& connection) -> Result<void> {
            for (const auto& follow : follows) keep_edge(connection, follow);
            return {};
        };
        return shelf_->write(std::move(work));
    }

    Task<Result<std::vector<Person>>> find(std::vector<UserId> ids) override {
        auto work = [ids = std::move(ids)](Connection& connection) -> Result<std::vector<Person>> {
            std::vector<Person> all;
            if (ids.empty()) return all;
            for (const auto& found : connection.find(people, Document{{"_id", Document{{"$in", Array::of(ids)}}}}))
                all.push_back(to_person(found.view()));
            return all;
        };
        return shelf_->read(std::move(work));
    }

    Task<Result<std::optional<Person>>> by_username(std::string username) override {
        auto work = [username = std::move(username)](Connection& connection) -> Result<std::optional<Person>> {
            if (username.empty()) return std::optional<Person>{};
            const auto bearers =
                connection.find(people, Document{{"username", username}}, {.sort = Document{{"_id", -1}}, .limit = 1});
            if (bearers.empty()) return std::optional<Person>{};
            return std::optional{to_person(bearers.front().view())};
        };
        return shelf_->read(std::move(work));
    }

    Task<Result<std::uint64_t>> followers(UserId user) override {
        auto work = [user](Connection& connection) -> Result<std::uint64_t> { return count_followers(connection, user); };
        return shelf_->read(std::move(work));
    }

    Task<Result<bool>> empty() override {
        auto work = [](Connection& connection) -> Result<bool> { return !connection.exists(people, Document{}); };
        return shelf_->read(std::move(work));
    }

private:
    ShelfPtr shelf_;
};

}  // namespace

std::unique_ptr<People> make_people(ShelfPtr shelf) {
    return std::make_unique<MongoPeople>(std::move(shelf));
}

}  // namespace instante::publication::mongo_shelf
