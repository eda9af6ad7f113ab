#include "environment.h"

#include <unistd.h>

#ifdef __linux__
#include <sys/syscall.h>

enum { CLOSE_ON_EXEC = 1, NAME_SIZE = 250 }; /* MFD_CLOEXEC; the longest name, and its NUL */

/* memfd_create(name, flags | MFD_CLOEXEC), which glibc has only since 2.27 */
napi_value js_memfdCreate(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 2);
  char text[NAME_SIZE];
  if (to_text(&in, 0, text, sizeof text) == sizeof text)
    refuse(&in, EINVAL);
  unsigned flags = (unsigned) to_int(&in, 1);
  if (in.error)
    return js_refusal(&in);
  int fd = (int) syscall(SYS_memfd_create, text, flags | CLOSE_ON_EXEC);
  return js_answer(env, own_or_close(environment_of(env), fd));
}
#else
napi_value js_memfdCreate(napi_env env, napi_callback_info info) {
  (void) info;
  return js_int(env, -ENOSYS);
}
#endif

/* write(fd, data) */
napi_value js_write(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 2);
  int fd = to_int(&in, 0);
  bytes data = to_bytes(&in, 1);
  if (in.error)
    return js_refusal(&in);
  return js_answer(env, write(fd, data.data, data.length));
}
