#include "authentication/inbound/messages/consumers.hpp"

#include <utility>

#include "authentication/inbound/messages/requests.hpp"

namespace instante::authentication {

namespace {

Result<Asker> asker(const bus::Message& message) {
    if (message.reply_to.empty()) return core::Error{core::malformed, "a question without reply_to"};
    return Asker{message.reply_to, message.id, message.trace};
}

Task<Result<void>> answer_token(Tell& tell, bus::Message message) {
    auto who = asker(message);
    if (!who) co_return who.error();
    auto audience = parse_token_request(message);
    if (!audience) co_return audience.error();
    co_return co_await tell.audience(std::move(*who), std::move(*audience));
}

Task<Result<void>> answer_user(Tell& tell, bus::Message message) {
    auto who = asker(message);
    if (!who) co_return who.error();
    auto request = parse_user_request(message);
    if (!request) co_return request.error();
    if (request->ids) co_return co_await tell.people(std::move(*who), std::move(*request->ids));
    co_return co_await tell.everybody(std::move(*who), request->after, request->limit);
}

Task<Result<void>> answer_follows(Tell& tell, bus::Message message) {
    auto who = asker(message);
    if (!who) co_return who.error();
    auto request = parse_follows_request(message);
    if (!request) co_return request.error();
    co_return co_await tell.edges(std::move(*who), request->after, request->limit);
}

Task<Result<void>> answer_revocations(Tell& tell, bus::Message message) {
    auto who = asker(message);
    if (!who) co_return who.error();
    co_return co_await tell.revocations(std::move(*who));
}

Task<Result<void>> forget_devices(KeepDevices& devices, bus::Message message) {
    auto invalid = parse_token_invalid(message);
    if (!invalid) co_return invalid.error();
    co_return co_await devices.forget(std::move(*invalid));
}

/// Settled first, so that nothing is lost when no instance waits for it.
Task<Result<void>> settle_picture(SettlePicture& settle, const PictureEcho* echo, bus::Message message) {
    auto answer = parse_image_rendered(message);
    if (!answer) co_return answer.error();
    auto waited = co_await settle(std::move(*answer));
    if (!waited) co_return waited.error();
    if (*waited || echo == nullptr) co_return boost::system::in_place_value;
    co_return co_await echo->pass_on(std::move(message));
}

Task<Result<void>> hear_echo(const PictureEcho& echo, bus::Message message) {
    co_return co_await echo.hear(std::move(message));
}

Task<Result<void>> send_mail(SendMail& send, bus::Message message) {
    auto order = parse_mail_order(message);
    if (!order) co_return order.error();
    co_return co_await send(std::move(message.id), std::move(*order));
}

Task<Result<void>> obey_order(Administer& administer, bus::Message message) {
    auto order = parse_user_disable(message);
    if (!order) co_return order.error();
    co_return co_await administer.obey(*order);
}

Task<Result<void>> note_purged(CompleteDeletions& deletions, bus::Message message) {
    auto purged = parse_user_purged(message);
    if (!purged) co_return purged.error();
    if (!purged->keeper) co_return boost::system::in_place_value;
    co_return co_await deletions.answered(purged->user, *purged->keeper);
}

bus::Queue queue(const char* name) {
    bus::Queue made;
    made.name = name;
    return made;
}

/// A handler over a use case that outlives it.
template <class UseCase>
bus::Handler handler(Task<Result<void>> (*work)(UseCase&, bus::Message), UseCase& use_case) {
    return [work, &use_case](bus::Message message) { return work(use_case, std::move(message)); };
}

}  // namespace

std::vector<Consumption> consumptions(const Listeners& to) {
    std::vector<Consumption> all;
    all.push_back({queue("token"), 8, handler(answer_token, to.tell)});
    all.push_back({queue("user"), 8, handler(answer_user, to.tell)});
    all.push_back({queue("follows"), 4, handler(answer_follows, to.tell)});
    all.push_back({queue("revocations"), 8, handler(answer_revocations, to.tell)});
    all.push_back({queue("token-invalid"), 16, handler(forget_devices, to.devices)});
    auto settle = [&settle = to.settle, echo = to.echo](bus::Message message) {
        return settle_picture(settle, echo, std::move(message));
    };
    all.push_back({queue("image-data.authentication"), 32, std::move(settle)});
    if (to.echo != nullptr) all.push_back({to.echo->queue(), 32, handler(hear_echo, *to.echo)});
    all.push_back({queue("mail"), 4, handler(send_mail, to.send_mail)});
    all.push_back({queue("user-disable"), 8, handler(obey_order, to.administer)});
    bus::Queue events;
    events.name = "authentication.events";
    events.events = {"user.purged"};
    all.push_back({std::move(events), 8, handler(note_purged, to.deletions)});
    return all;
}

}  // namespace instante::authentication
