/* Connects to the given port, and receives until the end, once for each operation. */
#include "peer.h"

static int port;

static void receive(long count) {
  static char data[1 << 18];
  for (long i = 0; i < count; i++) {
    int fd = connect_to(SOCK_STREAM, port);
    while (must("recv", recv(fd, data, sizeof data, 0)) > 0)
      continue;
    close(fd);
  }
}

int main(int count, char **words) {
  if (count < 2)
    return 2;
  port = atoi(words[1]);
  answer_rounds(receive, RUSAGE_SELF, 1);
}
