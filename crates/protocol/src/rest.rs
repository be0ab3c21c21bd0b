//! The bodies of the REST calls.

use crate::error::ErrorCode;
use crate::ids::{PostId, TeamId, UserId};
use crate::server::Role;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

macro_rules! bodies {
    ($($(#[$doc:meta])* pub struct $name:ident { $($body:tt)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        #[serde(rename_all = "camelCase")]
        pub struct $name { $($body)* }
    )*};
}

/// What a `User` says that is older than the field.
const fn day_starts_at() -> u8 {
    4
}

bodies! {
    /// The body of every refusal.
    pub struct ErrorBody {
        /// For programs.
        pub code: ErrorCode,
        /// For people.
        pub message: String,
        /// Whether the same may succeed later without a change.
        pub temporary: bool,
    }

    /// A person, as told to themselves.
    pub struct User {
        /// Who.
        pub id: UserId,
        /// The name to show, 1 to 60 characters.
        pub user_name: String,
        /// The address they sign in with.
        pub email: String,
        /// Given name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub first_name: Option<String>,
        /// Family name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub last_name: Option<String>,
        /// IANA name of their time zone, `UTC` until they say.
        pub timezone: String,
        /// The hour at which their days begin where they are, 0 (midnight) to 12 (noon): what is done before it belongs
        /// to the date before. 4 until they say.
        #[serde(default = "day_starts_at")]
        #[cfg_attr(feature = "ts", ts(as = "Option<u8>", optional))]
        pub day_starts_at: u8,
        /// When the account was made.
        pub created_at: Timestamp,
    }

    /// Makes an account.
    pub struct Register {
        /// The address to sign in with; one account each.
        pub email: String,
        /// 8 to 200 characters.
        pub password: String,
        /// The name to show, 1 to 60 characters.
        pub user_name: String,
        /// Given name.
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub first_name: Option<String>,
        /// Family name.
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub last_name: Option<String>,
        /// IANA name, such as `Europe/Lisbon`.
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub timezone: Option<String>,
        /// The hour at which their days begin, a whole number from 0 (midnight) to 12 (noon).
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(optional, type = "number"))]
        pub day_starts_at: Option<i64>,
    }

    /// Changes what a person says of themselves; what is not there stays.
    pub struct ChangeMe {
        /// The name to show, 1 to 60 characters.
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub user_name: Option<String>,
        /// Given name; an empty one takes it away.
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub first_name: Option<String>,
        /// Family name; an empty one takes it away.
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub last_name: Option<String>,
        /// IANA name, such as `Europe/Lisbon`.
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub timezone: Option<String>,
        /// The hour at which their days begin, a whole number from 0 (midnight) to 12 (noon).
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(optional, type = "number"))]
        pub day_starts_at: Option<i64>,
    }

    /// Signs in.
    pub struct Login {
        /// The address.
        pub email: String,
        /// The password.
        pub password: String,
    }

    /// The answer to register, login and refresh.
    pub struct SignedIn {
        /// Who signed in.
        pub user: User,
        /// A JWT, HS256; sent as `Authorization: Bearer`.
        pub id_token: String,
    }

    /// The answer to `GET` and `PATCH /api/v1/me`.
    pub struct Me {
        /// Who.
        pub user: User,
        /// Their teams, oldest membership first.
        pub teams: Vec<Team>,
    }

    /// A team, as told to a member.
    pub struct Team {
        /// Which.
        pub id: TeamId,
        /// Its name, 1 to 80 characters.
        pub name: String,
        /// What the caller is in it.
        pub role: Role,
        /// How many belong to it.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        pub member_count: u64,
        /// When it was made.
        pub created_at: Timestamp,
    }

    /// Somebody of a team.
    pub struct TeamMember {
        /// Who.
        pub user_id: UserId,
        /// The name to show.
        pub user_name: String,
        /// Coach or member.
        pub role: Role,
        /// When they were last connected, now if they are; told to coaches only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub last_seen: Option<Timestamp>,
        /// When they wrote their newest post here; told to coaches only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub last_post_at: Option<Timestamp>,
    }

    /// Who belongs to a team.
    pub struct TeamMembers {
        /// Coaches first, then by name.
        pub members: Vec<TeamMember>,
    }

    /// Makes a team, or names one.
    pub struct NewTeam {
        /// Its name, 1 to 80 characters.
        pub name: String,
    }

    /// One team.
    pub struct TeamBody {
        /// The team.
        pub team: Team,
    }

    /// The caller's teams.
    pub struct Teams {
        /// Oldest membership first.
        pub teams: Vec<Team>,
    }

    /// A way into a team; good for many people until it expires.
    pub struct Invite {
        /// Short enough to be read aloud.
        pub code: String,
        /// The page that accepts it.
        pub url: String,
        /// Until when it is good.
        pub expires_at: Timestamp,
    }

    /// A post, as told to a member.
    pub struct Post {
        /// Which.
        pub id: PostId,
        /// Its place in the team's feed.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        pub seq: u64,
        /// Whose feed.
        pub team_id: TeamId,
        /// Who wrote it.
        pub author_id: UserId,
        /// Their name.
        pub author_name: String,
        /// What the author is in the team.
        pub author_role: Role,
        /// The text, 1 to 4,000 characters.
        pub body: String,
        /// How many like it.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        pub like_count: u64,
        /// Whether the caller does.
        pub liked_by_me: bool,
        /// Whether a coach pinned it.
        pub pinned: bool,
        /// When it was pinned.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub pinned_at: Option<Timestamp>,
        /// The name of the coach who pinned it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub pinned_by: Option<String>,
        /// When it was written.
        pub created_at: Timestamp,
    }

    /// Writes a post.
    pub struct NewPost {
        /// The text, 1 to 4,000 characters.
        pub body: String,
        /// The client's own id for it, at most 64 bytes: the same again answers with the same post.
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub client_id: Option<String>,
    }

    /// One post.
    pub struct PostBody {
        /// The post.
        pub post: Post,
    }

    /// A page of posts, newest first.
    pub struct Posts {
        /// The posts.
        pub posts: Vec<Post>,
        /// What to send as `before` for the next page; `null` at the end.
        pub next: Option<String>,
    }

    /// What "3 new posts" polls.
    pub struct NewPosts {
        /// Posts after `since`.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        pub count: u64,
        /// The number of the newest post; 0 when there is none.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        pub latest_seq: u64,
    }

    /// How a post stands after a like.
    pub struct Liked {
        /// The post.
        pub post_id: PostId,
        /// How many like it.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        pub like_count: u64,
        /// Whether the caller does.
        pub liked_by_me: bool,
    }

    /// Adds to a team's counter.
    pub struct CounterDelta {
        /// How much; not negative, at most 1,000,000,000.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        pub delta: u64,
        /// The client's own id for it, at most 64 bytes: the same again adds nothing.
        #[serde(default)]
        #[cfg_attr(feature = "ts", ts(optional))]
        pub client_id: Option<String>,
    }

    /// How a counter stands.
    pub struct CounterTotal {
        /// The sum so far.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        pub total: u64,
    }

    /// Which totals are worth telling everybody.
    pub struct Thresholds {
        /// The totals, at most 50; each is announced once, for ever.
        #[cfg_attr(feature = "ts", ts(type = "number[]"))]
        pub thresholds: Vec<u64>,
        /// What is counted, such as `steps`; 1 to 30 characters.
        pub unit: String,
    }

    /// A team's counter with its goals.
    pub struct Counter {
        /// Its name, such as `steps`.
        pub name: String,
        /// The sum so far.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        pub total: u64,
        /// What is counted.
        pub unit: String,
        /// The next total worth telling; absent when all are reached.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional, type = "number"))]
        pub next_threshold: Option<u64>,
    }

    /// A team's counters.
    pub struct Counters {
        /// By name.
        pub counters: Vec<Counter>,
    }
}
