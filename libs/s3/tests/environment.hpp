#pragma once

#include <map>
#include <string>
#include <utility>

#include "s3/environment.hpp"

namespace instante::s3::testing {

/// An environment of these variables alone.
inline Environment variables(std::map<std::string, std::string> all) {
    return [all = std::move(all)](const char* name) {
        const auto found = all.find(name);
        return found == all.end() ? std::string{} : found->second;
    };
}

}  // namespace instante::s3::testing
