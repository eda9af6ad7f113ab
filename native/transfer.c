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

static size_t at_most_chunk(int count) { return count < CHUNK ? (size_t) count : CHUNK; }

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

/* Neither have they MSG_DONTWAIT: they ask O_NONBLOCK of the open file, which others may share. It
   is set and restored in the same native call, so that others see it for as short as possible, and
   have as little time to clear it. */
static int set_nonblocking(int fd) {
  int flags = fcntl(fd, F_GETFL);
  if (flags >= 0 && !(flags & O_NONBLOCK))
    fcntl(fd, F_SETFL, flags | O_NONBLOCK);
  return flags;
}

/* Keeps errno. */
static void restore_flags(int fd, int flags) {
  int error = errno;
  if (flags >= 0 && !(flags & O_NONBLOCK))
    fcntl(fd, F_SETFL, flags);
  errno = error;
}
#endif

/* A part of a file to a descriptor. */
typedef struct {
  int to, from;
  int64_t offset;
  int count;
} file_part;

/* From descriptor to descriptor. */
typedef struct {
  int from, to, count;
} passage;

static file_part to_file_part(arguments *in) {
  int to = to_int(in, 0), from = to_int(in, 1);
  int64_t offset = to_offset(in, 2);
  int count = to_int(in, 3);
  if (count < 0)
    refuse(in, EINVAL);
  return (file_part){to, from, offset, count};
}

static passage to_passage(arguments *in) {
  int from = to_int(in, 0), to = to_int(in, 1), count = to_int(in, 2);
  if (count < 0)
    refuse(in, EINVAL);
  return (passage){from, to, count};
}

#ifdef __linux__
static ssize_t sendfile_quietly(file_part part) {
  off_t offset = part.offset;
  sigpipe_hold hold = hold_sigpipe();
  ssize_t sent = sendfile(part.to, part.from, &offset, (size_t) part.count);
  release_sigpipe(&hold);
  return sent;
}

static ssize_t sendfile_now(file_part part) {
  int flags = set_nonblocking(part.to);
  ssize_t sent = sendfile_quietly(part);
  restore_flags(part.to, flags);
  return sent;
}

static ssize_t splice_quietly(passage way, unsigned flags) {
  sigpipe_hold hold = hold_sigpipe();
  ssize_t moved = splice(way.from, NULL, way.to, NULL, (size_t) way.count, flags);
  release_sigpipe(&hold);
  return moved;
}

static ssize_t splice_now(passage way) {
  int flags = set_nonblocking(way.to);
  ssize_t moved = splice_quietly(way, SPLICE_F_NONBLOCK);
  restore_flags(way.to, flags);
  return moved;
}

/* This process reads the pipe, so there is no SIGPIPE. */
static ssize_t splice_to_pipe(passage way) {
  return splice(way.from, NULL, way.to, NULL, (size_t) way.count, SPLICE_F_NONBLOCK);
}
#else
static ssize_t missing(void) {
  errno = ENOSYS;
  return -1;
}

static ssize_t sendfile_quietly(file_part part) { return (void) part, missing(); }
static ssize_t sendfile_now(file_part part) { return (void) part, missing(); }
static ssize_t splice_quietly(passage way, unsigned flags) {
  return (void) way, (void) flags, missing();
}
static ssize_t splice_now(passage way) { return (void) way, missing(); }
static ssize_t splice_to_pipe(passage way) { return (void) way, missing(); }
#endif

/* sendfile(out, in, &offset, count), without SIGPIPE */
napi_value js_sendfile(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 4);
  file_part part = to_file_part(&in);
  return in.error ? js_refusal(&in) : js_answer(env, sendfile_quietly(part));
}

/* js_sendfile, with O_NONBLOCK set for out meanwhile */
napi_value js_sendfileNow(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 4);
  file_part part = to_file_part(&in);
  return in.error ? js_refusal(&in) : js_answer(env, sendfile_now(part));
}

/* splice(in, NULL, out, NULL, count, flags), without SIGPIPE */
napi_value js_splice(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 4);
  passage way = to_passage(&in);
  unsigned flags = (unsigned) to_int(&in, 3);
  return in.error ? js_refusal(&in) : js_answer(env, splice_quietly(way, flags));
}

/* js_splice with SPLICE_F_NONBLOCK, from a pipe to a socket, as js_sendfileNow */
napi_value js_spliceNow(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 3);
  passage way = to_passage(&in);
  return in.error ? js_refusal(&in) : js_answer(env, splice_now(way));
}

/* splice(in, NULL, pipe, NULL, count, SPLICE_F_NONBLOCK) */
napi_value js_spliceToPipe(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 3);
  passage way = to_passage(&in);
  return in.error ? js_refusal(&in) : js_answer(env, splice_to_pipe(way));
}

/* pread(in, …, offset), at most CHUNK bytes, and send(out, …, flags): how many were sent */
napi_value js_preadSend(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 5);
  file_part part = to_file_part(&in);
  int flags = to_int(&in, 4);
  if (in.error)
    return js_refusal(&in);
  char data[CHUNK];
  ssize_t length = pread(part.from, data, at_most_chunk(part.count), part.offset);
  return js_answer(env, length <= 0 ? length : send(part.to, data, (size_t) length, flags));
}

/* Writes all of it to an empty pipe, which has room for it. */
static ssize_t to_pipe(int pipe, const char *data, ssize_t length) {
  ssize_t written = 0;
  while (written < length) {
    ssize_t more = write(pipe, data + written, (size_t) (length - written));
    if (more >= 0)
      written += more;
    else if (errno != EINTR)
      return -1;
  }
  return length;
}

/* read(in, …), or with an offset pread(in, …, offset), at most CHUNK bytes, and write(pipe, …) */
napi_value js_readToPipe(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 4);
  int from = to_int(&in, 0), to = to_int(&in, 1), count = to_int(&in, 3);
  bool in_order = is_null(&in, 2);
  int64_t offset = in_order ? 0 : to_offset(&in, 2);
  if (count < 0)
    refuse(&in, EINVAL);
  if (in.error)
    return js_refusal(&in);
  char data[CHUNK];
  ssize_t length = in_order ? read(from, data, at_most_chunk(count))
                            : pread(from, data, at_most_chunk(count), offset);
  return js_answer(env, length <= 0 ? length : to_pipe(to, data, length));
}

/* recv(in, …, MSG_DONTWAIT), at most CHUNK bytes, and write(pipe, …) */
napi_value js_recvToPipe(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 3);
  passage way = to_passage(&in);
  if (in.error)
    return js_refusal(&in);
  char data[CHUNK];
  ssize_t length = recv(way.from, data, at_most_chunk(way.count), MSG_DONTWAIT);
  return js_answer(env, length <= 0 ? length : to_pipe(way.to, data, length));
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
