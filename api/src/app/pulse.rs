//! The pulse of the database: whether it answers, so that nobody waits long for one that does not; and whether it, and the
//! folder of files, can be written again after they could not.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::web::Data;
use tokio::sync::Notify;

use crate::app::App;

/// How often it is felt, and how long the database may take to answer.
const BEAT: Duration = Duration::from_millis(400);
const ANSWER_WITHIN: Duration = Duration::from_millis(1200);

/// Whether the database answers.
#[derive(Debug)]
pub struct Pulse {
    up: AtomicBool,
    lost: Notify,
}

impl Default for Pulse {
    fn default() -> Self {
        Self { up: AtomicBool::new(true), lost: Notify::new() }
    }
}

impl Pulse {
    /// Whether the database answered when it was last asked.
    pub fn is_up(&self) -> bool {
        self.up.load(Ordering::Relaxed)
    }

    fn set(&self, up: bool) {
        let was = self.up.swap(up, Ordering::Relaxed);
        if !up {
            self.lost.notify_waiters();
        }
        match (was, up) {
            (true, false) => tracing::error!("the database does not answer"),
            (false, true) => tracing::info!("the database answers again"),
            _ => {}
        }
    }

    /// What `work` gives, or nothing if the database stops answering meanwhile.
    pub async fn while_up<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let lost = self.lost.notified();
        tokio::pin!(lost);
        // From here on a loss is noticed, also one that comes before the first wait.
        lost.as_mut().enable();
        if !self.is_up() {
            return None;
        }
        tokio::select! {
            done = work => Some(done),
            () = lost => None,
        }
    }
}

/// Feels the pulse for as long as the program runs, on a connection of its own.
pub async fn watch(app: Data<App>) {
    let mut probe = None;
    loop {
        let db = app.db.clone();
        let held = probe.take();
        let mut beat = actix_web::rt::task::spawn_blocking(move || db.probe(held));
        let answer = match tokio::time::timeout(ANSWER_WITHIN, &mut beat).await {
            Ok(answer) => answer,
            Err(_) => {
                app.pulse.set(false);
                // It hangs. One such question is enough: it comes back when the database does.
                beat.await
            }
        };
        probe = answer.ok().and_then(Result::ok);
        app.pulse.set(probe.is_some());
        tokio::time::sleep(BEAT).await;
    }
}

/// Tries what could not be written, for as long as the program runs: one at a time, however long that takes.
pub async fn recover(app: Data<App>) {
    let mut known = (true, true);
    loop {
        let (db, files) = (app.db.clone(), app.files.clone());
        let tried = actix_web::rt::task::spawn_blocking(move || {
            let database = db.is_writable() || db.try_writing().is_ok();
            let folder = files.is_writable() || files.try_writing().is_ok();
            (database, folder)
        });
        let found = tried.await.unwrap_or((false, false));
        for (what, was, is) in [("the database", known.0, found.0), ("the folder of files", known.1, found.1)] {
            match (was, is) {
                (true, false) => tracing::error!(what, "cannot be written"),
                (false, true) => tracing::info!(what, "can be written again"),
                _ => {}
            }
        }
        known = found;
        tokio::time::sleep(BEAT).await;
    }
}
