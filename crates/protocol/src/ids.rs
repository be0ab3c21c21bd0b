//! Ids. On the wire a lower-case hyphenated UUID string (UUIDv7 for what Kith creates); in memory 16 bytes.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "string"))]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(value_type = String, format = "uuid"))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

id!(
    /// A person with an account.
    UserId
);
id!(
    /// A team. A coach's first team has the coach's user id as its id (interface of teams).
    TeamId
);
id!(
    /// A pact: some people keeping a habit together.
    PactId
);
id!(
    /// Something a person wants to keep at.
    HabitGoalId
);
id!(
    /// What a person said of a date.
    CheckinId
);
id!(
    /// A picture of a check-in.
    ProofId
);
id!(
    /// Something that happened in a pact.
    ActivityId
);
id!(
    /// A post in a team's feed.
    PostId
);
id!(
    /// A group that talks together. A team's own forum has the team's id.
    ForumId
);
id!(
    /// A message in a forum, or to one person.
    MessageId
);
id!(
    /// One thing a person was told in their inbox.
    NotificationId
);
