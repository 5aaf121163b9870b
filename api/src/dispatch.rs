//! Delivers notices: takes them from the outbox, hands them to the carrier, then records the delivery
//! and what it does to the case in one transaction.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::web::Data;
use merzim_domain::procedures;
use merzim_persistence::notices::{self, NoticeRow};
use merzim_persistence::{PATIENCE, attempts, cases, idempotency};

use crate::app::{App, Desk};
use crate::cases::flow;
use crate::http::{Call, block};
use crate::problem::Problem;

/// Takes a notice to its reader.
pub trait Carrier: Send + Sync {
    /// Name of the carrier, as recorded.
    fn name(&self) -> &'static str;

    /// Takes the notice there; a notice taken before must not arrive twice.
    fn carry(&self, notice: &NoticeRow) -> Result<(), String>;
}

/// The inbox within Merzim: recording the delivery puts the notice there.
#[derive(Clone, Copy, Debug)]
pub struct Inbox;

impl Carrier for Inbox {
    fn name(&self) -> &'static str {
        "inbox"
    }

    fn carry(&self, _: &NoticeRow) -> Result<(), String> {
        Ok(())
    }
}

/// How often the outbox is looked at even if nobody rings, for what another node left.
const PAUSE: Duration = Duration::from_secs(1);
const BATCH: i64 = 50;
/// How often what is too old is forgotten.
const CLEANING: Duration = Duration::from_secs(3600);

/// Delivers notices for as long as the program runs.
pub async fn run(app: Data<App>, carrier: Arc<dyn Carrier>) {
    let mut changed = app.changed.subscribe();
    let mut cleaned: Option<Instant> = None;
    loop {
        if let Err(problem) = deliver_waiting(&app, &carrier).await {
            tracing::warn!(code = problem.code(), cause = problem.cause(), "notices wait");
        }
        if cleaned.is_none_or(|at| at.elapsed() > CLEANING) {
            match forget_old(&app).await {
                Ok(()) => cleaned = Some(Instant::now()),
                Err(problem) => {
                    tracing::warn!(code = problem.code(), cause = problem.cause(), "what is old stays");
                }
            }
        }
        let _ = tokio::time::timeout(PAUSE, changed.changed()).await;
    }
}

/// Forgets old idempotency keys, and first attempts to file that count no more.
async fn forget_old(app: &App) -> Result<(), Problem> {
    let now = app.clock.now();
    app.write_plainly(move |connection| {
        idempotency::forget(connection, time::OffsetDateTime::now_utc())?;
        Ok(attempts::forget(connection, now)?)
    })
    .await
}

/// Delivers the notices that wait. One that cannot be delivered waits on.
pub async fn deliver_waiting(app: &Data<App>, carrier: &Arc<dyn Carrier>) -> Result<(), Problem> {
    let mut after = None;
    loop {
        let batch = app.query(move |connection| Ok(notices::waiting(connection, after, BATCH)?)).await?;
        let Some(last) = batch.last() else { return Ok(()) };
        after = Some(last.id.0);
        for notice in batch {
            let (inner, carrier) = (app.clone(), Arc::clone(carrier));
            let id = notice.id.0;
            match block(move || hand_over(&inner, &*carrier, &notice)).await {
                Ok(()) => app.door.metrics.notices_delivered.inc(),
                // A case that changed meanwhile, or a carrier that failed: next time.
                Err(problem) => {
                    app.door.metrics.notices_failed.inc();
                    tracing::warn!(notice = %id, code = problem.code(), cause = problem.cause(), "not delivered")
                }
            }
        }
    }
}

/// Carries a notice and records it. The carrying is outside of the transactions: a carrier may be slow. A notice carried but not
/// recorded is carried again, so carriers leave out what they have already taken, by its id.
fn hand_over(app: &App, carrier: &dyn Carrier, notice: &NoticeRow) -> Result<(), Problem> {
    if perishes(notice) && in_transaction(app, |desk| has_perished(desk, notice))? {
        return Ok(());
    }
    carrier.carry(notice).map_err(Problem::internal)?;
    in_transaction(app, |desk| deliver(desk, carrier.name(), notice))
}

/// Does something at Merzim's own desk, in no lane: a node delivers one notice after the other, which takes one connection at
/// most. So callers who fill the lane of writes keep nobody from being told; and as no caller waits for a delivery, it need not
/// end as soon as the database is lost.
fn in_transaction<T>(app: &App, work: impl FnOnce(&mut Desk<'_>) -> Result<T, Problem>) -> Result<T, Problem> {
    let itself = Call::of_system();
    app.db.write(Instant::now() + PATIENCE, |connection| work(&mut Desk::of(app, &itself, connection)))
}

/// Whether a notice may be of a kind that must still hold when it is sent.
fn perishes(notice: &NoticeRow) -> bool {
    procedures::all().iter().any(|built| built.perishable.contains(&notice.kind.as_str()))
}

/// Gives a notice up that holds no more: something has happened in its case since, or in what the case depends on.
fn has_perished(desk: &mut Desk<'_>, notice: &NoticeRow) -> Result<bool, Problem> {
    let row = cases::by_id(desk.connection, notice.case_id.0)?;
    if !flow::built(&row.procedure)?.perishable.contains(&notice.kind.as_str()) {
        return Ok(false);
    }
    // What it depends on is held still first, so that nothing comes between.
    let depends = match desk.app.place(&row.procedure).and_then(|place| place.still_holds) {
        Some(still_holds) => still_holds(desk, row.id.0)?,
        None => true,
    };
    let perished = !depends || notices::is_outdated(desk.connection, notice)?;
    if perished {
        notices::give_up(desk.connection, notice.id.0, desk.now)?;
    }
    Ok(perished)
}

fn deliver(desk: &mut Desk<'_>, carrier: &str, notice: &NoticeRow) -> Result<(), Problem> {
    // Once more, where nothing can come between.
    if perishes(notice) && has_perished(desk, notice)? {
        return Ok(());
    }
    // The notices of one event are delivered one after the other, so that the last one knows that it is.
    let row = cases::locked(desk.connection, notice.case_id.0)?;
    let delivered = notices::deliver(desk.connection, notice.id.0, carrier, desk.now)?;
    if !delivered || !notices::all_told(desk.connection, notice)? {
        return Ok(());
    }
    let place = desk.app.place(&row.procedure).ok_or_else(|| Problem::internal("a case without a place"))?;
    (place.told)(desk, &row, &notice.kind)
}
