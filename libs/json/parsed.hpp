#pragma once

#include <array>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "json/reader.hpp"

namespace instante::json {

/// What a document and its objects share: the tree, in memory that is given back at once, and what was refused so far.
struct Document::Parsed {
    void refuse(std::string field, std::string code, std::string message);

    std::array<unsigned char, 4096> first_memory;
    boost::json::monotonic_resource memory{first_memory.data(), first_memory.size()};
    boost::json::value tree = boost::json::value(boost::json::storage_ptr{&memory});  // in braces it would be a list
    std::vector<core::FieldError> refused;
};

}  // namespace instante::json
