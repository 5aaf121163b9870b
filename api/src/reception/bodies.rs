//! What is known of state bodies, so that nobody who turns to one need know more than its BIN.

use std::collections::BTreeSet;

use merzim_domain::reception::Quarter;
use merzim_domain::{Bin, zone};
use merzim_persistence::reception::schedules;

use super::facts::form_of;
use crate::app::Desk;
use crate::http::BilingualName;
use crate::organisations::name_of;
use crate::problem::Problem;

/// How many schedules of a body are looked at, the newest first: those of the quarters to come are few.
const MOST: i64 = 12;

/// What is known of a state body.
pub(super) struct Body {
    /// Its name: as in the newest schedule that it has posted, or as the settings or the register of organisations know it.
    pub name: BilingualName,
    /// Codes of those who receive, by its schedules of this quarter and later, or else by the last one.
    pub receivers: BTreeSet<String>,
}

/// What is known of the body with this BIN, if it is known.
pub(super) fn body(desk: &mut Desk<'_>, bin: &Bin) -> Result<Option<Body>, Problem> {
    let posted = schedules::posted(desk.connection, bin, MOST)?;
    let running = Quarter::of(zone::local(desk.now).date()).first();
    let last = posted.first().map(|row| row.quarter);
    let (mut name, mut receivers) = (None, BTreeSet::new());
    for row in posted.iter().filter(|row| row.quarter >= running || Some(row.quarter) == last) {
        let form = form_of(row)?;
        name = name.or(Some(form.body_name));
        receivers.extend(form.receivers.into_iter().map(|receiver| receiver.code));
    }
    let name = match name {
        Some(name) => Some(name),
        None => name_of(desk, bin)?.map(BilingualName::from),
    };
    Ok(name.map(|name| Body { name, receivers }))
}
