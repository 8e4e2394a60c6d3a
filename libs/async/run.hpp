#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <utility>

#include "async/task.hpp"

namespace instante::async {

namespace detail {

template <class T>
Task<void> keep(Task<T> work, std::optional<T>& value) {
    value.emplace(co_await std::move(work));
}

}  // namespace detail

/// Runs `work` to its end on a loop of its own, in this thread: for tests and for commands. Rethrows what it throws.
template <class T>
T run(Task<T> work) {
    boost::asio::io_context loop{1};
    std::optional<T> value;
    std::exception_ptr failure;
    boost::asio::co_spawn(loop.get_executor(), detail::keep(std::move(work), value),
                          [&failure](std::exception_ptr thrown) { failure = std::move(thrown); });
    loop.run();
    if (failure) std::rethrow_exception(failure);
    return std::move(*value);
}

inline void run(Task<void> work) {
    boost::asio::io_context loop{1};
    std::exception_ptr failure;
    boost::asio::co_spawn(loop.get_executor(), std::move(work),
                          [&failure](std::exception_ptr thrown) { failure = std::move(thrown); });
    loop.run();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace instante::async
