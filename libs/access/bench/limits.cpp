#include "access/limits.hpp"

#include <chrono>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "access/token.hpp"

/// What counting a call costs: `bench_access [threads]` counts a million calls per thread, from 50,000 addresses.
int main(int argc, char** argv) {
    using namespace instante;
    using Clock = std::chrono::steady_clock;
    constexpr std::size_t calls = 1'000'000;
    constexpr std::size_t addresses = 50'000;
    const core::SystemClock clock;
    crypto::KeySet keys;
    const crypto::Verifier verifier{keys, clock, {.issuer = "instante", .audience = std::string{access::token_audience}}};
    const access::DenyList deny_list{clock, access::token_lifetime};
    const access::Access access{verifier, deny_list};
    const core::Rate rate{1200, std::chrono::minutes{1}};
    access::Limits limits{access, {rate, rate, rate, rate, rate, rate, rate, rate}, true};

    std::vector<http::Request> requests(addresses);
    for (std::size_t i = 0; i < addresses; ++i)
        requests[i].peer.address =
            "10." + std::to_string(i >> 16) + "." + std::to_string(i >> 8 & 255) + "." + std::to_string(i & 255);
    const auto threads = argc > 1 ? std::stoul(argv[1]) : 1;
    std::vector<std::thread> running;
    const auto begin = Clock::now();
    for (std::size_t thread = 0; thread < threads; ++thread)
        running.emplace_back([&, thread] {
            for (std::size_t i = 0; i < calls; ++i)
                static_cast<void>(limits.admit(requests[(i * 7919 + thread * 31) % addresses], http::Limit::other));
        });
    for (auto& each : running) each.join();
    const auto spent = std::chrono::duration<double, std::nano>(Clock::now() - begin).count();
    std::printf("%.0f ns a call on each of %zu threads\n", spent / static_cast<double>(calls), static_cast<std::size_t>(threads));
    return 0;
}
