//! Posts: a team's feed, its pins, and likes.

use super::fields;
use super::input::{Route, Search, Sent};
use super::problem::Problem;
use super::refusals::{CoachesOnly, MembersOnly, Paced, WithBody};
use crate::app::Shared;
use crate::auth::Identity;
use crate::pace::Pace;
use crate::services;
use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use kith_domain::fact::{Fact, FeedEntry, FeedKind};
use kith_domain::limits::Limit;
use kith_protocol::rest::{ErrorBody, Liked, NewPost, NewPosts, Post, PostBody, Posts};
use kith_protocol::{PostId, TeamId, UserId};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// How fast one person may post: 300 at once, then 10 a second.
const POSTING: Limit = Limit { burst: 300, refill_ms: 100 };

const PAGE_DEFAULT: u32 = 20;
const PAGE_MAX: u32 = 100;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list_posts, create_post))
        .routes(routes!(count_new_posts))
        .routes(routes!(list_pins))
        .routes(routes!(post))
        .routes(routes!(like_post, unlike_post))
        .routes(routes!(pin_post, unpin_post))
        .layer(Extension(Pace::<UserId>::new(POSTING)))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Page {
    /// The `next` of the page before; without it, the newest posts.
    before: Option<String>,
    /// How many posts, 1 to 100.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100, default = 20)]
    limit: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Since {
    /// The number of the newest post seen; 0 for none.
    #[param(value_type = Option<u64>, default = 0)]
    since: Option<String>,
}

/// List a team's posts
///
/// Newest first, in pages.
#[utoipa::path(get, path = "/api/v1/teams/{id}/posts", tag = "posts", security(("bearer" = [])),
    params(("id" = TeamId, Path, description = "The team."), Page),
    responses((status = 200, description = "A page of posts.", body = Posts), MembersOnly))]
async fn list_posts(
    State(app): State<Shared>,
    caller: Identity,
    Route(team): Route<TeamId>,
    Search(page): Search<Page>,
) -> Result<Json<Posts>, Problem> {
    let before = given(page.before.as_deref()).map(|text| fields::place("before", text)).transpose()?;
    let limit = page_size(given(page.limit.as_deref()))?;
    let mut posts = app.store.posts(team, caller.user_id, before, limit).await?;
    services::likes::freshen(&app, caller.user_id, &mut posts).await;
    // A page that is not full is the last one; one that is full may be, too.
    let mut next = None;
    if posts.len() == limit as usize
        && let Some(last) = posts.last()
        && !app.store.posts(team, caller.user_id, Some(last.seq), 1).await?.is_empty()
    {
        next = Some(last.seq.to_string());
    }
    Ok(Json(Posts { posts, next }))
}

/// Count the posts since the last look
///
/// For clients that poll: what "3 new posts" shows.
#[utoipa::path(get, path = "/api/v1/teams/{id}/posts/new", tag = "posts", security(("bearer" = [])),
    params(("id" = TeamId, Path, description = "The team."), Since),
    responses((status = 200, description = "How many, and the newest one's number.", body = NewPosts), MembersOnly))]
async fn count_new_posts(
    State(app): State<Shared>,
    caller: Identity,
    Route(team): Route<TeamId>,
    Search(Since { since }): Search<Since>,
) -> Result<Json<NewPosts>, Problem> {
    let since = given(since.as_deref()).map_or(Ok(0), |text| fields::place("since", text))?;
    Ok(Json(app.store.posts_since(team, caller.user_id, since).await?))
}

/// List a team's pinned posts
#[utoipa::path(get, path = "/api/v1/teams/{id}/pins", tag = "posts", security(("bearer" = [])),
    params(("id" = TeamId, Path, description = "The team.")),
    responses(
        (status = 200, description = "Newest pin first; all of them, so `next` is null.", body = Posts),
        MembersOnly,
    ))]
async fn list_pins(
    State(app): State<Shared>,
    caller: Identity,
    Route(team): Route<TeamId>,
) -> Result<Json<Posts>, Problem> {
    let mut posts = app.store.pinned_posts(team, caller.user_id).await?;
    services::likes::freshen(&app, caller.user_id, &mut posts).await;
    Ok(Json(Posts { posts, next: None }))
}

/// Write a post
///
/// Send a `clientId` of your own to be able to send again after a lost answer: the same one gives the same post.
#[utoipa::path(post, path = "/api/v1/teams/{id}/posts", tag = "posts", security(("bearer" = [])),
    params(("id" = TeamId, Path, description = "The team.")), request_body = NewPost,
    responses(
        (status = 201, description = "The new post.", body = PostBody),
        (status = 200, description = "The post that this `clientId` made before.", body = PostBody),
        MembersOnly, WithBody, Paced,
    ))]
async fn create_post(
    State(app): State<Shared>,
    caller: Identity,
    Extension(pace): Extension<Pace>,
    Route(team): Route<TeamId>,
    Sent(new): Sent<NewPost>,
) -> Result<(StatusCode, Json<PostBody>), Problem> {
    let new = kith_store::NewPost {
        id: PostId(Uuid::now_v7()),
        team,
        author: caller.user_id,
        body: fields::post_body(&new.body)?,
        client_id: fields::client_id(new.client_id)?,
        now: app.clock.now(),
    };
    pace.step(caller.user_id, new.now)?;
    let here = app.clone();
    app.hub
        .carry_through(async move {
            let created = here.store.create_post(new).await?;
            let post = created.value;
            if created.fresh {
                let kind = FeedKind::Post { post_id: post.id, author_id: post.author_id };
                here.hub.tell(team, Fact::Fed(FeedEntry { seq: post.seq, kind })).await;
            }
            let status = if created.fresh { StatusCode::CREATED } else { StatusCode::OK };
            Ok((status, Json(fresh(&here, &caller, post).await)))
        })
        .await
}

/// Get a post
#[utoipa::path(get, path = "/api/v1/posts/{id}", tag = "posts", security(("bearer" = [])),
    params(("id" = PostId, Path, description = "The post.")),
    responses((status = 200, description = "The post.", body = PostBody), MembersOnly))]
async fn post(
    State(app): State<Shared>,
    caller: Identity,
    Route(post): Route<PostId>,
) -> Result<Json<PostBody>, Problem> {
    let post = app.store.post(post, caller.user_id).await?;
    Ok(Json(fresh(&app, &caller, post).await))
}

/// Like a post
///
/// Twice is the same as once. The answer comes when the like is on disk.
#[utoipa::path(put, path = "/api/v1/posts/{id}/like", tag = "posts", security(("bearer" = [])),
    params(("id" = PostId, Path, description = "The post.")),
    responses((status = 200, description = "How the post stands now.", body = Liked), MembersOnly))]
async fn like_post(
    State(app): State<Shared>,
    caller: Identity,
    Route(post): Route<PostId>,
) -> Result<Json<Liked>, Problem> {
    Ok(Json(services::likes::set(&app, post, caller.user_id, true, |_| false).await?))
}

/// Take a like back
#[utoipa::path(delete, path = "/api/v1/posts/{id}/like", tag = "posts", security(("bearer" = [])),
    params(("id" = PostId, Path, description = "The post.")),
    responses((status = 200, description = "How the post stands now.", body = Liked), MembersOnly))]
async fn unlike_post(
    State(app): State<Shared>,
    caller: Identity,
    Route(post): Route<PostId>,
) -> Result<Json<Liked>, Problem> {
    Ok(Json(services::likes::set(&app, post, caller.user_id, false, |_| false).await?))
}

/// Pin a post
///
/// Everybody who is here is told once.
#[utoipa::path(post, path = "/api/v1/posts/{id}/pin", tag = "posts", security(("bearer" = [])),
    params(("id" = PostId, Path, description = "The post.")),
    responses(
        (status = 201, description = "It is pinned now.", body = PostBody),
        (status = 200, description = "It was pinned already.", body = PostBody),
        (status = 409, description = "`CONFLICT`: 20 posts are pinned. Unpin one first.", body = ErrorBody),
        CoachesOnly,
    ))]
async fn pin_post(
    State(app): State<Shared>,
    caller: Identity,
    Route(post): Route<PostId>,
) -> Result<(StatusCode, Json<PostBody>), Problem> {
    let here = app.clone();
    app.hub
        .carry_through(async move {
            let outcome = here.store.pin_post(post, caller.user_id, here.clock.now()).await?;
            let status = if outcome.pinned.is_some() { StatusCode::CREATED } else { StatusCode::OK };
            if let Some(pin) = outcome.pinned {
                let kind = FeedKind::Pin { post_id: post, coach_name: pin.coach_name };
                here.hub.tell(outcome.post.team_id, Fact::Fed(FeedEntry { seq: pin.seq, kind })).await;
            }
            Ok((status, Json(fresh(&here, &caller, outcome.post).await)))
        })
        .await
}

/// Unpin a post
///
/// Everybody who is here is told.
#[utoipa::path(delete, path = "/api/v1/posts/{id}/pin", tag = "posts", security(("bearer" = [])),
    params(("id" = PostId, Path, description = "The post.")),
    responses((status = 200, description = "It is not pinned.", body = PostBody), CoachesOnly))]
async fn unpin_post(
    State(app): State<Shared>,
    caller: Identity,
    Route(post): Route<PostId>,
) -> Result<Json<PostBody>, Problem> {
    let here = app.clone();
    app.hub
        .carry_through(async move {
            let unpinned = here.store.unpin_post(post, caller.user_id).await?;
            if unpinned.fresh {
                here.hub.tell(unpinned.value.team_id, Fact::Unpinned(post)).await;
            }
            Ok(Json(fresh(&here, &caller, unpinned.value).await))
        })
        .await
}

async fn fresh(app: &Shared, caller: &Identity, mut post: Post) -> PostBody {
    services::likes::freshen(app, caller.user_id, std::slice::from_mut(&mut post)).await;
    PostBody { post }
}

/// `?before=` without a value is the same as no `before`.
fn given(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

fn page_size(text: Option<&str>) -> Result<u32, Problem> {
    match text.map_or(Ok(PAGE_DEFAULT), str::parse) {
        Ok(limit) if (1..=PAGE_MAX).contains(&limit) => Ok(limit),
        _ => Err(Problem::bad_message(format!("\"limit\" is a whole number from 1 to {PAGE_MAX}."))),
    }
}
