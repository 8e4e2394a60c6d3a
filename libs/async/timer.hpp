#pragma once

#include <boost/asio/steady_timer.hpp>

#include "async/task.hpp"

namespace instante::async {

/// A steady timer of one loop.
using Timer =
    boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

}  // namespace instante::async
