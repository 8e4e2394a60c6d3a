#include "publication/inbound/http/publication_view.hpp"

#include <charconv>
#include <utility>

#include "publication/inbound/http/render.hpp"

namespace instante::publication {
namespace {

constexpr core::Bytes contents_limit{64u << 20};
constexpr core::Bytes owners_limit{8u << 20};
constexpr std::size_t item_bytes = 2048;  // to reserve: one photo and a short text
/// Nobody can like or save yet.
constexpr std::string_view viewer = R"(,"viewer":{"liked":false,"saved":false}})";

FragmentCache::Counters counters(telemetry::Metrics& metrics, const std::string& cache) {
    const telemetry::Labels labels{{"cache", cache}};
    return {metrics.counter("publication_fragments_hit_total", "Rendered pieces found in their cache", labels),
            metrics.counter("publication_fragments_missed_total", "Rendered pieces that had to be rendered", labels),
            metrics.gauge("publication_fragments_bytes", "Memory that rendered pieces take", labels)};
}

void append_id(std::uint64_t id, std::string& out) {
    std::array<char, 20> digits;
    const auto [end, failure] = std::to_chars(digits.data(), digits.data() + digits.size(), id);
    static_cast<void>(failure);
    out.append(digits.data(), end);
}

}  // namespace

PublicationView::PublicationView(ReadContent& content, const blob::Urls& urls, telemetry::Metrics& metrics)
    : content_(content),
      urls_(urls),
      contents_(contents_limit, counters(metrics, "contents")),
      owners_(owners_limit, counters(metrics, "owners")) {}

Result<std::string> PublicationView::items(const std::vector<Listed>& listed) {
    std::string out;
    out.reserve(listed.size() * item_bytes);
    for (const auto& one : listed) {
        const auto before = out.size();
        if (before != 0) out += ',';
        const auto there = append(one, out);
        if (!there) return there.error();
        if (!*there) out.resize(before);
    }
    return out;
}

Result<std::string> PublicationView::one(const Listed& listed) {
    std::string out;
    out.reserve(item_bytes);
    const auto there = append(listed, out);
    if (!there) return there.error();
    if (!*there) return core::Error{core::not_found};
    return out;
}

Result<bool> PublicationView::append(const Listed& listed, std::string& out) {
    out += R"({"id":")";
    append_id(listed.id.value, out);
    out += R"(","owner":)";
    auto there = append_owner(listed, out);
    if (!there || !*there) return there;
    out += ',';
    there = append_content(listed, out);
    if (!there || !*there) return there;
    out += viewer;
    return true;
}

Result<bool> PublicationView::append_owner(const Listed& listed, std::string& out) {
    if (owners_.append(listed.owner.value, listed.owner_version, out)) return true;
    const auto found = content_.people({listed.owner});
    if (!found) return found.error();
    if (found->empty() || found->front().gone()) return false;
    auto piece = render_owner(found->front(), urls_);
    out += piece;
    owners_.put(listed.owner.value, found->front().version, std::move(piece));
    return true;
}

Result<bool> PublicationView::append_content(const Listed& listed, std::string& out) {
    if (contents_.append(listed.id.value, listed.version, out)) return true;
    const auto found = content_.publications({listed.id});
    if (!found) return found.error();
    if (found->empty()) return false;
    auto piece = render_content(found->front(), urls_);
    out += piece;
    contents_.put(listed.id.value, found->front().version, std::move(piece));
    return true;
}

}  // namespace instante::publication
