#include "s3/explain.hpp"

namespace instante::s3 {

std::string explain(const Refusal& refusal, const Location& location) {
    const auto& code = refusal.code;
    const auto told = " (" + (code.empty() ? "status " + std::to_string(refusal.status) : code) + ")";
    const auto bucket = "bucket " + location.bucket;
    if (code == "NoSuchBucket" || (refusal.status == 404 && code.empty()))
        return "there is no " + bucket + " at " + location.origin + told;
    const bool is_elsewhere = refusal.status == 301 || refusal.status == 307 || code == "AuthorizationHeaderMalformed";
    if (is_elsewhere && !refusal.region.empty() && refusal.region != location.region)
        return bucket + " is in region " + refusal.region + ", not " + location.region + ": set region=" + refusal.region;
    if (is_elsewhere) return bucket + " is not at " + location.origin + ": set its region or endpoint" + told;
    if (code == "RequestTimeTooSkewed") return "the clocks of this machine and of S3 differ by more than fifteen minutes" + told;
    if (code == "AccessDenied" || code == "AllAccessDisabled")
        return "the credentials do not allow this on " + bucket + " at " + location.origin + told;
    if (refusal.status == 400 || refusal.status == 401 || refusal.status == 403)
        return "the AWS credentials are refused at " + location.origin + told;
    return location.origin + " refuses " + bucket + told;
}

}  // namespace instante::s3
