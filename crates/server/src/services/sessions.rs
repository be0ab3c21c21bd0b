//! Sessions as shipping clients know them: a connection says that its person is here, is told so, and is told which
//! friends are. Whatever a client says about who it is, the token says it.

use crate::app::Shared;
use crate::hub::{AWAY_AFTER_MS, Link, socket_id};
use kith_protocol::asks::{SessionDetails, SocketDetails};
use kith_protocol::social::{ActivePerson, Notice, PersonStatus, SessionData, SocketSession};
use kith_protocol::{CloseCode, Refusal, ServerMessage, UserId};
use kith_store::Company;

/// The name of this service in a session.
const APP: &str = "kith";
/// How long what a client remembers of an earlier connection may be.
const PREVIOUS_MAX_BYTES: usize = 64;

/// A client says `LOGIN`, once or in a burst. SPEC.md SE4.
///
/// # Errors
/// `TOO_FAST`, `UNAVAILABLE`.
pub async fn log_in(app: &Shared, link: &Link) -> Result<(), Refusal> {
    app.paces.attending.step(link.user_id, app.clock.now())?;
    let company = app.store.company(link.user_id).await?;
    app.hub.connections().sign_in(link);
    let user_name = company.me.user_name.clone();
    let message = notice(app, link, "You have been logged in successfully.");
    link.tell(&ServerMessage::UserLoginSuccess { message, user_name });
    link.tell(&ServerMessage::SessionCreated(session(link, &company)));
    link.tell(&loaded(app, company));
    Ok(())
}

/// A client says `LOGOUT`: its person is not here by this connection, which stays open. SPEC.md SE2.
///
/// # Errors
/// `UNAVAILABLE`.
pub async fn log_out(app: &Shared, link: &Link) -> Result<(), Refusal> {
    app.hub.connections().sign_out(link, app.clock.now());
    let user_name = app.store.user(link.user_id).await?.map(|user| user.user_name).unwrap_or_default();
    let message = notice(app, link, "You have been logged out successfully.");
    link.tell(&ServerMessage::UserLogoutSuccess { message, user_name });
    link.tell(&ServerMessage::SessionClosed {});
    Ok(())
}

/// A client says `UPDATE_SESSION`. SPEC.md SE4, SE5.
///
/// # Errors
/// `TOO_FAST`, `UNAVAILABLE`.
pub async fn update(
    app: &Shared,
    link: &Link,
    details: Option<SessionDetails>,
    socket_details: Option<SocketDetails>,
) -> Result<(), Refusal> {
    let now = app.clock.now();
    app.paces.attending.step(link.user_id, now)?;
    if let Some(token) = details.and_then(|details| details.id_token) {
        renew(app, link, &token).await;
    }
    let previous = socket_details.and_then(|details| details.session).and_then(|session| session.id);
    let is_name = |name: &String| {
        name.len() <= PREVIOUS_MAX_BYTES
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    if let Some(previous) = previous.filter(is_name) {
        link.attendance.set_previous(&previous);
    }
    let company = app.store.company(link.user_id).await?;
    app.hub.connections().refresh(link, now);
    link.tell(&ServerMessage::SessionUpdated(session(link, &company)));
    link.tell(&loaded(app, company));
    Ok(())
}

/// Which friends are here.
///
/// # Errors
/// `TOO_FAST`, `UNAVAILABLE`.
pub async fn load_friends(app: &Shared, user: UserId) -> Result<ServerMessage, Refusal> {
    app.paces.attending.step(user, app.clock.now())?;
    Ok(loaded(app, app.store.company(user).await?))
}

/// A newer token of the same person prolongs the connection. Any other is as if it had not been sent: clients send
/// what they have, good or not.
async fn renew(app: &Shared, link: &Link, token: &str) {
    let Ok(identity) = app.auth.authenticate(token).await else { return };
    if identity.user_id != link.user_id {
        return;
    }
    let renewed = link.renew(identity.expires_at, identity.token_key.clone());
    // Whoever signs out looks for connections by their token: if that was just before, this one is not among them.
    if renewed && app.auth.is_known_revoked(&identity.token_key) {
        link.outbox().close(CloseCode::BadToken);
    }
}

fn session(link: &Link, company: &Company) -> SocketSession {
    let socket_id = socket_id(link.session);
    let me = company.me.clone();
    SocketSession {
        app: APP.to_owned(),
        socket_id: socket_id.clone(),
        ip: String::new(),
        ttl: u32::try_from(AWAY_AFTER_MS / 1_000).unwrap_or(u32::MAX),
        status: PersonStatus::Active,
        data: SessionData {
            id: me.id,
            socket_id,
            previous_socket_id: link.attendance.previous(),
            user_name: me.user_name,
            first_name: me.first_name,
            last_name: me.last_name,
            status: PersonStatus::Active,
        },
    }
}

fn loaded(app: &Shared, company: Company) -> ServerMessage {
    let now = app.clock.now();
    let mut active_users: Vec<ActivePerson> = Vec::new();
    for friend in company.friends {
        let here = app.hub.connections().here(friend.person.id, now);
        if here.status != PersonStatus::Offline {
            active_users.push(here.told(&friend.person, Some(now)));
        }
    }
    ServerMessage::ActiveConnectionsLoaded { active_users }
}

fn notice(app: &Shared, link: &Link, text: &str) -> Notice {
    let now = app.clock.now();
    Notice { key: format!("{}.{}", link.session.0, now.0), time: now.shown(), text: text.to_owned() }
}
