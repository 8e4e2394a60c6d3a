#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "async/task.hpp"
#include "bus/bus.hpp"
#include "publication/usecases/answer_request.hpp"
#include "publication/usecases/keep_people.hpp"
#include "publication/usecases/publish.hpp"
#include "publication/usecases/rebuild.hpp"
#include "telemetry/log.hpp"

namespace instante::publication {

/// Handles what comes by the bus: parse, use case. All it refers to outlives it.
class MessageHandlers {
public:
    MessageHandlers(Publish& publish, KeepPeople& keep_people, KeepFollows& keep_follows, Rebuild& rebuild,
                    AnswerRequest& answer_request, telemetry::Log log)
        : publish_(publish),
          keep_people_(keep_people),
          keep_follows_(keep_follows),
          rebuild_(rebuild),
          answer_request_(answer_request),
          log_(std::move(log)) {}

    /// A queue, how many of its messages are handled at a time, and by what.
    struct Consumed {
        bus::Queue queue;
        std::size_t prefetch = 1;
        bus::Handler handler;
    };
    [[nodiscard]] std::vector<Consumed> consumed();

private:
    Task<Result<void>> hear_publication(bus::Message message);
    Task<Result<void>> hear_event(bus::Message message);
    Task<Result<void>> hear_person(Result<Person> person);
    Task<Result<void>> hear_follow(bus::Message message);
    Task<Result<void>> hear_people_answer(bus::Message message);
    Task<Result<void>> hear_follows_answer(bus::Message message);
    Task<Result<void>> hear_request(bus::Message message);

    Publish& publish_;
    KeepPeople& keep_people_;
    KeepFollows& keep_follows_;
    Rebuild& rebuild_;
    AnswerRequest& answer_request_;
    telemetry::Log log_;
};

}  // namespace instante::publication
