#include "authentication/outbound/mail/smtp_mailer.hpp"

#include <curl/curl.h>

#include <mutex>
#include <utility>
#include <vector>

#include "async/pool.hpp"
#include "authentication/domain/errors.hpp"
#include "authentication/outbound/mail/internet_message.hpp"
#include "authentication/outbound/mail/smtp_session.hpp"

namespace instante::authentication {

namespace {

/// As many as the queue hands out at a time.
constexpr std::size_t mails_at_once = 4;

/// Sessions that are free, each with its connection.
class Sessions {
public:
    Sessions(SmtpServer server, std::string name) : server_(std::move(server)), name_(std::move(name)) {
        [[maybe_unused]] static const auto initialized = curl_global_init(CURL_GLOBAL_DEFAULT);
    }

    Result<void> send(const SmtpMessage& message) {
        auto session = take();
        auto sent = session->send(message);
        const bool goes_on = sent || sent.error().code() != core::engine_away;
        if (goes_on) give_back(std::move(session));
        return sent;
    }
    Result<void> greet() { return SmtpSession{server_, name_}.greet(); }

private:
    std::unique_ptr<SmtpSession> take() {
        const std::lock_guard lock{mutex_};
        if (free_.empty()) return std::make_unique<SmtpSession>(server_, name_);
        auto session = std::move(free_.back());
        free_.pop_back();
        return session;
    }
    void give_back(std::unique_ptr<SmtpSession> session) {
        const std::lock_guard lock{mutex_};
        free_.push_back(std::move(session));
    }

    SmtpServer server_;
    std::string name_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<SmtpSession>> free_;
};

std::string domain_of(const std::string& address) {
    return address.substr(address.find('@') + 1);
}

class SmtpMailer final : public Mailer {
public:
    SmtpMailer(SmtpServer server, std::string sender, const core::Clock& clock, telemetry::Log log)
        : sender_(std::move(sender)), clock_(clock), log_(std::move(log)), sessions_(std::move(server), domain_of(sender_)) {}

    Task<Result<void>> send(Mail mail) override {
        const auto user = mail.user;
        const auto kind = mail.kind;
        // An address that cannot stand in a command as it is would be another's, or a command of its own.
        if (mail.to.empty() || header_address(mail.to) != mail.to) co_return core::Error{mail_refused, "an address that is none"};
        auto work = [this, mail = std::move(mail)] {
            const auto content = internet_message(mail, sender_, clock_.now(), TextEncoding::quoted_printable);
            return sessions_.send({sender_, mail.to, content});
        };
        auto sent = co_await async::on(pool_, std::move(work));
        if (!sent) co_return sent.error();
        log_.info("mail sent", {{"user", user}, {"template", mail_template(kind)}});
        co_return boost::system::in_place_value;
    }

    Task<Result<void>> forget(UserId) override { co_return boost::system::in_place_value; }

    Task<Result<void>> check() override {
        auto work = [this] { return sessions_.greet(); };
        auto greeted = co_await async::on(pool_, std::move(work));
        if (!greeted) co_return core::Error{bad_mail_server, "--mail: " + greeted.error().note()};
        co_return boost::system::in_place_value;
    }

private:
    std::string sender_;
    const core::Clock& clock_;
    telemetry::Log log_;
    Sessions sessions_;
    async::Pool pool_{{.name = "auth-mail", .threads = mails_at_once, .queue_limit = 64}};  // last: its jobs use the rest
};

}  // namespace

std::unique_ptr<Mailer> make_smtp_mailer(SmtpServer server, std::string sender, const core::Clock& clock, telemetry::Log log) {
    return std::make_unique<SmtpMailer>(std::move(server), std::move(sender), clock, std::move(log));
}

}  // namespace instante::authentication
