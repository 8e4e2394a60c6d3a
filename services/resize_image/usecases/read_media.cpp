#include "resize_image/usecases/read_media.hpp"

#include <utility>

#include "resize_image/domain/keys.hpp"

namespace instante::resize_image {

Task<Result<core::Bytes>> ReadMedia::size(std::string key) {
    if (!parse_media_key(key)) co_return core::Error{core::not_found};
    co_return co_await media_.size(std::move(key));
}

Task<Result<std::string>> ReadMedia::operator()(std::string key, std::uint64_t offset, std::uint64_t length) {
    if (!parse_media_key(key)) co_return core::Error{core::not_found};
    co_return co_await media_.read(std::move(key), offset, length);
}

}  // namespace instante::resize_image
