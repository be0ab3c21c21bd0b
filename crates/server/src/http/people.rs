//! People among themselves: connections, and what one says to another.

use super::input::{MaybeSent, Route, Search, Sent};
use super::page::{Page, next_page};
use super::problem::Problem;
use super::refusals::{Paced, PeopleOnly, SignedInOnly, WithBody};
use crate::app::Shared;
use crate::auth::Identity;
use crate::services;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use kith_domain::connections::{Standing, Wish};
use kith_protocol::UserId;
use kith_protocol::rest::ErrorBody;
use kith_protocol::social::{RequestStatus, UserConnection};
use kith_protocol::social_rest::{
    ConnectionBody, ConnectionChange, Connections, DirectMessageBody, DirectMessages, ListedConnection,
    NewConnection, NewDirectReadMark, NewMessage,
};
use std::collections::BTreeMap;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list_connections, ask))
        .routes(routes!(change))
        .routes(routes!(list_direct, say_directly))
        .routes(routes!(read_direct))
}

/// List my connections
///
/// With friends it is told whether they are here, and when they last were.
#[utoipa::path(get, path = "/api/v1/connections", tag = "people", security(("bearer" = [])), responses(
    (status = 200, description = "Last changed first; at most 1,000.", body = Connections),
    SignedInOnly,
))]
async fn list_connections(State(app): State<Shared>, caller: Identity) -> Result<Json<Connections>, Problem> {
    let found = app.store.connections_of(caller.user_id).await?;
    let company = app.store.company(caller.user_id).await?;
    let seen: BTreeMap<_, _> =
        company.friends.into_iter().map(|friend| (friend.person.id, friend.last_seen)).collect();
    let listed = |connection: UserConnection| {
        let is_complete = connection.request_status == RequestStatus::Complete;
        let other = connection.users.iter().find(|user| user.id != caller.user_id).map(|user| user.id);
        let friend = other.filter(|_| is_complete);
        let (connections, now) = (app.hub.connections(), app.clock.now());
        let status = friend.map(|friend| connections.here(friend, now).status);
        let stored = |friend| seen.get(&friend).copied().flatten();
        let last_seen =
            friend.and_then(|friend| connections.last_seen(friend, now).or_else(|| stored(friend)));
        ListedConnection { connection, status, last_seen }
    };
    Ok(Json(Connections { connections: found.into_iter().map(listed).collect() }))
}

/// Ask somebody to connect
///
/// If they have asked before, this accepts.
#[utoipa::path(post, path = "/api/v1/connections", tag = "people", security(("bearer" = [])),
    request_body = NewConnection,
    responses(
        (status = 201, description = "Asked, or accepted.", body = ConnectionBody),
        (status = 200, description = "Nothing changed: it was asked already, or is complete.", body = ConnectionBody),
        (status = 409, description = "`CONFLICT`: the caller blocks them.", body = ErrorBody),
        PeopleOnly, WithBody, Paced,
    ))]
async fn ask(
    State(app): State<Shared>,
    caller: Identity,
    Sent(new): Sent<NewConnection>,
) -> Result<(StatusCode, Json<ConnectionBody>), Problem> {
    let outcome = services::connections::step(&app, caller.user_id, new.user_id, Wish::Ask).await?;
    let changed = outcome.before != outcome.after;
    let status = if changed { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(ConnectionBody { connection: outcome.to_caller })))
}

/// Accept, deny, end or block
///
/// `denied` also takes a question of one's own back, and lifts a block.
#[utoipa::path(put, path = "/api/v1/connections/{userId}", tag = "people", security(("bearer" = [])),
    params(("userId" = UserId, Path, description = "The other one.")), request_body = ConnectionChange,
    responses(
        (status = 200, description = "How it stands now.", body = ConnectionBody),
        (status = 409, description = "`CONFLICT`: the caller blocks them.", body = ErrorBody),
        PeopleOnly, WithBody, Paced,
    ))]
async fn change(
    State(app): State<Shared>,
    caller: Identity,
    Route(other): Route<UserId>,
    Sent(new): Sent<ConnectionChange>,
) -> Result<Json<ConnectionBody>, Problem> {
    let wish = services::connections::wish_of(new.request_status);
    let outcome = services::connections::step(&app, caller.user_id, other, wish).await?;
    debug_assert!(outcome.after != Standing::Strangers, "a step leads somewhere");
    Ok(Json(ConnectionBody { connection: outcome.to_caller }))
}

/// List what two people said to each other
///
/// Newest first, in pages. Of somebody unknown there is nothing.
#[utoipa::path(get, path = "/api/v1/direct-messages/{userId}", tag = "people", security(("bearer" = [])),
    params(("userId" = UserId, Path, description = "The other one."), Page),
    responses(
        (status = 200, description = "A page of messages.", body = DirectMessages),
        (status = 400, description = "`BAD_MESSAGE`: something in the address or the query is wrong.", body = ErrorBody),
        SignedInOnly,
    ))]
async fn list_direct(
    State(app): State<Shared>,
    caller: Identity,
    Route(other): Route<UserId>,
    Search(page): Search<Page>,
) -> Result<Json<DirectMessages>, Problem> {
    let (before, limit) = page.read()?;
    let mut messages = app.store.direct_messages(caller.user_id, other, before, limit + 1).await?;
    let next = next_page(&mut messages, limit, |message| message.seq);
    Ok(Json(DirectMessages { messages, next }))
}

/// Say something to one person
///
/// To people of one's teams, and to those one is connected with.
#[utoipa::path(post, path = "/api/v1/direct-messages/{userId}", tag = "people", security(("bearer" = [])),
    params(("userId" = UserId, Path, description = "The other one.")), request_body = NewMessage,
    responses(
        (status = 201, description = "The new message.", body = DirectMessageBody),
        (status = 200, description = "The message that this `clientId` made before.", body = DirectMessageBody),
        PeopleOnly, WithBody, Paced,
    ))]
async fn say_directly(
    State(app): State<Shared>,
    caller: Identity,
    Route(other): Route<UserId>,
    Sent(new): Sent<NewMessage>,
) -> Result<(StatusCode, Json<DirectMessageBody>), Problem> {
    let said = services::direct::say(&app, caller.user_id, other, &new.message, new.client_id).await?;
    let status = if said.fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(DirectMessageBody { message: said.value.to_sender })))
}

/// Mark what somebody said to me as read
///
/// All of it, or up to the line with this `seq`. What is read stays read, on every device.
#[utoipa::path(post, path = "/api/v1/direct-messages/{userId}/read", tag = "people", security(("bearer" = [])),
    params(("userId" = UserId, Path, description = "The other one.")),
    request_body = Option<NewDirectReadMark>,
    responses(
        (status = 204, description = "It is read."),
        (status = 400, description = "`BAD_MESSAGE`: something in the address or the body is wrong.", body = ErrorBody),
        SignedInOnly,
    ))]
async fn read_direct(
    State(app): State<Shared>,
    caller: Identity,
    Route(other): Route<UserId>,
    MaybeSent(mark): MaybeSent<NewDirectReadMark>,
) -> Result<StatusCode, Problem> {
    app.paces.marking.step(caller.user_id, app.clock.now())?;
    app.store.read_direct_messages(caller.user_id, other, mark.seq).await?;
    Ok(StatusCode::NO_CONTENT)
}
