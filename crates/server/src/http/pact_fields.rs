//! What a field about habits and pacts may hold. Each rule gives the tidied value, or a refusal that says what to write
//! instead.

use super::fields::{Checked, line};
pub use crate::services::words::{day, letter as words, optional_letter as optional_words};
use kith_domain::pact::{DURATIONS_DAYS, MEMBERS_MAX};
use kith_protocol::pacts::NewHabitGoal;
use kith_protocol::{ErrorCode, Refusal, UserId};

const HABIT_NAME_MAX_CHARS: usize = 80;
const CATEGORY_MAX_CHARS: usize = 40;
const EMOJI_MAX_CHARS: usize = 16;
const GOAL_TYPES: [&str; 4] = ["build_good", "break_bad", "savings_goal", "maintenance"];
const PACT_TYPES: [&str; 3] = ["accountability", "challenge", "support"];

/// A habit goal to be, with tidy texts.
pub fn habit_goal(new: NewHabitGoal) -> Checked<NewHabitGoal> {
    if new.frequency_count.is_some_and(|count| !(1..=7).contains(&count)) {
        return bad("\"frequencyCount\" is on how many dates a week, 1 to 7.");
    }
    let mut days = new.target_days_of_week.unwrap_or_default();
    if days.iter().any(|day| *day > 6) {
        return bad("\"targetDaysOfWeek\" are numbers from 0 (Sunday) to 6 (Saturday).");
    }
    days.sort_unstable();
    days.dedup();
    let goal_type = new.goal_type.unwrap_or_else(|| GOAL_TYPES[0].to_owned());
    if !GOAL_TYPES.contains(&&*goal_type) {
        return bad("\"goalType\" is build_good, break_bad, savings_goal or maintenance.");
    }
    Ok(NewHabitGoal {
        name: line("A habit's name", &new.name, HABIT_NAME_MAX_CHARS)?,
        category: optional_line("A category", new.category, CATEGORY_MAX_CHARS)?,
        emoji: optional_line("An emoji", new.emoji, EMOJI_MAX_CHARS)?,
        target_days_of_week: (!days.is_empty()).then_some(days),
        goal_type: Some(goal_type),
        ..new
    })
}

/// For how many dates a pact is.
pub fn duration(days: u16) -> Checked<u16> {
    if DURATIONS_DAYS.contains(&days) {
        return Ok(days);
    }
    bad("\"durationDays\" is 7, 14, 30, 60 or 90.")
}

/// Who is asked into a pact.
pub fn partners(mut partners: Vec<UserId>) -> Checked<Vec<UserId>> {
    partners.sort_unstable();
    partners.dedup();
    if partners.len() < MEMBERS_MAX {
        return Ok(partners);
    }
    bad(format!("A pact is for at most {} others. Ask fewer.", MEMBERS_MAX - 1))
}

/// What kind a pact is.
pub fn pact_type(text: Option<String>) -> Checked<String> {
    let kind = text.unwrap_or_else(|| PACT_TYPES[0].to_owned());
    if PACT_TYPES.contains(&&*kind) {
        return Ok(kind);
    }
    bad("\"pactType\" is accountability, challenge or support.")
}

fn optional_line(what: &str, text: Option<String>, max_chars: usize) -> Checked<Option<String>> {
    match text.as_deref().map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => line(what, text, max_chars).map(Some),
    }
}

fn bad<T>(message: impl Into<String>) -> Checked<T> {
    Err(Refusal::new(ErrorCode::BadMessage, message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_protocol::pacts::FrequencyType;
    use uuid::Uuid;

    fn goal() -> NewHabitGoal {
        NewHabitGoal {
            name: " Run ".into(),
            category: Some(" ".into()),
            emoji: None,
            frequency_type: FrequencyType::Weekly,
            frequency_count: Some(3),
            target_days_of_week: Some(vec![6, 0, 6]),
            goal_type: None,
        }
    }

    #[test]
    fn ck9_a_goal_is_tidied_or_refused() {
        let tidy = habit_goal(goal()).unwrap();
        assert_eq!((&*tidy.name, tidy.category, tidy.target_days_of_week), ("Run", None, Some(vec![0, 6])));
        assert_eq!(tidy.goal_type.as_deref(), Some("build_good"));
        let none = NewHabitGoal { target_days_of_week: Some(vec![]), ..goal() };
        assert_eq!(habit_goal(none).unwrap().target_days_of_week, None);
        for wrong in [
            NewHabitGoal { name: " ".into(), ..goal() },
            NewHabitGoal { frequency_count: Some(8), ..goal() },
            NewHabitGoal { frequency_count: Some(0), ..goal() },
            NewHabitGoal { target_days_of_week: Some(vec![7]), ..goal() },
            NewHabitGoal { goal_type: Some("banana".into()), ..goal() },
            NewHabitGoal { emoji: Some("x".repeat(17)), ..goal() },
        ] {
            assert!(habit_goal(wrong.clone()).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn pa2_a_pact_has_one_of_five_lengths_and_few_partners() {
        assert!([7, 14, 30, 60, 90].into_iter().all(|days| duration(days).is_ok()));
        assert!([0, 1, 8, 365].into_iter().all(|days| duration(days).is_err()));
        let people: Vec<_> = (0..6).map(|number| UserId(Uuid::from_u128(number))).collect();
        assert!(partners(people[..5].repeat(2)).is_ok());
        assert!(partners(people).is_err());
        assert_eq!(pact_type(None).unwrap(), "accountability");
        assert!(pact_type(Some("a\nb".into())).is_err());
    }
}
