#pragma once

#include <vector>

#include "blob/blob.hpp"
#include "config/program.hpp"
#include "host/command.hpp"
#include "publication/usecases/review_reports.hpp"

namespace instante::publication {

/// What the operator's commands stand on. All outlives them.
struct Desk {
    ReviewReports& review;
    const blob::Urls& urls;
};

/// The commands of `admin report`, as they are done and as they are told on the command line.
std::vector<host::Command> report_commands(const Desk& desk);
std::vector<config::Command> told_report_commands();

}  // namespace instante::publication
