//! Who may do what in a team: asked first, inside the transaction of nearly every call. It changes nothing.

use crate::error::{Result, coach_only, no_such_post, no_such_team, not_a_member};
use crate::rows;
use crate::writer::Conn;
use kith_protocol::{PostId, Role, TeamId, UserId};

/// A member's standing in a team.
pub(crate) struct Access {
    pub team_name: String,
    pub user_name: String,
    pub role: Role,
}

impl Access {
    /// Refuses anybody but the coach; `what` completes "Only the team's coach can …".
    pub(crate) fn coach(self, what: &str) -> Result<Self> {
        match self.role {
            Role::Coach => Ok(self),
            Role::Member => Err(coach_only(what)),
        }
    }
}

const TEAM: &str = "SELECT t.name, m.role, u.user_name FROM teams t \
     LEFT JOIN members m ON m.team_id = t.id AND m.user_id = $2 \
     LEFT JOIN users u ON u.id = m.user_id \
     WHERE t.id = $1";

/// The caller's standing in a team. Refuses a team that does not exist and one that the caller is not in.
pub(crate) async fn to_team(conn: &mut Conn, team: TeamId, user: UserId) -> Result<Access> {
    let row = sqlx::query(TEAM).bind(team.to_string()).bind(user.to_string()).fetch_optional(conn).await?;
    let row = row.ok_or_else(no_such_team)?;
    let role = rows::role(&row, "role")?.ok_or_else(not_a_member)?;
    Ok(Access { team_name: rows::text(&row, "name")?, user_name: rows::text(&row, "user_name")?, role })
}

const POST: &str = "SELECT p.team_id, t.name, m.role, u.user_name FROM posts p \
     JOIN teams t ON t.id = p.team_id \
     LEFT JOIN members m ON m.team_id = p.team_id AND m.user_id = $2 \
     LEFT JOIN users u ON u.id = m.user_id \
     WHERE p.id = $1";

/// The team of a post and the caller's standing in it. Refuses a post that does not exist and one of a team that the
/// caller is not in.
pub(crate) async fn to_post(conn: &mut Conn, post: PostId, user: UserId) -> Result<(TeamId, Access)> {
    let row = sqlx::query(POST).bind(post.to_string()).bind(user.to_string()).fetch_optional(conn).await?;
    let row = row.ok_or_else(no_such_post)?;
    let role = rows::role(&row, "role")?.ok_or_else(not_a_member)?;
    let access =
        Access { team_name: rows::text(&row, "name")?, user_name: rows::text(&row, "user_name")?, role };
    Ok((TeamId(rows::id(&row, "team_id")?), access))
}
