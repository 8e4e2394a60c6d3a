#pragma once

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

namespace instante::core {

template <class Signature>
class UniqueFunction;

/// A callable that is moved, never copied, so that it may own what it works on (C++23's std::move_only_function).
template <class R, class... Args>
class UniqueFunction<R(Args...)> {
public:
    UniqueFunction() = default;
    template <class F>
        requires(!std::same_as<std::remove_cvref_t<F>, UniqueFunction> && std::is_invocable_r_v<R, F&, Args...>)
    UniqueFunction(F callable) : callable_(std::make_unique<Holder<F>>(std::move(callable))) {}

    explicit operator bool() const { return callable_ != nullptr; }
    R operator()(Args... args) { return callable_->call(std::forward<Args>(args)...); }

private:
    struct Callable {
        virtual ~Callable() = default;
        virtual R call(Args... args) = 0;
    };
    template <class F>
    struct Holder final : Callable {
        explicit Holder(F callable) : held(std::move(callable)) {}
        R call(Args... args) override { return held(std::forward<Args>(args)...); }
        F held;
    };
    std::unique_ptr<Callable> callable_;
};

}  // namespace instante::core
