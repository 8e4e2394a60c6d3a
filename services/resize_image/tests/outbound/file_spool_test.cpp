#include "resize_image/outbound/files/file_spool.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "async/run.hpp"
#include "blob/testing/temporary_folder.hpp"
#include "core/encoding.hpp"
#include "crypto/hash.hpp"

namespace instante::resize_image {
namespace {

std::string content_of(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

struct FileSpoolTest : testing::Test {
    blob::TemporaryFolder folder;
    async::Pool pool{{.name = "files", .threads = 1, .queue_limit = 4}};
    std::filesystem::path place = folder.path() / "data" / "spool";
    std::unique_ptr<Spool> spool = open_file_spool(place, pool).value();
};

TEST_F(FileSpoolTest, HoldsWhatIsWrittenAndItsDigest) {
    const auto file = async::run(spool->create()).value();
    ASSERT_TRUE(async::run(file->write("one ")));
    ASSERT_TRUE(async::run(file->write("two")));
    EXPECT_EQ(content_of(file->path()), "one two");
    EXPECT_EQ(file->digest(), core::hex_encode(crypto::sha256("one two")));
}

TEST_F(FileSpoolTest, KeepsFilesApart) {
    const auto one = async::run(spool->create()).value();
    const auto two = async::run(spool->create()).value();
    ASSERT_TRUE(async::run(one->write("one")));
    ASSERT_TRUE(async::run(two->write("two")));
    EXPECT_EQ(content_of(one->path()), "one");
    EXPECT_EQ(content_of(two->path()), "two");
}

TEST_F(FileSpoolTest, LeavesNoNameThatCouldOutliveTheProcess) {
    const auto file = async::run(spool->create()).value();
    ASSERT_TRUE(async::run(file->write("secret")));
    EXPECT_TRUE(std::filesystem::is_empty(place));
}

TEST_F(FileSpoolTest, SaysWhenItHasNoPlace) {
    std::filesystem::remove_all(place);
    EXPECT_EQ(async::run(spool->create()).error().code(), core::unavailable);
    std::ofstream{folder.path() / "file"} << "x";
    EXPECT_EQ(open_file_spool(folder.path() / "file" / "spool", pool).error().code(), core::unavailable);
}

}  // namespace
}  // namespace instante::resize_image
