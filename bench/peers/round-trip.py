"""Makes round trips to the echo server on the given port. Reads rounds as in peer.h."""
import resource
import socket
import sys
import time

SIZE = 64
STEP = 1000


def main():
    connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    data = bytearray(SIZE)

    def operate(count):
        for _ in range(count):
            connection.send(data)
            if connection.recv_into(data) != SIZE:
                raise SystemExit("cut")

    for line in iter(sys.stdin.readline, ""):
        operations, limit = map(int, line.split())
        done = 0
        processor_before = processor()
        wall_before = time.monotonic_ns()
        while done < operations and time.monotonic_ns() - wall_before < limit * 1_000_000:
            some = min(STEP, operations - done)
            operate(some)
            done += some
        wall = time.monotonic_ns() - wall_before
        print(done, wall, processor() - processor_before, flush=True)


def processor():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return round((usage.ru_utime + usage.ru_stime) * 1e9)


main()
