#include "authentication/outbound/sqlite/parts.hpp"

namespace instante::authentication::sqlite_store {

namespace {

Result<std::vector<StoredKey>> keys_in(sqlite::Connection& connection) {
    std::vector<StoredKey> keys;
    auto rows = connection.prepare("select kid, seed, created_at from signing_key order by created_at, kid");
    while (rows.step()) keys.push_back({rows.text(0), rows.text(1), rows.time(2)});
    return keys;
}

class SqliteKeyStore final : public KeyStore {
public:
    explicit SqliteKeyStore(EnginePtr engine) : engine_(std::move(engine)) {}

    Task<Result<std::vector<StoredKey>>> keys() override { co_return engine_->read(keys_in); }

    Task<Result<std::vector<StoredKey>>> rotate(std::optional<StoredKey> key, core::Timestamp unless_since,
                                                std::vector<std::string> retired) override {
        auto operation = [key = std::move(key), unless_since, retired = std::move(retired)](Writing& writing) {
            const auto fresh = writing.prepare("select 1 from signing_key where created_at > ?").bind(unless_since).step();
            if (key && !fresh)
                writing.prepare("insert into signing_key values (?,?,?)").bind(key->kid, key->seed, key->created_at).run();
            for (const auto& kid : retired) writing.prepare("delete from signing_key where kid = ?").bind(kid).run();
            return keys_in(writing.connection());
        };
        co_return co_await engine_->write(std::move(operation));
    }

private:
    EnginePtr engine_;
};

}  // namespace

std::unique_ptr<KeyStore> make_keys(EnginePtr engine) {
    return std::make_unique<SqliteKeyStore>(std::move(engine));
}

}  // namespace instante::authentication::sqlite_store
