#include "authentication/commands.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "authentication/domain/language.hpp"
#include "authentication/service.hpp"

namespace instante::authentication {

namespace {

using Outcome = Result<std::string>;

std::string_view to_text(UserState state) {
    switch (state) {
        case UserState::active:
            return "active";
        case UserState::disabled:
            return "disabled";
        case UserState::deleted:
            return "deleted";
    }
    std::abort();
}

/// What stands behind `name`; empty: nothing.
std::string word(const host::Given& given, std::string_view name) {
    const auto found = given.find(name);
    return found == given.end() || found->second.empty() ? std::string{} : found->second.front();
}

/// A person's line in a list: fields apart by tabs.
std::string line_of(const User& user) {
    std::string line = core::to_string(user.id) + '\t' + user.username + '\t' + user.email;
    line.append(user.email_verified ? "\tverified\t" : "\tunverified\t").append(to_text(user.state));
    return line + '\t' + core::to_rfc3339(user.created_at) + '\n';
}

std::string whole(const User& user) {
    std::string text;
    const auto add = [&text](std::string_view name, std::string_view value) {
        text.append(name).append(": ").append(value).push_back('\n');
    };
    add("id", core::to_string(user.id));
    add("username", user.username);
    add("name", user.name);
    add("email", user.email + (user.email_verified ? " (verified)" : " (unverified)"));
    if (!user.pending_email.empty()) add("pending e-mail", user.pending_email);
    add("language", user.lang);
    add("state", std::string{to_text(user.state)} + " since " + core::to_rfc3339(user.state_at));
    add("created", core::to_rfc3339(user.created_at));
    add("followers", std::to_string(user.followers_count));
    add("following", std::to_string(user.following_count));
    return text;
}

Outcome told(Result<User> user, std::string_view what) {
    if (!user) return user.error();
    return user->username + ' ' + std::string{what} + '\n';
}

Outcome told(Result<Administer::Given> given, bool made) {
    if (!given) return given.error();
    auto text = core::to_string(given->user.id) + '\t' + given->user.username + '\n';
    if (made) text += "password: " + given->password + '\n';
    return text;
}

Task<Outcome> list(Desk desk, host::Given given) {
    std::size_t limit = 100;
    if (const auto text = word(given, "limit"); !text.empty()) {
        const auto read = std::from_chars(text.data(), text.data() + text.size(), limit);
        if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || limit < 1 || limit > 1000)
            co_return core::Error{core::invalid_fields, "--limit: 1 to 1000"};
    }
    UserId after;
    if (const auto text = word(given, "after"); !text.empty()) {
        const auto id = core::parse_as<UserId>(text);
        if (!id) co_return core::Error{core::invalid_fields, "--after: this is no id"};
        after = *id;
    }
    auto page = co_await desk.administer.list(after, limit);
    if (!page) co_return page.error();
    std::string text;
    for (const auto& user : page->items) text += line_of(user);
    if (page->next) text += "more: --after " + core::to_string(*page->next) + '\n';
    co_return text;
}

Task<Outcome> show(Desk desk, host::Given given) {
    auto user = co_await desk.administer.find(word(given, "user"));
    if (!user) co_return user.error();
    co_return whole(*user);
}

Task<Outcome> create(Desk desk, host::Given given) {
    auto keys = co_await desk.keep_keys();  // there is none yet where no server runs
    if (!keys) co_return keys.error();
    Registration registration;
    registration.username = word(given, "username");
    registration.email = word(given, "email");
    registration.name = word(given, "name");
    if (registration.name.empty()) registration.name = *registration.username;
    registration.password = word(given, "password");
    registration.lang = choose_language(word(given, "lang"));
    const bool made = registration.password.empty();
    co_return told(co_await desk.administer.create(std::move(registration)), made);
}

Task<Outcome> disable(Desk desk, host::Given given) {
    co_return told(co_await desk.administer.set_state(word(given, "user"), UserState::disabled), "is disabled");
}

Task<Outcome> enable(Desk desk, host::Given given) {
    co_return told(co_await desk.administer.set_state(word(given, "user"), UserState::active), "is active");
}

Task<Outcome> reset_password(Desk desk, host::Given given) {
    auto password = word(given, "password");
    const bool made = password.empty();
    co_return told(co_await desk.administer.reset_password(word(given, "user"), std::move(password)), made);
}

Task<Outcome> remove(Desk desk, host::Given given) {
    auto user = co_await desk.administer.remove(word(given, "user"));
    if (user) desk.deletion_begun.notify();
    co_return told(std::move(user), "is being deleted");
}

/// A command, as it is told and as it is done.
struct Row {
    config::Command description;
    Task<Outcome> (*run)(Desk, host::Given);
};

std::vector<Row> rows() {
    const config::Argument user{"user", "Their id, username or e-mail address"};
    const config::Option password{"password", "This password; else one is made and printed", "TEXT"};
    return {
        {{"admin user list",
          "List people: id, username, e-mail, state",
          {},
          {{"after", "Go on after this id", "ID"}, {"limit", "At most so many (100)", "N"}}},
         list},
        {{"admin user show", "Show all that is known of somebody", {user}}, show},
        {{"admin user create",
          "Add somebody, even where registration is closed",
          {{"username", "Their username"}, {"email", "Their e-mail address"}},
          {{"name", "Their name; else the username", "TEXT"}, {"lang", "en or pt-BR", "LANGUAGE"}, password}},
         create},
        {{"admin user disable", "Make somebody a stranger to all, until enabled; their sessions end", {user}}, disable},
        {{"admin user enable", "Let a disabled person back in", {user}}, enable},
        {{"admin user reset-password", "Give somebody a new password, and end their sessions", {user}, {password}},
         reset_password},
        {{"admin user delete", "Delete somebody and all that is theirs, for good", {user}}, remove},
    };
}

}  // namespace

std::vector<host::Command> admin_commands(const Desk& desk) {
    std::vector<host::Command> commands;
    for (auto& row : rows()) {
        auto run = [desk, work = row.run](host::Given given) { return work(desk, std::move(given)); };
        commands.push_back({std::move(row.description.name), std::move(run)});
    }
    return commands;
}

std::vector<config::Command> authentication_commands() {
    std::vector<config::Command> told;
    for (auto& row : rows()) told.push_back(std::move(row.description));
    return told;
}

}  // namespace instante::authentication
