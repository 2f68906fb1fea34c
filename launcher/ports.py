"""Ports of this machine."""

import socket


def free_port() -> int:
    """A port nobody listens to at this instant."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def bind_as_a_server(port: int) -> None:
    """Raise OSError if a web server could not take the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
