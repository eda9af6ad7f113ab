/* All calls except those in transfers.c. */
#include "fates.h"

#include <fcntl.h>
#include <ifaddrs.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/eventfd.h>

/* ---- Creating and querying descriptors ---- */

int socket(int family, int type, int protocol) {
  int what = fate(CALL_socket, CALLER);
  return what == NOTHING ? REAL(socket)(family, type, protocol) : fail(what);
}

int socketpair(int family, int type, int protocol, int pair[2]) {
  int what = fate(CALL_socketpair, CALLER);
  return what == NOTHING ? REAL(socketpair)(family, type, protocol, pair) : fail(what);
}

int bind(int fd, const struct sockaddr *address, socklen_t length) {
  int what = fate(CALL_bind, CALLER);
  return what == NOTHING ? REAL(bind)(fd, address, length) : fail(what);
}

/* After EINTR the connection proceeds by itself. EAGAIN: the queue of a Unix listener is full. */
int connect(int fd, const struct sockaddr *address, socklen_t length) {
  int which = draw(CALL_connect, CALLER);
  int what = fate_at(CALL_connect, which);
  bool local = address != NULL && address->sa_family == AF_UNIX;
  if (what == NOTHING || (what == EAGAIN && (!local || is_blocking(fd))) ||
      (what == EINTR && local) || (what == ENETUNREACH && local))
    return REAL(connect)(fd, address, length);
  if (what == EINTR) {
    int result = REAL(connect)(fd, address, length);
    if (result == 0 || errno != EINPROGRESS)
      return result;
  }
  return fail(count_fate(CALL_connect, which));
}

int listen(int fd, int backlog) {
  int what = fate(CALL_listen, CALLER);
  return what == NOTHING ? REAL(listen)(fd, backlog) : fail(what);
}

int getsockname(int fd, struct sockaddr *address, socklen_t *length) {
  int what = fate(CALL_getsockname, CALLER);
  return what == NOTHING ? REAL(getsockname)(fd, address, length) : fail(what);
}

int getpeername(int fd, struct sockaddr *address, socklen_t *length) {
  int what = fate(CALL_getpeername, CALLER);
  return what == NOTHING ? REAL(getpeername)(fd, address, length) : fail(what);
}

int getsockopt(int fd, int level, int option, void *value, socklen_t *length) {
  int what = fate(CALL_getsockopt, CALLER);
  return what == NOTHING ? REAL(getsockopt)(fd, level, option, value, length) : fail(what);
}

int setsockopt(int fd, int level, int option, const void *value, socklen_t length) {
  int what = fate(CALL_setsockopt, CALLER);
  return what == NOTHING ? REAL(setsockopt)(fd, level, option, value, length) : fail(what);
}

/* Reading and setting flags cannot fail; duplicating a descriptor can. */
static bool duplicates(int command) { return command == F_DUPFD || command == F_DUPFD_CLOEXEC; }

int fcntl(int fd, int command, ...) {
  va_list rest;
  va_start(rest, command);
  void *argument = va_arg(rest, void *);
  va_end(rest);
  int what = duplicates(command) ? fate(CALL_fcntl, CALLER) : NOTHING;
  return what == NOTHING ? REAL(fcntl)(fd, command, argument) : fail(what);
}

int fcntl64(int fd, int command, ...) {
  va_list rest;
  va_start(rest, command);
  void *argument = va_arg(rest, void *);
  va_end(rest);
  int what = duplicates(command) ? fate(CALL_fcntl64, CALLER) : NOTHING;
  return what == NOTHING ? REAL(fcntl64)(fd, command, argument) : fail(what);
}

/* Whatever it returns, the descriptor is closed. */
int close(int fd) {
  int what = fate(CALL_close, CALLER);
  forget(fd);
  int result = REAL(close)(fd);
  return what == NOTHING || result < 0 ? result : fail(what);
}

/* ---- Waiting ---- */

/* EINTR only if nothing is ready yet. */
static int do_poll(const void *caller, struct pollfd *entries, nfds_t length, int milliseconds) {
  int what = fate(CALL_poll, caller);
  if (what == NOTHING)
    return REAL(poll)(entries, length, milliseconds);
  int ready = what == EINTR ? REAL(poll)(entries, length, 0) : 0;
  return ready == 0 ? fail(what) : ready;
}

int poll(struct pollfd *entries, nfds_t length, int milliseconds) {
  return do_poll(CALLER, entries, length, milliseconds);
}

int __poll_chk(struct pollfd *entries, nfds_t length, int milliseconds, size_t room) {
  (void) room;
  return do_poll(CALLER, entries, length, milliseconds);
}

int epoll_create1(int flags) {
  int what = fate(CALL_epoll_create1, CALLER);
  return what == NOTHING ? REAL(epoll_create1)(flags) : fail(what);
}

int epoll_ctl(int queue, int operation, int fd, struct epoll_event *event) {
  int what = operation == EPOLL_CTL_ADD ? fate(CALL_epoll_ctl, CALLER) : NOTHING;
  if (what != NOTHING)
    return fail(what);
  int result = REAL(epoll_ctl)(queue, operation, fd, event);
  if (result == 0 && is_addon(CALLER))
    remember(queue, operation, fd, event);
  return result;
}

int epoll_wait(int queue, struct epoll_event *events, int room, int milliseconds) {
  int what = fate(CALL_epoll_wait, CALLER);
  if (what != NOTHING && what != SHORT)
    return fail(what);
  return REAL(epoll_wait)(queue, events, what == SHORT ? 1 : room, milliseconds);
}

int pipe(int fds[2]) {
  int what = fate(CALL_pipe, CALLER);
  return what == NOTHING ? REAL(pipe)(fds) : fail(what);
}

int pipe2(int fds[2], int flags) {
  int what = fate(CALL_pipe2, CALLER);
  return what == NOTHING ? REAL(pipe2)(fds, flags) : fail(what);
}

int eventfd(unsigned value, int flags) {
  int what = fate(CALL_eventfd, CALLER);
  return what == NOTHING ? REAL(eventfd)(value, flags) : fail(what);
}

ssize_t read(int fd, void *data, size_t length) {
  int what = fate(CALL_read, CALLER);
  return what == NOTHING ? REAL(read)(fd, data, length) : fail(what);
}

ssize_t write(int fd, const void *data, size_t length) {
  int what = fate(CALL_write, CALLER);
  return what == NOTHING ? REAL(write)(fd, data, length) : fail(what);
}

/* ---- Names, memory and threads ---- */

static int code_of(int what) {
  if (what == EAI_SYSTEM)
    errno = ENOMEM;
  return what;
}

int getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
                struct addrinfo **found) {
  int what = fate(CALL_getaddrinfo, CALLER);
  return what == NOTHING ? REAL(getaddrinfo)(host, service, hints, found) : code_of(what);
}

int getnameinfo(const struct sockaddr *address, socklen_t length, char *host, socklen_t host_room,
                char *service, socklen_t service_room, int flags) {
  int what = fate(CALL_getnameinfo, CALLER);
  return what == NOTHING
             ? REAL(getnameinfo)(address, length, host, host_room, service, service_room, flags)
             : code_of(what);
}

int getifaddrs(struct ifaddrs **found) {
  int what = fate(CALL_getifaddrs, CALLER);
  return what == NOTHING ? REAL(getifaddrs)(found) : fail(what);
}

/* dlsym itself allocates memory, so these use glibc's internal names. */
void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);

void *malloc(size_t size) {
  int what = fate(CALL_malloc, CALLER);
  return what == NOTHING ? __libc_malloc(size) : (fail(what), NULL);
}

void *calloc(size_t count, size_t size) {
  int what = fate(CALL_calloc, CALLER);
  return what == NOTHING ? __libc_calloc(count, size) : (fail(what), NULL);
}

void *realloc(void *old, size_t size) {
  int what = fate(CALL_realloc, CALLER);
  return what == NOTHING ? __libc_realloc(old, size) : (fail(what), NULL);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                   void *data) {
  int what = fate(CALL_pthread_create, CALLER);
  return what == NOTHING ? REAL(pthread_create)(thread, attributes, run, data) : what;
}
