#include "notification/outbound/messages/bus_instances.hpp"

#include <chrono>
#include <utility>

#include "async/within.hpp"
#include "bus/compose.hpp"
#include "json/writer.hpp"

namespace instante::notification {
namespace {

constexpr std::chrono::seconds publish_limit{2};  ///< longer is not worth a page's wait

class BusInstances final : public OtherInstances {
public:
    BusInstances(bus::Bus& bus, core::IdGenerator& ids, const core::Clock& clock, std::string instance)
        : bus_(bus), ids_(ids), clock_(clock), instance_(std::move(instance)) {}

    Task<void> tell_arrivals(std::vector<UserId> users, core::Trace trace) override {
        std::vector<bus::Outgoing> messages;
        messages.push_back(bus::compose(draft(users), clock_.now(), trace));
        auto published = co_await async::within(publish_limit, bus_.publish(std::move(messages)));
        static_cast<void>(published);  // a bus that is away is told of by those who need it
    }

private:
    [[nodiscard]] bus::Draft draft(const std::vector<UserId>& users) const {
        std::string body;
        json::Writer out{body};
        out.object().key("users").array();
        for (const auto user : users) out.value(user);
        out.end_array().end_object();
        return bus::event("inbox.arrived", instance_ + ':' + core::format_id(ids_.next()), std::move(body));
    }

    bus::Bus& bus_;
    core::IdGenerator& ids_;
    const core::Clock& clock_;
    std::string instance_;
};

}  // namespace

std::unique_ptr<OtherInstances> make_bus_instances(bus::Bus& bus, core::IdGenerator& ids, const core::Clock& clock,
                                                   std::string instance) {
    return std::make_unique<BusInstances>(bus, ids, clock, std::move(instance));
}

}  // namespace instante::notification
