#include "publication/usecases/edit.hpp"

#include <utility>

#include "publication/domain/errors.hpp"

namespace instante::publication {
namespace {

constexpr int attempts = 4;

}  // namespace

Task<Result<Publication>> Edit::operator()(UserId viewer, PublicationId id, Change change, core::Trace trace) {
    core::Error failure{outdated};
    for (int attempt = 0; attempt < attempts; ++attempt) {
        std::vector<PublicationId> wanted{id};
        const auto found = co_await store_.find(std::move(wanted));
        if (!found) co_return found.error();
        if (found->empty()) co_return core::Error{core::not_found};
        const auto& before = found->front();
        if (before.owner != viewer) co_return core::Error{core::forbidden};
        auto after = changed(before, change, clock_.now());
        if (!after || after->version == before.version) co_return after;
        PublicationUpdated updated{*after, trace};
        auto replaced = co_await store_.replace(std::move(updated));
        if (replaced) co_return after;
        failure = replaced.error();
        if (failure.code() != outdated) break;
    }
    co_return failure;
}

}  // namespace instante::publication
