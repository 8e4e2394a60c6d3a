#include "authentication/room.hpp"

#include <utility>

#include "access/token.hpp"

namespace instante::authentication {

namespace {

crypto::PasswordHasher::Options password_options(const config::Settings& settings) {
    switch (settings.password_cost) {
        case config::PasswordCost::interactive:
            return {};
        case config::PasswordCost::minimal:
            return crypto::PasswordHasher::cheap();
    }
    return {};
}

/// What the links of mails begin with.
std::string base_url(const config::Settings& settings) {
    if (!settings.public_url.empty()) return settings.public_url;
    return (settings.tls_cert.empty() ? "http://" : "https://") + config::to_string(settings.listen);
}

}  // namespace

Room::Room(host::Context& context, std::unique_ptr<Storage> opened, std::unique_ptr<Mailer> post)
    : storage(std::move(opened)),
      stores(storage->stores()),
      passwords(make_argon2_passwords(password_options(context.settings))),
      secrets(make_random_secrets()),
      tokens(make_jwt_access_tokens(access::token_issuer(context.settings.public_url), context.keys)),
      refusals(make_deny_list_refusals(context.deny_list)),
      requests(make_bus_picture_requests(context.blobs, context.bus, context.clock)),
      answers(make_bus_answers(context.bus, context.clock)),
      mailer(std::move(post)),
      maker(*secrets, *tokens, context.ids, context.clock),
      render(*requests, waits, context.ids),
      register_user(registering(context, context.settings.registration == config::Registration::open)),
      sign_in({.accounts = *stores.accounts,
               .people = *stores.people,
               .sessions = *stores.sessions,
               .passwords = *passwords,
               .refusals = *refusals,
               .maker = maker}),
      refresh({.sessions = *stores.sessions, .secrets = *secrets, .refusals = *refusals, .maker = maker, .clock = context.clock}),
      sign_out(*stores.sessions, *refusals, context.clock),
      find(*stores.people),
      show(find, *stores.follows),
      change({.accounts = *stores.accounts,
              .people = *stores.people,
              .devices = *stores.devices,
              .passwords = *passwords,
              .refusals = *refusals,
              .render = render,
              .clock = context.clock}),
      follow(find, *stores.follows, context.ids, context.clock),
      list(find, *stores.follows),
      search(*stores.search),
      devices(*stores.devices),
      confirm_email({.people = *stores.people, .mails = *stores.mails, .secrets = *secrets, .clock = context.clock}),
      reset_password(
          {.mails = *stores.mails, .passwords = *passwords, .secrets = *secrets, .refusals = *refusals, .clock = context.clock}),
      send_mail({.people = *stores.people,
                 .mails = *stores.mails,
                 .mailer = *mailer,
                 .secrets = *secrets,
                 .clock = context.clock,
                 .base_url = base_url(context.settings)}),
      delete_user({.people = *stores.people,
                   .deletions = *stores.deletions,
                   .passwords = *passwords,
                   .refusals = *refusals,
                   .clock = context.clock}),
      complete_deletions(*stores.deletions, *mailer, context.clock),
      deletion_begun(context.loops.at(0)),
      register_anybody(registering(context, true)),
      administer({.people = *stores.people,
                  .accounts = *stores.accounts,
                  .passwords = *passwords,
                  .secrets = *secrets,
                  .refusals = *refusals,
                  .register_user = register_anybody,
                  .delete_user = delete_user,
                  .clock = context.clock}),
      keep_keys(*stores.keys, *tokens, context.clock),
      settle(*stores.pictures, waits, context.clock),
      tell({.people = *stores.people,
            .follows = *stores.follows,
            .sessions = *stores.sessions,
            .devices = *stores.devices,
            .answers = *answers,
            .clock = context.clock}),
      tidy_up(*stores.accounts, *stores.sessions, *stores.pictures, *stores.mails, *mailer, *stores.search, context.clock),
      intake(context.settings.max_image_bytes),
      api{.register_user = register_user,
          .sign_in = sign_in,
          .refresh = refresh,
          .sign_out = sign_out,
          .find = find,
          .show = show,
          .change = change,
          .follow = follow,
          .list = list,
          .search = search,
          .devices = devices,
          .confirm_email = confirm_email,
          .reset_password = reset_password,
          .delete_user = delete_user,
          .deletion_begun = deletion_begun,
          .access = context.access,
          .urls = context.urls,
          .keys = context.keys,
          .intake = intake,
          .limits = context.limits} {}

Register::Needs Room::registering(host::Context& context, bool open) {
    return {.accounts = *stores.accounts,
            .people = *stores.people,
            .sessions = *stores.sessions,
            .passwords = *passwords,
            .secrets = *secrets,
            .maker = maker,
            .render = render,
            .ids = context.ids,
            .clock = context.clock,
            .open = open};
}

}  // namespace instante::authentication
