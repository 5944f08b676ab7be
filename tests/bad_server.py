"""A web server in a thread that answers as told, and badly where it is told so; it notes who asked for what."""

import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

REPORT = "<html><head><title>文成县统计局政府信息公开年度报告</title></head><body><p>全年主动公开政府信息{}条。</p></body></html>"


def page(number):
    """A report as a page, different for every number."""
    return REPORT.format(number).encode()


class Server:
    """Routes are functions of the handler by path; what has none is a page."""

    def __init__(self):
        self.routes = {}
        self.log = []
        self.errors = []
        self.active, self.most_active = {}, {}
        self.lock = threading.Lock()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                server.answer(self)

            def log_message(self, *_):
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass  # a client that goes away is no error here

        self.http = Quiet(("127.0.0.1", 0), Handler)
        self.port = self.http.server_address[1]

    def url(self, path, host="127.0.0.1"):
        return f"http://{host}:{self.port}{path}"

    def asked(self, path=None):
        """The paths that were asked for, in order; or the headers of the requests for one of them."""
        if path:
            return [headers for _, at, headers in self.log if at == path]
        return [at for _, at, _ in self.log if at != "/robots.txt"]

    def answer(self, handler):
        host = handler.headers["Host"].partition(":")[0]
        with self.lock:
            self.log.append((host, handler.path, dict(handler.headers)))
            self.active[host] = self.active.get(host, 0) + 1
            self.most_active[host] = max(self.most_active.get(host, 0), self.active[host])
        try:
            self.routes.get(handler.path, default)(handler)
        finally:
            with self.lock:
                self.active[host] -= 1
            handler.close_connection = True


def send(handler, body=b"", status=200, kind="text/html; charset=utf-8", **headers):
    """A plain answer; names of headers with _ for -."""
    handler.send_response(status)
    if kind is not None:
        handler.send_header("Content-Type", kind)
    for name, value in {"Content_Length": len(body), **headers}.items():
        if value is not None:
            handler.send_header(name.replace("_", "-"), str(value))
    handler.end_headers()
    handler.wfile.write(body)


def says(*words, **more):
    """A route that always answers so."""
    return lambda handler: send(handler, *words, **more)


def default(handler):
    if handler.path == "/robots.txt":
        send(handler, b"", 404)
    else:
        send(handler, page(handler.path))


def in_turn(*routes):
    """A route that answers differently each time; the last answer stays."""
    left = list(routes)
    return lambda handler: (left.pop(0) if len(left) > 1 else left[0])(handler)


def redirect(to, status=302):
    return says(b"", status, Location=to)


def drip(handler, head=b"<html>", seconds=20):
    """A body without end, a little at a time."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    handler.wfile.write(head)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        handler.wfile.write(b"<p>")
        handler.wfile.flush()
        time.sleep(0.02)


def drip_headers(handler):
    """Headers without end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(400):
        handler.wfile.write(b"X-%d: y\r\n" % number)
        handler.wfile.flush()
        time.sleep(0.05)


def reset(handler):
    """The connection breaks off before anything was said."""
    import socket
    import struct

    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


@contextmanager
def running():
    """A server that runs until the end of the block."""
    server = Server()
    thread = threading.Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.http.shutdown()
        server.http.server_close()
