#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "access/access.hpp"
#include "crypto/jwt.hpp"
#include "http/router.hpp"
#include "http/testing/request.hpp"
#include "publication/tests/support/stories.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace instante::publication::testing {

/// What handlers of HTTP stand on, with tokens for whoever calls.
class World {
public:
    World();

    /// The whole answer to a request of `caller` (0: nobody).
    http::Response call(http::Method method, std::string_view target, UserId caller = {}, std::string_view content = {});
    http::Response get(std::string_view target, UserId caller = {}) { return call(http::Method::get, target, caller); }

    core::FixedClock clock{noon};
    std::shared_ptr<telemetry::MemorySink> lines = std::make_shared<telemetry::MemorySink>();
    telemetry::Log log{lines, "test"};
    telemetry::Metrics metrics;
    http::Router router{log, metrics};
    crypto::SigningKey key = crypto::SigningKey::generate(noon);
    crypto::KeySet keys{{key.public_key()}};
    crypto::Verifier verifier;
    access::DenyList deny_list;
    access::Access access{verifier, deny_list};

private:
    const std::string& token(UserId user);

    std::map<UserId, std::string> tokens_;
};

}  // namespace instante::publication::testing
