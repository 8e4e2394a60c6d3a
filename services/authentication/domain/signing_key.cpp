#include "authentication/domain/signing_key.hpp"

#include <algorithm>

#include "authentication/domain/session.hpp"

namespace instante::authentication {

static_assert(key_afterlife > key_notice + access_token_lifetime + clock_leeway);

KeyPlan plan_keys(const std::vector<StoredKey>& keys, core::Timestamp now) {
    KeyPlan plan;
    plan.make_new = keys.empty() || now - keys.back().created_at >= key_lifetime;
    for (std::size_t index = 0; index + 1 < keys.size(); ++index) {
        const auto replaced_at = keys[index + 1].created_at;
        if (now - replaced_at >= key_afterlife) plan.retired.push_back(keys[index].kid);
    }
    return plan;
}

const StoredKey& signer_of(const std::vector<StoredKey>& keys, core::Timestamp now) {
    const auto is_known = [now](const StoredKey& key) { return now - key.created_at >= key_notice; };
    const auto newest = std::find_if(keys.rbegin(), keys.rend(), is_known);
    return newest == keys.rend() ? keys.front() : *newest;
}

}  // namespace instante::authentication
