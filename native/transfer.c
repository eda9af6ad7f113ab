/* Bytes that go from one descriptor to another, and never through the memory of JavaScript. */
#include "environment.h"

#include <fcntl.h>
#include <unistd.h>
#ifdef __linux__
#include <signal.h>
#include <sys/sendfile.h>
#include <time.h>
#endif

enum { CHUNK = 65536 };

#ifdef __linux__
/* sendfile(2) and splice(2) have no MSG_NOSIGNAL, so a SIGPIPE of theirs is taken back. Runtimes of
   JavaScript ignore SIGPIPE, until a program listens for it and stops. */
typedef struct {
  sigset_t before;
  bool held;
} sigpipe_hold;

static sigset_t sigpipe_alone(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  return set;
}

static sigpipe_hold hold_sigpipe(void) {
  sigpipe_hold hold = {.held = false};
  struct sigaction now;
  if (sigaction(SIGPIPE, NULL, &now) == 0 && now.sa_handler == SIG_IGN)
    return hold;
  sigset_t set = sigpipe_alone();
  hold.held =
      pthread_sigmask(SIG_BLOCK, &set, &hold.before) == 0 && !sigismember(&hold.before, SIGPIPE);
  return hold;
}

/* The signal is this thread's own, and so is the first that is taken. Keeps errno. */
static void release_sigpipe(const sigpipe_hold *hold) {
  int error = errno;
  sigset_t set = sigpipe_alone();
  if (hold->held) {
    while (sigtimedwait(&set, NULL, &(struct timespec){0}) < 0 && errno == EINTR)
      continue;
    pthread_sigmask(SIG_SETMASK, &hold->before, NULL);
  }
  errno = error;
}
#endif

/* sendfile(out, in, &offset, count), without SIGPIPE */
napi_value js_sendfile(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 4);
  int to = to_int(&in, 0), from = to_int(&in, 1), count = to_int(&in, 3);
  int64_t offset = to_offset(&in, 2);
  if (count < 0)
    refuse(&in, EINVAL);
#ifdef __linux__
  if (in.error)
    return js_refusal(&in);
  sigpipe_hold hold = hold_sigpipe();
  ssize_t sent = sendfile(to, from, &(off_t){offset}, (size_t) count);
  release_sigpipe(&hold);
  return js_answer(env, sent);
#else
  (void) to, (void) from, (void) offset;
  refuse(&in, ENOSYS);
  return js_refusal(&in);
#endif
}

/* splice(in, NULL, out, NULL, count, flags), without SIGPIPE */
napi_value js_splice(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 4);
  int from = to_int(&in, 0), to = to_int(&in, 1), count = to_int(&in, 2);
  unsigned flags = (unsigned) to_int(&in, 3);
  if (count < 0)
    refuse(&in, EINVAL);
#ifdef __linux__
  if (in.error)
    return js_refusal(&in);
  sigpipe_hold hold = hold_sigpipe();
  ssize_t moved = splice(from, NULL, to, NULL, (size_t) count, flags);
  release_sigpipe(&hold);
  return js_answer(env, moved);
#else
  (void) from, (void) to, (void) flags;
  refuse(&in, ENOSYS);
  return js_refusal(&in);
#endif
}

/* pread(in, …, offset), at most CHUNK bytes, and send(out, …, flags): how many were sent */
napi_value js_preadSend(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 5);
  int to = to_int(&in, 0), from = to_int(&in, 1), count = to_int(&in, 3);
  int flags = to_int(&in, 4);
  int64_t offset = to_offset(&in, 2);
  if (count < 0)
    refuse(&in, EINVAL);
  if (in.error)
    return js_refusal(&in);
  char data[CHUNK];
  ssize_t length = pread(from, data, count < CHUNK ? (size_t) count : CHUNK, offset);
  return js_answer(env, length <= 0 ? length : send(to, data, (size_t) length, flags));
}

/* pipe2(pair, O_CLOEXEC | O_NONBLOCK) */
napi_value js_pipe(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 1);
  integers pair = to_integers(&in, 0, 2);
#ifdef __linux__
  int fds[2];
  if (in.error)
    return js_refusal(&in);
  if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) < 0)
    return js_answer(env, -1);
  environment *self = environment_of(env);
  int one = own_or_close(self, fds[0]);
  int other = one < 0 ? -1 : own_or_close(self, fds[1]);
  if (other < 0) {
    int error = errno;
    disown(self, one);
    close(one < 0 ? fds[1] : one);
    return js_int(env, -error);
  }
  pair.data[0] = one;
  pair.data[1] = other;
  return js_int(env, 0);
#else
  (void) pair;
  refuse(&in, ENOSYS);
  return js_refusal(&in);
#endif
}

/* open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY); the path ends with a NUL */
napi_value js_openFile(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 1);
  bytes path = to_bytes(&in, 0);
  if (path.length == 0 || ((const char *) path.data)[path.length - 1] != '\0')
    refuse(&in, EINVAL);
  if (in.error)
    return js_refusal(&in);
  int fd = open(path.data, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  return js_answer(env, own_or_close(environment_of(env), fd));
}

/* read(fd, data, length) */
napi_value js_read(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 2);
  int fd = to_int(&in, 0);
  bytes data = to_bytes(&in, 1);
  if (in.error)
    return js_refusal(&in);
  return js_answer(env, read(fd, data.data, data.length));
}
