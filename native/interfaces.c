#include "napi.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#ifdef __linux__
#include <netpacket/packet.h>
#endif

/* if_nametoindex(name) */
napi_value js_ifNameToIndex(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 1);
  char text[IF_NAMESIZE];
  if (to_text(&in, 0, text, sizeof text) == sizeof text)
    refuse(&in, ENODEV);
  if (in.error)
    return js_refusal(&in);
  unsigned index = if_nametoindex(text);
  return js_answer(env, index == 0 ? -1 : (long) index);
}

/* if_indextoname(index, name) */
napi_value js_ifIndexToName(napi_env env, napi_callback_info info) {
  arguments in = arguments_of(env, info, 1);
  unsigned index = (unsigned) to_int(&in, 0);
  char text[IF_NAMESIZE];
  if (in.error)
    return js_refusal(&in);
  return if_indextoname(index, text) == NULL ? js_answer(env, -1) : js_string(env, text);
}

static size_t length_of(const struct sockaddr *address) {
#if defined(__APPLE__) || defined(__FreeBSD__) || defined(__NetBSD__) || defined(__OpenBSD__)
  return address->sa_len;
#else
  switch (address->sa_family) {
  case AF_INET:
    return sizeof(struct sockaddr_in);
  case AF_INET6:
    return sizeof(struct sockaddr_in6);
#ifdef __linux__
  case AF_PACKET: {
    /* InfiniBand addresses are longer than sll_addr; getifaddrs allocates enough memory. */
    size_t address_end =
        offsetof(struct sockaddr_ll, sll_addr) + ((const struct sockaddr_ll *) address)->sll_halen;
    return address_end > sizeof(struct sockaddr_ll) ? address_end : sizeof(struct sockaddr_ll);
  }
#endif
  default:
    return sizeof(struct sockaddr);
  }
#endif
}

static napi_value js_address(napi_env env, const struct sockaddr *address) {
  return address == NULL ? js_null(env) : js_bytes(env, address, length_of(address));
}

static napi_value js_interface(napi_env env, const struct ifaddrs *entry) {
  napi_value flags = NULL;
  napi_create_uint32(env, entry->ifa_flags, &flags);
  const napi_value fields[] = {
      js_string(env, entry->ifa_name),
      flags,
      js_address(env, entry->ifa_addr),
      js_address(env, entry->ifa_netmask),
      /* A union with ifa_broadaddr on Linux, and the same member elsewhere. */
      js_address(env, entry->ifa_dstaddr),
  };
  return js_list(env, LENGTH(fields), fields);
}

/* getifaddrs(&entries) */
napi_value js_getifaddrs(napi_env env, napi_callback_info info) {
  (void) info;
  struct ifaddrs *entries;
  napi_value list = NULL;
  uint32_t count = 0;
  if (getifaddrs(&entries) < 0)
    return js_answer(env, -1);
  napi_create_array(env, &list);
  for (const struct ifaddrs *entry = entries; entry != NULL; entry = entry->ifa_next)
    napi_set_element(env, list, count++, js_interface(env, entry));
  clear_exception(env);
  freeifaddrs(entries);
  return list;
}
