#include "authentication/tests/service/world.hpp"

#include <condition_variable>
#include <deque>
#include <optional>
#include <stdexcept>

#include "authentication/outbound/messages/shapes.hpp"
#include "authentication/tests/people.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"

namespace instante::authentication::testing {

using namespace std::chrono_literals;

/// Messages that came, for the test's thread to wait for.
struct World::Inbox {
    std::mutex mutex;
    std::condition_variable came;
    std::deque<bus::Message> messages;

    bus::Handler handler(std::shared_ptr<Inbox> self) {
        return [self](bus::Message message) -> Task<Result<void>> {
            {
                const std::lock_guard lock{self->mutex};
                self->messages.push_back(std::move(message));
            }
            self->came.notify_one();
            co_return boost::system::in_place_value;
        };
    }
    bus::Message next() {
        std::unique_lock lock{mutex};
        if (!came.wait_for(lock, 20s, [this] { return !messages.empty(); })) throw std::runtime_error{"no message came"};
        auto message = std::move(messages.front());
        messages.pop_front();
        return message;
    }
};

namespace {

template <class T>
Task<void> keep(Task<T> work, std::optional<T>& value) {
    value.emplace(co_await std::move(work));
}

config::Settings settings_in(const std::filesystem::path& data, std::string database) {
    config::Settings settings;
    settings.database.url = std::move(database);
    settings.data = data;
    settings.ephemeral = data.empty();
    settings.password_cost = config::PasswordCost::minimal;
    return settings;
}

}  // namespace

template <class T>
T World::run(Task<T> work) {
    std::optional<T> value;
    loops_.run(0, keep(std::move(work), value));
    return std::move(*value);
}

World::World(std::filesystem::path data, std::string database)
    : settings_(settings_in(data, std::move(database))),
      bus_(bus::make_memory_bus(clock_)),
      blobs_(blob::make_memory_store(clock_)),
      verifier_(keys_, clock_, {.issuer = access::token_issuer(""), .audience = std::string{access::token_audience}}),
      deny_list_(clock_, access::token_lifetime + access::token_leeway),
      context_(new host::Context{settings_, settings_.data, loops_, clock_, ids_, log_, metrics_, *bus_, *blobs_, urls_, access_,
                                 deny_list_, keys_}) {
    auto made = make_authentication_service(*context_);
    if (!made) throw std::runtime_error{made.error().note()};
    service_ = std::move(*made);
    service_->add_routes(router_);
    const auto started = run(service_->start());
    if (!started) throw std::runtime_error{started.error().note()};
}

World::~World() {
    for (auto& consumer : consumers_) loops_.run(0, consumer->stop());
    loops_.run(0, service_->stop());
    service_.reset();
    loops_.stop();
}

World::Answer World::send(http::Request request) {
    Answer answer;
    answer.response = run(router_.dispatch(std::move(request)));
    answer.status = answer.response.status;
    answer.content = http::testing::content_of(answer.response);
    return answer;
}

World::Answer World::get(const std::string& target, const std::string& token) {
    auto request = http::testing::get(target);
    if (!token.empty()) request.headers.add("Authorization", "Bearer " + token);
    return send(std::move(request));
}

World::Answer World::call(http::Method method, const std::string& target, const std::string& json, const std::string& token) {
    auto request = http::testing::request(method, target, {}, json);
    if (!json.empty()) request.headers.add("Content-Type", "application/json");
    if (!token.empty()) request.headers.add("Authorization", "Bearer " + token);
    return send(std::move(request));
}

std::string World::at(const std::string& json, const std::string& path) {
    auto document = json::Document::parse(json);
    if (!document) return "not JSON: " + json;
    auto object = document->root();
    std::string_view rest = path;
    for (auto dot = rest.find('.'); dot != std::string_view::npos; dot = rest.find('.')) {
        auto inner = object.object(rest.substr(0, dot));
        if (!inner) return "no " + path + " in " + json;
        object = *inner;
        rest.remove_prefix(dot + 1);
    }
    auto raw = object.raw(rest);
    if (raw.size() >= 2 && raw.front() == '"') return raw.substr(1, raw.size() - 2);
    return raw;
}

std::string World::join(const std::string& username) {
    const auto body =
        R"({"username":")" + username + R"(","name":"Name","email":")" + username + R"(@example.org","password":"12345678"})";
    const auto answer = call(http::Method::post, "/user", body);
    EXPECT_EQ(answer.status, 201) << answer.content;
    return at(answer.content, "access_token");
}

void World::publish(bus::Outgoing message) {
    std::vector<bus::Outgoing> messages;
    messages.push_back(std::move(message));
    EXPECT_TRUE(run(bus_->publish(std::move(messages))));
}

bus::Message World::ask(const std::string& queue, const std::string& body) {
    auto inbox = std::make_shared<Inbox>();
    const auto id = core::format_id(ids_.next());
    const auto answers = queue + "-data.test-" + id;
    EXPECT_TRUE(run(bus_->declare({.name = answers, .events = {}, .per_instance = true})));
    auto consumer = bus_->consume(answers, 1, loops_.at(0), inbox->handler(inbox));
    bus::Outgoing question{bus::to_queue(queue), {}};
    question.message.id = id;
    question.message.body = body;
    question.message.timestamp = clock_.now();
    question.message.reply_to = answers;
    publish(std::move(question));
    auto answer = inbox->next();
    loops_.run(0, consumer->stop());
    EXPECT_EQ(answer.correlation_id, id);
    return answer;
}

std::size_t World::dead_in(const std::string& queue) {
    return run(bus_->depth(queue)).value().dead;
}

void World::listen() {
    if (events_) return;
    events_ = std::make_shared<Inbox>();
    EXPECT_TRUE(run(bus_->declare({.name = "test.events", .events = {"user.*", "session.*", "follow.*"}, .per_instance = true})));
    consumers_.push_back(bus_->consume("test.events", 1, loops_.at(0), events_->handler(events_)));
}

bus::Message World::next_event() {
    const bool first = !events_;
    listen();
    return first ? bus::Message{} : events_->next();
}

void World::render(std::string error) {
    bus::Handler answer = [this, error](bus::Message question) -> Task<Result<void>> {
        std::vector<bus::Outgoing> answers(1);
        answers.front().address = bus::to_queue(question.reply_to);
        auto& message = answers.front().message;
        message.id = "answer:" + question.id;
        message.type = "image.rendered.v1";
        message.correlation_id = question.id;
        message.timestamp = clock_.now();
        json::Writer out{message.body};
        out.object().field("id", at(question.body, "id")).field("owner", at(question.body, "owner"));
        if (error.empty()) {
            out.key("image");
            write_image(out, an_image(core::parse_id(at(question.body, "id")).value()));
        } else {
            out.field("error", error);
        }
        out.end_object();
        co_return co_await bus_->publish(std::move(answers));
    };
    EXPECT_TRUE(run(bus_->declare({.name = "image", .events = {}, .per_instance = false})));
    consumers_.push_back(bus_->consume("image", 4, loops_.at(0), std::move(answer)));
}

}  // namespace instante::authentication::testing
