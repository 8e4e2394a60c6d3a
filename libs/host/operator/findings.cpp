#include "host/operator/findings.hpp"

#include <algorithm>
#include <iterator>

#include "host/operator/text.hpp"

namespace instante::host {
namespace {

// So wide that lines of two processes stand below one another.
constexpr std::size_t grade_width = 6;
constexpr std::size_t thing_width = 24;

std::string padded(std::string text, std::size_t width) {
    text.resize(std::max(text.size() + 1, width), ' ');
    return text;
}

}  // namespace

std::string Findings::render() const {
    std::string text;
    for (const auto& [grade, thing, found] : all_)
        text += padded(word(grade), grade_width) + padded(thing, thing_width) + on_one_line(found) + '\n';
    return text;
}

void Findings::append(Findings more) {
    std::ranges::move(more.all_, std::back_inserter(all_));
}

bool Findings::is_any_bad() const {
    return std::ranges::any_of(all_, [](const Finding& finding) { return finding.grade == Grade::bad; });
}

const char* Findings::word(Grade grade) {
    switch (grade) {
        case Grade::fine:
            return "fine";
        case Grade::warning:
            return "warn";
        case Grade::bad:
            return "BAD";
    }
    return "";
}

}  // namespace instante::host
