#include "environment.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/filter.h>
#include <linux/sockios.h>
#endif

/* Newer than most headers. */
#if defined(__linux__) && !defined(SO_PEERPIDFD) && !defined(__hppa__) && !defined(__sparc__)
#define SO_PEERPIDFD 77
#endif

#ifndef SOCK_CLOEXEC
#define SOCK_CLOEXEC 0
#define accept4(fd, address, length, flags) accept(fd, address, length)
#define INHERITS_NONBLOCK
#endif

/* Gives a new socket its owner, and what it still lacks where the call that made it takes no flags.
 */
static int dress(napi_env env, int made) {
  int fd = owned(environment_of(env), made);
  if (fd < 0)
    return fd;
  if (SOCK_CLOEXEC == 0)
    fcntl(fd, F_SETFD, FD_CLOEXEC);
#ifdef SO_NOSIGPIPE
  setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, &(int){1}, sizeof(int));
#endif
  return fd;
}

static int disown_and_close(napi_env env, int fd) {
  disown(environment_of(env), fd);
  return close(fd);
}

/* socket(family, type, protocol) */
napi_value js_socket(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 3);
  int family = to_int(&in, 0), type = to_int(&in, 1), protocol = to_int(&in, 2);
  if (in.error)
    return js_refusal(&in);
  return js_answer(env, dress(env, socket(family, type | SOCK_CLOEXEC, protocol)));
}

/* socketpair(family, type, protocol, pair) */
napi_value js_socketpair(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 4);
  int family = to_int(&in, 0), type = to_int(&in, 1), protocol = to_int(&in, 2);
  integers pair = to_integers(&in, 3, 2);
  if (in.error)
    return js_refusal(&in);
  int fds[2];
  if (socketpair(family, type | SOCK_CLOEXEC, protocol, fds) < 0)
    return js_answer(env, -1);
  int one = dress(env, fds[0]), other = one < 0 ? -1 : dress(env, fds[1]);
  if (other < 0) {
    int error = errno;
    disown_and_close(env, one < 0 ? fds[1] : one);
    return js_int(env, -error);
  }
  pair.data[0] = one;
  pair.data[1] = other;
  return js_int(env, 0);
}

/* bind(fd, address, length) */
napi_value js_bind(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 2);
  int fd = to_int(&in, 0);
  bytes address = to_bytes(&in, 1);
  if (in.error)
    return js_refusal(&in);
  return js_answer(env, bind(fd, address.data, socklen_of(address)));
}

/* connect(fd, address, length) */
napi_value js_connect(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 2);
  int fd = to_int(&in, 0);
  bytes address = to_bytes(&in, 1);
  if (in.error)
    return js_refusal(&in);
  return js_answer(env, connect(fd, address.data, socklen_of(address)));
}

/* listen(fd, backlog) */
napi_value js_listen(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 2);
  int fd = to_int(&in, 0), backlog = to_int(&in, 1);
  if (in.error)
    return js_refusal(&in);
  return js_answer(env, listen(fd, backlog));
}

/* accept4(fd, address, &length, SOCK_CLOEXEC) */
napi_value js_accept(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 2);
  int fd = to_int(&in, 0);
  name name = to_name_or_null(&in, 1);
  if (in.error)
    return js_refusal(&in);
  socklen_t length = name.length;
  int made = dress(env, accept4(fd, name.address, name.address ? &length : NULL, SOCK_CLOEXEC));
  if (made < 0)
    return js_answer(env, -1);
#ifdef INHERITS_NONBLOCK
  fcntl(made, F_SETFL, fcntl(made, F_GETFL) & ~O_NONBLOCK);
#endif
  name_filled(&name, length);
  return js_int(env, made);
}

typedef int (*name_call)(int fd, struct sockaddr *address, socklen_t *length);

static napi_value ask_name(napi_env env, napi_callback_info info, name_call call) {
  arguments in = arguments_of(env, info, 2);
  int fd = to_int(&in, 0);
  name name = to_name(&in, 1);
  if (in.error)
    return js_refusal(&in);
  socklen_t length = name.length;
  if (call(fd, name.address, &length) < 0)
    return js_answer(env, -1);
  name_filled(&name, length);
  return js_int(env, 0);
}

/* getsockname(fd, address, &length) */
napi_value js_getsockname(napi_env env, napi_callback_info info) {
  return ask_name(env, info, getsockname);
}

/* getpeername(fd, address, &length) */
napi_value js_getpeername(napi_env env, napi_callback_info info) {
  return ask_name(env, info, getpeername);
}

/* shutdown(fd, how) */
napi_value js_shutdown(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 2);
  int fd = to_int(&in, 0), how = to_int(&in, 1);
  if (in.error)
    return js_refusal(&in);
  return js_answer(env, shutdown(fd, how));
}

/* close(fd) */
napi_value js_close(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 1);
  int fd = to_int(&in, 0);
  if (in.error)
    return js_refusal(&in);
  return js_answer(env, disown_and_close(env, fd));
}

/* The commands whose argument is an integer. Any other would have the kernel take one for a
   pointer, and write through it. */
static bool takes_integer(int command) {
  switch (command) {
  case F_DUPFD:
  case F_DUPFD_CLOEXEC:
  case F_GETFD:
  case F_SETFD:
  case F_GETFL:
  case F_SETFL:
  case F_GETOWN:
  case F_SETOWN:
#ifdef F_GETSIG
  case F_GETSIG:
  case F_SETSIG:
#endif
#ifdef F_GETLEASE
  case F_GETLEASE:
  case F_SETLEASE:
#endif
#ifdef F_GETPIPE_SZ
  case F_GETPIPE_SZ:
  case F_SETPIPE_SZ:
#endif
#ifdef F_GET_SEALS
  case F_GET_SEALS:
  case F_ADD_SEALS:
#endif
#ifdef F_GETNOSIGPIPE
  case F_GETNOSIGPIPE:
  case F_SETNOSIGPIPE:
#endif
    return true;
  default:
    return false;
  }
}

/* fcntl(fd, command, argument) */
napi_value js_fcntl(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 3);
  int fd = to_int(&in, 0), command = to_int(&in, 1), argument = to_int(&in, 2);
  if (!takes_integer(command))
    refuse(&in, EINVAL);
  if (in.error)
    return js_refusal(&in);
  int answer = fcntl(fd, command, argument);
  bool made = command == F_DUPFD || command == F_DUPFD_CLOEXEC;
  return js_answer(env, made ? owned(environment_of(env), answer) : answer);
}

/* The requests that fill in an integer. Any other may do anything to memory, and to the machine. */
static bool gives_integer(unsigned request) {
  switch (request) {
  case FIONREAD: /* and SIOCINQ */
  case SIOCATMARK:
#ifdef SIOCOUTQ
  case SIOCOUTQ:
#endif
#ifdef SIOCOUTQNSD
  case SIOCOUTQNSD:
#endif
    return true;
  default:
    return false;
  }
}

/* ioctl(fd, request, &value): the value */
napi_value js_ioctl(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 2);
  int fd = to_int(&in, 0), value = 0;
  unsigned request = (unsigned) to_int(&in, 1);
  if (!gives_integer(request))
    refuse(&in, EINVAL);
  if (in.error)
    return js_refusal(&in);
  return js_answer(env, ioctl(fd, request, &value) < 0 ? -1 : value);
}

/* Of the program that SO_ATTACH_FILTER gave, the kernel counts instructions, where C has bytes. */
static socklen_t unit_of(int level, int option) {
#ifdef SO_GET_FILTER
  enum { INSTRUCTION = 8 };
  if (level == SOL_SOCKET && option == SO_GET_FILTER)
    return INSTRUCTION;
#endif
  (void) level;
  (void) option;
  return 1;
}

/* Whether the value is the number of a new descriptor. */
static bool opens(int level, int option) {
#ifdef SO_PEERPIDFD
  return level == SOL_SOCKET && option == SO_PEERPIDFD;
#else
  (void) level;
  (void) option;
  return false;
#endif
}

/* getsockopt(fd, level, option, value, &length): the bytes written */
napi_value js_getsockopt(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 4);
  int fd = to_int(&in, 0), level = to_int(&in, 1), option = to_int(&in, 2);
  bytes value = to_bytes(&in, 3);
  if (in.error)
    return js_refusal(&in);
  socklen_t unit = unit_of(level, option), length = socklen_of(value) / unit;
  if (length == 0 && value.length > 0) /* would ask how long it is, rather than for it */
    return js_int(env, -EINVAL);
  if (opens(level, option) && length < sizeof(int)) /* nobody would learn its number */
    return js_int(env, -EINVAL);
  int result = getsockopt(fd, level, option, value.data, &length), made;
  if (result == 0 && opens(level, option) && length == sizeof made) {
    memcpy(&made, value.data, sizeof made);
    result = owned(environment_of(env), made) < 0 ? -1 : 0;
  }
  return js_answer(env, result < 0 ? result : (long) length * unit);
}

/* setsockopt(fd, level, option, value, length); no bytes are a null pointer, as TIPC wants it */
napi_value js_setsockopt(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 4);
  int fd = to_int(&in, 0), level = to_int(&in, 1), option = to_int(&in, 2);
  bytes value = to_bytes(&in, 3);
  if (in.error)
    return js_refusal(&in);
  const void *data = value.length == 0 ? NULL : value.data;
  return js_answer(env, setsockopt(fd, level, option, data, socklen_of(value)));
}

/* setsockopt(fd, level, option, &program, sizeof program), where the program is of classic BPF */
napi_value js_setsockoptProgram(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 4);
  int fd = to_int(&in, 0), level = to_int(&in, 1), option = to_int(&in, 2);
  bytes value = to_bytes(&in, 3);
#ifdef SO_ATTACH_FILTER
  size_t count = value.length / sizeof(struct sock_filter);
  if (value.length % sizeof(struct sock_filter) != 0 || count > USHRT_MAX)
    refuse(&in, EINVAL);
  if (in.error)
    return js_refusal(&in);
  struct sock_fprog program = {(unsigned short) count, value.data};
  return js_answer(env, setsockopt(fd, level, option, &program, sizeof program));
#else
  (void) fd, (void) level, (void) option, (void) value;
  refuse(&in, ENOSYS);
  return js_refusal(&in);
#endif
}

/* recv(fd, data, length, flags) */
napi_value js_recv(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 3);
  int fd = to_int(&in, 0), flags = to_int(&in, 2);
  bytes data = to_bytes(&in, 1);
  if (in.error)
    return js_refusal(&in);
  return js_answer(env, recv(fd, data.data, data.length, flags));
}

/* recvfrom(fd, data, length, flags, address, &address_length) */
napi_value js_recvfrom(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 4);
  int fd = to_int(&in, 0), flags = to_int(&in, 2);
  bytes data = to_bytes(&in, 1);
  name name = to_name(&in, 3);
  if (in.error)
    return js_refusal(&in);
  socklen_t length = name.length;
  ssize_t count = recvfrom(fd, data.data, data.length, flags, name.address, &length);
  if (count < 0)
    return js_answer(env, -1);
  name_filled(&name, length);
  return js_answer(env, count);
}

/* send(fd, data, length, flags) */
napi_value js_send(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 3);
  int fd = to_int(&in, 0), flags = to_int(&in, 2);
  bytes data = to_bytes(&in, 1);
  if (in.error)
    return js_refusal(&in);
  return js_answer(env, send(fd, data.data, data.length, flags));
}

/* sendto(fd, data, length, flags, address, address_length) */
napi_value js_sendto(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 4);
  int fd = to_int(&in, 0), flags = to_int(&in, 2);
  bytes data = to_bytes(&in, 1), address = to_bytes(&in, 3);
  if (in.error)
    return js_refusal(&in);
  return js_answer(env,
                   sendto(fd, data.data, data.length, flags, address.data, socklen_of(address)));
}

/* poll(&entry, 1, milliseconds): the revents, 0 when the time is over */
napi_value js_pollOne(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 3);
  struct pollfd entry = {.fd = to_int(&in, 0), .events = (short) to_int(&in, 1)};
  int milliseconds = to_milliseconds(&in, 2);
  if (in.error)
    return js_refusal(&in);
  int count = poll(&entry, 1, milliseconds);
  return js_answer(env, count > 0 ? (unsigned short) entry.revents : count);
}

enum { FIELDS = 3, FEW = 16, MOST = 1 << 16 };

/* poll(entries, count, milliseconds) */
napi_value js_poll(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 2);
  integers fields = to_integers(&in, 0, 0);
  int milliseconds = to_milliseconds(&in, 1);
  size_t count = fields.length / FIELDS;
  if (fields.length % FIELDS != 0 || count > MOST)
    refuse(&in, EINVAL);
  if (in.error)
    return js_refusal(&in);
  struct pollfd few[FEW], *entries = count <= FEW ? few : malloc(count * sizeof *entries);
  if (entries == NULL)
    return js_int(env, -ENOMEM);
  for (size_t i = 0; i < count; i++) {
    const int32_t *from = fields.data + i * FIELDS;
    entries[i] = (struct pollfd){.fd = from[0], .events = (short) from[1]};
  }
  napi_value answer = js_answer(env, poll(entries, count, milliseconds));
  for (size_t i = 0; i < count; i++)
    fields.data[i * FIELDS + 2] = (unsigned short) entries[i].revents;
  if (entries != few)
    free(entries);
  return answer;
}
