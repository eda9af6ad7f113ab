/* Receives datagrams and acknowledges every 64th. */
#include "peer.h"

int main(void) {
  char data[2048];
  struct sockaddr_in name;
  socklen_t length = sizeof name;
  int fd = bind_anywhere(SOCK_DGRAM);
  must("recvfrom", recvfrom(fd, data, sizeof data, 0, (struct sockaddr *) &name, &length));
  must("connect", connect(fd, (struct sockaddr *) &name, length));
  must("send", send(fd, data, 1, 0));
  for (unsigned long count = 1;; count++) {
    must("recvfrom", recvfrom(fd, data, sizeof data, 0, NULL, NULL));
    if (count % 64 == 0)
      must("send", send(fd, data, 1, 0));
  }
}
