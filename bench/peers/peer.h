/* Shared by the benchmark programs, which exit when a call fails. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { SIZE = 64 };

/* Returns the result of a call, or exits if it is negative. */
static inline long must(const char *what, long answer) {
  if (answer >= 0)
    return answer;
  perror(what);
  exit(1);
}

static inline struct sockaddr_in loopback(int port) {
  return (struct sockaddr_in) {.sin_family = AF_INET,
                               .sin_port = htons((unsigned short) port),
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

/* Binds a socket to any loopback port, and prints the port. */
static inline int bind_anywhere(int type) {
  struct sockaddr_in name = loopback(0);
  socklen_t length = sizeof name;
  int fd = (int) must("socket", socket(AF_INET, type, 0));
  must("bind", bind(fd, (struct sockaddr *) &name, length));
  must("getsockname", getsockname(fd, (struct sockaddr *) &name, &length));
  if (type == SOCK_STREAM)
    must("listen", listen(fd, SOMAXCONN));
  printf("%d\n", ntohs(name.sin_port));
  fflush(stdout);
  return fd;
}

static inline int connect_to(int type, int port) {
  struct sockaddr_in name = loopback(port);
  int fd = (int) must("socket", socket(AF_INET, type, 0));
  must("connect", connect(fd, (struct sockaddr *) &name, sizeof name));
  return fd;
}

static inline long long wall(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static inline long long processor(int who) {
  struct rusage usage;
  getrusage(who, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000000LL +
         (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1000LL;
}

/* Reads rounds, one line "operations milliseconds" each, and answers "operations wall processor":
 * how many were done, and the nanoseconds they took. Checks the clock after every `step`. */
static inline void answer_rounds(void (*operate)(long), int who, long step) {
  long operations, limit;
  while (scanf("%ld %ld", &operations, &limit) == 2) {
    long done = 0;
    long long wall_before = wall(), processor_before = processor(who);
    while (done < operations && wall() - wall_before < limit * 1000000LL) {
      long some = operations - done < step ? operations - done : step;
      operate(some);
      done += some;
    }
    long long wall_after = wall();
    printf("%ld %lld %lld\n", done, wall_after - wall_before, processor(who) - processor_before);
    fflush(stdout);
  }
}
