/* Makes round trips to the echo server on the given port. */
#include "peer.h"

static int fd;

static void round_trips(long count) {
  char data[SIZE] = {0};
  while (count-- > 0) {
    must("send", send(fd, data, SIZE, 0));
    if (must("recv", recv(fd, data, SIZE, 0)) != SIZE)
      exit(1);
  }
}

int main(int count, char **words) {
  if (count < 2)
    return 2;
  fd = connect_to(SOCK_STREAM, atoi(words[1]));
  answer_rounds(round_trips, RUSAGE_SELF, 1000);
}
