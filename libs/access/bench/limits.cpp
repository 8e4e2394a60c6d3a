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
    access::Limits limits{access, {rate, rate, rate, rate, rate, rate, rate, rate, rate}, true};

    std::vector<http::Request> requests(addresses);
    for (std::size_t i = 0; i < addresses; ++i)
        requests[i].peer.address =
            "10." + std::to_string(i >> 16) + "." + std::to_string(i >> 8 & 255) + "." + std::to_string(i & 255);
    const auto threads = argc > 1 ? std::stoul(argv[1]) : 1;
    const auto measure = [threads](const char* what, auto call) {
        std::vector<std::thread> running;
        const auto begin = Clock::now();
        for (std::size_t thread = 0; thread < threads; ++thread)
            running.emplace_back([&call, thread] {
                for (std::size_t i = 0; i < calls; ++i) call((i * 7919 + thread * 31) % addresses);
            });
        for (auto& each : running) each.join();
        const auto spent = std::chrono::duration<double, std::nano>(Clock::now() - begin).count();
        std::printf("%s: %.0f ns each, on %zu threads\n", what, spent / static_cast<double>(calls),
                    static_cast<std::size_t>(threads));
    };
    measure("a call, from address to answer",
            [&](std::size_t i) { static_cast<void>(limits.admit(requests[i], http::Limit::other)); });

    access::BucketTable table{100'000};
    const crypto::KeyedHash hash;
    std::vector<std::uint64_t> keys_of(addresses);
    for (std::size_t i = 0; i < addresses; ++i) keys_of[i] = hash(requests[i].peer.address);
    const auto now = Clock::now();
    measure("the table alone", [&](std::size_t i) { static_cast<void>(table.take(keys_of[i], rate, now)); });
    return 0;
}
