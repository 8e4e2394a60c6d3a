#include "publication/domain/person.hpp"

namespace instante::publication {

bool supersedes(const Person& news, const Person& known) {
    return known.state != PersonState::deleted && (news.version > known.version || news.state == PersonState::deleted);
}

}  // namespace instante::publication
