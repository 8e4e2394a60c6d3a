#pragma once

#include <memory>

#include "publication/ports/people.hpp"
#include "publication/ports/publication_store.hpp"
#include "publication/ports/removals.hpp"
#include "publication/ports/reports.hpp"
#include "publication/ports/timelines.hpp"

namespace instante::publication {

/// All stores of the service, over one engine.
struct Stores {
    std::unique_ptr<PublicationStore> publications;
    std::unique_ptr<People> people;
    std::unique_ptr<Timelines> timelines;
    std::unique_ptr<Removals> removals;
    std::unique_ptr<Reports> reports;
};

}  // namespace instante::publication
