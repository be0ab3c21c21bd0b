//! All conversations of a person at once, with their last lines and what is unread.

use super::input::Search;
use super::page::{given, read_limit};
use super::problem::Problem;
use super::refusals::SignedInOnly;
use crate::app::Shared;
use crate::auth::Identity;
use axum::Json;
use axum::extract::State;
use kith_protocol::rest::ErrorBody;
use kith_protocol::social_rest::{ConversationKind, Conversations};
use kith_protocol::{Timestamp, UserId};
use kith_store::{CONVERSATIONS_LISTED_MAX, ConversationPlace};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// How many are listed where nothing is asked for.
const LISTED_DEFAULT: u32 = 50;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(list_conversations))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Part {
    /// The `next` of the page before; without it, the newest.
    before: Option<String>,
    /// How many, 1 to 100.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100, default = 50)]
    limit: Option<String>,
}

/// List my conversations
///
/// The forums that the caller is in, those of teams and pacts among them, and the people with whom they have talked, but
/// for those whom they block. Newest first, in pages: what was said last counts, or when the caller came in.
#[utoipa::path(get, path = "/api/v1/conversations", tag = "people", security(("bearer" = [])), params(Part),
    responses(
        (status = 200, description = "A page of conversations.", body = Conversations),
        (status = 400, description = "`BAD_MESSAGE`: something in the query is wrong.", body = ErrorBody),
        SignedInOnly,
    ))]
async fn list_conversations(
    State(app): State<Shared>,
    caller: Identity,
    Search(part): Search<Part>,
) -> Result<Json<Conversations>, Problem> {
    let before = given(part.before).map(|text| place(&text)).transpose()?;
    let limit = read_limit(part.limit, LISTED_DEFAULT, CONVERSATIONS_LISTED_MAX)?;
    // One more than is shown, to know whether there is a next page.
    let mut found = app.store.conversations(caller.user_id, before, limit + 1).await?;
    let has_more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| has_more).map(|last| told(&last.place));
    let conversations = found.into_iter().map(|listed| listed.conversation).collect();
    Ok(Json(Conversations { conversations, next }))
}

/// A place as it is told: `1795262400000.team.0198c0de-…`.
fn told(place: &ConversationPlace) -> String {
    format!("{}.{}.{}", place.at.0, place.kind.as_str(), place.id)
}

fn place(text: &str) -> Result<ConversationPlace, Problem> {
    let mut parts = text.splitn(3, '.');
    let mut part = || parts.next().unwrap_or_default();
    let (at, kind, id) = (part().parse(), part(), part().parse::<UserId>());
    let kind = ConversationKind::ALL.into_iter().find(|known| known.as_str() == kind);
    match (at, kind, id) {
        (Ok(at), Some(kind), Ok(id)) => Ok(ConversationPlace { at: Timestamp(at), kind, id: id.to_string() }),
        _ => Err(Problem::bad_message("\"before\" is the \"next\" of a page, as this server gave it.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cl1_the_next_of_a_page_is_read_as_it_was_told() {
        for kind in ConversationKind::ALL {
            let id = "0198c0de-0000-7000-8000-0000000000ff".to_owned();
            let here = ConversationPlace { at: Timestamp(1_795_262_400_000), kind, id };
            assert_eq!(place(&told(&here)).ok(), Some(here));
        }
        for text in
            ["", "1", "1.team", "1.team.", "1.club.0198c0de-0000-7000-8000-0000000000ff", "x.team.y", "..."]
        {
            assert!(place(text).is_err(), "{text}");
        }
    }
}
