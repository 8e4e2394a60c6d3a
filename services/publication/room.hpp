#pragma once

#include <memory>

#include "host/context.hpp"
#include "publication/inbound/http/report_routes.hpp"
#include "publication/inbound/http/routes.hpp"
#include "publication/inbound/messages/handlers.hpp"
#include "publication/ports/neighbours.hpp"
#include "publication/storage.hpp"
#include "publication/usecases/own_media.hpp"
#include "publication/usecases/review_reports.hpp"
#include "publication/usecases/spread.hpp"
#include "publication/usecases/worker.hpp"

namespace instante::publication {

/// Everything the service does, wired: each member stands on those before it.
struct Room {
    Room(host::Context& context, std::unique_ptr<Storage> opened);

    telemetry::Log log;
    std::unique_ptr<Storage> storage;
    Stores& stores;
    std::unique_ptr<Neighbours> neighbours;

    Spread spread;
    CompleteRemovals complete_removals;
    Worker spreading;
    Worker removing;

    Publish publish;
    Edit edit;
    Remove remove;
    RemoveAll remove_all;
    ListNewest list_newest;
    ListOfUser list_of_user;
    ReadFeed read_feed;
    ReadPublication read_publication;
    ReadContent read_content;
    KeepPeople keep_people;
    KeepFollows keep_follows;
    Rebuild rebuild;
    AnswerRequest answer_request;
    OwnMedia own_media;
    FileReport file_report;
    ReviewReports review_reports;

    PublicationView view;
    HttpHandlers http;
    MessageHandlers messages;
};

}  // namespace instante::publication
