#ifndef BERKELEY_CLOSE_ASYNC_H
#define BERKELEY_CLOSE_ASYNC_H

#include <stdbool.h>

/* Whether close(fd) may block until unsent data is acknowledged: SO_LINGER. */
bool close_may_block(int fd);
/* close(fd) on a thread of the pool. */
void close_async(int fd);

#endif
