#include "access/revocations.hpp"

#include <utility>

#include "async/scope.hpp"
#include "async/signal.hpp"
#include "core/ids.hpp"
#include "crypto/random.hpp"
#include "json/reader.hpp"

namespace instante::access {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t prefetch = 64;
constexpr auto ask_again_after = 1s;

struct AnyTag;
using AnyId = core::Id<AnyTag>;

/// One person or session that is refused: `{id, at}` under the name of its id.
Result<void> deny(json::Document& document, json::Object entry, std::string_view id_name, DenyList& list,
                  void (DenyList::*add)(std::uint64_t, core::Timestamp)) {
    const auto id = entry.id<AnyId>(id_name);
    const auto at = entry.time("at");
    if (id && at) (list.*add)(id->value, *at);
    return document.outcome();
}

Result<void> apply_event(const bus::Message& message, DenyList& list) {
    auto document = json::Document::parse(message.body);
    if (!document) return document.error();
    const bool of_session = message.type == "session.ended.v1";
    return deny(*document, document->root(), of_session ? "session" : "id", list,
                of_session ? &DenyList::deny_session : &DenyList::deny_user);
}

Result<void> apply_answer(const bus::Message& message, DenyList& list) {
    auto document = json::Document::parse(message.body);
    if (!document) return document.error();
    auto root = document->root();
    for (auto& user : root.objects("users"))
        if (auto denied = deny(*document, user, "id", list, &DenyList::deny_user); !denied) return denied;
    for (auto& session : root.objects("sessions"))
        if (auto denied = deny(*document, session, "id", list, &DenyList::deny_session); !denied) return denied;
    return document->outcome();
}

}  // namespace

struct Revocations::Running {
    explicit Running(async::Executor loop) : answered(loop), missed(loop), scope(loop) {}
    async::Signal answered;
    async::Signal missed;  ///< events went by while the bus was away
    async::Scope scope;
    std::unique_ptr<bus::Consumer> events;
    std::unique_ptr<bus::Consumer> answers;
};

Revocations::Revocations(bus::Bus& bus, DenyList& deny_list, const core::Clock& clock, std::string instance)
    : bus_(bus),
      deny_list_(deny_list),
      clock_(clock),
      events_queue_("access.events." + instance),
      answers_queue_("revocations-data.access." + instance) {}

Revocations::~Revocations() = default;

Task<Result<void>> Revocations::start() {
    auto loop = co_await async::this_loop();
    running_ = std::make_shared<Running>(loop);
    bus::Queue events{.name = events_queue_, .events = {"user.disabled", "user.deleted", "session.ended"}, .per_instance = true};
    events.on_gap = [missed = running_->missed] { missed.notify(); };
    auto declared = co_await bus_.declare(std::move(events));
    if (!declared) co_return declared.error();
    bus::Queue answers{.name = answers_queue_, .events = {}, .per_instance = true};
    declared = co_await bus_.declare(std::move(answers));
    if (!declared) co_return declared.error();

    bus::Handler hear = [this](bus::Message message) -> Task<Result<void>> { co_return apply_event(message, deny_list_); };
    running_->events = bus_.consume(events_queue_, prefetch, loop, std::move(hear));
    bus::Handler learn = [this, answered = running_->answered](bus::Message message) -> Task<Result<void>> {
        auto applied = apply_answer(message, deny_list_);
        if (applied) answered.notify();
        co_return applied;
    };
    running_->answers = bus_.consume(answers_queue_, prefetch, loop, std::move(learn));

    co_await ask_until_answered(running_);
    running_->scope.spawn(catch_up(running_));
    co_return Result<void>{};
}

Task<void> Revocations::ask_until_answered(std::shared_ptr<Running> running) {
    auto late = co_await running->answered.wait_for(0ms);  // an answer that nobody waited for any more
    static_cast<void>(late);
    for (bool answered = false; !answered;) {
        auto asked = co_await ask();  // a bus that is away is asked again, as an answer that does not come
        auto heard = co_await running->answered.wait_for(ask_again_after);
        answered = asked && heard;
    }
}

Task<Result<void>> Revocations::catch_up(std::shared_ptr<Running> running) {
    while (true) {
        co_await running->missed.wait();
        co_await ask_until_answered(running);
    }
}

Task<Result<void>> Revocations::ask() {
    bus::Message message;
    message.id = crypto::random_token();
    message.type = "revocations.request.v1";
    message.body = "{}";
    message.timestamp = clock_.now();
    message.reply_to = answers_queue_;
    std::vector<bus::Outgoing> outgoing;
    outgoing.push_back({bus::to_queue("revocations"), std::move(message)});
    auto published = co_await bus_.publish(std::move(outgoing));
    co_return published;
}

Task<void> Revocations::stop() {
    if (!running_) co_return;
    running_->scope.cancel();
    auto ended = co_await running_->scope.join();
    static_cast<void>(ended);
    if (running_->events) co_await running_->events->stop();
    if (running_->answers) co_await running_->answers->stop();
    running_.reset();
}

}  // namespace instante::access
