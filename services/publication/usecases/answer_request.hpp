#pragma once

#include <vector>

#include "publication/ports/neighbours.hpp"
#include "publication/ports/publication_store.hpp"

namespace instante::publication {

/// Tells another service of publications by their ids: those that exist, of people who are not gone.
class AnswerRequest {
public:
    AnswerRequest(PublicationStore& store, Neighbours& neighbours) : store_(store), neighbours_(neighbours) {}

    [[nodiscard]] Task<Result<void>> operator()(Asker asker, std::vector<PublicationId> ids);

private:
    PublicationStore& store_;
    Neighbours& neighbours_;
};

}  // namespace instante::publication
