#pragma once

#include <string>
#include <utility>

#include <vips/vips.h>

namespace instante::resize_image {

/// Starts libvips at the first call, since it takes 20 to 80 ms and 9 MB that a service of plain JPEG never needs: one thread per
/// operation, no cache, silent, and of its loaders only those for PNG, WebP, GIF and HEIF. Throws when it cannot be started. Only
/// .cpp files include this header.
void start_vips();

/// What libvips last complained about, for our logs. The buffer is the process's: with several pictures at once it may tell of
/// another.
std::string vips_complaint();

/// An object of libvips, let go of at the end.
template <class T>
class VipsPointer {
public:
    VipsPointer() = default;
    explicit VipsPointer(T* object) : object_(object) {}
    VipsPointer(VipsPointer&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
    VipsPointer& operator=(VipsPointer&& other) noexcept {
        std::swap(object_, other.object_);
        return *this;
    }
    ~VipsPointer() {
        if (object_ != nullptr) g_object_unref(object_);
    }

    [[nodiscard]] T* get() const { return object_; }
    /// For functions that answer through a pointer.
    [[nodiscard]] T** out() { return &object_; }
    explicit operator bool() const { return object_ != nullptr; }

private:
    T* object_ = nullptr;
};

}  // namespace instante::resize_image
