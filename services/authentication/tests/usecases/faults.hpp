#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "async/testing/faults.hpp"
#include "authentication/ports/stores.hpp"

namespace instante::authentication::testing {

using async::testing::Faults;

class FlakyAccountStore final : public AccountStore {
public:
    FlakyAccountStore(std::unique_ptr<AccountStore> inner, Faults& faults) : inner_(std::move(inner)), faults_(faults) {}
    Task<Result<AddedAccount>> add(NewAccount account) override { return faults_.guard(inner_->add(std::move(account))); }
    Task<Result<std::optional<Registered>>> registered(std::string key, core::Timestamp since) override {
        return inner_->registered(std::move(key), since);
    }
    Task<Result<ChangedUser>> change(UserChange change) override { return faults_.guard(inner_->change(std::move(change))); }
    Task<Result<void>> rehash(UserId user, std::string from, std::string to) override {
        return faults_.guard(inner_->rehash(user, std::move(from), std::move(to)));
    }
    Task<Result<std::size_t>> forget_keys(core::Timestamp before, std::size_t limit) override {
        return faults_.guard(inner_->forget_keys(before, limit));
    }

private:
    std::unique_ptr<AccountStore> inner_;
    Faults& faults_;
};

class FlakySessionStore final : public SessionStore {
public:
    FlakySessionStore(std::unique_ptr<SessionStore> inner, Faults& faults) : inner_(std::move(inner)), faults_(faults) {}
    Task<Result<std::vector<SessionEnded>>> open(NewSession session, core::Trace trace) override {
        return faults_.guard(inner_->open(std::move(session), std::move(trace)));
    }
    Task<Result<std::optional<Rotated>>> rotate(Rotation rotation) override {
        return faults_.guard(inner_->rotate(std::move(rotation)));
    }
    Task<Result<std::optional<SessionEnded>>> end(SessionId session, core::Timestamp at, core::Trace trace) override {
        return faults_.guard(inner_->end(session, at, std::move(trace)));
    }
    Task<Result<std::vector<SessionEnded>>> ended_since(core::Timestamp since) override { return inner_->ended_since(since); }
    Task<Result<std::size_t>> sweep(core::Timestamp idle_since, core::Timestamp ended_before, std::size_t limit) override {
        return faults_.guard(inner_->sweep(idle_since, ended_before, limit));
    }

private:
    std::unique_ptr<SessionStore> inner_;
    Faults& faults_;
};

class FlakyFollowStore final : public FollowStore {
public:
    FlakyFollowStore(std::unique_ptr<FollowStore> inner, Faults& faults) : inner_(std::move(inner)), faults_(faults) {}
    Task<Result<Follow>> follow(NewFollow follow) override { return faults_.guard(inner_->follow(std::move(follow))); }
    Task<Result<void>> unfollow(UserId follower, UserId followee, core::Timestamp at, core::Trace trace) override {
        return faults_.guard(inner_->unfollow(follower, followee, at, std::move(trace)));
    }
    Task<Result<core::Page<Person, FollowId>>> followers(UserId user, std::optional<FollowId> before,
                                                         std::size_t limit) override {
        return inner_->followers(user, before, limit);
    }
    Task<Result<core::Page<Person, FollowId>>> following(UserId user, std::optional<FollowId> before,
                                                         std::size_t limit) override {
        return inner_->following(user, before, limit);
    }
    Task<Result<Relation>> relation(UserId viewer, UserId user) override { return inner_->relation(viewer, user); }
    Task<Result<core::Page<Follow, EdgeKey>>> edges(std::optional<EdgeKey> after, std::size_t limit) override {
        return inner_->edges(after, limit);
    }

private:
    std::unique_ptr<FollowStore> inner_;
    Faults& faults_;
};

class FlakyMailStore final : public MailStore {
public:
    FlakyMailStore(std::unique_ptr<MailStore> inner, Faults& faults) : inner_(std::move(inner)), faults_(faults) {}
    Task<Result<void>> order(MailOrder order, core::Trace trace) override {
        return faults_.guard(inner_->order(std::move(order), std::move(trace)));
    }
    Task<Result<void>> put(MailToken token) override { return faults_.guard(inner_->put(std::move(token))); }
    Task<Result<std::optional<MailToken>>> find(std::string digest, core::Timestamp now) override {
        return inner_->find(std::move(digest), now);
    }
    Task<Result<std::optional<User>>> confirm(TokenUse use) override { return faults_.guard(inner_->confirm(std::move(use))); }
    Task<Result<std::optional<ChangedUser>>> reset(TokenUse use, std::string password_hash) override {
        return faults_.guard(inner_->reset(std::move(use), std::move(password_hash)));
    }
    Task<Result<std::size_t>> sweep(core::Timestamp now, std::size_t limit) override {
        return faults_.guard(inner_->sweep(now, limit));
    }

private:
    std::unique_ptr<MailStore> inner_;
    Faults& faults_;
};

class FlakyDeletionStore final : public DeletionStore {
public:
    FlakyDeletionStore(std::unique_ptr<DeletionStore> inner, Faults& faults) : inner_(std::move(inner)), faults_(faults) {}
    Task<Result<Deletion>> begin(UserId user, core::Timestamp at, core::Trace trace) override {
        return faults_.guard(inner_->begin(user, at, std::move(trace)));
    }
    Task<Result<bool>> clear_some(UserId user, std::size_t limit) override {
        return faults_.guard(inner_->clear_some(user, limit));
    }
    Task<Result<std::vector<Deletion>>> due(core::Timestamp now, std::size_t limit) override { return inner_->due(now, limit); }
    Task<Result<void>> postpone(UserId user, core::Timestamp next_at, bool again) override {
        return faults_.guard(inner_->postpone(user, next_at, again));
    }
    Task<Result<bool>> answered(UserId user, Keeper keeper) override { return faults_.guard(inner_->answered(user, keeper)); }
    Task<Result<bool>> finish(UserId user) override { return faults_.guard(inner_->finish(user)); }

private:
    std::unique_ptr<DeletionStore> inner_;
    Faults& faults_;
};

class FlakyPictureStore final : public PictureStore {
public:
    FlakyPictureStore(std::unique_ptr<PictureStore> inner, Faults& faults) : inner_(std::move(inner)), faults_(faults) {}
    Task<Result<void>> settle(LatePicture picture) override { return faults_.guard(inner_->settle(std::move(picture))); }
    Task<Result<std::size_t>> sweep(core::Timestamp before, std::size_t limit) override {
        return faults_.guard(inner_->sweep(before, limit));
    }

private:
    std::unique_ptr<PictureStore> inner_;
    Faults& faults_;
};

}  // namespace instante::authentication::testing
