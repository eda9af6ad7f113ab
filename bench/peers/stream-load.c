/* Sends to the server on the given port, or receives from it: stream-load <what> <port>. What the
 * server is to do comes first in each connection: a number of operations. */
#include "peer.h"

enum { BLOCK = 65536 };

static char block[BLOCK];
static int port;

static int ask(long operations) {
  int fd = connect_to(SOCK_STREAM, port);
  char question[16] = {0};
  snprintf(question, sizeof question, "%ld", operations);
  must("send", send(fd, question, sizeof question, 0));
  return fd;
}

static void until_the_end(int fd) {
  while (must("recv", recv(fd, block, BLOCK, 0)) > 0)
    continue;
  close(fd);
}

/* One operation is a MiB that the server sends, or some writes of its own. */
static void receive(long operations) { until_the_end(ask(operations)); }

/* One operation is a MiB that the server receives. */
static void give(long operations) {
  int fd = ask(operations);
  for (long left = operations * (1 << 20) / BLOCK; left > 0; left--)
    for (long sent = 0; sent < BLOCK;)
      sent += must("send", send(fd, block + sent, (size_t) (BLOCK - sent), 0));
  must("shutdown", shutdown(fd, SHUT_WR));
  until_the_end(fd);
}

int main(int count, char **words) {
  if (count < 3)
    return 2;
  port = atoi(words[2]);
  int gives = strcmp(words[1], "receive") == 0;
  answer_rounds(gives ? give : receive, RUSAGE_SELF, strcmp(words[1], "writes") == 0 ? 100000 : 64);
}
