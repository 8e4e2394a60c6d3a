#pragma once

#include "access/access.hpp"
#include "http/router.hpp"
#include "publication/inbound/http/publication_view.hpp"
#include "publication/usecases/edit.hpp"
#include "publication/usecases/read.hpp"
#include "publication/usecases/remove.hpp"

namespace instante::publication {

/// Answers contracts/http/publication.openapi.yaml. All it refers to outlives it, and it the router's last dispatch.
class HttpHandlers {
public:
    struct UseCases {
        ListNewest& list_newest;
        ListOfUser& list_of_user;
        ReadFeed& read_feed;
        ReadPublication& read_publication;
        Edit& edit;
        Remove& remove;
        RemoveAll& remove_all;
    };
    HttpHandlers(UseCases use_cases, PublicationView& view, const access::Access& access)
        : use_cases_(use_cases), view_(view), access_(access) {}

    void add_routes(http::Router& router);

private:
    using Answer = Task<Result<http::Response>>;
    Answer newest(http::Request request);
    Answer of_user(http::Request request);
    Answer feed(http::Request request);
    Answer show(http::Request request);
    Answer edit(http::Request request);
    Answer remove(http::Request request);
    Answer remove_all(http::Request request);
    Answer list(http::Request request, Result<ListedPage> page);
    Answer resource(http::Request request, PublicationId id);

    UseCases use_cases_;
    PublicationView& view_;
    const access::Access& access_;
};

}  // namespace instante::publication
