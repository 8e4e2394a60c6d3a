#include "publication/service.hpp"

#include <chrono>
#include <optional>
#include <utility>

#include "async/scope.hpp"
#include "async/within.hpp"
#include "publication/commands.hpp"
#include "publication/room.hpp"

namespace instante::publication {
namespace {

using namespace std::chrono_literals;

constexpr auto ask_again_after = 2s;
constexpr auto flush_limit = 5s;
constexpr const char* rebuild_command = "rebuild";

class PublicationService final : public host::Service {
public:
    PublicationService(host::Context& context, std::unique_ptr<Storage> storage)
        : bus_(context.bus),
          loop_(context.loops.at(0)),
          log_(context.log.as("publication")),
          access_(context.access),
          urls_(context.urls),
          room_(context, std::move(storage)) {
        for (const auto& each : room_.messages.consumed()) queues_.push_back(each.queue.name);
    }

    [[nodiscard]] std::string_view name() const override { return "publication"; }

    void add_routes(http::Router& router) override {
        room_.http.add_routes(router);
        add_report_routes(router, room_.file_report, access_);
    }

    Task<Result<void>> start() override {
        auto all = room_.messages.consumed();
        for (const auto& each : all) {
            auto declared = co_await bus_.declare(each.queue);
            if (!declared) co_return declared;
        }
        relay_.emplace(room_.storage->outbox(), bus_, loop_, relay_options());
        work_.emplace(loop_);
        work_->spawn(relay_->run());
        work_->spawn(room_.spreading.run());
        work_->spawn(room_.removing.run());
        work_->spawn(fill_read_models());
        work_->spawn(check_storage());
        for (auto& each : all) consumers_.push_back(bus_.consume(each.queue.name, each.prefetch, loop_, std::move(each.handler)));
        co_return Result<void>{};
    }

    Task<void> stop() override {
        for (const auto& consumer : consumers_) co_await consumer->stop();
        consumers_.clear();
        if (!work_) co_return;
        work_->cancel();
        auto ended = co_await work_->join();
        if (!ended) log_.error("work in the background had failed", ended.error());
        work_.reset();
        auto flushed = co_await async::within(flush_limit, relay_->flush());
        if (!flushed) log_.warn("messages wait in the outbox for the next start", flushed.error());
        relay_.reset();
    }

    Task<Result<void>> ready() override { return room_.storage->ready(); }

    [[nodiscard]] std::vector<std::string> queues() const override { return queues_; }

    [[nodiscard]] std::vector<std::string> media_prefixes() const override { return {std::string{OwnMedia::prefix}}; }
    Task<Result<std::vector<std::string>>> owned_media(std::vector<std::string> keys) override {
        return room_.own_media(std::move(keys));
    }

    [[nodiscard]] std::vector<host::Command> commands() override {
        auto all = report_commands({room_.review_reports, urls_});
        all.push_back({rebuild_command, [this](const host::Given&) { return begin_rebuild(); }});
        return all;
    }

private:
    Task<Result<std::string>> begin_rebuild() {
        auto begun = co_await room_.rebuild.start();
        if (!begun) co_return begun.error();
        if (!work_) co_return "All people and edges are asked for as soon as a server runs.\n";
        co_return "All people and edges have been asked for; the answers are taken in as they come.\n";
    }

    [[nodiscard]] outbox::RelayOptions relay_options() const {
        outbox::RelayOptions options;
        options.on_change = [log = log_](const core::Error* failure) {
            if (failure != nullptr) {
                log.warn("messages wait in the outbox", *failure);
            } else {
                log.info("the outbox is published again");
            }
        };
        return options;
    }

    /// The first time, people and edges are asked for; later events keep them.
    Task<Result<void>> fill_read_models() {
        for (;;) {
            auto begun = co_await room_.rebuild.start_if_empty();
            if (begun) co_return begun;
            log_.warn("people and edges could not be asked for", begun.error());
            co_await async::sleep(ask_again_after);
        }
    }

    Task<Result<void>> check_storage() {
        auto sound = co_await room_.storage->check();
        if (!sound) log_.error("the database is not sound", sound.error());
        co_return Result<void>{};
    }

    bus::Bus& bus_;
    async::Executor loop_;
    telemetry::Log log_;
    const access::Access& access_;
    const blob::Urls& urls_;
    Room room_;
    std::vector<std::string> queues_;
    std::vector<std::unique_ptr<bus::Consumer>> consumers_;
    std::optional<outbox::Relay> relay_;
    std::optional<async::Scope> work_;
};

}  // namespace

Result<std::unique_ptr<host::Service>> make_publication_service(host::Context& context) {
    auto storage = Storage::open(context);
    if (!storage) return storage.error();
    return std::unique_ptr<host::Service>{std::make_unique<PublicationService>(context, std::move(*storage))};
}

std::vector<config::Command> publication_commands() {
    auto all = told_report_commands();
    all.push_back({rebuild_command, "Ask authentication for all people and edges, and fill the read models of feeds with them"});
    return all;
}

}  // namespace instante::publication
