#include "fates.h"

#include <link.h>
#include <node_api.h>
#include <stdatomic.h>

static struct {
  const char *name;
  int fates[MOST_FATES]; /* ends with 0 */
  void *real;
  _Atomic uint32_t made, counts[MOST_FATES];
} calls[] = {
#define ROW(call, ...) {.name = #call, .fates = {__VA_ARGS__}},
    CALLS(ROW)};

void *real(int call) {
  if (calls[call].real == NULL)
    calls[call].real = dlsym(RTLD_NEXT, calls[call].name);
  return calls[call].real;
}

static uintptr_t addon_begin, addon_end;
static _Atomic uint32_t rate; /* faults per 10,000 calls; 0 if disarmed */
static _Atomic uint64_t state;

/* splitmix64 */
uint32_t random_below(uint32_t limit) {
  uint64_t z = atomic_fetch_add(&state, 0x9e3779b97f4a7c15u) + 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return (uint32_t) ((z ^ z >> 31) >> 32) % limit;
}

bool is_addon(const void *caller) {
  return (uintptr_t) caller >= addon_begin && (uintptr_t) caller < addon_end;
}

int fate_at(int call, int which) { return which < 0 ? NOTHING : calls[call].fates[which]; }

int draw(int call, const void *caller) {
  if (rate == 0 || !is_addon(caller))
    return -1;
  calls[call].made++;
  if (random_below(10000) >= rate)
    return -1;
  int count = 0;
  while (count < MOST_FATES && calls[call].fates[count] != 0)
    count++;
  return (int) random_below((uint32_t) count);
}

int count_fate(int call, int which) {
  calls[call].counts[which]++;
  return calls[call].fates[which];
}

int fate(int call, const void *caller) {
  int which = draw(call, caller);
  if (which < 0)
    return NOTHING;
  int what = count_fate(call, which);
  if (what != LATE)
    return what;
  usleep(random_below(2000));
  return NOTHING;
}

int fail(int error) {
  errno = error;
  return -1;
}

/* ---- Functions for programs ---- */

static int find_addon(struct dl_phdr_info *info, size_t size, void *data) {
  (void) size, (void) data;
  size_t length = strlen(info->dlpi_name);
  if (strstr(info->dlpi_name, "berkeley") == NULL || length < 5 ||
      strcmp(info->dlpi_name + length - 5, ".node") != 0)
    return 0;
  addon_begin = addon_end = info->dlpi_addr;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *part = &info->dlpi_phdr[i];
    uintptr_t end = info->dlpi_addr + part->p_vaddr + part->p_memsz;
    if (part->p_type == PT_LOAD && end > addon_end)
      addon_end = end;
  }
  return 1;
}

/* arm(seed, rate): returns whether the addon was found. A rate of 0 disarms. */
static napi_value js_arm(napi_env env, napi_callback_info info) {
  size_t length = 2;
  napi_value given[2], answer;
  uint32_t seed = 0, wanted = 0;
  napi_get_cb_info(env, info, &length, given, NULL, NULL);
  napi_get_value_uint32(env, given[0], &seed);
  napi_get_value_uint32(env, given[1], &wanted);
  bool found = dl_iterate_phdr(find_addon, NULL) == 1;
  if (wanted > 0)
    state = seed * UINT64_C(0x2545f4914f6cdd1d);
  rate = found ? wanted : 0;
  napi_get_boolean(env, found, &answer);
  return answer;
}

/* counts(): for each call [name, count, [fate, count]…] */
static napi_value js_counts(napi_env env, napi_callback_info info) {
  (void) info;
  napi_value rows, row, pair, value;
  napi_create_array(env, &rows);
  for (uint32_t i = 0; i < CALL_COUNT; i++) {
    uint32_t at = 0;
    napi_create_array(env, &row);
    napi_create_string_utf8(env, calls[i].name, NAPI_AUTO_LENGTH, &value);
    napi_set_element(env, row, at++, value);
    napi_create_uint32(env, calls[i].made, &value);
    napi_set_element(env, row, at++, value);
    for (int k = 0; k < MOST_FATES && calls[i].fates[k] != 0; k++) {
      napi_create_array(env, &pair);
      napi_create_int32(env, calls[i].fates[k], &value);
      napi_set_element(env, pair, 0, value);
      napi_create_uint32(env, calls[i].counts[k], &value);
      napi_set_element(env, pair, 1, value);
      napi_set_element(env, row, at++, pair);
    }
    napi_set_element(env, rows, i, row);
  }
  return rows;
}

NAPI_MODULE_INIT() {
  napi_value function;
  napi_create_function(env, "arm", NAPI_AUTO_LENGTH, js_arm, NULL, &function);
  napi_set_named_property(env, exports, "arm", function);
  napi_create_function(env, "counts", NAPI_AUTO_LENGTH, js_counts, NULL, &function);
  napi_set_named_property(env, exports, "counts", function);
  return exports;
}
