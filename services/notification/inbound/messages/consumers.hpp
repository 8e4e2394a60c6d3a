#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "bus/bus.hpp"
#include "notification/usecases/forget_publication.hpp"
#include "notification/usecases/keep_people.hpp"
#include "notification/usecases/listeners.hpp"
#include "notification/usecases/notify.hpp"
#include "notification/usecases/spread_notification.hpp"

namespace instante::notification {

/// A queue this service consumes, and what it does with its messages.
struct Consumption {
    bus::Queue queue;
    std::size_t prefetch = 16;
    bus::Handler handler;
};

/// All that the instances of the service share. The use cases outlive them.
std::vector<Consumption> consumptions(Notify& notify, SpreadNotification& spread, KeepPeople& people, ForgetPublication& forget);

/// The queue in which this process alone, `instance`, hears of what the others put into inboxes: those who listen here are woken.
/// `on_gap` is called, from any thread, when it has missed some of that.
Consumption arrivals_elsewhere(const Listeners& listeners, const std::string& instance, std::function<void()> on_gap);

}  // namespace instante::notification
