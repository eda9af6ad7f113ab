#ifndef STRUCTS_H
#define STRUCTS_H

/* Structs of the kernel as it is now, where headers lack them or have fewer fields. A struct that
   some header has begins with kernel_ here; test/layouts.test.ts compares the two. */

#ifdef __linux__
#include <stdint.h>

/* linux/uio.h, which can't be had beside sys/uio.h. Linux 6.12. */
struct kernel_dmabuf_cmsg {
  uint64_t frag_offset;
  uint32_t frag_size;
  uint32_t frag_token;
  uint32_t dmabuf_id;
  uint32_t flags;
};

#endif
#endif
