//! Likes: a person likes a post or not, whatever door they come through and however often they say so. The room
//! counts and journals; the store is asked only for what the room does not know.

use crate::app::Shared;
use crate::recent::Recent;
use kith_domain::{LikeAnswer, RoomId};
use kith_protocol::rest::{Liked, Post};
use kith_protocol::{ErrorCode, PostId, Refusal, TeamId, UserId};
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::time::Duration;

/// How many posts' teams are remembered.
const HOMES_MAX: usize = 65_536;
/// How many posts are read at the same time, at most.
const TURNS: usize = 64;
/// How often a room is told who likes a post before the caller is asked to try again: more than once only where the
/// room forgets posts just then, to make place for others.
const TELL_MAX: usize = 5;
/// A reading from the same millisecond as what made it stale would be stale as well.
const TELL_AGAIN_AFTER: Duration = Duration::from_millis(1);

/// Which team a post belongs to; that never changes.
pub struct PostHomes {
    known: Mutex<Recent<PostId, TeamId>>,
    /// Whose turn it is to read who likes a post; several posts may share one.
    turns: [tokio::sync::Mutex<()>; TURNS],
}

impl Default for PostHomes {
    fn default() -> Self {
        Self {
            known: Mutex::new(Recent::new(HOMES_MAX)),
            turns: std::array::from_fn(|_| tokio::sync::Mutex::default()),
        }
    }
}

impl PostHomes {
    async fn turn(&self, post: PostId) -> tokio::sync::MutexGuard<'_, ()> {
        let turn = post.0.as_u128() % TURNS as u128;
        self.turns[usize::try_from(turn).unwrap_or_default()].lock().await
    }
}

/// Sets whether a person likes a post, and answers when that is durable. `seated` are rooms that the person is
/// known to be in.
///
/// # Errors
/// [`ErrorCode::NotFound`], [`ErrorCode::NotAMember`], or [`ErrorCode::Unavailable`]; after the last it may have been
/// counted or not, and saying it again is safe.
pub async fn set(
    app: &Shared,
    post: PostId,
    user: UserId,
    liked: bool,
    seated: impl Fn(RoomId) -> bool,
) -> Result<Liked, Refusal> {
    let team = home(app, post).await?;
    if !seated(RoomId::Team(team)) {
        app.store.team(team, user).await?;
    }
    for told in 0..TELL_MAX {
        match app.hub.like(team, post, user, liked).await? {
            LikeAnswer::Counted { like_count, liked } => {
                return Ok(Liked { post_id: post, like_count, liked_by_me: liked });
            }
            LikeAnswer::Refused(refusal) => return Err(refusal),
            LikeAnswer::UnknownPost => {
                if told > 0 {
                    tokio::time::sleep(TELL_AGAIN_AFTER).await;
                }
                tell_likers(app, team, post, user).await?;
            }
        }
    }
    let message = "This post is very busy just now. Try again in a moment.";
    Err(Refusal { retry_after_s: Some(1), ..Refusal::new(ErrorCode::Unavailable, message) })
}

/// Tells a room who likes a post. One reading at a time: of many who like the same post at once the first reads for all.
async fn tell_likers(app: &Shared, team: TeamId, post: PostId, user: UserId) -> Result<(), Refusal> {
    let _turn = app.post_homes.turn(post).await;
    if !app.hub.standings(team, vec![post], user).await.is_empty() {
        return Ok(());
    }
    let read_at = app.clock.now();
    let likers = app.store.likers(post).await?;
    app.hub.learn_likers(team, post, likers, read_at).await;
    Ok(())
}

/// Brings posts that were read from the store up to what their rooms have accepted since.
pub async fn freshen(app: &Shared, user: UserId, posts: &mut [Post]) {
    let mut teams: BTreeMap<TeamId, Vec<PostId>> = BTreeMap::new();
    for post in &*posts {
        teams.entry(post.team_id).or_default().push(post.id);
    }
    for (team, ids) in teams {
        for (id, like_count, liked) in app.hub.standings(team, ids, user).await {
            for post in posts.iter_mut().filter(|post| post.id == id) {
                (post.like_count, post.liked_by_me) = (like_count, liked);
            }
        }
    }
}

async fn home(app: &Shared, post: PostId) -> Result<TeamId, Refusal> {
    if let Some(team) = app.post_homes.known.lock().get_mut(&post) {
        return Ok(*team);
    }
    let team = app.store.home_of(post).await?;
    app.post_homes.known.lock().insert(post, team);
    Ok(team)
}
