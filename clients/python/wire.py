"""The wire between clients and the server, in our hands: a TCP proxy whose connections can be cut."""

import socket
import threading

PIECE_BYTES = 65_536


class Wire:
    """Passes on what it hears, both ways, until it is told to cut."""

    def __init__(self, server_url):
        host, port = server_url.removeprefix("http://").split(":")
        self.server = (host, int(port))
        self.pairs = set()
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self):
        """Ends all connections."""
        with self.lock:
            pairs, self.pairs = self.pairs, set()
        for pair in pairs:
            for end in pair:
                self._end(end)

    def close(self):
        """Takes no further connections and ends all that there are."""
        self._end(self.listener)
        self.cut()

    def _accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            far = socket.create_connection(self.server)
            with self.lock:
                self.pairs.add((near, far))
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._pass_on, args=(source, sink), daemon=True).start()

    def _pass_on(self, source, sink):
        try:
            while piece := source.recv(PIECE_BYTES):
                sink.sendall(piece)
        except OSError:
            pass
        for end in (source, sink):
            self._end(end)

    @staticmethod
    def _end(end):
        """Wakes whoever waits for it, then closes it."""
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        end.close()
