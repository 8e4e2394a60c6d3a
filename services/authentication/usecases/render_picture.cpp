#include "authentication/usecases/render_picture.hpp"

#include <utility>

#include "async/within.hpp"

namespace instante::authentication {

namespace {

/// Ends the wait however the caller ends, so that nobody's answer is kept for nobody.
class Wait {
public:
    Wait(PictureWaits& waits, ImageId id) : waits_(waits), id_(id), answer_(waits.expect(id)) {}
    ~Wait() { waits_.give_up(id_); }
    Wait(const Wait&) = delete;
    Wait& operator=(const Wait&) = delete;

    [[nodiscard]] const PictureWaits::Answer& answer() const { return answer_; }
    [[nodiscard]] bool give_up() const { return waits_.give_up(id_); }

private:
    PictureWaits& waits_;
    ImageId id_;
    PictureWaits::Answer answer_;
};

}  // namespace

Task<Result<RenderedPicture>> RenderPicture::operator()(UserId owner, std::string content, core::Trace trace) {
    const auto id = ids_.next<ImageId>();
    const Wait wait{waits_, id};
    auto asked = co_await requests_.ask(id, owner, std::move(content), std::move(trace));
    if (!asked) co_return asked.error();
    auto image = co_await async::within(patience_, wait.answer().wait());
    if (!image && image.error().code() == core::timed_out) {
        if (wait.give_up()) co_return RenderedPicture{id, std::nullopt};
        image = co_await wait.answer().wait();  // it came in between
    }
    if (!image) co_return image.error();
    co_return RenderedPicture{id, std::move(*image)};
}

}  // namespace instante::authentication
