/* What an environment (a thread with JavaScript) has of its own. */
#ifndef BERKELEY_ENVIRONMENT_H
#define BERKELEY_ENVIRONMENT_H

#include "napi.h"

typedef struct {
  struct reactor *reactor;
  uint8_t *owned; /* one bit per descriptor: closed when the environment ends */
  size_t owned_size;
} environment;

bool environment_open(napi_env env);
environment *environment_of(napi_env env);
void disown(environment *self, int fd);

#endif
