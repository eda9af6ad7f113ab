#include "environment.h"

#ifdef __linux__
#include <sys/syscall.h>
#include <unistd.h>

/* Newer than some headers. These are the numbers of every processor that has Linux's common ones.
 */
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif

static int pidfd_open_call(int pid, unsigned flags) {
  return (int) syscall(SYS_pidfd_open, pid, flags);
}

static int pidfd_getfd_call(int pidfd, int fd, unsigned flags) {
  return (int) syscall(SYS_pidfd_getfd, pidfd, fd, flags);
}
#else
static int refuse_call(void) {
  errno = ENOSYS;
  return -1;
}
#define pidfd_open_call(pid, flags) ((void) (pid), (void) (flags), refuse_call())
#define pidfd_getfd_call(pidfd, fd, flags)                                                         \
  ((void) (pidfd), (void) (fd), (void) (flags), refuse_call())
#endif

/* pidfd_open(pid, flags), which glibc has since 2.36 */
napi_value js_pidfdOpen(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 2);
  int pid = to_int(&in, 0);
  unsigned flags = (unsigned) to_int(&in, 1);
  if (in.error)
    return js_refusal(&in);
  return js_answer(env, own_or_close(environment_of(env), pidfd_open_call(pid, flags)));
}

/* pidfd_getfd(pidfd, fd, flags) */
napi_value js_pidfdGetfd(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 3);
  int pidfd = to_int(&in, 0), fd = to_int(&in, 1);
  unsigned flags = (unsigned) to_int(&in, 2);
  if (in.error)
    return js_refusal(&in);
  return js_answer(env, own_or_close(environment_of(env), pidfd_getfd_call(pidfd, fd, flags)));
}
