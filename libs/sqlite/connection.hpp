#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "core/ids.hpp"
#include "core/time.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace instante::sqlite {

class Changes;

/// What SQLite refused; `code` is its extended result code. Caught by `Database`, never by services.
class Failure : public std::runtime_error {
public:
    Failure(int code, const std::string& message) : std::runtime_error(message), code_(code) {}
    [[nodiscard]] int code() const { return code_; }

private:
    int code_;
};

/// A prepared statement on loan from its connection: bound, stepped, and reset when this goes out of scope.
///   auto row = connection.prepare("select name from user where id = ?").bind(id);
///   while (row.step()) use(row.text(0));
class Statement {
public:
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&&) = delete;
    ~Statement();

    /// Binds the parameters in order. Texts must live until the last step.
    template <class... Values>
    Statement&& bind(const Values&... values) && {
        (bind_next(values), ...);
        return std::move(*this);
    }
    template <class... Values>
    Statement& bind(const Values&... values) & {
        (bind_next(values), ...);
        return *this;
    }
    /// Binds one more parameter.
    void bind_next(std::nullptr_t);
    void bind_next(std::int64_t value);
    template <std::integral T>
    void bind_next(T value) {
        bind_next(static_cast<std::int64_t>(value));
    }
    void bind_next(std::string_view text);
    void bind_next(const char* text) { bind_next(std::string_view{text}); }
    void bind_next(const std::string& text) { bind_next(std::string_view{text}); }
    void bind_next(core::Timestamp moment) { bind_next(std::int64_t{moment.time_since_epoch().count()}); }
    template <class Tag>
    void bind_next(core::Id<Tag> id) {
        bind_next(static_cast<std::int64_t>(id.value));
    }
    template <class T>
    void bind_next(const std::optional<T>& value) {
        if (value) {
            bind_next(*value);
        } else {
            bind_next(nullptr);
        }
    }

    /// To the next row; false after the last.
    bool step();
    /// Runs a statement that gives no rows. How many rows it changed.
    std::int64_t run();

    [[nodiscard]] bool is_null(int column) const;
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] std::string_view text_view(int column) const;  ///< until the next step
    [[nodiscard]] std::optional<std::string> optional_text(int column) const;
    [[nodiscard]] std::optional<std::int64_t> optional_integer(int column) const;
    [[nodiscard]] core::Timestamp time(int column) const;
    template <class IdType>
    [[nodiscard]] IdType id(int column) const {
        return IdType{static_cast<std::uint64_t>(integer(column))};
    }

private:
    friend class Connection;
    Statement(sqlite3* database, sqlite3_stmt* statement, bool* on_loan);
    void check(int code) const;

    sqlite3* database_;
    sqlite3_stmt* statement_;
    bool* on_loan_;  ///< the connection's mark; null: this one is not kept
    int bound_ = 0;
    bool ended_ = false;
};

/// An open connection, used by one thread at a time. Statements are prepared once and kept.
class Connection {
public:
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    /// The statement `sql`, found by its text: a literal, so that there are few of them.
    [[nodiscard]] Statement prepare(std::string_view sql);
    /// Runs statements without parameters or rows.
    void execute(const std::string& sql);
    [[nodiscard]] std::int64_t last_insert_rowid() const;
    [[nodiscard]] bool in_transaction() const;
    /// Of one that reads: the version of the database that its snapshot holds, and perhaps later ones. It rises with each commit.
    [[nodiscard]] std::uint64_t version() const;

private:
    friend class Database;
    friend class Reading;
    friend class Readers;
    friend class Writer;
    enum class Use : std::uint8_t { read, write };
    struct Impl;
    explicit Connection(std::unique_ptr<Impl> impl);
    static std::unique_ptr<Connection> open(const std::filesystem::path& file, Use use);
    void begin_snapshot(std::uint64_t version);
    void end_snapshot() noexcept;
    void begin_log(const std::filesystem::path& file);
    /// Of the writer: which rows its transaction has touched.
    [[nodiscard]] Changes& changes() const;
    /// Pages in the write-ahead log after the last commit of this connection.
    [[nodiscard]] int log_pages() const;
    /// Copies what the log holds into the file as far as no reader stands in the way. SQLite's result code.
    [[nodiscard]] int checkpoint();

    std::unique_ptr<Impl> impl_;
};

}  // namespace instante::sqlite
