//! What applications for changes and notices of cessation share: the way from draft to entry.

use actix_web::web::Data;
use merzim_domain::engine::{Actor, CommonRefusal, Procedure, Refusal};
use merzim_domain::procedures::register_amendment::AmendmentRefusal;
use merzim_domain::procedures::register_amendment::{
    Amendment, AmendmentOutcome, AmendmentState, CessationKind, ChangeKind, Command, Kind,
};
use merzim_domain::role::Role;
use merzim_domain::vocabulary::Vocabulary;
use merzim_domain::{Bilingual, zone};
use merzim_persistence::amendments::{self, Filter};
use merzim_persistence::cases::{self, CaseRow};
use merzim_persistence::register::{self, Entering, EntryRow, RevisionRow};
use merzim_persistence::{Connection, attachments};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::wording::EntryWording;
use crate::app::App;
use crate::app::part::Place;
use crate::cases::filing::{self, Filing, SigningDocument, Submission};
use crate::cases::flow;
use crate::cases::view::{CaseBody, CaseHead, parties_of, show_head, show_whole};
use crate::http::call::Call;
use crate::http::code::Code;
use crate::http::input::{read_stored, stored};
use crate::http::paging;
use crate::http::reply::Reply;
use crate::problem::Problem;

const ACTIONS: &[(&str, &str)] = &[("submit", "submission"), ("enter", "entry"), ("withdraw", "withdrawal")];

/// Where applications for changes stand in the API.
pub const CHANGES: Place = Place::plain(ChangeKind::CODE, "register-change-applications", ACTIONS);
/// Where notices of cessation stand in the API.
pub const CESSATIONS: Place = Place::plain(CessationKind::CODE, "cessation-notices", ACTIONS);

pub(super) type AmendmentStateCode = Code<AmendmentState>;
pub(super) type AmendmentOutcomeCode = Code<AmendmentOutcome>;

/// One kind of amendment, as the API has it.
pub trait Amends: Kind {
    /// Where its cases stand.
    const PLACE: Place;
    /// Its form.
    type Form: Clone + Serialize + DeserializeOwned + Validate + Send + 'static;

    /// Whether entering it removes the channel.
    const REMOVES: bool;

    /// The entry that a form is about.
    fn entry(form: &Self::Form) -> Uuid;

    /// Name of the body that files, if the form changes it, else that of the entry stands.
    fn body_name(form: &Self::Form) -> Option<Bilingual>;

    /// What the form must have besides, given the entry and the day.
    ///
    /// # Errors
    /// A [`Problem`] that names the field.
    fn check(form: &Self::Form, entry: &EntryRow, today: time::Date) -> Result<(), Problem>;

    /// Enters it in the Register.
    ///
    /// # Errors
    /// A [`Problem`] when the database fails.
    fn enter(
        connection: &mut Connection,
        entering: Entering,
        current: &RevisionRow,
        form: Self::Form,
    ) -> Result<(), Problem>;
}

/// What an amendment is shown with, apart from its form.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AmendmentCase {
    /// What every case has.
    #[serde(flatten)]
    pub head: CaseHead,
    /// How far it has come.
    pub state: AmendmentStateCode,
    /// What became of it.
    pub outcome: Option<AmendmentOutcomeCode>,
    /// What the entry said when the form was written.
    pub current_entry: EntryWording,
    /// How it was filed.
    pub filing: Option<Filing>,
    /// Obligations and attachments.
    #[serde(flatten)]
    pub body: CaseBody,
}

/// An amendment in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AmendmentSummary {
    /// What every case has.
    #[serde(flatten)]
    pub head: CaseHead,
    /// How far it has come.
    pub state: AmendmentStateCode,
    /// What became of it.
    pub outcome: Option<AmendmentOutcomeCode>,
    /// The Register entry that it is about.
    pub entry: Uuid,
}

/// What a list is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct AmendmentFilter {
    /// In this state.
    #[param(inline)]
    state: Option<AmendmentStateCode>,
    /// About this Register entry.
    entry: Option<Uuid>,
    /// Changed at this instant or later, for clients that keep a copy.
    #[serde(default, with = "time::serde::rfc3339::option")]
    #[param(value_type = Option<String>, format = DateTime, example = "2026-03-16T10:00:00+05:00")]
    modified_since: Option<OffsetDateTime>,
    /// How many at most.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u8>,
    /// Where to go on: `nextCursor` of the page before.
    #[param(max_length = 200)]
    cursor: Option<String>,
}

#[derive(Serialize)]
struct Shown<'form> {
    #[serde(flatten)]
    case: AmendmentCase,
    form: &'form Value,
}

fn show<A: Amends>(app: &App, call: &Call, connection: &mut Connection, id: Uuid) -> Result<(Value, CaseRow), Problem> {
    let row = cases::find(connection, &call.viewer(), A::CODE, id)?;
    let amendment = amendments::of_case(connection, id)?;
    let (head, body) = show_whole(app, call, connection, &row)?;
    let case = AmendmentCase {
        head,
        state: Code::known(&row.state)?,
        outcome: row.outcome.as_deref().and_then(Code::stored),
        filing: read_stored(amendment.filing)?,
        current_entry: serde_json::from_value(amendment.current_entry.0).map_err(Problem::internal)?,
        body,
    };
    Ok((stored(&Shown { case, form: &amendment.form.0 })?, row))
}

fn reply<A: Amends>(app: &App, call: &Call, connection: &mut Connection, id: Uuid) -> Result<Reply, Problem> {
    let (shown, row) = show::<A>(app, call, connection, id)?;
    Ok(Reply::ok(&shown)?.version(row.version))
}

/// The entry that a form is about, if it is the caller's own and still in the Register.
fn own_entry<A: Amends>(
    call: &Call,
    connection: &mut Connection,
    form: &A::Form,
    today: time::Date,
) -> Result<(EntryRow, RevisionRow), Problem> {
    let unknown = || {
        let message = merzim_domain::Text::new(
            "ұйымыңыздың мұндай жазбасы жоқ",
            "у вашей организации нет такой записи",
            "your organisation has no such entry",
        );
        Problem::field("/entryId", message)
    };
    let (entry, current) = register::find(connection, A::entry(form)).map_err(|error| match error {
        merzim_persistence::DbError::NotFound => unknown(),
        error => error.into(),
    })?;
    if call.actor.organisation.as_ref().map(merzim_domain::identity::Bin::as_str) != Some(entry.body.as_str()) {
        return Err(unknown());
    }
    if current.removed_on.is_some() {
        return Err(Refusal::of(AmendmentRefusal::EntryRemoved).into());
    }
    A::check(form, &entry, today)?;
    Ok((entry, current))
}

pub(super) async fn create<A: Amends>(app: Data<App>, call: Call, form: A::Form) -> Result<Reply, Problem> {
    let (inner, asked) = (app.clone(), call.clone());
    let value = stored(&form)?;
    app.write(&call, value.to_string().as_bytes(), move |connection| {
        let now = inner.clock.now();
        if !asked.actor.roles.contains(&Role::ApplicantBody) {
            return Err(Refusal::of(CommonRefusal::RoleForbidsAction).into());
        }
        let (entry, current) = own_entry::<A>(&asked, connection, &form, zone::local(now).date())?;
        let wording = EntryWording::of(&current)?;
        let name = A::body_name(&form).unwrap_or_else(|| wording.body_name.clone().into());
        let id = flow::begin_draft::<Amendment<A>>(&inner, &asked, connection, name, &Command::Create, now)?;
        amendments::create(connection, id, entry.id.0, stored(&wording)?, value)?;
        let (shown, row) = show::<A>(&inner, &asked, connection, id)?;
        Ok(Reply::created(&shown, A::PLACE.path(id))?.version(row.version))
    })
    .await
}

pub(super) async fn list<A: Amends>(app: Data<App>, call: Call, asked: AmendmentFilter) -> Result<Reply, Problem> {
    let filter = Filter {
        state: asked.state.map(|state| state.0.code().to_owned()),
        entry: asked.entry,
        modified_since: asked.modified_since,
    };
    let before = paging::place::<Uuid>(asked.cursor.as_deref())?;
    let limit = paging::limit(asked.limit);
    let inner = app.clone();
    app.search(move |connection| {
        let page = amendments::list(connection, &call.viewer(), A::CODE, &filter, before, limit)?;
        let parties = parties_of(connection, &page)?;
        paging::reply(
            page,
            |(case, _)| case.id.0,
            |(case, amendment)| {
                Ok(AmendmentSummary {
                    head: show_head(&inner, &call, &case, &parties)?,
                    state: Code::known(&case.state)?,
                    outcome: case.outcome.as_deref().and_then(Code::stored),
                    entry: amendment.entry_id.0,
                })
            },
        )
    })
    .await
}

pub(super) async fn get<A: Amends>(app: Data<App>, call: Call, id: Uuid) -> Result<Reply, Problem> {
    let inner = app.clone();
    app.snapshot(move |connection| reply::<A>(&inner, &call, connection, id)).await
}

pub(super) async fn replace<A: Amends>(app: Data<App>, call: Call, id: Uuid, form: A::Form) -> Result<Reply, Problem> {
    let (inner, asked) = (app.clone(), call.clone());
    let value = stored(&form)?;
    app.write(&call, value.to_string().as_bytes(), move |connection| {
        let now = inner.clock.now();
        let loaded = flow::load::<Amendment<A>>(&inner, &asked, connection, id)?;
        flow::expect_draft(&asked, &loaded)?;
        let (entry, current) = own_entry::<A>(&asked, connection, &form, zone::local(now).date())?;
        // The case first: whoever changes it waits here, in the same order everywhere.
        cases::touch(connection, id, loaded.row.version, now)?;
        let wording = EntryWording::of(&current)?;
        let name = A::body_name(&form).unwrap_or_else(|| wording.body_name.clone().into());
        cases::rename_party(connection, id, Role::ApplicantBody, &name)?;
        amendments::replace_form(connection, id, entry.id.0, stored(&wording)?, value)?;
        reply::<A>(&inner, &asked, connection, id)
    })
    .await
}

pub(super) async fn document<A: Amends>(app: Data<App>, call: Call, id: Uuid) -> Result<Reply, Problem> {
    let inner = app.clone();
    app.snapshot(move |connection| {
        let row = cases::find(connection, &call.viewer(), A::CODE, id)?;
        let amendment = amendments::of_case(connection, id)?;
        let attached = attachments::of_case(connection, id)?;
        Ok(Reply::ok(&SigningDocument::of(
            &inner,
            &row,
            &amendment.form.0,
            Some(&amendment.current_entry.0),
            &attached,
        )?)?
        .version(row.version))
    })
    .await
}

pub(super) async fn submit<A: Amends>(
    app: Data<App>,
    call: Call,
    id: Uuid,
    submission: Submission,
) -> Result<Reply, Problem> {
    let (inner, asked) = (app.clone(), call.clone());
    let fingerprint = stored(&submission)?.to_string();
    app.write(&call, fingerprint.as_bytes(), move |connection| {
        let now = inner.clock.now();
        let loaded = flow::load::<Amendment<A>>(&inner, &asked, connection, id)?;
        flow::expect_draft(&asked, &loaded)?;
        let amendment = amendments::of_case(connection, id)?;
        let form = amendment.form.0;
        let read: A::Form = serde_json::from_value(form.clone()).map_err(Problem::internal)?;
        own_entry::<A>(&asked, connection, &read, zone::local(now).date())?;
        let attached = attachments::of_case(connection, id)?;
        let document = filing::document_bytes(&inner, &loaded.row, &form, Some(&amendment.current_entry.0), &attached)?;
        let (signed, filing) = filing::check(&inner, &asked, &submission, &document, A::FILING, now)?;
        flow::act::<Amendment<A>>(&inner, &asked.actor, connection, &loaded.case, &Command::Submit(signed), now)?;
        amendments::record_filing(connection, id, stored(&filing)?)?;
        reply::<A>(&inner, &asked, connection, id)
    })
    .await
}

pub(super) async fn enter<A: Amends>(app: Data<App>, call: Call, id: Uuid) -> Result<Reply, Problem> {
    let (inner, asked) = (app.clone(), call.clone());
    app.write(&call, b"", move |connection| {
        let now = inner.clock.now();
        let loaded = flow::load::<Amendment<A>>(&inner, &asked, connection, id)?;
        let form = amendments::of_case(connection, id)?.form.0;
        let form: A::Form = serde_json::from_value(form).map_err(Problem::internal)?;
        let (_, current) = register::find(connection, A::entry(&form))?;
        let command = Command::Enter { entry_removed: current.removed_on.is_some() };
        flow::act::<Amendment<A>>(&inner, &asked.actor, connection, &loaded.case, &command, now)?;
        let entering = Entering { case: id, on: zone::local(now).date(), at: now };
        A::enter(connection, entering, &current, form)?;
        if A::REMOVES {
            lapse_others(&inner, connection, current.entry_id.0, id, now)?;
        }
        reply::<A>(&inner, &asked, connection, id)
    })
    .await
}

/// Closes what else waits for an entry whose channel has been removed, so that nobody owes what
/// cannot be done any more.
fn lapse_others(
    app: &App,
    connection: &mut Connection,
    entry: Uuid,
    but_for: Uuid,
    now: OffsetDateTime,
) -> Result<(), Problem> {
    for row in amendments::waiting(connection, entry, AmendmentState::Received.code(), but_for)? {
        if row.procedure == ChangeKind::CODE {
            lapse::<ChangeKind>(app, connection, &row, now)?;
        } else {
            lapse::<CessationKind>(app, connection, &row, now)?;
        }
    }
    Ok(())
}

fn lapse<K: Kind>(app: &App, connection: &mut Connection, row: &CaseRow, now: OffsetDateTime) -> Result<(), Problem> {
    let case = cases::read(connection, row, app.addressees(Amendment::<K>::ADDRESSEES))?;
    flow::act::<Amendment<K>>(app, &Actor::system(), connection, &case, &Command::Lapse, now).map(drop)
}

pub(super) async fn withdraw<A: Amends>(app: Data<App>, call: Call, id: Uuid) -> Result<Reply, Problem> {
    let (inner, asked) = (app.clone(), call.clone());
    app.write(&call, b"", move |connection| {
        let loaded = flow::load::<Amendment<A>>(&inner, &asked, connection, id)?;
        flow::act::<Amendment<A>>(
            &inner,
            &asked.actor,
            connection,
            &loaded.case,
            &Command::Withdraw,
            inner.clock.now(),
        )?;
        reply::<A>(&inner, &asked, connection, id)
    })
    .await
}
