#pragma once

#include <span>
#include <string_view>

#include "config/complaint.hpp"
#include "config/engine.hpp"

namespace instante::config {

/// A sort of engine that a setting may name.
struct Scheme {
    std::string_view name;
    bool embedded;  ///< in this process: nothing follows the colon
};

inline constexpr Scheme database_schemes[] = {{"sqlite", true}, {"mongodb", false}, {"mongodb+srv", false}};
inline constexpr Scheme bus_schemes[] = {{"embedded", true}, {"amqp", false}, {"amqps", false}};
inline constexpr Scheme media_schemes[] = {{"file", true}, {"s3", false}};
inline constexpr Scheme mail_schemes[] = {{"log", true}, {"smtp", false}, {"smtps", false}};

/// Reads the URL of an engine: one of `schemes`, in the grammar of that scheme. A complaint does not repeat the URL, which may
/// hold a secret.
Checked<Engine> parse_engine(std::string_view text, std::span<const Scheme> schemes);
/// Whether the engine's URL goes on after its hosts with a path: a database.
bool has_path(const Engine& engine);

}  // namespace instante::config
