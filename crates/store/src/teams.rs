//! Teams and who is in them. It knows no feed.

use crate::error::{Result, no_such_team, not_a_member};
use crate::rows::{COACH, MEMBER};
use crate::text::storable;
use crate::writer::Conn;
use crate::{Store, access, forums, rows};
use kith_protocol::rest::{Team, TeamMember};
use kith_protocol::{ForumId, Role, TeamId, Timestamp, UserId};
use sqlx::Row;
use sqlx::any::AnyRow;

/// How many members [`Store::members`] names at most.
pub const MEMBERS_LISTED_MAX: u32 = 500;
/// How many teams [`Store::teams_of`] names at most.
pub const TEAMS_LISTED_MAX: u32 = 500;

/// A team to be made.
#[derive(Clone, Debug)]
pub struct NewTeam {
    /// Its id, never used before; not taken for a coach's first team, which has the coach's user id.
    pub fresh_id: TeamId,
    /// Who leads it.
    pub coach: UserId,
    /// Its name.
    pub name: String,
    /// Random text that names the numbering of its feed.
    pub epoch: String,
    /// The time of the call.
    pub now: Timestamp,
}

impl Store {
    /// Makes a team with its coach in it. SPEC.md TM1.
    ///
    /// # Errors
    /// [`kith_protocol::ErrorCode::BadMessage`] if a text holds a NUL character.
    pub async fn create_team(&self, new: NewTeam) -> Result<Team> {
        storable([&*new.name, &*new.epoch])?;
        self.write("create_team", move |conn| Box::pin(create_team(conn, new))).await
    }

    /// The teams of a person, oldest membership first, at most [`TEAMS_LISTED_MAX`].
    ///
    /// # Errors
    /// Only [`crate::StoreError::Unavailable`].
    pub async fn teams_of(&self, user: UserId) -> Result<Vec<Team>> {
        self.read("teams_of", move |conn| Box::pin(teams_of(conn, user))).await
    }

    /// A team as told to a member.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such team, `NOT_A_MEMBER` if the caller is not in it.
    pub async fn team(&self, team: TeamId, user: UserId) -> Result<Team> {
        self.read("team", move |conn| Box::pin(self::team(conn, team, user))).await
    }

    /// Who is in a team: coaches first, then by name; at most [`MEMBERS_LISTED_MAX`], those who joined last left out.
    /// A coach is also told when each wrote last and when they were last seen; seen is as of their last going. TM5.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such team, `NOT_A_MEMBER` if the caller is not in it.
    pub async fn members(&self, team: TeamId, user: UserId) -> Result<Vec<TeamMember>> {
        self.read("members", move |conn| Box::pin(members(conn, team, user))).await
    }
}

/// Makes a person a member; tells whether they were not one before.
pub(crate) async fn join(
    conn: &mut Conn,
    team: TeamId,
    user: UserId,
    role: Role,
    now: Timestamp,
) -> sqlx::Result<bool> {
    const INSERT: &str = "INSERT INTO members (team_id, user_id, role, joined_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (team_id, user_id) DO NOTHING";
    let role = match role {
        Role::Coach => COACH,
        Role::Member => MEMBER,
    };
    let query = sqlx::query(INSERT).bind(team.to_string()).bind(user.to_string()).bind(role).bind(now.0);
    Ok(query.execute(conn).await?.rows_affected() == 1)
}

async fn create_team(conn: &mut Conn, new: NewTeam) -> Result<Team> {
    const INSERT: &str = "INSERT INTO teams (id, name, created_at) VALUES ($1, $2, $3)";
    // The room's row decides which team is the first: only one of two calls at once can make it.
    let first = TeamId(new.coach.0);
    let id = if make_room(conn, first, &new.epoch).await? {
        first
    } else {
        make_room(conn, new.fresh_id, &new.epoch).await?;
        new.fresh_id
    };
    sqlx::query(INSERT).bind(id.to_string()).bind(&new.name).bind(new.now.0).execute(&mut *conn).await?;
    join(conn, id, new.coach, Role::Coach, new.now).await?;
    // Every team has a forum of its members, under its own id.
    forums::make_room(conn, ForumId(id.0), &new.epoch).await?;
    Ok(Team { id, name: new.name, role: Role::Coach, member_count: 1, created_at: new.now })
}

async fn make_room(conn: &mut Conn, team: TeamId, epoch: &str) -> sqlx::Result<bool> {
    const INSERT: &str =
        "INSERT INTO rooms (id, epoch, next_seq) VALUES ($1, $2, 1) ON CONFLICT (id) DO NOTHING";
    let inserted = sqlx::query(INSERT).bind(team.to_string()).bind(epoch).execute(conn).await?;
    Ok(inserted.rows_affected() == 1)
}

async fn teams_of(conn: &mut Conn, user: UserId) -> Result<Vec<Team>> {
    const SELECT: &str = "SELECT t.id, t.name, t.created_at, m.role, \
         (SELECT COUNT(*) FROM members c WHERE c.team_id = t.id) AS member_count \
         FROM members m JOIN teams t ON t.id = m.team_id \
         WHERE m.user_id = $1 ORDER BY m.joined_at, m.team_id LIMIT $2";
    let query = sqlx::query(SELECT).bind(user.to_string()).bind(i64::from(TEAMS_LISTED_MAX));
    query.fetch_all(conn).await?.iter().map(read_team).collect()
}

/// A team as told to a member.
pub(crate) async fn team(conn: &mut Conn, team: TeamId, user: UserId) -> Result<Team> {
    const SELECT: &str = "SELECT t.id, t.name, t.created_at, m.role, \
         (SELECT COUNT(*) FROM members c WHERE c.team_id = t.id) AS member_count \
         FROM teams t LEFT JOIN members m ON m.team_id = t.id AND m.user_id = $2 WHERE t.id = $1";
    let row = sqlx::query(SELECT).bind(team.to_string()).bind(user.to_string()).fetch_optional(conn).await?;
    read_team(&row.ok_or_else(no_such_team)?)
}

fn read_team(row: &AnyRow) -> Result<Team> {
    Ok(Team {
        role: rows::role(row, "role")?.ok_or_else(not_a_member)?,
        id: TeamId(rows::id(row, "id")?),
        name: rows::text(row, "name")?,
        member_count: rows::whole(row, "member_count")?,
        created_at: rows::moment(row, "created_at")?,
    })
}

async fn members(conn: &mut Conn, team: TeamId, user: UserId) -> Result<Vec<TeamMember>> {
    const SELECT: &str = "SELECT m.user_id, u.user_name, m.role, s.seen_at, (SELECT MAX(p.created_at) FROM posts p \
         WHERE p.team_id = m.team_id AND p.author_id = m.user_id) AS posted_at \
         FROM members m JOIN users u ON u.id = m.user_id LEFT JOIN last_seen s ON s.user_id = m.user_id \
         WHERE m.team_id = $1 ORDER BY m.role, m.joined_at LIMIT $2";
    let is_coach = access::to_team(conn, team, user).await?.role == Role::Coach;
    let query = sqlx::query(SELECT).bind(team.to_string()).bind(i64::from(MEMBERS_LISTED_MAX));
    let mut people = Vec::new();
    for row in query.fetch_all(conn).await? {
        let told = |column: &str| -> sqlx::Result<Option<Timestamp>> {
            let at: Option<i64> = row.try_get(column)?;
            Ok(at.filter(|_| is_coach).map(Timestamp))
        };
        people.push(TeamMember {
            user_id: UserId(rows::id(&row, "user_id")?),
            user_name: rows::text(&row, "user_name")?,
            role: rows::role(&row, "role")?.ok_or_else(not_a_member)?,
            last_seen: told("seen_at")?,
            last_post_at: told("posted_at")?,
        });
    }
    // Sorted here, not by the database: the backends disagree about the order of text.
    people.sort_by_cached_key(|person| {
        (person.role == Role::Member, person.user_name.to_lowercase(), person.user_id)
    });
    Ok(people)
}
