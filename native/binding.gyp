# For those who build from source with node-gyp: node-gyp rebuild -C native
# and then BERKELEY_ADDON=<folder>/native/build/Release/berkeley.node says which addon to load.
# It is not in the root, because npm would run it at each install.
{
  'targets': [
    {
      'target_name': 'berkeley',
      'sources': ["<!@(ls *.c)"],
      'defines': ['_GNU_SOURCE', '_FILE_OFFSET_BITS=64', '__APPLE_USE_RFC_3542'],
      'cflags_c': ['-std=c11', '-Wall', '-Wextra', '-fvisibility=hidden', '-fstack-protector-strong'],
      # _FORTIFY_SOURCE requires optimization.
      'configurations': {'Release': {'cflags_c': ['-U_FORTIFY_SOURCE', '-D_FORTIFY_SOURCE=2']}},
      'libraries': ['-lpthread'],
      'conditions': [['OS != "mac"', {'ldflags': ['-Wl,-z,nodelete,-z,relro,-z,now,-z,noexecstack']}]],
    },
  ],
}
