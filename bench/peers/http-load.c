/* Keeps 64 connections to the http server on the given port busy, one request each at a time. The
 * body of an answer ends with '!', and nothing before it does. */
#include "lockstep.h"

static void ask(int connection, int fd) {
  static const char text[] = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
  (void) connection;
  must("send", send(fd, text, sizeof text - 1, 0));
}

static bool has_answer(int connection, const char *data, long length) {
  (void) connection;
  return data[length - 1] == '!';
}

int main(int count, char **words) {
  if (count < 2)
    return 2;
  connect_all(64, atoi(words[1]));
  answer_rounds(exchange, RUSAGE_SELF, 2000);
}
