/* The kernel's event queue: epoll on Linux, otherwise kqueue. */
#ifndef BERKELEY_QUEUE_H
#define BERKELEY_QUEUE_H

#include "shared_layouts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Each fails as a system call does: -1 and errno. */
int queue_open(void);
int queue_watch(int queue, int fd, int slot, int generation);
int queue_unwatch(int queue, int fd);
/* Writes NUMBERS_PER_EVENT numbers for each descriptor that is ready, without waiting; returns how
   many are. */
int queue_take(int queue, int32_t *events, size_t max_events);

/* By which a thread waits for a queue: it reports once that there are events, and again once it is
   armed again, at once if some were left. `quit` ends the wait. */
int oneshot_open(int queue, int quit);
int oneshot_arm(int oneshot, int queue);
/* Returns true when there are events; false when `quit` is readable, or nothing can be waited for.
 */
bool oneshot_wait(int oneshot, int quit);

#endif
