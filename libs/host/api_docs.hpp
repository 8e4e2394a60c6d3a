#pragma once

#include <span>
#include <string_view>

#include "http/router.hpp"

namespace instante::host {

/// A file of what is served under /docs.
struct DocsFile {
    std::string_view path;  ///< as it is asked for
    std::string_view content_type;
    std::string_view etag;
    std::string_view content;
    std::string_view packed;  ///< the same in gzip
};

/// All of them, made of contracts/http by tools/api_docs when this is built.
std::span<const DocsFile> docs_files();

/// Adds `GET /docs`, the API as a page that asks nobody else for anything, and the OpenAPI files it was made of.
void add_api_docs(http::Router& router);

}  // namespace instante::host
