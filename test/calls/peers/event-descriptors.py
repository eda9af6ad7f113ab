# Sends descriptors that have events to read, and neither positions nor splice(2), to the Unix socket
# at the given address: an eventfd, and an inotify descriptor that watches the given folder.
import ctypes
import os
import socket
import sys

IN_CREATE = 0x100

_, address, folder = sys.argv
libc = ctypes.CDLL(None)
watch = libc.inotify_init1(os.O_CLOEXEC)
assert libc.inotify_add_watch(watch, os.fsencode(folder), IN_CREATE) >= 0
peer = socket.socket(socket.AF_UNIX)
peer.connect(address)
socket.send_fds(peer, [b'x'], [os.eventfd(0), watch])
