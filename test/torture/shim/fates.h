/* When preloaded, makes the addon's calls of the C library fail or misbehave, depending on a seed.
   Calls from elsewhere, recognized by their return address, are unaffected. The shim is also an
   addon that a program loads to arm it and to read what it did.

   Its failures stay consistent: after EAGAIN it signals readiness again, a connection that it
   reports as reset is shut down, and a call that it reports as interrupted can be repeated. */
#ifndef FATES_H
#define FATES_H

#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* Fates that are not an errno. */
enum { NOTHING = 0, SHORT = 1001, LATE = 1002 };

/* Each call and its possible fates. EAGAIN is returned only where the kernel could return it.
   getaddrinfo and getnameinfo have their own error codes. */
#define CALLS(X)                                                                                   \
  X(socket, EMFILE, ENFILE, ENOBUFS, ENOMEM)                                                       \
  X(socketpair, EMFILE, ENFILE, ENOMEM)                                                            \
  X(accept4, EINTR, EAGAIN, EMFILE, ENFILE, ENOMEM, ENOBUFS, ECONNABORTED, EPROTO)                 \
  X(bind, ENOBUFS, ENOMEM, EADDRINUSE)                                                             \
  X(connect, EINTR, EAGAIN, ENOBUFS, EADDRNOTAVAIL, ENETUNREACH)                                   \
  X(listen, EADDRINUSE)                                                                            \
  X(getsockname, ENOBUFS)                                                                          \
  X(getpeername, ENOBUFS)                                                                          \
  X(getsockopt, ENOMEM, ENOBUFS)                                                                   \
  X(setsockopt, ENOMEM, ENOBUFS)                                                                   \
  X(fcntl, EMFILE)                                                                                 \
  X(fcntl64, EMFILE)                                                                               \
  X(close, EINTR, EIO, LATE)                                                                       \
  X(recv, EINTR, EAGAIN, ENOMEM, ECONNRESET, SHORT, LATE)                                          \
  X(recvfrom, EINTR, EAGAIN, ENOMEM, ECONNRESET, SHORT, LATE)                                      \
  X(recvmsg, EINTR, EAGAIN, ENOMEM, ECONNRESET, SHORT, LATE)                                       \
  X(recvmmsg, EINTR, EAGAIN, ENOMEM, SHORT)                                                        \
  X(send, EINTR, EAGAIN, ENOMEM, ENOBUFS, ECONNRESET, SHORT, LATE)                                 \
  X(sendto, EINTR, EAGAIN, ENOMEM, ENOBUFS, LATE)                                                  \
  X(sendmsg, EINTR, EAGAIN, ENOMEM, ENOBUFS, ECONNRESET, SHORT, LATE)                              \
  X(sendmmsg, EINTR, EAGAIN, ENOMEM, ENOBUFS, SHORT)                                               \
  X(sendfile, EINTR, EAGAIN, ENOMEM, SHORT)                                                        \
  X(poll, EINTR, ENOMEM, LATE)                                                                     \
  X(epoll_create1, EMFILE, ENFILE, ENOMEM)                                                         \
  X(epoll_ctl, ENOMEM, ENOSPC)                                                                     \
  X(epoll_wait, EINTR, SHORT, LATE)                                                                \
  X(pipe, EMFILE, ENFILE)                                                                          \
  X(pipe2, EMFILE, ENFILE)                                                                         \
  X(eventfd, EMFILE, ENFILE, ENOMEM)                                                               \
  X(read, EINTR)                                                                                   \
  X(write, EINTR)                                                                                  \
  X(getaddrinfo, EAI_AGAIN, EAI_MEMORY, EAI_FAIL, EAI_SYSTEM, LATE)                                \
  X(getnameinfo, EAI_AGAIN, EAI_MEMORY, EAI_FAIL, EAI_SYSTEM, LATE)                                \
  X(getifaddrs, ENOMEM, ENOBUFS, EMFILE)                                                           \
  X(malloc, ENOMEM)                                                                                \
  X(calloc, ENOMEM)                                                                                \
  X(realloc, ENOMEM)                                                                               \
  X(pthread_create, EAGAIN)

#define NUMBER(name, ...) CALL_##name,
enum { CALLS(NUMBER) CALL_COUNT };

enum { MOST_FATES = 9 };

/* The C library's own function. */
#define REAL(name) ((__typeof__(&name)) real(CALL_##name))
void *real(int call);

/* The return address, which identifies the caller. */
#define CALLER __builtin_return_address(0)
bool is_addon(const void *caller);

/* A pseudorandom number below the limit. */
uint32_t random_below(uint32_t limit);

/* Chooses one of the call's fates: its index, or -1 for none. The second returns that fate. */
int draw(int call, const void *caller);
int fate_at(int call, int which);

/* Counts a fate and returns it. */
int count_fate(int call, int which);

/* The fate of a call that may always have any of its fates: NOTHING, SHORT or an errno. */
int fate(int call, const void *caller);

/* The fate of a call that sends, receives or accepts. */
int fate_of_transfer(int call, const void *caller, int fd, int flags);

int fail(int error);
bool is_blocking(int fd);

/* Remembers the epoll queues that watch a descriptor, so that they can be notified again. */
void remember(int queue, int operation, int fd, const struct epoll_event *event);
void forget(int fd);

#endif
