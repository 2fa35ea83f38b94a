"""One question to one web server: connect to the address that was judged, ask, read within bounds.

Everything that crosses the line has one deadline, so that no server can hold us by sending a byte
now and then. Imports httpcore, so it is imported only where something is fetched.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any

import httpcore
import httpx

from musnad.read.net.codings import TooLargeError, Unpacker

BROKEN_CERTIFICATE = "certificate not valid"
NO_ANSWER = "no answer"
NO_CONNECTION = "no connection"
NOT_HTTP = "the answer is not HTTP"
BROKEN_OFF = "truncated: the connection broke off"
# Bodies of these are wanted; of all others only the head is read.
_WANTED = range(200, 300)


class TooLateError(httpcore.ReadTimeout):
    """The time for the whole answer is over."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Seconds for connecting, for one silence and for all of it; bytes of the body, packed or not.

    ``keeps_start``: of a body that is larger, the start will do.
    """

    connect: float
    read: float
    total: float
    size: int
    keeps_start: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, its body unpacked; status 0 and a reason where it did not."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    reason: str = ""
    remarks: tuple[str, ...] = ()


class Deadline:
    """The moment by which everything must be over."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    def left(self, timeout: float | None = None) -> float:
        """Return the seconds left, at most ``timeout``. Raises ``TooLateError`` where none is."""
        left = self._at - time.monotonic()
        if left <= 0:
            raise TooLateError
        return left if timeout is None else min(left, timeout)


class _Stream(httpcore.NetworkStream):
    """A line whose every read and write also keeps to the deadline."""

    def __init__(self, line: httpcore.NetworkStream, deadline: Deadline) -> None:
        self.line, self._deadline = line, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = self._deadline.left()
        if timeout is not None and timeout < left:
            return self.line.read(max_bytes, timeout)
        try:
            return self.line.read(max_bytes, left)
        except httpcore.ReadTimeout as error:
            raise TooLateError from error

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.line.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self.line.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        self.line = self.line.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return self

    def get_extra_info(self, info: str) -> Any:
        return self.line.get_extra_info(info)


class _Judged(httpcore.NetworkBackend):
    """Connects to the addresses it was given and to nothing else, whatever the name says by now."""

    def __init__(self, addresses: Sequence[str], deadline: Deadline, opened: Callable[[_Stream], None]) -> None:
        self._addresses, self._deadline, self._opened = addresses, deadline, opened

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002 the name was looked up and judged before
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError(NO_CONNECTION)
        for address in self._addresses:
            try:
                line = httpcore.SyncBackend().connect_tcp(
                    address, port, self._deadline.left(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            stream = _Stream(line, self._deadline)
            self._opened(stream)
            return stream
        raise failure


class Lines:
    """The lines open now, so that all of them can be cut when somebody wants to stop."""

    def __init__(self) -> None:
        self._open: set[_Stream] = set()
        self._cut = False

    def add(self, stream: _Stream) -> None:
        self._open.add(stream)
        if self._cut:
            self.cut()

    def drop(self, streams: Iterable[_Stream]) -> None:
        self._open.difference_update(streams)

    def cut(self) -> None:
        """Cut every line, now and from now on; whoever reads from one gets an error at once."""
        self._cut = True
        for stream in list(self._open):
            with suppress(OSError, AttributeError):  # closed a moment ago
                stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)


def trusted() -> ssl.SSLContext:
    """Return the certificates that are believed: those of certifi, or of SSL_CERT_FILE where it is set."""
    return httpx.create_ssl_context()


def ask(
    url: httpx.URL,
    headers: Mapping[str, str],
    *,
    addresses: Sequence[str],
    proxy: str | None,
    bounds: Bounds,
    tls: Callable[[], ssl.SSLContext],
    lines: Lines,
) -> Answer:
    """GET ``url`` from one of ``addresses`` (of the proxy, where there is one), one connection for it alone.

    Never raises for anything a server does: the answer has the reason instead.
    """
    opened: list[_Stream] = []

    def remember(stream: _Stream) -> None:
        opened.append(stream)
        lines.add(stream)

    try:
        backend = _Judged(addresses, Deadline(bounds.total), remember)
        with _failures_told() as failures, _connection(url, proxy, backend, tls) as connection:
            return _exchange(connection, url, headers, bounds)
        return _failure(failures[0], bounds)
    finally:
        lines.drop(opened)
        for stream in opened:
            _hang_up(stream)


def _hang_up(stream: _Stream) -> None:
    """End the connection itself: closing would leave it open where a child process holds it too."""
    with suppress(OSError, AttributeError):
        stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
    stream.close()


@contextmanager
def _failures_told() -> Iterator[list[Exception]]:
    failures: list[Exception] = []
    try:
        yield failures
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError) as error:
        failures.append(error)
    except (OSError, ValueError) as error:  # ssl and sockets raise theirs through httpcore now and then
        failures.append(error)


def _connection(
    url: httpx.URL, proxy: str | None, backend: httpcore.NetworkBackend, tls: Callable[[], ssl.SSLContext]
) -> httpcore.HTTPConnection | httpcore.HTTPProxy:
    context = tls() if url.scheme == "https" else None  # slow to make, and not needed without
    if proxy is None:
        origin = httpcore.Origin(url.raw_scheme, url.raw_host, url.port or (443 if url.scheme == "https" else 80))
        return httpcore.HTTPConnection(origin, ssl_context=context, network_backend=backend)
    at = httpx.URL(proxy)
    auth = (at.username, at.password) if at.username else None
    return httpcore.HTTPProxy(
        str(at.copy_with(username=None, password=None)), proxy_auth=auth, ssl_context=context, max_connections=1,
        network_backend=backend,
    )  # fmt: skip


def _exchange(connection: Any, url: httpx.URL, headers: Mapping[str, str], bounds: Bounds) -> Answer:
    where = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    timeout = {"connect": bounds.connect, "read": bounds.read, "write": bounds.read, "pool": bounds.connect}
    sent = [(name.encode("ascii"), value.encode("utf-8")) for name, value in headers.items()]
    with connection.stream("GET", where, headers=sent, extensions={"timeout": timeout}) as response:
        answer = Answer(response.status, _headers(response.headers))
        if response.status not in _WANTED:
            return answer
        return _with_body(answer, response.iter_stream(), bounds)


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return headers by name in lower case; several of one name are joined as HTTP does it."""
    headers: dict[str, str] = {}
    for name, value in raw:
        key, said = _said(name).lower(), _said(value)
        headers[key] = f"{headers[key]}, {said}" if key in headers and key != "location" else said
    return headers


def _said(data: bytes) -> str:
    """Arabic sites write their redirects in bare UTF-8, though HTTP wants ASCII."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _with_body(answer: Answer, parts: Iterator[bytes], bounds: Bounds) -> Answer:
    coding = answer.headers.get("content-encoding", "")
    unpacker, came = Unpacker(coding, bounds.size), 0
    too_large = f"larger than {bounds.size / 1e6:g} MB"
    remarks: tuple[str, ...] = ()
    try:
        if not bounds.keeps_start:
            _judge_size(int_or_none(answer.headers.get("content-length")) or 0, bounds)
        for part in parts:
            came += len(part)
            unpacker.feed(part)
            _judge_size(came, bounds)
    except TooLargeError:
        if bounds.keeps_start:
            return replace(answer, body=bytes(unpacker.body), remarks=(too_large,))
        unpacked = " when unpacked" if coding and came <= bounds.size else ""
        return replace(answer, reason=too_large + unpacked)
    except (httpcore.RemoteProtocolError, httpcore.ReadError):
        remarks = (f"{BROKEN_OFF} after {came:,} bytes",)
    except httpcore.ReadTimeout:
        return replace(answer, reason=f"{NO_ANSWER} within {bounds.total:g} s that is complete ({came:,} bytes came)")
    if not remarks:
        unpacker.finish()
    remarks += (unpacker.remark,) if unpacker.remark else ()
    return replace(answer, body=bytes(unpacker.body), reason=unpacker.reason, remarks=remarks)


def _judge_size(size: int, bounds: Bounds) -> None:
    if size > bounds.size:
        raise TooLargeError


def int_or_none(text: str | None) -> int | None:
    """Return a number of ASCII digits, or ``None``."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def _failure(error: Exception, bounds: Bounds) -> Answer:
    """Say in words of every day what went wrong on the line."""
    cause = _certificate(error)
    if cause:
        return Answer(reason=f"{BROKEN_CERTIFICATE}: {cause}")
    if isinstance(error, TooLateError):
        return Answer(reason=f"{NO_ANSWER} within {bounds.total:g} s")
    if isinstance(error, httpcore.ConnectTimeout):
        return Answer(reason=f"{NO_ANSWER} within {bounds.connect:g} s: no connection")
    if isinstance(error, httpcore.TimeoutException):
        return Answer(reason=f"{NO_ANSWER} within {bounds.read:g} s")
    if isinstance(error, httpcore.ProxyError):
        return Answer(reason=f"{NO_CONNECTION}: the proxy refuses ({_said_shortly(error)})")
    if "without sending a response" in str(error):
        return Answer(reason=f"{NO_ANSWER}: the site closed the connection")
    if isinstance(error, (httpcore.RemoteProtocolError, httpcore.LocalProtocolError)):
        return Answer(reason=f"{NOT_HTTP} ({_said_shortly(error)})")
    return Answer(reason=f"{NO_CONNECTION} ({_said_shortly(error)})")


def _said_shortly(error: Exception) -> str:
    """Return an error's words without its number and without the bytes it is about."""
    words = re.sub(r"^\[Errno -?\d+\] ", "", str(error)).partition(": bytearray")[0]
    return words[:100] or type(error).__name__


def _certificate(error: BaseException | None) -> str:
    """Return what is wrong with a certificate, where that lies behind an error."""
    for _ in range(5):  # httpcore wraps an error once or twice
        if error is None:
            return ""
        if isinstance(error, ssl.SSLCertVerificationError):
            return error.verify_message or "not believed"
        error = error.__cause__ or error.__context__
    return ""
