#include "host/process.hpp"

#include <atomic>
#include <boost/asio/post.hpp>
#include <optional>
#include <random>
#include <utility>

#include "access/limits.hpp"
#include "access/revocations.hpp"
#include "access/token.hpp"
#include "async/loops.hpp"
#include "async/scope.hpp"
#include "crypto/jwt.hpp"
#include "host/api_docs.hpp"
#include "host/data_folder.hpp"
#include "host/engines.hpp"
#include "host/id_clock.hpp"
#include "host/key_follower.hpp"
#include "host/operations.hpp"
#include "host/operator/commands.hpp"
#include "host/redirect.hpp"
#include "http/errors.hpp"
#include "http/server.hpp"
#include "sqlite/steps.hpp"
#include "telemetry/process_metrics.hpp"

namespace instante::host {
namespace {

std::uint16_t random_node() {
    return static_cast<std::uint16_t>(std::random_device{}() & ((1u << core::id_node_bits) - 1));
}

access::LimitRates limit_rates(const config::Settings& settings) {
    return {.registration = settings.rate_register,
            .login = settings.rate_login,
            .account = settings.rate_account,
            .forgot = settings.rate_forgot,
            .upload = settings.rate_upload,
            .media = settings.rate_media,
            .report = settings.rate_report,
            .person = settings.rate_person,
            .address = settings.rate_address};
}

http::RouterOptions router_options(const config::Settings& settings, http::Limiter& limiter) {
    http::RouterOptions options;
    options.cors_origins = settings.cors_origins;
    options.limiter = &limiter;
    options.hsts = !settings.tls_cert.empty() || settings.public_url.starts_with("https://");
    return options;
}

http::RouterOptions redirect_router_options() {
    http::RouterOptions options;
    options.service = "redirect";
    return options;
}

http::ServerOptions public_options(const config::Settings& settings) {
    http::ServerOptions options;
    options.name = "public";
    options.host = settings.listen.ip;
    options.port = settings.listen.port;
    options.tls_certificate = settings.tls_cert;
    options.tls_key = settings.tls_key;
    for (const auto& network : settings.trusted_proxies) options.trusted_proxies.push_back(network.text());
    return options;
}

http::ServerOptions redirect_options(const config::Address& address) {
    http::ServerOptions options;
    options.name = "redirect";
    options.host = address.ip;
    options.port = address.port;
    return options;
}

/// A failure to listen, with the setting that is to blame in front.
core::Error blamed(const core::Error& failure) {
    if (failure.code() == http::bad_certificate) return core::Error{failure.code(), "--tls-cert: " + failure.note()};
    if (failure.code() == http::bad_certificate_key) return core::Error{failure.code(), "--tls-key: " + failure.note()};
    return failure;
}

http::ServerOptions admin_options(const config::Settings& settings) {
    http::ServerOptions options;
    options.name = "admin";
    options.host = settings.admin_listen.ip;
    options.port = settings.admin_listen.port;
    return options;
}

}  // namespace

struct Process::Impl {
    Impl(const config::Settings& given, telemetry::Log to)
        : settings(given),
          log(std::move(to)),
          ids(id_clock, given.node.value_or(random_node())),
          loops(given.loops),
          urls(given.media_url, given.public_url) {
        telemetry::add_build_info(metrics);
        telemetry::add_process_metrics(metrics);
        auto& steps = metrics.counter("instante_sqlite_steps_total", "Steps of SQLite's virtual machine");
        metrics.on_collect([&steps] { steps.set(sqlite::steps()); });
    }

    Result<void> open_engines_and_services(const std::vector<MakeService>& makers);
    Result<void> hold_folder();
    Result<void> open_services(const std::vector<MakeService>& makers);
    Result<void> listen();
    Result<void> listen_to_redirect();
    Task<Result<void>> start();
    Task<Result<void>> start_unless_given_up();
    Task<Result<void>> follow_keys();
    Task<void> stop();

    // In the order of their making: each stands on those before it.
    config::Settings settings;
    telemetry::Log log;
    core::SystemClock clock;
    IdClock id_clock{clock};
    core::IdGenerator ids;
    telemetry::Metrics metrics;
    async::Loops loops;
    std::optional<DataFolder> folder;
    std::unique_ptr<IdMark> id_mark;
    Engines engines;
    blob::Urls urls;
    crypto::KeySet keys;
    crypto::Verifier verifier{keys,
                              clock,
                              {.issuer = access::token_issuer(settings.public_url),
                               .audience = std::string{access::token_audience},
                               .leeway = access::token_leeway}};
    access::DenyList deny_list{clock, access::token_lifetime + access::token_leeway};
    access::Access access{verifier, deny_list};
    access::Limits limits{access, limit_rates(settings), settings.rate_limit};
    std::optional<Context> context;
    std::vector<std::unique_ptr<Service>> services;
    std::vector<Command> commands;
    std::unique_ptr<CommandSocket> command_socket;
    std::optional<KeyFollower> key_follower;
    std::optional<access::Revocations> revocations;
    std::atomic<Phase> phase{Phase::starting};
    std::optional<async::Scope> starting;  ///< of the first loop
    bool told_to_end = false;              ///< of the first loop
    http::Router router{log, metrics, router_options(settings, limits)};
    http::Router admin_router{log, metrics};
    http::Router redirect_router{log, metrics, redirect_router_options()};
    std::unique_ptr<http::Server> server;
    std::unique_ptr<http::Server> redirect_server;
    std::unique_ptr<http::Server> admin_server;
};

Result<void> Process::Impl::open_engines_and_services(const std::vector<MakeService>& makers) {
    if (!settings.ephemeral) {
        if (auto held = hold_folder(); !held) return held;
    }
    auto opened = open_engines(settings, settings.data, clock, log.as("engines"));
    if (!opened) return opened.error();
    engines = std::move(*opened);
    return open_services(makers);
}

Result<void> Process::Impl::hold_folder() {
    auto held = DataFolder::hold(settings.data);
    if (!held) return held.error();
    folder.emplace(std::move(*held));
    auto mark = IdMark::keep(settings.data / "ids", id_clock);
    if (!mark) return mark.error();
    id_mark = std::move(*mark);
    if (id_mark->behind() > std::chrono::minutes{1})
        log.warn("the clock is behind ids that were made before: new ones go on from there",
                 {{"seconds", std::chrono::ceil<std::chrono::seconds>(id_mark->behind()).count()}});
    return {};
}

Result<void> Process::Impl::open_services(const std::vector<MakeService>& makers) {
    context.emplace(Context{settings, settings.data, loops, clock, ids, log, metrics, *engines.bus, *engines.blobs, urls, access,
                            deny_list, keys, &limits});
    for (const auto& make : makers) {
        auto service = make(*context);
        if (!service) return service.error();
        (*service)->add_routes(router);
        for (auto& command : (*service)->commands()) commands.push_back(std::move(command));
        services.push_back(std::move(*service));
    }
    for (auto& command :
         commands_of_holder({settings.ephemeral ? "" : settings.data, clock, ids, *engines.bus, *engines.blobs, services}))
        commands.push_back(std::move(command));
    add_api_docs(router);
    add_operations(admin_router, phase, services, *engines.bus, *engines.blobs, metrics);
    revocations.emplace(*engines.bus, deny_list, clock, std::to_string(ids.next()));
    return {};
}

Result<void> Process::Impl::listen() {
    auto listening = http::Server::listen(public_options(settings), router, loops, log, metrics);
    if (!listening) return blamed(listening.error());
    server = std::move(*listening);
    if (auto redirecting = listen_to_redirect(); !redirecting) return redirecting;
    listening = http::Server::listen(admin_options(settings), admin_router, loops, log, metrics);
    if (!listening) return listening.error();
    admin_server = std::move(*listening);
    if (settings.ephemeral) return {};
    auto socket = CommandSocket::listen(command_socket_of(settings.data), commands, loops.at(0), log);
    if (!socket) return socket.error();
    command_socket = std::move(*socket);
    return {};
}

Result<void> Process::Impl::listen_to_redirect() {
    if (!settings.redirect_listen) return {};
    const bool is_public_https = settings.public_url.starts_with("https://");
    add_redirect(redirect_router, is_public_https ? settings.public_url : std::string{}, server->port());
    auto listening = http::Server::listen(redirect_options(*settings.redirect_listen), redirect_router, loops, log, metrics);
    if (!listening) return listening.error();
    redirect_server = std::move(*listening);
    return {};
}

Task<Result<void>> Process::Impl::start() {
    admin_server->start();
    for (auto& service : services) {
        auto started = co_await service->start();
        if (!started) co_return started;
    }
    auto followed = co_await follow_keys();
    if (!followed) co_return followed;
    auto heard = co_await revocations->start();
    if (!heard) co_return heard;
    phase = Phase::serving;
    server->start();
    if (redirect_server) redirect_server->start();
    if (command_socket) command_socket->start();
    co_return Result<void>{};
}

Task<Result<void>> Process::Impl::start_unless_given_up() {
    if (told_to_end) co_return core::Error{given_up};
    auto loop = co_await async::this_loop();
    starting.emplace(loop);
    starting->spawn(start());
    auto started = co_await starting->join();
    starting.reset();
    if (started && told_to_end && phase != Phase::serving) co_return core::Error{given_up};
    co_return started;
}

/// Where authentication is here, it has put its keys in force.
Task<Result<void>> Process::Impl::follow_keys() {
    if (!keys.keys().empty()) co_return Result<void>{};
    if (settings.jwks_url.empty() && settings.bus.scheme() == "embedded") co_return Result<void>{};  // nobody signs in
    if (settings.jwks_url.empty())
        co_return core::Error{core::invalid_fields, "--jwks-url: a service apart needs it to know who is signed in"};
    KeyFollower::Options options;
    options.url = settings.jwks_url;
    options.ca_file = settings.ca_file.string();
    key_follower.emplace(std::move(options), keys, log.as("keys"));
    auto started = co_await key_follower->start();
    co_return started;
}

Task<void> Process::Impl::stop() {
    phase = Phase::draining;
    for (auto& service : services) service->drain();
    if (command_socket) co_await command_socket->stop();
    if (redirect_server) co_await redirect_server->stop();
    co_await server->stop();
    co_await revocations->stop();
    if (key_follower) co_await key_follower->stop();
    for (auto service = services.rbegin(); service != services.rend(); ++service) co_await (*service)->stop();
    co_await admin_server->stop();
}

Process::Process(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Process::~Process() = default;

Result<std::unique_ptr<Process>> Process::open(const config::Settings& settings, const std::vector<MakeService>& services,
                                               telemetry::Log log) {
    auto process = open_for_commands(settings, services, std::move(log));
    if (!process) return process;
    if (auto listening = (*process)->impl_->listen(); !listening) return listening.error();
    return process;
}

Result<std::unique_ptr<Process>> Process::open_for_commands(const config::Settings& settings,
                                                            const std::vector<MakeService>& services, telemetry::Log log) {
    auto impl = std::make_unique<Impl>(settings, std::move(log));
    if (auto opened = impl->open_engines_and_services(services); !opened) return opened.error();
    return std::unique_ptr<Process>{new Process{std::move(impl)}};
}

namespace {

template <class T>
Task<void> keep(Task<T> work, T& outcome) {
    outcome = co_await std::move(work);
}

}  // namespace

CommandAnswer Process::run(std::string command, Given given) {
    CommandAnswer answer;
    impl_->loops.run(0, keep(run_command(impl_->commands, std::move(command), std::move(given)), answer));
    return answer;
}

Result<void> Process::start() {
    Result<void> outcome;
    impl_->loops.run(0, keep(impl_->start_unless_given_up(), outcome));
    return outcome;
}

void Process::give_up() {
    boost::asio::post(impl_->loops.at(0), [impl = impl_.get()] {
        impl->told_to_end = true;
        if (impl->starting) impl->starting->cancel();
    });
}

void Process::stop() {
    impl_->loops.run(0, impl_->stop());
    impl_->server.reset();
    impl_->redirect_server.reset();
    impl_->admin_server.reset();
    impl_->command_socket.reset();
    impl_->loops.stop();
}

std::string Process::public_address() const {
    return config::to_string({impl_->settings.listen.ip, impl_->server->port()});
}
std::string Process::redirect_address() const {
    if (!impl_->redirect_server) return {};
    return config::to_string({impl_->settings.redirect_listen->ip, impl_->redirect_server->port()});
}
std::string Process::admin_address() const {
    return config::to_string({impl_->settings.admin_listen.ip, impl_->admin_server->port()});
}

}  // namespace instante::host
