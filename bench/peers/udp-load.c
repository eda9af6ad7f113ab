/* Sends datagrams to the receiver on the given port, in bursts that it acknowledges. Two bursts are
 * in flight at a time, which fit into the receiver's queue, so no datagram is lost. The kernel
 * splits a burst into datagrams (UDP_SEGMENT, Linux 4.18), so they arrive at once and cost the
 * sender little. */
#include "peer.h"
#include <netinet/udp.h>
#include <sys/time.h>

enum { BURST = 64, UNDER_WAY = 2 };

static int fd;

static void acknowledged(void) {
  char data;
  must("no acknowledgement", recv(fd, &data, 1, 0));
}

static void bursts(long count) {
  static const char data[BURST * SIZE];
  long bursts = count / BURST;
  for (long i = 0; i < bursts; i++) {
    if (i >= UNDER_WAY)
      acknowledged();
    must("send", send(fd, data, sizeof data, 0));
  }
  for (long i = 0; i < bursts && i < UNDER_WAY; i++)
    acknowledged();
}

int main(int count, char **words) {
  if (count < 2)
    return 2;
  struct timeval limit = {.tv_sec = 2};
  int size = SIZE;
  fd = connect_to(SOCK_DGRAM, atoi(words[1]));
  must("SO_RCVTIMEO", setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit));
  must("UDP_SEGMENT", setsockopt(fd, IPPROTO_UDP, UDP_SEGMENT, &size, sizeof size));
  must("send", send(fd, "", 1, 0)); /* tells it our address */
  acknowledged();
  answer_rounds(bursts, RUSAGE_SELF, 250 * BURST);
}
