#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "async/run.hpp"
#include "async/scope.hpp"
#include "resize_image/domain/errors.hpp"
#include "resize_image/domain/image_header.hpp"
#include "resize_image/tests/photo_files.hpp"
#include "resize_image/tests/vips/pictures.hpp"

namespace instante::resize_image {
namespace {

using Outcomes = std::multimap<std::string, Result<RenderedImage>>;

Task<Result<void>> render_into(Renderer& renderer, std::string photo, Outcomes& outcomes) {
    auto image = co_await renderer.render(photo_path(photo));
    outcomes.emplace(photo, std::move(image));
    co_return Result<void>{};
}

/// Renders all of `photos` at once.
Task<Outcomes> render_together(Renderer& renderer, std::vector<std::string> photos) {
    auto loop = co_await async::this_loop();
    async::Scope scope{loop};
    Outcomes outcomes;
    for (const auto& photo : photos) scope.spawn(render_into(renderer, photo, outcomes));
    auto ended = co_await scope.join();
    EXPECT_TRUE(ended);
    co_return outcomes;
}

bool same_content(const RenderedImage& left, const RenderedImage& right) {
    return std::ranges::equal(left.renditions, right.renditions, {}, &RenderedRendition::content, &RenderedRendition::content);
}

TEST(VipsRenderer, RendersSeveralAtOnceAsWellAsAlone) {
    const auto renderer = make_vips_renderer({.threads = 3});
    std::vector<std::string> photos;
    for (int i = 0; i < 2; ++i)
        photos.insert(photos.end(), std::begin(photos_of_every_container), std::end(photos_of_every_container));
    const auto outcomes = async::run(render_together(*renderer, photos));
    EXPECT_EQ(outcomes.size(), photos.size());
    for (const auto& [photo, image] : outcomes) {
        ASSERT_TRUE(image) << photo;
        EXPECT_TRUE(same_content(*image, render_photo(photo))) << photo;
    }
}

TEST(VipsRenderer, RefusesWhatItHasNoRoomForAndSaysWhenToComeBack) {
    // The budget is so small that each picture is admitted alone, and nobody may wait.
    const auto renderer = make_vips_renderer({.memory = {1}, .most_waiting = 0});
    const auto outcomes = async::run(render_together(*renderer, std::vector<std::string>(6, "12mp.jpg")));
    const auto refused = std::ranges::find_if(outcomes, [](const auto& outcome) { return !outcome.second; });
    ASSERT_NE(refused, outcomes.end());
    EXPECT_EQ(refused->second.error().code(), queue_full);
    EXPECT_TRUE(refused->second.error().retry_after());
    EXPECT_TRUE(std::ranges::any_of(outcomes, [](const auto& outcome) { return outcome.second.has_value(); }));
}

TEST(VipsRenderer, RefusesWhatWouldNotFitEvenAlone) {
    const auto need = rendering_memory(*read_image_header(as_bytes(photo_bytes("progressive.jpg"))));
    const auto tight = make_vips_renderer({.memory = {1}, .most_of_one = {need.count - 1}});
    const auto refused = async::run(tight->render(photo_path("progressive.jpg")));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), too_many_pixels);
    const auto enough = make_vips_renderer({.memory = {1}, .most_of_one = need});
    EXPECT_TRUE(async::run(enough->render(photo_path("progressive.jpg"))));
}

TEST(VipsRenderer, LetsWhatWaitsForMemoryHaveItsTurn) {
    const auto renderer = make_vips_renderer({.threads = 2, .memory = {1}});
    const auto outcomes = async::run(render_together(*renderer, std::vector<std::string>(6, "tiny.jpg")));
    EXPECT_TRUE(std::ranges::all_of(outcomes, [](const auto& outcome) { return outcome.second.has_value(); }));
}

TEST(VipsRenderer, OfAFileThatIsGoneFailsAsOurFault) {
    const auto renderer = make_vips_renderer({});
    const auto image = async::run(renderer->render("/nowhere/at/all"));
    ASSERT_FALSE(image);
    EXPECT_EQ(image.error().code(), core::internal);
}

}  // namespace
}  // namespace instante::resize_image
