#include "reactor.h"

#include "environment.h"
#include "queue.h"
#include "shared_layouts.h"

#include <unistd.h>

static integers cells_of(reactor *reactor) {
  napi_value view = NULL;
  int error = 0;
  napi_get_reference_value(reactor->env, reactor->cells, &view);
  integers cells = integers_of(reactor->env, view, &error);
  return error || cells.length < FIRST_EVENT + NUMBERS_PER_EVENT ? (integers){NULL, 0} : cells;
}

static void set_ref(reactor *reactor, integers cells, bool on) {
  if (reactor->has_ref != on)
    reactor->waker->ref(reactor, on);
  reactor->has_ref = on;
  if (cells.data != NULL)
    cells.data[REACTOR_HAS_REF] = on;
}

bool reactor_dispatch(reactor *reactor) {
  napi_env env = reactor->env;
  napi_handle_scope scope;
  if (napi_open_handle_scope(env, &scope) != napi_ok)
    return false;
  integers cells = cells_of(reactor);
  size_t max_events = cells.data == NULL ? 0 : (cells.length - FIRST_EVENT) / NUMBERS_PER_EVENT;
  int count = max_events == 0 ? 0 : queue_take(reactor->fd, cells.data + FIRST_EVENT, max_events);
  if (count > 0) {
    napi_value dispatch = NULL;
    napi_get_reference_value(env, reactor->dispatch, &dispatch);
    call_back(env, dispatch, js_int(env, count));
    cells = cells_of(reactor);
  }
  if (cells.data == NULL || cells.data[REACTOR_REFS] == 0)
    set_ref(reactor, cells, false);
  napi_close_handle_scope(env, scope);
  return cells.data != NULL;
}

void reactor_close(reactor *reactor) {
  if (reactor->environment != NULL)
    reactor->environment->reactor = NULL;
  if (reactor->cells != NULL)
    napi_delete_reference(reactor->env, reactor->cells);
  if (reactor->dispatch != NULL)
    napi_delete_reference(reactor->env, reactor->dispatch);
  if (reactor->fd >= 0)
    close(reactor->fd);
  reactor->environment = NULL;
  reactor->cells = reactor->dispatch = NULL;
  reactor->fd = -1;
  reactor->has_ref = false;
}

static reactor *reactor_of(napi_env env) { return environment_of(env)->reactor; }

static int open_reactor(arguments *in, const waker *waker) {
  reactor *self = calloc(1, sizeof *self);
  if (self == NULL)
    return -ENOMEM;
  self->env = in->env;
  self->waker = waker;
  self->fd = queue_open();
  int answer = self->fd < 0 ? -errno : 0;
  if (answer == 0 && (napi_create_reference(in->env, in->at[1], 1, &self->cells) != napi_ok ||
                      napi_create_reference(in->env, in->at[2], 1, &self->dispatch) != napi_ok))
    answer = -ENOMEM;
  if (answer == 0)
    answer = waker->open(self);
  if (answer < 0) {
    reactor_close(self);
    free(self);
    return answer;
  }
  self->environment = environment_of(in->env);
  self->environment->reactor = self;
  return 0;
}

/* Opens the reactor of this environment. */
napi_value js_reactorOpen(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 3);
  int waker = to_int(&in, 0);
  integers cells = to_integers(&in, 1, FIRST_EVENT + NUMBERS_PER_EVENT);
  napi_valuetype type = napi_undefined;
  napi_typeof(env, in.at[2], &type);
  if (type != napi_function || (waker != WAKER_UV && waker != WAKER_THREAD))
    refuse(&in, EINVAL);
  if (reactor_of(env) != NULL)
    refuse(&in, EALREADY);
  if (in.error)
    return js_refusal(&in);
  int answer = open_reactor(&in, waker == WAKER_UV ? &waker_uv : &waker_thread);
  if (answer == 0)
    cells.data[REACTOR_HAS_REF] = 0;
  return js_int(env, answer);
}

/* Reports every change of fd from now on, with that slot and generation. */
napi_value js_reactorWatch(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 3);
  int fd = to_int(&in, 0), slot = to_int(&in, 1), generation = to_int(&in, 2);
  reactor *reactor = reactor_of(env);
  if (reactor == NULL)
    refuse(&in, EBADF);
  if (in.error)
    return js_refusal(&in);
  return js_answer(env, queue_watch(reactor->fd, fd, slot, generation));
}

/* Stops reporting changes of fd. */
napi_value js_reactorUnwatch(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 1);
  int fd = to_int(&in, 0);
  reactor *reactor = reactor_of(env);
  if (reactor == NULL)
    refuse(&in, EBADF);
  if (in.error)
    return js_refusal(&in);
  return js_answer(env, queue_unwatch(reactor->fd, fd));
}

/* Sets whether the reactor keeps the process alive. */
napi_value js_reactorRef(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 1);
  bool on = false;
  if (napi_get_value_bool(env, in.at[0], &on) != napi_ok)
    refuse(&in, EINVAL);
  reactor *reactor = reactor_of(env);
  if (reactor == NULL)
    refuse(&in, EBADF);
  if (in.error)
    return js_refusal(&in);
  integers cells = cells_of(reactor);
  if (cells.data == NULL)
    return js_int(env, -EFAULT);
  set_ref(reactor, cells, on);
  return js_int(env, 0);
}
