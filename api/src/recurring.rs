//! What is owed time and again: Merzim begins a case for each bearer and each period, when its time has come.
//!
//! A row is the right to begin one, so two nodes begin none twice. Nothing is lost while no program runs: what was not begun then is
//! begun later, and is late as it would have been.

use std::collections::VecDeque;

use actix_web::web::Data;
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use merzim_domain::{Bilingual, Bin};
use merzim_persistence::recurrences;
use uuid::Uuid;

use crate::app::{App, Ask, Desk, Serves, desk};
use crate::http::Call;
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

/// A bearer whose cases are not all there, and the last period whose case is to be there.
type Behind<Period> = (Bearer<Period>, Period);

/// So many cases begin in a transaction, or as many more as the last bearer owes.
const BATCH: usize = 100;

/// Begins the cases of `P` that are to be there now. Who owes them, and what is there, is read once; then one bearer follows another, some in
/// each transaction.
pub fn catch_up<P: Recurs>(app: Data<App>) -> LocalBoxFuture<'static, Result<(), Problem>> {
    async move {
        let asked = Ask { app: app.clone(), call: Call::of_system() };
        let mut behind = asked.query(behind::<P>).await?;
        while !behind.is_empty() {
            behind = desk::by_itself(app.clone(), move |desk| begin_some::<P>(desk, behind)).await?;
        }
        Ok(())
    }
    .boxed_local()
}

fn behind<P: Recurs>(desk: &mut Desk<'_>) -> Result<VecDeque<Behind<P::Period>>, Problem> {
    let last = P::last(desk);
    let known = recurrences::spans(desk.connection, P::CODE)?;
    let bearers = P::bearers(desk)?.into_iter().map(|bearer| {
        let ends = bearer.last.map_or(last, |its_last| last.min(its_last));
        (bearer, ends)
    });
    let lacks = |(bearer, ends): &Behind<P::Period>| {
        let (first, last) = (bearer.first.to_string(), ends.to_string());
        let is_there = known.get(bearer.bin.as_str()).is_some_and(|(from, to)| *from <= first && last <= *to);
        bearer.first <= *ends && !is_there
    };
    Ok(bearers.filter(lacks).collect())
}

/// Begins what some of these owe; the others stay.
fn begin_some<P: Recurs>(
    desk: &mut Desk<'_>,
    mut behind: VecDeque<Behind<P::Period>>,
) -> Result<VecDeque<Behind<P::Period>>, Problem> {
    let mut begun = 0;
    while begun < BATCH
        && let Some((bearer, last)) = behind.pop_front()
    {
        // All of one bearer, so that none is missing between the first and the last that are known.
        let known = recurrences::periods(desk.connection, P::CODE, &bearer.bin)?;
        for period in bearer.first.through(last) {
            let text = period.to_string();
            if !known.contains(&text) && recurrences::claim(desk.connection, P::CODE, &bearer.bin, &text)? {
                let _ = P::begin(desk, &bearer, period)?;
                begun += 1;
            }
        }
    }
    Ok(behind)
}
