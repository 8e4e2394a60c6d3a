#include "authentication/outbound/sqlite/columns.hpp"
#include "authentication/outbound/sqlite/parts.hpp"

namespace instante::authentication::sqlite_store {

namespace {

struct Awaited {
    UserId user;
    bool unwanted = false;
};

std::optional<Awaited> take_awaited(Writing& writing, ImageId id) {
    auto row = writing.prepare("delete from pending_picture where id = ? returning user, unwanted").bind(id);
    if (!row.step()) return std::nullopt;
    return Awaited{row.id<UserId>(0), row.integer(1) != 0};
}

/// Has a picture removed that came for somebody who is deleted.
Result<void> drop(Writing& writing, const User& user, const LatePicture& picture) {
    if (picture.image)
        writing.announce(UserDeleted{user.id, user.version, user.state_at, media_keys(picture.image)}, picture.trace);
    return boost::system::in_place_value;
}

/// Keeps a rendering that nobody awaits yet, unless it is set already.
Result<void> keep(Writing& writing, const LatePicture& picture) {
    auto owner = writing.user(picture.owner);
    if (!owner) return owner.error();
    if (*owner && (*owner)->image && (*owner)->image->id == picture.id) return boost::system::in_place_value;
    if (*owner && (*owner)->state == UserState::deleted) return drop(writing, **owner, picture);
    const auto image = to_column(picture.image);
    writing.prepare("insert or ignore into early_picture values (?,?,?)").bind(picture.id, image, picture.at).run();
    return boost::system::in_place_value;
}

Result<void> settle_in(Writing& writing, const LatePicture& picture) {
    const auto awaited = take_awaited(writing, picture.id);
    if (!awaited) return keep(writing, picture);
    auto found = writing.user(awaited->user);
    if (!found) return found.error();
    if (*found && (*found)->state == UserState::deleted) return drop(writing, **found, picture);
    if (!*found || (*found)->state != UserState::active || !picture.image) return boost::system::in_place_value;
    auto& user = **found;
    auto orphans = media_keys(awaited->unwanted ? picture.image : user.image);
    if (!awaited->unwanted) user.image = picture.image;
    ++user.version;
    auto stored = writing.store(user);
    if (!stored) return stored.error();
    writing.announce(UserUpdated{user, std::move(orphans)}, picture.trace);
    return boost::system::in_place_value;
}

class SqlitePictureStore final : public PictureStore {
public:
    explicit SqlitePictureStore(EnginePtr engine) : engine_(std::move(engine)) {}

    Task<Result<void>> settle(LatePicture picture) override {
        auto operation = [picture = std::move(picture)](Writing& writing) { return settle_in(writing, picture); };
        co_return co_await engine_->write(std::move(operation));
    }

    Task<Result<std::size_t>> sweep(core::Timestamp before, std::size_t limit) override {
        auto operation = [before, limit](Writing& writing) -> Result<std::size_t> {
            auto pending = writing.prepare(
                "delete from pending_picture where id in (select id from pending_picture where asked_at < ? limit ?)");
            auto early =
                writing.prepare("delete from early_picture where id in (select id from early_picture where at < ? limit ?)");
            return static_cast<std::size_t>(pending.bind(before, limit).run() + early.bind(before, limit).run());
        };
        co_return co_await engine_->write(std::move(operation));
    }

private:
    EnginePtr engine_;
};

}  // namespace

std::unique_ptr<PictureStore> make_pictures(EnginePtr engine) {
    return std::make_unique<SqlitePictureStore>(std::move(engine));
}

}  // namespace instante::authentication::sqlite_store
