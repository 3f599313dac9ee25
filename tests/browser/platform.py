"""The county's existing platform, played: a proxy that puts the product below a path, and an OpenID provider."""

import http.client
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests

from tests.browser.house import free_port

_OWN = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class Proxy:
    """Listens on `port`; hands what comes below `path` to the product without that path, and nothing else."""

    def __init__(self, port: int, path: str, inner: int) -> None:
        self.strays: list[str] = []
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                if not self.path.startswith(path + "/"):
                    proxy.strays.append(self.path)
                    self.send_error(404)
                    return
                self._hand_on()

            do_POST = do_GET

            def _hand_on(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                upstream = http.client.HTTPConnection("127.0.0.1", inner, timeout=60)
                headers = {name: value for name, value in self.headers.items() if name.lower() not in _OWN}
                upstream.request(self.command, self.path[len(path) :], body, headers)
                answer = upstream.getresponse()
                said = answer.read()
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in _OWN:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)
                upstream.close()

            def log_message(self, *said: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


class Provider:
    """An OpenID provider in a process of its own, at `url`."""

    def __init__(self) -> None:
        port = free_port()
        self.url = f"http://localhost:{port}"
        command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(300):
            try:
                requests.get(f"{self.url}/.well-known/openid-configuration", timeout=10).raise_for_status()
                return
            except requests.ConnectionError:
                time.sleep(0.1)
        raise RuntimeError("the OpenID provider does not answer")

    def knows(self, sub: str, username: str) -> None:
        """Let the provider know a person."""
        claims = {"preferred_username": username, "name": "x"}
        requests.put(f"{self.url}/users/{sub}", json=claims, timeout=10).raise_for_status()

    def close(self) -> None:
        """Stop it."""
        self._process.terminate()
        self._process.wait(timeout=20)
