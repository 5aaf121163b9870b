//! Requests for information (Law № 401-V art. 11, № 95), what of them is published, and the figures of their answers.

use diesel::prelude::*;
use merzim_domain::engine::Procedure;
use merzim_domain::procedures::information_request::{InformationRequest, RequestChannel, RequestState};
use merzim_domain::rulebook::ids::RuleId;
use merzim_domain::writing::{fold, plain};
use merzim_domain::{Bin, Iin, Vocabulary, zone};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::cases::{CaseRow, Viewer, forget_persons, visible_to};
use crate::obligations::{InTerm, due_soon, in_term};
use crate::page::{Hits, ListPlace, Page, Walk, holding, walked};
use crate::schema::{case_table, cases};
use crate::sql_types::{Id, Instant, Json};
use crate::{Connection, DbError, similar, vault};

case_table! {
    information_requests as requests {
        holder -> Text,
        channel -> Text,
        iin -> Nullable<Text>,
        form -> SqlJson,
        root_id -> SqlId,
        sent_at -> SqlInstant,
        received_at -> Nullable<SqlInstant>,
        registered_at -> Nullable<SqlInstant>,
        asked_again -> Bool,
        costs_owed -> Bool,
        rating -> Nullable<Text>,
        rated_at -> Nullable<SqlInstant>,
        answered_month -> Nullable<Text>,
        answered_days -> Nullable<BigInt>,
        answered_late -> Nullable<Bool>,
        consent -> Bool,
        published_at -> Nullable<SqlInstant>,
        question -> Nullable<Text>,
        answer -> Nullable<Text>,
        search -> Text,
        plain -> Text,
        reminded_at -> Nullable<SqlInstant>,
        story -> SqlJson,
        erased_at -> Nullable<SqlInstant>,
    }
}

/// A stored request.
#[derive(Clone, Debug, Queryable, Insertable, Selectable)]
#[diesel(table_name = requests)]
pub struct RequestRow {
    /// The case.
    pub case_id: Id,
    /// BIN of the holder.
    pub holder: String,
    /// Code of how it came.
    pub channel: String,
    /// The IIN of whoever asks, sealed.
    iin: Option<String>,
    /// The form without the IIN.
    pub form: Json,
    /// The first of the requests that were forwarded one after the other.
    pub root_id: Id,
    /// When it was received on the platform; elsewhere, by the holder.
    pub sent_at: Instant,
    /// When the holder received it; anew, if it was asked again or reopened.
    pub received_at: Option<Instant>,
    /// When the holder registered it; anew, if it was asked again or reopened.
    pub registered_at: Option<Instant>,
    /// Whether it was asked again after the holder had said where the information is published.
    pub asked_again: bool,
    /// Whether costs of copying or printing are owed.
    pub costs_owed: bool,
    /// Code of how the answer was rated.
    pub rating: Option<String>,
    /// When it was rated first.
    pub rated_at: Option<Instant>,
    /// Whether question and answer may be public.
    pub consent: bool,
    /// Since when they are.
    pub published_at: Option<Instant>,
    /// The question as it is public.
    pub question: Option<String>,
    /// The answer as it is public.
    pub answer: Option<String>,
    /// When the holder was reminded that the answer is due soon.
    pub reminded_at: Option<Instant>,
    /// What was said and decided.
    pub story: Json,
    /// When what was asked and answered was erased.
    pub erased_at: Option<Instant>,
}

impl RequestRow {
    /// Whose request it is, where a person asks and is not erased.
    ///
    /// # Errors
    /// [`DbError::Internal`] when what is stored is no IIN.
    pub fn iin(&self) -> Result<Option<Iin>, DbError> {
        self.iin.as_deref().map(vault::open).transpose()
    }
}

/// A new request.
#[derive(Clone, Debug)]
pub struct NewRequest<'request> {
    /// The case.
    pub case: Uuid,
    /// The holder.
    pub holder: &'request Bin,
    /// How it came.
    pub channel: RequestChannel,
    /// Whose it is, where a person asks.
    pub iin: Option<&'request Iin>,
    /// The form without the IIN.
    pub form: Json,
    /// The first of the requests that were forwarded; itself, if it was not.
    pub root: Uuid,
    /// When it was received on the platform; elsewhere, by the holder.
    pub sent_at: OffsetDateTime,
    /// When the holder received it, unless it has not yet.
    pub received_at: Option<OffsetDateTime>,
    /// When the holder registered it, unless it has not yet.
    pub registered_at: Option<OffsetDateTime>,
    /// Whether question and answer may be public.
    pub consent: bool,
    /// What is known of it besides.
    pub story: Json,
}

/// What an action sets; none leaves as it is. Of what may be taken back, the inner none does so.
#[derive(Clone, Debug, Default, AsChangeset)]
#[diesel(table_name = requests)]
pub struct Changes {
    /// When the holder received it.
    pub received_at: Option<Instant>,
    /// When the holder registered it.
    pub registered_at: Option<Instant>,
    /// Whether it was asked again.
    pub asked_again: Option<bool>,
    /// Whether costs are owed.
    pub costs_owed: Option<bool>,
    /// Code of how the answer was rated.
    pub rating: Option<Option<String>>,
    /// When it was rated first.
    pub rated_at: Option<Option<Instant>>,
    /// The month of the answer, `2026-03`.
    pub answered_month: Option<Option<String>>,
    /// How many days the answer took.
    pub answered_days: Option<Option<i64>>,
    /// Whether it came after its term.
    pub answered_late: Option<Option<bool>>,
    /// Whether question and answer may be public.
    pub consent: Option<bool>,
    /// Since when they are.
    pub published_at: Option<Option<Instant>>,
    /// The question as it is public.
    pub question: Option<Option<String>>,
    /// The answer as it is public.
    pub answer: Option<Option<String>>,
    /// The words of both, folded.
    pub search: Option<String>,
    /// The same, plain.
    pub plain: Option<String>,
    /// When the holder was reminded.
    pub reminded_at: Option<Option<Instant>>,
    /// What was said and decided.
    pub story: Option<Json>,
}

impl Changes {
    /// The same, and question and answer are public so from then on.
    #[must_use]
    pub fn published(self, question: String, answer: String, now: OffsetDateTime) -> Self {
        let search = fold(&format!("{question} {answer}"));
        Self {
            published_at: Some(Some(Instant(now))),
            plain: Some(plain(&search)),
            search: Some(search),
            question: Some(Some(question)),
            answer: Some(Some(answer)),
            ..self
        }
    }

    /// The same, and they are public no more.
    #[must_use]
    pub fn taken_down(self) -> Self {
        Self {
            published_at: Some(None),
            question: Some(None),
            answer: Some(None),
            search: Some(String::new()),
            plain: Some(String::new()),
            ..self
        }
    }
}

/// What a list of requests is narrowed to.
#[derive(Clone, Debug)]
pub struct Filter {
    /// To this holder.
    pub holder: Option<Bin>,
    /// That came so.
    pub channel: Option<RequestChannel>,
    /// In this state.
    pub state: Option<RequestState>,
    /// Whose answers are so.
    pub in_term: InTerm,
}

/// Stores the request of a new case.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn create(connection: &mut Connection, new: NewRequest<'_>) -> Result<(), DbError> {
    let row = RequestRow {
        case_id: Id(new.case),
        holder: new.holder.to_string(),
        channel: new.channel.code().to_owned(),
        iin: new.iin.map(vault::seal),
        form: new.form,
        root_id: Id(new.root),
        sent_at: Instant(new.sent_at),
        received_at: new.received_at.map(Instant),
        registered_at: new.registered_at.map(Instant),
        asked_again: false,
        costs_owed: false,
        rating: None,
        rated_at: None,
        consent: new.consent,
        published_at: None,
        question: None,
        answer: None,
        reminded_at: None,
        story: new.story,
        erased_at: None,
    };
    diesel::insert_into(requests::table).values(row).execute(connection)?;
    Ok(())
}

/// Records what an action sets.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn record(connection: &mut Connection, case: Uuid, changes: Changes) -> Result<(), DbError> {
    if let Some(question) = &changes.question {
        let holder: String = requests::table.find(Id(case)).select(requests::holder).first(connection)?;
        similar::learn(connection, case, &holder, question.as_deref())?;
    }
    diesel::update(requests::table.find(Id(case))).set(changes).execute(connection)?;
    Ok(())
}

/// The request of a case. The caller has seen to visibility.
///
/// # Errors
/// [`DbError::NotFound`] when the case has none.
pub fn of_case(connection: &mut Connection, case: Uuid) -> Result<RequestRow, DbError> {
    Ok(requests::table.find(Id(case)).select(RequestRow::as_select()).first(connection)?)
}

/// Whether this holder has had the request that was forwarded from this first one on.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn has_had(connection: &mut Connection, root: Id, holder: &Bin) -> Result<bool, DbError> {
    let there = requests::table.filter(requests::root_id.eq(root)).filter(requests::holder.eq(holder.to_string()));
    Ok(diesel::select(diesel::dsl::exists(there)).get_result(connection)?)
}

/// The requests that `viewer` may see, on this walk.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn list(
    connection: &mut Connection,
    viewer: &Viewer,
    filter: &Filter,
    walk: Walk,
    limit: i64,
) -> Result<Page<(CaseRow, RequestRow)>, DbError> {
    let mut query =
        requests::table.inner_join(cases::table).filter(requests::case_id.eq_any(visible_to(viewer))).into_boxed();
    if let Some(holder) = &filter.holder {
        query = query.filter(requests::holder.eq(holder.to_string()));
    }
    if let Some(channel) = filter.channel {
        query = query.filter(requests::channel.eq(channel.code()));
    }
    if let Some(state) = filter.state {
        query = query.filter(cases::state.eq(state.code()));
    }
    let query = in_term!(query, requests::case_id, &filter.in_term);
    walked!(query, RequestRow, InformationRequest::CODE, viewer, walk, limit, connection)
}

/// Requests after the one named whose answers are owed under one of these rules and due after now, `soon` at the latest, of which nobody
/// was reminded.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn to_remind(
    connection: &mut Connection,
    rules: &[RuleId],
    (now, soon): (OffsetDateTime, OffsetDateTime),
    after: Uuid,
    limit: i64,
) -> Result<Vec<Uuid>, DbError> {
    let not_reminded = requests::table.filter(requests::reminded_at.is_null()).select(requests::case_id);
    due_soon!(not_reminded, rules, (now, soon), after, limit, connection)
}

/// Requests after the one named that came before this day, are decided, and to which nothing has happened since.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn to_erase(connection: &mut Connection, before: Date, after: Uuid, limit: i64) -> Result<Vec<Uuid>, DbError> {
    let before = Instant(zone::start_of(before));
    let ids: Vec<Id> = requests::table
        .inner_join(cases::table)
        .filter(requests::erased_at.is_null())
        .filter(requests::sent_at.lt(before))
        .filter(cases::updated_at.lt(before))
        .filter(cases::outcome.is_not_null())
        .filter(requests::case_id.gt(Id(after)))
        .order(requests::case_id)
        .select(requests::case_id)
        .limit(limit)
        .load(connection)?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// Begins to erase a request, so that nobody else changes it, unless something has happened to it since this day; whether it did.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn begin_erasing(
    connection: &mut Connection,
    case: Uuid,
    before: Date,
    at: OffsetDateTime,
) -> Result<bool, DbError> {
    let untouched = cases::table.find(Id(case)).filter(cases::updated_at.lt(Instant(zone::start_of(before))));
    let begun = diesel::update(untouched)
        .set((cases::version.eq(cases::version + 1), cases::updated_at.eq(Instant(at))))
        .execute(connection)?;
    Ok(begun > 0)
}

/// Erases who has asked, and puts what may be kept in the place of what was asked and answered. What is published stays.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn erase(
    connection: &mut Connection,
    case: Uuid,
    (form, story): (Json, Json),
    at: OffsetDateTime,
) -> Result<(), DbError> {
    let this = || requests::table.filter(requests::case_id.eq(Id(case)));
    forget_persons!(this().select(requests::case_id), connection);
    diesel::update(this())
        .set((
            requests::iin.eq(None::<String>),
            requests::form.eq(form),
            requests::story.eq(story),
            requests::erased_at.eq(Instant(at)),
        ))
        .execute(connection)?;
    Ok(())
}

/// A question and its answer, as everybody may read them.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = requests)]
pub struct PublishedRow {
    /// The case.
    pub case_id: Id,
    /// BIN of the holder.
    pub holder: String,
    /// Since when they are public.
    pub published_at: Option<Instant>,
    /// The question.
    pub question: Option<String>,
    /// The answer.
    pub answer: Option<String>,
    /// The form without the IIN, for the language of both.
    pub form: Json,
}

/// What published answers are narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// Of this holder.
    pub holder: Option<Bin>,
    /// That hold these words.
    pub text: Option<String>,
}

/// Questions and answers that are public, the latest first, after this place.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn published(
    connection: &mut Connection,
    search: &Search,
    hits: Hits,
    before: Option<ListPlace>,
    limit: i64,
) -> Result<Page<PublishedRow>, DbError> {
    let mut query = requests::table.filter(requests::published_at.is_not_null()).into_boxed();
    if let Some(holder) = &search.holder {
        query = query.filter(requests::holder.eq(holder.to_string()));
    }
    holding!(query, requests, search.text.as_deref(), hits);
    if let Some(ListPlace { at, id }) = before {
        let (at, id) = (Instant(at), Id(id));
        let same = requests::published_at.eq(at).and(requests::case_id.lt(id));
        query = query.filter(requests::published_at.lt(at).or(same));
    }
    let rows = query.order((requests::published_at.desc(), requests::case_id.desc())).limit(limit + 1);
    Ok(Page::of(rows.select(PublishedRow::as_select()).load(connection)?, limit))
}

/// Those of these cases that are public, in their order.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn these_published(connection: &mut Connection, cases: &[Uuid]) -> Result<Vec<PublishedRow>, DbError> {
    let ids: Vec<Id> = cases.iter().copied().map(Id).collect();
    let these = requests::table.filter(requests::published_at.is_not_null()).filter(requests::case_id.eq_any(ids));
    let mut rows: Vec<PublishedRow> = these.select(PublishedRow::as_select()).load(connection)?;
    rows.sort_by_key(|row| cases.iter().position(|case| *case == row.case_id.0));
    Ok(rows)
}

/// A question and its answer that are public.
///
/// # Errors
/// [`DbError::NotFound`] when there is no such one.
pub fn one_published(connection: &mut Connection, case: Uuid) -> Result<PublishedRow, DbError> {
    let public = requests::table.find(Id(case)).filter(requests::published_at.is_not_null());
    Ok(public.select(PublishedRow::as_select()).first(connection)?)
}

/// How many answers of a month took so many days, came in time or late, and were rated so.
#[derive(Clone, Debug, Queryable)]
pub struct Answers {
    /// The month, `2026-03`.
    pub month: Option<String>,
    /// How many days each took.
    pub days: Option<i64>,
    /// Whether each came after its term.
    pub late: Option<bool>,
    /// Code of how each was rated.
    pub rating: Option<String>,
    /// How many.
    pub number: i64,
}

/// The answers of a holder in these months, counted: as many rows as there are months, days and ratings, however many answers.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn figures(connection: &mut Connection, holder: &Bin, from: &str, to: &str) -> Result<Vec<Answers>, DbError> {
    let alike = (requests::answered_month, requests::answered_days, requests::answered_late, requests::rating);
    Ok(requests::table
        .filter(requests::holder.eq(holder.to_string()))
        .filter(requests::answered_month.ge(from.to_owned()))
        .filter(requests::answered_month.le(to.to_owned()))
        .group_by(alike)
        .select((
            requests::answered_month,
            requests::answered_days,
            requests::answered_late,
            requests::rating,
            diesel::dsl::count_star(),
        ))
        .order(requests::answered_month)
        .load(connection)?)
}
