#include "notification/inbound/http/live.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "access/token.hpp"
#include "notification/inbound/http/render.hpp"

namespace instante::notification {
namespace {

constexpr std::string_view retry = "retry: 2000\n";  ///< milliseconds after which clients come back
constexpr std::string_view heartbeat = ":\n\n";      ///< a comment, so that nobody in between takes the connection for dead
constexpr std::string_view before_all = "0";         ///< the id of an empty inbox

/// The content of the response, piece by piece.
class EventStream {
public:
    EventStream(std::unique_ptr<Listening> listening, const blob::Urls& urls) : listening_(std::move(listening)), urls_(urls) {}

    Task<Result<std::string>> operator()() {
        if (!std::exchange(begun_, true)) co_return beginning();
        auto heard = co_await listening_->next();
        if (!heard) co_return heard.error();
        if (heard->ended) co_return std::string{};
        if (heard->entries.empty()) co_return std::string{heartbeat};
        co_return render(heard->entries);
    }

private:
    /// An id without data is no event, and yet what is resumed from when the connection ends before the first.
    [[nodiscard]] std::string beginning() const {
        return std::string{retry} + "id: " + core::to_string(listening_->begin()) + "\n\n";
    }
    [[nodiscard]] std::string render(const std::vector<InboxEntry>& entries) const {
        std::string events;
        for (const auto& entry : entries)
            events.append("id: ")
                .append(core::to_string(entry.id))
                .append("\nevent: notification\ndata: ")
                .append(render_entry(entry, urls_))
                .append("\n\n");
        return events;
    }

    std::unique_ptr<Listening> listening_;
    const blob::Urls& urls_;
    bool begun_ = false;
};

/// What the client has last heard; nothing: it has heard nothing. Errors: `bad_cursor`.
Result<std::optional<NotificationId>> last_heard(const http::Request& request) {
    const auto text = request.headers.find("Last-Event-ID").value_or("");
    if (text.empty()) return std::optional<NotificationId>{};
    if (text == before_all) return std::optional{NotificationId{}};
    const auto id = core::parse_as<NotificationId>(text);
    if (!id) return core::Error{core::bad_cursor};
    return id;
}

Caller caller_of(const access::Viewer& viewer) {
    const auto& claims = *viewer.claims;
    return {
        .user = UserId{viewer.user}, .session = viewer.session, .issued = claims.iat, .until = claims.exp + access::token_leeway};
}

}  // namespace

Task<Result<http::Response>> stream(Doors doors, http::Request request) {
    const auto viewer = doors.access.required(request);
    if (!viewer) co_return viewer.error();
    const auto last = last_heard(request);
    if (!last) co_return last.error();
    auto listening = co_await doors.listen(caller_of(*viewer), *last);
    if (!listening) co_return listening.error();
    http::Response response;
    response.headers.add("Content-Type", "text/event-stream");
    response.headers.add("X-Accel-Buffering", "no");  // nginx hands on what comes as it comes
    response.content = http::Stream{EventStream{std::move(*listening), doors.urls}, {}};
    co_return std::move(response);
}

}  // namespace instante::notification
