#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/ids.hpp"
#include "mongo/database.hpp"
#include "mongo/update.hpp"
#include "outbox/outbox.hpp"

namespace instante::mongo {

/// Messages as they lie in the document whose change causes them: written with it in one step, published later.
class Enclosures {
public:
    Enclosures(core::IdGenerator& sequences, const std::vector<bus::Outgoing>& messages);

    /// Into a document that is to be inserted.
    void into(Document& inserted) const;
    /// Into a change of a document that may hold others.
    void into(Update& update) const;
    [[nodiscard]] bool empty() const { return entries_.empty(); }
    [[nodiscard]] std::uint64_t first() const { return first_; }

private:
    Array entries_;
    std::uint64_t first_ = 0;
};

/// The outbox of a service whose messages lie in its documents. Several processes may share the database: each publishes what it
/// has written itself (told by the node in the sequence), and what another has left lying for a while.
class DocumentOutbox final : public outbox::Source {
public:
    struct Options {
        std::vector<std::string> collections;          ///< that may hold messages
        std::chrono::milliseconds adopt_after{5'000};  ///< another's messages are taken for left behind
    };
    /// Sequences are ids of `sequences`; `clock`, which makes them, says how old one is. All outlive it.
    DocumentOutbox(Database& database, core::IdGenerator& sequences, const core::Clock& clock, Options options);
    ~DocumentOutbox() override;

    [[nodiscard]] Enclosures enclose(const std::vector<bus::Outgoing>& messages) const { return {sequences_, messages}; }
    /// Queues messages that no document of the caller's causes, in a document of their own. Call `added` afterwards.
    void append(Connection& connection, const std::vector<bus::Outgoing>& messages) const;
    /// Wakes the relay; called once the change is written.
    void added() const;
    /// Runs work that may write such messages on the database, and then calls `added`, also where it failed: some may be written.
    template <class Work>
    Task<std::invoke_result_t<Work&, Connection&>> run(Work work) const {
        auto outcome = co_await database_.run(std::move(work));
        added();
        co_return outcome;
    }
    /// What `pending` reads by.
    [[nodiscard]] std::vector<Index> indexes() const;

    Task<Result<std::vector<outbox::Entry>>> pending(std::uint64_t after, std::size_t limit) override;
    Task<Result<void>> published(std::vector<std::uint64_t> sequences) override;
    void on_added(std::function<void()> wake) override;

private:
    struct State;

    Database& database_;
    core::IdGenerator& sequences_;
    std::unique_ptr<State> state_;
};

}  // namespace instante::mongo
