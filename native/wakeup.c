#include "wakeup.h"

#include <errno.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/eventfd.h>
#else
#include <fcntl.h>
#endif

#ifdef __linux__
int wakeup_open(wakeup *self) {
  self->reader = self->writer = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  return self->reader < 0 ? -errno : 0;
}

void wakeup_raise(const wakeup *self) { eventfd_write(self->writer, 1); }

void wakeup_clear(const wakeup *self) {
  eventfd_t count;
  eventfd_read(self->reader, &count);
}
#else
int wakeup_open(wakeup *self) {
  int ends[2];
  if (pipe(ends) < 0)
    return -errno;
  for (int i = 0; i < 2; i++) {
    fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    fcntl(ends[i], F_SETFL, O_NONBLOCK);
  }
  self->reader = ends[0];
  self->writer = ends[1];
  return 0;
}

void wakeup_raise(const wakeup *self) {
  while (write(self->writer, "", 1) < 0 && errno == EINTR)
    continue;
}

void wakeup_clear(const wakeup *self) {
  char bytes[64];
  ssize_t count;
  do
    count = read(self->reader, bytes, sizeof bytes);
  while (count > 0 || (count < 0 && errno == EINTR));
}
#endif

void wakeup_close(const wakeup *self) {
  close(self->reader);
  if (self->writer != self->reader)
    close(self->writer);
}
