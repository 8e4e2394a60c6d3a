#include <sqlite3.h>

#include "sqlite/connection.hpp"
#include "sqlite/steps.hpp"

namespace instante::sqlite {

Statement::Statement(sqlite3* database, sqlite3_stmt* statement, bool* on_loan)
    : database_(database), statement_(statement), on_loan_(on_loan) {
    if (on_loan_ != nullptr) *on_loan_ = true;
}

Statement::Statement(Statement&& other) noexcept
    : database_(other.database_),
      statement_(std::exchange(other.statement_, nullptr)),
      on_loan_(std::exchange(other.on_loan_, nullptr)),
      bound_(other.bound_),
      ended_(other.ended_) {}

Statement::~Statement() {
    if (statement_ == nullptr) return;  // moved from
    count_steps(static_cast<std::uint64_t>(sqlite3_stmt_status(statement_, SQLITE_STMTSTATUS_VM_STEP, 1)));
    if (on_loan_ == nullptr) {
        sqlite3_finalize(statement_);
        return;
    }
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);  // the texts bound are about to go
    *on_loan_ = false;
}

void Statement::check(int code) const {
    if (code != SQLITE_OK) throw Failure{code, sqlite3_errmsg(database_)};
}

void Statement::bind_next(std::nullptr_t) {
    check(sqlite3_bind_null(statement_, ++bound_));
}

void Statement::bind_next(std::int64_t value) {
    check(sqlite3_bind_int64(statement_, ++bound_, value));
}

void Statement::bind_next(std::string_view text) {
    const char* begin = text.data() == nullptr ? "" : text.data();  // a null pointer would be NULL, not an empty text
    check(sqlite3_bind_text64(statement_, ++bound_, begin, text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

bool Statement::step() {
    if (ended_) return false;  // one more step would run it again
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    ended_ = true;
    if (code != SQLITE_DONE) check(code);
    return false;
}

std::int64_t Statement::run() {
    while (step()) {
    }
    return sqlite3_changes64(database_);
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}

std::string_view Statement::text_view(int column) const {
    const auto* begin = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    if (begin == nullptr) return {};
    return {begin, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::string Statement::text(int column) const {
    return std::string{text_view(column)};
}

std::optional<std::string> Statement::optional_text(int column) const {
    if (is_null(column)) return std::nullopt;
    return text(column);
}

std::optional<std::int64_t> Statement::optional_integer(int column) const {
    if (is_null(column)) return std::nullopt;
    return integer(column);
}

core::Timestamp Statement::time(int column) const {
    return core::Timestamp{std::chrono::milliseconds{integer(column)}};
}

}  // namespace instante::sqlite
