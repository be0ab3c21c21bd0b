//! What the tool says while it works: headings, notes, and how long a thing took.

use std::time::{Duration, Instant};

/// Announces a part of the work.
pub fn heading(text: &str) {
    println!("\n=== {text}");
}

/// Tells one fact.
pub fn note(text: &str) {
    println!("    {text}");
}

/// A duration as people read it.
pub fn elapsed(took: Duration) -> String {
    let seconds = took.as_secs_f64();
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{} min {:.0} s", took.as_secs() / 60, seconds % 60.0)
    }
}

/// Says that something begins that takes a while, and afterwards how long it took.
pub fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    note(&format!("{what} …"));
    let start = Instant::now();
    let result = work();
    note(&format!("{what}: {}", elapsed(start.elapsed())));
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_readable() {
        assert_eq!(elapsed(Duration::from_millis(70)), "0.1 s");
        assert_eq!(elapsed(Duration::from_secs(125)), "2 min 5 s");
    }
}
