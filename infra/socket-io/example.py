"""The first example of the protocol in Python: follows one run to its end.

VIGIE_URL, VIGIE_TOKEN, VIGIE_RAPPORT say where, who and what; VIGIE_TRANSPORTS which transports (default: the client's own).
"""

import os
import sys

import socketio

socket = socketio.Client()
transports = os.environ.get("VIGIE_TRANSPORTS")


def say(line):
    """In one piece, since the client calls each handler on a thread of its own."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


@socket.on("connect")
def connect():
    socket.emit("join_rapport", {"rapport_id": os.environ["VIGIE_RAPPORT"]})


@socket.on("snapshot")
def snapshot(data):
    say("Joined")


@socket.on("test_completed")
def test_completed(data):
    say(f"Test {data['test_id']}: {data['status']}")
    say(f"Logs: {data['logs']}")


@socket.on("campain_completed")
def campain_completed(data):
    say(f"Campagne terminée: {data['status']}")


@socket.on("end")
def end(data):
    say(f"Transport: {socket.transport()}")
    socket.disconnect()


socket.connect(
    os.environ["VIGIE_URL"],
    auth={"token": os.environ["VIGIE_TOKEN"]},
    transports=transports.split(",") if transports else None,
)
socket.wait()
