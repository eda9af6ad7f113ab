# Binds the socket named by its argument, a path or an abstract name after @, and prints 'bound'; then
# prints each notification as a line of JSON, and closes the descriptors that came with it.
import array, json, os, socket, stat, struct, sys

name = sys.argv[1]
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
receiver.bind("\0" + name[1:] if name.startswith("@") else name)
print("bound", flush=True)
while True:
    data, control, flags, _ = receiver.recvmsg(4096, 4096)
    fds, sender = [], None
    for level, kind, value in control:
        if kind == socket.SCM_RIGHTS:
            fds = list(array.array("i", value))
        elif kind == socket.SCM_CREDENTIALS:
            sender = struct.unpack("3i", value)[0]
    kinds = [stat.S_IFMT(os.fstat(fd).st_mode) == stat.S_IFSOCK for fd in fds]
    for fd in fds:
        os.close(fd)
    found = {"data": data.decode(), "pid": sender, "areSockets": kinds, "flags": flags & ~socket.MSG_CMSG_CLOEXEC}
    print(json.dumps(found), flush=True)
