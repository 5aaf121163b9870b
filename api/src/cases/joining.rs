//! What is added to the case considered before, without an answer, once one like it was returned (articles 64(8) and 94(1) of the Code).

use merzim_domain::consideration::mending::ReturnGround;
use merzim_domain::engine::{Acting, Alteration};
use merzim_domain::{Role, Text};
use merzim_persistence::cases::{self, CaseRow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationErrors};

use super::earlier::{Earlier, EarlierCase, EarlierForm};
use super::mending::Returned;
use crate::app::Desk;
use crate::http::At;
use crate::http::input::together;
use crate::problem::{FieldFaults, Problem};

/// Which one was returned before.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "earlier": { "registered": { "on": "2025-11-20", "number": "Ж-12" } } }))]
pub struct JoiningForm {
    /// The one that was returned because it was identical to one considered before.
    pub earlier: EarlierForm,
}

impl Validate for JoiningForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        together([self.earlier.is_one()])
    }
}

/// That this was added to the case considered before, without an answer (art. 64(8) of the Code).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Joining {
    /// When.
    #[schema(value_type = String, format = DateTime, example = "2026-01-12T10:00:00+05:00")]
    pub at: At,
    /// The one that was returned before as identical.
    pub returned: Earlier,
    /// What was considered before, as far as that return says it.
    pub considered: Option<Earlier>,
}

/// An identical case that was added to this one, without an answer (art. 64(8) of the Code).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct JoinedCase {
    /// When.
    #[schema(value_type = String, format = DateTime, example = "2026-01-12T10:00:00+05:00")]
    pub at: At,
    /// The case.
    pub case: EarlierCase,
}

impl JoiningForm {
    /// What it names, looked up in a case that this `body` considers; `returned_by` tells why a case was returned, if it was.
    pub fn look_up(
        self,
        desk: &mut Desk<'_>,
        row: &CaseRow,
        body: Role,
        mut faults: FieldFaults,
        returned_by: impl FnOnce(&mut Desk<'_>, Uuid) -> Result<Option<Returned>, Problem>,
    ) -> Result<Joining, Problem> {
        let returned = self.earlier.look_up(desk, row, body, &mut faults, |_, _| Ok(true))?;
        let mut considered = None;
        if let Some(case) = returned.as_ref().and_then(|returned| returned.case.as_ref()) {
            match returned_by(desk, case.id)? {
                Some(Returned { ground, earlier, .. }) if ground.0 == ReturnGround::Identical => considered = earlier,
                _ => {
                    let message = Text::new(
                        "бұл іс бірдей болғандықтан қайтарылмаған",
                        "это дело не возвращено как идентичное",
                        "was not returned as identical",
                    );
                    faults.tell_of(&["/earlier/case"], message);
                }
            }
        }
        faults.none()?;
        let returned = returned.ok_or_else(|| Problem::internal("nothing that was returned"))?;
        Ok(Joining { at: At(desk.now), returned, considered })
    }
}

impl Joining {
    /// The case to which it is added: the one considered before or, where that is none of Merzim's, the one that was returned.
    fn to(&self) -> Option<Uuid> {
        let case = |earlier: &Earlier| earlier.case.as_ref().map(|case| case.id);
        self.considered.as_ref().and_then(case).or_else(|| case(&self.returned))
    }

    /// Has `row` stand in the events of the case to which it is added, if that is one of Merzim's; gives what is to be noted there, and
    /// where.
    pub fn enter(
        &self,
        desk: &mut Desk<'_>,
        row: &CaseRow,
        by: &Acting,
    ) -> Result<Option<(Uuid, JoinedCase)>, Problem> {
        let Some(to) = self.to() else { return Ok(None) };
        let before = cases::locked(desk.connection, to)?;
        let request = desk.call.request_id.as_deref();
        cases::alter(desk.connection, &before, by, Alteration::JoinCase, request, desk.now)?;
        let case = EarlierCase { id: row.id.0, number: row.number.clone() };
        Ok(Some((to, JoinedCase { at: self.at, case })))
    }
}
