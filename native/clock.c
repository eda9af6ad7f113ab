#include "napi.h"

#include <time.h>

/* clock_gettime(CLOCK_MONOTONIC, &now): microseconds */
napi_value js_monotonicMicroseconds(napi_env env, napi_callback_info info) {
  (void) info;
  struct timespec now;
  napi_value value = NULL;
  if (clock_gettime(CLOCK_MONOTONIC, &now) < 0)
    return js_answer(env, -1);
  napi_create_int64(env, (int64_t) now.tv_sec * 1000000 + now.tv_nsec / 1000, &value);
  return value;
}
