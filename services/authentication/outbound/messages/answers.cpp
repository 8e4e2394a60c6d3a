#include "authentication/outbound/messages/answers.hpp"

#include <string>
#include <utility>
#include <vector>

#include "authentication/outbound/messages/shapes.hpp"
#include "bus/compose.hpp"
#include "json/writer.hpp"

namespace instante::authentication {

namespace {

void write_device(json::Writer& out, const Device& device) {
    out.object();
    if (device.kind == DeviceKind::fcm) {
        out.field("kind", "fcm").field("token", device.token);
    } else {
        out.field("kind", "webpush").key("subscription").object();
        out.field("endpoint", device.token).key("keys").object();
        out.field("p256dh", device.p256dh).field("auth", device.auth);
        out.end_object().end_object();
    }
    out.end_object();
}

std::string render(NotificationId notification, const core::Page<Recipient, UserId>& page) {
    std::string body;
    body.reserve(64 + page.items.size() * 128);
    json::Writer out{body};
    out.object().field("notification", notification).key("users").array();
    for (const auto& recipient : page.items) {
        out.object().field("id", recipient.id).field("lang", recipient.lang).key("devices").array();
        for (const auto& device : recipient.devices) write_device(out, device);
        out.end_array().end_object();
    }
    out.end_array().field("next", page.next).end_object();
    return body;
}

std::string render(const core::Page<User, UserId>& page) {
    std::string body;
    json::Writer out{body};
    out.object().key("users").array();
    for (const auto& user : page.items) write_user(out, user);
    out.end_array().field("next", page.next).end_object();
    return body;
}

std::string render(const core::Page<Follow, EdgeKey>& page) {
    std::string body;
    body.reserve(32 + page.items.size() * 192);
    json::Writer out{body};
    out.object().key("follows").array();
    for (const auto& follow : page.items) write_follow(out, follow);
    out.end_array().key("next");
    if (page.next) {
        out.value(core::to_string(page.next->follower) + ':' + core::to_string(page.next->followee));
    } else {
        out.null();
    }
    out.end_object();
    return body;
}

std::string render(const Revocations& revocations) {
    std::string body;
    json::Writer out{body};
    out.object().key("users").array();
    for (const auto& user : revocations.users) out.object().field("id", user.id).field("at", user.at).end_object();
    out.end_array().key("sessions").array();
    for (const auto& ended : revocations.sessions)
        out.object().field("id", ended.session).field("user", ended.user).field("at", ended.at).end_object();
    out.end_array().end_object();
    return body;
}

class BusAnswers final : public Answers {
public:
    BusAnswers(bus::Bus& bus, const core::Clock& clock) : bus_(bus), clock_(clock) {}

    Task<Result<void>> people(Asker asker, core::Page<User, UserId> page) override {
        return send(std::move(asker), "user.data.v1", render(page));
    }
    Task<Result<void>> edges(Asker asker, core::Page<Follow, EdgeKey> page) override {
        return send(std::move(asker), "follows.data.v1", render(page));
    }
    Task<Result<void>> revocations(Asker asker, Revocations revocations) override {
        return send(std::move(asker), "revocations.data.v1", render(revocations));
    }
    Task<Result<void>> audience(Asker asker, NotificationId notification, core::Page<Recipient, UserId> page) override {
        return send(std::move(asker), "token.page.v1", render(notification, page));
    }

private:
    Task<Result<void>> send(Asker asker, std::string type, std::string body) {
        bus::Draft answer{bus::to_queue(std::move(asker.queue)), std::move(type), "answer:" + asker.request, std::move(body)};
        answer.correlation_id = std::move(asker.request);
        std::vector<bus::Outgoing> messages;
        messages.push_back(bus::compose(std::move(answer), clock_.now(), asker.trace));
        return bus_.publish(std::move(messages));
    }

    bus::Bus& bus_;
    const core::Clock& clock_;
};

}  // namespace

std::unique_ptr<Answers> make_bus_answers(bus::Bus& bus, const core::Clock& clock) {
    return std::make_unique<BusAnswers>(bus, clock);
}

}  // namespace instante::authentication
