/* Sends the first bytes of a file to every connection: send-file PATH BYTES */
#include "peer.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/sendfile.h>

int main(int count, char **words) {
  if (count < 3)
    return 2;
  signal(SIGPIPE, SIG_IGN);
  int file = (int) must("open", open(words[1], O_RDONLY));
  size_t size = (size_t) atol(words[2]);
  int listener = bind_anywhere(SOCK_STREAM);
  for (;;) {
    int fd = (int) must("accept", accept(listener, NULL, NULL));
    off_t offset = 0;
    while ((size_t) offset < size)
      if (sendfile(fd, file, &offset, size - (size_t) offset) <= 0)
        break;
    close(fd);
  }
}
