#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>

namespace instante::config {

/// Why a setting is refused, in words for whoever set it. Never holds a secret.
struct Complaint {
    std::string text;
};

template <class T>
using Checked = boost::system::result<T, Complaint>;

/// `text` in quotes for a message: control characters replaced, a long one cut.
std::string in_quotes(std::string_view text);

}  // namespace instante::config
