#include "resize_image/outbound/metrics/measured_renderer.hpp"

#include <chrono>
#include <utility>

namespace instante::resize_image {
namespace {

constexpr const char* name = "instante_render_seconds";
constexpr const char* help = "Pictures rendered, from their arrival to their renditions, by outcome.";

/// Counts a picture as being in hand for as long as it lives.
class InHand {
public:
    explicit InHand(telemetry::Gauge& gauge) : gauge_(gauge) { gauge_.add(1); }
    ~InHand() { gauge_.add(-1); }
    InHand(const InHand&) = delete;
    InHand& operator=(const InHand&) = delete;

private:
    telemetry::Gauge& gauge_;
};

class MeasuredRenderer final : public Renderer {
public:
    MeasuredRenderer(std::unique_ptr<Renderer> inner, telemetry::Metrics& metrics)
        : inner_(std::move(inner)),
          in_hand_(metrics.gauge("instante_render_in_hand", "Pictures being rendered, or waiting for it.")),
          rendered_(metrics.histogram(name, help, {{"outcome", "rendered"}})),
          refused_(metrics.histogram(name, help, {{"outcome", "refused"}})),
          failed_(metrics.histogram(name, help, {{"outcome", "failed"}})) {}

    Task<Result<RenderedImage>> render(std::filesystem::path file) override {
        const InHand counted{in_hand_};
        const auto begin = std::chrono::steady_clock::now();
        auto image = co_await inner_->render(std::move(file));
        histogram_of(image).observe(std::chrono::steady_clock::now() - begin);
        co_return image;
    }

private:
    telemetry::Histogram& histogram_of(const Result<RenderedImage>& image) {
        if (image) return rendered_;
        const bool is_ours = image.error().kind() == core::Kind::unavailable || image.error().kind() == core::Kind::internal;
        return is_ours ? failed_ : refused_;
    }

    std::unique_ptr<Renderer> inner_;
    telemetry::Gauge& in_hand_;
    telemetry::Histogram& rendered_;
    telemetry::Histogram& refused_;
    telemetry::Histogram& failed_;
};

}  // namespace

std::unique_ptr<Renderer> make_measured_renderer(std::unique_ptr<Renderer> inner, telemetry::Metrics& metrics) {
    return std::make_unique<MeasuredRenderer>(std::move(inner), metrics);
}

}  // namespace instante::resize_image
