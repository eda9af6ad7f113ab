/* Is told how many connections to the server whose port is given there are to be, and says the
 * number when there are. They come from several addresses: one has not the ports for all. */
#include "peer.h"

enum { OF_ONE_ADDRESS = 5000, IN_ONE_GO = 64 };

static int make(int port, int number) {
  struct sockaddr_in from = loopback(0), to = loopback(port);
  from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + (unsigned) (number / OF_ONE_ADDRESS));
  /* Leaves nothing in TIME_WAIT for the next round. */
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
      /* Not faster than the server takes them, or the kernel drops what does not fit in its queue.
       */
      if (made % IN_ONE_GO == 0)
        usleep(1000);
    }
    printf("%d\n", made);
    fflush(stdout);
  }
}
