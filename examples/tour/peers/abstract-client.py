"""Connects to an abstract name, says which process it is, and prints the answer."""

import os
import socket
import sys

name = sys.argv[1]
with socket.socket(socket.AF_UNIX) as client:
    client.settimeout(10)
    client.connect(name.replace("@", "\0", 1))
    client.sendall(f"I am process {os.getpid()}".encode())
    print(client.recv(100).decode())
