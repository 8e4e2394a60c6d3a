#include <algorithm>
#include <deque>
#include <iterator>
#include <map>
#include <mutex>

#include "bus/local/ledger.hpp"
#include "bus/local/local_queue.hpp"

namespace instante::bus::local {
namespace {

constexpr std::size_t dead_limit = 10'000;

using Letters = std::deque<DeadLetter>;

/// The place of the oldest letter with this id; the end when there is none.
std::ptrdiff_t position(const Letters& letters, const std::string& id) {
    const auto found =
        std::ranges::find(letters, id, [](const DeadLetter& letter) -> const std::string& { return letter.message.id; });
    return found - letters.begin();
}

class MemoryLedger final : public Ledger {
public:
    void declare(Queue, Done done) override { done(Result<void>{}); }
    void append(std::shared_ptr<const std::vector<Arrival>>, Done done) override { done(Result<void>{}); }
    [[nodiscard]] bool keeps_up() const override { return true; }
    Result<std::vector<Entry>> next(const std::string&, Lane, Turn, std::size_t) override { return std::vector<Entry>{}; }
    void ping(Done done) override { done(Result<void>{}); }

    void settle(Change change) override {
        if (change.kind == Change::Kind::bury) bury(change);
        std::vector<Change> changes;
        changes.push_back(std::move(change));
        settled_(std::move(changes));
    }

    Result<std::size_t> count_dead(const std::string& queue) override {
        const std::lock_guard lock{mutex_};
        return dead_[queue].size();
    }

    Result<std::vector<DeadLetter>> dead(const std::string& queue, const std::string& after, std::size_t limit) override {
        const std::lock_guard lock{mutex_};
        const auto& letters = dead_[queue];
        const auto begin = after.empty() ? 0 : position(letters, after) + 1;
        const auto size = std::ssize(letters);
        if (begin > size) return core::Error{core::not_found, "no dead letter " + after};
        const auto end = limit < static_cast<std::size_t>(size - begin) ? begin + static_cast<std::ptrdiff_t>(limit) : size;
        return std::vector<DeadLetter>(letters.begin() + begin, letters.begin() + end);
    }

    void exhume(std::string queue, std::string message_id, std::optional<Entry>, Exhumed done) override {
        done(take(queue, message_id));
    }

private:
    void bury(const Change& change) {
        DeadLetter letter{change.queue->name(), *change.entry.message, change.reason, change.since};
        letter.message.attempt = change.entry.attempt;
        const std::lock_guard lock{mutex_};
        auto& letters = dead_[letter.queue];
        letters.push_back(std::move(letter));
        if (letters.size() > dead_limit) letters.pop_front();
    }

    Result<Message> take(const std::string& queue, const std::string& message_id) {
        const std::lock_guard lock{mutex_};
        auto& letters = dead_[queue];
        const auto found = position(letters, message_id);
        if (found == std::ssize(letters)) return core::Error{core::not_found, "no dead letter " + message_id};
        auto message = std::move(letters.at(static_cast<std::size_t>(found)).message);
        letters.erase(letters.begin() + found);
        return message;
    }

    std::mutex mutex_;
    std::map<std::string, Letters> dead_;
};

}  // namespace

std::unique_ptr<Ledger> make_memory_ledger() {
    return std::make_unique<MemoryLedger>();
}

}  // namespace instante::bus::local
