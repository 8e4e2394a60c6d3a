#pragma once

// The driver's types, for the sources of this folder alone.

#include <mongoc/mongoc.h>

#include <memory>

#include "mongo/connection.hpp"

namespace instante::mongo {

struct Destroy {
    void operator()(mongoc_client_pool_t* pool) const { mongoc_client_pool_destroy(pool); }
    void operator()(mongoc_uri_t* uri) const { mongoc_uri_destroy(uri); }
    void operator()(mongoc_collection_t* collection) const { mongoc_collection_destroy(collection); }
    void operator()(mongoc_cursor_t* cursor) const { mongoc_cursor_destroy(cursor); }
    void operator()(mongoc_bulk_operation_t* bulk) const { mongoc_bulk_operation_destroy(bulk); }
    void operator()(mongoc_find_and_modify_opts_t* options) const { mongoc_find_and_modify_opts_destroy(options); }
    void operator()(mongoc_write_concern_t* concern) const { mongoc_write_concern_destroy(concern); }
};
template <class T>
using Owned = std::unique_ptr<T, Destroy>;

/// A document of ours as the driver reads it; it must not outlive ours.
class Lent {
public:
    explicit Lent(const Document& document) {
        const auto bytes = document.bytes();
        bson_init_static(&bson_, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    }
    [[nodiscard]] const bson_t* get() const { return &bson_; }

private:
    bson_t bson_{};
};

/// What the driver answers into.
class Reply {
public:
    Reply() = default;
    Reply(const Reply&) = delete;
    Reply& operator=(const Reply&) = delete;
    ~Reply() { bson_destroy(&bson_); }
    [[nodiscard]] bson_t* get() { return &bson_; }
    [[nodiscard]] View view() const { return View{{reinterpret_cast<const char*>(bson_get_data(&bson_)), bson_.len}}; }

private:
    bson_t bson_ = BSON_INITIALIZER;
};

/// The failure that the driver tells of.
Failure to_failure(const bson_error_t& error);

}  // namespace instante::mongo
