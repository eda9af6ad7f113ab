#ifdef __linux__
#include "queue.h"

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

int queue_open(void) { return epoll_create1(EPOLL_CLOEXEC); }

int queue_watch(int queue, int fd, int slot, int generation) {
  struct epoll_event event = {
      .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLPRI | EPOLLET,
      .data.u64 = (uint32_t) slot | (uint64_t) (uint32_t) generation << 32,
  };
  return epoll_ctl(queue, EPOLL_CTL_ADD, fd, &event);
}

int queue_unwatch(int queue, int fd) {
  /* Kernels before 2.6.9 require an event here. */
  return epoll_ctl(queue, EPOLL_CTL_DEL, fd, &(struct epoll_event){0});
}

static int32_t bits_of(uint32_t events) {
  int32_t bits = 0;
  if (events & EPOLLIN)
    bits |= EVENT_READABLE;
  if (events & EPOLLOUT)
    bits |= EVENT_WRITABLE;
  if (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR))
    bits |= EVENT_ENDED;
  if (events & EPOLLPRI)
    bits |= EVENT_URGENT;
  return bits;
}

int queue_take(int queue, int32_t *events, size_t max_events) {
  struct epoll_event ready[MAX_EVENTS];
  int count = epoll_wait(queue, ready, max_events < MAX_EVENTS ? (int) max_events : MAX_EVENTS, 0);
  for (int i = 0; i < count; i++, events += NUMBERS_PER_EVENT) {
    events[EVENT_SLOT] = (int32_t) (uint32_t) ready[i].data.u64;
    events[EVENT_GENERATION] = (int32_t) (uint32_t) (ready[i].data.u64 >> 32);
    events[EVENT_BITS] = bits_of(ready[i].events);
  }
  return count;
}

int oneshot_open(int queue, int quit) {
  int oneshot = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event events[] = {{.events = EPOLLIN | EPOLLONESHOT, .data.fd = queue},
                                 {.events = EPOLLIN, .data.fd = quit}};
  if (oneshot < 0)
    return -1;
  for (size_t i = 0; i < 2; i++) {
    if (epoll_ctl(oneshot, EPOLL_CTL_ADD, events[i].data.fd, &events[i]) < 0) {
      close(oneshot);
      return -1;
    }
  }
  return oneshot;
}

int oneshot_arm(int oneshot, int queue) {
  struct epoll_event event = {.events = EPOLLIN | EPOLLONESHOT, .data.fd = queue};
  return epoll_ctl(oneshot, EPOLL_CTL_MOD, queue, &event);
}

bool oneshot_wait(int oneshot, int quit) {
  struct epoll_event event;
  int count;
  do
    count = epoll_wait(oneshot, &event, 1, -1);
  while (count < 0 && errno == EINTR);
  return count == 1 && event.data.fd != quit;
}
#else
typedef int queue_epoll_is_linux;
#endif
