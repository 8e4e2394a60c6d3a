#include "s3/checksum.hpp"

#include <openssl/evp.h>

#include <array>

namespace instante::s3 {

std::string content_md5(std::string_view content) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    EVP_Digest(content.data(), content.size(), digest.data(), &size, EVP_md5(), nullptr);
    std::array<unsigned char, EVP_MAX_MD_SIZE * 2> text{};
    const auto written = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(size));
    return {reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(written)};
}

}  // namespace instante::s3
