#include "publication/usecases/answer_request.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace instante::publication {
namespace {

constexpr std::size_t ids_a_read = 100;

}  // namespace

Task<Result<void>> AnswerRequest::operator()(Asker asker, std::vector<PublicationId> ids) {
    std::vector<PublicationId> shown;
    for (const auto id : ids) {
        const auto listed = co_await store_.look_up(id);
        if (!listed) co_return listed.error();
        if (*listed) shown.push_back(id);
    }
    std::vector<Publication> publications;
    for (std::size_t begin = 0; begin < shown.size(); begin += ids_a_read) {
        const auto end = std::min(begin + ids_a_read, shown.size());
        std::vector<PublicationId> piece(shown.begin() + static_cast<std::ptrdiff_t>(begin),
                                         shown.begin() + static_cast<std::ptrdiff_t>(end));
        auto found = co_await store_.find(std::move(piece));
        if (!found) co_return found.error();
        std::ranges::move(*found, std::back_inserter(publications));
    }
    auto answered = co_await neighbours_.answer(std::move(asker), std::move(publications));
    co_return answered;
}

}  // namespace instante::publication
