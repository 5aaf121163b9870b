//! What is stored of a complaint, and what the engine must know of it.

use merzim_domain::Vocabulary;
use merzim_domain::procedures::complaint::{Above, Complaint, ComplaintDecision, Facts};
use merzim_domain::role::Role;
use merzim_domain::rulebook::ids::{L8, RuleId};
use merzim_persistence::cases::{self, CaseRow, PartyRow};
use merzim_persistence::complaints::{self, ComplaintRow};
use merzim_persistence::obligations;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::{Date, OffsetDateTime};
use utoipa::ToSchema;

use super::PLACE;
use super::form::{ComplaintDecisionCode, ComplaintGroundCode, ComplaintMeansCode, LeavingGroundCode};
use crate::app::{App, Desk, Place, Record, Serves};
use crate::cases::earlier::Earlier;
use crate::cases::hearing::Hearings;
use crate::cases::joining::{JoinedCase, Joining};
use crate::cases::mending::{Incomplete, Note, Returned};
use crate::cases::redress::Redress;
use crate::cases::statement::Statement;
use crate::http::{At, Bilingual, Code, GivenBin};
use crate::problem::Problem;

/// To whom a complaint was passed on.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ComplaintPassedOn)]
pub struct PassedOn {
    /// When.
    #[schema(value_type = String, format = DateTime, example = "2025-12-17T10:00:00+05:00")]
    pub at: At,
    /// BIN of the body that considers it.
    #[schema(value_type = GivenBin)]
    pub to: String,
    /// Its name.
    pub to_name: Bilingual,
}

/// That the body complained of keeps a complaint, to satisfy it itself (art. 91(4)).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ComplaintKept)]
pub struct Kept {
    /// Since when.
    #[schema(value_type = String, format = DateTime, example = "2025-12-17T10:00:00+05:00")]
    pub at: At,
    /// The last day for the decision in favour (L8-10). If it has not come by then, the complaint is to be passed on.
    pub until: Option<Date>,
    /// The reasons.
    pub reasons: Bilingual,
}

/// That the participant was told of the court, for no body stands above.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ComplaintCourtNamed)]
pub struct CourtNamed {
    /// When.
    #[schema(value_type = String, format = DateTime, example = "2026-01-12T10:00:00+05:00")]
    pub at: At,
    /// The court.
    pub court: Bilingual,
}

/// How a complaint was decided.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ComplaintDecided)]
pub struct DecidedComplaint {
    /// When.
    #[schema(value_type = String, format = DateTime, example = "2026-01-12T10:00:00+05:00")]
    pub at: At,
    /// How.
    pub decision: ComplaintDecisionCode,
    /// By what means, where it was satisfied; not known of older ones.
    #[serde(default)]
    pub means: Option<ComplaintMeansCode>,
    /// Why it was left without consideration, where it was.
    #[serde(default)]
    pub ground: Option<LeavingGroundCode>,
    /// What was decided before on the same, where that is the ground; not known of older ones.
    #[serde(default)]
    pub earlier: Option<Earlier>,
    /// The statement by which the participant withdrew it, where that is the ground.
    #[serde(default)]
    pub statement: Option<Statement>,
    /// Whether the missed term was restored, where that was asked for.
    #[serde(default)]
    pub term_restored: Option<bool>,
    /// Whether the body complained of satisfied it itself, without passing it on.
    #[serde(default)]
    pub by_itself: bool,
    /// The reasons.
    pub reasons: Bilingual,
    /// Whether the case complained of is considered anew. Where it is not, nothing more can be decided in it.
    pub reopened: bool,
    /// Whether the body is bound to decide that case in favour of whoever complained (art. 91(4), 100(4)).
    #[serde(default)]
    pub bound: bool,
}

impl DecidedComplaint {
    /// One about which nothing else is to be said.
    pub(super) const fn of(at: At, decision: ComplaintDecision, reasons: Bilingual) -> Self {
        Self {
            at,
            decision: Code(decision),
            means: None,
            ground: None,
            earlier: None,
            statement: None,
            term_restored: None,
            by_itself: false,
            reasons,
            reopened: false,
            bound: false,
        }
    }
}

/// What became of a complaint.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Story {
    pub passed_on: Option<PassedOn>,
    #[serde(default)]
    pub kept: Option<Kept>,
    #[serde(default)]
    pub court: Option<CourtNamed>,
    #[serde(default)]
    pub incomplete: Option<Incomplete>,
    #[serde(default)]
    pub earlier_remarks: Vec<Incomplete>,
    #[serde(default)]
    pub returned: Option<Returned>,
    #[serde(default)]
    pub joining: Option<Joining>,
    #[serde(default)]
    pub joined: Vec<JoinedCase>,
    #[serde(flatten)]
    pub hearings: Hearings,
    #[serde(default)]
    pub responses: Vec<Note>,
    #[serde(default)]
    pub missed_term: bool,
    pub decision: Option<DecidedComplaint>,
}

/// A hearing as it was stored before it had a notice and a protocol.
#[derive(Deserialize)]
struct HeardInOneText {
    at: Value,
    form: String,
    text: Value,
    #[serde(default)]
    statement: Value,
}

impl Record for Story {
    const VERSION: u64 = 2;

    /// A hearing had one text, and no notice. Of one that was waived the statement is kept; of another, the text as its protocol.
    fn upgrade(version: u64, story: &mut Value) -> Result<(), Problem> {
        let Some(story) = story.as_object_mut().filter(|_| version < Self::VERSION) else { return Ok(()) };
        let Some(heard @ Value::Object(_)) = story.remove("hearing") else { return Ok(()) };
        let HeardInOneText { at, form, text, statement } = serde_json::from_value(heard).map_err(Problem::internal)?;
        if form == "waived" {
            story.insert("hearingWaivedAt".to_owned(), at);
            story.insert("waiver".to_owned(), statement);
        } else {
            let protocol = json!({ "at": at, "attended": true, "conductedBy": "", "text": text });
            story.insert("protocol".to_owned(), protocol);
        }
        Ok(())
    }
}

impl Serves for Complaint {
    const PLACE: Place = PLACE;

    fn facts(desk: &mut Desk<'_>, row: &CaseRow) -> Result<Facts, Problem> {
        let parties = cases::parties(desk.connection, &[row.id.0])?;
        let due_at = obligations::running_due(desk.connection, row.id.0, DUE)?;
        let complaint = complaints::of_case(desk.connection, row.id.0)?;
        complaint_facts(desk.app, row, &complaint, &parties, due_at)
    }
}

/// The rules by which a complaint must be decided.
pub(super) const DUE: &[RuleId] = &[L8];

/// What a complaint knows whose parties are among `parties`, and that must be decided by then.
pub(super) fn complaint_facts(
    app: &App,
    row: &CaseRow,
    complaint: &ComplaintRow,
    parties: &[PartyRow],
    due_at: Option<OffsetDateTime>,
) -> Result<Facts, Problem> {
    let missing = || Problem::internal("a complaint that was not received, or of nobody");
    let who = |role: Role| {
        let party = parties.iter().find(|party| party.case_id == row.id && party.role == role.code());
        Ok::<_, Problem>(party.ok_or_else(missing)?.party()?.who)
    };
    let redress = who(Role::AdministrativeBody)?.organisation().and_then(|body| Redress::of(app, body));
    let above = match redress {
        None => Above::Unknown,
        // A state body is not sent to the court about another one (art. 91(6), note): somebody considers its complaint.
        Some(Redress { court: Some(_), .. }) if who(Role::Participant)?.organisation().is_none() => Above::Court,
        Some(_) => Above::Body,
    };
    let ground: ComplaintGroundCode = Code::known(&complaint.ground)?;
    let story = Story::read(&complaint.story)?;
    Ok(Facts {
        filed_at: row.received_at.ok_or_else(missing)?.0,
        above,
        due_at,
        ground: ground.0,
        passed_at: story.passed_on.as_ref().map(|passed_on| passed_on.at.0),
        kept: story.kept.is_some(),
        mending: story.incomplete.as_ref().map(Incomplete::fact),
        hearings: story.hearings.fact(),
    })
}

#[cfg(test)]
mod tests {
    use merzim_persistence::Json;
    use serde_json::json;

    use super::Story;
    use crate::app::Record;

    #[test]
    fn a_hearing_that_was_stored_in_one_text_excuses_from_another() {
        for (form, waived) in [("oral", false), ("written", false), ("waived", true)] {
            let at = "2026-01-12T10:00:00+05:00";
            let statement = waived.then(|| json!({ "on": "2026-01-12", "number": "Ж-16" }));
            let hearing = json!({ "at": at, "form": form, "text": "Ұстанымын білдірді", "statement": statement });
            let stored = Json(json!({ "recordVersion": 1, "passedOn": null, "hearing": hearing, "decision": null }));
            let story = Story::read(&stored).unwrap();
            let hearings = &story.hearings;
            let fact = hearings.fact();
            assert!((fact.waiver.is_some() || fact.heard_before) && fact.latest.is_none(), "{form}");
            assert_eq!((hearings.protocol.is_some(), hearings.waiver.is_some()), (!waived, waived), "{form}");
            let again = Story::read(&story.write().unwrap()).unwrap();
            assert_eq!(again.hearings.protocol.is_some(), !waived, "{form}");
        }
    }
}
