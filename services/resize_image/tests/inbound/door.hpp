#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "access/token.hpp"
#include "crypto/jwt.hpp"
#include "http/testing/request.hpp"
#include "resize_image/inbound/http/media_route.hpp"
#include "resize_image/inbound/http/upload_route.hpp"
#include "resize_image/tests/usecases/house.hpp"
#include "telemetry/log_sink.hpp"

namespace instante::resize_image {

/// The service's routes over the house, and somebody who may use them.
struct Door : testing::Test {
    Door() {
        add_upload_route(router, upload);
        add_media_route(router, read);
    }

    http::Response send(http::Request request) { return async::run(router.dispatch(std::move(request))); }
    [[nodiscard]] std::string token(std::string image = {}) const;

    static constexpr std::size_t most_bytes = 200'000;

    House house{{}, {.bytes = {most_bytes}}};
    crypto::SigningKey key = crypto::SigningKey::generate(noon);
    crypto::KeySet keys{{key.public_key()}};
    crypto::Verifier verifier{
        keys, house.clock, {.issuer = access::token_issuer(""), .audience = std::string{access::token_audience}}};
    access::DenyList deny_list{house.clock, access::token_lifetime};
    access::Access access{verifier, deny_list};
    blob::Urls urls{"", ""};
    telemetry::Log log{std::make_shared<telemetry::MemorySink>(), "test"};
    telemetry::Metrics metrics;
    telemetry::Gauge& in_hand = metrics.gauge("instante_test_uploads", "Uploads");
    Places places{2, in_hand};
    UploadApi upload{.receive = house.receive,
                     .publish = house.publish,
                     .access = access,
                     .urls = urls,
                     .places = places,
                     .limits = {.bytes = {most_bytes}}};
    ReadMedia read{*house.media};
    http::Router router{log, metrics};
};

}  // namespace instante::resize_image
