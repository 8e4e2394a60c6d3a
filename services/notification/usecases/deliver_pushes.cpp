#include "notification/usecases/deliver_pushes.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <variant>

#include "core/ids.hpp"
#include "notification/domain/limits.hpp"
#include "notification/domain/texts.hpp"

namespace instante::notification {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t largest_page = 100;
constexpr std::chrono::milliseconds look_again = 30s;  ///< a look at the store even when nobody woke us
constexpr std::chrono::milliseconds after_store_failure = 300ms;
constexpr int last_tries = 5;  ///< to note what is answered, when finishing

PushMessage compose(const DuePush& due) {
    const auto& content = *due.content;
    return {.token = due.push.key.token,
            .notification = due.push.key.notification,
            .type = content.type,
            .actor = content.actor.id,
            .publication = content.publication,
            .title = title(content.type, content.actor, due.push.lang),
            .body = content.text,
            .image = content.image};
}

template <class... Fs>
struct Overloaded : Fs... {
    using Fs::operator()...;
};

}  // namespace

DeliverPushes::DeliverPushes(PushStore& pushes, PushService& service, PushJournal& journal, const core::Clock& clock,
                             async::Executor loop, DeliverOptions options)
    : pushes_(pushes),
      service_(service),
      journal_(journal),
      clock_(clock),
      options_(options),
      scope_(loop),
      woken_(loop),
      room_(loop),
      finished_(loop),
      answered_(loop),
      settled_(loop),
      patience_(options.patience) {}

Task<Result<void>> DeliverPushes::run() {
    scope_.spawn(watch_until_settled());
    scope_.spawn(settle_until_finished());
    scope_.spawn(take_until_finished());
    auto outcome = co_await scope_.join();
    co_return outcome;
}

void DeliverPushes::wake() {
    again_ = true;
    woken_.notify();
}

void DeliverPushes::finish() {
    finishing_ = true;
    for (const auto& signal : {woken_, room_, finished_, answered_}) signal.notify();
}

Task<Result<void>> DeliverPushes::take_until_finished() {
    while (!finishing_) {
        again_ = false;  // before the pass: what comes from here on is another
        auto taken = co_await take_due();
        if (!taken) {
            journal_.store_failed(taken.error());
            co_await finished_.wait_for(after_store_failure);
        } else if (!again_ && !finishing_) {
            co_await woken_.wait_for(until_next());
        }
    }
    taking_ = false;
    answered_.notify();
    co_return Result<void>{};
}

/// One pass through everything that is due.
Task<Result<void>> DeliverPushes::take_due() {
    std::optional<DueKey> after;
    for (;;) {
        co_await wait_for_room();
        if (finishing_) co_return Result<void>{};
        const auto limit = std::min(options_.window - in_hand_.size(), largest_page);
        auto page = co_await pushes_.due(clock_.now(), after, limit);
        if (!page) co_return page.error();
        next_ = page->next;
        const bool last = page->pushes.size() < limit;
        if (!last) after = DueKey{page->pushes.back().push.due, page->pushes.back().push.key};
        for (auto& due : page->pushes) begin(std::move(due));
        if (last) co_return Result<void>{};
    }
}

Task<void> DeliverPushes::wait_for_room() {
    while (in_hand_.size() >= options_.window && !finishing_) co_await room_.wait();
    const auto pause = patience_.pause();
    if (pause > 0ms && !finishing_) co_await finished_.wait_for(pause);
}

void DeliverPushes::begin(DuePush due) {
    if (!in_hand_.insert(due.push.key).second) return;  // taken in an earlier pass
    if (!due.content) return end(due.push, PushEnd::unwanted, {});
    scope_.spawn(send(std::move(due)));
}

Task<Result<void>> DeliverPushes::send(DuePush due) {
    auto message = compose(due);
    auto answer = co_await service_.send(std::move(message));
    note(due.push, answer);
    co_return Result<void>{};
}

void DeliverPushes::note(const Push& push, const PushAnswer& answer) {
    if (const auto* failure = std::get_if<NotNow>(&answer)) return note_failure(push, *failure);
    if (patience_.succeeded()) journal_.back();
    std::visit(Overloaded{[&](const Delivered&) { end(push, PushEnd::delivered, {}); },
                          [&](const DeviceGone&) { end(push, PushEnd::device_gone, {}); },
                          [&](const Refused& refused) { end(push, PushEnd::refused, refused.reason); }, [](const NotNow&) {}},
               answer);
}

void DeliverPushes::note_failure(const Push& push, const NotNow& answer) {
    if (patience_.failed()) journal_.away(answer.reason);
    const auto now = clock_.now();
    if (now - core::id_time(push.key.notification.value) > push_patience) return end(push, PushEnd::expired, answer.reason);
    const auto delay = push_delay(push.attempt, answer.after, seed_of(push.key));
    journal_.ended(push.key, push.user, PushEnd::retried, answer.reason);
    settlements_.push_back({push.key, push.user, Settlement::Later{now + delay}});
    answered_.notify();
}

/// The push is owed no more.
void DeliverPushes::end(const Push& push, PushEnd how, std::string_view reason) {
    journal_.ended(push.key, push.user, how, reason);
    Settlement settlement{push.key, push.user, Settlement::Done{}};
    if (how == PushEnd::device_gone) settlement.outcome = Settlement::Gone{};
    settlements_.push_back(std::move(settlement));
    answered_.notify();
}

Task<Result<void>> DeliverPushes::settle_until_finished() {
    for (int last_failures = 0; last_failures < last_tries;) {
        while (settlements_.empty() && (taking_ || !in_hand_.empty())) co_await answered_.wait();
        if (settlements_.empty()) break;
        if (settlements_.size() * 2 < options_.window) co_await async::sleep(options_.gather);
        auto settled = co_await settle_some();
        if (settled) continue;
        if (finishing_) ++last_failures;
        co_await async::sleep(after_store_failure);
    }
    settling_ = false;  // what is not noted is pushed again at the next start, and replaces the first on screen
    settled_.notify();
    co_return Result<void>{};
}

/// As long as anything is in hand: who is silent is taken for dead.
Task<Result<void>> DeliverPushes::watch_until_settled() {
    while (settling_) {
        auto freed = co_await pushes_.watch(clock_.now());
        if (!freed) journal_.store_failed(freed.error());
        if (freed && *freed) wake();
        const auto pause = freed ? options_.watch_every : after_store_failure;
        co_await settled_.wait_for(pause);
    }
    co_return Result<void>{};
}

/// Notes what is answered so far; whether that succeeded.
Task<bool> DeliverPushes::settle_some() {
    const auto batch = settlements_;  // kept until the store has answered: a cancelled wait knows nothing
    auto settled = co_await pushes_.settle(batch);
    if (!settled) {
        journal_.store_failed(settled.error());
        co_return false;
    }
    settlements_.erase(settlements_.begin(), std::next(settlements_.begin(), static_cast<std::ptrdiff_t>(batch.size())));
    bool waits = false;
    for (const auto& settlement : batch) {
        in_hand_.erase(settlement.key);
        waits = waits || std::holds_alternative<Settlement::Later>(settlement.outcome);
    }
    room_.notify();
    if (waits) wake();  // the next is perhaps due earlier than we wait for
    co_return true;
}

std::chrono::milliseconds DeliverPushes::until_next() const {
    if (!next_) return look_again;
    return std::clamp<std::chrono::milliseconds>(*next_ - clock_.now(), 1ms, look_again);
}

}  // namespace instante::notification
