/* What glibc's libstdc++.so.6 and libgcc_s.so.1 take from glibc, and musl lacks. With it they run a
   program that was built for musl. */

#define _GNU_SOURCE
#include <locale.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

char __libc_single_threaded;

/* Symbols of libgcc that its shared form only exports; nobody asks them for the CPU. */
unsigned __cpu_model[4];

int __cpu_indicator_init(void) { return 0; }

uint32_t arc4random(void) {
  uint32_t number = 0;
  getrandom(&number, sizeof(number), 0);
  return number;
}

size_t __strftime_l(char *text, size_t size, const char *format, const struct tm *time,
                    locale_t locale) {
  return strftime_l(text, size, format, time, locale);
}

/* Not found, so that libgcc asks dl_iterate_phdr(). */
int _dl_find_object(void *address, void *result) {
  (void) address;
  (void) result;
  return -1;
}

/* Destructors of variables of a thread: the last that was registered runs first. */
typedef struct destructor {
  void (*run)(void *);
  void *object;
  struct destructor *next;
} destructor_t;

static pthread_key_t destructors;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void run_all(void *first) {
  for (destructor_t *one = first; one != NULL;) {
    destructor_t *next = one->next;
    one->run(one->object);
    free(one);
    one = next;
  }
}

static void create_key(void) { pthread_key_create(&destructors, run_all); }

int __cxa_thread_atexit_impl(void (*run)(void *), void *object, void *library) {
  (void) library;
  pthread_once(&once, create_key);
  destructor_t *added = malloc(sizeof(*added));
  if (added == NULL)
    return -1;
  *added = (destructor_t){run, object, pthread_getspecific(destructors)};
  return pthread_setspecific(destructors, added);
}
