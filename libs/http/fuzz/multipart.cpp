// Forms: parts and their content do not depend on how the body was cut, and nothing holds more than it may.
#include "http/multipart.hpp"
#include "core/fuzz/require.hpp"
#include "http/testing/request.hpp"

namespace instante::http {
namespace {

/// Everything about the parts of a form, as text.
Task<std::string> read_parts(std::unique_ptr<Multipart> form) {
    std::string told;
    for (std::size_t parts = 0;; ++parts) {
        auto part = co_await form->next();
        if (!part) co_return told.append(part.error().code().slug);
        if (!*part) co_return told + "end";
        fuzz::require(parts < 8, "there are no more parts than may be");
        fuzz::require(!(*part)->name.empty(), "a part has a name");
        told.append((*part)->name)
            .append(";")
            .append((*part)->filename.value_or("-"))
            .append(";")
            .append((*part)->content_type) += ':';
        for (;;) {
            auto piece = co_await form->read();
            if (!piece) co_return told.append(piece.error().code().slug);
            if (piece->empty()) break;
            told += *piece;
        }
        told += '\n';
    }
}

std::string read_form(std::string_view content, std::size_t step) {
    auto form = testing::request(Method::post, "/resize-image", {{"Content-Type", "multipart/form-data; boundary=XX"}});
    form.body = testing::body_of(content, step);
    auto reader = Multipart::open(form, {.parts = 8, .header_bytes = 256});
    return async::run(read_parts(std::move(reader).value()));
}

/// Content that is put into a form comes out of it as it was.
void check_round_trip(const std::string& content, std::size_t step) {
    if (("\r\n" + content).find("\r\n--XX") != std::string::npos) return;
    const auto form = "--XX\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\n" + content + "\r\n--XX--\r\n";
    fuzz::require(read_form(form, step) == "a;b;:" + content + "\nend", "content stays as it is");
}

}  // namespace
}  // namespace instante::http

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzedDataProvider input{data, size};
    const auto step = input.ConsumeIntegralInRange<std::size_t>(1, 64);
    const auto bytes = input.ConsumeRemainingBytesAsString();
    using namespace instante;
    fuzz::require(http::read_form(bytes, bytes.size() + 1) == http::read_form(bytes, step), "cutting changes nothing");
    http::check_round_trip(bytes, step);
    return 0;
}
