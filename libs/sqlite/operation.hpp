#pragma once

#include <optional>
#include <type_traits>
#include <utility>

#include "core/error.hpp"
#include "sqlite/connection.hpp"

namespace instante::sqlite {

/// What SQLite's refusal means to a caller: `engine_away` when the disk or a lock stands in the way, `internal` for a bug in SQL.
core::Error to_error(const Failure& failure);

/// One piece of writing, as the writer thread sees it.
class Operation {
public:
    virtual ~Operation() = default;
    /// Does the work. False: roll it back, its own result says why.
    virtual bool run(Connection& connection) = 0;
    /// Answers the caller, once: `failure` if there is one, else what `run` gave.
    virtual void finish(const core::Error* failure) = 0;
};

/// The operation of a callable, Connection& → Result<T>, whose outcome another callable takes.
template <class F, class Done>
class WriteOperation final : public Operation {
public:
    using Outcome = std::invoke_result_t<F&, Connection&>;

    WriteOperation(F work, Done done) : work_(std::move(work)), done_(std::move(done)) {}

    bool run(Connection& connection) override {
        result_.emplace(work_(connection));
        return result_->has_value();
    }
    void finish(const core::Error* failure) override {
        if (failure != nullptr) {
            done_(Outcome{*failure});
        } else {
            done_(std::move(*result_));
        }
    }

private:
    F work_;
    Done done_;
    std::optional<Outcome> result_;
};

}  // namespace instante::sqlite
