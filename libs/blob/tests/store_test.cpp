#include "blob/holding_store.hpp"
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

std::shared_ptr<Store> open_holding() {
    static const core::SystemClock clock;
    return std::make_shared<HoldingStore>(make_memory_store(clock));
}

INSTANTIATE_TEST_SUITE_P(Adapters, BlobStoreSuite,
                         testing::Values(StoreUnderTest{"memory", open_memory}, StoreUnderTest{"file", open_files},
                                         StoreUnderTest{"holding", open_holding}),
                         store_name);

}  // namespace
}  // namespace instante::blob
