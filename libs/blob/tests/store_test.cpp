#include "blob/testing/store_suite.hpp"
#include "blob/testing/temporary_folder.hpp"

namespace instante::blob {
namespace {

std::shared_ptr<Store> open_memory() {
    static const core::SystemClock clock;
    return make_memory_store(clock);
}

std::shared_ptr<Store> open_files() {
    auto folder = std::make_shared<TemporaryFolder>();
    auto* store = open_file_store(folder->path() / "media").value().release();
    return {store, [folder](Store* opened) { delete opened; }};
}

INSTANTIATE_TEST_SUITE_P(Adapters, BlobStoreSuite,
                         testing::Values(StoreUnderTest{"memory", open_memory}, StoreUnderTest{"file", open_files}), store_name);

}  // namespace
}  // namespace instante::blob
