//! That somebody was told, and by which way.

use merzim_domain::{Role, Vocabulary};
use merzim_persistence::notices;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::Desk;
use crate::http::At;
use crate::problem::Problem;

/// That somebody was notified, and by which way.
#[derive(Debug, Serialize, ToSchema)]
pub struct Notified {
    /// When.
    pub at: At,
    /// By which way: the carrier that took the notice there.
    #[schema(example = "inbox")]
    pub carrier: String,
}

impl Notified {
    /// That whoever takes part in a case in this role was told the last of these notices, once it was.
    pub fn of<N: Vocabulary>(
        desk: &mut Desk<'_>,
        case: Uuid,
        role: Role,
        last_of: &[N],
    ) -> Result<Option<Self>, Problem> {
        let kinds: Vec<&str> = last_of.iter().map(|notice| notice.code()).collect();
        let delivered = notices::delivered(desk.connection, case, role, &kinds)?;
        Ok(delivered.map(|(at, carrier)| Self { at: At(at), carrier }))
    }
}
