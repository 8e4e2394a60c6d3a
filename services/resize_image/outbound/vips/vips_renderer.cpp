#include "resize_image/outbound/vips/vips_renderer.hpp"

#include <utility>

#include "async/pool.hpp"
#include "resize_image/domain/errors.hpp"
#include "resize_image/domain/image_header.hpp"
#include "resize_image/outbound/vips/admission.hpp"
#include "resize_image/outbound/vips/mapped_file.hpp"
#include "resize_image/outbound/vips/render.hpp"

namespace instante::resize_image {
namespace {

constexpr std::size_t most_headers = 1024;  // files waiting for a look at their first bytes, which takes microseconds

/// More than admission ever lets through at once: each picture needs at least 4 MiB of the budget.
std::size_t most_admitted(core::Bytes budget) {
    return 1 + budget.count / (4ull << 20);
}

class VipsRenderer final : public Renderer {
public:
    explicit VipsRenderer(RendererOptions options)
        : options_(options),
          admission_(options.memory, options.most_waiting),
          headers_({.name = "image-header", .threads = 1, .queue_limit = most_headers}),
          renderers_({.name = "image", .threads = options.threads, .queue_limit = most_admitted(options.memory)}) {}

    Task<Result<RenderedImage>> render(std::filesystem::path file) override {
        auto inspect = [options = options_, file = std::move(file)] { return open_upload(file, options); };
        auto upload = co_await async::on(headers_, std::move(inspect));
        if (!upload) co_return as_queue_full(upload.error());
        auto ticket = co_await admission_.admit(rendering_memory(upload->header));
        if (!ticket) co_return ticket.error();
        // The ticket goes with the work: a caller that gives up does not free the memory that is still in use.
        auto work = [this, upload = std::move(*upload), ticket = std::move(*ticket)] { return render_now(upload); };
        auto image = co_await async::on(renderers_, std::move(work));
        if (!image) co_return as_queue_full(image.error());
        co_return image;
    }

private:
    struct Upload {
        MappedFile file;
        ImageHeader header;
    };

    static Result<Upload> open_upload(const std::filesystem::path& path, const RendererOptions& options) {
        auto file = MappedFile::open(path);
        if (!file) return file.error();
        if (file->bytes().size() > options.limits.bytes.count) return core::Error{too_many_bytes};
        const auto header = read_image_header(file->bytes());
        if (!header) return header.error();
        if (!may_be_rendered(header->size, options.limits.pixels)) return core::Error{too_many_pixels};
        if (rendering_memory(*header) > options.most_of_one)
            return core::Error{too_many_pixels, "it would take more memory than there is"};
        return Upload{std::move(*file), *header};
    }

    Result<RenderedImage> render_now(const Upload& upload) const {
        const auto deadline = std::chrono::steady_clock::now() + options_.time_limit;
        return render_picture(upload.file.bytes(), upload.header, options_.limits.pixels, deadline);
    }

    static core::Error as_queue_full(const core::Error& error) {
        if (error.code() != core::overloaded) return error;
        return core::Error{queue_full}.with_retry_after(std::chrono::seconds{3}).caused_by(error);
    }

    RendererOptions options_;
    Admission admission_;
    async::Pool headers_;
    async::Pool renderers_;
};

}  // namespace

std::unique_ptr<Renderer> make_vips_renderer(RendererOptions options) {
    return std::make_unique<VipsRenderer>(options);
}

}  // namespace instante::resize_image
