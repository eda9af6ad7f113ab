"""Has one end of a seqpacket pair as its standard input, sends each record back, and prints how
many there were."""

import socket

records = 0
with socket.socket(fileno=0) as end:
    end.settimeout(10)
    while record := end.recv(65536):
        end.send(record)
        records += 1
print(records, "records")
