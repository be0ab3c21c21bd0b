//! The streak rules: against a table of cases, against a slow second telling of them over random histories, and by
//! what must hold of any history.
#![expect(clippy::unwrap_used, reason = "tests")]

mod calendar;
mod cases;
mod closed;
mod day_start;
mod dice;
mod histories;
mod laws;
mod outages;
mod reference;
mod rules;
#[path = "../../examples/streaks/table.rs"]
mod table;
mod watch;
