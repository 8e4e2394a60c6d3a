#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "mongo/bson.hpp"

struct _mongoc_client_t;  // NOLINT(bugprone-reserved-identifier): the driver's name

namespace instante::mongo {

/// What the server refused, or that there is none. Caught by `Database`, never by services.
class Failure : public std::runtime_error {
public:
    enum class Why : std::uint8_t {
        away,       ///< it does not answer, or is no primary now
        denied,     ///< wrong credentials, or no permission
        timed_out,  ///< what became of it is unknown
        duplicate,  ///< a key that somebody else has
        refused,    ///< the rest: a bug of ours
    };
    Failure(Why why, const std::string& message) : std::runtime_error(message), why_(why) {}
    [[nodiscard]] Why why() const { return why_; }

private:
    Why why_;
};

/// How to read a list.
struct Reading {
    Document sort = {};
    std::size_t limit = 0;  ///< zero: all of it
    Document projection = {};
    bool majority = false;  ///< only what a failover cannot take back
};

/// What an update did.
struct Updated {
    bool matched = false;   ///< a document fitted the filter
    bool inserted = false;  ///< none did, and the upsert made one

    /// An upsert did neither: the document is there, but does not fit the filter.
    [[nodiscard]] bool refused() const { return !matched && !inserted; }
};

/// Writes that are sent together, in no order.
class Batch {
public:
    Batch& insert(Document document);
    Batch& update_one(Document filter, Document update);
    Batch& remove_one(Document filter);
    [[nodiscard]] bool empty() const { return writes_.empty(); }
    [[nodiscard]] std::size_t size() const { return writes_.size(); }

private:
    friend class Connection;
    enum class What : std::uint8_t { insert, update, remove };
    struct Write {
        What what;
        Document first;
        Document second;
    };
    std::vector<Write> writes_;
};

/// A connection on loan for one piece of work on the database's pool. Calls block. Reads come from the primary; writes are
/// acknowledged by a majority. Names of collections are ours, never a stranger's.
class Connection {
public:
    Connection(_mongoc_client_t* client, std::string database) : client_(client), database_(std::move(database)) {}

    /// Whether it was inserted: else another document has its `_id`.
    bool insert(const char* collection, const Document& document);
    /// Changes one document that fits. An upsert that meets a document with the `_id` of its filter that fits no other condition
    /// changes nothing and says so: `Updated::refused`.
    Updated update(const char* collection, const Document& filter, const Document& update, bool upsert = false);
    /// How many documents were changed.
    std::size_t update_all(const char* collection, const Document& filter, const Document& update);
    bool remove(const char* collection, const Document& filter);
    std::size_t remove_all(const char* collection, const Document& filter);
    /// Does all of it that can be done; inserts whose `_id` is there are passed over. How many documents were inserted.
    std::size_t write(const char* collection, const Batch& batch);

    std::optional<Document> find_one(const char* collection, const Document& filter, const Document& projection = {});
    std::vector<Document> find(const char* collection, const Document& filter, const Reading& reading = {});
    [[nodiscard]] bool exists(const char* collection, const Document& filter) {
        return find_one(collection, filter, Document{{"_id", 1}}).has_value();
    }
    /// Reads and changes one document in one step: as it was before, or is `after`.
    enum class Which : std::uint8_t { before, after };
    std::optional<Document> find_and_update(const char* collection, const Document& filter, const Document& update, Which which,
                                            bool upsert = false);
    std::optional<Document> find_and_remove(const char* collection, const Document& filter);
    std::size_t count(const char* collection, const Document& filter);
    std::vector<Document> aggregate(const char* collection, const Array& pipeline);

    /// Runs a command; its answer.
    Document command(const Document& command);

private:
    static std::size_t inserts_of(const Batch& batch);

    _mongoc_client_t* client_;
    std::string database_;
};

}  // namespace instante::mongo
