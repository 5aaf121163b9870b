//! Demo data: made through the same engine and storage as real data, dated back from now.

use merzim_domain::{Role, Vocabulary, Who};
use merzim_persistence::cases::Viewer;
use merzim_persistence::obligations::{self, Filter};

use crate::app::part::demo::MINISTRY;
use crate::app::{App, Desk};
use crate::http::Call;
use crate::problem::Problem;

/// Puts the demo data of every part into a database in which the ministry owes nothing and is owed nothing.
pub fn seed(app: &App) -> Result<(), Problem> {
    let viewer = Viewer { parties: vec![Who::Organisation(MINISTRY.bin()?)], roles: Role::ALL.to_vec() };
    let itself = Call::of_system();
    app.db.write(std::time::Instant::now() + merzim_persistence::PATIENCE, |connection| {
        let desk = &mut Desk::of(app, &itself, connection);
        let known = obligations::list(desk.connection, &viewer, &Filter::default(), desk.now, None, 1)?;
        if !known.items.is_empty() {
            return Ok(());
        }
        app.parts.iter().try_for_each(|part| (part.demo.cases)(desk))
    })
}
