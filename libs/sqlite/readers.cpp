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
            if (const auto readers = loan.from.lock()) readers->take_back(loan.connection);
    }

    [[nodiscard]] Connection* find(std::uint64_t number) const {
        for (const auto& loan : loans_)
            if (loan.number == number) return loan.connection;
        return nullptr;
    }
    void add(Readers& from, Connection* connection) {
        std::erase_if(loans_, [](const Loan& loan) { return loan.from.expired(); });
        loans_.push_back({from.number_, from.weak_from_this(), connection});
    }

private:
    struct Loan {
        std::uint64_t number;
        std::weak_ptr<Readers> from;
        Connection* connection;  ///< not to be touched once its database has gone
    };
    std::vector<Loan> loans_;
};

Readers::Readers(std::filesystem::path file) : file_(std::move(file)), number_(next_number()) {}

Connection& Readers::of_this_thread() {
    thread_local Lent lent;
    auto* connection = lent.find(number_);
    if (connection == nullptr) {
        connection = lend();
        lent.add(*this, connection);
    }
    return *connection;
}

Connection* Readers::lend() {
    const std::lock_guard lock{mutex_};
    if (idle_.empty()) {
        all_.push_back(Connection::open(file_, Connection::Use::read));
        return all_.back().get();
    }
    auto* connection = idle_.back();
    idle_.pop_back();
    return connection;
}

void Readers::take_back(Connection* connection) {
    const std::lock_guard lock{mutex_};
    if (!closed_) idle_.push_back(connection);
}

void Readers::close() {
    const std::lock_guard lock{mutex_};
    closed_ = true;
    idle_.clear();
    all_.clear();
}

}  // namespace instante::sqlite
