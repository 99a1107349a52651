"""Serves issuers on loopback, in a thread, while somebody rehearses."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator, Sequence
from threading import Thread
from time import monotonic, sleep

import uvicorn

from issuer.app import create_issuer
from issuer.realm import Realm


@contextlib.contextmanager
def issuer_in_thread(realms: Sequence[Realm], port: int = 0) -> Iterator[str]:
    """
    Serve the realms on 127.0.0.1, while inside; each gets its `url` from where they are.

    Args:
        port: Where to listen; 0, or one that is taken: any that is free.

    Raises:
        RuntimeError: It did not start within ten seconds.
    """
    listener = _listener(port)
    root = f"http://127.0.0.1:{listener.getsockname()[1]}"
    for realm in realms:
        realm.url = f"{root}/{realm.name}"
    config = uvicorn.Config(
        create_issuer(realms), lifespan="off", log_level="warning", server_header=False, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = monotonic() + 10
    while not server.started:
        if monotonic() > deadline or not thread.is_alive():
            raise RuntimeError("the rehearsal issuer did not start")
        sleep(0.01)
    try:
        yield root
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listener.close()


def _listener(port: int) -> socket.socket:
    for wanted in (port, 0):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            listener.bind(("127.0.0.1", wanted))
            return listener
        listener.close()
    raise RuntimeError("no port of this machine is free")
