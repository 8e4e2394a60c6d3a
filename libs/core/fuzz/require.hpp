#pragma once

#include <fuzzer/FuzzedDataProvider.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace instante::fuzz {

/// What a fuzz target holds its code to, whatever comes in: a promise that is broken ends the program, and libFuzzer keeps the
/// input.
inline void require(bool kept, std::string_view promise) {
    if (kept) return;
    std::fprintf(stderr, "Broken promise: %.*s\n", static_cast<int>(promise.size()), promise.data());
    std::abort();
}

}  // namespace instante::fuzz
