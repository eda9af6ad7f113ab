/* Threads touch no JavaScript and nothing of the environment: both may end before they do. What
   they share with it is this box, which lives as long as somebody holds it. */
#include "mailbox.h"

#include "environment.h"

#include <fcntl.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/eventfd.h>
#endif

struct mailbox {
  pthread_mutex_t mutex;
  /* Under the mutex: */
  unsigned holders; /* the environment, and each letter under way */
  bool open;
  task *first, *last;
  /* The environment's: */
  int32_t ticket;
  /* Readable as long as there is an answer; one and the same where there is eventfd. */
  int reads, writes;
};

#ifdef __linux__
static bool open_signal(mailbox *self) {
  self->reads = self->writes = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  return self->reads >= 0;
}

static void raise_signal(mailbox *self) { eventfd_write(self->writes, 1); }

static void lower_signal(mailbox *self) {
  eventfd_t count;
  eventfd_read(self->reads, &count);
}
#else
static bool open_signal(mailbox *self) {
  int ends[2];
  if (pipe(ends) < 0)
    return false;
  for (int i = 0; i < 2; i++) {
    fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    fcntl(ends[i], F_SETFL, O_NONBLOCK);
  }
  self->reads = ends[0];
  self->writes = ends[1];
  return true;
}

static void raise_signal(mailbox *self) {
  while (write(self->writes, "", 1) < 0 && errno == EINTR)
    continue;
}

static void lower_signal(mailbox *self) {
  char byte;
  while (read(self->reads, &byte, 1) < 0 && errno == EINTR)
    continue;
}
#endif

static int make(mailbox **made) {
  mailbox *self = calloc(1, sizeof *self);
  if (self == NULL)
    return -ENOMEM;
  if (!open_signal(self)) {
    int error = errno;
    free(self);
    return -error;
  }
  pthread_mutex_init(&self->mutex, NULL);
  self->holders = 1;
  self->open = true;
  *made = self;
  return 0;
}

static void let_go(mailbox *self) {
  pthread_mutex_lock(&self->mutex);
  bool last = --self->holders == 0;
  pthread_mutex_unlock(&self->mutex);
  if (!last)
    return;
  pthread_mutex_destroy(&self->mutex);
  free(self);
}

static void release(letter *letter) {
  mailbox *to = letter->to;
  letter->release(letter);
  let_go(to);
}

static bool is_open(mailbox *self) {
  pthread_mutex_lock(&self->mutex);
  bool open = self->open;
  pthread_mutex_unlock(&self->mutex);
  return open;
}

/* Answers whether anybody will read it. The signal is raised under the mutex, since it is closed
   under it. */
static bool deliver(mailbox *self, letter *letter) {
  pthread_mutex_lock(&self->mutex);
  bool open = self->open;
  if (open) {
    letter->task.next = NULL;
    if (self->first == NULL) {
      self->first = &letter->task;
      raise_signal(self);
    } else {
      self->last->next = &letter->task;
    }
    self->last = &letter->task;
  }
  pthread_mutex_unlock(&self->mutex);
  return open;
}

static void run(task *task) {
  letter *letter = (void *) task;
  if (is_open(letter->to)) {
    letter->work(letter);
    if (deliver(letter->to, letter))
      return;
  }
  release(letter);
}

int32_t mailbox_send(napi_env env, pool *pool, letter *letter) {
  mailbox *to = environment_of(env)->mailbox;
  if (to == NULL) {
    letter->release(letter);
    return -EBADF;
  }
  int32_t ticket = to->ticket = to->ticket == INT32_MAX ? 1 : to->ticket + 1;
  pthread_mutex_lock(&to->mutex);
  to->holders++;
  pthread_mutex_unlock(&to->mutex);
  letter->to = to;
  letter->ticket = ticket;
  letter->task.run = run;
  int answer = background(pool, &letter->task);
  if (answer == 0)
    return ticket;
  release(letter);
  return answer;
}

static task *take_all(mailbox *self) {
  pthread_mutex_lock(&self->mutex);
  task *first = self->first;
  if (first != NULL)
    lower_signal(self);
  self->first = NULL;
  pthread_mutex_unlock(&self->mutex);
  return first;
}

void mailbox_close(mailbox *self) {
  pthread_mutex_lock(&self->mutex);
  self->open = false;
  close(self->reads);
  if (self->writes != self->reads)
    close(self->writes);
  pthread_mutex_unlock(&self->mutex);
  for (task *task = self->first; task != NULL;) {
    letter *letter = (void *) task;
    task = task->next;
    release(letter);
  }
  let_go(self);
}

/* The descriptor that is readable as long as there are answers to take; ours to close. */
napi_value js_answersOpen(napi_env env, napi_callback_info info) {
  (void) info;
  environment *environment = environment_of(env);
  int answer = environment->mailbox == NULL ? make(&environment->mailbox) : 0;
  return js_int(env, environment->mailbox == NULL ? answer : environment->mailbox->reads);
}

/* Every answer that has come: its ticket, and itself. */
napi_value js_takeAnswers(napi_env env, napi_callback_info info) {
  (void) info;
  mailbox *self = environment_of(env)->mailbox;
  napi_value list = NULL;
  uint32_t count = 0;
  napi_create_array(env, &list);
  for (task *task = self == NULL ? NULL : take_all(self); task != NULL;) {
    letter *letter = (void *) task;
    task = task->next;
    const napi_value fields[] = {js_int(env, letter->ticket), letter->answer(env, letter)};
    napi_set_element(env, list, count++, js_list(env, LENGTH(fields), fields));
    release(letter);
  }
  clear_exception(env);
  return list;
}

typedef struct {
  const mailbox *to;
  int32_t ticket;
} address;

static bool is_of(const task *task, const void *data) {
  const letter *letter = (const void *) task;
  const address *wanted = data;
  return letter->to == wanted->to && letter->ticket == wanted->ticket;
}

/* Nobody wants this answer: the call is not made, unless a thread has begun it. */
napi_value js_forgetAnswer(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 1);
  const address wanted = {environment_of(env)->mailbox, to_int(&in, 0)};
  if (in.error)
    return js_refusal(&in);
  task *task = background_take_back(&lookups, is_of, &wanted);
  if (task != NULL)
    release((void *) task);
  return js_int(env, 0);
}
