/* Waiting for what changes. poll(2) tells of an error queue that nobody reads for as long as nobody
   reads it; an edge-triggered epoll tells once. */
#include "environment.h"

#ifdef __linux__
#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

static const struct {
  uint32_t epoll;
  int poll;
} names[] = {{EPOLLIN, POLLIN},   {EPOLLPRI, POLLPRI}, {EPOLLOUT, POLLOUT},
             {EPOLLERR, POLLERR}, {EPOLLHUP, POLLHUP}, {EPOLLRDHUP, POLLRDHUP}};

static int open_edges(int fd, int events) {
  struct epoll_event event = {.events = EPOLLET};
  for (size_t i = 0; i < LENGTH(names); i++)
    event.events |= events & names[i].poll ? names[i].epoll : 0;
  int queue = epoll_create1(EPOLL_CLOEXEC);
  if (queue < 0 || epoll_ctl(queue, EPOLL_CTL_ADD, fd, &event) == 0)
    return queue;
  int error = errno;
  close(queue);
  errno = error;
  return -1;
}

static int next_edge(int queue, int milliseconds) {
  struct epoll_event event;
  int count = epoll_wait(queue, &event, 1, milliseconds), revents = 0;
  for (size_t i = 0; count > 0 && i < LENGTH(names); i++)
    revents |= event.events & names[i].epoll ? names[i].poll : 0;
  return count < 0 ? -1 : revents;
}
#else
static int open_edges(int fd, int events) {
  (void) fd;
  (void) events;
  errno = ENOSYS;
  return -1;
}

static int next_edge(int queue, int milliseconds) { return open_edges(queue, milliseconds); }
#endif

/* A descriptor for nextEdge, to be closed by the caller; owned as every new one is. */
napi_value js_edges(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 2);
  int fd = to_int(&in, 0), events = to_int(&in, 1);
  if (in.error)
    return js_refusal(&in);
  return js_answer(env, owned(environment_of(env), open_edges(fd, events)));
}

/* The revents as they are at first, and then after each change; 0 when the time is over. */
napi_value js_nextEdge(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 2);
  int queue = to_int(&in, 0), milliseconds = to_milliseconds(&in, 1);
  if (in.error)
    return js_refusal(&in);
  return js_answer(env, next_edge(queue, milliseconds));
}
