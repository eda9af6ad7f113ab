# Binds the path in its argument, and prints 'bound'; then prints each entry as a line of JSON: its
# fields, and if it came as a file, the seals of that, and why it can't be written to.
import array, fcntl, json, os, socket, struct, sys

receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind(sys.argv[1])
print("bound", flush=True)


def fields(entry):
    found = []
    while entry:
        line, _, rest = entry.partition(b"\n")
        if b"=" in line:
            name, _, value = line.partition(b"=")
        else:
            name, size = line, struct.unpack("<Q", rest[:8])[0]
            value, rest = rest[8 : 8 + size], rest[8 + size :]
            assert rest[:1] == b"\n", rest[:9]
            rest = rest[1:]
        found.append([name.decode(), value.decode("latin-1")])
        entry = rest
    return found


while True:
    data, control, _, _ = receiver.recvmsg(1 << 20, 4096)
    fds = [fd for _, _, value in control for fd in array.array("i", value)]
    entry = {"datagram": len(data)}
    for fd in fds:
        data = os.pread(fd, os.fstat(fd).st_size, 0)
        entry["seals"] = fcntl.fcntl(fd, fcntl.F_GET_SEALS)
        try:
            os.pwrite(fd, b"x", 0)
        except OSError as error:
            entry["write"] = error.strerror
        os.close(fd)
    entry["fields"] = fields(data)
    print(json.dumps(entry), flush=True)
