#include "mongo/connection.hpp"

#include <algorithm>
#include <utility>

#include "mongo/driver.hpp"

namespace instante::mongo {
namespace {

constexpr std::int64_t duplicate_key = 11000;

Document copy_of(const bson_t* bson) {
    return Document{View{{reinterpret_cast<const char*>(bson_get_data(bson)), bson->len}}};
}

Owned<mongoc_collection_t> open(mongoc_client_t* client, const std::string& database, const char* collection) {
    return Owned<mongoc_collection_t>{mongoc_client_get_collection(client, database.c_str(), collection)};
}

Document options_of(const Reading& reading) {
    Document options;
    if (!reading.sort.empty()) options.add("sort", reading.sort);
    if (!reading.projection.empty()) options.add("projection", reading.projection);
    if (reading.limit != 0) options.add("limit", reading.limit);
    if (reading.limit == 1) options.add("singleBatch", true);
    if (reading.majority) options.add("readConcern", Document{{"level", "majority"}});
    return options;
}

std::vector<Document> read_all(mongoc_cursor_t* cursor) {
    std::vector<Document> all;
    const bson_t* document = nullptr;
    while (mongoc_cursor_next(cursor, &document)) all.push_back(copy_of(document));
    bson_error_t error;
    if (mongoc_cursor_error(cursor, &error)) throw to_failure(error);
    return all;
}

/// Whether each write of a batch that failed was an insert of what is there.
bool only_duplicates(const View& reply) {
    const auto failed = reply.documents("writeErrors");
    return !failed.empty() && reply.documents("writeConcernErrors").empty() &&
           std::ranges::all_of(failed, [](const View& each) { return each.integer("code") == duplicate_key; });
}

std::optional<Document> modify(mongoc_collection_t* collection, const Document& filter,
                               const mongoc_find_and_modify_opts_t* options) {
    const Lent query{filter};
    Reply reply;
    bson_error_t error;
    if (!mongoc_collection_find_and_modify_with_opts(collection, query.get(), options, reply.get(), &error))
        throw to_failure(error);
    const auto found = reply.view().document("value");
    if (found.bytes().empty()) return std::nullopt;
    return Document{found};
}

}  // namespace

Batch& Batch::insert(Document document) {
    writes_.push_back({What::insert, std::move(document), {}});
    return *this;
}
Batch& Batch::update_one(Document filter, Document update) {
    writes_.push_back({What::update, std::move(filter), std::move(update)});
    return *this;
}
Batch& Batch::remove_one(Document filter) {
    writes_.push_back({What::remove, std::move(filter), {}});
    return *this;
}

bool Connection::insert(const char* collection, const Document& document) {
    const auto opened = open(client_, database_, collection);
    const Lent lent{document};
    bson_error_t error;
    if (mongoc_collection_insert_one(opened.get(), lent.get(), nullptr, nullptr, &error)) return true;
    const auto failure = to_failure(error);
    if (failure.why() == Failure::Why::duplicate) return false;
    throw failure;
}

Updated Connection::update(const char* collection, const Document& filter, const Document& update, bool upsert) {
    const auto opened = open(client_, database_, collection);
    const Lent query{filter};
    const Lent change{update};
    const Document options{{"upsert", upsert}};
    const Lent chosen{options};
    // Two upserts at once may both find nothing; the one that comes second then finds what the first inserted.
    for (int attempt = 0; attempt < 2; ++attempt) {
        Reply reply;
        bson_error_t error;
        if (mongoc_collection_update_one(opened.get(), query.get(), change.get(), chosen.get(), reply.get(), &error))
            return {.matched = reply.view().integer("matchedCount") > 0, .inserted = reply.view().integer("upsertedCount") > 0};
        const auto failure = to_failure(error);
        if (!upsert || failure.why() != Failure::Why::duplicate) throw failure;
    }
    return {};
}

std::size_t Connection::update_all(const char* collection, const Document& filter, const Document& update) {
    const auto opened = open(client_, database_, collection);
    const Lent query{filter};
    const Lent change{update};
    Reply reply;
    bson_error_t error;
    if (!mongoc_collection_update_many(opened.get(), query.get(), change.get(), nullptr, reply.get(), &error))
        throw to_failure(error);
    return reply.view().number("modifiedCount");
}

bool Connection::remove(const char* collection, const Document& filter) {
    const auto opened = open(client_, database_, collection);
    const Lent query{filter};
    Reply reply;
    bson_error_t error;
    if (!mongoc_collection_delete_one(opened.get(), query.get(), nullptr, reply.get(), &error)) throw to_failure(error);
    return reply.view().integer("deletedCount") > 0;
}

std::size_t Connection::remove_all(const char* collection, const Document& filter) {
    const auto opened = open(client_, database_, collection);
    const Lent query{filter};
    Reply reply;
    bson_error_t error;
    if (!mongoc_collection_delete_many(opened.get(), query.get(), nullptr, reply.get(), &error)) throw to_failure(error);
    return reply.view().number("deletedCount");
}

std::size_t Connection::inserts_of(const Batch& batch) {
    return static_cast<std::size_t>(std::ranges::count(batch.writes_, Batch::What::insert, &Batch::Write::what));
}

std::size_t Connection::write(const char* collection, const Batch& batch) {
    if (batch.empty()) return 0;
    const auto opened = open(client_, database_, collection);
    const Document options{{"ordered", false}};
    const Lent chosen{options};
    const Owned<mongoc_bulk_operation_t> bulk{mongoc_collection_create_bulk_operation_with_opts(opened.get(), chosen.get())};
    bson_error_t error;
    for (const auto& write : batch.writes_) {
        const Lent first{write.first};
        const Lent second{write.second};
        const bool taken =
            write.what == Batch::What::insert ? mongoc_bulk_operation_insert_with_opts(bulk.get(), first.get(), nullptr, &error)
            : write.what == Batch::What::update
                ? mongoc_bulk_operation_update_one_with_opts(bulk.get(), first.get(), second.get(), nullptr, &error)
                : mongoc_bulk_operation_remove_one_with_opts(bulk.get(), first.get(), nullptr, &error);
        if (!taken) throw to_failure(error);
    }
    Reply reply;
    const bool done = mongoc_bulk_operation_execute(bulk.get(), reply.get(), &error) != 0;
    if (!done && !only_duplicates(reply.view())) throw to_failure(error);
    // Counted here: not every server leaves the duplicates out of `nInserted`.
    return inserts_of(batch) - reply.view().documents("writeErrors").size();
}

std::optional<Document> Connection::find_one(const char* collection, const Document& filter, const Document& projection) {
    auto found = find(collection, filter, {.sort = {}, .limit = 1, .projection = projection});
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::vector<Document> Connection::find(const char* collection, const Document& filter, const Reading& reading) {
    const auto opened = open(client_, database_, collection);
    const Lent query{filter};
    const auto options = options_of(reading);
    const Lent chosen{options};
    const Owned<mongoc_cursor_t> cursor{mongoc_collection_find_with_opts(opened.get(), query.get(), chosen.get(), nullptr)};
    return read_all(cursor.get());
}

std::optional<Document> Connection::find_and_update(const char* collection, const Document& filter, const Document& update,
                                                    Which which, bool upsert) {
    const auto opened = open(client_, database_, collection);
    const Owned<mongoc_find_and_modify_opts_t> options{mongoc_find_and_modify_opts_new()};
    const Lent change{update};
    mongoc_find_and_modify_opts_set_update(options.get(), change.get());
    int flags = MONGOC_FIND_AND_MODIFY_NONE;
    if (which == Which::after) flags |= MONGOC_FIND_AND_MODIFY_RETURN_NEW;
    if (upsert) flags |= MONGOC_FIND_AND_MODIFY_UPSERT;
    mongoc_find_and_modify_opts_set_flags(options.get(), static_cast<mongoc_find_and_modify_flags_t>(flags));
    try {
        return modify(opened.get(), filter, options.get());
    } catch (const Failure& failure) {
        if (!upsert || failure.why() != Failure::Why::duplicate) throw;
        return modify(opened.get(), filter, options.get());  // as in `update`
    }
}

std::optional<Document> Connection::find_and_remove(const char* collection, const Document& filter) {
    const auto opened = open(client_, database_, collection);
    const Owned<mongoc_find_and_modify_opts_t> options{mongoc_find_and_modify_opts_new()};
    mongoc_find_and_modify_opts_set_flags(options.get(), MONGOC_FIND_AND_MODIFY_REMOVE);
    return modify(opened.get(), filter, options.get());
}

std::size_t Connection::count(const char* collection, const Document& filter) {
    const auto opened = open(client_, database_, collection);
    const Lent query{filter};
    bson_error_t error;
    const auto count = mongoc_collection_count_documents(opened.get(), query.get(), nullptr, nullptr, nullptr, &error);
    if (count < 0) throw to_failure(error);
    return static_cast<std::size_t>(count);
}

std::vector<Document> Connection::aggregate(const char* collection, const Array& pipeline) {
    const auto opened = open(client_, database_, collection);
    const Document stages{{"pipeline", pipeline}};
    const Lent lent{stages};
    const Owned<mongoc_cursor_t> cursor{
        mongoc_collection_aggregate(opened.get(), MONGOC_QUERY_NONE, lent.get(), nullptr, nullptr)};
    return read_all(cursor.get());
}

Document Connection::command(const Document& command) {
    const Lent lent{command};
    Reply reply;
    bson_error_t error;
    if (!mongoc_client_command_simple(client_, database_.c_str(), lent.get(), nullptr, reply.get(), &error))
        throw to_failure(error);
    return Document{reply.view()};
}

}  // namespace instante::mongo
