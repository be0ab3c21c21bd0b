//! Somebody who posts, likes and unlikes without a pause until the server is gone, and keeps a book of what was
//! acknowledged. What had no answer is asked for again under the same client id.

use super::ledger::Ledger;
use super::life::Pace;
use crate::dice::Dice;
use crate::people::Person;
use crate::rest::Rest;
use crate::socket::Socket;
use crate::{Attempt, HungUp};
use kith_protocol::rest::{Liked, PostBody};
use kith_protocol::{ClientMessage, PostId, TeamId};
use serde_json::json;
use std::convert::Infallible;
use std::net::SocketAddr;

/// Somebody with their book.
pub struct Player {
    /// What was acknowledged to them.
    pub ledger: Ledger,
    number: u64,
    person: Person,
    team: TeamId,
    likeable: Vec<PostId>,
    dice: Dice,
    posted: u64,
}

/// Their connections to one life of the server.
struct Doors {
    rest: Rest,
    socket: Socket,
    reference: i64,
}

impl Player {
    /// Somebody who has not acted yet.
    pub fn new(number: u64, person: Person, team: TeamId, likeable: Vec<PostId>, seed: u64) -> Self {
        // Seeds side by side are not alike: every throw mixes all bits.
        let dice = Dice::new(seed.wrapping_mul(1_000_003).wrapping_add(number));
        Self { ledger: Ledger::new(likeable.len()), number, person, team, likeable, dice, posted: 0 }
    }

    /// Their place among the players.
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// What they sign in with.
    pub fn token(&self) -> &str {
        &self.person.token
    }

    /// Acts until the server is gone.
    ///
    /// # Errors
    /// The server refused something that it may not refuse.
    pub async fn play(mut self, server: SocketAddr, pace: Pace) -> Attempt<Self> {
        match self.act(server, pace).await {
            Ok(never) => match never {},
            Err(end) if end.is::<std::io::Error>() || end.is::<HungUp>() => Ok(self),
            Err(refused) => Err(refused),
        }
    }

    async fn act(&mut self, server: SocketAddr, pace: Pace) -> Attempt<Infallible> {
        let rest = Rest::open(server, &self.person.token).await?;
        let socket = Socket::open(server, &self.person.token).await?;
        let mut doors = Doors { rest, socket, reference: 0 };
        // Half of those who like over their sockets are in the room, so that it sleeps with people in it.
        if self.number % 4 == 1 {
            doors.socket.join(self.team).await?;
        }
        let unanswered = self.ledger.posts.iter().filter(|(_, answer)| answer.is_none());
        for client_id in unanswered.map(|(client_id, _)| client_id.clone()).collect::<Vec<_>>() {
            self.post(&mut doors, &client_id).await?;
        }
        loop {
            pace.turn().await;
            // Likes above all: posts make the feed long that is compared after each life.
            match self.dice.throw(0..20) {
                0..2 => {
                    self.posted += 1;
                    let client_id = format!("{}-{}", self.number, self.posted);
                    self.post(&mut doors, &client_id).await?;
                }
                throw => self.like(&mut doors, throw < 13).await?,
            }
        }
    }

    async fn post(&mut self, doors: &mut Doors, client_id: &str) -> Attempt<()> {
        self.ledger.ask_to_post(client_id);
        let path = format!("/api/v1/teams/{}/posts", self.team);
        let body = json!({ "body": client_id, "clientId": client_id });
        let post = doors.rest.call("POST", &path, Some(&body)).await?.read::<PostBody>()?.post;
        self.ledger.posted(client_id, &post);
        Ok(())
    }

    /// Half of the people like by REST, half over their sockets.
    async fn like(&mut self, doors: &mut Doors, liked: bool) -> Attempt<()> {
        let place = usize::try_from(self.dice.throw(0..self.likeable.len() as u64))?;
        let post_id = self.likeable[place];
        self.ledger.ask_to_like(place, liked);
        let stands = if self.number.is_multiple_of(2) {
            let method = if liked { "PUT" } else { "DELETE" };
            let answer = doors.rest.call(method, &format!("/api/v1/posts/{post_id}/like"), None).await?;
            Some(answer.read::<Liked>()?.liked_by_me)
        } else {
            let message = if liked {
                ClientMessage::PostLike { post_id }
            } else {
                ClientMessage::PostUnlike { post_id }
            };
            doors.reference += 1;
            doors.socket.say(&message, Some(doors.reference)).await?;
            doors.socket.answer(doors.reference).await?.liked_by_me
        };
        if stands != Some(liked) {
            return Err(format!("a like of {post_id} was acknowledged with the opposite").into());
        }
        self.ledger.liked(place, liked);
        Ok(())
    }
}
