/* Echoes one connection until its end. */
#include "peer.h"

int main(void) {
  char data[4096];
  int fd = (int) must("accept", accept(bind_anywhere(SOCK_STREAM), NULL, NULL));
  for (;;) {
    long length = must("recv", recv(fd, data, sizeof data, 0));
    if (length == 0)
      return 0;
    must("send", send(fd, data, (size_t) length, 0));
  }
}
