//! What is done with a meeting: announced, postponed, made online only, closed, prepared, held, published, cancelled.

use actix_web::post;
use actix_web::web::Data;
use merzim_domain::engine::Procedure;
use merzim_domain::procedures::open_meeting::{Audience, Command, MeetingFormat, NoticePlace, OpenMeeting};
use merzim_domain::vocabulary::Vocabulary;
use merzim_domain::{Text, zone};
use merzim_persistence::meetings::{self, Changes, MeetingRow};
use merzim_persistence::sql_types::{Instant, Json};
use merzim_persistence::{Connection, attachments, attendance};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use super::audience::BroadcastForm;
use super::form::{KazakhOrRussian, check_attached, end, ends_after};
use super::view::{
    Cancellation, Closure, ClosureGroundCode, EarlierDecision, Emergency, EmergencyGroundCode, Heads, Meeting,
    NoticePlaceCode, Postponed, StoredOutcome, form_of, reply,
};
use crate::app::App;
use crate::cases::flow;
use crate::http::call::{Call, IdempotencyKey, IfMatch};
use crate::http::code::Code;
use crate::http::input::{Body, PathId, read_stored, stored};
use crate::http::reply::Reply;
use crate::http::rfc3339;
use crate::problem::Problem;

/// Another time for a meeting.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(schema(function = "postponement_ends_after"))]
pub struct PostponementForm {
    /// When it begins now.
    #[serde(with = "time::serde::rfc3339")]
    #[schema(value_type = String, format = DateTime, example = "2026-05-21T10:00:00+05:00")]
    pub starts_at: OffsetDateTime,
    /// When it is expected to end; as long after the start as before, if not said.
    #[serde(default, with = "time::serde::rfc3339::option")]
    #[schema(value_type = Option<String>, format = DateTime, example = "2026-05-21T12:00:00+05:00")]
    pub ends_at: Option<OffsetDateTime>,
    /// Why it is put off.
    #[validate(nested)]
    pub reason: KazakhOrRussian,
}

fn postponement_ends_after(form: &PostponementForm) -> Result<(), ValidationError> {
    ends_after(form.starts_at, form.ends_at)
}

/// A situation in which access is online only (¶6).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EmergencyForm {
    /// The situation.
    pub ground: EmergencyGroundCode,
    /// What it is.
    #[validate(nested)]
    pub explanation: KazakhOrRussian,
}

/// Why a meeting is held without information users (¶4).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClosureForm {
    /// The ground.
    pub ground: ClosureGroundCode,
    /// The law that sets it; needed for `otherSecret` and `otherLaw`.
    #[schema(max_length = 1_000, example = "ДЕМО: заңның бабы")]
    pub law: Option<String>,
    /// What users are told of it.
    #[validate(nested)]
    pub explanation: KazakhOrRussian,
    /// Where they are told: all three are needed.
    #[schema(max_items = 3, example = json!(["internetResource", "massMedia", "premises"]))]
    pub told_through: Vec<NoticePlaceCode>,
}

/// The seats prepared (¶10).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SeatsForm {
    /// How many.
    #[schema(minimum = 0, maximum = 100_000, example = 15)]
    pub seats: i64,
}

/// What is published of a meeting (¶14).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "decision": { "kk": "Бюджет нақтыланды", "ru": "Бюджет уточнён" } }))]
pub struct OutcomeForm {
    /// The decision adopted.
    #[validate(nested)]
    pub decision: KazakhOrRussian,
    /// Id of the attached transcript, if any.
    pub transcript: Option<Uuid>,
    /// Id of the attached minutes, if any.
    pub minutes: Option<Uuid>,
    /// Ids of other attached files to be published.
    #[serde(default)]
    #[schema(max_items = 50, example = json!([]))]
    pub others: Vec<Uuid>,
}

/// Why a meeting is not held.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CancellationForm {
    /// Why.
    #[validate(nested)]
    pub reason: KazakhOrRussian,
}

/// What is to be done with a meeting.
struct Deed {
    command: Command,
    /// What is recorded of it.
    changes: Changes,
    /// The files that everybody may read from now on.
    publishes: Vec<Uuid>,
}

impl Deed {
    const fn of(command: Command, changes: Changes) -> Self {
        Self { command, changes, publishes: Vec::new() }
    }
}

/// Takes an action on a meeting: what it is is made from the meeting as it stands, then applied and recorded.
async fn act<F, T>(app: Data<App>, call: Call, id: PathId, form: &T, make: F) -> Result<Reply, Problem>
where
    T: Serialize,
    F: FnOnce(&mut Connection, &MeetingRow, OffsetDateTime) -> Result<Deed, Problem> + Send + 'static,
{
    let watched = app.clone();
    let reply = flow::take(app, call, id.0, form, reply, move |_, connection, _, now| {
        let (_, row) = meetings::by_id(connection, id.0)?;
        let Deed { command, changes, publishes } = make(connection, &row, now)?;
        let closes = matches!(command, Command::Close { .. });
        let turn = OpenMeeting::action(&command).moves_guests().then_some(row.turn + 1);
        // What is public stays so since it first was.
        let public_at = changes.public_at.filter(|_| row.public_at.is_none());
        let changes = Changes { turn, public_at, ..changes };
        Ok(flow::Deed::<OpenMeeting>::with(command, move |_, _, connection, now| {
            if changes != Changes::default() {
                meetings::record(connection, id.0, changes)?;
            }
            attachments::publish(connection, id.0, &publishes, now)?;
            if closes {
                attachments::unpublish(connection, id.0)?;
            }
            Ok(())
        }))
    })
    .await?;
    // Who may watch may have changed.
    watched.live.clear(id.0);
    Ok(reply)
}

/// Announce a meeting
///
/// Posts the announcement and the agenda (¶8): everybody sees the meeting from now on. Later than three working days before
/// the start it is still possible, and the duty is then met late, for everybody to see (605-6). Both formats must be
/// possible, unless the meeting is online only for a ground of ¶6 (605-3).
#[utoipa::path(tag = "Meetings", operation_id = "announceMeeting", params(("id" = Uuid, Path, description = "Id of the meeting"), IfMatch, IdempotencyKey), security(("bearer" = ["informationHolder"])), responses((status = OK, description = "The meeting, announced", body = Meeting)))]
#[post("/meetings/{id}/announcement")]
pub async fn announce(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    act(app, call, id, &(), |connection, row, now| {
        // A file may have been taken off since the agenda named it.
        let form = form_of(row)?;
        form.check_files(&attachments::of_case(connection, row.case_id.0)?)?;
        let format: Code<MeetingFormat> = Code::known(&row.format)?;
        let (starts_at, emergency) = (row.starts_at.0, row.emergency.is_some());
        let changes =
            Changes { announced_at: Some(Some(Instant(now))), public_at: Some(Instant(now)), ..Changes::default() };
        let publishes = form.agenda_files();
        Ok(Deed { command: Command::Announce { starts_at, format: format.0, emergency }, changes, publishes })
    })
    .await
}

/// Postpone a meeting
///
/// Sets another time. An announced meeting must be announced anew, in time for the new start (605-6); whoever asked to
/// attend is told, and stays registered.
#[utoipa::path(tag = "Meetings", operation_id = "postponeMeeting", params(("id" = Uuid, Path, description = "Id of the meeting"), IfMatch, IdempotencyKey), request_body = PostponementForm, security(("bearer" = ["informationHolder"])), responses((status = OK, description = "The meeting, at its new time", body = Meeting)))]
#[post("/meetings/{id}/postponement")]
pub async fn postpone(app: Data<App>, call: Call, id: PathId, form: Body<PostponementForm>) -> Result<Reply, Problem> {
    let Body(asked) = form;
    act(app, call, id, &asked.clone(), move |_, row, now| {
        let starts_at = asked.starts_at;
        let length = row.ends_at.0 - row.starts_at.0;
        let ends_at = asked.ends_at.or_else(|| starts_at.checked_add(length));
        let mut form = form_of(row)?;
        (form.starts_at, form.ends_at) = (starts_at, ends_at);
        let mut log: Vec<Postponed> = serde_json::from_value(row.postponements.0.clone()).map_err(Problem::internal)?;
        log.push(Postponed { from: rfc3339(row.starts_at.0), reason: asked.reason, decided_at: rfc3339(now) });
        let changes = Changes {
            starts_at: Some(Instant(starts_at)),
            ends_at: Some(Instant(end(starts_at, ends_at))),
            day: Some(zone::local(starts_at).date()),
            form: Some(Json(stored(&form)?)),
            announced_at: Some(None),
            postponements: Some(Json(stored(&log)?)),
            ..Changes::default()
        };
        Ok(Deed::of(Command::Postpone { was: row.starts_at.0, starts_at }, changes))
    })
    .await
}

/// Make a meeting online only
///
/// In a situation of ¶6. Requests to attend offline have no object any more: whoever filed one is told, and new ones are
/// refused (605-4).
#[utoipa::path(tag = "Meetings", operation_id = "makeMeetingOnline", params(("id" = Uuid, Path, description = "Id of the meeting"), IfMatch, IdempotencyKey), request_body = EmergencyForm, security(("bearer" = ["informationHolder"])), responses((status = OK, description = "The meeting, online only", body = Meeting)))]
#[post("/meetings/{id}/emergency")]
pub async fn go_online(app: Data<App>, call: Call, id: PathId, form: Body<EmergencyForm>) -> Result<Reply, Problem> {
    let Body(EmergencyForm { ground, explanation }) = form;
    act(app, call, id, &(ground, explanation.clone()), move |_, row, now| {
        let mut form = form_of(row)?;
        form.format = Code(MeetingFormat::Online);
        let emergency = Emergency { ground, explanation, decided_at: rfc3339(now) };
        // Nobody new can ask to attend, so nobody may be kept from watching for that.
        let broadcast: Option<BroadcastForm> = read_stored(row.broadcast.clone())?;
        let widened = broadcast.filter(|broadcast| broadcast.audience.0 == Audience::Registered);
        let widened = widened.map(|broadcast| BroadcastForm { audience: Code(Audience::Public), ..broadcast });
        let changes = Changes {
            format: Some(MeetingFormat::Online.code().to_owned()),
            form: Some(Json(stored(&form)?)),
            emergency: Some(Some(Json(stored(&emergency)?))),
            broadcast: widened.map(|broadcast| stored(&broadcast).map(Json)).transpose()?,
            ..Changes::default()
        };
        Ok(Deed::of(Command::GoOnline { starts_at: row.starts_at.0 }, changes))
    })
    .await
}

/// Close a meeting
///
/// Decides, on a ground, to hold it without information users (605-2), and tells them, three working days before the
/// start, on the internet resource, in mass media and at the premises (L1); later, that duty is met late. Whoever asked to
/// attend is told. The agenda and its files are no longer public.
#[utoipa::path(tag = "Meetings", operation_id = "closeMeeting", params(("id" = Uuid, Path, description = "Id of the meeting"), IfMatch, IdempotencyKey), request_body = ClosureForm, security(("bearer" = ["informationHolder"])), responses((status = OK, description = "The meeting, closed", body = Meeting)))]
#[post("/meetings/{id}/closure")]
pub async fn close(app: Data<App>, call: Call, id: PathId, form: Body<ClosureForm>) -> Result<Reply, Problem> {
    let Body(asked) = form;
    act(app, call, id, &asked.clone(), move |_, row, now| {
        let ClosureForm { ground, law, explanation, told_through } = asked;
        let mut form = form_of(row)?;
        // What is considered behind closed doors is found by its title, not by its agenda.
        form.agenda.clear();
        let law_cited = law.as_deref().is_some_and(|law| !law.trim().is_empty());
        let told_everywhere = NoticePlace::ALL.iter().all(|place| told_through.contains(&Code(*place)));
        let closure = Closure { ground, law, explanation, told_through, decided_at: rfc3339(now) };
        let changes = Changes {
            closure: Some(Json(stored(&closure)?)),
            search: Some(form.columns()?.search),
            public_at: Some(Instant(now)),
            ..Changes::default()
        };
        let (starts_at, ground) = (row.starts_at.0, ground.0);
        Ok(Deed::of(Command::Close { starts_at, ground, law_cited, told_everywhere }, changes))
    })
    .await
}

/// Record the seats prepared
///
/// From the number of those who may come, and no fewer (605-10). It may be recorded again when more have asked.
#[utoipa::path(tag = "Meetings", operation_id = "recordSeats", params(("id" = Uuid, Path, description = "Id of the meeting"), IfMatch, IdempotencyKey), request_body = SeatsForm, security(("bearer" = ["informationHolder"]), ("bearer" = ["responsiblePerson"])), responses((status = OK, description = "The meeting", body = Meeting)))]
#[post("/meetings/{id}/seats")]
pub async fn prepare_seats(app: Data<App>, call: Call, id: PathId, form: Body<SeatsForm>) -> Result<Reply, Problem> {
    let Body(SeatsForm { seats }) = form;
    act(app, call, id, &seats, move |connection, row, _| {
        let heads = Heads::of(row, &attendance::heads(connection, &[row.case_id.0])?);
        let command = Command::PrepareSeats { seats, needed: heads.seats_needed };
        Ok(Deed::of(command, Changes { seats: Some(seats), ..Changes::default() }))
    })
    .await
}

/// Set up the broadcast
///
/// By internet or by other means (605-12). The address is shown to the audience chosen, around the meeting only.
#[utoipa::path(tag = "Meetings", operation_id = "setUpBroadcast", params(("id" = Uuid, Path, description = "Id of the meeting"), IfMatch, IdempotencyKey), request_body = BroadcastForm, security(("bearer" = ["informationHolder"]), ("bearer" = ["responsiblePerson"])), responses((status = OK, description = "The meeting", body = Meeting)))]
#[post("/meetings/{id}/broadcast")]
pub async fn set_up_broadcast(
    app: Data<App>,
    call: Call,
    id: PathId,
    form: Body<BroadcastForm>,
) -> Result<Reply, Problem> {
    let Body(form) = form;
    let broadcast = stored(&form)?;
    let for_registered = form.audience.0 == Audience::Registered;
    act(app, call, id, &form, move |_, row, _| {
        if for_registered && row.format == MeetingFormat::Online.code() {
            let message = Text::new(
                "тек онлайн отырысқа ешкім жазылмайды",
                "на онлайн-заседание никто не записывается",
                "nobody registers for a meeting that is online only",
            );
            return Err(Problem::field("/audience", message));
        }
        Ok(Deed::of(Command::Broadcast, Changes { broadcast: Some(Json(broadcast)), ..Changes::default() }))
    })
    .await
}

/// Record that a meeting was held
///
/// Not before its start. The outcome of an open meeting is owed within five working days of its day (605-14).
#[utoipa::path(tag = "Meetings", operation_id = "recordHolding", params(("id" = Uuid, Path, description = "Id of the meeting"), IfMatch, IdempotencyKey), security(("bearer" = ["informationHolder"]), ("bearer" = ["responsiblePerson"])), responses((status = OK, description = "The meeting, held", body = Meeting)))]
#[post("/meetings/{id}/holding")]
pub async fn hold(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    act(app, call, id, &(), |_, row, now| {
        // Even if it was never announced, everybody sees it now.
        let changes = Changes { public_at: Some(Instant(now)), ..Changes::default() };
        Ok(Deed::of(Command::Hold { starts_at: row.starts_at.0 }, changes))
    })
    .await
}

/// Publish the outcome
///
/// The decision adopted, with transcript and minutes if there are any (605-14). Published again, it is replaced, and
/// what was published before stays to be seen; so do files.
#[utoipa::path(tag = "Meetings", operation_id = "publishOutcome", params(("id" = Uuid, Path, description = "Id of the meeting"), IfMatch, IdempotencyKey), request_body = OutcomeForm, security(("bearer" = ["informationHolder"])), responses((status = OK, description = "The meeting, its outcome published", body = Meeting)))]
#[post("/meetings/{id}/outcome")]
pub async fn publish(app: Data<App>, call: Call, id: PathId, form: Body<OutcomeForm>) -> Result<Reply, Problem> {
    let Body(form) = form;
    act(app, call, id, &form.clone(), move |connection, row, now| {
        let case = row.case_id.0;
        let named = [("/transcript", form.transcript), ("/minutes", form.minutes)];
        let named = named.into_iter().filter_map(|(pointer, id)| Some((pointer.to_owned(), id?)));
        let others = form.others.iter().enumerate().map(|(place, id)| (format!("/others/{place}"), *id));
        check_attached(named.chain(others), &attachments::of_case(connection, case)?)?;
        let OutcomeForm { decision, transcript, minutes, others } = form;
        let before: Option<StoredOutcome> = read_stored(row.outcome.clone())?;
        let earlier = before.map(|StoredOutcome { decision, published_at, mut earlier, .. }| {
            earlier.push(EarlierDecision { decision, published_at });
            earlier
        });
        let (published_at, earlier) = (rfc3339(now), earlier.unwrap_or_default());
        let outcome = StoredOutcome { decision, transcript, minutes, others, published_at, earlier };
        let changes = Changes { outcome: Some(Json(stored(&outcome)?)), ..Changes::default() };
        Ok(Deed { command: Command::Publish, changes, publishes: outcome.files() })
    })
    .await
}

/// Cancel a meeting
///
/// What was still owed falls away. Whoever asked to attend is told, and nobody is reminded any more.
#[utoipa::path(tag = "Meetings", operation_id = "cancelMeeting", params(("id" = Uuid, Path, description = "Id of the meeting"), IfMatch, IdempotencyKey), request_body = CancellationForm, security(("bearer" = ["informationHolder"])), responses((status = OK, description = "The meeting, cancelled", body = Meeting)))]
#[post("/meetings/{id}/cancellation")]
pub async fn cancel(app: Data<App>, call: Call, id: PathId, form: Body<CancellationForm>) -> Result<Reply, Problem> {
    let Body(CancellationForm { reason }) = form;
    act(app, call, id, &reason.clone(), move |_, row, now| {
        let cancellation = Cancellation { reason, decided_at: rfc3339(now) };
        let changes = Changes { cancellation: Some(Json(stored(&cancellation)?)), ..Changes::default() };
        Ok(Deed::of(Command::Cancel { starts_at: row.starts_at.0 }, changes))
    })
    .await
}
