//! One suite, run on every backend: what `kith-store` promises. SQLite always; PostgreSQL where `TEST_PG_URL` names a
//! server (a superuser's address such as `postgres://me@localhost:5432/postgres`), and always under `CI=true`.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]

#[macro_use]
#[path = "contract/bed.rs"]
mod bed;
#[path = "contract/acquaintance.rs"]
mod acquaintance;
#[path = "contract/alarms.rs"]
mod alarms;
#[path = "contract/checkins.rs"]
mod checkins;
#[path = "contract/closed.rs"]
mod closed;
#[path = "contract/company.rs"]
mod company;
#[path = "contract/conversations.rs"]
mod conversations;
#[path = "contract/counters.rs"]
mod counters;
#[path = "contract/day_start.rs"]
mod day_start;
#[path = "contract/durability.rs"]
mod durability;
#[path = "contract/feed.rs"]
mod feed;
#[path = "contract/forums.rs"]
mod forums;
#[path = "contract/invitations.rs"]
mod invitations;
#[path = "contract/invites.rs"]
mod invites;
#[path = "contract/likes.rs"]
mod likes;
#[path = "contract/notices.rs"]
mod notices;
#[path = "contract/notifications.rs"]
mod notifications;
#[path = "contract/outages.rs"]
mod outages;
#[path = "contract/pacts.rs"]
mod pacts;
#[path = "contract/people.rs"]
mod people;
#[path = "contract/pins.rs"]
mod pins;
#[path = "contract/pitfalls.rs"]
mod pitfalls;
#[path = "contract/posts.rs"]
mod posts;
#[path = "contract/proofs.rs"]
mod proofs;
#[path = "contract/races.rs"]
mod races;
#[path = "contract/runs.rs"]
mod runs;
#[path = "contract/teams.rs"]
mod teams;
#[path = "contract/text.rs"]
mod text;
