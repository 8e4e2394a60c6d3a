#pragma once

#include "json/writer.hpp"
#include "publication/domain/person.hpp"
#include "publication/domain/publication.hpp"

namespace instante::publication::wire {

/// The shared shapes of contracts/messages, as this service sends them.
void write(json::Writer& out, const Image& image);
void write(json::Writer& out, const Publication& publication);
/// `{id, username, name, image}`.
void write_actor(json::Writer& out, const Person& person);
/// A key, or null where there is none.
void write_key(json::Writer& out, const std::string& key);

}  // namespace instante::publication::wire
