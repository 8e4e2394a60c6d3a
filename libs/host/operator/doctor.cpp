#include "host/operator/doctor.hpp"

#include <chrono>
#include <utility>

#include "async/pool.hpp"
#include "async/within.hpp"
#include "host/command_socket.hpp"
#include "host/data_folder.hpp"
#include "host/operator/engine_checks.hpp"
#include "host/operator/findings.hpp"
#include "host/operator/layout.hpp"
#include "host/operator/machine_checks.hpp"
#include "host/operator/text.hpp"
#include "sqlite/snapshot.hpp"

namespace instante::host {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto engine_deadline = 5s;
constexpr auto long_wait = 60s;
constexpr const char* doctor_command = "doctor";

core::Error bad(std::string text) {
    if (text.ends_with('\n')) text.pop_back();
    return core::Error{core::unavailable}.with_detail(std::move(text));
}

std::string said_by(const core::Error& error) {
    const auto note = error.note();
    return note.empty() ? std::string{error.code().title} : note;
}

void note_answer(const std::string& thing, const Result<void>& answer, Findings& findings) {
    if (answer) return findings.fine(thing, "answers");
    findings.bad(thing, said_by(answer.error()));
}

Task<Findings> examine_queue(bus::Bus& bus, std::string queue) {
    Findings findings;
    const auto thing = "queue " + queue;
    auto depth = co_await bus.depth(queue);
    if (!depth) {
        findings.bad(thing, said_by(depth.error()));
        co_return findings;
    }
    if (depth->dead > 0) findings.warn(thing, counted(depth->dead, "message") + " given up: instante bus dead list " + queue);
    const auto waiting = std::chrono::duration_cast<std::chrono::seconds>(depth->oldest);
    if (depth->ready > 0 && waiting > long_wait)
        findings.warn(thing, counted(depth->ready, "message") + " waiting, the oldest for " + std::to_string(waiting.count()) +
                                 " s: see the log");
    co_return findings;
}

/// Blocks.
Findings examine_stores(const fs::path& data, bool thorough) {
    Findings findings;
    const auto stores = stores_in(data);
    if (!stores) {
        findings.bad("stores", said_by(stores.error()));
        return findings;
    }
    core::Bytes size;
    for (const auto& store : *stores) {
        std::error_code ignored;
        size = size + core::Bytes{fs::file_size(store, ignored)};
        if (!thorough) continue;
        const auto sound = sqlite::check_file(store);
        if (sound)
            findings.fine(store.filename().string(), "sound");
        else
            findings.bad(store.filename().string(), said_by(sound.error()) + ": restore a backup");
    }
    if (!thorough)
        findings.fine("stores", counted(stores->size(), "store") + ", " + show(size) + "; --thorough reads them for damage");
    return findings;
}

Task<Result<Findings>> examine_stores_aside(fs::path data, bool thorough) {
    async::Pool pool{{.name = "doctor"}};
    auto work = [data = std::move(data), thorough]() -> Result<Findings> { return examine_stores(data, thorough); };
    auto findings = co_await async::on(pool, std::move(work));
    co_return findings;
}

void examine_machine(const config::Settings& settings, Findings& findings) {
    findings.fine("settings", "as config check prints them");
    check_named_files(settings, findings);
    check_limits(findings);
    const auto now = core::SystemClock{}.now();
    check_certificate(settings, now, findings);
    std::error_code failure;
    if (settings.ephemeral || !fs::exists(settings.data, failure)) {
        findings.fine("data folder",
                      settings.ephemeral ? "nothing is kept" : settings.data.string() + " is not there yet: serve makes it");
        return check_clock({}, now, findings);
    }
    check_permissions(settings.data, findings);
    check_room(settings.data, findings);
    check_clock(settings.data, now, findings);
}

/// An examination's findings as told: all are fine or nearly so, or not.
struct Told {
    std::string text;
    bool is_well = true;
    bool is_by_server = false;

    explicit Told(const Findings& findings) : text(findings.render()), is_well(!findings.is_any_bad()) {}
};

/// What a server says of itself.
Told ask_server(const fs::path& data, const Given& given, const std::string& holder) {
    const auto answer = send_command(command_socket_of(data), doctor_command, given);
    Findings findings;
    if (answer)
        findings.fine("server", holder);
    else
        findings.bad("server", holder + ", but " + said_by(answer.error()) + ": restart it");
    Told told{findings};
    if (!answer) return told;
    told.is_by_server = true;
    told.text += answer->text;
    told.is_well = answer->status == 0;
    return told;
}

/// What a server will find.
Told examine_at_rest(const config::Settings& settings, bool has_data, bool thorough) {
    Findings findings;
    findings.fine("server", "none runs");
    check_addresses(settings, findings);
    if (has_data) findings.append(examine_stores(settings.data, thorough));
    return Told{findings};
}

Told examine_folder(const config::Settings& settings, const Given& given) {
    const bool thorough = was_given(given, "thorough");
    std::error_code absent;
    if (settings.ephemeral || !fs::is_directory(settings.data, absent)) return examine_at_rest(settings, false, thorough);
    const auto held = DataFolder::hold(settings.data);
    if (held) return examine_at_rest(settings, true, thorough);
    if (held.error().code() == data_folder_held) return ask_server(settings.data, given, held.error().note());
    Findings findings;
    findings.bad("data folder", said_by(held.error()));
    return Told{findings};
}

}  // namespace

Task<Result<std::string>> examine_server(PatientNeeds needs, Given given) {
    Findings findings;
    auto outcome = co_await async::within(engine_deadline, needs.bus.ping());
    note_answer("bus", outcome, findings);
    outcome = co_await async::within(engine_deadline, needs.blobs.ping());
    note_answer("media", outcome, findings);
    for (const auto& service : needs.services) {
        outcome = co_await async::within(engine_deadline, service->ready());
        note_answer(std::string{service->name()}, outcome, findings);
        for (const auto& examination : service->examinations()) {
            outcome = co_await async::within(engine_deadline, examination.ask());
            note_answer(examination.thing, outcome, findings);
        }
        for (const auto& queue : service->queues()) {
            auto found = co_await examine_queue(needs.bus, queue);
            findings.append(std::move(found));
        }
    }
    if (!needs.data.empty()) {
        auto stores = co_await examine_stores_aside(needs.data, was_given(given, "thorough"));
        if (!stores) co_return stores.error();
        findings.append(std::move(*stores));
    }
    if (findings.is_any_bad()) co_return bad(findings.render());
    co_return findings.render();
}

Task<Result<std::string>> examine(config::Settings settings, Given given) {
    Findings findings;
    examine_machine(settings, findings);
    const auto folder = examine_folder(settings, given);
    auto text = findings.render() + folder.text;
    if (!folder.is_by_server) {
        const auto engines = co_await check_engines(settings);
        text += engines.render();
        findings.append(engines);
    }
    if (findings.is_any_bad() || !folder.is_well) co_return bad(std::move(text));
    co_return text;
}

}  // namespace instante::host
