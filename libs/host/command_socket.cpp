#include "host/command_socket.hpp"

#include <sys/stat.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <optional>
#include <system_error>
#include <tuple>
#include <utility>

#include "async/scope.hpp"
#include "async/within.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"

namespace instante::host {
namespace {

namespace asio = boost::asio;
using Protocol = asio::local::stream_protocol;
using Socket = asio::basic_stream_socket<Protocol, async::Executor>;
using Acceptor = asio::basic_socket_acceptor<Protocol, async::Executor>;

constexpr auto token = asio::as_tuple(asio::use_awaitable_t<async::Executor>{});
constexpr std::size_t line_limit = 1024 * 1024;
constexpr auto request_deadline = std::chrono::seconds{5};
constexpr std::size_t connections = 8;  ///< commands under way; more wait

inline constexpr core::Code no_such_command{core::Kind::invalid, "host/no-such-command", "There is no such command"};

std::string render_request(const std::string& name, const Given& given) {
    std::string line;
    json::Writer out{line};
    out.object().field("command", name).key("given").array();
    for (const auto& [key, values] : given) {
        out.object().field("name", key).key("values").array();
        for (const auto& value : values) out.value(value);
        out.end_array().end_object();
    }
    out.end_array().end_object();
    return line + '\n';
}

struct CommandRequest {
    std::string name;
    Given given;
};

Result<CommandRequest> parse_request(std::string_view line) {
    auto document = json::Document::parse(line);
    if (!document) return document.error();
    auto root = document->root();
    CommandRequest request;
    request.name = root.string("command").value_or("");
    for (auto& entry : root.objects("given")) {
        auto key = entry.string("name");
        auto values = entry.strings("values");
        if (key) request.given.emplace(std::move(*key), std::move(values));
    }
    if (auto read = document->outcome(); !read) return read.error();
    return request;
}

std::string render_answer(const CommandAnswer& answer) {
    std::string line;
    json::Writer out{line};
    out.object().field("status", answer.status).field("text", answer.text).end_object();
    return line + '\n';
}

Result<CommandAnswer> parse_answer(std::string_view line) {
    auto document = json::Document::parse(line);
    if (!document) return document.error();
    auto root = document->root();
    auto status = root.integer("status");
    auto text = root.string("text");
    if (auto read = document->outcome(); !read) return read.error();
    return CommandAnswer{static_cast<int>(*status), std::move(*text)};
}

/// What the operator is told of a failure: the sentence, and what happened underneath.
std::string sentence(const core::Error& error) {
    std::string text{error.detail().empty() ? error.code().title : error.detail()};
    for (const auto& field : error.fields()) text += "\n  " + field.field + ": " + field.message;
    if (auto note = error.note(); !note.empty()) text += " (" + note + ")";
    return text + '\n';
}

Task<Result<std::string>> read_line(Socket& socket) {
    std::string buffer;
    auto outcome = co_await asio::async_read_until(socket, asio::dynamic_buffer(buffer, line_limit), '\n', token);
    if (const auto& failure = std::get<0>(outcome)) co_return core::Error{core::malformed, failure.message()};
    buffer.resize(std::get<1>(outcome));
    co_return buffer;
}

}  // namespace

Task<CommandAnswer> run_command(const std::vector<Command>& commands, std::string name, Given given) {
    for (const auto& command : commands) {
        if (command.name != name) continue;
        auto text = co_await command.run(std::move(given));
        if (text) co_return CommandAnswer{0, std::move(*text)};
        const bool is_refused = text.error().kind() == core::Kind::invalid;
        co_return CommandAnswer{is_refused ? 2 : 1, sentence(text.error())};
    }
    co_return CommandAnswer{2, sentence(core::Error{no_such_command, name})};
}

struct CommandSocket::Impl {
    Impl(std::filesystem::path file, const std::vector<Command>& offered, async::Executor executor, telemetry::Log to)
        : path(std::move(file)), commands(offered), loop(executor), log(std::move(to)), acceptor(loop), scope(loop) {}

    Task<Result<void>> accept();
    Task<Result<void>> serve(Socket socket);

    std::filesystem::path path;
    const std::vector<Command>& commands;
    async::Executor loop;
    telemetry::Log log;
    Acceptor acceptor;
    async::Scope scope;
};

Result<std::unique_ptr<CommandSocket>> CommandSocket::listen(std::filesystem::path path, const std::vector<Command>& commands,
                                                             async::Executor loop, telemetry::Log log) {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);  // of a process that was killed: the folder's lock is ours now
    auto impl = std::make_unique<Impl>(path, commands, loop, std::move(log));
    boost::system::error_code failure;
    if (path.native().size() >= sizeof(sockaddr_un::sun_path))
        return core::Error{core::unavailable, "the data folder's path is too long for a socket: " + path.string()};
    impl->acceptor.open(Protocol{}, failure);
    const auto mask = ::umask(S_IRWXG | S_IRWXO);
    if (!failure) impl->acceptor.bind(Protocol::endpoint{path.string()}, failure);
    ::umask(mask);
    if (!failure) impl->acceptor.listen(connections, failure);
    if (failure) return core::Error{core::unavailable, "cannot listen on " + path.string() + ": " + failure.message()};
    return std::unique_ptr<CommandSocket>{new CommandSocket{std::move(impl)}};
}

CommandSocket::CommandSocket(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

CommandSocket::~CommandSocket() = default;

void CommandSocket::start() {
    impl_->scope.spawn(impl_->accept());
}

Task<void> CommandSocket::stop() {
    std::error_code ignored;
    std::filesystem::remove(impl_->path, ignored);
    impl_->scope.cancel();
    auto joined = co_await impl_->scope.join();
    static_cast<void>(joined);
}

Task<Result<void>> CommandSocket::Impl::accept() {
    for (;;) {
        Socket socket{loop};
        auto outcome = co_await acceptor.async_accept(socket, token);
        if (std::get<0>(outcome)) co_return Result<void>{};
        scope.spawn(serve(std::move(socket)));
    }
}

Task<Result<void>> CommandSocket::Impl::serve(Socket socket) {
    auto line = co_await async::within(request_deadline, read_line(socket));
    if (!line) co_return Result<void>{};
    auto request = parse_request(*line);
    if (!request) co_return Result<void>{};
    log.info("operator's command", {{"command", request->name}});
    auto answer = co_await run_command(commands, std::move(request->name), std::move(request->given));
    const auto rendered = render_answer(answer);
    auto written = co_await asio::async_write(socket, asio::buffer(rendered), token);
    static_cast<void>(written);
    co_return Result<void>{};
}

Result<CommandAnswer> send_command(const std::filesystem::path& path, const std::string& name, const Given& given) {
    asio::io_context loop;
    asio::basic_stream_socket<Protocol> socket{loop};
    boost::system::error_code failure;
    socket.connect(Protocol::endpoint{path.string()}, failure);
    if (!failure) asio::write(socket, asio::buffer(render_request(name, given)), failure);
    std::string line;
    if (!failure) asio::read_until(socket, asio::dynamic_buffer(line), '\n', failure);
    if (failure) return core::Error{core::unavailable, "cannot reach the server by " + path.string() + ": " + failure.message()};
    return parse_answer(line);
}

}  // namespace instante::host
