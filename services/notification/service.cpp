#include "notification/service.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "async/scope.hpp"
#include "async/signal.hpp"
#include "async/within.hpp"
#include "config/address.hpp"
#include "notification/inbound/http/routes.hpp"
#include "notification/inbound/messages/consumers.hpp"
#include "notification/outbound/fcm/fcm_push_service.hpp"
#include "notification/outbound/messages/bus_instances.hpp"
#include "notification/outbound/telemetry/push_journal.hpp"
#include "notification/storage.hpp"
#include "notification/usecases/deliver_pushes.hpp"
#include "notification/usecases/listen.hpp"
#include "notification/usecases/tidy_up.hpp"
#include "notification/usecases/watch_backlog.hpp"
#include "outbox/outbox.hpp"

namespace instante::notification {
namespace {

using namespace std::chrono_literals;

constexpr auto push_drain_limit = 12s;  ///< a push under way ends within ten
constexpr auto flush_limit = 5s;
constexpr auto silence_limit = 20s;  ///< of a live stream: proxies cut off what is silent for a minute
constexpr auto refusal_check = 1s;   ///< how long who is signed out may still listen

/// Null when the settings name no credentials: then nothing is pushed.
Result<std::unique_ptr<PushService>> open_push_service(const host::Context& context) {
    const auto& settings = context.settings;
    if (settings.fcm_credentials.empty()) return std::unique_ptr<PushService>{};
    auto account = read_service_account(settings.fcm_credentials);
    if (!account) return account.error();
    FcmOptions options;
    options.account = std::move(*account);
    options.endpoint = settings.fcm_endpoint;
    options.ca_file = settings.ca_file.string();
    options.url = [&urls = context.urls, listen = config::to_string(settings.listen)](std::string_view key) {
        return urls.absolute_url(key, listen);
    };
    return make_fcm_push_service(std::move(options), context.clock);
}

class NotificationService final : public host::Service {
public:
    NotificationService(host::Context& context, std::unique_ptr<Storage> storage, std::unique_ptr<PushService> push_service)
        : context_(context),
          log_(context.log.as("notification")),
          loop_(context.loops.at(0)),
          storage_(std::move(storage)),
          stores_(storage_->stores()),
          push_service_(std::move(push_service)),
          journal_(make_push_journal(log_, context.metrics)),
          relay_(storage_->outbox(), context.bus, loop_, relay_options()),
          listeners_(count_listeners(context.metrics)),
          others_(find_others()),
          spread_(*stores_.notifications, context.clock,
                  {.listeners = listeners_, .others = others_.get(), .on_owed = on_owed()}) {
        if (push_service_) deliver_.emplace(*stores_.pushes, *push_service_, *journal_, context.clock, loop_);
    }

    [[nodiscard]] std::string_view name() const override { return "notification"; }

    void add_routes(http::Router& router) override {
        notification::add_routes(router, {.access = context_.access,
                                          .urls = context_.urls,
                                          .read_inbox = read_inbox_,
                                          .mark_read = mark_read_,
                                          .listen = listen_});
    }

    Task<Result<void>> start() override {
        auto all = consumptions(notify_, spread_, people_, forget_);
        if (others_) all.push_back(arrivals_elsewhere(listeners_, instance_, [missed = missed_] { missed.notify(); }));
        for (const auto& each : all) {
            auto declared = co_await context_.bus.declare(each.queue);
            if (!declared) co_return declared;
        }
        background_.spawn(relay_.run());
        background_.spawn(tidy_up_.forever([this](const core::Error& failure) { log_.warn("tidying up failed", failure); }));
        background_.spawn(end_refused());
        background_.spawn(wake_for_missed());
        background_.spawn(prepare_storage());
        if (deliver_) {
            background_.spawn(watch_.forever());
            deliveries_.spawn(deliver_->run());
        }
        for (auto& each : all)
            consumers_.push_back(context_.bus.consume(each.queue.name, each.prefetch, loop_, std::move(each.handler)));
        co_return Result<void>{};
    }

    void drain() override { listeners_.close(); }

    Task<void> stop() override {
        for (const auto& consumer : consumers_) co_await consumer->stop();
        if (deliver_) deliver_->finish();
        auto delivered = co_await async::within(push_drain_limit, deliveries_.join());
        if (!delivered) log_.warn("pushes in hand are sent again at the next start", delivered.error());
        background_.cancel();
        auto ended = co_await background_.join();
        if (!ended) log_.error("work in the background had failed", ended.error());
        auto flushed = co_await async::within(flush_limit, relay_.flush());
        if (!flushed) log_.warn("messages wait in the outbox for the next start", flushed.error());
    }

    Task<Result<void>> ready() override { return storage_->ready(); }

    [[nodiscard]] std::vector<std::string> queues() const override {
        return {"notification", "token-notification", "notification.events"};
    }

private:
    [[nodiscard]] outbox::RelayOptions relay_options() const {
        outbox::RelayOptions options;
        options.on_change = [this](const core::Error* failure) {
            if (failure != nullptr) {
                log_.warn("messages wait in the outbox", *failure);
            } else {
                log_.info("the outbox is published again");
            }
        };
        return options;
    }
    static std::function<void(std::size_t)> count_listeners(telemetry::Metrics& metrics) {
        auto& gauge = metrics.gauge("instante_live_streams", "People's live streams of notifications that are open.");
        return [&gauge](std::size_t count) { gauge.set(static_cast<double>(count)); };
    }
    /// Tokens are looked at when a stream begins; who is refused meanwhile is found here.
    Task<Result<void>> end_refused() {
        const auto is_refused = [&deny_list = context_.deny_list](const Caller& caller) {
            return deny_list.denies(caller.user.value, caller.session, caller.issued);
        };
        for (;;) {
            co_await async::sleep(refusal_check);
            if (context_.deny_list.size() > 0) listeners_.end_where(is_refused);
        }
    }
    Task<Result<void>> wake_for_missed() {
        for (;;) {
            co_await missed_.wait();
            co_await listeners_.wake_all();
        }
    }
    /// None on the embedded bus: it is this process's alone.
    [[nodiscard]] std::unique_ptr<OtherInstances> find_others() {
        if (context_.settings.bus.scheme() == "embedded") return nullptr;
        return make_bus_instances(context_.bus, context_.ids, context_.clock, instance_);
    }
    Task<Result<void>> prepare_storage() {
        auto prepared = co_await storage_->prepare();
        if (!prepared) log_.error("the database could not be prepared", prepared.error());
        co_return Result<void>{};
    }
    [[nodiscard]] std::function<void()> on_owed() {
        if (!push_service_) return nullptr;
        return [this] { deliver_->wake(); };
    }

    // In the order of their making: each stands on those before it.
    host::Context& context_;
    telemetry::Log log_;
    async::Executor loop_;
    const std::string instance_{core::format_id(context_.ids.next())};  ///< this process's alone
    std::unique_ptr<Storage> storage_;
    Stores& stores_;
    std::unique_ptr<PushService> push_service_;
    std::unique_ptr<PushJournal> journal_;
    outbox::Relay relay_;
    std::optional<DeliverPushes> deliver_;

    Notify notify_{*stores_.notifications};
    Listeners listeners_;
    async::Signal missed_{loop_};  ///< events of others went by unheard
    std::unique_ptr<OtherInstances> others_;
    SpreadNotification spread_;
    KeepPeople people_{*stores_.people};
    ForgetPublication forget_{*stores_.notifications};
    ReadInbox read_inbox_{*stores_.inboxes, context_.clock};
    MarkRead mark_read_{*stores_.inboxes};
    Listen listen_{*stores_.inboxes, listeners_, context_.clock, silence_limit};
    TidyUp tidy_up_{*stores_.notifications, *stores_.pushes, context_.clock};
    WatchBacklog watch_{*stores_.pushes, *journal_, context_.clock};

    async::Scope background_{loop_};
    async::Scope deliveries_{loop_};
    std::vector<std::unique_ptr<bus::Consumer>> consumers_;
};

}  // namespace

Result<std::unique_ptr<host::Service>> make_notification_service(host::Context& context) {
    auto push_service = open_push_service(context);
    if (!push_service) return push_service.error();
    auto storage = Storage::open(context);
    if (!storage) return storage.error();
    return std::unique_ptr<host::Service>{
        std::make_unique<NotificationService>(context, std::move(*storage), std::move(*push_service))};
}

}  // namespace instante::notification
