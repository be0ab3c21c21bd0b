//! People and teams, written straight into the database before the server starts, with tokens signed here: what is
//! measured is not how fast passwords are hashed.

use crate::Attempt;
use crate::habits::afternoon;
use crate::report::now;
use jsonwebtoken::{EncodingKey, Header, encode};
use kith_domain::calendar::DayStart;
use kith_protocol::{TeamId, Timestamp, UserId};
use kith_store::{NewInvite, NewTeam, NewUser, Store};
use serde_json::json;
use tokio::task::JoinSet;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// Somebody who can sign in.
#[derive(Clone, Debug)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// Their token.
    pub token: String,
    /// Where they live: somewhere where it is early afternoon.
    pub zone: &'static str,
}

/// A team.
#[derive(Clone, Debug)]
pub struct Team {
    /// Which.
    pub id: TeamId,
    /// Who is in it, its coach first.
    pub members: Vec<Person>,
}

/// Writes `teams` teams of `size` people each, everybody in one.
///
/// # Errors
/// The database refuses.
pub async fn settle(store: &Store, secret: &str, teams: usize, size: usize) -> Attempt<Vec<Team>> {
    let mut made = Vec::with_capacity(teams);
    for number in 0..teams {
        made.push(settle_team(store, secret, number, size).await?);
    }
    Ok(made)
}

async fn settle_team(store: &Store, secret: &str, number: usize, size: usize) -> Attempt<Team> {
    let now = now();
    let coach = person(secret, number, 0, now)?;
    let code = format!("bench-{number}");
    store.create_user(account(&coach, number, 0, now)).await?;
    let name = format!("Team {number}");
    let new = NewTeam { fresh_id: TeamId(coach.id.0), coach: coach.id, name, epoch: code.clone(), now };
    let id = store.create_team(new).await?.id;
    let expires_at = now.plus_ms(DAY_MS);
    store.create_invite(NewInvite { team: id, by: coach.id, code: code.clone(), expires_at, now }).await?;
    let mut members = vec![coach];
    // All at once, for the store commits together what waits together.
    let mut joining = JoinSet::new();
    for place in 1..size {
        let member = person(secret, number, place, now)?;
        let (store, code, account) = (store.clone(), code.clone(), account(&member, number, place, now));
        members.push(member);
        joining.spawn(async move {
            let user = store.create_user(account).await?;
            store.accept_invite(&code, user.id, now).await
        });
    }
    while let Some(joined) = joining.join_next().await {
        joined??;
    }
    Ok(Team { id, members })
}

fn person(secret: &str, team: usize, place: usize, now: Timestamp) -> Attempt<Person> {
    let id: UserId = format!("0198c0de-{team:04x}-7000-8000-{place:012x}").parse()?;
    let issued_s = now.0.div_euclid(1_000);
    let claims = json!({
        "id": id, "sub": id, "userName": user_name(team, place), "iss": "kith", "aud": "kith",
        "iat": issued_s, "exp": issued_s + DAY_MS / 1_000, "jti": format!("0198c0df-{team:04x}-7000-8000-{place:012x}"),
    });
    let token = encode(&Header::default(), &claims, &EncodingKey::from_secret(secret.as_bytes()))?;
    Ok(Person { id, token, zone: afternoon(now) })
}

fn account(person: &Person, team: usize, place: usize, now: Timestamp) -> NewUser {
    NewUser {
        id: person.id,
        email: format!("person-{team}-{place}@kith.example"),
        user_name: user_name(team, place),
        first_name: None,
        last_name: None,
        timezone: person.zone.to_owned(),
        day_start: DayStart::KITH,
        password_hash: "nobody signs in with a password here".to_owned(),
        now,
    }
}

fn user_name(team: usize, place: usize) -> String {
    format!("Person {team}-{place}")
}
