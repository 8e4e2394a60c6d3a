#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "async/run.hpp"
#include "publication/tests/support/engine.hpp"
#include "publication/tests/support/stories.hpp"

namespace instante::publication::testing {

/// What every adapter keeps, whichever engine is under it.
class StoreSuite : public ::testing::TestWithParam<Adapter> {
protected:
    PublicationStore& publications() { return *engine->stores().publications; }
    People& people() { return *engine->stores().people; }
    Timelines& timelines() { return *engine->stores().timelines; }
    Removals& removals() { return *engine->stores().removals; }

    Added add(PublicationCreated created) { return async::run(publications().add(std::move(created))).value(); }
    void keep(Person person) { async::run(people().keep({std::move(person)})).value(); }
    void keep(Follow follow) { async::run(people().keep_follows({follow})).value(); }
    void remove(std::uint64_t id, UserId owner) { async::run(publications().remove(owner, {PublicationId{id}}, {})).value(); }

    std::unique_ptr<Engine> engine = GetParam().make();
};

inline std::string adapter_name(const ::testing::TestParamInfo<Adapter>& tested) {
    return tested.param.name;
}

}  // namespace instante::publication::testing
