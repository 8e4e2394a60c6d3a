#include "host/operator/media_gc.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "async/signal.hpp"
#include "host/operator/text.hpp"
#include "json/writer.hpp"

namespace instante::host {
namespace {

using namespace std::chrono_literals;

/// Objects are stored before anybody is told of them: of one that is younger nobody may know yet.
constexpr auto least_age = 24h;
constexpr std::size_t page_limit = 500;
constexpr std::size_t letters_a_page = 100;
constexpr std::size_t shown_limit = 1000;
constexpr std::size_t spared_limit = 500'000;  ///< keys that dead letters name
constexpr auto between_looks = 20ms;

using Keys = std::vector<std::string>;

/// The texts in quotes within `body` that are keys below `prefixes`: what a message speaks of, whatever its kind.
void add_keys_named(const std::string& body, const std::vector<std::string>& prefixes, std::set<std::string>& keys) {
    for (std::size_t begin = body.find('"'); begin != std::string::npos;) {
        const auto end = body.find('"', begin + 1);
        if (end == std::string::npos) return;
        const auto text = std::string_view{body}.substr(begin + 1, end - begin - 1);
        const bool is_below = std::ranges::any_of(prefixes, [text](const auto& prefix) { return text.starts_with(prefix); });
        if (is_below && blob::is_key(text)) keys.emplace(text);
        begin = end;  // which may open the next: a quote within a text shifts them
    }
}

std::string media_deleted(const Keys& keys) {
    std::string body;
    json::Writer out{body};
    out.object().key("keys").array();
    for (const auto& key : keys) out.value(key);
    out.end_array().end_object();
    return body;
}

/// One look through the storage.
class Collection {
public:
    Collection(const MediaGcNeeds& needs, bool deletes) : needs_(needs), deletes_(deletes) {}

    Task<Result<std::string>> run() {
        for (const auto& service : needs_.services) {
            if (service->media_prefixes().empty()) continue;
            auto prepared = co_await prepare(*service);
            if (!prepared) co_return prepared.error();
        }
        for (const auto& service : needs_.services) {
            for (const auto& prefix : service->media_prefixes()) {
                auto looked = co_await look_below(*service, prefix);
                if (!looked) co_return looked.error();
            }
        }
        co_return report();
    }

private:
    /// What waits in the queues may speak of objects that no store knows of yet: none may wait, and given up ones are heard.
    Task<Result<void>> prepare(Service& service) {
        for (const auto& queue : service.media_queues()) {
            auto quiet = co_await wait_until_empty(queue);
            if (!quiet) co_return quiet;
            auto spared = co_await spare_those_of_dead_letters(queue);
            if (!spared) co_return spared;
        }
        co_return Result<void>{};
    }

    Task<Result<void>> wait_until_empty(std::string queue) {
        for (auto waited = 0ms; waited <= needs_.patience; waited += between_looks) {
            auto depth = co_await needs_.bus.depth(queue);
            if (!depth) co_return depth.error();
            if (depth->ready == 0 && depth->in_flight == 0) co_return Result<void>{};
            co_await async::sleep(between_looks);
        }
        co_return core::Error{core::unavailable}.with_detail(
            "Messages wait in queue " + queue + ": they may speak of objects that look unowned until a server has handled them");
    }

    Task<Result<void>> spare_those_of_dead_letters(std::string queue) {
        std::vector<std::string> prefixes;
        for (const auto& service : needs_.services) std::ranges::move(service->media_prefixes(), std::back_inserter(prefixes));
        std::string after;
        for (;;) {
            auto letters = co_await needs_.bus.dead(queue, after, letters_a_page);
            if (!letters) co_return letters.error();
            for (const auto& letter : *letters) add_keys_named(letter.message.body, prefixes, spared_);
            if (spared_.size() > spared_limit)
                co_return core::Error{core::unavailable}.with_detail("Queue " + queue +
                                                                     " has too many dead letters: replay or drop them first");
            if (letters->size() < letters_a_page || letters->back().message.id == after) co_return Result<void>{};
            after = letters->back().message.id;
        }
    }

    Task<Result<void>> look_below(Service& service, std::string prefix) {
        const auto latest = needs_.clock.now() - least_age;
        std::string after;
        for (;;) {
            auto page = co_await needs_.blobs.list(prefix, after, page_limit);
            if (!page) co_return page.error();
            if (page->empty()) co_return Result<void>{};
            after = page->back().key;
            std::erase_if(*page, [&](const blob::Info& info) { return info.modified > latest || spared_.contains(info.key); });
            auto looked = co_await look_at(service, std::move(*page));
            if (!looked) co_return looked;
        }
    }

    Task<Result<void>> look_at(Service& service, std::vector<blob::Info> old) {
        if (old.empty()) co_return Result<void>{};
        Keys keys;
        for (const auto& info : old) keys.push_back(info.key);
        auto owned = co_await service.owned_media(std::move(keys));
        if (!owned) co_return owned.error();
        const std::set<std::string> kept{owned->begin(), owned->end()};
        std::erase_if(old, [&kept](const blob::Info& info) { return kept.contains(info.key); });
        if (old.empty()) co_return Result<void>{};
        note(old);
        if (!deletes_) co_return Result<void>{};
        auto removed = co_await remove(std::move(old));
        co_return removed;
    }

    Task<Result<void>> remove(std::vector<blob::Info> left_over) {
        Keys keys;
        for (auto& info : left_over) keys.push_back(std::move(info.key));
        auto removed = co_await needs_.blobs.remove(keys);
        if (!removed) co_return removed;
        bus::Message message;
        message.id = "media.deleted:" + core::format_id(needs_.ids.next());
        message.type = "media.deleted.v1";
        message.timestamp = needs_.clock.now();
        message.body = media_deleted(keys);
        std::vector<bus::Outgoing> outgoing;
        outgoing.push_back({bus::to_events("media.deleted"), std::move(message)});
        auto published = co_await needs_.bus.publish(std::move(outgoing));
        co_return published;
    }

    void note(const std::vector<blob::Info>& left_over) {
        for (const auto& info : left_over) {
            if (count_++ < shown_limit) columns_.add({info.key, show(info.size), core::to_rfc3339(info.modified)});
            size_ = size_ + info.size;
        }
    }

    [[nodiscard]] std::string report() const {
        auto text = columns_.render();
        if (count_ > shown_limit) text += "… and " + std::to_string(count_ - shown_limit) + " more\n";
        text += counted(count_, "object") + " that nobody owns, " + show(size_);
        if (count_ == 0) return text + ".\n";
        return text + (deletes_ ? ": deleted.\n" : ". Nothing was deleted: that takes --delete.\n");
    }

    MediaGcNeeds needs_;
    bool deletes_;
    std::set<std::string> spared_;
    Columns columns_;
    std::size_t count_ = 0;
    core::Bytes size_;
};

Task<Result<std::string>> collect(MediaGcNeeds needs, bool deletes) {
    Collection collection{needs, deletes};
    co_return co_await collection.run();
}

}  // namespace

std::vector<Command> media_gc_commands(const MediaGcNeeds& needs) {
    return {{"media gc", [needs](const Given& given) { return collect(needs, was_given(given, "delete")); }}};
}

}  // namespace instante::host
