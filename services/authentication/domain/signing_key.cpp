#include "authentication/domain/signing_key.hpp"

namespace instante::authentication {

KeyPlan plan_keys(const std::vector<StoredKey>& keys, core::Timestamp now) {
    KeyPlan plan;
    plan.make_new = keys.empty() || now - keys.back().created_at >= key_lifetime;
    for (std::size_t index = 0; index + 1 < keys.size(); ++index) {
        const auto replaced_at = keys[index + 1].created_at;
        if (now - replaced_at >= key_afterlife) plan.retired.push_back(keys[index].kid);
    }
    return plan;
}

}  // namespace instante::authentication
