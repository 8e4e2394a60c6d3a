#pragma once

#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "bus/adapters.hpp"
#include "core/time.hpp"

namespace instante::bus {

/// A folder for one test, gone with it.
class ScratchFolder {
public:
    ScratchFolder() {
        auto name = (std::filesystem::temp_directory_path() / "instante-bus-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error{"no scratch folder"};
        folder_ = name;
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    ~ScratchFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    [[nodiscard]] std::filesystem::path file() const { return folder_ / "bus.db"; }

private:
    std::filesystem::path folder_;
};

/// An embedded bus that can be closed and opened again.
class ScratchBus {
public:
    explicit ScratchBus(Delays delays = {}) : delays_(std::move(delays)) { open(); }

    Bus& operator*() { return *bus_; }
    Bus* operator->() { return bus_.get(); }
    void close() { bus_.reset(); }
    void open() { bus_ = open_embedded_bus(folder_.file(), clock_, delays_).value(); }
    void reopen() {
        close();
        open();
    }

private:
    core::SystemClock clock_;
    Delays delays_;
    ScratchFolder folder_;
    std::unique_ptr<Bus> bus_;
};

}  // namespace instante::bus
