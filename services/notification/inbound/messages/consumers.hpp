#pragma once

#include <cstddef>
#include <vector>

#include "bus/bus.hpp"
#include "notification/usecases/forget_publication.hpp"
#include "notification/usecases/keep_people.hpp"
#include "notification/usecases/notify.hpp"
#include "notification/usecases/spread_notification.hpp"

namespace instante::notification {

/// A queue this service consumes, and what it does with its messages.
struct Consumption {
    bus::Queue queue;
    std::size_t prefetch = 16;
    bus::Handler handler;
};

/// All of them. The use cases outlive them.
std::vector<Consumption> consumptions(Notify& notify, SpreadNotification& spread, KeepPeople& people, ForgetPublication& forget);

}  // namespace instante::notification
