#include "sqlite/readers.hpp"

#include <atomic>
#include <utility>

namespace instante::sqlite {
namespace {

std::uint64_t next_number() {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

}  // namespace

/// What the databases of this process have lent to one thread.
class Readers::Lent {
public:
    Lent() = default;
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;
    ~Lent() {
        for (const auto& loan : loans_)
            if (const auto readers = loan.from.lock()) readers->take_back(loan.reader);
    }

    [[nodiscard]] Reader* find(std::uint64_t number) const {
        for (const auto& loan : loans_)
            if (loan.number == number) return loan.reader;
        return nullptr;
    }
    void add(Readers& from, Reader* reader) {
        std::erase_if(loans_, [](const Loan& loan) { return loan.from.expired(); });
        loans_.push_back({from.number_, from.weak_from_this(), reader});
    }

private:
    struct Loan {
        std::uint64_t number;
        std::weak_ptr<Readers> from;
        Reader* reader;  ///< not to be touched once its database has gone
    };
    std::vector<Loan> loans_;
};

Readers::Readers(std::filesystem::path file) : file_(std::move(file)), number_(next_number()) {}

Reading Readers::read() {
    thread_local Lent lent;
    auto* reader = lent.find(number_);
    if (reader == nullptr) {
        reader = lend();
        lent.add(*this, reader);
    }
    return Reading{*reader, version_};  // the number first, then the snapshot: what is committed between is seen, and read again
}

Reader* Readers::lend() {
    const std::lock_guard lock{mutex_};
    if (idle_.empty()) {
        auto reader = std::make_unique<Reader>();
        reader->connection = Connection::open(file_, Connection::Use::read);
        all_.push_back(std::move(reader));
        return all_.back().get();
    }
    auto* reader = idle_.back();
    idle_.pop_back();
    return reader;
}

void Readers::take_back(Reader* reader) {
    const std::lock_guard lock{mutex_};
    if (!closed_) idle_.push_back(reader);
}

void Readers::end_idle_snapshots() {
    const std::lock_guard lock{mutex_};
    for (const auto& reader : all_) {
        const std::unique_lock unused{reader->mutex, std::try_to_lock};
        if (unused) reader->connection->end_snapshot();
    }
}

void Readers::close() {
    const std::lock_guard lock{mutex_};
    closed_ = true;
    idle_.clear();
    all_.clear();
}

}  // namespace instante::sqlite
