"""An app that has much to load before it can serve, and that answers nobody who came in clear."""

import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Page(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.headers.get("X-Forwarded-Proto") != "https":
            return self.answer(301, "This page is at https://.\n", {"Location": f"https://{self.headers.get('Host', '')}{self.path}"})
        return self.answer(200, "up\n" if self.path == "/up" else "It was worth the wait.\n")

    def answer(self, status, text, headers=None):
        body = text.encode()
        self.send_response(status)
        for name, value in {"Content-Type": "text/plain", "Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words):
        """The balancer has a line for every request."""


# Models, caches, a large framework: whatever it is that takes so long.
time.sleep(float(os.environ["WARM_UP_SECONDS"]))
ThreadingHTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Page).serve_forever()
