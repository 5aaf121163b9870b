//! The desk: where one request, or Merzim itself, works on the database.

use std::time::Duration as Pause;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use merzim_domain::{Role, zone};
use merzim_persistence::{Connection, DbError};
use serde::Serialize;
use time::OffsetDateTime;
use uuid::Uuid;

use super::lanes::Lane;
use super::record::stored;
use super::{App, Work};
use crate::http::years::leading_to;
use crate::http::{Answer, Call};
use crate::problem::Problem;

/// Everything that work on a case needs: the program, who asks, the database, the moment.
pub struct Desk<'run> {
    /// The program.
    pub app: &'run App,
    /// Who asks.
    pub call: &'run Call,
    /// The database, in one transaction.
    pub connection: &'run mut Connection,
    /// The moment at which everything here happens.
    pub now: OffsetDateTime,
}

impl std::fmt::Debug for Desk<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Desk({})", self.now)
    }
}

impl<'run> Desk<'run> {
    /// The desk of a caller, now.
    pub fn of(app: &'run App, call: &'run Call, connection: &'run mut Connection) -> Self {
        Self { now: app.clock.now(), app, call, connection }
    }

    /// Whether whoever asks acts for the one body that the settings name for a role, and in that role.
    pub fn acts_as(&self, role: Role) -> bool {
        let Call { actor, .. } = self.call;
        let named = self.app.organisation(role).ok().map(|body| &body.bin);
        named.is_some() && actor.organisation.as_ref() == named && actor.roles.contains(&role)
    }

    /// The same desk for another caller, such as whoever has just filed something.
    pub fn for_another<'desk>(&'desk mut self, call: &'desk Call) -> Desk<'desk> {
        Desk { app: self.app, call, connection: self.connection, now: self.now }
    }
}

/// What somebody asks of the program.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The program.
    pub app: Data<App>,
    /// Who asks.
    pub call: Call,
}

impl FromRequest for Ask {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (app, call) = (request.app_data::<Data<App>>().cloned(), Call::from_request(request, payload));
        let missing = || Problem::internal("the program is not set up");
        async move { Ok(Self { call: call.await?, app: app.ok_or_else(missing)? }) }.boxed_local()
    }
}

// What each of these gives is what `work` gives, or 503 when the database is away or too busy.
impl Ask {
    /// The same, whose answer is remembered under no idempotency key: that would tell who asked when.
    pub fn unremembered(mut self) -> Self {
        self.call.idempotency_key = None;
        self
    }

    /// Answers from one state of the database.
    pub async fn show(self, work: impl FnOnce(&mut Desk<'_>) -> Answer + Send + 'static) -> Answer {
        let Self { app, call } = self.clone();
        let answer = app.answer(Lane::Read, self.at_desk(work)).await?;
        app.record_viewings(&call).await;
        Ok(answer)
    }

    /// The same, with a page of a list, which may have to be looked for: 429 when too many search.
    pub async fn list(self, work: impl FnOnce(&mut Desk<'_>) -> Answer + Send + 'static) -> Answer {
        let Self { app, call } = self.clone();
        let answer = app.answer(Lane::Search, self.at_desk(work)).await?;
        app.record_viewings(&call).await;
        Ok(answer)
    }

    /// Changes something in one transaction and answers; of what failed nothing is kept. `form` is what an idempotency key
    /// stands for.
    pub async fn change<T, F>(self, form: T, work: F) -> Answer
    where
        T: Serialize + Send + 'static,
        F: FnOnce(&mut Desk<'_>, T) -> Answer + Send + 'static,
    {
        let said = stored(&form)?.0;
        let (text, today) = (said.to_string(), zone::local(self.app.clock.now()).date());
        let answer = self.write(text.as_bytes(), move |desk| work(desk, form)).await;
        answer.map_err(|problem| problem.of_what_was_said(|unknown| leading_to(unknown, &said, '/', Some(today))))
    }

    /// The same, where an idempotency key stands for these bytes.
    pub async fn write(self, said: &[u8], work: impl FnOnce(&mut Desk<'_>) -> Answer + Send + 'static) -> Answer {
        let Self { app, call } = self.clone();
        let answer = app.write(&call, said, self.at_desk(work)).await?;
        app.record_viewings(&call).await;
        Ok(answer)
    }

    /// Reads something that is not an answer yet.
    pub async fn query<T, F>(&self, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&mut Desk<'_>) -> Result<T, Problem> + Send + 'static,
    {
        let read = self.app.query(self.clone().at_desk(work)).await?;
        self.app.record_viewings(&self.call).await;
        Ok(read)
    }

    /// The work on the database that is done at the desk of whoever asks.
    fn at_desk<T>(self, work: impl FnOnce(&mut Desk<'_>) -> Result<T, Problem> + Send + 'static) -> impl Work<T> {
        move |connection| work(&mut Desk::of(&self.app, &self.call, connection))
    }
}

/// Changes something that nobody asked for, in one transaction.
pub async fn by_itself<T, F>(app: Data<App>, work: F) -> Result<T, Problem>
where
    T: Send + 'static,
    F: FnOnce(&mut Desk<'_>) -> Result<T, Problem> + Send + 'static,
{
    app.change(Ask { app: app.clone(), call: Call::of_system() }.at_desk(work)).await
}

/// So many are waited for by [`each`] at once.
pub const BATCH: i64 = 50;

/// Does `work`, which nobody asked for, on each of what `waiting` gives, batch by batch, each in a transaction of its own. What
/// another node has done meanwhile, or what fails, is left for the next time.
pub async fn each<F, W>(app: &Data<App>, waiting: F, work: W) -> Result<(), Problem>
where
    F: Fn(&mut Connection, Uuid) -> Result<Vec<Uuid>, DbError> + Clone + Send + 'static,
    W: Fn(&mut Desk<'_>, Uuid) -> Result<(), Problem> + Copy + Send + 'static,
{
    let mut after = Uuid::nil();
    loop {
        let next = waiting.clone();
        let batch = app.query(move |connection| Ok(next(connection, after)?)).await?;
        let Some(last) = batch.last() else { return Ok(()) };
        after = *last;
        for id in batch {
            if let Err(problem) = by_itself(app.clone(), move |desk| work(desk, id)).await {
                tracing::warn!(case = %id, code = problem.code(), cause = problem.cause(), "waits");
            }
        }
    }
}

/// How often one looks even if nobody rings, for what another node has written, and for what its time has come.
const PAUSE: Pause = Pause::from_secs(1);

/// Has `run` look what there is to do, whenever something was changed and now and then, for as long as the program runs.
pub async fn keep(app: Data<App>, what: &'static str, run: impl AsyncFn(&Data<App>) -> Result<(), Problem>) {
    let mut changed = app.changed.subscribe();
    loop {
        if let Err(problem) = run(&app).await {
            tracing::warn!(code = problem.code(), cause = problem.cause(), "{what} wait");
        }
        let _ = tokio::time::timeout(PAUSE, changed.changed()).await;
    }
}
