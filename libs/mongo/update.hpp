#pragma once

#include <map>
#include <string>

#include "mongo/bson.hpp"

namespace instante::mongo {

/// What to change in a document, operator by operator:
///   Update{}.set("name", name).max("version", version).unset("claim").document()
/// A field belongs to one operator alone: the server refuses two.
class Update {
public:
    Update& set(std::string_view field, const Value& value) { return add("$set", field, value); }
    /// Only when an upsert inserts.
    Update& set_on_insert(std::string_view field, const Value& value) { return add("$setOnInsert", field, value); }
    Update& unset(std::string_view field) { return add("$unset", field, ""); }
    Update& increment(std::string_view field, std::int64_t by) { return add("$inc", field, by); }
    Update& max(std::string_view field, const Value& value) { return add("$max", field, value); }
    Update& min(std::string_view field, const Value& value) { return add("$min", field, value); }
    /// Appends all of `values` to an array, which is made where there is none.
    Update& push(std::string_view field, const Array& values) { return add("$push", field, Document{{"$each", values}}); }
    Update& add_to_set(std::string_view field, const Array& values) {
        return add("$addToSet", field, Document{{"$each", values}});
    }
    /// Removes the elements of an array that `condition` fits.
    Update& pull(std::string_view field, const Value& condition) { return add("$pull", field, condition); }

    [[nodiscard]] Document document() const {
        Document update;
        for (const auto& [name, fields] : operators_) update.add(name, fields);
        return update;
    }

private:
    Update& add(const char* name, std::string_view field, const Value& value) {
        operators_[name].add(field, value);
        return *this;
    }

    std::map<std::string, Document> operators_;
};

}  // namespace instante::mongo
