/* Threads use neither JavaScript nor the environment: both may end before they do. They share only
   the completion queue with the environment; it is reference-counted. */
#include "async_call.h"

#include "environment.h"
#include "wakeup.h"

/* The calls are look-ups, which spend their time waiting for servers. */
static pool call_pool = POOL_INITIALIZER(16, true, (size_t) 1024 * 1024);

struct completion_queue {
  pthread_mutex_t mutex;
  /* Guarded by the mutex: */
  unsigned references; /* of the environment, and of each call that has not been destroyed */
  bool open;
  task *first, *last;
  wakeup wakeup; /* raised while there is a completed call */
  /* Used by JavaScript's thread alone: */
  int32_t last_id;
};

static int queue_create(completion_queue **created) {
  completion_queue *self = calloc(1, sizeof *self);
  if (self == NULL)
    return -ENOMEM;
  int answer = wakeup_open(&self->wakeup);
  if (answer < 0) {
    free(self);
    return answer;
  }
  pthread_mutex_init(&self->mutex, NULL);
  self->references = 1;
  self->open = true;
  *created = self;
  return 0;
}

static void queue_ref(completion_queue *self) {
  pthread_mutex_lock(&self->mutex);
  self->references++;
  pthread_mutex_unlock(&self->mutex);
}

static void queue_unref(completion_queue *self) {
  pthread_mutex_lock(&self->mutex);
  bool last = --self->references == 0;
  pthread_mutex_unlock(&self->mutex);
  if (!last)
    return;
  pthread_mutex_destroy(&self->mutex);
  free(self);
}

static void destroy(async_call *call) {
  completion_queue *queue = call->queue;
  call->destroy(call);
  queue_unref(queue);
}

static bool is_open(completion_queue *self) {
  pthread_mutex_lock(&self->mutex);
  bool open = self->open;
  pthread_mutex_unlock(&self->mutex);
  return open;
}

/* Returns false if the environment has ended. The wakeup is raised under the mutex, as it is closed
   under it. */
static bool complete(completion_queue *self, async_call *call) {
  pthread_mutex_lock(&self->mutex);
  bool open = self->open;
  if (open) {
    call->task.next = NULL;
    if (self->first == NULL) {
      self->first = &call->task;
      wakeup_raise(&self->wakeup);
    } else {
      self->last->next = &call->task;
    }
    self->last = &call->task;
  }
  pthread_mutex_unlock(&self->mutex);
  return open;
}

static void run(task *task) {
  async_call *call = (void *) task;
  if (is_open(call->queue)) {
    call->run(call);
    if (complete(call->queue, call))
      return;
  }
  destroy(call);
}

int32_t async_call_start(napi_env env, async_call *call) {
  completion_queue *queue = environment_of(env)->completions;
  if (queue == NULL) {
    call->destroy(call);
    return -EBADF;
  }
  int32_t id = queue->last_id = queue->last_id == INT32_MAX ? 1 : queue->last_id + 1;
  queue_ref(queue);
  call->queue = queue;
  call->id = id;
  call->task.run = run;
  int answer = pool_submit(&call_pool, &call->task);
  if (answer == 0)
    return id;
  destroy(call);
  return answer;
}

static task *take_completed(completion_queue *self) {
  pthread_mutex_lock(&self->mutex);
  task *first = self->first;
  if (first != NULL)
    wakeup_clear(&self->wakeup);
  self->first = NULL;
  pthread_mutex_unlock(&self->mutex);
  return first;
}

void completion_queue_close(completion_queue *self) {
  pthread_mutex_lock(&self->mutex);
  self->open = false;
  wakeup_close(&self->wakeup);
  pthread_mutex_unlock(&self->mutex);
  for (task *task = self->first; task != NULL;) {
    async_call *call = (void *) task;
    task = task->next;
    destroy(call);
  }
  queue_unref(self);
}

/* The descriptor that is readable while there are completed calls; it stays ours to close. */
napi_value js_completionsOpen(napi_env env, napi_callback_info info) {
  (void) info;
  environment *environment = environment_of(env);
  int answer = environment->completions == NULL ? queue_create(&environment->completions) : 0;
  return js_int(env, answer < 0 ? answer : environment->completions->wakeup.reader);
}

/* The id and the answer of each call that has completed. */
napi_value js_completionsTake(napi_env env, napi_callback_info info) {
  (void) info;
  completion_queue *self = environment_of(env)->completions;
  napi_value list = NULL;
  uint32_t count = 0;
  napi_create_array(env, &list);
  for (task *task = self == NULL ? NULL : take_completed(self); task != NULL;) {
    async_call *call = (void *) task;
    task = task->next;
    const napi_value fields[] = {js_int(env, call->id), call->answer(env, call)};
    napi_set_element(env, list, count++, js_list(env, LENGTH(fields), fields));
    destroy(call);
  }
  clear_exception(env);
  return list;
}

typedef struct {
  const completion_queue *queue;
  int32_t id;
} call_key;

static bool has_key(const task *task, const void *data) {
  const async_call *call = (const void *) task;
  const call_key *key = data;
  return call->queue == key->queue && call->id == key->id;
}

/* Cancels a call that no thread has started; the answer of any other still arrives. */
napi_value js_asyncCancel(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 1);
  const call_key key = {environment_of(env)->completions, to_int(&in, 0)};
  if (in.error)
    return js_refusal(&in);
  task *task = pool_cancel(&call_pool, has_key, &key);
  if (task != NULL)
    destroy((void *) task);
  return js_int(env, 0);
}
