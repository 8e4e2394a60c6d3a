#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "http/router.hpp"
#include "http/testing/request.hpp"
#include "telemetry/log_sink.hpp"

namespace instante::http {

inline Handler answering(std::string content) {
    return [content](Request) -> Task<Result<Response>> { co_return text(200, "text/plain", content); };
}

inline Handler failing(core::Error error) {
    return [error](Request) -> Task<Result<Response>> { co_return error; };
}

inline Handler echoing(std::string_view name) {
    return [name](Request asked) -> Task<Result<Response>> {
        co_return text(200, "text/plain", std::string{asked.parameter(name)});
    };
}

class RouterTest : public ::testing::Test {
protected:
    Response dispatch(Request asked) { return async::run(router.dispatch(std::move(asked))); }
    std::string content(std::string_view target) {
        auto response = dispatch(testing::get(target));
        return testing::content_of(response);
    }

    std::shared_ptr<telemetry::MemorySink> sink = std::make_shared<telemetry::MemorySink>(telemetry::Level::info);
    telemetry::Log log{sink, "test"};
    telemetry::Metrics metrics;
    Router router{log, metrics};
};

}  // namespace instante::http
