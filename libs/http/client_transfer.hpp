#pragma once

#include <curl/curl.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "async/one_shot.hpp"
#include "http/client.hpp"

namespace instante::http {

struct EasyDeleter {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
using Easy = std::unique_ptr<CURL, EasyDeleter>;

struct HeaderLinesDeleter {
    void operator()(curl_slist* lines) const { curl_slist_free_all(lines); }
};
using HeaderLines = std::unique_ptr<curl_slist, HeaderLinesDeleter>;

/// One request on its way, with the waiter for its answer. Touched by the client's thread alone once it is started.
class Transfer {
public:
    explicit Transfer(ClientRequest request) : request_(std::move(request)) {}
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    [[nodiscard]] const async::OneShot<Result<ClientResponse>>& outcome() const { return outcome_; }
    /// Sets `easy` up for this request. `easy` and `options` must outlive the transfer.
    void prepare(CURL* easy, const ClientOptions& options);
    /// Gives the waiter what came of it.
    void complete(CURL* easy, CURLcode code);
    void fail(core::Error failure) { outcome_.set(std::move(failure)); }

private:
    static std::size_t take_content(char* bytes, std::size_t size, std::size_t count, void* transfer);
    static std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* transfer);
    void set_method(CURL* easy);
    void set_header_lines(CURL* easy);
    [[nodiscard]] core::Error failure_of(CURL* easy, CURLcode code) const;

    ClientRequest request_;
    ClientResponse response_;
    std::size_t response_limit_ = 0;
    std::size_t header_bytes_ = 0;
    bool beyond_limit_ = false;
    HeaderLines header_lines_;
    std::array<char, CURL_ERROR_SIZE> message_{};
    async::OneShot<Result<ClientResponse>> outcome_;
};

}  // namespace instante::http
