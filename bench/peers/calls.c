/* Makes one of these calls repeatedly. */
#include "peer.h"

static int fd;

static void receive(long count) {
  char data[SIZE];
  while (count-- > 0)
    if (recv(fd, data, SIZE, MSG_DONTWAIT) != -1 || errno != EAGAIN)
      exit(1);
}

static void get_option(long count) {
  while (count-- > 0) {
    int value;
    socklen_t length = sizeof value;
    must("getsockopt", getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &value, &length));
  }
}

int main(int count, char **words) {
  if (count < 2)
    return 2;
  fd = (int) must("socket", socket(AF_INET, SOCK_DGRAM, 0));
  answer_rounds(strcmp(words[1], "recv") == 0 ? receive : get_option, RUSAGE_SELF, 1000);
}
