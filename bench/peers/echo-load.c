/* Keeps 128 connections to the echo server on the given port busy, one message each at a time. */
#include "peer.h"
#include <sys/epoll.h>

enum { CONNECTIONS = 128 };

static struct {
  int fd;
  long missing;
} connections[CONNECTIONS];
static int queue;

static void say(int i) {
  static const char data[SIZE];
  must("send", send(connections[i].fd, data, SIZE, 0));
  connections[i].missing = SIZE;
}

static void messages(long count) {
  char data[SIZE];
  struct epoll_event events[CONNECTIONS];
  long said = 0, heard = 0;
  while (said < CONNECTIONS && said < count)
    say((int) said++);
  while (heard < count) {
    int ready = (int) must("epoll_wait", epoll_wait(queue, events, CONNECTIONS, -1));
    for (int n = 0; n < ready; n++) {
      int i = events[n].data.fd;
      long length = must("recv", recv(connections[i].fd, data, SIZE, 0));
      if (length == 0)
        exit(1);
      connections[i].missing -= length;
      if (connections[i].missing > 0)
        continue;
      heard++;
      if (said < count)
        say(i), said++;
    }
  }
}

int main(int count, char **words) {
  if (count < 2)
    return 2;
  queue = (int) must("epoll_create1", epoll_create1(0));
  for (int i = 0; i < CONNECTIONS; i++) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = i};
    connections[i].fd = connect_to(SOCK_STREAM, atoi(words[1]));
    must("epoll_ctl", epoll_ctl(queue, EPOLL_CTL_ADD, connections[i].fd, &event));
  }
  answer_rounds(messages, RUSAGE_SELF, 10000);
}
