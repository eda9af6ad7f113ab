/* Keeps 64 connections to the http server on the given port busy, one request each at a time. The
 * body of an answer ends with '!', and nothing before it does. */
#include "peer.h"
#include <sys/epoll.h>

enum { CONNECTIONS = 64 };

static int queue;
static int sockets[CONNECTIONS];

static void request(int i) {
  static const char text[] = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
  must("send", send(sockets[i], text, sizeof text - 1, 0));
}

static void requests(long count) {
  char data[4096];
  struct epoll_event events[CONNECTIONS];
  long asked = 0, answered = 0;
  while (asked < CONNECTIONS && asked < count)
    request((int) asked++);
  while (answered < count) {
    int ready = (int) must("epoll_wait", epoll_wait(queue, events, CONNECTIONS, -1));
    for (int n = 0; n < ready; n++) {
      int i = events[n].data.fd;
      long length = must("recv", recv(sockets[i], data, sizeof data, 0));
      if (length == 0)
        exit(1);
      if (data[length - 1] != '!')
        continue;
      answered++;
      if (asked < count)
        request(i), asked++;
    }
  }
}

int main(int count, char **words) {
  if (count < 2)
    return 2;
  queue = (int) must("epoll_create1", epoll_create1(0));
  for (int i = 0; i < CONNECTIONS; i++) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = i};
    sockets[i] = connect_to(SOCK_STREAM, atoi(words[1]));
    must("epoll_ctl", epoll_ctl(queue, EPOLL_CTL_ADD, sockets[i], &event));
  }
  answer_rounds(requests, RUSAGE_SELF, 2000);
}
