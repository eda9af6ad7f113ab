#ifndef __linux__
#include "queue.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/types.h>
#include <sys/event.h>
#include <sys/time.h>
#include <unistd.h>

_Static_assert(sizeof(void *) == 8, "slot and generation travel in a pointer");

int queue_open(void) {
  int queue = kqueue();
  if (queue >= 0)
    fcntl(queue, F_SETFD, FD_CLOEXEC);
  return queue;
}

static int change(int queue, int fd, int filter, int flags, unsigned notes, uint64_t key) {
  struct kevent event;
  EV_SET(&event, fd, filter, flags, notes, 0, (void *) (uintptr_t) key);
  return kevent(queue, &event, 1, NULL, 0, NULL);
}

int queue_watch(int queue, int fd, int slot, int generation) {
  uint64_t key = (uint32_t) slot | (uint64_t) (uint32_t) generation << 32;
  if (change(queue, fd, EVFILT_READ, EV_ADD | EV_CLEAR, 0, key) < 0)
    return -1;
#ifdef EVFILT_EXCEPT
  change(queue, fd, EVFILT_EXCEPT, EV_ADD | EV_CLEAR, NOTE_OOB, key);
#endif
  return change(queue, fd, EVFILT_WRITE, EV_ADD | EV_CLEAR, 0, key);
}

int queue_unwatch(int queue, int fd) {
#ifdef EVFILT_EXCEPT
  change(queue, fd, EVFILT_EXCEPT, EV_DELETE, 0, 0);
#endif
  change(queue, fd, EVFILT_WRITE, EV_DELETE, 0, 0);
  return change(queue, fd, EVFILT_READ, EV_DELETE, 0, 0);
}

static int32_t bits_of(const struct kevent *event) {
  int32_t bits = event->flags & (EV_EOF | EV_ERROR) ? EVENT_ENDED : 0;
  if (event->filter == EVFILT_READ)
    bits |= EVENT_READABLE;
  if (event->filter == EVFILT_WRITE)
    bits |= EVENT_WRITABLE;
#ifdef EVFILT_EXCEPT
  if (event->filter == EVFILT_EXCEPT)
    bits |= EVENT_URGENT;
#endif
  return bits;
}

int queue_take(int queue, int32_t *events, size_t max_events) {
  struct kevent ready[MAX_EVENTS];
  const struct timespec now = {0, 0};
  int count =
      kevent(queue, NULL, 0, ready, max_events < MAX_EVENTS ? (int) max_events : MAX_EVENTS, &now);
  for (int i = 0; i < count; i++, events += NUMBERS_PER_EVENT) {
    uint64_t key = (uintptr_t) ready[i].udata;
    events[EVENT_SLOT] = (int32_t) (uint32_t) key;
    events[EVENT_GENERATION] = (int32_t) (uint32_t) (key >> 32);
    events[EVENT_BITS] = bits_of(&ready[i]);
  }
  return count;
}

int oneshot_open(int queue, int quit) {
  int oneshot = queue_open();
  if (oneshot < 0)
    return -1;
  if (change(oneshot, queue, EVFILT_READ, EV_ADD | EV_DISPATCH, 0, 0) == 0 &&
      change(oneshot, quit, EVFILT_READ, EV_ADD, 0, 0) == 0)
    return oneshot;
  close(oneshot);
  return -1;
}

int oneshot_arm(int oneshot, int queue) {
  return change(oneshot, queue, EVFILT_READ, EV_ENABLE | EV_DISPATCH, 0, 0);
}

bool oneshot_wait(int oneshot, int quit) {
  struct kevent event;
  int count;
  do
    count = kevent(oneshot, NULL, 0, &event, 1, NULL);
  while (count < 0 && errno == EINTR);
  return count == 1 && (int) event.ident != quit;
}
#endif
