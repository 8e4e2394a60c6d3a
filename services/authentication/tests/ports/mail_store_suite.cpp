#include "authentication/domain/errors.hpp"
#include "authentication/tests/ports/adapters.hpp"

namespace instante::authentication::testing {
namespace {

using async::run;
using namespace std::chrono_literals;
using Types = std::vector<std::string>;

class MailStoreSuite : public StoreSuite {
protected:
    MailToken put(const std::string& digest, MailKind kind, const std::string& address, core::Timestamp expires_at = noon + 1h) {
        MailToken token{digest, kind, UserId{1}, address, expires_at};
        EXPECT_TRUE(run(stores().mails->put(token)));
        return token;
    }
    std::optional<MailToken> find(const std::string& digest, core::Timestamp now = noon) {
        return run(stores().mails->find(digest, now)).value();
    }
    Result<std::optional<User>> confirm(const std::string& digest, core::Timestamp now = noon) {
        return run(stores().mails->confirm({digest, now, {}}));
    }
    User user() { return StoreSuite::find(1); }
    void ask_for(const std::string& address) {
        UserChange change;
        change.user = user();
        ++change.user.version;
        change.user.pending_email = address;
        ASSERT_TRUE(run(stores().accounts->change(std::move(change))));
    }
};

TEST_P(MailStoreSuite, OrdersWithTheChangeThatCausesThem) {
    auto account = an_account(1, "ana");
    account.mails.push_back({MailKind::verification, UserId{1}, {}});
    ASSERT_TRUE(run(stores().accounts->add(account)));
    EXPECT_EQ(engine().announced(), (Types{"user.created", "mail.send"}));
    ASSERT_TRUE(run(stores().mails->order({MailKind::reset, {}, "ana@example.org"}, {})));
    EXPECT_EQ(engine().newest<MailDue>().order, (MailOrder{MailKind::reset, {}, "ana@example.org"}));
}

TEST_P(MailStoreSuite, FindsATokenUntilItExpires) {
    add(1, "ana");
    const auto token = put("digest", MailKind::reset, "ana@example.org");
    EXPECT_EQ(find("digest", noon + 1h - 1ms), token);
    EXPECT_FALSE(find("digest", noon + 1h));
    EXPECT_FALSE(find("another"));
    EXPECT_EQ(run(stores().mails->sweep(noon + 1h - 1ms, 10)).value(), 0u);
    EXPECT_EQ(run(stores().mails->sweep(noon + 1h, 10)).value(), 1u);
    EXPECT_FALSE(find("digest"));
}

TEST_P(MailStoreSuite, KeepsTheNewestOfAKind) {
    add(1, "ana");
    put("other", MailKind::reset, "ana@example.org");
    for (std::size_t each = 0; each <= mail_token_limit; ++each)
        put(std::to_string(each), MailKind::verification, "ana@example.org", noon + 1h + std::chrono::seconds{each});
    EXPECT_FALSE(find("0"));
    EXPECT_TRUE(find("1"));
    EXPECT_TRUE(find("other"));
}

TEST_P(MailStoreSuite, VerifiesAnAddressOnce) {
    add(1, "ana");
    engine().announced();
    put("one", MailKind::verification, "ana@example.org");
    put("two", MailKind::verification, "ana@example.org");
    const auto confirmed = confirm("one").value();
    ASSERT_TRUE(confirmed);
    EXPECT_TRUE(confirmed->email_verified);
    EXPECT_EQ(user(), *confirmed);
    EXPECT_EQ(user().version, 2);
    EXPECT_EQ(engine().announced(), Types{"user.updated"});
    EXPECT_FALSE(confirm("one").value());
    EXPECT_FALSE(confirm("two").value());
}

TEST_P(MailStoreSuite, PutsTheNewAddressInForceWhereItIsConfirmed) {
    add(1, "ana");
    ask_for("new@example.org");
    EXPECT_EQ(user().email, "ana@example.org");
    put("old", MailKind::change, "older@example.org");
    EXPECT_FALSE(confirm("old").value());
    put("new", MailKind::change, "new@example.org");
    ASSERT_TRUE(confirm("new").value());
    EXPECT_EQ(user().email, "new@example.org");
    EXPECT_EQ(user().pending_email, "");
    EXPECT_TRUE(user().email_verified);
    EXPECT_FALSE(run(stores().people->by_email("ana@example.org")).value());
    EXPECT_EQ(run(stores().people->by_email("new@example.org")).value()->id, UserId{1});
}

TEST_P(MailStoreSuite, TellsWhereAnotherHasTheAddressByNow) {
    add(1, "ana");
    ask_for("bia@example.org");
    add(2, "bia");
    put("digest", MailKind::change, "bia@example.org");
    EXPECT_EQ(confirm("digest").error().code(), taken);
    EXPECT_EQ(user().email, "ana@example.org");
    EXPECT_EQ(user().pending_email, "bia@example.org");
}

TEST_P(MailStoreSuite, ConfirmsNothingByAResetNorTooLateNorForWhoIsGone) {
    add(1, "ana");
    put("reset", MailKind::reset, "ana@example.org");
    put("late", MailKind::verification, "ana@example.org");
    EXPECT_FALSE(confirm("reset").value());
    EXPECT_FALSE(confirm("late", noon + 1h).value());
    EXPECT_FALSE(run(stores().mails->reset({"late", noon, {}}, "hash")).value());
    UserChange disabled;
    disabled.user = user();
    disabled.user.state = UserState::disabled;
    ++disabled.user.version;
    ASSERT_TRUE(run(stores().accounts->change(disabled)));
    EXPECT_FALSE(confirm("late").value());
    EXPECT_FALSE(run(stores().mails->reset({"reset", noon, {}}, "hash")).value());
}

TEST_P(MailStoreSuite, AResetGivesAPasswordAndEndsAllSessions) {
    add(1, "ana");
    ASSERT_TRUE(run(stores().sessions->open(a_session(5, UserId{1}, "token"), {})));
    engine().announced();
    put("digest", MailKind::reset, "ana@example.org");
    const auto changed = run(stores().mails->reset({"digest", noon, {}}, "another hash")).value();
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->ended.size(), 2u);
    EXPECT_EQ(user().password_hash, "another hash");
    EXPECT_TRUE(user().email_verified);
    EXPECT_EQ(engine().announced(), (Types{"user.updated", "session.ended", "session.ended"}));
    EXPECT_FALSE(run(stores().mails->reset({"digest", noon, {}}, "a third")).value());
}

INSTANTE_EVERY_ADAPTER(MailStoreSuite);

}  // namespace
}  // namespace instante::authentication::testing
