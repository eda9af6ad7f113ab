/* Receives, sends or writes little pieces, as stream-load asks: one connection after the other. */
#include "peer.h"

enum { BLOCK = 65536, PIECE = 20 };

int main(int count, char **words) {
  static char block[BLOCK];
  if (count < 2)
    return 2;
  int small = strcmp(words[1], "writes") == 0;
  size_t size = small ? PIECE : BLOCK;
  int listener = bind_anywhere(SOCK_STREAM);
  for (;;) {
    int fd = (int) must("accept", accept(listener, NULL, NULL));
    char question[16];
    must("recv", recv(fd, question, sizeof question, MSG_WAITALL));
    long times = small ? atol(question) : atol(question) * (1 << 20) / BLOCK;
    if (strcmp(words[1], "receive") == 0)
      while (must("recv", recv(fd, block, BLOCK, 0)) > 0)
        continue;
    else
      for (; times > 0; times--)
        must("send", send(fd, block, size, 0));
    close(fd);
  }
}
