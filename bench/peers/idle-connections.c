/* Reads how many connections to the server on the given port to keep open, and prints the number
 * once they are. They come from several addresses, because one does not have enough ports. */
#include "peer.h"

enum { OF_ONE_ADDRESS = 5000, IN_ONE_GO = 64 };

static int make(int port, int number) {
  struct sockaddr_in from = loopback(0), to = loopback(port);
  from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + (unsigned) (number / OF_ONE_ADDRESS));
  /* Leaves no connection in TIME_WAIT for the next round. */
  struct linger reset = {.l_onoff = 1};
  int fd = (int) must("socket", socket(AF_INET, SOCK_STREAM, 0)), on = 1;
  must("setsockopt", setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset));
  must("setsockopt", setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on));
  must("bind", bind(fd, (struct sockaddr *) &from, sizeof from));
  must("connect", connect(fd, (struct sockaddr *) &to, sizeof to));
  return fd;
}

int main(int count, char **words) {
  if (count < 2)
    return 2;
  int made = 0, wanted;
  while (scanf("%d", &wanted) == 1) {
    for (; made < wanted; made++) {
      make(atoi(words[1]), made);
      /* No faster than the server accepts: the kernel drops connections that exceed its backlog. */
      if (made % IN_ONE_GO == 0)
        usleep(1000);
    }
    printf("%d\n", made);
    fflush(stdout);
  }
}
