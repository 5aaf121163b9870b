//! How issues, and what bodies tell of them, are shown.

use merzim_domain::engine::{NamedParty, Procedure};
use merzim_domain::procedures::cross_body_issue::{CrossBodyIssue, IssueState};
use merzim_domain::{Role, Vocabulary};
use merzim_persistence::cases::{self, PartyRow};
use merzim_persistence::media::issues::{self, IssueRow, PartRow};
use merzim_persistence::obligations;
use serde::Serialize;
use time::Date;
use utoipa::ToSchema;
use uuid::Uuid;

use super::form::{AgendaForm, CrossBodyIssueForm, IssueStatement};
use super::{facts_of, told};
use crate::app::{Desk, form};
use crate::cases::{Shown, Summary, name_of};
use crate::http::{At, Bilingual, Code, GivenBin, page_of};
use crate::problem::Problem;

pub(super) type IssueStateCode = Code<IssueState>;

/// How the information of one body on an issue stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IssuePart {
    /// BIN of the body.
    #[schema(value_type = GivenBin)]
    pub body: String,
    /// Its name.
    pub body_name: Bilingual,
    /// The case in which it tells.
    pub id: Uuid,
    /// How far it has come.
    pub state: IssueStateCode,
    /// The last day for it (444-4).
    pub due_on: Option<Date>,
    /// When it told first.
    pub provided_at: Option<At>,
    /// How often it has told something.
    #[schema(minimum = 0, example = 1)]
    pub statement_count: i64,
    /// What it has told last, the earlier statement first: up to five. The part of the body has all of it.
    #[schema(max_items = 5)]
    pub statements: Vec<IssueStatement>,
}

/// An issue that concerns several bodies, as a list shows it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CrossBodyIssueSummary {
    /// Id.
    pub id: Uuid,
    /// What it is called.
    pub title: Bilingual,
    /// When it was raised.
    pub raised_at: At,
    /// When it was withdrawn, if it was.
    pub withdrawn_at: Option<At>,
    /// When its agenda was published, if it was.
    pub published_at: Option<At>,
    /// Grows with every change; its entity tag.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// When it last changed.
    pub updated_at: At,
}

impl From<&IssueRow> for CrossBodyIssueSummary {
    fn from(row: &IssueRow) -> Self {
        Self {
            id: row.id.0,
            title: row.title().into(),
            raised_at: row.raised_at.into(),
            withdrawn_at: row.withdrawn_at.map(Into::into),
            published_at: row.published_at.map(Into::into),
            version: row.version,
            updated_at: row.updated_at.into(),
        }
    }
}

/// An issue that concerns several bodies.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CrossBodyIssue)]
pub struct IssueView {
    /// What a list shows of it.
    #[serde(flatten)]
    pub summary: CrossBodyIssueSummary,
    /// What was raised. The mass media see the agenda only.
    pub form: Option<CrossBodyIssueForm>,
    /// What each body tells, as far as the caller sees that: the ministry sees what all do, a body what it tells itself.
    #[schema(max_items = 200)]
    pub information: Vec<IssuePart>,
    /// The agenda, once it is published.
    pub agenda: Option<AgendaForm>,
}

page_of!(CrossBodyIssues, CrossBodyIssueSummary, "Issues, the newest first.");

/// So much of what a body has told last is shown with an issue.
const LATEST: usize = 5;

/// Shows an issue.
pub(super) fn show_issue(desk: &mut Desk<'_>, id: Uuid) -> Result<IssueView, Problem> {
    let viewer = desk.call.viewer();
    let row = super::find(desk.connection, &viewer, id)?;
    let parts = issues::parts(desk.connection, &viewer, id)?;
    let ids: Vec<Uuid> = parts.iter().map(|(case, _)| case.id.0).collect();
    let parties = cases::parties(desk.connection, &ids)?;
    let duties = obligations::of_cases(desk.connection, &ids)?;
    // Whoever only raised it has nothing to tell.
    let asked = parts.iter().filter(|(case, _)| case.state != IssueState::Raised.code());
    let information = asked.map(|(case, part)| {
        let body = parties.iter().find(|party| party.case_id == case.id && party.role == Role::StateBody.code());
        let NamedParty { name, .. } = body.ok_or_else(|| Problem::internal("a part of no body"))?.named()?;
        let mut statements = told(part)?;
        let count = statements.len();
        let duty = duties.iter().find(|(duty, _)| duty.case_id == case.id);
        Ok(IssuePart {
            body: part.body.clone(),
            body_name: name.into(),
            id: case.id.0,
            state: Code::known(&case.state)?,
            due_on: duty.and_then(|(duty, _)| duty.due_on),
            provided_at: duty.and_then(|(duty, _)| duty.met_at).map(Into::into),
            statement_count: i64::try_from(count).unwrap_or(i64::MAX),
            statements: statements.split_off(count.saturating_sub(LATEST)),
        })
    });
    let information = information.collect::<Result<Vec<_>, Problem>>()?;
    let takes_part = !parts.is_empty() || desk.call.organisation().is_ok_and(|bin| bin.as_str() == row.raised_by);
    Ok(IssueView {
        summary: CrossBodyIssueSummary::from(&row),
        form: if takes_part { Some(form(&row.form)?) } else { None },
        information,
        agenda: row.agenda.as_ref().map(form).transpose()?,
    })
}

/// The part of a body in an issue.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IssueInformationBrief {
    /// The issue.
    pub issue: Uuid,
    /// BIN of the body.
    #[schema(value_type = GivenBin)]
    pub body: String,
    /// Its name.
    pub body_name: Bilingual,
    /// How often it has told something.
    #[schema(minimum = 0, example = 0)]
    pub statement_count: i64,
}

/// What a body tells of an issue, and how it stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = IssueInformation)]
pub struct IssueInformationDetails {
    /// The part of the body.
    #[serde(flatten)]
    pub brief: IssueInformationBrief,
    /// What the issue is called.
    pub title: Bilingual,
    /// What is asked.
    pub text: Bilingual,
    /// What the body has told, the first statement first.
    #[schema(max_items = 50)]
    pub statements: Vec<IssueStatement>,
    /// The agenda, once it is published.
    pub agenda: Option<AgendaForm>,
}

/// The part of a body in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = IssueInformationSummary)]
pub struct IssueInformationLine {
    /// The part of the body.
    #[serde(flatten)]
    pub brief: IssueInformationBrief,
}

/// What a body tells, as it is shown alone.
pub type IssueInformationView = Shown<CrossBodyIssue, IssueInformationDetails>;

/// What a body tells, as a list shows it.
pub type IssueInformationSummary = Summary<CrossBodyIssue, IssueInformationLine>;

page_of!(IssueInformationPage, IssueInformationSummary, "What bodies tell, the newest first.");

/// Shows the part of a body in a list.
pub(super) fn brief(part: &PartRow, parties: &[PartyRow]) -> Result<IssueInformationBrief, Problem> {
    let count = told(part)?.len();
    Ok(IssueInformationBrief {
        issue: part.issue_id.0,
        body: part.body.clone(),
        body_name: name_of(parties, part.case_id, &part.body),
        statement_count: i64::try_from(count).unwrap_or(i64::MAX),
    })
}

/// Shows what a body tells.
pub(in crate::media) fn show(desk: &mut Desk<'_>, id: Uuid) -> Result<IssueInformationView, Problem> {
    let case = cases::find(desk.connection, &desk.call.viewer(), CrossBodyIssue::CODE, id)?;
    let part = issues::of_case(desk.connection, id)?;
    let issue = issues::by_id(desk.connection, part.issue_id.0)?;
    let parties = cases::parties(desk.connection, &[id])?;
    let details = IssueInformationDetails {
        brief: brief(&part, &parties)?,
        title: issue.title().into(),
        text: form::<CrossBodyIssueForm>(&issue.form)?.text,
        statements: told(&part)?,
        agenda: issue.agenda.as_ref().map(form).transpose()?,
    };
    Shown::whole(desk, &case, &parties, &facts_of(&part)?, details)
}
