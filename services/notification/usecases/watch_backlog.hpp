#pragma once

#include "async/task.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "notification/ports/push_journal.hpp"
#include "notification/ports/push_store.hpp"

namespace instante::notification {

/// Tells how many pushes are owed.
class WatchBacklog {
public:
    /// All outlive this.
    WatchBacklog(PushStore& pushes, PushJournal& journal, const core::Clock& clock)
        : pushes_(pushes), journal_(journal), clock_(clock) {}

    Task<Result<void>> operator()();
    /// Every few seconds, until cancelled.
    Task<Result<void>> forever();

private:
    PushStore& pushes_;
    PushJournal& journal_;
    const core::Clock& clock_;
};

}  // namespace instante::notification
