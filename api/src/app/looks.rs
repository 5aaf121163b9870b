//! Who looks at the cases of persons is recorded, once a day, when they have been answered from the database and before they are told.

use std::collections::BTreeSet;

use merzim_domain::{Bin, zone};
use merzim_persistence::views::{self, ViewRow};
use merzim_persistence::{Id, Instant};
use parking_lot::Mutex;
use time::Date;
use uuid::Uuid;

use super::App;
use crate::auth::lookup;
use crate::http::Call;

/// So many are recorded in one statement.
const AT_ONCE: usize = 500;

/// So many are remembered as recorded. Who is not is recorded once more, which changes nothing.
const MOST: usize = 100_000;

/// Who has looked at what on a day, as far as this node has recorded it.
#[derive(Debug, Default)]
pub struct Looks(Mutex<Recorded>);

#[derive(Debug, Default)]
struct Recorded {
    day: Option<Date>,
    known: BTreeSet<(Uuid, String, String)>,
}

impl Looks {
    /// Those of these cases of which it is not known yet that this employee has looked at them on this day.
    fn unknown(&self, day: Date, cases: BTreeSet<Uuid>, organisation: &str, viewer: &str) -> Vec<Uuid> {
        let mut recorded = self.0.lock();
        if recorded.day != Some(day) || recorded.known.len() > MOST {
            *recorded = Recorded { day: Some(day), known: BTreeSet::new() };
        }
        let is_known = |case: &Uuid| recorded.known.contains(&(*case, organisation.to_owned(), viewer.to_owned()));
        cases.into_iter().filter(|case| !is_known(case)).collect()
    }

    fn add(&self, day: Date, cases: &[Uuid], organisation: &str, viewer: &str) {
        let mut recorded = self.0.lock();
        if recorded.day == Some(day) {
            recorded.known.extend(cases.iter().map(|case| (*case, organisation.to_owned(), viewer.to_owned())));
        }
    }
}

impl App {
    /// Records at which cases of persons a call has looked. A database that cannot be written keeps nobody from reading: then the log says
    /// who has looked.
    pub(super) async fn record_looks(&self, call: &Call) {
        let cases = call.looked_at();
        let Some(organisation) = call.actor.organisation.as_ref().map(Bin::to_string).filter(|_| !cases.is_empty())
        else {
            return;
        };
        let (now, viewer) = (self.clock.now(), lookup::account(&call.actor.subject).as_str().to_owned());
        let day = zone::local(now).date();
        let cases = self.looks.unknown(day, cases, &organisation, &viewer);
        let row = |case: &Uuid| ViewRow {
            id: Id(Uuid::now_v7()),
            case_id: Id(*case),
            day,
            organisation: organisation.clone(),
            viewer: viewer.clone(),
            seen_at: Instant(now),
        };
        for some in cases.chunks(AT_ONCE) {
            let rows = some.iter().map(row).collect();
            match self.write_plainly(move |connection| Ok(views::record(connection, rows)?)).await {
                Ok(()) => self.looks.add(day, some, &organisation, &viewer),
                Err(problem) => {
                    let cases: Vec<String> = some.iter().map(Uuid::to_string).collect();
                    tracing::warn!(organisation, viewer, ?cases, code = problem.code(), "a look is not recorded");
                }
            }
        }
    }
}
