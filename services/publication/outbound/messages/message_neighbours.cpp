#include "publication/outbound/messages/message_neighbours.hpp"

#include <utility>

#include "bus/compose.hpp"
#include "json/writer.hpp"
#include "publication/outbound/messages/wire.hpp"

namespace instante::publication {
namespace {

constexpr int page_size = 1000;

class MessageNeighbours final : public Neighbours {
public:
    MessageNeighbours(bus::Bus& bus, core::IdGenerator& ids, const core::Clock& clock) : bus_(bus), ids_(ids), clock_(clock) {}

    Task<Result<void>> ask_people(std::optional<UserId> after) override {
        std::string body;
        json::Writer{body}.object().field("after", after).field("limit", page_size).end_object();
        return ask("user", "user.request.v1", std::move(body), people_answers);
    }

    Task<Result<void>> ask_follows(std::string cursor) override {
        std::string body;
        json::Writer out{body};
        out.object().key("cursor").raw(cursor.empty() ? "null" : cursor).field("limit", page_size).end_object();
        return ask("follows", "follows.request.v1", std::move(body), follows_answers);
    }

    Task<Result<void>> answer(Asker asker, std::vector<Publication> publications) override {
        bus::Draft answer{bus::to_queue(std::move(asker.reply_to)), "publication.data.v1", {}, {}};
        answer.correlation_id = std::move(asker.correlation_id);
        json::Writer out{answer.body};
        out.object().key("publications").array();
        for (const auto& publication : publications) wire::write(out, publication);
        out.end_array().end_object();
        return send(std::move(answer), asker.trace);
    }

private:
    Task<Result<void>> ask(std::string queue, std::string type, std::string body, std::string_view reply_to) {
        bus::Draft question{bus::to_queue(std::move(queue)), std::move(type), {}, std::move(body)};
        question.reply_to = reply_to;
        return send(std::move(question), {});
    }

    Task<Result<void>> send(bus::Draft draft, const core::Trace& cause) {
        draft.id = core::format_id(ids_.next());
        std::vector<bus::Outgoing> outgoing;
        outgoing.push_back(bus::compose(std::move(draft), clock_.now(), cause));
        return bus_.publish(std::move(outgoing));
    }

    bus::Bus& bus_;
    core::IdGenerator& ids_;
    const core::Clock& clock_;
};

}  // namespace

std::unique_ptr<Neighbours> make_message_neighbours(bus::Bus& bus, core::IdGenerator& ids, const core::Clock& clock) {
    return std::make_unique<MessageNeighbours>(bus, ids, clock);
}

}  // namespace instante::publication
