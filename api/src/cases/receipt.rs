//! Filing by persons, and when it counts as received. Nothing lawful is refused for a number: whoever files very much is asked
//! to send it again later, and it counts from the first attempt.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::web::Data;
use merzim_domain::Text;
use merzim_persistence::{Connection, attempts};
use serde::Serialize;
use time::OffsetDateTime;

use crate::app::App;
use crate::http::call::Call;
use crate::http::input::stored;
use crate::http::problem::{Fault, Problem};
use crate::http::reply::Reply;
use crate::http::rfc3339;
use crate::signature::sha256;

/// How long a first attempt is remembered, if nothing comes after it.
pub const REMEMBERED: time::Duration = time::Duration::days(30);

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
    /// When it counts as received: now, or when it was first tried. `last` is the last moment of a term, beyond which nobody
    /// is kept waiting.
    ///
    /// # Errors
    /// 429 when the person, or the address, has filed much and must wait.
    pub fn received_at(
        &self,
        connection: &mut Connection,
        last: Option<OffsetDateTime>,
    ) -> Result<OffsetDateTime, Problem> {
        let rest = last.map(|last| Duration::try_from(last - self.now).unwrap_or_default());
        if let Some(wait) = self.app.rates.delay(&self.call, rest) {
            self.delayed.store(true, Ordering::Relaxed);
            return Err(Problem::from(Fault::TooManyRequests).retry_after(wait.as_secs() + 1));
        }
        Ok(attempts::take(connection, &self.fingerprint)?.unwrap_or(self.now))
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
    // Guests have nothing in common but what they file.
    let person = call.actor.person.as_ref().map_or("", |person| person.as_str());
    let fingerprint = sha256(format!("{person} {} {body}", call.target).as_bytes());
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
