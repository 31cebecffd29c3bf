"""The app as people meet it, for trials in a real browser: a server that can be killed, and a login of invented people."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlparse

from joserfc import jwt
from joserfc.jwk import RSAKey

from warehouse.place import Place

ROOT = Path(__file__).parent.parent
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def chromium() -> str | None:
    """Where the system's Chromium is, if it is installed."""
    return shutil.which("chromium")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@dataclass
class Server:
    """The dashboard of a home on a port of its own; it can be killed and started again there."""

    home: Path
    port: int = field(default_factory=free_port)
    options: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen | None = None

    @property
    def place(self) -> Place:
        """The home as the warehouse knows it."""
        return Place(self.home)

    @property
    def url(self) -> str:
        """The address of the app."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the app and wait until it answers. Raises: TimeoutError."""
        command = [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            str(ROOT / "dashboard.py"),
            "--server.headless",
            "true",
        ]
        command += ["--server.port", str(self.port), "--server.address", "127.0.0.1", *self.options]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | {"SFERUM_HOME": str(self.home)} | self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1)
                return
            except OSError:
                time.sleep(0.2)
        raise TimeoutError("the app did not start")

    def kill(self) -> None:
        """Kill -9."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()


class Provider:
    """An OpenID provider on this machine that believes whoever clicks a name: a login without a home-made password."""

    def __init__(self, people: Mapping[str, str]) -> None:
        self.people = dict(people)  # address → role
        self.key = RSAKey.generate_key(2048, {"kid": "trial", "use": "sig", "alg": "RS256"})
        self.nonces: dict[str, str] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parsed = urlparse(self.path)
                self._send(*provider.page(parsed.path, parse_qs(parsed.query)))

            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self._send("application/json", json.dumps(provider.token(form["code"][0])))

            def _send(self, kind: str, content: str) -> None:
                self.send_response(200)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.end_headers()
                self.wfile.write(content.encode())

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop answering."""
        self.server.shutdown()
        self.server.server_close()

    def page(self, path: str, query: dict[str, list[str]]) -> tuple[str, str]:
        """What a browser or the app reads at an address: kind and content."""
        if path == "/.well-known/openid-configuration":
            return "application/json", json.dumps(
                {
                    "issuer": self.url,
                    "authorization_endpoint": f"{self.url}/authorize",
                    "token_endpoint": f"{self.url}/token",
                    "jwks_uri": f"{self.url}/keys",
                    "id_token_signing_alg_values_supported": ["RS256"],
                    "response_types_supported": ["code"],
                    "subject_types_supported": ["public"],
                }
            )
        if path == "/keys":
            return "application/json", json.dumps({"keys": [self.key.as_dict(private=False)]})
        links = []
        for person in self.people if "nonce" in query else ():  # else a browser asks for a picture
            code = f"{person}-{time.time_ns()}"
            self.nonces[code] = query["nonce"][0]
            back = urlencode({"code": code, "state": query["state"][0]})
            links.append(f'<a href="{escape(query["redirect_uri"][0])}?{escape(back)}">{escape(person)}</a>')
        return "text/html", "<br>".join(links)

    def token(self, code: str) -> dict:
        """The token for the person whose name was clicked."""
        person, now = code.rsplit("-", 1)[0], int(time.time())
        claims = {
            "iss": self.url,
            "aud": "trial",
            "sub": person,
            "email": person,
            "nonce": self.nonces.pop(code),
        }
        claims |= {"iat": now, "exp": now + 3600, "email_verified": True}
        signed = jwt.encode({"alg": "RS256", "kid": "trial"}, claims, self.key)
        return {"access_token": "trial", "token_type": "Bearer", "expires_in": 3600, "id_token": signed}

    def server_of(self, home: Path, folder: Path) -> Server:
        """A server of a home where these people may log in."""
        server = Server(home)
        secrets, settings = folder / "secrets.toml", folder / "settings.toml"
        secrets.write_text(
            f'[auth]\nredirect_uri = "{server.url}/oauth2callback"\ncookie_secret = "trial"\nclient_id = "trial"\n'
            f'client_secret = "trial"\nserver_metadata_url = "{self.url}/.well-known/openid-configuration"\n',
            encoding="utf-8",
        )
        text = (ROOT / "settings.toml").read_text(encoding="utf-8")
        logins = "".join(f'"{person}" = "{role}"\n' for person, role in self.people.items())
        settings.write_text(text.replace("[access.logins]\n", f"[access.logins]\n{logins}"), encoding="utf-8")
        server.options = ("--secrets.files", str(secrets))
        server.environment = {"SFERUM_SETTINGS": str(settings)}
        return server


def log_in(page: object, server: Server, person: str, wait: int = 90_000) -> None:
    """Come in as one of the provider's people."""
    page.goto(server.url)
    page.get_by_role("button", name="Войти").click(timeout=wait)
    page.get_by_role("link", name=person).click(timeout=wait)
    page.get_by_role("heading", name="Сводка", exact=True).wait_for(timeout=wait)
