//! Requests for information (Law № 401-V art. 11, № 95), what of them is published, and the figures of their answers.

use std::collections::BTreeMap;

use diesel::prelude::*;
use merzim_domain::engine::Procedure;
use merzim_domain::procedures::information_request::{
    Duty, InformationRequest, Reckoned, Reckoning, RequestChannel, RequestLanguage, RequestState,
};
use merzim_domain::rulebook::ids::RuleId;
use merzim_domain::{Bin, Iin, Vocabulary, zone};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::cases::{CaseRow, Viewer, forget_persons, visible_to};
use crate::obligations::{InTerm, codes, due_soon, in_term};
use crate::page::{ListPlace, Page, Walk, walked};
use crate::schema::{case_table, cases, obligations};
use crate::sql_types::{Id, Instant, Json, Sealed};
use crate::words::{Hits, Worded, holding, searched};
use crate::{Connection, DbError, similar};

case_table! {
    information_requests as requests {
        holder -> Text,
        channel -> Text,
        iin -> Nullable<SqlSealed>,
        form -> SqlSealed,
        root_id -> SqlId,
        sent_at -> SqlInstant,
        received_at -> Nullable<SqlInstant>,
        registered_at -> Nullable<SqlInstant>,
        costs_owed -> Bool,
        rating -> Nullable<Text>,
        rated_at -> Nullable<SqlInstant>,
        consent -> Bool,
        published_at -> Nullable<SqlInstant>,
        question -> Nullable<Text>,
        answer -> Nullable<Text>,
        search -> Text,
        plain -> Text,
        reminded_at -> Nullable<SqlInstant>,
        story -> SqlSealed,
        erased_at -> Nullable<SqlInstant>,
        language -> Text,
        reckoned -> Text,
        due_at -> Nullable<SqlInstant>,
        due_month -> Nullable<Text>,
        days_taken -> Nullable<BigInt>,
        was_late -> Bool,
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
    /// The IIN of whoever asks, where a person asks and is not erased.
    pub iin: Option<Sealed<Iin>>,
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
    /// Code of its language.
    pub language: String,
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
    /// Its language.
    pub language: RequestLanguage,
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
    /// Whether costs are owed.
    pub costs_owed: Option<bool>,
    /// Code of how the answer was rated.
    pub rating: Option<Option<String>>,
    /// When it was rated first.
    pub rated_at: Option<Option<Instant>>,
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
        let (search, plain) = searched([question.as_str(), answer.as_str()]);
        Self {
            published_at: Some(Some(Instant(now))),
            plain: Some(plain),
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

/// Stores the request of a new case, which has begun.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn create(connection: &mut Connection, new: NewRequest<'_>) -> Result<(), DbError> {
    let row = RequestRow {
        case_id: Id(new.case),
        holder: new.holder.to_string(),
        channel: new.channel.code().to_owned(),
        iin: new.iin.cloned().map(Sealed),
        form: new.form,
        root_id: Id(new.root),
        sent_at: Instant(new.sent_at),
        received_at: new.received_at.map(Instant),
        registered_at: new.registered_at.map(Instant),
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
        language: new.language.code().to_owned(),
    };
    diesel::insert_into(requests::table).values(row).execute(connection)?;
    reckon(connection, new.case)
}

/// Records what an action sets, once what it does to the case is saved.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn record(connection: &mut Connection, case: Uuid, changes: Changes) -> Result<(), DbError> {
    if let Some(question) = &changes.question {
        let holder: String = requests::table.find(Id(case)).select(requests::holder).first(connection)?;
        similar::learn(connection, case, &holder, question.as_deref())?;
    }
    diesel::update(requests::table.find(Id(case))).set(changes).execute(connection)?;
    reckon(connection, case)
}

/// What stands for a request that counts in no figures: nothing was owed that does.
const UNRECKONED: &str = "none";

/// A month, as it is stored: `2026-03`.
#[must_use]
pub fn month_of(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), u8::from(day.month()))
}

/// Notes how a request counts in the figures of its holder, by what is owed in its case and was done.
fn reckon(connection: &mut Connection, case: Uuid) -> Result<(), DbError> {
    type Stored = (String, Instant, Option<Instant>, Option<Instant>);
    let duties: Vec<Stored> = obligations::table
        .filter(obligations::case_id.eq(Id(case)))
        .filter(obligations::rule.eq_any(codes(InformationRequest::RECKONED)))
        .filter(obligations::never_owed.eq(false))
        .filter(obligations::due_at.is_not_null())
        .select((obligations::rule, obligations::due_at.assume_not_null(), obligations::met_at, obligations::voided_at))
        .load(connection)?;
    let duty = |(rule, due_at, met_at, voided_at): Stored| {
        let [met_at, voided_at] = [met_at, voided_at].map(|at| at.map(|at| at.0));
        Some(Duty { rule: RuleId::parse(&rule)?, due_at: due_at.0, met_at, voided_at })
    };
    let reckoned = Reckoned::of(&duties.into_iter().filter_map(duty).collect::<Vec<_>>());
    let (sent_at, received_at): (Instant, Option<Instant>) =
        requests::table.find(Id(case)).select((requests::sent_at, requests::received_at)).first(connection)?;
    let from = zone::local(received_at.unwrap_or(sent_at).0).date();
    let days = |at: OffsetDateTime| (zone::local(at).date() - from).whole_days();
    let code = reckoned.map_or(UNRECKONED, |one| one.reckoning.code());
    diesel::update(requests::table.find(Id(case)))
        .set((
            requests::reckoned.eq(code),
            requests::due_at.eq(reckoned.map(|one| Instant(one.due_at))),
            requests::due_month.eq(reckoned.map(|one| month_of(zone::last_day(one.due_at)))),
            requests::days_taken.eq(reckoned.and_then(|one| one.ended_at).map(days)),
            requests::was_late.eq(reckoned.is_some_and(|one| one.late)),
        ))
        .execute(connection)?;
    Ok(())
}

/// Reckons some requests that an earlier release has stored; whether there may be more of them.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn reckon_anew(connection: &mut Connection, most: i64) -> Result<bool, DbError> {
    let ids: Vec<Id> = requests::table
        .filter(requests::reckoned.eq(""))
        .order(requests::case_id)
        .limit(most)
        .select(requests::case_id)
        .load(connection)?;
    for id in &ids {
        reckon(connection, id.0)?;
    }
    Ok(!ids.is_empty())
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
            requests::iin.eq(None::<Sealed<Iin>>),
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

/// The words of question and answer.
const WORDED: Worded = Worded { table: "information_requests", key: "case_id", index: "answer_words" };

/// What published answers are narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// Of this holder.
    pub holder: Option<Bin>,
    /// That hold these words.
    pub text: Option<String>,
    /// In this language.
    pub language: Option<RequestLanguage>,
    /// Published on this day or later.
    pub from: Option<Date>,
    /// Published on this day or earlier.
    pub to: Option<Date>,
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
    if let Some(language) = search.language {
        query = query.filter(requests::language.eq(language.code()));
    }
    if let Some(day) = search.from {
        query = query.filter(requests::published_at.ge(Instant(zone::start_of(day))));
    }
    if let Some(day) = search.to {
        query = query.filter(requests::published_at.lt(Instant(zone::end_of(day))));
    }
    holding!(query, requests.case_id as WORDED, search.text.as_deref(), hits, connection);
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

/// How many requests to a holder that fell due in a month were dealt with so.
#[derive(Clone, Debug, Queryable)]
pub struct Dealt {
    /// BIN of the holder.
    pub holder: String,
    /// The month in which the term ended, `2026-03`.
    pub month: Option<String>,
    /// Code of how they were.
    pub reckoned: String,
    /// How many days each took.
    pub days: Option<i64>,
    /// Whether each came after its term.
    pub late: bool,
    /// Code of how each answer was rated.
    pub rating: Option<String>,
    /// How many.
    pub number: i64,
}

/// The requests to these holders that were dealt with and fell due in these months, counted: as many rows as there are months, days and
/// ratings, however many requests.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn dealt(connection: &mut Connection, holders: &[String], from: &str, to: &str) -> Result<Vec<Dealt>, DbError> {
    let alike = (
        requests::holder,
        requests::due_month,
        requests::reckoned,
        requests::days_taken,
        requests::was_late,
        requests::rating,
    );
    Ok(requests::table
        .filter(requests::holder.eq_any(holders))
        .filter(requests::due_month.ge(from.to_owned()))
        .filter(requests::due_month.le(to.to_owned()))
        .filter(requests::reckoned.ne(Reckoning::Open.code()))
        .group_by(alike)
        .select((
            requests::holder,
            requests::due_month,
            requests::reckoned,
            requests::days_taken,
            requests::was_late,
            requests::rating,
            diesel::dsl::count_star(),
        ))
        .order((requests::holder, requests::due_month))
        .load(connection)?)
}

/// How many requests to a holder wait for an answer whose term ends then.
#[derive(Clone, Debug, Queryable)]
pub struct Waiting {
    /// BIN of the holder.
    pub holder: String,
    /// The end of the term.
    pub due_at: Option<Instant>,
    /// How many.
    pub number: i64,
}

/// The requests to these holders that wait for an answer, counted by the end of their term.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn waiting(connection: &mut Connection, holders: &[String]) -> Result<Vec<Waiting>, DbError> {
    Ok(requests::table
        .filter(requests::reckoned.eq(Reckoning::Open.code()))
        .filter(requests::holder.eq_any(holders))
        .group_by((requests::holder, requests::due_at))
        .select((requests::holder, requests::due_at, diesel::dsl::count_star()))
        .order((requests::holder, requests::due_at))
        .load(connection)?)
}

/// How many requests to a holder have come to an end, and how many of them late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Punctuality {
    /// BIN of the holder.
    pub holder: String,
    /// How many were dealt with, or are not though their term is over.
    pub over: i64,
    /// How many of these were dealt with late, or are not.
    pub late: i64,
}

/// How punctual every holder is with requests that fell due in these months: two queries, and a row for each holder.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn punctuality(
    connection: &mut Connection,
    from: &str,
    to: &str,
    now: OffsetDateTime,
) -> Result<Vec<Punctuality>, DbError> {
    let due = || {
        let from_then = requests::table.filter(requests::due_month.ge(from.to_owned()));
        from_then.filter(requests::due_month.le(to.to_owned()))
    };
    let dealt: Vec<(String, bool, i64)> = due()
        .filter(requests::reckoned.ne(Reckoning::Open.code()))
        .group_by((requests::holder, requests::was_late))
        .select((requests::holder, requests::was_late, diesel::dsl::count_star()))
        .load(connection)?;
    let overdue: Vec<(String, i64)> = due()
        .filter(requests::reckoned.eq(Reckoning::Open.code()))
        .filter(requests::due_at.le(Instant(now)))
        .group_by(requests::holder)
        .select((requests::holder, diesel::dsl::count_star()))
        .load(connection)?;
    let mut holders = BTreeMap::<String, Punctuality>::new();
    for (holder, late, number) in
        dealt.into_iter().chain(overdue.into_iter().map(|(holder, number)| (holder, true, number)))
    {
        let known = holders.entry(holder.clone()).or_insert(Punctuality { holder, over: 0, late: 0 });
        known.over += number;
        known.late += if late { number } else { 0 };
    }
    Ok(holders.into_values().collect())
}
