/* Calls that transfer data or accept a connection. */
#include "fates.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/sendfile.h>

/* ---- The queues that watch a descriptor, to be notified again ---- */

enum { MOST_FDS = 4096, QUEUES = 2 };

static struct {
  int queue;
  struct epoll_event event;
} waiting[MOST_FDS][QUEUES];

void remember(int queue, int operation, int fd, const struct epoll_event *event) {
  if (fd < 0 || fd >= MOST_FDS)
    return;
  int at = 0;
  while (at < QUEUES - 1 && waiting[fd][at].queue != queue && waiting[fd][at].queue != 0)
    at++;
  waiting[fd][at].queue = operation == EPOLL_CTL_DEL ? 0 : queue;
  if (event != NULL)
    waiting[fd][at].event = *event;
}

void forget(int fd) {
  if (fd >= 0 && fd < MOST_FDS)
    memset(waiting[fd], 0, sizeof waiting[fd]);
}

/* Makes edge-triggered queues report the descriptor's readiness again. */
static void announce(int fd) {
  int before = errno;
  for (int i = 0; fd >= 0 && fd < MOST_FDS && i < QUEUES; i++) {
    struct epoll_event event = waiting[fd][i].event;
    int queue = waiting[fd][i].queue;
    if (queue > 0 && REAL(epoll_ctl)(queue, EPOLL_CTL_MOD, fd, &event) < 0)
      waiting[fd][i].queue = 0;
  }
  errno = before;
}

/* ---- The fates of calls that send or receive ---- */

static int option_of(int fd, int option) {
  int value = -1;
  socklen_t length = sizeof value;
  return REAL(getsockopt)(fd, SOL_SOCKET, option, &value, &length) < 0 ? -1 : value;
}

bool is_blocking(int fd) { return (REAL(fcntl)(fd, F_GETFL) & O_NONBLOCK) == 0; }

/* Whether no more data can arrive: then the kernel never returns EAGAIN. */
static bool has_ended(int fd) {
  struct pollfd entry = {.fd = fd, .events = POLLRDHUP};
  return REAL(poll)(&entry, 1, 0) != 0 && (entry.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

enum { ODD_FLAGS = MSG_PEEK | MSG_OOB | MSG_ERRQUEUE | MSG_TRUNC | MSG_WAITALL };

int fate_of_transfer(int call, const void *caller, int fd, int flags) {
  int which = draw(call, caller);
  if (which < 0)
    return NOTHING;
  int before = errno, what = fate_at(call, which);
  bool stream = option_of(fd, SO_TYPE) == SOCK_STREAM && option_of(fd, SO_ACCEPTCONN) == 0;
  bool may_be = what == EAGAIN       ? (flags & MSG_DONTWAIT || !is_blocking(fd)) && !has_ended(fd)
                : what == ECONNRESET ? stream && (flags & ODD_FLAGS) == 0 && random_below(8) == 0
                : what == SHORT      ? stream && (flags & ODD_FLAGS) == 0
                                     : true;
  errno = before;
  if (!may_be)
    return NOTHING;
  count_fate(call, which);
  if (what == EAGAIN)
    announce(fd);
  if (what == ECONNRESET)
    shutdown(fd, SHUT_RDWR);
  if (what != LATE)
    return what;
  usleep(random_below(2000));
  return NOTHING;
}

/* A message cut to its first byte. It keeps the control messages. */
static struct msghdr shortened(const struct msghdr *message, struct iovec *byte) {
  struct msghdr made = *message;
  for (size_t i = 0; i < message->msg_iovlen; i++) {
    if (message->msg_iov[i].iov_len == 0)
      continue;
    *byte = (struct iovec){message->msg_iov[i].iov_base, 1};
    made.msg_iov = byte;
    made.msg_iovlen = 1;
    break;
  }
  return made;
}

static ssize_t do_recv(const void *caller, int fd, void *data, size_t length, int flags) {
  int what = fate_of_transfer(CALL_recv, caller, fd, flags);
  if (what != NOTHING && what != SHORT)
    return fail(what);
  ssize_t count = REAL(recv)(fd, data, what == SHORT && length > 1 ? 1 : length, flags);
  if (what == SHORT)
    announce(fd); /* the caller may take a short read to mean that the queue is empty */
  return count;
}

ssize_t recv(int fd, void *data, size_t length, int flags) {
  return do_recv(CALLER, fd, data, length, flags);
}

ssize_t __recv_chk(int fd, void *data, size_t length, size_t room, int flags) {
  (void) room;
  return do_recv(CALLER, fd, data, length, flags);
}

static ssize_t do_recvfrom(const void *caller, int fd, void *data, size_t length, int flags,
                           struct sockaddr *address, socklen_t *size) {
  int what = fate_of_transfer(CALL_recvfrom, caller, fd, flags);
  if (what != NOTHING && what != SHORT)
    return fail(what);
  size_t wanted = what == SHORT && length > 1 ? 1 : length;
  ssize_t count = REAL(recvfrom)(fd, data, wanted, flags, address, size);
  if (what == SHORT)
    announce(fd);
  return count;
}

ssize_t recvfrom(int fd, void *data, size_t length, int flags, struct sockaddr *address,
                 socklen_t *size) {
  return do_recvfrom(CALLER, fd, data, length, flags, address, size);
}

ssize_t __recvfrom_chk(int fd, void *data, size_t length, size_t room, int flags,
                       struct sockaddr *address, socklen_t *size) {
  (void) room;
  return do_recvfrom(CALLER, fd, data, length, flags, address, size);
}

ssize_t recvmsg(int fd, struct msghdr *message, int flags) {
  int what = fate_of_transfer(CALL_recvmsg, CALLER, fd, flags);
  if (what == NOTHING)
    return REAL(recvmsg)(fd, message, flags);
  if (what != SHORT)
    return fail(what);
  struct iovec byte;
  struct msghdr cut = shortened(message, &byte);
  ssize_t count = REAL(recvmsg)(fd, &cut, flags);
  message->msg_namelen = cut.msg_namelen;
  message->msg_controllen = cut.msg_controllen;
  message->msg_flags = cut.msg_flags;
  announce(fd);
  return count;
}

int recvmmsg(int fd, struct mmsghdr *messages, unsigned length, int flags, struct timespec *time) {
  int what = fate_of_transfer(CALL_recvmmsg, CALLER, fd, flags);
  if (what != NOTHING && what != SHORT)
    return fail(what);
  int count = REAL(recvmmsg)(fd, messages, what == SHORT && length > 1 ? 1 : length, flags, time);
  if (what == SHORT)
    announce(fd);
  return count;
}

ssize_t send(int fd, const void *data, size_t length, int flags) {
  int what = fate_of_transfer(CALL_send, CALLER, fd, flags);
  if (what != NOTHING && what != SHORT)
    return fail(what);
  return REAL(send)(fd, data, what == SHORT && length > 1 ? 1 : length, flags);
}

ssize_t sendto(int fd, const void *data, size_t length, int flags, const struct sockaddr *address,
               socklen_t size) {
  int what = fate_of_transfer(CALL_sendto, CALLER, fd, flags);
  return what == NOTHING ? REAL(sendto)(fd, data, length, flags, address, size) : fail(what);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
  int what = fate_of_transfer(CALL_sendmsg, CALLER, fd, flags);
  if (what == NOTHING)
    return REAL(sendmsg)(fd, message, flags);
  if (what != SHORT)
    return fail(what);
  struct iovec byte;
  struct msghdr cut = shortened(message, &byte);
  return REAL(sendmsg)(fd, &cut, flags);
}

int sendmmsg(int fd, struct mmsghdr *messages, unsigned length, int flags) {
  int what = fate_of_transfer(CALL_sendmmsg, CALLER, fd, flags);
  if (what != NOTHING && what != SHORT)
    return fail(what);
  return REAL(sendmmsg)(fd, messages, what == SHORT && length > 1 ? 1 : length, flags);
}

ssize_t sendfile(int fd, int file, off_t *offset, size_t length) {
  int what = fate_of_transfer(CALL_sendfile, CALLER, fd, 0);
  if (what != NOTHING && what != SHORT)
    return fail(what);
  return REAL(sendfile)(fd, file, offset, what == SHORT && length > 1 ? 1 : length);
}

int accept4(int fd, struct sockaddr *address, socklen_t *length, int flags) {
  int what = fate_of_transfer(CALL_accept4, CALLER, fd, 0);
  return what == NOTHING ? REAL(accept4)(fd, address, length, flags) : fail(what);
}
