// Loaded before the binding: some of TensorFlow's messages do not look at TF_CPP_MIN_LOG_LEVEL by themselves, such as
// that parts of it for graphics cards are registered twice, which is an error to it each time it is loaded.
#include <node_api.h>

#include <cstdlib>

namespace absl {
inline namespace lts_20230802 {
enum class LogSeverityAtLeast : int;
void SetMinLogLevel(LogSeverityAtLeast);
}  // namespace lts_20230802
}  // namespace absl

NAPI_MODULE_INIT() {
  const char* level = std::getenv("TF_CPP_MIN_LOG_LEVEL");
  absl::SetMinLogLevel(static_cast<absl::LogSeverityAtLeast>(level ? std::atoi(level) : 0));
  return exports;
}
