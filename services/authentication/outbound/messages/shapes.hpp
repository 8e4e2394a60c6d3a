#pragma once

#include <string>

#include "authentication/domain/follow.hpp"
#include "authentication/domain/image.hpp"
#include "authentication/domain/user.hpp"
#include "json/writer.hpp"

namespace instante::authentication {

// The shared shapes of contracts/messages/README.md, as this service writes them.
void write_image(json::Writer& out, const Image& image);
void write_user(json::Writer& out, const User& user);
void write_follow(json::Writer& out, const Follow& follow);
/// A picture's key, or null.
void write_key(json::Writer& out, const std::string& key);

}  // namespace instante::authentication
