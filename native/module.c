#include "environment.h"

#define EXPORTS(X)                                                                                 \
  X(numbers)                                                                                       \
  X(layouts)                                                                                       \
  X(socket)                                                                                        \
  X(socketpair)                                                                                    \
  X(bind)                                                                                          \
  X(connect)                                                                                       \
  X(listen)                                                                                        \
  X(accept)                                                                                        \
  X(getsockname)                                                                                   \
  X(getpeername)                                                                                   \
  X(shutdown)                                                                                      \
  X(close)                                                                                         \
  X(own)                                                                                           \
  X(disown)                                                                                        \
  X(identity)                                                                                      \
  X(closeAsync)                                                                                    \
  X(memfdCreate)                                                                                   \
  X(write)                                                                                         \
  X(fcntl)                                                                                         \
  X(ioctl)                                                                                         \
  X(pidfdOpen)                                                                                     \
  X(pidfdGetfd)                                                                                    \
  X(getsockopt)                                                                                    \
  X(getsockoptDescriptor)                                                                          \
  X(setsockopt)                                                                                    \
  X(setsockoptProgram)                                                                             \
  X(recv)                                                                                          \
  X(recvfrom)                                                                                      \
  X(recvmsg)                                                                                       \
  X(send)                                                                                          \
  X(sendto)                                                                                        \
  X(sendmsg)                                                                                       \
  X(cmsgs)                                                                                         \
  X(sendfile)                                                                                      \
  X(splice)                                                                                        \
  X(sendfileNow)                                                                                   \
  X(spliceNow)                                                                                     \
  X(spliceToPipe)                                                                                  \
  X(preadSend)                                                                                     \
  X(readToPipe)                                                                                    \
  X(recvToPipe)                                                                                    \
  X(pipe)                                                                                          \
  X(openFile)                                                                                      \
  X(read)                                                                                          \
  X(pollOne)                                                                                       \
  X(poll)                                                                                          \
  X(edgePollOpen)                                                                                  \
  X(edgePollWait)                                                                                  \
  X(ifNameToIndex)                                                                                 \
  X(ifIndexToName)                                                                                 \
  X(getifaddrs)                                                                                    \
  X(getaddrinfo)                                                                                   \
  X(getaddrinfoAsync)                                                                              \
  X(getnameinfo)                                                                                   \
  X(getnameinfoAsync)                                                                              \
  X(completionsOpen)                                                                               \
  X(completionsTake)                                                                               \
  X(asyncCancel)                                                                                   \
  X(monotonicMicroseconds)                                                                         \
  X(gaiStrerror)                                                                                   \
  X(strerror)                                                                                      \
  X(reactorOpen)                                                                                   \
  X(reactorWatch)                                                                                  \
  X(reactorUnwatch)                                                                                \
  X(reactorRef)

#define DECLARE(name) napi_value js_##name(napi_env, napi_callback_info);
EXPORTS(DECLARE)

NAPI_MODULE_INIT() {
#define EXPORT(name) {#name, NULL, js_##name, NULL, NULL, NULL, napi_enumerable, NULL},
  const napi_property_descriptor functions[] = {EXPORTS(EXPORT)};
  napi_define_properties(env, exports, LENGTH(functions), functions);
  if (!environment_open(env))
    napi_throw_error(env, "ENOMEM", "Out of memory");
  return exports;
}
