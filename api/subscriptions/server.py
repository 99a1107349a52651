"""The HTTP server of the API: when it is to stop, whoever listens is let go first, and may go on elsewhere."""

from __future__ import annotations

import contextlib
import socket
import sys
from typing import Final

import uvicorn
from starlette.applications import Starlette

from api.subscriptions.listening import Listening
from schema.limits import Limits

_STARTUP_FAILED: Final = 3
_STOP_SECONDS: Final = 10


class ListenedServer(uvicorn.Server):
    """Ends the subscriptions before it waits for open connections to be done: they never would be."""

    def __init__(self, config: uvicorn.Config, listening: Listening) -> None:
        super().__init__(config)
        self._listening = listening

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """See `uvicorn.Server.shutdown`."""
        self._listening.stop()
        await super().shutdown(sockets)


def server_of(application: Starlette, host: str, port: int, *, opened: bool = False) -> ListenedServer:
    """
    A server of an application of `create_app`.

    Messages of sockets are not compressed: it costs hundreds of kilobytes for each of them. A peer that does not
    answer a ping within 20 seconds is gone.

    Args:
        opened: The application was started by somebody else, who also stops it.
    """
    config = uvicorn.Config(
        application,
        host=host,
        port=port,
        log_level="warning",
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=_STOP_SECONDS,
        lifespan="off" if opened else "auto",
        ws="websockets-sansio",
        ws_max_size=Limits().body_bytes,
        ws_per_message_deflate=False,
        ws_ping_interval=20.0,
        ws_ping_timeout=20.0,
    )
    return ListenedServer(config, application.state.listening)


def serve_application(application: Starlette, host: str, port: int) -> None:
    """Serve until stopped; a start that fails ends the process, as uvicorn's own."""
    server = server_of(application, host, port)
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(_STARTUP_FAILED)
