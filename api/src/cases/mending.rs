//! What an appeal or a complaint lacks: pointed out, mended, returned (articles 64(6)–(7) and 94(1) of the Code). It is the same in
//! every procedure that returns.

use merzim_domain::Role;
use merzim_domain::consideration::mending::{self, ReturnGround};
use merzim_persistence::cases::CaseRow;
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use super::earlier::{self, Earlier, EarlierForm};
use crate::app::Desk;
use crate::http::input::together;
use crate::http::{At, Bilingual, Code};
use crate::problem::{FieldFaults, Problem};

pub type ReturnGroundCode = Code<ReturnGround>;

/// What is lacking, and until when it is to be mended (art. 64(6) of the Code).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "requirements": { "kk": "Пошталық мекенжай толық емес", "ru": "Почтовый адрес неполон" },
    "until": "2026-03-18",
}))]
pub struct IncompleteForm {
    /// Which requirements are not met.
    pub requirements: Bilingual,
    /// The last day to mend it: a reasonable term, within that for the decision.
    pub until: Date,
}

/// Why something is returned (art. 64(7) of the Code).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "ground": "identical",
    "earlier": { "registered": { "on": "2025-11-20", "number": "Ж-12" } },
    "reasons": { "kk": "Жаңа дәлелдер жоқ", "ru": "Новых доводов нет" },
}))]
pub struct ReturnForm {
    /// The ground.
    pub ground: ReturnGroundCode,
    /// What was considered before: required where it is identical to that, else not given.
    pub earlier: Option<EarlierForm>,
    /// The reasons.
    pub reasons: Bilingual,
}

impl Validate for ReturnForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        together([earlier::named(self.ground.0 == ReturnGround::Identical, self.earlier.as_ref())])
    }
}

impl ReturnForm {
    /// The same with what was considered before, looked up in a case that this `body` considers.
    pub fn look_up<C: FnOnce(&mut Desk<'_>, &CaseRow) -> Result<bool, Problem>>(
        self,
        desk: &mut Desk<'_>,
        row: &CaseRow,
        body: Role,
        mut faults: FieldFaults,
        was_considered: C,
    ) -> Result<impl FnOnce(At) -> Returned + use<C>, Problem> {
        let Self { ground, earlier, reasons } = self;
        let earlier = match earlier {
            Some(earlier) => earlier.look_up(desk, row, body, &mut faults, was_considered)?,
            None => None,
        };
        faults.none()?;
        Ok(move |at| Returned { at, ground, earlier, reasons })
    }
}

/// Something to be noted.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NoteForm {
    /// What.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S", example = "Мәліметтер толықтырылды")]
    pub text: String,
}

/// Something that was noted.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Note {
    /// When.
    #[schema(value_type = String, format = DateTime, example = "2026-01-13T10:30:00+05:00")]
    pub at: At,
    /// What.
    #[schema(example = "Мәліметтер толықтырылды")]
    pub text: String,
}

/// What is lacking (art. 64(6) of the Code).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Incomplete {
    /// When that was pointed out.
    #[schema(value_type = String, format = DateTime, example = "2025-12-17T10:00:00+05:00")]
    pub at: At,
    /// Until which day it is to be mended.
    pub until: Date,
    /// Which requirements are not met.
    pub requirements: Bilingual,
    /// What was added since.
    pub mended: Vec<Note>,
}

impl Incomplete {
    /// What is pointed out at this moment.
    pub fn of(IncompleteForm { requirements, until }: IncompleteForm, at: At) -> Self {
        Self { at, until, requirements, mended: Vec::new() }
    }

    /// What the engine must know of it.
    pub fn fact(&self) -> mending::Mending {
        mending::Mending { until: self.until, mended: !self.mended.is_empty() }
    }
}

/// Why something was returned (art. 64(7) of the Code).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Returned {
    /// When.
    #[schema(value_type = String, format = DateTime, example = "2025-12-17T10:00:00+05:00")]
    pub at: At,
    /// The ground.
    pub ground: ReturnGroundCode,
    /// What was considered before, where it is identical to that; not known of older ones.
    #[serde(default)]
    pub earlier: Option<Earlier>,
    /// The reasons.
    pub reasons: Bilingual,
}
