#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/units.hpp"
#include "host/command.hpp"

namespace instante::host {

/// Rows of texts, shown with their columns below one another; no blanks after the last.
class Columns {
public:
    void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
    [[nodiscard]] std::string render() const;

private:
    std::vector<std::vector<std::string>> rows_;
};

/// `17 B`, `4.2 MB`: for people.
std::string show(core::Bytes size);
/// `1 object`, `12 objects`.
std::string counted(std::size_t count, std::string_view thing);
/// Texts of others on one line, as a terminal may have them: control characters become blanks.
std::string on_one_line(std::string_view text);

/// What stands behind `name`; empty when nothing was given.
std::string first_of(const Given& given, std::string_view name);
bool was_given(const Given& given, std::string_view name);

}  // namespace instante::host
