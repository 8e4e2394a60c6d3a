#pragma once

#include "access/access.hpp"
#include "http/router.hpp"
#include "publication/usecases/file_report.hpp"

namespace instante::publication {

/// `POST /report` (contracts/http/publication.openapi.yaml). Both outlive the router's last dispatch.
void add_report_routes(http::Router& router, FileReport& file_report, const access::Access& access);

}  // namespace instante::publication
