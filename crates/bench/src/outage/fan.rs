//! Somebody in the room who likes posts and takes it back, and knows what was acknowledged.

use crate::Attempt;
use crate::dice::Dice;
use crate::people::Person;
use crate::socket::Socket;
use kith_protocol::{ClientMessage, PostId, TeamId, UserId};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// How long somebody rests after each like.
const REST: Duration = Duration::from_millis(10);

/// Somebody with what was acknowledged to them.
pub struct Fan {
    /// Who.
    pub user: UserId,
    /// Which of the posts they like, by what was acknowledged last.
    pub likes: Vec<bool>,
    posts: Vec<PostId>,
    socket: Socket,
    dice: Dice,
    reference: i64,
}

impl Fan {
    /// Joins the room.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn open(
        server: SocketAddr,
        person: &Person,
        team: TeamId,
        posts: Vec<PostId>,
        number: u64,
    ) -> Attempt<Self> {
        let mut socket = Socket::open(server, &person.token).await?;
        socket.join(team).await?;
        let likes = vec![false; posts.len()];
        Ok(Self { user: person.id, likes, posts, socket, dice: Dice::new(number), reference: 0 })
    }

    /// Likes for this long; gives how long each acknowledgement took, in milliseconds.
    ///
    /// # Errors
    /// A like was refused, or acknowledged with the opposite.
    pub async fn like_for(mut self, lasts: Duration) -> Attempt<(Self, Vec<f64>)> {
        let ends = Instant::now() + lasts;
        let mut times_ms = Vec::new();
        while Instant::now() < ends {
            let place = usize::try_from(self.dice.throw(0..self.posts.len() as u64))?;
            let (post_id, liked) = (self.posts[place], self.dice.throw(0..3) > 0);
            let message = if liked {
                ClientMessage::PostLike { post_id }
            } else {
                ClientMessage::PostUnlike { post_id }
            };
            self.reference += 1;
            let sent = Instant::now();
            self.socket.say(&message, Some(self.reference)).await?;
            let heard = self.socket.answer(self.reference).await?;
            times_ms.push(sent.elapsed().as_secs_f64() * 1e3);
            if heard.liked_by_me != Some(liked) {
                return Err("a like was acknowledged with the opposite".into());
            }
            self.likes[place] = liked;
            sleep(REST).await;
        }
        Ok((self, times_ms))
    }
}
