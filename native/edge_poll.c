/* poll(2) that reports changes only. An error queue that nobody reads makes poll(2) return
   immediately, each time; an edge-triggered epoll reports it once. */
#include "environment.h"

#ifdef __linux__
#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

static const struct {
  uint32_t epoll;
  int poll;
} event_bits[] = {{EPOLLIN, POLLIN},   {EPOLLPRI, POLLPRI}, {EPOLLOUT, POLLOUT},
                  {EPOLLERR, POLLERR}, {EPOLLHUP, POLLHUP}, {EPOLLRDHUP, POLLRDHUP}};

static int edge_poll_open(int fd, int events) {
  struct epoll_event event = {.events = EPOLLET};
  for (size_t i = 0; i < LENGTH(event_bits); i++)
    event.events |= events & event_bits[i].poll ? event_bits[i].epoll : 0;
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  if (epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0)
    return epoll;
  int error = errno;
  close(epoll);
  errno = error;
  return -1;
}

static int edge_poll_wait(int epoll, int milliseconds) {
  struct epoll_event event;
  int count = epoll_wait(epoll, &event, 1, milliseconds), revents = 0;
  for (size_t i = 0; count > 0 && i < LENGTH(event_bits); i++)
    revents |= event.events & event_bits[i].epoll ? event_bits[i].poll : 0;
  return count < 0 ? -1 : revents;
}
#else
static int edge_poll_open(int fd, int events) {
  (void) fd;
  (void) events;
  errno = ENOSYS;
  return -1;
}

static int edge_poll_wait(int epoll, int milliseconds) {
  return edge_poll_open(epoll, milliseconds);
}
#endif

/* A descriptor for edgePollWait, which the caller closes. */
napi_value js_edgePollOpen(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 2);
  int fd = to_int(&in, 0), events = to_int(&in, 1);
  if (in.error)
    return js_refusal(&in);
  return js_answer(env, own_or_close(environment_of(env), edge_poll_open(fd, events)));
}

/* The current revents at the first call, then those after each change; 0 after a timeout. */
napi_value js_edgePollWait(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 2);
  int epoll = to_int(&in, 0), milliseconds = to_milliseconds(&in, 1);
  if (in.error)
    return js_refusal(&in);
  return js_answer(env, edge_poll_wait(epoll, milliseconds));
}
