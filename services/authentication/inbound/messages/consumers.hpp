#pragma once

#include <string>
#include <vector>

#include "authentication/inbound/messages/picture_echo.hpp"
#include "authentication/usecases/administer.hpp"
#include "authentication/usecases/delete_user.hpp"
#include "authentication/usecases/keep_devices.hpp"
#include "authentication/usecases/send_mail.hpp"
#include "authentication/usecases/settle_picture.hpp"
#include "authentication/usecases/tell.hpp"
#include "bus/bus.hpp"

namespace instante::authentication {

/// A queue this service consumes, and what it does with its messages.
struct Consumption {
    bus::Queue queue;
    std::size_t prefetch = 16;
    bus::Handler handler;
};

/// What messages are handed to. All outlive the consumers.
struct Listeners {
    Tell& tell;
    KeepDevices& devices;
    SettlePicture& settle;
    SendMail& send_mail;
    CompleteDeletions& deletions;
    Administer& administer;
    const PictureEcho* echo;  ///< none: no other instance
};

/// All of them.
std::vector<Consumption> consumptions(const Listeners& listeners);

}  // namespace instante::authentication
