//! How a message of a room is told to one client of Socket.IO: what belongs to a feed once, in order, and with the
//! client's place in its feeds behind it. It knows no queue and no transport.

use super::count::{Count, Told};
use crate::frame::{Feed, Frame};
use crate::socket::engine::Outgoing;
use kith_domain::RoomId;
use kith_protocol::{Place, ServerMessage, Ticker};
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// Tells a message and, behind what belongs to a feed, where the client is then.
pub fn tell(
    frame: &Frame,
    count: &mut Count,
    quiet: &mut BTreeSet<RoomId>,
    out: &mut Outgoing<'_>,
) -> ControlFlow<()> {
    let place = frame.place();
    match place {
        None => {}
        Some((feed, place @ (Place::Entry(seq) | Place::Part(seq)))) => {
            let is_part = matches!(place, Place::Part(_));
            match if is_part { count.part(feed, seq) } else { count.tell(feed, seq) } {
                Told::Next => {}
                Told::Again => return ControlFlow::Continue(()),
                // Its hint was lost; the feed itself has it.
                Told::TooFar => return ControlFlow::Break(()),
            }
        }
        Some((Feed::Room(room), Place::Joined { resync })) if quiet.remove(&room) => {
            if let Some(Ticker { title, body, at }) = frame.ticker().cloned() {
                let ticker = Frame::new(ServerMessage::Ticker { title, body, at });
                ticker.action().event.iter().for_each(|event| out.shared(event));
            }
            return if resync { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
        }
        Some((feed, Place::Joined { resync })) => count.joined(feed, resync),
        Some((_, Place::Beside)) => {}
    }
    let frames = frame.action();
    match &frames.event {
        // Behind a part stands no offset: who is cut off after it is told the whole entry again.
        Some(event) if !matches!(place, None | Some((_, Place::Part(_)))) => {
            let text = event.text();
            let open = text.slice(..text.len() - 1);
            out.with_tail(open, format!(",\"{}\"]", count.offset()));
        }
        Some(event) => out.shared(event),
        None => {}
    }
    frames.ack.iter().for_each(|ack| out.shared(ack));
    ControlFlow::Continue(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Framed;
    use crate::hub::Start;
    use kith_protocol::{PostId, TeamId, UserId};
    use std::collections::VecDeque;

    fn post(seq: u64) -> Frame {
        let id = uuid::Uuid::from_u128(1);
        let (team_id, post_id, author_id) = (TeamId(id), PostId(id), UserId(id));
        Frame::of(RoomId::Team(team_id), ServerMessage::NewPost { team_id, post_id, seq, author_id })
    }

    /// What is written for these posts, and whether it goes on.
    fn written(seqs: &[u64]) -> (String, bool) {
        let mut count = Count::of("0123456789abcdef");
        let room = RoomId::Team(TeamId(uuid::Uuid::from_u128(1)));
        count.enter(&Start { feed: Feed::Room(room), epoch: "e".to_owned(), seq: 10 });
        let mut payload = Vec::new();
        let mut goes_on = true;
        for seq in seqs {
            let mut out = Outgoing::Payload(&mut payload);
            goes_on &= tell(&post(*seq), &mut count, &mut BTreeSet::new(), &mut out).is_continue();
        }
        (String::from_utf8(payload).unwrap(), goes_on)
    }

    #[test]
    fn rc4_a_post_is_told_once_with_the_offset_behind_it() {
        let (payload, goes_on) = written(&[10, 11, 11]);
        assert!(goes_on);
        let begin = r#"42["action",{"type":"SERVER:NEW_POST","data":{"teamId":"#;
        assert!(payload.starts_with(begin) && payload.ends_with(".b\"]"), "{payload}");
        assert_eq!(payload.matches("NEW_POST").count(), 1);
    }

    #[test]
    fn rc4_where_a_post_is_missing_the_client_is_sent_to_fetch_it() {
        assert_eq!(written(&[12]), (String::new(), false));
    }

    #[test]
    fn on_a_websocket_only_the_offset_is_written_for_one_alone() {
        let mut sending = VecDeque::new();
        let framed = Framed::new(r#"42["action",{}]"#);
        let text = framed.text();
        Outgoing::Wire(&mut sending).with_tail(text.slice(..text.len() - 1), ",\"x\"]".to_owned());
        assert_eq!(sending[1].as_ptr(), text.as_ptr(), "the body is shared");
        assert_eq!(sending.iter().flatten().copied().collect::<Vec<_>>(), b"\x81\x1342[\"action\",{},\"x\"]");
    }
}
