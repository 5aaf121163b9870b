//! Internet conferences (№ 401-V art. 17(6)), and the questions that are asked there.

use std::collections::BTreeSet;

use diesel::prelude::*;
use merzim_domain::gathering::LONGEST;
use merzim_domain::procedures::internet_conference::{ConferenceState, QuestionState};
use merzim_domain::region::Region;
use merzim_domain::{Bin, PersonKey, Vocabulary, zone};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::cases::{CaseRow, Viewer, forget_persons, shown_to};
use crate::page::{ListPlace, Order, Page, ordered};
use crate::schema::{case_table, cases};
use crate::sql_types::{Id, Instant, Json, Sealed, SqlId};
use crate::words::{Hits, Worded, holding};
use crate::{Connection, DbError};
use questions_table::{conference_questions as questions, question_supports as supports};

case_table! {
    internet_conferences as conferences {
        holder -> Text,
        starts_at -> SqlInstant,
        ends_at -> SqlInstant,
        region -> Nullable<Text>,
        form -> Nullable<SqlJson>,
        application -> Nullable<SqlSealed>,
        applicant -> Nullable<SqlSealed>,
        contact -> Nullable<SqlSealed>,
        search -> Text,
        plain -> Text,
        public_at -> Nullable<SqlInstant>,
        turns_at -> Nullable<SqlInstant>,
        story -> SqlJson,
        personal -> Bool,
        known -> Bool,
    }
}

mod questions_table {
    diesel::table! {
        use diesel::sql_types::*;
        use crate::sql_types::*;
        conference_questions (id) {
            id -> SqlId,
            conference_id -> SqlId,
            asker -> Nullable<Text>,
            author -> Nullable<SqlSealed>,
            language -> Text,
            text -> SqlSealed,
            state -> Text,
            supports -> BigInt,
            answer -> Nullable<SqlJson>,
            moderation -> SqlJson,
            shown_at -> Nullable<SqlInstant>,
            version -> BigInt,
            asked_at -> SqlInstant,
            updated_at -> SqlInstant,
        }
    }

    diesel::table! {
        use diesel::sql_types::*;
        use crate::sql_types::*;
        question_supports (question_id, person) {
            question_id -> SqlId,
            person -> Text,
        }
    }

    diesel::allow_tables_to_appear_in_same_query!(conference_questions, question_supports);
}

/// A stored conference.
#[derive(Clone, Debug, Queryable, Insertable, Selectable)]
#[diesel(table_name = conferences)]
pub struct ConferenceRow {
    /// The case.
    pub case_id: Id,
    /// BIN of the holder.
    pub holder: String,
    /// When it begins; of an application, when that came.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
    /// Code of the region, if it is about one.
    pub region: Option<String>,
    /// What is announced; none of an application.
    pub form: Option<Json>,
    /// What is applied for; none where nobody has.
    pub application: Option<Json>,
    /// Who has applied, until it is erased.
    pub applicant: Option<Sealed<String>>,
    /// How to reach them, until it is erased.
    pub contact: Option<Sealed<String>>,
    /// The words that search looks in, folded.
    pub search: String,
    /// The same, plain.
    pub plain: String,
    /// From when everybody sees it.
    pub public_at: Option<Instant>,
    /// When the clock opens or closes it, if it does.
    pub turns_at: Option<Instant>,
    /// What has become of it.
    pub story: Json,
    /// Whether there are personal data to be erased.
    pub personal: bool,
    /// Whether whoever has applied is still known by a key.
    pub known: bool,
}

/// The words of holder, topic and speakers.
const WORDED: Worded = Worded { table: "internet_conferences", key: "case_id", index: "conference_words" };

/// What an action sets; nothing else changes.
#[derive(Clone, Debug, Default, AsChangeset)]
#[diesel(table_name = conferences)]
pub struct Changes {
    /// When it begins.
    pub starts_at: Option<Instant>,
    /// When it ends.
    pub ends_at: Option<Instant>,
    /// Code of the region; the outer none leaves it.
    pub region: Option<Option<String>>,
    /// What is announced.
    pub form: Option<Json>,
    /// The words that search looks in, folded.
    pub search: Option<String>,
    /// The same, plain.
    pub plain: Option<String>,
    /// From when everybody sees it.
    pub public_at: Option<Instant>,
    /// When the clock opens or closes it; the inner none, if it does neither.
    pub turns_at: Option<Option<Instant>>,
    /// What has become of it.
    pub story: Option<Json>,
}

/// What a list of conferences is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Held by this body.
    pub holder: Option<Bin>,
    /// About this region.
    pub region: Option<Region>,
    /// Going on on this day or later.
    pub from: Option<Date>,
    /// Begun on this day or earlier.
    pub to: Option<Date>,
    /// In this state.
    pub state: Option<ConferenceState>,
    /// Containing every one of these words.
    pub text: Option<String>,
    /// Changed at this instant or later.
    pub modified_since: Option<OffsetDateTime>,
}

/// Stores the conference of a new case.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn create(connection: &mut Connection, row: ConferenceRow) -> Result<(), DbError> {
    diesel::insert_into(conferences::table).values(row).execute(connection)?;
    Ok(())
}

/// Records what an action sets.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn record(connection: &mut Connection, case: Uuid, changes: Changes) -> Result<(), DbError> {
    diesel::update(conferences::table.find(Id(case))).set(changes).execute(connection)?;
    Ok(())
}

/// The conference with this id, if it is public or `viewer` is a party.
///
/// # Errors
/// [`DbError::NotFound`] when there is none or the viewer may not see it.
pub fn find(connection: &mut Connection, viewer: &Viewer, id: Uuid) -> Result<(CaseRow, ConferenceRow), DbError> {
    Ok(conferences::table
        .inner_join(cases::table)
        .filter(conferences::case_id.eq(Id(id)))
        .filter(shown_to!(conferences::public_at, viewer))
        .select((CaseRow::as_select(), ConferenceRow::as_select()))
        .first(connection)?)
}

/// The conference with this id, for what belongs to it.
///
/// # Errors
/// [`DbError::NotFound`] when there is none.
pub fn by_id(connection: &mut Connection, id: Uuid) -> Result<(CaseRow, ConferenceRow), DbError> {
    Ok(conferences::table
        .inner_join(cases::table)
        .filter(conferences::case_id.eq(Id(id)))
        .select((CaseRow::as_select(), ConferenceRow::as_select()))
        .first(connection)?)
}

/// The conferences that `viewer` may see, by their start; of those that hold the text, these hits.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn list(
    connection: &mut Connection,
    viewer: &Viewer,
    filter: &Filter,
    hits: Hits,
    order: Order,
    after: Option<ListPlace>,
    limit: i64,
) -> Result<Page<(CaseRow, ConferenceRow)>, DbError> {
    let mut query =
        conferences::table.inner_join(cases::table).filter(shown_to!(conferences::public_at, viewer)).into_boxed();
    if let Some(holder) = &filter.holder {
        query = query.filter(conferences::holder.eq(holder.to_string()));
    }
    if let Some(region) = filter.region {
        query = query.filter(conferences::region.eq(region.code()));
    }
    if let Some(day) = filter.from {
        let begins = zone::start_of(day);
        // The lists are in the order of starts: none that began earlier goes on until this day.
        let earliest = Instant(begins - LONGEST);
        query = query.filter(conferences::ends_at.gt(Instant(begins))).filter(conferences::starts_at.ge(earliest));
    }
    if let Some(day) = filter.to {
        query = query.filter(conferences::starts_at.lt(Instant(zone::end_of(day))));
    }
    if let Some(state) = filter.state {
        query = query.filter(cases::state.eq(state.code()));
    }
    holding!(query, conferences.case_id as WORDED, filter.text.as_deref(), hits, connection);
    if let Some(since) = filter.modified_since {
        query = query.filter(cases::updated_at.ge(Instant(since)));
    }
    ordered!(query, conferences, ConferenceRow, order, after, limit, connection)
}

/// The conferences after the one named, in the order of ids, that the clock has to open or to close by now.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn to_turn(
    connection: &mut Connection,
    now: OffsetDateTime,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Uuid>, DbError> {
    ids(conferences::table
        .filter(conferences::turns_at.le(Instant(now)))
        .filter(conferences::case_id.gt(Id(after)))
        .order(conferences::case_id)
        .select(conferences::case_id)
        .limit(limit)
        .load(connection))
}

fn ids(found: QueryResult<Vec<Id>>) -> Result<Vec<Uuid>, DbError> {
    Ok(found?.into_iter().map(|id| id.0).collect())
}

/// What is still there of those who took part in a conference.
#[derive(Clone, Copy, Debug)]
pub enum Left {
    /// Their personal data.
    Data,
    /// The keys by which they are known as parties.
    Keys,
}

/// The conferences after the one named, in the order of ids, of which this is left and which were over before this day. An application that
/// nobody has decided on is not over.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn with_left(
    connection: &mut Connection,
    left: Left,
    before: Date,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Uuid>, DbError> {
    let before = Instant(zone::start_of(before));
    let held = cases::state.ne(ConferenceState::Applied.code()).and(cases::closed_at.is_null());
    let over = held.and(conferences::ends_at.le(before)).or(cases::closed_at.le(before).assume_not_null());
    let query = conferences::table
        .inner_join(cases::table)
        .filter(over)
        .filter(conferences::case_id.gt(Id(after)))
        .order(conferences::case_id)
        .select(conferences::case_id)
        .limit(limit)
        .into_boxed();
    ids(match left {
        Left::Data => query.filter(conferences::personal),
        Left::Keys => query.filter(conferences::known),
    }
    .load(connection))
}

/// Erases who has applied for a conference, who has asked there, and who has supported what. What was asked and how many supported it stays.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn erase(connection: &mut Connection, conference: Uuid, at: OffsetDateTime) -> Result<(), DbError> {
    diesel::update(cases::table.find(Id(conference)))
        .set((cases::version.eq(cases::version + 1), cases::updated_at.eq(Instant(at))))
        .execute(connection)?;
    diesel::update(conferences::table.find(Id(conference)))
        .set((
            conferences::applicant.eq(None::<Sealed<String>>),
            conferences::contact.eq(None::<Sealed<String>>),
            conferences::personal.eq(false),
        ))
        .execute(connection)?;
    // What was never announced is not looked for any more.
    diesel::update(
        conferences::table.filter(conferences::case_id.eq(Id(conference))).filter(conferences::form.is_null()),
    )
    .set((conferences::search.eq(""), conferences::plain.eq("")))
    .execute(connection)?;
    let asked = || questions::table.filter(questions::conference_id.eq(Id(conference)));
    let supported = supports::table.filter(supports::question_id.eq_any(asked().select(questions::id)));
    diesel::delete(supported).execute(connection)?;
    diesel::update(asked())
        .set((
            questions::asker.eq(None::<String>),
            questions::author.eq(None::<Sealed<String>>),
            questions::version.eq(questions::version + 1),
            questions::updated_at.eq(Instant(at)),
        ))
        .execute(connection)?;
    Ok(())
}

/// Forgets the key by which whoever has applied for a conference is known: nobody can follow the application any more.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn forget(connection: &mut Connection, conference: Uuid) -> Result<(), DbError> {
    let this = || conferences::table.filter(conferences::case_id.eq(Id(conference)));
    forget_persons!(this().select(conferences::case_id), connection);
    diesel::update(this()).set(conferences::known.eq(false)).execute(connection)?;
    Ok(())
}

/// A question to a conference.
#[derive(Clone, Debug, Queryable, Insertable, Selectable)]
#[diesel(table_name = questions)]
pub struct QuestionRow {
    /// Id.
    pub id: Id,
    /// The conference.
    pub conference_id: Id,
    /// The key of whoever asked, until it is erased.
    pub asker: Option<String>,
    /// Under which name it was asked, if under one, until that is erased.
    pub author: Option<Sealed<String>>,
    /// Code of the language.
    pub language: String,
    /// What it says.
    pub text: Sealed<String>,
    /// Code of the state.
    pub state: String,
    /// How many persons support it.
    pub supports: i64,
    /// The answer.
    pub answer: Option<Json>,
    /// What was hidden and shown again, when, why.
    pub moderation: Json,
    /// From when everybody saw it, at first; none, if nobody but the holder and whoever asked ever did.
    pub shown_at: Option<Instant>,
    /// Grows by one with every change; how many support it is none.
    pub version: i64,
    /// When it was asked.
    pub asked_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

impl QuestionRow {
    /// Its place in the order of change.
    #[must_use]
    pub const fn place(&self) -> ListPlace {
        ListPlace { at: self.updated_at.0, id: self.id.0 }
    }

    /// Whether it is of one of those.
    #[must_use]
    pub fn is_asked_by(&self, viewer: &Viewer) -> bool {
        self.asker.as_ref().is_some_and(|asker| viewer.stored_parties().contains(asker))
    }
}

/// Stores a new question.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn ask(connection: &mut Connection, row: QuestionRow) -> Result<(), DbError> {
    // Only the first question writes this, so that those who ask at once do not wait for each other.
    diesel::update(conferences::table.find(row.conference_id).filter(conferences::personal.eq(false)))
        .set(conferences::personal.eq(true))
        .execute(connection)?;
    diesel::insert_into(questions::table).values(row).execute(connection)?;
    Ok(())
}

/// The question with this id, whoever may see it.
///
/// # Errors
/// [`DbError::NotFound`] when there is none.
pub fn question(connection: &mut Connection, id: Uuid) -> Result<QuestionRow, DbError> {
    Ok(questions::table.find(Id(id)).select(QuestionRow::as_select()).first(connection)?)
}

/// Stores what has become of a question that is still at the version before the one given. How many support it is not touched.
///
/// # Errors
/// [`DbError::Stale`] when it has changed meanwhile.
pub fn change(connection: &mut Connection, row: &QuestionRow) -> Result<(), DbError> {
    let unchanged = questions::table.filter(questions::id.eq(row.id)).filter(questions::version.eq(row.version - 1));
    let changed = diesel::update(unchanged)
        .set((
            questions::state.eq(&row.state),
            questions::answer.eq(&row.answer),
            questions::moderation.eq(&row.moderation),
            questions::shown_at.eq(row.shown_at),
            questions::version.eq(row.version),
            questions::updated_at.eq(row.updated_at),
        ))
        .execute(connection)?;
    if changed == 1 { Ok(()) } else { Err(DbError::Stale) }
}

/// Counts that a person supports a question; once, however often they say so.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn support(connection: &mut Connection, question: Uuid, person: &PersonKey) -> Result<(), DbError> {
    let new = diesel::sql_query(
        "INSERT INTO question_supports (question_id, person) VALUES ($1, $2) ON CONFLICT (question_id, person) DO NOTHING",
    )
    .bind::<SqlId, _>(Id(question))
    .bind::<diesel::sql_types::Text, _>(person.as_str())
    .execute(connection)?;
    if new == 1 {
        diesel::update(questions::table.find(Id(question)))
            .set(questions::supports.eq(questions::supports + 1))
            .execute(connection)?;
    }
    Ok(())
}

/// Which of these questions a person supports.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn supported(connection: &mut Connection, of: &[Id], person: &PersonKey) -> Result<BTreeSet<Uuid>, DbError> {
    let own = supports::table.filter(supports::person.eq(person.as_str()));
    let ids: Vec<Id> =
        own.filter(supports::question_id.eq_any(of.to_vec())).select(supports::question_id).load(connection)?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// Who looks at the questions of a conference.
#[derive(Clone, Copy, Debug)]
pub enum Looks<'viewer> {
    /// Whoever acts for the holder sees all.
    Staff,
    /// Others see what is shown, and what they have asked themselves.
    Other(&'viewer Viewer),
}

/// In which order questions come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuestionOrder {
    /// What most persons support first.
    Support,
    /// The first one first.
    Time,
}

/// A place in a list of questions: how many support the last one seen, and its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuestionPlace {
    /// How many support it.
    pub supports: i64,
    /// Its id.
    pub id: Uuid,
}

/// The questions of a conference, in a state if one is named.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn list_questions(
    connection: &mut Connection,
    looks: Looks<'_>,
    (conference, state): (Uuid, Option<QuestionState>),
    order: QuestionOrder,
    after: Option<QuestionPlace>,
    limit: i64,
) -> Result<Page<QuestionRow>, DbError> {
    let mut query = questions::table.filter(questions::conference_id.eq(Id(conference))).into_boxed();
    if let Looks::Other(viewer) = looks {
        let shown = questions::state.eq_any(QuestionState::SHOWN.map(Vocabulary::code));
        let own = questions::asker.eq_any(viewer.stored_parties()).assume_not_null();
        query = query.filter(shown.or(own));
    }
    if let Some(state) = state {
        query = query.filter(questions::state.eq(state.code()));
    }
    let query = match order {
        QuestionOrder::Support => {
            if let Some(QuestionPlace { supports, id }) = after {
                let alike = questions::supports.eq(supports).and(questions::id.gt(Id(id)));
                query = query.filter(questions::supports.lt(supports).or(alike));
            }
            query.order((questions::supports.desc(), questions::id))
        }
        QuestionOrder::Time => {
            if let Some(QuestionPlace { id, .. }) = after {
                query = query.filter(questions::id.gt(Id(id)));
            }
            query.order(questions::id)
        }
    };
    Ok(Page::of(query.limit(limit + 1).select(QuestionRow::as_select()).load(connection)?, limit))
}

/// How many questions were asked at some conferences: conference, code of the state, number.
#[derive(Clone, Debug)]
pub struct Counts(Vec<(Id, String, i64)>);

impl Counts {
    /// How many questions at a conference are in a state.
    #[must_use]
    pub fn of(&self, conference: Id, state: QuestionState) -> i64 {
        let own = self.0.iter().find(|(of, found, _)| *of == conference && found == state.code());
        own.map_or(0, |(.., number)| *number)
    }
}

/// Counts the questions of these conferences.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn counts(connection: &mut Connection, of: &[Uuid]) -> Result<Counts, DbError> {
    let ids: Vec<Id> = of.iter().copied().map(Id).collect();
    let counts = questions::table
        .filter(questions::conference_id.eq_any(ids))
        .group_by((questions::conference_id, questions::state))
        .select((questions::conference_id, questions::state, diesel::dsl::count_star()));
    Ok(Counts(counts.load(connection)?))
}

/// Questions of a conference that everybody saw at some time, and that changed after a place in the order of change, in that order.
#[diesel::dsl::auto_type(no_type_alias)]
fn after(conference: Uuid, place: ListPlace) -> _ {
    let conference: Id = Id(conference);
    let at: Instant = Instant(place.at);
    let id: Id = Id(place.id);
    questions::table
        .filter(questions::conference_id.eq(conference))
        .filter(questions::shown_at.is_not_null())
        .filter(questions::updated_at.gt(at).or(questions::updated_at.eq(at).and(questions::id.gt(id))))
        .order((questions::updated_at, questions::id))
}

/// Of these, the first `limit`.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn changed(
    connection: &mut Connection,
    conference: Uuid,
    place: ListPlace,
    limit: i64,
) -> Result<Page<QuestionRow>, DbError> {
    let some = after(conference, place).limit(limit + 1).select(QuestionRow::as_select());
    Ok(Page::of(some.load(connection)?, limit))
}

/// How many of these there are, up to `limit`.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn changes_after(
    connection: &mut Connection,
    conference: Uuid,
    place: ListPlace,
    limit: i64,
) -> Result<i64, DbError> {
    let ids: Vec<Id> = after(conference, place).limit(limit).select(questions::id).load(connection)?;
    Ok(i64::try_from(ids.len()).unwrap_or(limit))
}
