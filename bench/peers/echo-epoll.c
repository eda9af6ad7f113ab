/* Echoes every connection: one receive and one send for each readable one. */
#include "peer.h"
#include <sys/epoll.h>

enum { EVENTS = 512 };

static int queue;

static void watch(int fd) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  epoll_ctl(queue, EPOLL_CTL_ADD, fd, &event); /* EPERM for a regular file: then no end of input */
}

int main(void) {
  static char data[1024];
  struct epoll_event events[EVENTS];
  queue = (int) must("epoll_create1", epoll_create1(0));
  int listener = bind_anywhere(SOCK_STREAM);
  watch(listener);
  watch(STDIN_FILENO);
  for (;;) {
    int count = epoll_wait(queue, events, EVENTS, -1);
    for (int i = 0; i < count; i++) {
      int fd = events[i].data.fd;
      if (fd == STDIN_FILENO)
        return 0;
      if (fd == listener) {
        watch((int) must("accept", accept(listener, NULL, NULL)));
        continue;
      }
      ssize_t length = recv(fd, data, sizeof data, MSG_DONTWAIT);
      if (length > 0)
        must("send", send(fd, data, (size_t) length, MSG_DONTWAIT | MSG_NOSIGNAL));
      else if (length == 0 || errno != EAGAIN)
        close(fd);
    }
  }
}
