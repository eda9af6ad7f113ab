/* Keeps 128 connections to the echo server on the given port busy, one message each at a time. */
#include "lockstep.h"

static long missing[MOST_CONNECTIONS];

static void ask(int connection, int fd) {
  static const char data[SIZE];
  must("send", send(fd, data, SIZE, 0));
  missing[connection] = SIZE;
}

static bool has_answer(int connection, const char *data, long length) {
  (void) data;
  missing[connection] -= length;
  return missing[connection] <= 0;
}

int main(int count, char **words) {
  if (count < 2)
    return 2;
  connect_all(MOST_CONNECTIONS, atoi(words[1]));
  answer_rounds(exchange, RUSAGE_SELF, 10000);
}
