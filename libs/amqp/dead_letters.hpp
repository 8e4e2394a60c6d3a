#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "amqp/connection.hpp"
#include "amqp/wire.hpp"
#include "bus/bus.hpp"

/// Dead letters over AMQP, which cannot look into a queue: it takes what is there into its hands and puts it back. While one
/// looks, another sees fewer; of a queue's dead the first 10,000 are seen.
namespace instante::amqp {

/// The dead letters of `queue`, oldest first, after the message id `after` (from the first, where that is not there).
Result<std::vector<bus::DeadLetter>> dead_letters(Connection& connection, const std::string& queue, const std::string& after,
                                                  std::size_t limit);
/// Sends the dead letter `id` back to `queue` with attempt 0 (`replay`), or forgets it. Errors: `not_found`.
Result<void> settle_dead_letter(Connection& connection, const std::string& queue, const std::string& id, bool replay);

}  // namespace instante::amqp
