"""The first example of the protocol in Python: follows one run to its end.

VIGIE_URL, VIGIE_TOKEN, VIGIE_RAPPORT say where, who and what; VIGIE_TRANSPORTS which transports (default: the client's own).
"""

import os

import socketio

socket = socketio.Client()
transports = os.environ.get("VIGIE_TRANSPORTS")


@socket.on("connect")
def connect():
    socket.emit("join_rapport", {"rapport_id": os.environ["VIGIE_RAPPORT"]})


@socket.on("snapshot")
def snapshot(data):
    print("Joined", flush=True)


@socket.on("test_completed")
def test_completed(data):
    print(f"Test {data['test_id']}: {data['status']}", flush=True)
    print("Logs:", data["logs"], flush=True)


@socket.on("campain_completed")
def campain_completed(data):
    print(f"Campagne terminée: {data['status']}", flush=True)


@socket.on("end")
def end(data):
    print(f"Transport: {socket.transport()}", flush=True)
    socket.disconnect()


socket.connect(
    os.environ["VIGIE_URL"],
    auth={"token": os.environ["VIGIE_TOKEN"]},
    transports=transports.split(",") if transports else None,
)
socket.wait()
