#include "publication/inbound/http/read_change.hpp"

#include <utility>

namespace instante::publication {
namespace {

void refuse_unfit(json::Object& object, const std::string& name, const std::optional<std::string>& text) {
    if (!text) return;
    if (auto refusal = refusal_of(*text, name)) object.refuse(name, std::move(refusal->code), std::move(refusal->message));
}

AltChange read_alt(json::Object& object) {
    AltChange change;
    change.image = object.id<ImageId>("id|_id").value_or(ImageId{});
    const auto alt = object.string("alt");
    refuse_unfit(object, "alt", alt);
    change.alt = alt.value_or("");
    return change;
}

}  // namespace

Result<Change> read_change(json::Document document) {
    Change change;
    auto root = document.root();
    change.text = root.optional_string("text");
    refuse_unfit(root, "text", change.text);
    auto images = root.optional_objects("images");
    if (images.size() > image_limit) root.refuse("images", "too-many", "At most " + std::to_string(image_limit) + " images");
    for (auto& image : images) change.alts.push_back(read_alt(image));
    if (auto acceptable = document.outcome(); !acceptable) return acceptable.error();
    return change;
}

}  // namespace instante::publication
