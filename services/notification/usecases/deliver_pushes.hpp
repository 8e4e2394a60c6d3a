#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "async/scope.hpp"
#include "async/signal.hpp"
#include "async/task.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "notification/domain/push.hpp"
#include "notification/ports/push_journal.hpp"
#include "notification/ports/push_service.hpp"
#include "notification/ports/push_store.hpp"
#include "notification/usecases/patience.hpp"

namespace instante::notification {

struct DeliverOptions {
    /// Pushes in hand: waiting for the connection, being sent, or answered and not noted yet. Several times what a connection
    /// carries at once, or it would idle while answers are noted.
    std::size_t window = 500;
    std::chrono::milliseconds gather{2};  ///< answers are gathered that long: few writes
    std::chrono::milliseconds watch_every = PushStore::watch_every;
    Patience::Options patience{};
};

/// Hands the pushes that are owed to the push service, and notes what became of them. In memory are at most those in hand; the
/// rest waits in the store. A push is sent twice only if the process dies between the service's answer and our note.
class DeliverPushes {
public:
    /// Everything on `loop`. All outlive this.
    DeliverPushes(PushStore& pushes, PushService& service, PushJournal& journal, const core::Clock& clock, async::Executor loop,
                  DeliverOptions options = {});

    /// Works until `finish`, or until cancelled. Run once.
    Task<Result<void>> run();
    /// There is something new.
    void wake();
    /// Takes no more; `run` ends when what is in hand is answered and noted.
    void finish();

private:
    Task<Result<void>> take_until_finished();
    Task<Result<void>> take_due();
    Task<void> wait_for_room();
    void begin(DuePush due);
    Task<Result<void>> send(DuePush due);
    void note(const Push& push, const PushAnswer& answer);
    void note_failure(const Push& push, const NotNow& answer);
    void end(const Push& push, PushEnd how, std::string_view reason);
    Task<Result<void>> settle_until_finished();
    Task<bool> settle_some();
    Task<Result<void>> watch_until_settled();
    [[nodiscard]] std::chrono::milliseconds until_next() const;

    PushStore& pushes_;
    PushService& service_;
    PushJournal& journal_;
    const core::Clock& clock_;
    const DeliverOptions options_;
    async::Scope scope_;
    // Each has one waiter: the taker, but for `answered_`, where the settler waits, and `settled_`, where the watch does.
    const async::Signal woken_;
    const async::Signal room_;
    const async::Signal finished_;
    const async::Signal answered_;
    const async::Signal settled_;

    std::set<PushKey> in_hand_;
    std::vector<Settlement> settlements_;  ///< of pushes in hand, not noted yet
    Patience patience_;
    std::optional<core::Timestamp> next_;  ///< when the next push that waits falls due
    bool again_ = false;                   ///< something came during the pass
    bool finishing_ = false;
    bool taking_ = true;
    bool settling_ = true;
};

}  // namespace instante::notification
