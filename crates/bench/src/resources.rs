//! What a process uses, as Linux counts it under /proc. It knows no server.

use crate::Attempt;
use std::fs;
use std::time::Duration;

/// Linux reports processor time in hundredths of a second to every program (`USER_HZ`).
const TICK: Duration = Duration::from_millis(10);

/// What a process uses at one moment.
#[derive(Clone, Copy, Debug)]
pub struct Resources {
    /// Memory that is resident: what `VmRSS` estimates, counted page by page.
    pub resident_bytes: u64,
    /// The part of it that is no file's: heap and stacks.
    pub anonymous_bytes: u64,
    /// Processor time since its start, in user and kernel mode, all threads.
    pub cpu: Duration,
}

impl Resources {
    /// Reads them.
    ///
    /// # Errors
    /// There is no such process, or it belongs to somebody else.
    pub fn of(pid: u32) -> Attempt<Self> {
        let memory = fs::read_to_string(format!("/proc/{pid}/smaps_rollup"))?;
        let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
        Ok(Self {
            resident_bytes: kilobytes(&memory, "Rss:").ok_or("smaps_rollup has no Rss")? * 1_024,
            anonymous_bytes: kilobytes(&memory, "Anonymous:").ok_or("smaps_rollup has no Anonymous")? * 1_024,
            cpu: cpu(&stat).ok_or("stat cannot be read")?,
        })
    }

    /// Processor time from `earlier` to now, in microseconds.
    pub fn cpu_us_since(&self, earlier: &Self) -> f64 {
        self.cpu.saturating_sub(earlier.cpu).as_secs_f64() * 1e6
    }
}

/// Makes sure that this process, and the server that inherits its limit, may each open so many files.
///
/// # Errors
/// They may not; the message says what to do.
pub fn need_open_files(count: usize) -> Attempt<()> {
    // Beside the connections: the database, the runtime, standard streams.
    const BESIDE: usize = 100;
    let needed = count + BESIDE;
    let limits = fs::read_to_string("/proc/self/limits")?;
    let soft = limits.lines().find_map(|line| line.strip_prefix("Max open files")).and_then(|line| {
        let soft = line.split_whitespace().next()?;
        if soft == "unlimited" { Some(usize::MAX) } else { soft.parse().ok() }
    });
    match soft {
        Some(soft) if soft < needed => Err(format!(
            "this shell lets a program open {soft} files, and {needed} are needed. Say `ulimit -n {needed}` first, or \
             ask for fewer connections."
        )
        .into()),
        Some(_) | None => Ok(()),
    }
}

/// How busy the machine was within the last minute.
///
/// # Errors
/// Linux does not say.
pub fn load_average() -> Attempt<f64> {
    let text = fs::read_to_string("/proc/loadavg")?;
    Ok(text.split(' ').next().ok_or("loadavg is empty")?.parse()?)
}

fn kilobytes(memory: &str, name: &str) -> Option<u64> {
    let line = memory.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

fn cpu(stat: &str) -> Option<Duration> {
    // The name of the program stands in brackets and may hold anything; utime and stime are fields 14 and 15.
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace().skip(11);
    let ticks = fields.next()?.parse::<u32>().ok()?.checked_add(fields.next()?.parse().ok()?)?;
    Some(TICK * ticks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_read_past_a_strange_name() {
        let stat = "7 (a ) b) S 1 7 7 0 -1 4194304 1 0 0 0 150 25 0 0 20 0 3 0 100 1 1";
        assert_eq!(cpu(stat), Some(Duration::from_millis(1_750)));
    }

    #[test]
    fn this_process_uses_something() {
        let ours = Resources::of(std::process::id()).unwrap();
        assert!(ours.resident_bytes > ours.anonymous_bytes && ours.anonymous_bytes > 0, "{ours:?}");
    }

    #[test]
    fn too_many_files_are_refused_with_what_to_do() {
        assert!(need_open_files(1).is_ok());
        let limits = fs::read_to_string("/proc/self/limits").unwrap();
        if !limits.lines().any(|line| line.starts_with("Max open files") && line.contains("unlimited")) {
            let error = need_open_files(1 << 40).unwrap_err().to_string();
            assert!(error.contains("ulimit -n"), "{error}");
        }
    }
}
