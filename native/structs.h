#ifndef STRUCTS_H
#define STRUCTS_H

/* Structs of the kernel as it is now, where headers lack them or have fewer fields. A struct that
   some header has begins with kernel_ here; test/layouts.test.ts compares the two. */

#ifdef __linux__
#include <stdint.h>

/* Its last field is of Linux 6.8. */
struct kernel_xdp_umem_reg {
  uint64_t addr;
  uint64_t len;
  uint32_t chunk_size;
  uint32_t headroom;
  uint32_t flags;
  uint32_t tx_metadata_len;
};

#endif
#endif
