#pragma once

#include <cstdint>

namespace instante::sqlite {

/// Steps of SQLite's virtual machine that this process has made since it began, in all its databases: what statements cost,
/// whatever the machine. A statement's are counted when it goes out of scope. From any thread.
std::uint64_t steps();

/// Adds some; for this library alone.
void count_steps(std::uint64_t more);

}  // namespace instante::sqlite
