//! What there is after a restart, by two ways that share nothing: the server's answers, and the database itself.

use crate::Attempt;
use crate::people::Team;
use crate::rest::Rest;
use crate::server::Server;
use kith_protocol::PostId;
use kith_protocol::rest::{Post, PostBody, Posts};
use kith_store::{PAGE_MAX, Store};

/// What there is.
pub struct Seen {
    /// The team's feed, newest first.
    pub feed: Vec<Post>,
    /// Each person's view of the posts that can be liked.
    pub views: Vec<Vec<Post>>,
}

/// Asks the server.
pub async fn by_rest(server: &Server, team: &Team, likeable: &[PostId]) -> Attempt<Seen> {
    let mut views = Vec::new();
    let mut feed: Vec<Post> = Vec::new();
    for person in &team.members {
        let mut rest = Rest::open(server.address(), &person.token).await?;
        if feed.is_empty() {
            feed = feed_by_rest(&mut rest, team).await?;
        }
        let mut view = Vec::new();
        for post in likeable {
            let answer = rest.call("GET", &format!("/api/v1/posts/{post}"), None).await?;
            view.push(answer.read::<PostBody>()?.post);
        }
        views.push(view);
    }
    Ok(Seen { feed, views })
}

async fn feed_by_rest(rest: &mut Rest, team: &Team) -> Attempt<Vec<Post>> {
    let mut feed = Vec::new();
    let mut before = String::new();
    loop {
        let path = format!("/api/v1/teams/{}/posts?limit={PAGE_MAX}{before}", team.id);
        let page = rest.call("GET", &path, None).await?.read::<Posts>()?;
        feed.extend(page.posts);
        match page.next {
            Some(next) => before = format!("&before={next}"),
            None => return Ok(feed),
        }
    }
}

/// Reads the database.
pub async fn in_database(store: &Store, team: &Team, likeable: &[PostId]) -> Attempt<Seen> {
    let coach = team.members.first().ok_or("a team has a coach")?;
    let mut feed: Vec<Post> = Vec::new();
    loop {
        let page = store.posts(team.id, coach.id, feed.last().map(|post| post.seq), PAGE_MAX).await?;
        if page.is_empty() {
            break;
        }
        feed.extend(page);
    }
    let mut views = Vec::new();
    for person in &team.members {
        let mut view = Vec::new();
        for post in likeable {
            view.push(store.post(*post, person.id).await?);
        }
        views.push(view);
    }
    Ok(Seen { feed, views })
}
