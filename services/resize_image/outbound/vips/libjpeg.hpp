#pragma once

#include <csetjmp>
#include <cstddef>
#include <cstdio>
#include <string>
#include <type_traits>

#include <jpeglib.h>

namespace instante::resize_image {

/// libjpeg reports a failure by a jump. This is where it lands: `guarded` runs a call of libjpeg and says whether it came to its
/// end. What it runs must not own anything, since a jump runs no destructor. Only .cpp files include this header.
class JpegErrors {
public:
    JpegErrors() {
        jpeg_std_error(&manager_);
        manager_.error_exit = [](j_common_ptr codec) { of(codec).jump_away(codec); };
        manager_.emit_message = [](j_common_ptr codec, int level) { of(codec).on_message(codec, level); };
        manager_.output_message = [](j_common_ptr) {};
    }
    JpegErrors(const JpegErrors&) = delete;
    JpegErrors& operator=(const JpegErrors&) = delete;

    /// For `codec.err`; `codec.client_data` must be this object.
    jpeg_error_mgr* manager() { return &manager_; }
    [[nodiscard]] const std::string& message() const { return message_; }

    template <class Call>
    [[nodiscard]] bool guarded(Call call) {
        static_assert(std::is_trivially_destructible_v<Call>);
        if (setjmp(landing_) != 0) return false;
        call();
        return true;
    }
    /// Ends the guarded call, for a reason of ours.
    [[noreturn]] void stop(const char* reason);

private:
    static JpegErrors& of(j_common_ptr codec) { return *static_cast<JpegErrors*>(codec->client_data); }
    [[noreturn]] void jump_away(j_common_ptr codec);
    void on_message(j_common_ptr codec, int level);

    jpeg_error_mgr manager_{};
    std::jmp_buf landing_{};
    std::string message_;
};

}  // namespace instante::resize_image
