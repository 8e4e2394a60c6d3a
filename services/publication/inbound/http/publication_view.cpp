#include "publication/inbound/http/publication_view.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "config/machine.hpp"
#include "publication/inbound/http/render.hpp"

namespace instante::publication {
namespace {

/// A hundred-and-twentieth of the memory there is, or what some forty thousand publications take: what lies here need not be
/// read, and rendered, again.
core::Bytes contents_limit() {
    return {std::clamp<std::uint64_t>(config::usable_memory().count / 120, 64u << 20, 1u << 30)};
}
constexpr core::Bytes owners_limit{8u << 20};
constexpr std::size_t content_bytes = 1536;  // of one photo and a short text
constexpr std::size_t owner_bytes = 256;
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

/// Whether a piece is there; where it is not, `id` is noted as lacking unless it is known to be gone.
template <class Id>
bool append_piece(FragmentCache::Reading& cache, const std::unordered_map<std::uint64_t, std::string>& read, Id id,
                  std::uint64_t version, std::string& out, std::vector<Id>& lacking) {
    if (!read.empty()) {
        if (const auto found = read.find(id.value); found != read.end()) {
            out += found->second;
            return !found->second.empty();
        }
    }
    if (cache.append(id.value, version, out)) return true;
    if (std::ranges::find(lacking, id) == lacking.end()) lacking.push_back(id);
    return false;
}

}  // namespace

PublicationView::PublicationView(ReadContent& content, const blob::Urls& urls, telemetry::Metrics& metrics)
    : content_(content),
      urls_(urls),
      contents_(contents_limit(), content_bytes, counters(metrics, "contents")),
      owners_(owners_limit, owner_bytes, counters(metrics, "owners")) {}

Task<Result<std::string>> PublicationView::items(std::vector<Listed> listed, std::string begin) {
    Pieces pieces;
    auto out = std::move(begin);
    const auto begin_size = out.size();
    out.reserve(begin_size + listed.size() * item_bytes);
    for (;;) {
        Lacking lacking;
        put_together(listed, pieces, out, lacking);
        if (lacking.empty()) co_return out;
        out.resize(begin_size);
        auto more = co_await read(std::move(lacking), std::move(pieces));
        if (!more) co_return more.error();
        pieces = std::move(*more);
    }
}

Task<Result<std::string>> PublicationView::one(Listed listed) {
    std::vector<Listed> alone{listed};
    auto item = co_await items(std::move(alone));
    if (item && item->empty()) co_return core::Error{core::not_found};
    co_return item;
}

void PublicationView::put_together(const std::vector<Listed>& listed, const Pieces& pieces, std::string& out, Lacking& lacking) {
    Caches caches{FragmentCache::Reading{contents_}, FragmentCache::Reading{owners_}};
    if (listed.size() > 1) caches.prefetch(listed);
    bool is_first = true;
    for (const auto& one : listed) {
        const auto before = out.size();
        if (!is_first) out += ',';
        if (append(one, caches, pieces, out, lacking)) {
            is_first = false;
        } else {
            out.resize(before);
        }
    }
}

void PublicationView::Caches::prefetch(const std::vector<Listed>& listed) const {
    for (const auto& one : listed) {
        owners.prefetch_place(one.owner.value);
        contents.prefetch_place(one.id.value);
    }
    for (const auto& one : listed) {
        owners.prefetch_piece(one.owner.value);
        contents.prefetch_piece(one.id.value);
    }
}

bool PublicationView::append(const Listed& listed, Caches& caches, const Pieces& pieces, std::string& out, Lacking& lacking) {
    out += R"({"id":")";
    append_id(listed.id.value, out);
    out += R"(","owner":)";
    const bool owned = append_piece(caches.owners, pieces.owners, listed.owner, listed.owner_version, out, lacking.owners);
    out += ',';
    const bool filled = append_piece(caches.contents, pieces.contents, listed.id, listed.version, out, lacking.contents);
    out += viewer;
    return owned && filled;
}

Task<Result<PublicationView::Pieces>> PublicationView::read(Lacking lacking, Pieces pieces) {
    for (const auto id : lacking.owners) pieces.owners[id.value];
    for (const auto id : lacking.contents) pieces.contents[id.value];
    const auto people = co_await content_.people(std::move(lacking.owners));
    if (!people) co_return people.error();
    const auto publications = co_await content_.publications(std::move(lacking.contents));
    if (!publications) co_return publications.error();
    for (const auto& person : *people) {
        if (person.gone()) continue;
        auto& piece = pieces.owners[person.id.value] = render_owner(person, urls_);
        owners_.put(person.id.value, person.version, piece);
    }
    for (const auto& publication : *publications) {
        auto& piece = pieces.contents[publication.id.value] = render_content(publication, urls_);
        contents_.put(publication.id.value, publication.version, piece);
    }
    co_return pieces;
}

}  // namespace instante::publication
