//! File descriptors: every connection takes one, and who has none left accepts nobody.

use std::time::Duration;

use actix_web::web::Data;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::app::App;

/// How many are kept for the database, files and the program itself, besides the connections to the database.
const OWN: u64 = 128;
/// As many as a system without a limit is taken to have.
const PLENTY: u64 = 1 << 20;
/// From which part of the limit on, in percent, the log says so.
const MANY: u64 = 80;

/// Raises the limit as far as the system lets a program do, and gives it back.
pub fn raise() -> u64 {
    let limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.unwrap_or(PLENTY);
    let raised = Rlimit { current: Some(most), maximum: limit.maximum };
    match setrlimit(Resource::Nofile, raised) {
        Ok(()) => most,
        Err(_) => limit.current.unwrap_or(PLENTY),
    }
}

/// How many connections each worker may take, so that there is always a descriptor for each, and another for a file that it
/// sends or brings.
pub fn connections(limit: u64, pool: u32, workers: usize) -> usize {
    let left = limit.saturating_sub(OWN + u64::from(pool)) / 2;
    usize::try_from(left).unwrap_or(usize::MAX).checked_div(workers).unwrap_or_default().clamp(16, 25_600)
}

/// How many are open, where the system tells.
pub fn open() -> Option<u64> {
    std::fs::read_dir("/proc/self/fd").ok().map(|entries| u64::try_from(entries.count()).unwrap_or(u64::MAX))
}

/// How many there may be.
pub fn limit() -> u64 {
    getrlimit(Resource::Nofile).current.unwrap_or(PLENTY)
}

/// Warns, for as long as the program runs, when few are left.
pub async fn watch(app: Data<App>) {
    let mut warned = false;
    loop {
        let (open, limit) = (open().unwrap_or_default(), limit());
        let many = open.saturating_mul(100) >= limit.saturating_mul(MANY);
        if many && !warned {
            tracing::warn!(open, limit, watchers = app.live.watchers(), "few file descriptors are left");
        }
        warned = many;
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
}
