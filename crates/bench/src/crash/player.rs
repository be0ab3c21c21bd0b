//! Somebody who posts, likes, unlikes and keeps habits without a pause until the server is gone, and keeps a book of what was
//! acknowledged. What had no answer is asked for again under the same client id.

use super::keeper::Keeper;
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
use std::time::Duration;
use tokio::time::sleep;

/// What a refusal says that is for the time being.
const NOT_NOW: &str = r#""temporary":true"#;
/// How long somebody waits after it.
const PUT_OFF: Duration = Duration::from_millis(20);

/// Somebody with their book.
pub struct Player {
    /// What was acknowledged to them.
    pub ledger: Ledger,
    /// How they keep their habits.
    pub keeper: Keeper,
    number: u64,
    person: Person,
    team: TeamId,
    likeable: Vec<PostId>,
    dice: Dice,
    posted: u64,
    put_off: u64,
}

/// Their connections to one life of the server.
struct Doors {
    rest: Rest,
    socket: Socket,
    reference: i64,
}

impl Player {
    /// Somebody who has not acted yet.
    pub fn new(
        number: u64,
        person: Person,
        team: TeamId,
        likeable: Vec<PostId>,
        keeper: Keeper,
        seed: u64,
    ) -> Self {
        // Seeds side by side are not alike: every throw mixes all bits.
        let dice = Dice::new(seed.wrapping_mul(1_000_003).wrapping_add(number));
        Self {
            ledger: Ledger::new(likeable.len()),
            keeper,
            number,
            person,
            team,
            likeable,
            dice,
            posted: 0,
            put_off: 0,
        }
    }

    /// Their place among the players.
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// How often they were told to try again in a moment.
    pub const fn put_off(&self) -> u64 {
        self.put_off + self.keeper.put_off
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
        let unanswered = self.ledger.posts.iter().filter(|(_, answer)| pace.has_posts() && answer.is_none());
        for client_id in unanswered.map(|(client_id, _)| client_id.clone()).collect::<Vec<_>>() {
            self.post(&mut doors, &client_id).await?;
        }
        self.keeper.ask_again(&mut doors.rest).await?;
        loop {
            pace.turn().await;
            // Likes above all: posts make the feed long that is compared after each life.
            match self.dice.throw(0..20) {
                0..2 if pace.has_posts() => {
                    self.posted += 1;
                    let client_id = format!("{}-{}", self.number, self.posted);
                    self.post(&mut doors, &client_id).await?;
                }
                2..7 => self.keeper.act(&mut doors.rest, &mut self.dice).await?,
                throw => self.like(&mut doors, throw < 15).await?,
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

    /// Says it until it is answered with more than "not now": saying it again is safe.
    async fn like(&mut self, doors: &mut Doors, liked: bool) -> Attempt<()> {
        let place = usize::try_from(self.dice.throw(0..self.likeable.len() as u64))?;
        let post_id = self.likeable[place];
        self.ledger.ask_to_like(place, liked);
        let stands = loop {
            match self.say_like(doors, post_id, liked).await {
                Err(refused) if refused.to_string().contains(NOT_NOW) => {
                    self.put_off += 1;
                    sleep(PUT_OFF).await;
                }
                answered => break answered?,
            }
        };
        if stands != Some(liked) {
            return Err(format!("a like of {post_id} was acknowledged with the opposite").into());
        }
        self.ledger.liked(place, liked);
        Ok(())
    }

    /// Half of the people like by REST, half over their sockets.
    async fn say_like(&self, doors: &mut Doors, post_id: PostId, liked: bool) -> Attempt<Option<bool>> {
        if self.number.is_multiple_of(2) {
            let method = if liked { "PUT" } else { "DELETE" };
            let answer = doors.rest.call(method, &format!("/api/v1/posts/{post_id}/like"), None).await?;
            return Ok(Some(answer.read::<Liked>()?.liked_by_me));
        }
        let message =
            if liked { ClientMessage::PostLike { post_id } } else { ClientMessage::PostUnlike { post_id } };
        doors.reference += 1;
        doors.socket.say(&message, Some(doors.reference)).await?;
        Ok(doors.socket.answer(doors.reference).await?.liked_by_me)
    }
}
