#include "reactor.h"

#include "environment.h"
#include "queue.h"

#include <unistd.h>

enum { WAITERS = 0, HOLDS = 1, HEAD = 2, ROW = 3 };

static integers events_of(reactor *reactor) {
  napi_value view = NULL;
  int error = 0;
  napi_get_reference_value(reactor->env, reactor->events, &view);
  integers events = integers_of(reactor->env, view, &error);
  return error || events.length < HEAD + ROW ? (integers){NULL, 0} : events;
}

static void hold(reactor *reactor, integers events, bool on) {
  if (reactor->holds != on)
    reactor->waker->ref(reactor, on);
  reactor->holds = on;
  if (events.data != NULL)
    events.data[HOLDS] = on;
}

bool reactor_dispatch(reactor *reactor) {
  napi_env env = reactor->env;
  napi_handle_scope scope;
  if (napi_open_handle_scope(env, &scope) != napi_ok)
    return false;
  integers events = events_of(reactor);
  size_t room = events.data == NULL ? 0 : (events.length - HEAD) / ROW;
  int count = room == 0 ? 0 : queue_take(reactor->fd, events.data + HEAD, room);
  if (count > 0) {
    napi_value dispatch = NULL;
    napi_get_reference_value(env, reactor->dispatch, &dispatch);
    call_back(env, dispatch, js_int(env, count));
    events = events_of(reactor);
  }
  if (events.data == NULL || events.data[WAITERS] == 0)
    hold(reactor, events, false);
  napi_close_handle_scope(env, scope);
  return events.data != NULL;
}

void reactor_close(reactor *reactor) {
  if (reactor->events != NULL)
    napi_delete_reference(reactor->env, reactor->events);
  if (reactor->dispatch != NULL)
    napi_delete_reference(reactor->env, reactor->dispatch);
  if (reactor->fd >= 0)
    close(reactor->fd);
  reactor->events = reactor->dispatch = NULL;
  reactor->fd = -1;
  reactor->holds = false;
}

static reactor *reactor_of(napi_env env) { return environment_of(env)->reactor; }

static int open_reactor(arguments *in, const waker *waker) {
  reactor *made = calloc(1, sizeof *made);
  if (made == NULL)
    return -ENOMEM;
  made->env = in->env;
  made->waker = waker;
  made->fd = queue_open();
  int answer = made->fd < 0 ? -errno : 0;
  if (answer == 0 && (napi_create_reference(in->env, in->at[1], 1, &made->events) != napi_ok ||
                      napi_create_reference(in->env, in->at[2], 1, &made->dispatch) != napi_ok))
    answer = -ENOMEM;
  if (answer == 0)
    answer = waker->open(made);
  if (answer == 0) {
    environment_of(in->env)->reactor = made;
    return 0;
  }
  reactor_close(made);
  free(made);
  return answer;
}

/* Opens the reactor of this environment. */
napi_value js_reactorOpen(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 3);
  int waker = to_int(&in, 0);
  integers events = to_integers(&in, 1, HEAD + ROW);
  napi_valuetype type = napi_undefined;
  napi_typeof(env, in.at[2], &type);
  if (type != napi_function || (waker != 0 && waker != 1))
    refuse(&in, EINVAL);
  if (reactor_of(env) != NULL)
    refuse(&in, EALREADY);
  if (in.error)
    return js_refusal(&in);
  int answer = open_reactor(&in, waker == 0 ? &waker_uv : &waker_thread);
  if (answer == 0)
    events.data[HOLDS] = 0;
  return js_int(env, answer);
}

/* Reports every change of fd from now on, under that slot and generation. */
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

/* Reports no more of fd. */
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

/* Whether the reactor keeps the process alive. */
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
  integers events = events_of(reactor);
  if (events.data == NULL)
    return js_int(env, -EFAULT);
  hold(reactor, events, on);
  return js_int(env, 0);
}
