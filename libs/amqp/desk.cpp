#include "amqp/desk.hpp"

#include "amqp/topology.hpp"

namespace instante::amqp {

Result<Connection*> Desk::connection() {
    if (connection_ && !connection_->is_lost()) return connection_.get();
    connection_.reset();
    auto opened = Connection::open(options_);
    if (!opened) return opened.error();
    if (const auto channeled = (*opened)->open_channel(channel); !channeled.ok()) return channeled.error();
    if (const auto made = declare_exchanges(**opened, channel); !made.ok()) return made.error();
    connection_ = std::move(*opened);
    return connection_.get();
}

}  // namespace instante::amqp
