#include "consuming.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

namespace instante::bus {
namespace {

using namespace std::chrono_literals;

/// Notifies when its handler has ended, whatever way.
struct Tell {
    async::Signal handled;
    ~Tell() { handled.notify(); }
};

Task<Result<void>> handle_and_tell(Handler handler, Message message, async::Signal handled) {
    const Tell tell{handled};
    auto handling = handler(std::move(message));
    auto outcome = co_await std::move(handling);
    co_return outcome;
}

Task<Result<void>> keep(std::shared_ptr<std::vector<Message>> kept, std::size_t count, Message message) {
    if (kept->size() >= count) co_return core::Error{core::engine_away};  // one too many: it stays in the queue
    kept->push_back(std::move(message));
    co_return Result<void>{};
}

}  // namespace

Task<void> consume_until(Bus& bus, std::string queue, std::size_t prefetch, Handler handler, std::function<bool()> enough) {
    auto loop = co_await async::this_loop();
    const async::Signal handled{loop};
    auto telling = [handler = std::move(handler), handled](Message message) {
        return handle_and_tell(handler, std::move(message), handled);
    };
    auto consumer = bus.consume(std::move(queue), prefetch, loop, std::move(telling));
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (!enough() && std::chrono::steady_clock::now() < deadline) co_await handled.wait_for(20ms);
    co_await consumer->stop();
}

Task<std::vector<Message>> take(Bus& bus, std::string queue, std::size_t count, std::size_t prefetch) {
    auto kept = std::make_shared<std::vector<Message>>();
    Handler keeping = [kept, count](Message message) { return keep(kept, count, std::move(message)); };
    auto consuming =
        consume_until(bus, std::move(queue), prefetch, std::move(keeping), [kept, count] { return kept->size() >= count; });
    co_await std::move(consuming);
    co_return *kept;
}

Message message(std::string id) {
    Message message;
    message.id = std::move(id);
    message.type = "test.v1";
    message.body = "{}";
    return message;
}

std::vector<Outgoing> outgoing(const Address& address, const std::vector<std::string>& ids) {
    std::vector<Outgoing> messages;
    for (const auto& id : ids) messages.push_back({address, message(id)});
    return messages;
}

std::vector<std::string> ids_of(const std::vector<Message>& messages) {
    std::vector<std::string> ids;
    std::ranges::transform(messages, std::back_inserter(ids), &Message::id);
    return ids;
}

std::vector<std::string> numbered(std::size_t count) {
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < count; ++i) ids.push_back(std::to_string(i));
    return ids;
}

}  // namespace instante::bus
