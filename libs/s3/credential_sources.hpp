#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "s3/credentials.hpp"

namespace instante::s3 {

using MadeSource = Result<std::unique_ptr<CredentialSource>>;

/// The profile of a shared credentials file, read anew each time; null where there is no such file and none is named.
MadeSource file_source(const Environment& environment);
/// The agent of ECS and EKS; null where the environment names none.
MadeSource container_source(const Environment& environment);
/// EC2's instance metadata service, version 2.
MadeSource instance_source(const Environment& environment);

/// The credentials of `profile` in the text of a shared credentials file (INI: `aws_access_key_id`, `aws_secret_access_key`,
/// `aws_session_token`); nothing when it has none.
std::optional<Credentials> read_profile(std::string_view text, std::string_view profile);
/// The answer of ECS and EC2: `AccessKeyId`, `SecretAccessKey`, `Token`, `Expiration`. Errors: `engine_away`.
Result<Credentials> read_service_answer(std::string_view json);

}  // namespace instante::s3
