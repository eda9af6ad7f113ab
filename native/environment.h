/* The state of one environment: a thread that runs JavaScript. */
#ifndef BERKELEY_ENVIRONMENT_H
#define BERKELEY_ENVIRONMENT_H

#include "napi.h"

/* A descriptor to close when the environment ends, if its number still refers to the same file. */
typedef struct {
  uint64_t inode;
  uint32_t device;
  bool owned, unknown; /* unknown: fstat(2) could not tell which file it is */
} owned_file;

typedef struct environment {
  struct reactor *reactor;
  struct completion_queue *completions;
  owned_file *files; /* indexed by descriptor */
  size_t files_size;
} environment;

bool environment_open(napi_env env);
environment *environment_of(napi_env env);
/* Returns 0 or -errno. */
int own(environment *self, int fd);
/* The result of a call that creates a descriptor: fd once it is owned; otherwise -1 and errno, and
   fd is closed. */
int own_or_close(environment *self, int fd);
void disown(environment *self, int fd);

#endif
