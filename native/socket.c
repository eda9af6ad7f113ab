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

#ifndef SOCK_CLOEXEC
#define SOCK_CLOEXEC 0
#define accept4(fd, address, length, flags) accept(fd, address, length)
#define INHERITS_NONBLOCK
#endif

/* The environment owns a new socket. Some systems cannot set these flags as it is created. */
static int finish_new_socket(napi_env env, int created) {
  int fd = own_or_close(environment_of(env), created);
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
  return js_answer(env, finish_new_socket(env, socket(family, type | SOCK_CLOEXEC, protocol)));
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
  int one = finish_new_socket(env, fds[0]);
  int other = one < 0 ? -1 : finish_new_socket(env, fds[1]);
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
  int accepted = finish_new_socket(
      env, accept4(fd, name.address, name.address ? &length : NULL, SOCK_CLOEXEC));
  if (accepted < 0)
    return js_answer(env, -1);
#ifdef INHERITS_NONBLOCK
  fcntl(accepted, F_SETFL, fcntl(accepted, F_GETFL) & ~O_NONBLOCK);
#endif
  set_name_length(&name, length);
  return js_int(env, accepted);
}

typedef int (*name_call)(int fd, struct sockaddr *address, socklen_t *length);

static napi_value get_name(napi_env env, napi_callback_info info, name_call call) {
  arguments in = arguments_of(env, info, 2);
  int fd = to_int(&in, 0);
  name name = to_name(&in, 1);
  if (in.error)
    return js_refusal(&in);
  socklen_t length = name.length;
  if (call(fd, name.address, &length) < 0)
    return js_answer(env, -1);
  set_name_length(&name, length);
  return js_int(env, 0);
}

/* getsockname(fd, address, &length) */
napi_value js_getsockname(napi_env env, napi_callback_info info) {
  return get_name(env, info, getsockname);
}

/* getpeername(fd, address, &length) */
napi_value js_getpeername(napi_env env, napi_callback_info info) {
  return get_name(env, info, getpeername);
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

/* With any other command the kernel would take the argument for a pointer and write through it. */
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
  if (command == F_DUPFD || command == F_DUPFD_CLOEXEC)
    answer = own_or_close(environment_of(env), answer);
  if (command == F_GETOWN && answer < -1) /* a process group is a negative number, and no error */
    return js_int(env, answer);
  return js_answer(env, answer);
}

/* Any other request may write more than an integer, or change the machine. */
static bool returns_integer(unsigned request) {
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
  if (!returns_integer(request))
    refuse(&in, EINVAL);
  if (in.error)
    return js_refusal(&in);
  return js_answer(env, ioctl(fd, request, &value) < 0 ? -1 : value);
}

/* setsockopt(fd, level, option, value, length); TIPC requires a null pointer for no bytes */
napi_value js_setsockopt(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 4);
  int fd = to_int(&in, 0), level = to_int(&in, 1), option = to_int(&in, 2);
  bytes value = to_bytes(&in, 3);
  if (in.error)
    return js_refusal(&in);
  const void *data = value.length == 0 ? NULL : value.data;
  return js_answer(env, setsockopt(fd, level, option, data, socklen_of(value)));
}

/* setsockopt(fd, level, option, &program, sizeof program) with a program of classic BPF */
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
  set_name_length(&name, length);
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

/* poll(&entry, 1, milliseconds): the revents, 0 after a timeout */
napi_value js_pollOne(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 3);
  struct pollfd entry = {.fd = to_int(&in, 0), .events = (short) to_int(&in, 1)};
  int milliseconds = to_milliseconds(&in, 2);
  if (in.error)
    return js_refusal(&in);
  int count = poll(&entry, 1, milliseconds);
  return js_answer(env, count > 0 ? (unsigned short) entry.revents : count);
}

enum { NUMBERS_PER_ENTRY = 3, INLINE_ENTRIES = 16, MAX_ENTRIES = 1 << 16 };

/* poll(entries, count, milliseconds); numbers: fd, events, revents of each entry */
napi_value js_poll(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 2);
  integers numbers = to_integers(&in, 0, 0);
  int milliseconds = to_milliseconds(&in, 1);
  size_t count = numbers.length / NUMBERS_PER_ENTRY;
  if (numbers.length % NUMBERS_PER_ENTRY != 0 || count > MAX_ENTRIES)
    refuse(&in, EINVAL);
  if (in.error)
    return js_refusal(&in);
  struct pollfd inline_entries[INLINE_ENTRIES];
  struct pollfd *entries =
      count <= INLINE_ENTRIES ? inline_entries : malloc(count * sizeof *entries);
  if (entries == NULL)
    return js_int(env, -ENOMEM);
  for (size_t i = 0; i < count; i++) {
    const int32_t *entry = numbers.data + i * NUMBERS_PER_ENTRY;
    entries[i] = (struct pollfd){.fd = entry[0], .events = (short) entry[1]};
  }
  napi_value answer = js_answer(env, poll(entries, count, milliseconds));
  for (size_t i = 0; i < count; i++)
    numbers.data[i * NUMBERS_PER_ENTRY + 2] = (unsigned short) entries[i].revents;
  if (entries != inline_entries)
    free(entries);
  return answer;
}
