"""Holds back what passes between clients and a server by the same time, in both directions, without narrowing the way.

    delay.py LISTEN_PORT SERVER_PORT MILLISECONDS      both on 127.0.0.1
"""

import queue
import socket
import sys
import threading
import time

CHUNK = 1 << 18


def carry(source, target, seconds):
    waiting = queue.SimpleQueue()
    threading.Thread(target=deliver, args=(waiting, target), daemon=True).start()
    try:
        while chunk := source.recv(CHUNK):
            waiting.put((time.monotonic() + seconds, chunk))
    except OSError:
        # A reset ends the connection as an end does.
        chunk = b""
    waiting.put((time.monotonic() + seconds, b""))


def deliver(waiting, target):
    while True:
        due, chunk = waiting.get()
        time.sleep(max(0, due - time.monotonic()))
        try:
            if chunk:
                target.sendall(chunk)
                continue
            target.shutdown(socket.SHUT_WR)
        except OSError:
            # The other side is gone, and reads nothing more.
            pass
        return


def main():
    listen_port, server_port, milliseconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    listener = socket.create_server(("127.0.0.1", listen_port))
    while True:
        client, _ = listener.accept()
        server = socket.create_connection(("127.0.0.1", server_port))
        for end in (client, server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for source, target in ((client, server), (server, client)):
            threading.Thread(target=carry, args=(source, target, milliseconds / 1000), daemon=True).start()


main()
