"""Real servers for tests of fetching: pages by path, and raw answers written byte for byte."""

from __future__ import annotations

import contextlib
import http.server
import socket
import threading
import time


class Site:
    """A web server on 127.0.0.1. ``pages`` maps a path to ``(status, headers, body)`` or to a function of the
    request's headers that gives one; ``asked`` lists ``(path, headers)`` of all requests."""

    def __init__(self, pages, family=socket.AF_INET):
        self.pages, self.asked = pages, []
        kind = type("Server", (http.server.ThreadingHTTPServer,), {"address_family": family, "daemon_threads": True})
        self.server = kind(("127.0.0.1" if family == socket.AF_INET else "::1", 0), self._handler())
        host = "127.0.0.1" if family == socket.AF_INET else "[::1]"
        self.url = f"http://{host}:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def _handler(site):  # noqa: N805 the handler's own self is another one
        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *args):
                pass

            def do_GET(self):
                site.asked.append((self.path, dict(self.headers.items())))
                page = site.pages.get(self.path, (404, {}, b""))
                status, headers, body = page(dict(self.headers.items())) if callable(page) else page
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value.encode().decode("latin-1"))
                if "Content-Length" not in headers:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(body)

        return Handler

    def paths(self):
        return [path for path, _ in self.asked]

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.server.shutdown()
        self.server.server_close()


@contextlib.contextmanager
def listening(serve):
    """Hand every connection to ``serve`` in a thread of its own; yields the address."""
    listener = socket.create_server(("127.0.0.1", 0))

    def one(line):
        with line, contextlib.suppress(OSError):
            serve(line)

    def accept():
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=one, args=listener.accept()[:1], daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


@contextlib.contextmanager
def raw_server(*parts, pause=0.0, again=0.0):
    """A server that answers whatever is asked with ``parts`` of bytes, ``pause`` seconds between them.

    ``again`` seconds after the last it is sent again and again, until the client leaves. Yields its address.
    """
    over = threading.Event()

    def serve(line):
        line.recv(65536)
        for part in parts:
            line.sendall(part)
            over.wait(pause)
        while again and not over.is_set():
            line.sendall(parts[-1])
            over.wait(again)

    with listening(serve) as url:
        yield url
        over.set()


def answering(say):
    """A server that answers whatever is asked with the bytes ``say()`` returns."""

    def serve(line):
        line.recv(65536)
        line.sendall(say())

    return listening(serve)


@contextlib.contextmanager
def tunnel(port):
    """A proxy that connects whoever asks to ``port`` of this machine; yields its address and what it was asked."""
    asked = []

    def copy(source, target):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)

    def serve(line):
        asked.append(line.recv(65536))
        with socket.create_connection(("127.0.0.1", port)) as site:
            line.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
            back = threading.Thread(target=copy, args=(site, line), daemon=True)
            back.start()
            copy(line, site)
            back.join()

    with listening(serve) as url:
        yield url, asked


class Clock:
    """A clock that only goes on when somebody sleeps; ``slept`` lists for how long."""

    def __init__(self):
        self.at, self.slept, self._lock = time.monotonic(), [], threading.Lock()

    def __call__(self):
        return self.at

    def sleep(self, seconds):
        with self._lock:
            self.at += seconds
            self.slept.append(round(seconds, 3))
