#include "telemetry/version.hpp"

namespace instante::telemetry {

// The only source that a new version or commit compiles again: CMakeLists.txt defines both for this file alone.
Version version() {
    return {INSTANTE_VERSION, INSTANTE_COMMIT, "clang " __clang_version__};
}

std::string version_line() {
    const auto built = version();
    std::string line{built.version};
    return line.append(" (commit ").append(built.commit).append(", ").append(built.compiler).append(")");
}

}  // namespace instante::telemetry
