//! What is known and recorded of schedules, rosters and appeals.

use merzim_domain::procedures::reception_roster::{self as roster, ReceptionRoster, registration_closes};
use merzim_domain::procedures::reception_schedule::{self as schedule, ReceptionSchedule};
use merzim_domain::procedures::video_reception::{self as reception, VideoReception};
use merzim_domain::reception::{Slot, month_after, month_of};
use merzim_domain::rulebook::ids::R213_11;
use merzim_domain::zone;
use merzim_persistence::cases::CaseRow;
use merzim_persistence::reception::appeals::{self, AppealRow, Changes};
use merzim_persistence::reception::rosters;
use merzim_persistence::reception::schedules::{self, ScheduleRow};
use merzim_persistence::{Instant, obligations};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::{Date, OffsetDateTime};
use utoipa::ToSchema;
use uuid::Uuid;

use super::form::{
    AppealLanguageCode, ExtendedByCode, HeadsOrder, ReceptionAppealForm, ReceptionScheduleForm, RefusalGroundCode,
    TerminationGroundCode,
};
use super::settings::ReceptionSettings;
use super::view::show_appeal;
use super::{APPEALS, ROSTERS, SCHEDULES};
use crate::app::{App, Desk, Place, Record, Serves, form, stored};
use crate::cases::Loaded;
use crate::cases::earlier::Earlier;
use crate::cases::hearing::Hearings;
use crate::cases::joining::{JoinedCase, Joining};
use crate::cases::mending::{Incomplete, Note, Returned};
use crate::cases::slip::AcceptedBy;
use crate::cases::statement::Statement;
use crate::http::{Answer, At, Bilingual, Code, GivenBin};
use crate::problem::Problem;

impl Serves for ReceptionSchedule {
    const PLACE: Place = SCHEDULES;

    fn facts(desk: &mut Desk<'_>, row: &CaseRow) -> Result<schedule::Facts, Problem> {
        Ok(schedule::Facts { quarter: schedules::of_case(desk.connection, row.id.0)?.quarter })
    }
}

impl Serves for ReceptionRoster {
    const PLACE: Place = ROSTERS;

    fn facts(desk: &mut Desk<'_>, row: &CaseRow) -> Result<roster::Facts, Problem> {
        Ok(roster_facts(desk.app, rosters::of_case(desk.connection, row.id.0)?.month))
    }
}

impl Serves for VideoReception {
    const PLACE: Place = APPEALS;
    const ABOUT_OUTCOME: &'static str = "What was decided, or became of it.";

    fn facts(desk: &mut Desk<'_>, row: &CaseRow) -> Result<reception::Facts, Problem> {
        appeal_facts(row, &appeals::of_case(desk.connection, row.id.0)?, due_at(desk, row.id.0)?)
    }
}

/// What the roster of a month knows.
pub(super) fn roster_facts(app: &App, month: Date) -> roster::Facts {
    roster::Facts { month, closes_at: registration_closes(month, closing_day(app)) }
}

/// Until when one can register for a reception on this day.
pub(super) fn registration_until(app: &App, day: Date) -> OffsetDateTime {
    roster::registration_until(day, closing_day(app), &app.law)
}

fn closing_day(app: &App) -> u8 {
    app.config.part::<ReceptionSettings>().registration_closes_on
}

/// The first day with receptions that one can register for.
pub(super) fn first_open_day(app: &App, now: OffsetDateTime) -> Date {
    let today = zone::local(now).date();
    let next = month_after(month_of(today));
    let days = [today.next_day().unwrap_or(today), next];
    days.into_iter().find(|day| now < registration_until(app, *day)).unwrap_or_else(|| month_after(next))
}

/// By when an appeal must be decided, while it must.
pub(super) fn due_at(desk: &mut Desk<'_>, case: Uuid) -> Result<Option<OffsetDateTime>, Problem> {
    Ok(obligations::running_due(desk.connection, case, &[R213_11])?)
}

/// What an appeal knows that must be decided by then.
pub(super) fn appeal_facts(
    case: &CaseRow,
    row: &AppealRow,
    due_at: Option<OffsetDateTime>,
) -> Result<reception::Facts, Problem> {
    let Proceedings { hearings, incomplete, extensions, .. } = Proceedings::read(&row.story)?;
    Ok(reception::Facts {
        channel: Code::known(&row.channel)?.0,
        considered_from: row.considered_from.0,
        due_at,
        mending: incomplete.as_ref().map(Incomplete::fact),
        hearings: hearings.fact(),
        starts_at: row.starts_at.map(|at| at.0),
        ends_at: row.ends_at.map(|at| at.0),
        extended: extensions.iter().any(|extension| extension.at.0 >= row.considered_from.0),
        bound: case.bound_by.is_some(),
    })
}

/// Notes what happened in the case of an appeal, with what else is set; gives what was stored before.
pub(super) fn note(
    desk: &mut Desk<'_>,
    case: Uuid,
    changes: Changes,
    what: impl FnOnce(&mut Proceedings, At),
) -> Result<AppealRow, Problem> {
    let row = appeals::of_case(desk.connection, case)?;
    let mut proceedings = Proceedings::read(&row.story)?;
    what(&mut proceedings, At(desk.now));
    appeals::record(desk.connection, case, Changes { story: Some(proceedings.write()?), ..changes })?;
    Ok(row)
}

/// Has the caller take an action on an appeal, notes what happened, and answers.
pub(super) fn act_and_note(
    desk: &mut Desk<'_>,
    appeal: &Loaded<VideoReception>,
    command: &reception::Command,
    what: impl FnOnce(&mut Proceedings, At),
) -> Answer {
    appeal.act(desk, command)?;
    note(desk, appeal.row.id.0, Changes::default(), what)?;
    show_appeal(desk, appeal.row.id.0)?.reply()
}

/// That a reception is held at this time, or has none.
pub(super) fn timed(time: Option<Slot>) -> Changes {
    Changes {
        starts_at: Some(time.map(|slot| Instant(slot.starts_at))),
        ends_at: Some(time.map(|slot| Instant(slot.ends_at))),
        ..Changes::default()
    }
}

/// What a schedule says.
pub(super) fn form_of(row: &ScheduleRow) -> Result<ReceptionScheduleForm, Problem> {
    form(&row.form)
}

impl Record for ScheduleStory {}
impl Record for RosterEntry {}
impl Record for StoredAppeal {}
impl Record for Proceedings {
    const VERSION: u64 = 2;

    /// That a hearing was waived stood in the hearing.
    fn upgrade(version: u64, proceedings: &mut Value) -> Result<(), Problem> {
        if version < Self::VERSION
            && let Some(waived_at) = proceedings.pointer_mut("/hearing/waivedAt").map(Value::take)
        {
            proceedings["hearingWaivedAt"] = waived_at;
        }
        Ok(())
    }
}

/// Why a schedule came back.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ReceptionScheduleRemark)]
pub struct ScheduleRemark {
    /// When.
    #[schema(value_type = String, format = DateTime, example = "2025-12-08T11:00:00+05:00")]
    pub at: At,
    /// What is to be mended.
    pub remarks: Bilingual,
}

/// A slot that was moved.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ReceptionSlotMoved)]
pub struct MovedSlot {
    /// When that was decided.
    #[schema(value_type = String, format = DateTime, example = "2026-01-20T11:00:00+05:00")]
    pub at: At,
    /// The slot.
    pub slot: Uuid,
    /// When it was to begin.
    #[schema(value_type = String, format = DateTime, example = "2026-03-10T10:00:00+05:00")]
    pub from: At,
    /// When it begins now.
    #[schema(value_type = String, format = DateTime, example = "2026-03-11T10:00:00+05:00")]
    pub to: At,
}

/// What happened to a schedule besides.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct ScheduleStory {
    /// Why it came back, the first time first; for its parties only.
    #[serde(default)]
    pub returns: Vec<ScheduleRemark>,
    /// What was moved since it was posted.
    #[serde(default)]
    pub moves: Vec<MovedSlot>,
}

/// A reception in a roster: who receives, when and where; never whom.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceptionRosterEntry)]
pub struct RosterEntry {
    /// When it begins.
    #[schema(value_type = String, format = DateTime, example = "2025-06-03T10:00:00+05:00")]
    pub starts_at: At,
    /// When it ends.
    #[schema(value_type = String, format = DateTime, example = "2025-06-03T10:20:00+05:00")]
    pub ends_at: At,
    /// Name of who receives.
    #[serde(alias = "receiver")]
    #[schema(example = "ДЕМО: бірінші басшы")]
    pub receiver_name: String,
    /// Their position.
    pub position: Bilingual,
    /// Name of the office.
    #[serde(alias = "office")]
    pub office_name: Bilingual,
    /// Address of the office.
    #[serde(alias = "address")]
    pub office_address: Bilingual,
    /// Number of the room there.
    #[schema(minimum = 1, example = 1)]
    pub room: i64,
}

/// An appeal as it is stored, without the IIN.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredAppeal {
    /// Name of the state body, as it was known when the appeal came.
    #[serde(alias = "stateBodyName")]
    pub body_name: Bilingual,
    /// Code of the receiver addressed.
    pub receiver: Option<String>,
    /// Surname, first name, patronymic.
    pub full_name: String,
    /// Address.
    pub address: String,
    /// E-mail address.
    pub email: String,
    /// Telephone numbers.
    pub phones: Vec<String>,
    /// The date that the participant would like.
    pub preferred_date: Option<Date>,
    /// Place of work.
    pub workplace: Option<String>,
    /// Position held.
    pub position: Option<String>,
    /// The appeal in words.
    pub appeal: Option<String>,
    /// Its language.
    pub language: Option<AppealLanguageCode>,
    /// The question.
    pub question: String,
    /// Who accepted it at an office, where that was said.
    #[serde(default)]
    pub accepted_by: Option<AcceptedBy>,
}

impl StoredAppeal {
    /// What is kept of a form: the fields that have the same names.
    pub(super) fn of(appeal: &ReceptionAppealForm) -> Result<Self, Problem> {
        form(&stored(appeal)?)
    }
}

/// Why a reception is refused.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReceptionRefusal {
    /// When.
    #[schema(value_type = String, format = DateTime, example = "2026-01-06T10:00:00+05:00")]
    pub at: At,
    /// The ground.
    pub ground: RefusalGroundCode,
    /// The reasons.
    pub reasons: Bilingual,
}

/// An extension of the term (art. 76(3) of the Code).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceptionExtension)]
pub struct TermExtension {
    /// When it was decided.
    #[schema(value_type = String, format = DateTime, example = "2026-01-06T10:00:00+05:00")]
    pub at: At,
    /// The last day from then on.
    pub until: Date,
    /// Who decided so, where that was said.
    #[serde(default)]
    pub by: Option<ExtendedByCode>,
    /// The reasons.
    pub reasons: Bilingual,
}

/// Where an appeal was forwarded (art. 65 of the Code).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceptionForwarding)]
pub struct Forwarding {
    /// When.
    #[schema(value_type = String, format = DateTime, example = "2025-12-17T10:00:00+05:00")]
    pub at: At,
    /// BIN of the competent body.
    #[schema(value_type = GivenBin)]
    pub to: String,
    /// Its name.
    pub to_name: Bilingual,
    /// Why it is the competent one.
    pub reasons: Bilingual,
    /// The appeal there; none if nothing could be filed under the act any more, and that body is to be told by other means.
    pub appeal: Option<Uuid>,
}

/// A time that was set, or changed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceptionTimeSet)]
pub struct SetTime {
    /// When that was decided.
    #[schema(value_type = String, format = DateTime, example = "2025-12-18T10:00:00+05:00")]
    pub at: At,
    /// When the reception begins.
    #[schema(value_type = String, format = DateTime, example = "2026-01-13T10:00:00+05:00")]
    pub starts_at: At,
    /// Why it was changed, if it was.
    pub reason: Option<Bilingual>,
}

/// A technical failure.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReceptionFailure)]
pub struct Failure {
    /// When it was recorded.
    #[schema(value_type = String, format = DateTime, example = "2026-01-13T10:15:00+05:00")]
    pub at: At,
    /// What failed.
    #[schema(example = "Бөлімшеде байланыс үзілді")]
    pub explanation: String,
}

/// What was said and ordered at a reception.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ReceptionRecord {
    /// When it was entered.
    #[schema(value_type = String, format = DateTime, example = "2026-01-13T10:30:00+05:00")]
    pub at: At,
    /// What was said.
    #[schema(example = "Мәселе талқыланды")]
    pub said: String,
    /// What the head ordered.
    pub orders: Vec<HeadsOrder>,
}

/// That an appeal was withdrawn (art. 64(9) of the Code).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ReceptionWithdrawal)]
pub struct Withdrawal {
    /// When.
    #[schema(value_type = String, format = DateTime, example = "2026-01-12T10:00:00+05:00")]
    pub at: At,
    /// The statement in writing by which the participant did so, where an office has entered it.
    pub statement: Option<Statement>,
}

/// Why the procedure was terminated (art. 70(1) of the Code).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ReceptionTermination)]
pub struct Termination {
    /// When.
    #[schema(value_type = String, format = DateTime, example = "2026-01-12T10:00:00+05:00")]
    pub at: At,
    /// The ground.
    pub ground: TerminationGroundCode,
    /// What was decided before on the same, where that is the ground.
    pub earlier: Option<Earlier>,
    /// The reasons.
    pub reasons: Bilingual,
}

/// What happened in the case, for the participant and the state body.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[schema(as = ReceptionProceedings)]
pub struct Proceedings {
    /// What it lacks, if that was pointed out: the latest.
    pub incomplete: Option<Incomplete>,
    /// What was pointed out before that, the first one first.
    pub earlier_remarks: Vec<Incomplete>,
    /// Why it was returned.
    pub returned: Option<Returned>,
    /// Returns that a satisfied complaint has taken back.
    pub earlier_returns: Vec<Returned>,
    /// Why the procedure was terminated.
    pub termination: Option<Termination>,
    /// Terminations that a satisfied complaint has taken back.
    pub earlier_terminations: Vec<Termination>,
    /// That it was added to the case considered before, without an answer.
    pub joining: Option<Joining>,
    /// Identical ones that were added to this case, without an answer.
    pub joined: Vec<JoinedCase>,
    /// How the participant is heard before a refusal.
    #[serde(flatten)]
    pub hearings: Hearings,
    /// The refusal.
    pub refusal: Option<ReceptionRefusal>,
    /// Refusals that a satisfied complaint has taken back.
    pub earlier_refusals: Vec<ReceptionRefusal>,
    /// Extensions of the term.
    pub extensions: Vec<TermExtension>,
    /// Where it was forwarded.
    pub forwarding: Option<Forwarding>,
    /// Where it was forwarded before a satisfied complaint brought it back.
    pub earlier_forwardings: Vec<Forwarding>,
    /// The appeal that was forwarded to this body, if this one was.
    pub forwarded_from: Option<Uuid>,
    /// The times that were set, the first one first.
    pub times: Vec<SetTime>,
    /// Technical failures.
    pub failures: Vec<Failure>,
    /// What was said and ordered.
    pub record: Option<ReceptionRecord>,
    /// That the participant did not come.
    pub no_show: Option<Note>,
    /// What was recorded so, and a satisfied complaint has taken back.
    pub earlier_no_shows: Vec<Note>,
    /// That it was withdrawn.
    pub withdrawal: Option<Withdrawal>,
    /// Withdrawals that a satisfied complaint has taken back.
    pub earlier_withdrawals: Vec<Withdrawal>,
    /// How what was ordered was followed up.
    pub follow_up: Option<Note>,
}

#[cfg(test)]
mod tests {
    use merzim_persistence::Json;
    use serde_json::json;

    use super::{Proceedings, Record};

    #[test]
    fn a_waiver_that_stood_in_the_hearing_stands_beside_it_once_it_is_read() {
        let hearing = json!({
            "notifiedAt": "2025-12-24T10:00:00+05:00", "form": "written", "decisionOn": "2025-12-30", "preliminaryDecision": { "kk": "бас тарту", "ru": "отказ" },
            "waivedAt": "2025-12-25T10:00:00+05:00",
        });
        for version in [json!(null), json!(1)] {
            let mut stored = json!({ "hearing": hearing });
            if !version.is_null() {
                stored["recordVersion"] = version;
            }
            let read = Proceedings::read(&Json(stored)).unwrap();
            let written = read.write().unwrap().0;
            assert_eq!(written["hearingWaivedAt"], "2025-12-25T10:00:00+05:00");
            assert!(written["hearing"]["waivedAt"].is_null() && written["recordVersion"] == 2, "{written}");
            assert_eq!(written["hearing"]["decisionOn"], "2025-12-30");
            // And is read again as it is.
            assert_eq!(Proceedings::read(&Json(written.clone())).unwrap().write().unwrap().0, written);
        }
        assert!(Proceedings::read(&Json(json!({ "recordVersion": 3 }))).is_err(), "a shape that is not known");
    }
}
