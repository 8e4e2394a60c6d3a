#include "publication/usecases/remove.hpp"

#include <utility>

#include "publication/usecases/find_person.hpp"

namespace instante::publication {
namespace {

constexpr std::size_t removals_a_round = 16;
constexpr std::size_t publications_a_chunk = 100;

}  // namespace

Task<Result<void>> Remove::operator()(UserId viewer, PublicationId id, core::Trace trace) {
    const auto permitted = co_await permit(viewer, id);
    if (!permitted) co_return permitted;
    std::vector<PublicationId> ids{id};
    auto removed = co_await store_.remove(viewer, std::move(ids), std::move(trace));
    co_return removed;
}

Task<Result<void>> Remove::permit(UserId viewer, PublicationId id) {
    const auto shown = co_await store_.look_up(id);
    if (!shown) co_return shown.error();
    if (*shown && (*shown)->owner != viewer) co_return core::Error{core::forbidden};
    if (*shown) co_return Result<void>{};
    std::vector<PublicationId> ids{id};
    const auto hidden = co_await reports_.hidden(std::move(ids));
    if (!hidden) co_return hidden.error();
    if (hidden->empty() || hidden->front().owner != viewer) co_return core::Error{core::not_found};
    co_return Result<void>{};
}

Task<Result<void>> RemoveAll::operator()(UserId viewer, std::string name) {
    const auto owner = co_await find_user(people_, std::move(name), viewer);
    if (!owner) co_return owner.error();
    if (*owner != viewer) co_return core::Error{core::forbidden};
    Removal removal{.owner = viewer, .up_to = ids_.next<PublicationId>()};
    auto begun = co_await removals_.begin(removal);
    if (!begun) co_return begun.error();
    resume_();  // should this be cut short
    for (;;) {
        auto done = co_await removals_.advance(removal, publications_a_chunk);
        if (!done) co_return done.error();
        if (*done) co_return Result<void>{};
    }
}

Task<Result<bool>> CompleteRemovals::operator()() {
    const auto pending = co_await removals_.pending(removals_a_round);
    if (!pending) co_return pending.error();
    for (const auto& removal : *pending) {
        auto done = co_await removals_.advance(removal, publications_a_chunk);
        if (!done) co_return done.error();
    }
    co_return !pending->empty();
}

}  // namespace instante::publication
