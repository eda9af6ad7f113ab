/* Keeps connections to the server on a port busy: each asks, and asks again when it has its answer.
 */
#include "peer.h"
#include <stdbool.h>
#include <sys/epoll.h>

/* What a program asks, and when it has its answer. */
static void ask(int connection, int fd);
static bool has_answer(int connection, const char *data, long length);

enum { MOST_CONNECTIONS = 128 };

static int queue, connections, sockets[MOST_CONNECTIONS];

static void connect_all(int count, int port) {
  connections = count;
  queue = (int) must("epoll_create1", epoll_create1(0));
  for (int i = 0; i < connections; i++) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = i};
    sockets[i] = connect_to(SOCK_STREAM, port);
    must("epoll_ctl", epoll_ctl(queue, EPOLL_CTL_ADD, sockets[i], &event));
  }
}

static void exchange(long count) {
  char data[4096];
  struct epoll_event events[MOST_CONNECTIONS];
  long asked = 0, answered = 0;
  while (asked < connections && asked < count) {
    ask((int) asked, sockets[asked]);
    asked++;
  }
  while (answered < count) {
    int ready = (int) must("epoll_wait", epoll_wait(queue, events, MOST_CONNECTIONS, -1));
    for (int n = 0; n < ready; n++) {
      int i = events[n].data.fd;
      long length = must("recv", recv(sockets[i], data, sizeof data, 0));
      if (length == 0)
        exit(1);
      if (!has_answer(i, data, length))
        continue;
      answered++;
      if (asked < count) {
        ask(i, sockets[i]);
        asked++;
      }
    }
  }
}
