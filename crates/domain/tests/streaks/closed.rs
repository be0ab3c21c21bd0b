//! Dates that are over for a person, whatever zone and hour they choose afterwards.

use crate::dice::Dice;
use crate::histories::HOUR_MS;
use kith_domain::Day;
use kith_domain::calendar::{DayStart, Place, Zone};
use kith_domain::streak::credited;
use kith_protocol::Timestamp;

/// 2026-01-01 at midnight, UTC.
const NEW_YEAR: Timestamp = Timestamp(1_767_225_600_000);
const ZONES: [&str; 8] = [
    "America/Los_Angeles",
    "America/Santiago",
    "Asia/Kathmandu",
    "Europe/London",
    "Pacific/Auckland",
    "Pacific/Honolulu",
    "Pacific/Kiritimati",
    "Pacific/Niue",
];

fn somewhere(dice: &mut Dice) -> Place {
    let start = DayStart::chosen(dice.below(13) as u8).unwrap();
    Place { zone: Zone::named(dice.pick(&ZONES)).unwrap(), start }
}

#[test]
fn sk4_sk23_no_play_with_zone_and_hour_opens_a_date_that_was_closed() {
    let (mut opened, mut refused) = (0, 0);
    for seed in 0..2_000 {
        let mut dice = Dice::new(seed);
        let mut place = somewhere(&mut dice);
        let mut reached: Option<Day> = None;
        let mut at = NEW_YEAR.plus_ms(dice.below(365 * 24) as i64 * HOUR_MS);
        let mut latest = place.day_of(at);
        for _ in 0..40 {
            at = at.plus_ms(dice.below(30 * 60) as i64 * HOUR_MS / 60);
            latest = latest.max(place.day_of(at));
            if dice.chance(60) {
                reached = reached.max(Some(place.day_of(at)));
                place = somewhere(&mut dice);
            }
            let own = place.day_of(at);
            latest = latest.max(own);
            for late in 0..5_u16 {
                let asked = own.plus(-i32::from(late));
                let is_open = late <= 1 && asked >= latest.plus(-1);
                let taken = credited(own, reached, Some(asked), 1);
                assert_eq!(taken, is_open.then_some((asked, late)), "seed {seed}, {asked} at {at}");
                assert!(late > 0 || credited(own, reached, None, 1) == taken, "seed {seed}: said or not");
                opened += usize::from(late <= 1 && is_open);
                refused += usize::from(late <= 1 && !is_open);
            }
            assert_eq!(credited(own, reached, Some(own.plus(1)), 1), None, "seed {seed}: to come");
        }
    }
    assert!(opened > 50_000 && refused > 10_000, "{opened} open, {refused} closed");
}
