#include "publication/room.hpp"

#include <utility>

#include "publication/outbound/messages/message_neighbours.hpp"

namespace instante::publication {
namespace {

Worker::Tell told(const telemetry::Log& log, std::string_view message) {
    return [log, message](const core::Error& failure) { log.warn(message, failure); };
}

}  // namespace

Room::Room(host::Context& context, std::unique_ptr<Storage> opened)
    : log(context.log.as("publication")),
      storage(std::move(opened)),
      stores(storage->stores()),
      neighbours(make_message_neighbours(context.bus, context.ids, context.clock)),
      spread(*stores.timelines),
      complete_removals(*stores.removals),
      spreading(
          context.loops.at(0), [this] { return spread(); }, told(log, "publications wait for their followers")),
      removing(
          context.loops.at(0), [this] { return complete_removals(); }, told(log, "removals wait")),
      publish(*stores.publications, *stores.people, context.settings.fanout_threshold, [this] { spreading.wake(); }),
      edit(*stores.publications, context.clock),
      remove(*stores.publications, *stores.reports),
      remove_all(*stores.removals, *stores.people, context.ids, [this] { removing.wake(); }),
      list_newest(*stores.publications),
      list_of_user(*stores.publications, *stores.people),
      read_feed(*stores.timelines),
      read_publication(*stores.publications),
      read_content(*stores.publications, *stores.people),
      keep_people(*stores.people, *stores.removals, [this] { removing.wake(); }),
      keep_follows(*stores.people),
      rebuild(*neighbours, *stores.people, keep_people, keep_follows),
      answer_request(*stores.publications, *neighbours),
      own_media(*stores.publications, *stores.reports),
      file_report({.reports = *stores.reports,
                   .publications = *stores.publications,
                   .people = *stores.people,
                   .ids = context.ids,
                   .clock = context.clock}),
      review_reports(
          {.reports = *stores.reports, .publications = *stores.publications, .people = *stores.people, .clock = context.clock},
          [this] { spreading.wake(); }),
      view(read_content, context.urls, context.metrics),
      http({list_newest, list_of_user, read_feed, read_publication, edit, remove, remove_all}, view, context.access),
      messages(publish, keep_people, keep_follows, rebuild, answer_request, log) {}

}  // namespace instante::publication
