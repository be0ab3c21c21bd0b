//! Likes: a person likes a post or not, whatever door they come through and however often they say so.

use crate::app::Shared;
use kith_domain::fact::Fact;
use kith_protocol::rest::Liked;
use kith_protocol::{PostId, Refusal, UserId};

/// Sets whether a person likes a post, and tells the team when that changed something.
///
/// # Errors
/// [`kith_protocol::ErrorCode::NotFound`], [`kith_protocol::ErrorCode::NotAMember`], or
/// [`kith_protocol::ErrorCode::Unavailable`]; then nothing is known to have changed.
pub async fn set(app: &Shared, post: PostId, user: UserId, liked: bool) -> Result<Liked, Refusal> {
    let here = app.clone();
    app.hub
        .carry_through(async move {
            let outcome = if liked {
                here.store.like(post, user, here.clock.now()).await?
            } else {
                here.store.unlike(post, user).await?
            };
            if outcome.changed {
                let (like_count, version) = (outcome.like_count, outcome.version);
                here.hub.tell(outcome.team, Fact::LikesChanged { post_id: post, like_count, version }).await;
            }
            Ok(Liked { post_id: post, like_count: outcome.like_count, liked_by_me: outcome.liked_by_me })
        })
        .await
}
