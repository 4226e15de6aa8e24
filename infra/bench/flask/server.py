"""A Flask-SocketIO server on eventlet, as its documentation shows it: who joins a report gets its events.

Usage: server.py PORT FEED. On FEED one connection brings a line of JSON for each event: event, data, and n, its number. On the line "times" every
number is answered with the microsecond at which its line was read, then an empty line.
"""
import eventlet

eventlet.monkey_patch()

import json
import sys
import time

from flask import Flask
from flask_socketio import SocketIO, emit, join_room

app = Flask(__name__)
socketio = SocketIO(app, async_mode="eventlet")
read = []


@socketio.on("join_rapport")
def join(data):
    join_room(data["rapport_id"])
    emit("joined", {"rapport_id": data["rapport_id"]})


def follow(feed):
    connection, _ = feed.accept()
    lines = connection.makefile("rb")
    for line in lines:
        now = time.time_ns() // 1000
        if line == b"times\n":
            connection.sendall(b"".join(b"%d %d\n" % pair for pair in read) + b"\n")
            read.clear()
            continue
        message = json.loads(line)
        read.append((message["n"], now))
        socketio.emit(message["event"], message["data"], to=message["data"]["rapport_id"])
        # Without this nothing is sent as long as lines come.
        eventlet.sleep(0)


if __name__ == "__main__":
    eventlet.spawn(follow, eventlet.listen(("127.0.0.1", int(sys.argv[2]))))
    socketio.run(app, host="127.0.0.1", port=int(sys.argv[1]))
