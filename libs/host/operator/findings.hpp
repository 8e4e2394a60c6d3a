#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace instante::host {

/// What an examination found, thing by thing: how it is, and where it is not well, what to do.
class Findings {
public:
    void fine(std::string thing, std::string found) { add(Grade::fine, std::move(thing), std::move(found)); }
    /// It works; somebody should look after it.
    void warn(std::string thing, std::string found) { add(Grade::warning, std::move(thing), std::move(found)); }
    /// It does not work, or will not for long.
    void bad(std::string thing, std::string found) { add(Grade::bad, std::move(thing), std::move(found)); }

    void append(Findings more);

    /// A line for each: `fine  disk  120.4 GB free of 250.0 GB`.
    [[nodiscard]] std::string render() const;
    [[nodiscard]] bool is_any_bad() const;

private:
    enum class Grade : std::uint8_t { fine, warning, bad };
    struct Finding {
        Grade grade;
        std::string thing;
        std::string found;
    };
    void add(Grade grade, std::string thing, std::string found) { all_.push_back({grade, std::move(thing), std::move(found)}); }
    static const char* word(Grade grade);

    std::vector<Finding> all_;
};

}  // namespace instante::host
