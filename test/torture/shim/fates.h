/* Preloaded, makes the addon's calls of the C library fail or misbehave, by a seed. Nobody else's:
   where a call comes from tells its return address. Required by Node, it is also the addon by which
   a program arms it, and asks what it did.

   It never lies for good: what it calls "not yet" it announces again, a connection that it calls
   reset is shut down, and a call that it calls interrupted may be made again. */
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

/* Fates that are no errno. */
enum { NOTHING = 0, SHORT = 1001, LATE = 1002 };

/* Each call with the errors that are tried; EAGAIN is "not yet", and is given only where that may
   be. getaddrinfo and getnameinfo have codes of their own. */
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

/* Where the call of an exported function comes from. */
#define CALLER __builtin_return_address(0)
bool is_addon(const void *caller);

/* Below the limit, by the seed. */
uint32_t random_below(uint32_t limit);

/* Which of the call's fates it has, -1 for none; and which that is. */
int draw(int call, const void *caller);
int fate_at(int call, int which);

/* Counts a fate, and gives it. */
int count_fate(int call, int which);

/* What happens to a call to which any of its fates may happen: NOTHING, SHORT or an errno. */
int fate(int call, const void *caller);

/* The same for one that sends or receives, or accepts. */
int fate_of_transfer(int call, const void *caller, int fd, int flags);

int fail(int error);
bool is_blocking(int fd);

/* Who waits for a descriptor, so that what is put off can be announced again. */
void remember(int queue, int operation, int fd, const struct epoll_event *event);
void forget(int fd);

#endif
