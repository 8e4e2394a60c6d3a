#include "authentication/service.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "async/scope.hpp"
#include "async/signal.hpp"
#include "authentication/inbound/messages/consumers.hpp"
#include "authentication/outbound/mail/smtp_mailer.hpp"
#include "authentication/room.hpp"
#include "authentication/storage.hpp"
#include "authentication/usecases/own_media.hpp"
#include "bus/bus.hpp"
#include "outbox/outbox.hpp"

namespace instante::authentication {

namespace {

using namespace std::chrono_literals;

/// Between two rounds of tidying up and looking after the keys: short, so that another process's new key is known here soon.
constexpr auto round_interval = 60s;
/// Between two looks at deletions that are under way.
constexpr auto deletion_interval = 5s;
/// Between two looks for what a process has left half done: counts are right again in twice that.
constexpr auto tending_interval = 2s;

class AuthenticationService final : public host::Service {
public:
    AuthenticationService(host::Context& context, std::unique_ptr<Storage> storage, std::unique_ptr<Mailer> mailer)
        : context_(context), log_(context.log.as("authentication")), room_(context, std::move(storage), std::move(mailer)) {
        if (context.settings.bus.scheme() != "embedded")
            echo_.emplace(context.bus, room_.waits, context.clock, std::to_string(context.ids.next()));
    }

    [[nodiscard]] std::string_view name() const override { return "authentication"; }

    void add_routes(http::Router& router) override {
        add_session_routes(router, room_.api);
        add_user_routes(router, room_.api);
        add_follow_routes(router, room_.api);
        add_device_routes(router, room_.api);
        add_mail_routes(router, room_.api);
    }

    Task<Result<void>> start() override {
        auto mail = co_await room_.mailer->check();
        if (!mail) co_return mail.error();
        auto keys = co_await room_.keep_keys();
        if (!keys) co_return keys.error();
        const auto loop = co_await async::this_loop();
        auto consuming = co_await consume(loop);
        if (!consuming) co_return consuming.error();
        outbox::RelayOptions options;
        options.on_change = [log = log_](const core::Error* failure) {
            if (failure != nullptr) {
                log.warn("announcements wait: the bus does not take them", *failure);
            } else {
                log.info("announcements go out again");
            }
        };
        relay_.emplace(room_.storage->outbox(), context_.bus, loop, std::move(options));
        scope_.emplace(loop);
        scope_->spawn(relay_->run());
        scope_->spawn(go_round());
        scope_->spawn(complete_deletions());
        if (room_.storage->is_served()) scope_->spawn(tend_storage());
        co_return boost::system::in_place_value;
    }

    Task<void> stop() override {
        for (auto& consumer : consumers_) co_await consumer->stop();
        consumers_.clear();
        if (!scope_) co_return;
        scope_->cancel();
        auto ended = co_await scope_->join();
        if (!ended) log_.error("background work failed", ended.error());
        scope_.reset();
        auto flushed = co_await relay_->flush();
        if (!flushed) log_.warn("announcements are left for the next start", flushed.error());
        relay_.reset();
    }

    Task<Result<void>> ready() override { return room_.storage->ready(); }

    [[nodiscard]] std::vector<host::Examination> examinations() override {
        if (context_.settings.mail.scheme() == "log") return {};
        return {{"mail", [this] { return room_.mailer->check(); }}};
    }

    [[nodiscard]] std::vector<host::Command> commands() override {
        return admin_commands({room_.administer, room_.keep_keys, room_.deletion_begun});
    }

    [[nodiscard]] std::vector<std::string> queues() const override { return queues_; }

    [[nodiscard]] std::vector<std::string> media_queues() const override { return {"image-data.authentication"}; }
    [[nodiscard]] std::vector<std::string> media_prefixes() const override { return {std::string{OwnMedia::prefix}}; }
    Task<Result<std::vector<std::string>>> owned_media(std::vector<std::string> keys) override {
        OwnMedia own_media{*room_.stores.people};
        co_return co_await own_media(std::move(keys));
    }

private:
    Task<Result<void>> consume(async::Executor loop) {
        auto all = consumptions({room_.tell, room_.devices, room_.settle, room_.send_mail, room_.complete_deletions,
                                 room_.administer, echo_ ? &*echo_ : nullptr});
        for (auto& each : all) {
            auto queue = each.queue.name;
            auto declared = co_await context_.bus.declare(std::move(each.queue));
            if (!declared) co_return declared.error();
            consumers_.push_back(context_.bus.consume(std::move(queue), each.prefetch, loop, std::move(each.handler)));
        }
        co_return boost::system::in_place_value;
    }

    /// Until cancelled. What fails is told and tried again the next time.
    Task<Result<void>> go_round() {
        while (true) {
            co_await async::sleep(round_interval);
            auto keys = co_await room_.keep_keys();
            if (!keys) log_.error("the signing keys could not be looked after", keys.error());
            auto more = co_await room_.tidy_up();
            while (more && *more) more = co_await room_.tidy_up();
            if (!more) log_.warn("tidying up failed", more.error());
        }
    }

    /// Until cancelled: at once when a deletion begins, and now and then for what waits for answers.
    Task<Result<void>> complete_deletions() {
        while (true) {
            auto more = co_await room_.complete_deletions();
            if (!more) log_.warn("deletions wait", more.error());
            if (more && *more) continue;
            co_await room_.deletion_begun.wait_for(deletion_interval);
        }
    }

    /// Until cancelled. A server that is away is told of once.
    Task<Result<void>> tend_storage() {
        bool told = false;
        while (true) {
            auto more = co_await room_.storage->tend();
            if (!more && !told) log_.warn("the database cannot be tended", more.error());
            told = !more;
            if (more && *more) continue;
            co_await async::sleep(tending_interval);
        }
    }

    host::Context& context_;
    telemetry::Log log_;
    Room room_;
    std::optional<PictureEcho> echo_;  ///< none where this is the only instance
    const std::vector<std::string> queues_{"token",       "user",          "follows",
                                           "revocations", "token-invalid", "image-data.authentication",
                                           "mail",        "user-disable",  "authentication.events"};
    std::vector<std::unique_ptr<bus::Consumer>> consumers_;
    std::optional<outbox::Relay> relay_;
    std::optional<async::Scope> scope_;
};

/// Where mails say they come from.
std::string sender_of(const config::Settings& settings) {
    if (!settings.mail_from.empty()) return settings.mail_from;
    auto host = std::string_view{settings.public_url};
    if (const auto scheme = host.find("://"); scheme != std::string_view::npos) host.remove_prefix(scheme + 3);
    host = host.substr(0, host.find_first_of(":/"));
    return "no-reply@" + std::string{host.empty() || host.front() == '[' ? "localhost" : host};
}

Result<std::unique_ptr<Mailer>> open_mailer(host::Context& context, Storage& storage) {
    if (context.settings.mail.scheme() != "log") {
        SmtpServer server;
        server.url = context.settings.mail.url;
        server.ca_file = context.settings.ca_file.string();
        return make_smtp_mailer(std::move(server), sender_of(context.settings), context.clock, context.log.as("authentication"));
    }
    const auto folder = context.settings.ephemeral ? std::filesystem::path{} : context.data / "mail";
    return make_folder_mailer(folder, sender_of(context.settings), storage.files(), context.clock,
                              context.log.as("authentication"));
}

}  // namespace

Result<std::unique_ptr<host::Service>> make_authentication_service(host::Context& context) {
    auto storage = Storage::open(context);
    if (!storage) return storage.error();
    auto mailer = open_mailer(context, **storage);
    if (!mailer) return mailer.error();
    return std::unique_ptr<host::Service>{
        std::make_unique<AuthenticationService>(context, std::move(*storage), std::move(*mailer))};
}

}  // namespace instante::authentication
