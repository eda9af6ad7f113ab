#ifndef STRUCTS_H
#define STRUCTS_H

/* Structs of the kernel as it is now, where headers lack them or have fewer fields. A struct that
   some header has begins with kernel_ here; test/layouts.test.ts compares the two. */

#ifdef __linux__
#include <stdint.h>

#endif
#endif
