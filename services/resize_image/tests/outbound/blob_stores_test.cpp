#include <gtest/gtest.h>

#include <thread>

#include "async/run.hpp"
#include "blob/testing/temporary_folder.hpp"
#include "resize_image/outbound/blob/stores.hpp"

namespace instante::resize_image {
namespace {

using namespace std::chrono_literals;

constexpr core::Timestamp noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + 12h};
constexpr UserId ana{7};

enum class Kind : std::uint8_t { memory, file };

/// Both ports over each storage that a process may have.
struct BlobStoresTest : testing::TestWithParam<Kind> {
    Result<Identity> claim(const std::string& key, std::uint64_t id, core::Timestamp since = noon - 24h,
                           core::Timestamp now = noon) {
        Identity fresh{PublicationId{id}, {ImageId{id + 1}, ImageId{id + 2}}, now, "digest"};
        return async::run(identities->claim(ana, key, std::move(fresh), since));
    }

    core::FixedClock clock{noon};
    blob::TemporaryFolder folder;
    std::unique_ptr<blob::Store> blobs =
        GetParam() == Kind::memory ? blob::make_memory_store(clock) : blob::open_file_store(folder.path() / "media").value();
    async::Pool pool{{.name = "files", .threads = 1}};
    std::unique_ptr<Identities> identities = make_blob_identities(*blobs);
    std::unique_ptr<Media> media = make_blob_media(*blobs, pool);
};

TEST_P(BlobStoresTest, RememberTheFirstIdentityWhole) {
    const Identity first{PublicationId{10}, {ImageId{11}, ImageId{12}}, noon, "digest"};
    EXPECT_EQ(claim("key", 10).value(), first);
    EXPECT_EQ(claim("key", 20).value(), first);
    EXPECT_EQ(claim("other \n key /..", 30).value().id, PublicationId{30}) << "any key will do";
}

TEST_P(BlobStoresTest, ReplaceAnIdentityThatIsTooOld) {
    ASSERT_TRUE(claim("key", 10));
    EXPECT_EQ(claim("key", 20, noon).value().id, PublicationId{10}) << "just not too old";
    EXPECT_EQ(claim("key", 20, noon + 1ms, noon + 24h).value().id, PublicationId{20});
    EXPECT_EQ(claim("key", 30, noon + 1ms).value().id, PublicationId{20});
}

TEST_P(BlobStoresTest, GiveAllWhoClaimAtOnceTheSameIdentity) {
    std::vector<std::uint64_t> got(8);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < got.size(); ++i)
        threads.emplace_back([this, &got, i] { got[i] = claim("key", 10 * (i + 1)).value().id.value; });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(got, std::vector<std::uint64_t>(got.size(), got.front()));
}

TEST_P(BlobStoresTest, RefuseAnIdentityThatCannotBeRead) {
    ASSERT_TRUE(claim("key", 10));
    const auto place = async::run(blobs->list("idempotency/", "", 1)).value().front().key;
    for (const auto* content : {"", "{}", R"({"id":"x","images":[],"created_at":"","digest":""})"}) {
        std::vector<blob::NewBlob> broken(1);
        broken.front() = {place, "application/json", content};
        ASSERT_TRUE(async::run(blobs->put(std::move(broken))));
        EXPECT_EQ(claim("key", 20).error().code(), core::internal);
    }
}

TEST_P(BlobStoresTest, ForgetOnePersonsIdentities) {
    ASSERT_TRUE(claim("key", 10));
    ASSERT_TRUE(async::run(identities->forget(UserId{70})));
    EXPECT_EQ(claim("key", 20).value().id, PublicationId{10});
    ASSERT_TRUE(async::run(identities->forget(ana)));
    EXPECT_EQ(claim("key", 20).value().id, PublicationId{20});
}

TEST_P(BlobStoresTest, NameRenditionsByTheirContentAndStoreEachContentOnce) {
    RenderedImage rendered{{100, 50}, "hash", {}};
    rendered.renditions.push_back({RenditionName::w1080, Format::jpeg, {100, 50}, "one"});
    rendered.renditions.push_back({RenditionName::w640, Format::jpeg, {100, 50}, "one"});
    rendered.renditions.push_back({RenditionName::square150, Format::jpeg, {50, 50}, "two"});
    std::vector<NamedPicture> pictures{{ImageId{1}, "alt", rendered}, {ImageId{2}, "", rendered}};
    const auto images = async::run(media->store(KeyPrefix{PublicationId{5}}, pictures)).value();
    ASSERT_EQ(images.size(), 2u);
    const auto& renditions = images.front().renditions;
    EXPECT_EQ(images.front().alt, "alt");
    EXPECT_EQ(renditions[0].key, "p/5/1-7692c3ad3540bb80.jpg");  // SHA-256 of "one"
    EXPECT_EQ(renditions[1].key, renditions[0].key);
    EXPECT_EQ(renditions[1].name, RenditionName::w640);
    EXPECT_NE(renditions[2].key, renditions[0].key);
    EXPECT_EQ(async::run(media->list(KeyPrefix{PublicationId{5}}, 100)).value().size(), 4u);
    EXPECT_EQ(async::run(media->read(renditions[0].key, 1, 5)).value(), "ne");
    EXPECT_EQ(async::run(media->size(renditions[2].key)).value(), core::Bytes{3});
    EXPECT_EQ(async::run(media->size("p/5/9-7692c3ad3540bb80.jpg")).error().code(), core::not_found);
}

INSTANTIATE_TEST_SUITE_P(Adapters, BlobStoresTest, testing::Values(Kind::memory, Kind::file),
                         [](const auto& adapter) { return adapter.param == Kind::memory ? "memory" : "file"; });

}  // namespace
}  // namespace instante::resize_image
