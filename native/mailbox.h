/* Where threads leave what they have found out for the JavaScript of one environment. */
#ifndef BERKELEY_MAILBOX_H
#define BERKELEY_MAILBOX_H

#include "background.h"
#include "napi.h"

typedef struct mailbox mailbox;
typedef struct letter letter;

/* A call for a thread, and then its answer. The mailbox frees it, by `release`. */
struct letter {
  task task; /* `next` leads through the answers too */
  mailbox *to;
  int32_t ticket;
  void (*work)(letter *);                   /* on a thread */
  napi_value (*answer)(napi_env, letter *); /* on that of JavaScript */
  void (*release)(letter *);                /* frees it, and what work made */
};

/* Has a thread of `pool` do the work. Answers the ticket, or -errno once it has released it. */
int32_t mailbox_send(napi_env env, pool *pool, letter *letter);
/* The environment ends: what comes from now on is released unread. */
void mailbox_close(mailbox *mailbox);

#endif
