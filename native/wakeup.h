/* A descriptor that becomes readable when another thread signals it: eventfd(2), or a pipe where
   the system has no eventfd. */
#ifndef BERKELEY_WAKEUP_H
#define BERKELEY_WAKEUP_H

typedef struct {
  int reader, writer; /* the same descriptor for an eventfd */
} wakeup;

/* Returns 0 or -errno. */
int wakeup_open(wakeup *self);
/* Makes the reader readable until wakeup_clear. */
void wakeup_raise(const wakeup *self);
void wakeup_clear(const wakeup *self);
void wakeup_close(const wakeup *self);

#endif
