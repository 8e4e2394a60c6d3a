#include "blob/holding_store.hpp"

#include <mutex>
#include <optional>
#include <utility>

#include "async/one_shot.hpp"

namespace instante::blob {

/// Who is in, and who waits. Waiters are as many as there are callers, which their consumers bound.
class HoldingStore::Gate {
public:
    using Turn = async::OneShot<bool>;
    /// Goes out at its end, whatever that is.
    struct Inside {
        explicit Inside(Gate& of) : gate(of) {}
        Inside(const Inside&) = delete;
        Inside& operator=(const Inside&) = delete;
        ~Inside() { gate.count_down(gate.removing_); }
        Gate& gate;
    };

    /// In, to be left by `Inside`, or a turn to wait for.
    std::optional<Turn> enter() {
        const std::lock_guard lock{mutex_};
        if (holds_ > 0) return turn();
        ++removing_;
        return std::nullopt;
    }
    std::optional<Turn> look_for_removals() {
        const std::lock_guard lock{mutex_};
        if (removing_ > 0) return turn();
        return std::nullopt;
    }
    void hold() {
        const std::lock_guard lock{mutex_};
        ++holds_;
    }
    void let_go() { count_down(holds_); }

private:
    Turn turn() {
        Turn turn;
        waiting_.push_back(turn);
        return turn;
    }
    void count_down(std::size_t& count) {
        std::vector<Turn> woken;
        {
            const std::lock_guard lock{mutex_};
            --count;
            woken = std::exchange(waiting_, {});
        }
        for (const auto& turn : woken) turn.set(true);
    }

    std::mutex mutex_;
    std::size_t holds_ = 0;
    std::size_t removing_ = 0;
    std::vector<Turn> waiting_;
};

HoldingStore::Hold::Hold(Hold&& other) noexcept : store_(std::exchange(other.store_, nullptr)) {}

HoldingStore::Hold::~Hold() {
    if (store_ != nullptr) store_->gate_->let_go();
}

HoldingStore::HoldingStore(std::unique_ptr<Store> store) : store_(std::move(store)), gate_(std::make_unique<Gate>()) {}

HoldingStore::~HoldingStore() = default;

Task<Result<void>> HoldingStore::remove(std::vector<std::string> keys) {
    while (auto turn = gate_->enter()) co_await turn->wait();
    const Gate::Inside inside{*gate_};
    auto removed = co_await store_->remove(std::move(keys));
    co_return removed;
}

Task<Result<HoldingStore::Hold>> HoldingStore::hold_removals() {
    gate_->hold();
    Hold hold{this};
    while (auto turn = gate_->look_for_removals()) co_await turn->wait();
    std::vector<std::string> none;
    auto behind = co_await store_->remove(std::move(none));  // removals whose callers gave up waiting come before it
    if (!behind) co_return behind.error();
    co_return std::move(hold);
}

}  // namespace instante::blob
