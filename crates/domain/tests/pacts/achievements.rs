//! What is earned.

use kith_domain::Day;
use kith_domain::achievements::{Deeds, Reached, all, earned};
use kith_domain::streak::MILESTONES;
use kith_protocol::HabitGoalId;
use std::collections::BTreeSet;

fn goal(number: u8) -> HabitGoalId {
    format!("00000000-0000-7000-8000-0000000000{number:02}").parse().unwrap()
}

/// Runs of one habit: where each began and the milestones it reached.
fn runs(goal: HabitGoalId, runs: &[(i32, u32)]) -> Vec<Reached> {
    let reached = runs.iter().flat_map(|(first, best)| {
        let upto = MILESTONES.into_iter().filter(move |milestone| milestone <= best);
        upto.map(move |milestone| Reached { goal, first_day: Day(*first), milestone })
    });
    reached.collect()
}

fn names(deeds: Deeds) -> Vec<String> {
    earned(&deeds)
}

#[test]
fn ah1_a_flawless_year_earns_every_step_of_the_builder() {
    let names = names(Deeds { reached: runs(goal(1), &[(0, 365)]), ..Deeds::default() });
    let expected: Vec<_> = MILESTONES.iter().map(|step| format!("habit_builder_{step}")).collect();
    assert_eq!(names, expected);
    assert_eq!(earned(&Deeds::default()), Vec::<String>::new());
}

#[test]
fn ah1_coming_back_and_outgrowing_an_old_run_are_earned_in_one_habit() {
    let has = |name: &str, given: Vec<Reached>| {
        names(Deeds { reached: given, ..Deeds::default() }).contains(&name.to_owned())
    };
    assert!(!has("resilience_comeback_1", runs(goal(1), &[(0, 7)])));
    assert!(has("resilience_comeback_1", runs(goal(1), &[(0, 7), (20, 3)])));
    assert!(!has("resilience_phoenix_1", runs(goal(1), &[(0, 7), (20, 7)])));
    assert!(has("resilience_phoenix_1", runs(goal(1), &[(0, 7), (20, 14)])));
    assert!(!has("resilience_phoenix_1", runs(goal(1), &[(0, 3), (20, 14)])), "it was no week");
    let mut two_habits = runs(goal(1), &[(0, 7)]);
    two_habits.extend(runs(goal(2), &[(20, 14)]));
    assert!(!has("resilience_comeback_1", two_habits));
}

#[test]
fn ah1_pacts_and_perfect_weeks_have_ladders() {
    let deeds = Deeds { perfect_habits: 3, pacts_started: 5, pacts_kept: 1, ..Deeds::default() };
    let expected = [
        "consistency_2",
        "consistency_3",
        "accountability_started_1",
        "accountability_started_5",
        "accountability_kept_1",
    ];
    assert_eq!(names(deeds), expected);
}

#[test]
fn ah1_no_two_achievements_have_the_same_name() {
    let names: BTreeSet<_> = all().into_iter().collect();
    assert_eq!(names.len(), all().len());
    assert_eq!(names.len(), 8 + 3 + 3 + 3 + 2 + 2);
}
