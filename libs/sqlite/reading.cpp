#include "sqlite/reading.hpp"

#include <exception>

namespace instante::sqlite {

bool end_snapshot(Connection& connection) noexcept {
    try {
        if (connection.in_transaction()) connection.prepare("commit").run();
        return true;
    } catch (...) {
        return false;  // nothing was written: the next `begin` tells what is wrong
    }
}

Reading::Reading(Reader& reader, std::uint64_t version)
    : reader_(reader),
      lock_(reader.depth == 0 ? std::unique_lock{reader.mutex} : std::unique_lock<std::mutex>{}),
      exceptions_(std::uncaught_exceptions()) {
    if (reader_.depth == 0) {
        if (connection().version() != version) end_snapshot(connection());
        if (!connection().in_transaction()) connection().begin_snapshot(version);
    }
    ++reader_.depth;
}

Reading::~Reading() {
    --reader_.depth;
    if (std::uncaught_exceptions() > exceptions_ && reader_.depth == 0) end_snapshot(connection());
}

}  // namespace instante::sqlite
