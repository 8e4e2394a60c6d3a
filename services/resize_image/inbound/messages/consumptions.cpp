#include "resize_image/inbound/messages/consumptions.hpp"

#include <utility>

#include "resize_image/inbound/messages/parse.hpp"

namespace instante::resize_image {
namespace {

constexpr std::size_t events_at_a_time = 8;

Task<Result<void>> render_picture(RenderPicture& render, bus::Message message) {
    auto request = parse_image_render(message);
    if (!request) co_return request.error();
    co_return co_await render(std::move(*request));
}

Task<Result<void>> remove_of_publication(RemoveMedia& remove, Result<LeftOver<PublicationId>> left, Cause cause) {
    if (!left) co_return left.error();
    co_return co_await remove.of_publication(left->owner, std::move(left->keys), std::move(cause));
}

Task<Result<void>> remove_of_user(RemoveMedia& remove, Result<LeftOver<UserId>> left, Cause cause) {
    if (!left) co_return left.error();
    co_return co_await remove.of_user(left->owner, std::move(left->keys), std::move(cause));
}

Task<Result<void>> purge_user(RemoveMedia& remove, Result<UserId> user, Cause cause) {
    if (!user) co_return user.error();
    co_return co_await remove.purge(*user, std::move(cause));
}

Task<Result<void>> ignore() {
    co_return Result<void>{};
}

Task<Result<void>> hear_event(RemoveMedia& remove, const bus::Message& message) {
    Cause cause{message.id, message.trace};
    if (message.type == "publication.deleted.v1")
        return remove_of_publication(remove, parse_publication_deleted(message), std::move(cause));
    if (message.type == "publication.updated.v1")
        return remove_of_publication(remove, parse_publication_updated(message), std::move(cause));
    if (message.type == "user.updated.v1") return remove_of_user(remove, parse_user_updated(message), std::move(cause));
    if (message.type == "user.deleted.v1") return purge_user(remove, parse_user_deleted(message), std::move(cause));
    return ignore();  // a later version, sent beside the one that we know
}

}  // namespace

std::vector<Consumption> consumptions(RenderPicture& render, RemoveMedia& remove, std::size_t pictures) {
    Consumption images;
    images.queue.name = "image";
    images.prefetch = pictures;
    images.handler = [&render](bus::Message message) { return render_picture(render, std::move(message)); };

    Consumption events;
    events.queue.name = "resize_image.events";
    events.queue.events = {"publication.deleted", "publication.updated", "user.deleted", "user.updated"};
    events.prefetch = events_at_a_time;
    events.handler = [&remove](const bus::Message& message) { return hear_event(remove, message); };

    std::vector<Consumption> all;
    all.push_back(std::move(images));
    all.push_back(std::move(events));
    return all;
}

}  // namespace instante::resize_image
