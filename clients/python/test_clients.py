"""Kith through unmodified python-socketio, over WebSocket, polling, and polling with upgrade.

Names cite the rules of SPEC.md.
"""

import time
import unittest

from kith import TRANSPORTS, Client, Kith, Person
from socketio.exceptions import ConnectionError
from wire import Wire

QUIET_S = 0.3
BACK_WITHIN_S = 10

kith = None


def setUpModule():
    global kith
    kith = Kith()


def tearDownModule():
    kith.stop()


class House(unittest.TestCase):
    """Two people of one team, and clients that are gone after each test."""

    transports = None

    def setUp(self):
        self.clients = []
        self.sarah = Person(kith.url, "Sarah")
        self.ruth = Person(kith.url, "Ruth")
        self.team = self.sarah.make_team(self.ruth)

    def tearDown(self):
        for client in self.clients:
            client.leave()
        strange = [strange for client in self.clients for strange in client.strange]
        self.assertEqual(strange, [], "every packet is an action")

    def client(self, person=None, url=None, **options):
        if person:
            options = {"auth": {"token": person.token}, **options}
        client = Client().connect(url or kith.url, self.transports, **options)
        self.clients.append(client)
        return client

    def refused(self, answer, code):
        self.assertEqual(answer["ok"], False)
        self.assertEqual(answer["error"]["code"], code)
        self.assertIsInstance(answer["error"]["message"], str)
        self.assertIsInstance(answer["error"]["temporary"], bool)


class Connecting:
    """How one comes in."""

    def test_so5_the_token_comes_in_three_ways(self):
        token = self.ruth.token
        for options in (
            {"auth": {"token": token}},
            {"headers": {"Authorization": f"Bearer {token}"}},
        ):
            self.client(**options).told("JOINED_TEAM", teamId=self.team)
        with_query = Client().connect(f"{kith.url}?token={token}", self.transports)
        self.clients.append(with_query)
        with_query.told("JOINED_TEAM", teamId=self.team)

    def test_ei1_with_and_without_a_slash(self):
        for path in ("socketio", "/socketio/"):
            self.client(self.ruth, path=path).told("JOINED_TEAM", teamId=self.team)

    def test_so5_a_stranger_is_told_so_at_the_first_action_and_sent_away(self):
        for options in ({}, {"auth": {"token": "nonsense"}}):
            stranger = self.client(**options)
            self.sarah.post(self.team, "Not for strangers")
            time.sleep(QUIET_S)
            self.assertEqual(stranger.messages, [])
            stranger.say("LOGIN", {"id": self.ruth.id})
            stranger.told("UNAUTHORIZED")
            stranger.until(lambda: stranger.disconnects == 1, "the end by the server")
            self.assertEqual([kind for kind, _ in stranger.messages], ["UNAUTHORIZED"])

    def test_so1_another_namespace_is_refused(self):
        client = Client()
        self.clients.append(client)
        refused = []
        client.socket.on("connect_error", refused.append, namespace="/foreign")
        with self.assertRaises(ConnectionError):
            client.connect(kith.url, self.transports, namespaces=["/foreign"], auth={"token": self.ruth.token})
        self.assertEqual(refused, [{"message": "Invalid namespace"}])


class Acting:
    """What one says and how it is answered."""

    def test_so4_acknowledgements(self):
        client = self.client(self.ruth)
        post = self.sarah.post(self.team, "Well done")
        self.assertEqual(client.ask("SEND_CHEER", {"icon": "heart", "teamId": self.team}), {"ok": True})
        like = client.ask("POST_LIKE", {"postId": post})
        self.assertEqual(like, {"ok": True, "postId": post, "likeCount": 1, "likedByMe": True})
        self.refused(client.ask("SEND_CHEER", {"icon": "none", "teamId": self.team}), "BAD_MESSAGE")
        self.refused(client.ask("FLY"), "BAD_MESSAGE")
        self.assertEqual(client.all("ERROR"), [])
        client.say("FLY")
        client.told("ERROR", code="BAD_MESSAGE")

    def test_er3_what_is_no_action_ends_nothing(self):
        client = self.client(self.ruth)
        client.socket.emit("action")
        for nonsense in (None, 5, "text", [], {}, {"type": 5}, {"type": "CLIENT:"}, b"bytes", {"type": "CLIENT:JOIN_ROOM"}):
            client.socket.emit("action", nonsense)
        client.until(lambda: len(client.all("ERROR")) >= 10, "ten refusals")
        self.assertEqual(client.ask("SEND_CHEER", {"icon": "heart", "teamId": self.team}), {"ok": True})
        self.assertEqual(client.connects, 1)

    def test_so3_what_shipping_clients_send_for_nothing_is_ignored(self):
        client = self.client(self.ruth)
        for kind in ("REGISTER", "UPDATE_USER", "RESET_USER_SETTINGS"):
            client.say(kind, {"details": {"id": self.ruth.id}})
            self.assertEqual(client.ask(kind), {"ok": True})
        self.assertEqual(client.all("ERROR"), [])

    def test_so2_a_team_hears_cheers_posts_likes_and_who_is_here(self):
        ruth, sarah = self.client(self.ruth), self.client(self.sarah)
        ruth.told("PRESENCE_UPDATE", teamId=self.team, count=2)
        ruth.say("SEND_CHEER", {"icon": "fire", "teamId": self.team})
        for client in (ruth, sarah):
            client.told("LIVE_CHEER", userId=self.ruth.id, userName=self.ruth.name, icon="fire")
        post = self.sarah.post(self.team, "Good morning")
        for client in (ruth, sarah):
            self.assertEqual(client.told("NEW_POST", postId=post)["seq"], 1)
        self.assertEqual(ruth.ask("POST_LIKE", {"postId": post})["likeCount"], 1)
        for client in (ruth, sarah):
            client.told("LIKE_UPDATE", postId=post, likeCount=1)


class Talking:
    """The types of today's clients, by group."""

    def test_se4_sessions(self):
        self.ruth.befriend(self.sarah)
        friend = self.client(self.sarah)
        self.assertEqual(friend.ask("LOGIN", {"id": self.sarah.id})["ok"], True)
        client = self.client(self.ruth)
        self.assertEqual(client.ask("LOGIN", {"id": self.sarah.id, "userName": "Somebody"})["ok"], True)
        self.assertEqual(client.told("USER_LOGIN_SUCCESS")["userName"], self.ruth.name)
        self.assertEqual(client.told("SESSION_CREATED")["data"]["id"], self.ruth.id)
        friend.told("ACTIVE_CONNECTION_LOGGED_IN", id=self.ruth.id)
        self.assertEqual(client.ask("LOAD_ACTIVE_CONNECTIONS", {"connections": []})["ok"], True)
        active = client.told("ACTIVE_CONNECTIONS_LOADED")["activeUsers"]
        self.assertEqual([user["id"] for user in active], [self.sarah.id])
        self.assertEqual(client.ask("UPDATE_SESSION", {"isAuthenticated": True})["ok"], True)
        self.assertEqual(client.told("SESSION_UPDATED")["data"]["status"], "active")
        self.assertEqual(client.ask("LOGOUT")["ok"], True)
        client.told("SESSION_CLOSED")
        friend.told("ACTIVE_CONNECTION_LOGGED_OUT", id=self.ruth.id)

    def test_fo3_forums(self):
        ruth, sarah = self.client(self.ruth), self.client(self.sarah)
        room = {"roomId": self.team, "roomName": "The team"}
        self.assertEqual(sarah.ask("JOIN_ROOM", room)["ok"], True)
        self.assertEqual(ruth.ask("JOIN_ROOM", room)["ok"], True)
        ruth.told("JOINED_ROOM", roomId=self.team)
        sarah.told("OTHER_JOINED_ROOM", roomId=self.team)
        self.assertEqual(ruth.ask("SEND_MESSAGE", {**room, "message": "Hello"})["ok"], True)
        self.assertEqual(ruth.told("SEND_MESSAGE")["message"]["fromUserName"], "you")
        heard = sarah.told("SEND_MESSAGE")
        self.assertEqual(heard["roomId"], self.team)
        self.assertEqual((heard["message"]["fromUserName"], heard["message"]["text"]), (self.ruth.name, "Hello"))
        self.assertEqual(ruth.ask("EXIT_ROOM", room)["ok"], True)
        sarah.told("LEFT_ROOM", roomId=self.team)
        self.assertEqual(ruth.ask("REQUEST_ROOMS_LIST")["ok"], True)
        rooms = ruth.until(lambda: next((data for kind, data in ruth.messages if kind == "SEND_ROOMS_LIST"), None), "rooms")
        self.assertIn(self.team, [listed["roomKey"] for listed in rooms])

    def test_dm1_direct_messages(self):
        ruth, sarah = self.client(self.ruth), self.client(self.sarah)
        said = {"to": {"id": self.sarah.id, "socketId": "anybody"}, "message": "Between us", "userName": "Somebody"}
        self.assertEqual(ruth.ask("SEND_DIRECT_MESSAGE", said)["ok"], True)
        heard = sarah.told("SEND_DIRECT_MESSAGE", contextUserId=self.ruth.id)
        self.assertEqual((heard["message"]["fromUserName"], heard["message"]["text"]), (self.ruth.name, "Between us"))
        ruth.told("SEND_DIRECT_MESSAGE", contextUserId=self.sarah.id)

    def test_uc3_connections_and_notifications(self):
        ruth, sarah = self.client(self.ruth), self.client(self.sarah)
        ask = {"connection": {"acceptingUserId": self.sarah.id, "requestingUserId": self.ruth.id}}
        self.assertEqual(ruth.ask("CREATE_USER_CONNECTION", ask)["ok"], True)
        notification = sarah.told("NOTIFICATION_CREATED", userId=self.sarah.id)
        self.assertTrue(notification["isUnread"])
        answer = {"connection": {"otherUserId": self.ruth.id, "requestStatus": "complete"}}
        self.assertEqual(sarah.ask("UPDATE_USER_CONNECTION", answer)["ok"], True)
        for client in (ruth, sarah):
            client.told("USER_CONNECTION_UPDATED", requestStatus="complete")
            client.told("ACTIVE_CONNECTIONS_ADDED")
        mark = {"notification": {**notification, "isUnread": False}}
        self.assertEqual(sarah.ask("UPDATE_NOTIFICATION", mark)["ok"], True)
        sarah.told("NOTIFICATION_UPDATED", id=notification["id"], isUnread=False)

    def test_re2_reactions(self):
        ruth, sarah = self.client(self.ruth), self.client(self.sarah)
        post = self.sarah.post(self.team, "Ten thousand steps")
        reaction = {"momentReaction": {"momentId": post, "userHasLiked": True}, "areaUserId": self.sarah.id}
        self.assertEqual(ruth.ask("CREATE_OR_UPDATE_REACTION", reaction)["ok"], True)
        sarah.told("NOTIFICATION_CREATED", userId=self.sarah.id)


class ComingBack:
    """This library does not resume by itself: it comes back, and `since` tells what it missed."""

    def test_rc1_so2_a_lost_connection_comes_back_by_itself_and_is_in_the_team(self):
        wire = Wire(kith.url)
        self.addCleanup(wire.close)
        client = self.client(self.ruth, url=wire.url)
        epoch = client.told("JOINED_TEAM", teamId=self.team)["epoch"]
        first = self.sarah.post(self.team, "Heard")
        client.told("NEW_POST", postId=first)
        self.lose(client, wire)
        missed = self.sarah.post(self.team, "Maybe missed")
        client.until(lambda: client.connects >= 2, "connected again", BACK_WITHIN_S)
        client.until(lambda: len(client.all("JOINED_TEAM", teamId=self.team)) >= 2, "in the team again")
        joined = client.ask("JOIN_TEAM", {"teamId": self.team, "since": 1, "epoch": epoch})
        self.assertEqual(joined["ok"], True)
        client.told("NEW_POST", postId=missed, seq=2)
        self.assertEqual(client.ask("SEND_CHEER", {"icon": "star", "teamId": self.team}), {"ok": True})

    def test_rc1_after_kill_9_of_the_server(self):
        client = self.client(self.ruth)
        epoch = client.told("JOINED_TEAM", teamId=self.team)["epoch"]
        posts = [self.sarah.post(self.team, f"Acknowledged {nth}") for nth in range(3)]
        kith.kill()
        kith.start()
        client.until(lambda: client.connects == 2, "connected again", BACK_WITHIN_S)
        client.messages.clear()
        self.assertEqual(client.ask("JOIN_TEAM", {"teamId": self.team, "since": 0, "epoch": epoch})["ok"], True)
        client.until(lambda: len(client.all("NEW_POST")) == 3, "three posts")
        self.assertEqual([post["postId"] for post in client.all("NEW_POST")], posts)

    def lose(self, client, wire):
        """Cuts the wire until the client notices: between two polls there is nothing to cut."""
        deadline = time.monotonic() + BACK_WITHIN_S
        while client.disconnects == 0 and time.monotonic() < deadline:
            wire.cut()
            time.sleep(0.02)
        self.assertGreater(client.disconnects, 0)


def on_each_transport():
    """A test case for each group and transport."""
    for group in (Connecting, Acting, Talking, ComingBack):
        for name, transports in TRANSPORTS.items():
            title = f"{group.__name__}_{name.replace(' ', '_')}"
            globals()[title] = type(title, (group, House), {"transports": transports, "__module__": __name__})


on_each_transport()

if __name__ == "__main__":
    unittest.main()
