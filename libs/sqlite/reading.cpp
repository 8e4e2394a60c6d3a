#include "sqlite/reading.hpp"

#include <exception>

namespace instante::sqlite {

Reading::Reading(Reader& reader, std::uint64_t version)
    : reader_(reader),
      lock_(reader.depth == 0 ? std::unique_lock{reader.mutex} : std::unique_lock<std::mutex>{}),
      exceptions_(std::uncaught_exceptions()) {
    if (reader_.depth == 0) {
        if (!connection().in_transaction() || connection().version() != version) {
            connection().end_snapshot();
            connection().begin_snapshot(version);  // refused where the old one could not be ended: it is not read again
        }
    }
    ++reader_.depth;
}

Reading::~Reading() {
    --reader_.depth;
    if (std::uncaught_exceptions() > exceptions_ && reader_.depth == 0) connection().end_snapshot();
}

}  // namespace instante::sqlite
