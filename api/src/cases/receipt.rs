//! Filing by persons, and when it counts as received. Nothing lawful is refused for a number: whoever files very much is asked
//! to send it again later, and it counts from the first attempt.

use std::time::Duration;

use merzim_domain::Text;
use merzim_domain::calendar::moment_in_words;
use merzim_domain::engine::{Actor, Procedure};
use merzim_persistence::{attempts, cases};
use serde::Serialize;
use time::OffsetDateTime;
use uuid::Uuid;

use super::flow::{self, Parties};
use crate::app::{Ask, Desk, stored};
use crate::digest::sha256;
use crate::http::Answer;
use crate::problem::{Fault, Problem};

/// When something counts as received.
#[derive(Clone, Copy, Debug)]
pub enum Receipt {
    /// At this moment: staff entered what came on paper or was said to them.
    At(OffsetDateTime),
    /// Now, or when it was first tried. The moment is the last of a term, beyond which nobody is kept waiting.
    Sent(Option<OffsetDateTime>),
}

/// An attempt to file something, as a digest of who files what.
#[derive(Clone, Debug)]
pub struct Attempt(String);

impl Attempt {
    /// Begins the case of what is filed, with the facts and the command that `make` gives for the moment of its receipt, which
    /// is `now` at its desk; gives the case and that moment. What would be refused is refused, and does not wait. Else
    /// 429 when the person, or the address, has filed much and must wait, or whatever beginning the case says.
    pub fn begin<P: Procedure>(
        &self,
        desk: &mut Desk<'_>,
        actor: &Actor,
        parties: Parties,
        receipt: Receipt,
        make: impl Fn(&mut Desk<'_>) -> Result<(P::Facts, P::Command), Problem>,
    ) -> Result<(Uuid, OffsetDateTime), Problem> {
        let now = desk.now;
        let received_at = match receipt {
            Receipt::At(at) => at,
            Receipt::Sent(last) => {
                let (facts, command) = make(desk)?;
                flow::would_begin::<P>(desk, actor, &parties, facts, &command)?;
                self.received_at(desk, last)?
            }
        };
        desk.now = received_at;
        let (facts, command) = make(desk)?;
        let id = flow::begin::<P>(desk, actor, parties, facts, &command)?;
        desk.now = now;
        if received_at < now {
            // It counts from its receipt, and has changed now, for whoever keeps a copy.
            cases::touch(desk.connection, id, 1, now)?;
        }
        Ok((id, received_at))
    }

    /// Now, or when it was first tried: what was right then is not wrong because it had to wait.
    pub fn first(&self, desk: &mut Desk<'_>) -> Result<OffsetDateTime, Problem> {
        Ok(attempts::first(desk.connection, &self.0, desk.now)?)
    }

    /// Now, or when it was first tried. Else 429 when the person, or the address, has filed much and must wait; `last` is the last moment
    /// for it.
    pub fn received_at(&self, desk: &mut Desk<'_>, last: Option<OffsetDateTime>) -> Result<OffsetDateTime, Problem> {
        let now = desk.now;
        let rest = last.filter(|last| *last > now);
        let rest = rest.map(|last| Duration::try_from(last - now).unwrap_or_default());
        match desk.app.door.rates.delay(desk.call, rest) {
            Some(wait) => Err(Problem::from(Fault::TooManyRequests).retry_after(wait.as_secs() + 1)),
            None => Ok(attempts::take(desk.connection, &self.0, now)?),
        }
    }
}

/// Files something in one transaction, as [`Ask::change`] does. If it must wait, the first attempt is kept.
pub async fn file<T, F>(ask: Ask, form: T, work: F) -> Answer
where
    T: Serialize + Send + 'static,
    F: FnOnce(&mut Desk<'_>, &Attempt, T) -> Answer + Send + 'static,
{
    // Guests are told apart by where they come from and by what they file.
    let who = match (&ask.call.actor.person, ask.call.address) {
        (Some(person), _) => person.as_str().to_owned(),
        (None, address) => address.map(|address| address.to_string()).unwrap_or_default(),
    };
    let attempt = Attempt(sha256(format!("{who} {} {}", ask.call.target, stored(&form)?.0).as_bytes()));
    let (app, now, Attempt(fingerprint)) = (ask.app.clone(), ask.app.clock.now(), attempt.clone());
    match ask.change(form, move |desk, form| work(desk, &attempt, form)).await {
        // Nothing else that is done here asks to wait.
        Err(problem) if problem.is(Fault::TooManyRequests) => {
            let first = app.write_plainly(move |connection| Ok(attempts::keep(connection, &fingerprint, now)?)).await?;
            Err(problem.because(counts_from(first)))
        }
        filed => filed,
    }
}

fn counts_from(first: OffsetDateTime) -> Text {
    let words = Text::new(
        "Бүгін көп берілді. Кейінірек дәл осыны қайта жіберіңіз: келіп түскен уақыты мынау деп есептеледі: {}.",
        "Сегодня подано много. Отправьте то же самое позже: временем поступления будет считаться {}.",
        "Much was filed today. Send the very same again later: it will count as received on {}.",
    );
    words.with(&moment_in_words(first))
}
