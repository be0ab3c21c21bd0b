//! What a run found, as a table for people and one line of JSON for the record. It knows no scenario.

use crate::spread::Spread;
use kith_protocol::Timestamp;
use serde_json::{Map, Value, json};
use std::io::Write as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The figures of one run.
#[derive(Debug)]
pub struct Report {
    scenario: &'static str,
    rows: Vec<(String, Value)>,
    figures: Map<String, Value>,
}

impl Report {
    /// No figures yet.
    pub fn new(scenario: &'static str) -> Self {
        Self { scenario, rows: Vec::new(), figures: Map::new() }
    }

    /// Adds a figure: its name in the record, its words in the table, its value.
    pub fn figure(&mut self, name: &str, words: &str, value: impl Into<Value>) {
        let value = rounded(value.into());
        self.rows.push((words.to_owned(), value.clone()));
        self.figures.insert(name.to_owned(), value);
    }

    /// Adds the median and the 99th percentile of times in milliseconds.
    pub fn times_ms(&mut self, name: &str, words: &str, times_ms: &Spread) {
        for (percent, short) in [(50.0, "P50"), (99.0, "P99")] {
            let (name, words) = (format!("{name}{short}Ms"), format!("{words}, {} ms", short.to_lowercase()));
            self.figure(&name, &words, times_ms.percentile(percent));
        }
    }

    /// Prints the table and the line.
    pub fn print(self) {
        let width = self.rows.iter().map(|(words, _)| words.chars().count()).max().unwrap_or(0);
        let mut text = format!("{}\n", self.scenario);
        for (words, value) in &self.rows {
            let value = value.to_string();
            text.push_str(&format!("  {words:<width$}  {value:>14}\n"));
        }
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        let at = now();
        let record = json!({ "scenario": self.scenario, "at": at, "cores": cores, "figures": self.figures });
        text.push_str(&format!("{record}\n"));
        // Nobody may be listening any more; then nobody is told.
        let _ = std::io::stdout().write_all(text.as_bytes());
    }
}

/// Says something in passing, beside the figures.
pub fn note(words: &str) {
    let _ = writeln!(std::io::stderr(), "{words}");
}

/// The time, for what is written into the database and into the record.
pub fn now() -> Timestamp {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    Timestamp(i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX))
}

/// A count as a number to calculate with.
#[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52 of anything are counted here")]
pub const fn number(count: u64) -> f64 {
    count as f64
}

fn rounded(value: Value) -> Value {
    match value.as_f64() {
        Some(figure) if value.is_f64() => json!((figure * 100.0).round() / 100.0),
        Some(_) | None => value,
    }
}
