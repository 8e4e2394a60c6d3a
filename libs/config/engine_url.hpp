#pragma once

#include <span>
#include <string_view>

#include "config/complaint.hpp"
#include "config/engine.hpp"

namespace instante::config {

/// A sort of engine that a setting may name.
struct Scheme {
    std::string_view name;
    bool embedded;      ///< in this process: nothing follows the colon
    bool here = false;  ///< whether this version has it
};

inline constexpr Scheme database_schemes[] = {{"sqlite", true, true}, {"mongodb", false}, {"mongodb+srv", false}};
inline constexpr Scheme bus_schemes[] = {{"embedded", true, true}, {"amqp", false, true}, {"amqps", false, true}};
inline constexpr Scheme media_schemes[] = {{"file", true, true}, {"s3", false, true}};
inline constexpr Scheme mail_schemes[] = {{"log", true, true}, {"smtp", false, true}, {"smtps", false, true}};

/// Reads the URL of an engine: one of `schemes`, in the grammar of that scheme. A complaint does not repeat the URL, which may
/// hold a secret.
Checked<Engine> parse_engine(std::string_view text, std::span<const Scheme> schemes);
/// Whether this version has the engine.
bool is_here(const Engine& engine, std::span<const Scheme> schemes);

}  // namespace instante::config
