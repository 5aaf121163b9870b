//! Filing by persons, and when it counts as received. Nothing lawful is refused for a number: whoever files very much is asked
//! to send it again later, and it counts from the first attempt.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::web::Data;
use merzim_domain::Text;
use merzim_domain::engine::{Actor, NamedParty, Procedure};
use merzim_persistence::{Connection, attempts, cases};
use serde::Serialize;
use time::OffsetDateTime;
use uuid::Uuid;

use super::flow;
use crate::app::App;
use crate::http::call::Call;
use crate::http::input::stored;
use crate::http::reply::Reply;
use crate::http::rfc3339;
use crate::problem::{Fault, Problem};
use crate::signature::sha256;

/// How long a first attempt counts: nobody must wait longer for the next.
pub const COUNTS_FOR: time::Duration = time::Duration::days(2);

/// When something counts as received.
#[derive(Clone, Copy, Debug)]
pub enum Receipt {
    /// At this moment: staff entered what came on paper or was said to them.
    At(OffsetDateTime),
    /// Now, or when it was first tried. The moment is the last of a term, beyond which nobody is kept waiting.
    Sent(Option<OffsetDateTime>),
}

/// Something that a person files.
pub struct Filing {
    /// Now.
    pub now: OffsetDateTime,
    /// Digest of who files what.
    fingerprint: String,
    /// Set when it must wait.
    delayed: Arc<AtomicBool>,
    app: Data<App>,
    call: Call,
}

impl std::fmt::Debug for Filing {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Filing({})", self.now)
    }
}

impl Filing {
    /// Begins the case of what is filed, by the command that `make` gives for the moment of its receipt; gives the case and that
    /// moment. What would be refused is refused, and does not wait.
    ///
    /// # Errors
    /// 429 when the person, or the address, has filed much and must wait, or whatever beginning the case says.
    pub fn begin<P: Procedure>(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (initiator, addressees): (NamedParty, Vec<NamedParty>),
        receipt: Receipt,
        make: impl Fn(&mut Connection, OffsetDateTime) -> Result<P::Command, Problem>,
    ) -> Result<(Uuid, OffsetDateTime), Problem> {
        let received_at = match receipt {
            Receipt::At(at) => at,
            Receipt::Sent(last) => {
                let command = make(connection, self.now)?;
                flow::would_begin::<P>(&self.app, actor, &initiator, &addressees, &command, self.now)?;
                self.received_at(connection, last)?
            }
        };
        let command = make(connection, received_at)?;
        let id = flow::begin::<P>(&self.app, actor, connection, initiator, addressees, &command, received_at)?;
        if received_at < self.now {
            // It counts from its receipt, and has changed now, for whoever keeps a copy.
            cases::touch(connection, id, 1, self.now)?;
        }
        Ok((id, received_at))
    }

    /// Now, or when it was first tried.
    fn received_at(
        &self,
        connection: &mut Connection,
        last: Option<OffsetDateTime>,
    ) -> Result<OffsetDateTime, Problem> {
        let rest = last.filter(|last| *last > self.now);
        let rest = rest.map(|last| Duration::try_from(last - self.now).unwrap_or_default());
        if let Some(wait) = self.app.door.rates.delay(&self.call, rest) {
            self.delayed.store(true, Ordering::Relaxed);
            return Err(Problem::from(Fault::TooManyRequests).retry_after(wait.as_secs() + 1));
        }
        let first = attempts::take(connection, &self.fingerprint)?;
        Ok(first.filter(|first| *first > self.now - COUNTS_FOR && *first < self.now).unwrap_or(self.now))
    }
}

/// Files something in one transaction, as [`App::write`] does. If it must wait, the first attempt is kept.
///
/// # Errors
/// Whatever `work` returns; then nothing is filed.
pub async fn file<T, F>(app: &Data<App>, call: &Call, form: &T, work: F) -> Result<Reply, Problem>
where
    T: Serialize,
    F: FnOnce(&mut Connection, &Filing) -> Result<Reply, Problem> + Send + 'static,
{
    let body = stored(form)?.to_string();
    // Guests are told apart by where they come from and by what they file.
    let who = match (&call.actor.person, call.address) {
        (Some(person), _) => person.as_str().to_owned(),
        (None, address) => address.map(|address| address.to_string()).unwrap_or_default(),
    };
    let fingerprint = sha256(format!("{who} {} {body}", call.target).as_bytes());
    let delayed = Arc::new(AtomicBool::new(false));
    let filing = Filing {
        now: app.clock.now(),
        fingerprint: fingerprint.clone(),
        delayed: Arc::clone(&delayed),
        app: app.clone(),
        call: call.clone(),
    };
    let now = filing.now;
    let filed = app.write(call, body.as_bytes(), move |connection| work(connection, &filing)).await;
    match filed {
        Err(problem) if delayed.load(Ordering::Relaxed) => {
            let first = app.write_plainly(move |connection| Ok(attempts::keep(connection, &fingerprint, now)?)).await?;
            Err(problem.because(counts_from(first)))
        }
        filed => filed,
    }
}

fn counts_from(first: OffsetDateTime) -> Text {
    let first = rfc3339(first);
    Text {
        kk: format!(
            "бүгін көп берілді; кейінірек дәл осыны қайта жіберіңіз: {first} сәтінде келіп түскен деп есептеледі"
        )
        .into(),
        ru: format!("сегодня подано много; отправьте то же самое позже: оно будет считаться поступившим {first}")
            .into(),
        en: format!("much was filed today; send the very same again later: it will count as received at {first}")
            .into(),
    }
}
