//! Records which employees view the cases of persons: each once a day, before the answer goes out.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant as Moment};

use actix_web::web::Data;
use merzim_domain::zone;
use merzim_persistence::viewings::{self, ViewingRow};
use merzim_persistence::{Id, Instant};
use parking_lot::Mutex;
use time::Date;
use uuid::Uuid;

use super::lanes::Lane;
use super::{App, desk};
use crate::auth::lookup;
use crate::http::Call;
use crate::problem::Problem;

/// Most rows in one statement.
const AT_ONCE: usize = 500;

/// Most viewings that are remembered. A forgotten one is written again, which changes nothing.
const MOST: usize = 100_000;

/// Most viewings that wait to be written, while nothing can be.
const MOST_WAITING: usize = 10_000;

/// How long an answer waits for its viewings to be written. After that they are written behind it.
const PATIENCE: Duration = Duration::from_millis(300);

/// The viewings of a day at this node.
#[derive(Debug, Default)]
pub struct Viewings(Mutex<OfDay>);

#[derive(Debug, Default)]
struct OfDay {
    day: Option<Date>,
    /// The cases that an employee of an organisation has viewed.
    known: BTreeMap<(String, String), BTreeSet<Uuid>>,
    /// How many these are.
    size: usize,
    /// What is not written yet.
    waiting: Vec<ViewingRow>,
}

impl Viewings {
    /// Adds what an employee of an organisation has viewed, but for what is known; whether anything waits to be written.
    fn add(&self, (organisation, viewer): (String, String), cases: BTreeSet<Uuid>, day: Date, at: Instant) -> bool {
        let mut own = self.0.lock();
        let OfDay { day: known_day, known, size, waiting } = &mut *own;
        if *known_day != Some(day) || *size > MOST {
            (*known_day, *known, *size) = (Some(day), BTreeMap::new(), 0);
        }
        let seen = known.entry((organisation.clone(), viewer.clone())).or_default();
        for case in cases {
            if waiting.len() < MOST_WAITING && seen.insert(case) {
                *size += 1;
                let (organisation, viewer) = (organisation.clone(), viewer.clone());
                let (id, case_id) = (Id(Uuid::now_v7()), Id(case));
                waiting.push(ViewingRow { id, case_id, day, organisation, viewer, viewed_at: at });
            }
        }
        !waiting.is_empty()
    }

    /// Some of what waits.
    fn some(&self) -> Vec<ViewingRow> {
        let mut own = self.0.lock();
        let some = own.waiting.len().min(AT_ONCE);
        own.waiting.drain(..some).collect()
    }

    /// What could not be written waits on.
    fn put_back(&self, rows: Vec<ViewingRow>) {
        self.0.lock().waiting.splice(..0, rows);
    }
}

impl App {
    /// Records the cases of persons that a call has viewed. A database that cannot be written keeps nobody from reading.
    pub(super) async fn record_viewings(&self, call: &Call) {
        let cases = call.take_viewings();
        let Some(organisation) = &call.actor.organisation else { return };
        if cases.is_empty() {
            return;
        }
        let (now, viewer) = (self.clock.now(), lookup::account(&call.actor.subject).as_str().to_owned());
        let who = (organisation.to_string(), viewer);
        if self.viewings.add(who, cases, zone::local(now).date(), Instant(now)) && self.db.is_writable() {
            // What fails is written later.
            let _ = self.write_viewings().await;
        }
    }

    /// Writes what waits.
    async fn write_viewings(&self) -> Result<(), Problem> {
        loop {
            let rows = self.viewings.some();
            if rows.is_empty() {
                return Ok(());
            }
            let kept = rows.clone();
            let written = self.on_database(Lane::Write, move |db, until| {
                db.write(until.min(Moment::now() + PATIENCE), |connection| {
                    Ok::<_, Problem>(viewings::record(connection, rows)?)
                })
            });
            if let Err(problem) = written.await {
                self.viewings.put_back(kept);
                return Err(problem);
            }
        }
    }
}

/// Writes what waits, for as long as the program runs.
pub async fn keep(app: Data<App>) {
    desk::keep(app, "viewings", async |app| app.write_viewings().await).await;
}
