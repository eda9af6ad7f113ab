/* Connections come in pairs: everything from the first goes to the second. */
#include "peer.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/epoll.h>

enum { CAPACITY = 1 << 20 };

static int queue;

static int accept_and_watch(int listener, unsigned events) {
  int fd = (int) must("accept", accept4(listener, NULL, NULL, SOCK_NONBLOCK));
  struct epoll_event event = {.events = events | EPOLLET, .data.fd = fd};
  must("epoll_ctl", epoll_ctl(queue, EPOLL_CTL_ADD, fd, &event));
  return fd;
}

/* splice(2), with a wait for an event while it is refused */
static ssize_t splice_some(int from, int to, size_t count) {
  struct epoll_event event;
  for (;;) {
    ssize_t moved = splice(from, NULL, to, NULL, count, SPLICE_F_NONBLOCK);
    if (moved >= 0 || errno != EAGAIN)
      return must("splice", moved);
    must("epoll_wait", epoll_wait(queue, &event, 1, -1));
  }
}

int main(void) {
  signal(SIGPIPE, SIG_IGN);
  queue = (int) must("epoll_create1", epoll_create1(0));
  int listener = bind_anywhere(SOCK_STREAM);
  for (;;) {
    int from = accept_and_watch(listener, EPOLLIN), to = accept_and_watch(listener, EPOLLOUT);
    int ends[2];
    must("pipe", pipe(ends));
    must("fcntl", fcntl(ends[1], F_SETPIPE_SZ, CAPACITY));
    ssize_t held;
    while ((held = splice_some(from, ends[1], CAPACITY)) > 0)
      while (held > 0)
        held -= splice_some(ends[0], to, (size_t) held);
    close(ends[0]), close(ends[1]), close(from), close(to);
  }
}
