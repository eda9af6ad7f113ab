/* For each operation: connects twice to the given port, sends BYTES to the first connection, and
 * receives them from the second. */
#include "peer.h"
#include <poll.h>

enum { BYTES = 1 << 25 };

static int port;

static void transfer(void) {
  static char data[1 << 18];
  int to = connect_to(SOCK_STREAM, port), from = connect_to(SOCK_STREAM, port);
  struct pollfd ends[] = {{to, POLLOUT, 0}, {from, POLLIN, 0}};
  long unsent = BYTES, received = 0;
  for (;;) {
    must("poll", poll(ends, 2, -1));
    if (ends[0].revents) {
      size_t size = unsent < (long) sizeof data ? (size_t) unsent : sizeof data;
      unsent -= must("send", send(to, data, size, MSG_DONTWAIT));
      if (unsent == 0) {
        shutdown(to, SHUT_WR);
        ends[0].fd = -1; /* poll(2) passes it over */
      }
    }
    if (ends[1].revents) {
      long length = must("recv", recv(from, data, sizeof data, MSG_DONTWAIT));
      if (length == 0)
        break;
      received += length;
    }
  }
  if (received != BYTES)
    exit(1);
  close(to), close(from);
}

static void transfers(long count) {
  for (long i = 0; i < count; i++)
    transfer();
}

int main(int count, char **words) {
  if (count < 2)
    return 2;
  port = atoi(words[1]);
  answer_rounds(transfers, RUSAGE_SELF, 1);
}
