/* The kernel's queue of events: epoll, or kqueue where that is what there is. */
#ifndef BERKELEY_QUEUE_H
#define BERKELEY_QUEUE_H

#include <stddef.h>
#include <stdint.h>

enum { READABLE = 1, WRITABLE = 2, ENDED = 4, URGENT = 8 };

/* Each answers as a system call does: -1 and errno. */
int queue_open(void);
int queue_watch(int queue, int fd, int slot, int generation);
int queue_unwatch(int queue, int fd);
/* Puts slot, generation and bits of what is ready now into rows, and answers their count. */
int queue_take(int queue, int32_t *rows, size_t room);

#endif
