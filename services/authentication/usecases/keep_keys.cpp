#include "authentication/usecases/keep_keys.hpp"

#include <utility>

namespace instante::authentication {

Task<Result<void>> KeepKeys::operator()() {
    const auto now = clock_.now();
    auto keys = co_await keys_.keys();
    if (!keys) co_return keys.error();
    auto plan = plan_keys(*keys, now);
    if (plan.make_new || !plan.retired.empty()) {
        std::optional<StoredKey> made;
        if (plan.make_new) made = tokens_.new_key(now);
        keys = co_await keys_.rotate(std::move(made), now - key_lifetime, std::move(plan.retired));
        if (!keys) co_return keys.error();
    }
    if (keys->empty()) co_return core::Error{core::internal, "no signing key"};
    co_return tokens_.use(*keys, signer_of(*keys, now).kid);
}

}  // namespace instante::authentication
