//! Tables of streak cases: what they may say, and what the rules make of a case. What a table says that is not known
//! here is an error with its name: a case that is read wrongly proves nothing.

use kith_domain::calendar::{DayStart, UnknownZone, Zones};
use kith_domain::streak::{
    CheckIn, DaySet, Excused, Freezes, Frequency, Now, Settings, Status, Verdict, credited, streak,
};
use kith_domain::{Day, Weekday};
use kith_protocol::Timestamp;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

/// A case that came out differently, or could not be read.
#[derive(Debug)]
pub struct Failure {
    pub name: String,
    pub what: String,
    pub why: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n  {}", self.name, self.what)?;
        if self.why.is_empty() { Ok(()) } else { write!(f, "\n  why: {}", self.why) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(default, rename = "rules")]
    _rules: IgnoredAny,
    cases: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    timezone: String,
    frequency: String,
    checkins: Vec<Logged>,
    now_utc: Timestamp,
    #[serde(default)]
    grace_days: u16,
    #[serde(default)]
    day_start_hour: u8,
    #[serde(default = "one_day")]
    backfill_days: u16,
    #[serde(default)]
    policy: Policy,
    expected: Expected,
    #[serde(default)]
    why: String,
    #[serde(default, rename = "strength")]
    _strength: IgnoredAny,
    #[serde(default, rename = "tags")]
    _tags: IgnoredAny,
}

const fn one_day() -> u16 {
    1
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Logged {
    at_utc: Timestamp,
    status: Said,
    timezone: Option<String>,
    for_date: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Said {
    Completed,
    Partial,
    Skipped,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Policy {
    partial: Option<Choice>,
    skipped: Option<Choice>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Choice {
    Keep,
    Miss,
}

#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
struct Expected {
    current: u32,
    longest: u32,
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "current {}, longest {}", self.current, self.longest)
    }
}

/// Tries every case of a file.
///
/// # Errors
/// The file cannot be read, or is no table.
pub fn try_file(path: &Path) -> Result<Vec<Result<(), Failure>>, String> {
    try_text(&std::fs::read_to_string(path).map_err(|error| error.to_string())?)
}

/// Tries every case of a table.
///
/// # Errors
/// The text is no table.
pub fn try_text(text: &str) -> Result<Vec<Result<(), Failure>>, String> {
    let table: Table = serde_json::from_str(text).map_err(|error| error.to_string())?;
    Ok(table.cases.iter().enumerate().map(|(index, case)| try_case(index, case)).collect())
}

fn try_case(index: usize, value: &Value) -> Result<(), Failure> {
    let named = value.get("name").and_then(Value::as_str).map(str::to_owned);
    let name = named.unwrap_or_else(|| format!("case {}", index + 1));
    let case = match Case::deserialize(value) {
        Ok(case) => case,
        Err(error) => {
            return Err(Failure { name, what: format!("cannot be read: {error}"), why: String::new() });
        }
    };
    let failure = |what: String| Failure { name: case.name.clone(), what, why: case.why.clone() };
    let got = case.read().map_err(|problem| failure(format!("cannot be read: {problem}")))?;
    if got == case.expected {
        return Ok(());
    }
    Err(failure(format!("expected {}\n  got      {got}", case.expected)))
}

impl Case {
    /// What the rules make of it.
    fn read(&self) -> Result<Expected, String> {
        let mut zones = Zones::default();
        let start = DayStart::new(self.day_start_hour)
            .ok_or_else(|| format!("`day_start_hour` {} is not 0 to 23", self.day_start_hour))?;
        let home = zones.tag(&self.timezone, start).map_err(sentence)?;
        let mut check_ins = Vec::new();
        for logged in &self.checkins {
            let zone = logged.timezone.as_ref().map_or(Ok(home), |name| zones.tag(name, start));
            let zone = zone.map_err(sentence)?;
            let own = zones.place(zone).ok_or("a zone without a name")?.day_of(logged.at_utc);
            let asked = logged.for_date.as_deref().map(date).transpose()?;
            if let Some((day, days_late)) = credited(own, None, asked, self.backfill_days) {
                let status = logged.status.into();
                check_ins.push(CheckIn { at: logged.at_utc, day, days_late, zone, status });
            }
        }
        let here = zones.place(home).ok_or("a zone without a name")?;
        let now = Now { at: self.now_utc, day: here.day_of(self.now_utc), zone: home };
        let days = check_ins.iter().map(|check_in| check_in.day).chain([now.day]);
        let (first, last) =
            days.fold((now.day, now.day), |(first, last), day| (first.min(day), last.max(day)));
        let absent = zones.absent_days(first.monday(), last.monday().plus(6));
        let excused = Excused { absent, outages: BTreeSet::new() };
        let read = streak(&self.settings()?, &check_ins, &excused, now);
        Ok(Expected { current: read.current, longest: read.longest })
    }

    fn settings(&self) -> Result<Settings, String> {
        let verdict = |choice: Option<Choice>, default: Verdict| match choice {
            None => default,
            Some(Choice::Keep) => Verdict::Keeps,
            Some(Choice::Miss) => Verdict::Misses,
        };
        Ok(Settings {
            frequency: frequency(&self.frequency)?,
            freezes: Freezes::PerRun(self.grace_days),
            partial: verdict(self.policy.partial, Verdict::Keeps),
            skipped: verdict(self.policy.skipped, Verdict::Misses),
        })
    }
}

impl From<Said> for Status {
    fn from(said: Said) -> Self {
        match said {
            Said::Completed => Self::Completed,
            Said::Partial => Self::Partial,
            Said::Skipped => Self::Skipped,
        }
    }
}

fn sentence(error: UnknownZone) -> String {
    error.to_string()
}

fn date(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| format!("`for_date` `{text}` is no date"))
}

/// `daily`, `weekdays`, `days:mon,wed`, `per_week:3`.
fn frequency(text: &str) -> Result<Frequency, String> {
    let unknown =
        || format!("`frequency` `{text}` is none of daily, weekdays, days:mon,wed…, per_week:1 to 7");
    match text.split_once(':') {
        None if text == "daily" => Ok(Frequency::DAILY),
        None if text == "weekdays" => Ok(Frequency::WEEKDAYS),
        Some(("days", names)) => {
            let days: Option<Vec<Weekday>> = names.split(',').map(|name| weekday(name.trim())).collect();
            days.and_then(|days| DaySet::of(&days)).map(Frequency::Days).ok_or_else(unknown)
        }
        Some(("per_week", count)) => match count.parse() {
            Ok(count @ 1..=7) => Ok(Frequency::PerWeek(count)),
            _ => Err(unknown()),
        },
        _ => Err(unknown()),
    }
}

fn weekday(name: &str) -> Option<Weekday> {
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let index = names.iter().position(|known| *known == name)?;
    Weekday::ALL.get(index).copied()
}
