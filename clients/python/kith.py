"""A real server for the tests, the people who use it, and stock clients that note what they are told."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
import uuid

import socketio

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("KITH_BIN", str(ROOT / "target" / "debug" / "kith"))
READY = re.compile(r"^kith listening on (http://\S+)$")
STOPS_WITHIN_S = 10
WITHIN_S = 5

TRANSPORTS = {
    "websocket": ["websocket"],
    "polling": ["polling"],
    "polling with upgrade": ["polling", "websocket"],
}


class Kith:
    """A server on a free port and a temporary folder; gone when it is stopped."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="kith-python-")
        self.listen = "127.0.0.1:0"
        self.process = None
        self.url = self.start()
        self.listen = self.url.removeprefix("http://")

    def start(self):
        """Starts it, again on the same folder and port."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("KITH_")}
        arguments = [BINARY, "serve", "--listen", self.listen, "--data-dir", self.folder]
        self.process = subprocess.Popen(
            arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
        )
        for line in self.process.stdout:
            found = READY.match(line.strip())
            if found:
                return found.group(1)
        raise RuntimeError(f"the server ended with {self.process.wait()}")

    def kill(self):
        """Ends it at once, as kill -9 does."""
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        """Ends it and removes its folder."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOPS_WITHIN_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Person:
    """Somebody with an account."""

    def __init__(self, url, name):
        self.url = url
        self.token = None
        self.name = f"{name} Walker"
        account = {
            "email": f"{uuid.uuid4()}@kith.example",
            "password": "harbour-walk",
            "userName": self.name,
            "firstName": name,
            "lastName": "Walker",
        }
        made = self.call("POST", "/auth/register", account)
        self.id = made["user"]["id"]
        self.token = made["idToken"]

    def call(self, method, path, body=None):
        """Calls the REST API; raises when it is refused."""
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/api/v1{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=WITHIN_S) as response:
                text = response.read()
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{method} {path}: {error.code} {error.read().decode()}") from None
        return json.loads(text) if text else {}

    def make_team(self, *members):
        """Makes a team of this coach and members, and gives its id."""
        team = self.call("POST", "/teams", {"name": f"The team of {self.name}"})["team"]["id"]
        code = self.call("POST", f"/teams/{team}/invites", {})["code"]
        for member in members:
            member.call("POST", f"/invites/{code}/accept", {})
        return team

    def post(self, team, body):
        """Writes a post and gives its id."""
        return self.call("POST", f"/teams/{team}/posts", {"body": body})["post"]["id"]

    def befriend(self, other):
        """Makes friends of both."""
        self.call("POST", "/connections", {"userId": other.id})
        other.call("PUT", f"/connections/{self.id}", {"requestStatus": "complete"})


class Client:
    """An unmodified python-socketio client that notes every action, without its prefix."""

    def __init__(self):
        self.messages = []
        self.strange = []
        self.connects = 0
        self.disconnects = 0
        self.changed = threading.Condition()
        self.socket = socketio.Client(reconnection_delay=0.05, reconnection_delay_max=0.2)
        self.socket.on("connect", self._connected)
        self.socket.on("disconnect", self._disconnected)
        self.socket.on("*", self._heard)

    def connect(self, url, transports, path="socketio", **options):
        """Connects; the options are those of the library."""
        self.socket.connect(url, transports=transports, socketio_path=path, wait_timeout=WITHIN_S, **options)
        return self

    def say(self, kind, data=None):
        """Emits an action and asks for no acknowledgement."""
        self.socket.emit("action", self._action(kind, data))

    def ask(self, kind, data=None):
        """Emits an action and gives its acknowledgement."""
        return self.socket.call("action", self._action(kind, data), timeout=WITHIN_S)

    def all(self, kind, **fields):
        """The data of all messages of a type that have these fields."""
        found = [data for heard, data in self.messages if heard == kind]
        return [data for data in found if all(data.get(name) == value for name, value in fields.items())]

    def told(self, kind, within_s=WITHIN_S, **fields):
        """The data of the first message of a type that has these fields, now or as soon as it comes."""
        return self.until(lambda: (self.all(kind, **fields) or [None])[0], f"{kind} {fields}", within_s)

    def until(self, find, what, within_s=WITHIN_S):
        """What is found, now or after some event."""
        deadline = time.monotonic() + within_s
        with self.changed:
            while True:
                found = find()
                if found is not None and found is not False:
                    return found
                left = deadline - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"not within {within_s} s: {what}. Told was: {self.messages}")
                self.changed.wait(left)

    def leave(self):
        """Disconnects, and does not come back."""
        self.socket.disconnect()

    @staticmethod
    def _action(kind, data):
        return {"type": f"CLIENT:{kind}"} if data is None else {"type": f"CLIENT:{kind}", "data": data}

    def _heard(self, event, *arguments):
        with self.changed:
            action = arguments[0] if arguments else None
            kind = action.get("type") if isinstance(action, dict) else None
            if event == "action" and isinstance(kind, str) and not kind.startswith("CLIENT:"):
                self.messages.append((kind.removeprefix("SERVER:"), action.get("data")))
            else:
                self.strange.append((event, arguments))
            self.changed.notify_all()

    def _connected(self):
        with self.changed:
            self.connects += 1
            self.changed.notify_all()

    def _disconnected(self, *_reason):
        with self.changed:
            self.disconnects += 1
            self.changed.notify_all()
