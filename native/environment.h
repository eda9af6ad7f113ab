/* What an environment (a thread with JavaScript) has of its own. */
#ifndef BERKELEY_ENVIRONMENT_H
#define BERKELEY_ENVIRONMENT_H

#include "napi.h"

/* A descriptor to close when the environment ends, if its number still is the same file. */
typedef struct {
  uint64_t inode;
  uint32_t device;
  bool owned, unknown; /* unknown: fstat(2) did not say which file it is */
} mark;

typedef struct {
  struct reactor *reactor;
  struct mailbox *mailbox;
  mark *marks; /* one per number, up to the highest that was owned */
  size_t marks_size;
} environment;

bool environment_open(napi_env env);
environment *environment_of(napi_env env);
/* Answers 0 or -errno. */
int own(environment *self, int fd);
/* What a call made, once it has its owner; -1 and errno, as the call itself would fail. */
int owned(environment *self, int fd);
void disown(environment *self, int fd);

#endif
