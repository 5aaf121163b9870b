//! Some time after a request it is erased who asked, what was asked and what was answered. Its holder, its dates and its outcome are kept.

use merzim_persistence::{attachments, information, signatures};
use time::Date;
use uuid::Uuid;

use super::facts::{StoredRequest, Story};
use super::settings::InformationSettings;
use crate::app::part::{Daily, Erasure};
use crate::app::{Desk, Record};
use crate::problem::Problem;

/// What is erased.
pub const ERASED: &[Daily] = &[Daily::Erase(Erasure {
    what: "who asked for information, what was asked and what was answered",
    kept: |config| config.part::<InformationSettings>().kept,
    due: information::to_erase,
    erase,
})];

fn erase(desk: &mut Desk<'_>, before: Date, id: Uuid) -> Result<(), Problem> {
    if !information::begin_erasing(desk.connection, id, before, desk.now)? {
        return Ok(());
    }
    let row = information::of_case(desk.connection, id)?;
    let (stored, story) = (StoredRequest::read(&row.form)?, Story::read(&row.story)?);
    let kept = (stored.erased().write()?, story.erased().write()?);
    information::erase(desk.connection, id, kept, desk.now)?;
    signatures::forget(desk.connection, id)?;
    for file in attachments::of_case(desk.connection, id)? {
        attachments::remove(desk.connection, file.id.0)?;
        // Before the commit: if that fails, the request is erased again, and no file is left behind.
        desk.app.files.remove(file.id.0)?;
    }
    Ok(())
}
