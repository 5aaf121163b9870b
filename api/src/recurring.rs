//! What is owed time and again: Merzim begins a case for each bearer and each period, when its time has come.
//!
//! A row is the right to begin one, so two nodes begin none twice. Nothing is lost while no program runs: what was not begun then is
//! begun later, and is late as it would have been.

use std::cell::Cell;

use actix_web::web::Data;
use merzim_domain::{Bilingual, Bin, zone};
use merzim_persistence::{organisations, recurrences};
use uuid::Uuid;

use crate::app::{App, Desk, Serves, desk};
use crate::problem::Problem;

/// Who owes something in each period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearer<Period> {
    /// Its BIN.
    pub bin: Bin,
    /// Its name.
    pub name: Bilingual,
    /// From this period on.
    pub first: Period,
    /// Up to this period, if that is known.
    pub last: Option<Period>,
}

/// A procedure whose cases begin by themselves, one for each bearer and period.
pub trait Recurs: Serves {
    /// A period, such as a week. Its text has the order of time.
    type Period: Period;

    /// Who owes it.
    fn bearers(desk: &mut Desk<'_>) -> Result<Vec<Bearer<Self::Period>>, Problem>;

    /// The last period whose case is to be there now.
    fn last(desk: &Desk<'_>) -> Self::Period;

    /// Begins the case of a bearer for a period.
    fn begin(desk: &mut Desk<'_>, bearer: &Bearer<Self::Period>, period: Self::Period) -> Result<Uuid, Problem>;
}

/// A period in which something is owed once.
pub trait Period: Copy + Ord + std::fmt::Display + Send + 'static {
    /// Those from this one to `last`, in order.
    fn through(self, last: Self) -> impl Iterator<Item = Self>;
}

impl Period for merzim_domain::week::Week {
    fn through(self, last: Self) -> impl Iterator<Item = Self> {
        self.through(last)
    }
}

/// Begins the cases of `P` that are to be there now, bearer by bearer until there are so many; whether there may be more.
pub fn catch_up<P: Recurs>(desk: &mut Desk<'_>, most: i64) -> Result<bool, Problem> {
    let last = P::last(desk);
    let spans = recurrences::spans(desk.connection, P::CODE)?;
    let mut begun = 0;
    for bearer in P::bearers(desk)? {
        let first = bearer.first;
        let ends = bearer.last.map_or(last, |its_last| last.min(its_last));
        let covers = |(known_first, known_last): &(String, String)| {
            *known_first <= first.to_string() && ends.to_string() <= *known_last
        };
        if ends < first || spans.get(bearer.bin.as_str()).is_some_and(covers) {
            continue;
        }
        if begun >= most {
            return Ok(true);
        }
        // All of one bearer, so that none is missing between the first and the last that are known.
        let known = recurrences::periods(desk.connection, P::CODE, &bearer.bin)?;
        for period in first.through(ends) {
            let text = period.to_string();
            if !known.contains(&text) && recurrences::claim(desk.connection, P::CODE, &bearer.bin, &text)? {
                let _ = P::begin(desk, &bearer, period)?;
                begun += 1;
            }
        }
    }
    Ok(false)
}

/// After so many, the next transaction begins.
const BATCH: i64 = 100;

/// Begins what is to begin, for as long as the program runs. It is looked for on a new day, and when the register has changed.
pub async fn keep(app: Data<App>) {
    let seen = Cell::new(None);
    let look = async |app: &Data<App>| {
        let day = zone::local(app.clock.now()).date();
        let changes = app.query(|connection| Ok(organisations::changes(connection)?)).await?;
        if seen.get() != Some((day, changes)) {
            begin_all(app).await?;
            seen.set(Some((day, changes)));
        }
        Ok(())
    };
    desk::keep(app, "what is owed time and again", look).await;
}

/// Begins all that is to be there now, some in each transaction.
pub async fn begin_all(app: &Data<App>) -> Result<(), Problem> {
    for recurrence in app.parts.iter().flat_map(|part| part.recurs) {
        while desk::by_itself(app.clone(), move |desk| recurrence(desk, BATCH)).await? {}
    }
    Ok(())
}
