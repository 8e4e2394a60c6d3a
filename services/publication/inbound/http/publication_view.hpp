#pragma once

#include <string>
#include <vector>

#include "blob/blob.hpp"
#include "publication/domain/listed.hpp"
#include "publication/inbound/http/fragment_cache.hpp"
#include "publication/usecases/read.hpp"
#include "telemetry/metrics.hpp"

namespace instante::publication {

/// Publications as clients see them, put together from pieces that are rendered once: the content of a publication's version, the
/// summary of a person's. Safe from any loop. All outlive it.
class PublicationView {
public:
    PublicationView(ReadContent& content, const blob::Urls& urls, telemetry::Metrics& metrics);

    /// The JSON of a list's items, without brackets. What is deleted meanwhile is left out.
    [[nodiscard]] Result<std::string> items(const std::vector<Listed>& listed);
    /// The JSON of one. Errors: `not_found`: deleted meanwhile.
    [[nodiscard]] Result<std::string> one(const Listed& listed);

private:
    /// Appends it; whether it still exists.
    Result<bool> append(const Listed& listed, std::string& out);
    Result<bool> append_owner(const Listed& listed, std::string& out);
    Result<bool> append_content(const Listed& listed, std::string& out);

    ReadContent& content_;
    const blob::Urls& urls_;
    FragmentCache contents_;
    FragmentCache owners_;
};

}  // namespace instante::publication
