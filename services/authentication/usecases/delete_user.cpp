#include "authentication/usecases/delete_user.hpp"

#include <utility>

#include "authentication/domain/errors.hpp"

namespace instante::authentication {

Task<Result<void>> DeleteUser::operator()(UserId id, std::string password, core::Trace trace) {
    auto user = co_await needs_.people.by_id(id);
    if (!user) co_return user.error();
    if (!*user || (*user)->state != UserState::active) co_return core::Error{core::not_found};
    auto matches = co_await needs_.passwords.verify(std::move((*user)->password_hash), std::move(password));
    if (!matches) co_return matches.error();
    if (!*matches) co_return core::Error{wrong_password};
    co_return co_await without_password(id, std::move(trace));
}

Task<Result<void>> DeleteUser::without_password(UserId id, core::Trace trace) {
    const auto now = needs_.clock.now();
    auto begun = co_await needs_.deletions.begin(id, now, std::move(trace));
    if (!begun) co_return begun.error();
    needs_.refusals.refuse_user(id, now);
    co_return boost::system::in_place_value;
}

Task<Result<bool>> CompleteDeletions::operator()() {
    auto due = co_await deletions_.due(clock_.now(), batch);
    if (!due) co_return due.error();
    const bool more = due->size() == batch;
    for (auto& deletion : *due) {
        auto carried = co_await carry_on(std::move(deletion));
        if (!carried) co_return carried.error();
    }
    co_return more;
}

Task<Result<void>> CompleteDeletions::answered(UserId user, Keeper keeper) {
    auto last = co_await deletions_.answered(user, keeper);
    if (!last) co_return last.error();
    if (!*last) co_return boost::system::in_place_value;
    co_return co_await finish(user);
}

Task<Result<void>> CompleteDeletions::carry_on(Deletion deletion) {
    const bool first = !deletion.cleared;
    for (bool more = first; more;) {
        auto cleared = co_await deletions_.clear_some(deletion.user, edges_at_once);
        if (!cleared) co_return cleared.error();
        more = *cleared;
    }
    const auto next_at = clock_.now() + deletion_delay(deletion.announced);
    // It was announced when it began; later only to those who have not answered in the meantime.
    auto postponed = co_await deletions_.postpone(deletion.user, next_at, !first && !deletion.pending.empty());
    if (!postponed) co_return postponed.error();
    co_return co_await finish(deletion.user);  // all may have answered while edges were ended
}

Task<Result<void>> CompleteDeletions::finish(UserId user) {
    auto forgotten = co_await mailer_.forget(user);
    if (!forgotten) co_return forgotten.error();
    auto finished = co_await deletions_.finish(user);
    if (!finished) co_return finished.error();
    co_return boost::system::in_place_value;
}

}  // namespace instante::authentication
