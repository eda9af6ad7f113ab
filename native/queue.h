/* The kernel's event queue: epoll on Linux, otherwise kqueue. */
#ifndef BERKELEY_QUEUE_H
#define BERKELEY_QUEUE_H

#include "shared_layouts.h"

#include <stddef.h>
#include <stdint.h>

/* Each fails as a system call does: -1 and errno. */
int queue_open(void);
int queue_watch(int queue, int fd, int slot, int generation);
int queue_unwatch(int queue, int fd);
/* Writes NUMBERS_PER_EVENT numbers for each descriptor that is ready, without waiting; returns how
   many are. */
int queue_take(int queue, int32_t *events, size_t max_events);

#endif
