//! What processes cost, from `/proc`.

use std::fs;
use std::time::Duration;

use causeway::cli::Failure;

/// Milliseconds of a clock tick in `/proc`: `USER_HZ` is 100 on every Linux that `PostgreSQL` is packaged for.
const TICK_MS: u64 = 10;

/// Fields of `/proc/PID/stat`, counted from the one after the program's name (proc(5)).
const PARENT: usize = 1;
const OWN_TIME: [usize; 2] = [11, 12];
const ENDED_CHILDRENS_TIME: [usize; 2] = [13, 14];

fn fields(pid: &str) -> Option<Vec<u64>> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name stands in parentheses and may hold anything, parentheses too.
    let (_, rest) = stat.rsplit_once(") ")?;
    Some(rest.split(' ').map(|field| field.parse().unwrap_or_default()).collect())
}

fn sum(fields: &[u64], which: &[usize]) -> Duration {
    let ticks: u64 = which.iter().filter_map(|at| fields.get(*at)).sum();
    Duration::from_millis(ticks * TICK_MS)
}

/// Processor time of one process and all its threads so far.
pub(crate) fn of_process(pid: i32) -> Duration {
    fields(&pid.to_string()).map_or(Duration::ZERO, |fields| sum(&fields, &OWN_TIME))
}

/// Processor time so far of a process and its children, ended ones too: Postgres has one child per session.
pub(crate) fn of_family(pid: i32) -> Duration {
    let parent = u64::try_from(pid).unwrap_or_default();
    let own = fields(&pid.to_string()).map_or(Duration::ZERO, |fields| {
        sum(&fields, &OWN_TIME) + sum(&fields, &ENDED_CHILDRENS_TIME)
    });
    let children = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let fields = fields(entry.file_name().to_str()?)?;
            (fields.get(PARENT) == Some(&parent)).then(|| sum(&fields, &OWN_TIME))
        });
    own + children.sum::<Duration>()
}

/// Memory of a process that is in RAM, in MiB.
pub(crate) fn resident_mib(pid: i32) -> Result<f64, Failure> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).map_err(Failure::of)?;
    let kib = status.lines().find_map(|line| {
        line.strip_prefix("VmRSS:")?
            .trim()
            .strip_suffix(" kB")?
            .parse::<u32>()
            .ok()
    });
    kib.map(|kib| f64::from(kib) / 1024.0)
        .ok_or_else(|| Failure::of("/proc says nothing about the server's memory"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_has_memory_and_its_family_is_no_cheaper_than_itself() {
        let pid = i32::try_from(std::process::id()).unwrap();
        assert!(resident_mib(pid).unwrap() > 0.5);
        let own = of_process(pid);
        assert!(of_family(pid) >= own);
    }
}
