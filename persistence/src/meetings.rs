//! Open meetings (№ 605-НҚ): what everybody sees of them, and what their holder has recorded.

use diesel::prelude::*;
use merzim_domain::gathering::{LONGEST, OfficialLanguage};
use merzim_domain::procedures::open_meeting::{MeetingFormat, MeetingState};
use merzim_domain::region::Region;
use merzim_domain::{Bin, Vocabulary, zone};
use serde_json::{Value, json};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::cases::{CaseRow, Viewer, shown_to};
use crate::page::{ListPlace, Order, Page, ordered};
use crate::schema::{case_table, cases};
use crate::sql_types::{Id, Instant, Json};
use crate::words::{Hits, Worded, holding, searched};
use crate::{Connection, DbError};

case_table! {
    open_meetings as meetings {
        holder -> Text,
        starts_at -> SqlInstant,
        ends_at -> SqlInstant,
        day -> Date,
        region -> Nullable<Text>,
        format -> Text,
        in_kazakh -> Bool,
        in_russian -> Bool,
        form -> SqlJson,
        search -> Text,
        plain -> Nullable<Text>,
        public_at -> Nullable<SqlInstant>,
        announced_at -> Nullable<SqlInstant>,
        turn -> BigInt,
        moved_turn -> BigInt,
        postponements -> SqlJson,
        emergency -> Nullable<SqlJson>,
        closure -> Nullable<SqlJson>,
        seats -> Nullable<BigInt>,
        broadcast -> Nullable<SqlJson>,
        outcome -> Nullable<SqlJson>,
        cancellation -> Nullable<SqlJson>,
        lifted -> SqlJson,
        agenda_hidden -> Bool,
        corrections -> SqlJson,
        corrected_turn -> BigInt,
    }
}

/// A stored meeting.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = meetings)]
pub struct MeetingRow {
    /// The case.
    pub case_id: Id,
    /// BIN of the holder.
    pub holder: String,
    /// When it begins.
    pub starts_at: Instant,
    /// When it is expected to end.
    pub ends_at: Instant,
    /// The day of the start in Kazakhstan.
    pub day: Date,
    /// Code of the region, if it is about one.
    pub region: Option<String>,
    /// Code of the format.
    pub format: String,
    /// Whether it is held in Kazakh.
    pub in_kazakh: bool,
    /// Whether it is held in Russian.
    pub in_russian: bool,
    /// The whole form.
    pub form: Json,
    /// The words that search looks in, folded.
    pub search: String,
    /// The same, plain; none where both are to be folded anew.
    pub plain: Option<String>,
    /// From when everybody sees it.
    pub public_at: Option<Instant>,
    /// When it was announced for its present time.
    pub announced_at: Option<Instant>,
    /// Grows with every change that those who asked to attend must follow.
    pub turn: i64,
    /// The turn at which it was last moved to another time.
    pub moved_turn: i64,
    /// The times that it was put off.
    pub postponements: Json,
    /// Why it is online only.
    pub emergency: Option<Json>,
    /// Why it is closed.
    pub closure: Option<Json>,
    /// How many seats were prepared.
    pub seats: Option<i64>,
    /// The broadcast.
    pub broadcast: Option<Json>,
    /// The published outcome.
    pub outcome: Option<Json>,
    /// Why it was cancelled.
    pub cancellation: Option<Json>,
    /// The closures and emergencies that were lifted.
    pub lifted: Json,
    /// Whether only the holder sees its agenda: since a closure, until the next announcement.
    pub agenda_hidden: bool,
    /// What was corrected in its announcement.
    pub corrections: Json,
    /// The turn at which its announcement was last corrected.
    pub corrected_turn: i64,
}

/// What a form sets.
#[derive(Clone, Debug, Insertable, AsChangeset)]
#[diesel(table_name = meetings)]
pub struct FormColumns {
    /// When it is expected to end.
    pub ends_at: Instant,
    /// Code of the region, if it is about one.
    #[diesel(treat_none_as_null = true)]
    pub region: Option<String>,
    /// Code of the format.
    pub format: String,
    /// Whether it is held in Kazakh.
    pub in_kazakh: bool,
    /// Whether it is held in Russian.
    pub in_russian: bool,
    /// The whole form.
    pub form: Json,
    /// The words that search looks in, folded.
    pub search: String,
    /// The same, plain.
    pub plain: String,
}

/// What an action sets; nothing else changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, AsChangeset)]
#[diesel(table_name = meetings)]
pub struct Changes {
    /// When it begins.
    pub starts_at: Option<Instant>,
    /// When it is expected to end.
    pub ends_at: Option<Instant>,
    /// The day of the start in Kazakhstan.
    pub day: Option<Date>,
    /// Code of the format.
    pub format: Option<String>,
    /// The whole form.
    pub form: Option<Json>,
    /// The words that search looks in, folded.
    pub search: Option<String>,
    /// The same, plain.
    pub plain: Option<String>,
    /// From when everybody sees it.
    pub public_at: Option<Instant>,
    /// When it was announced; the outer none leaves it, the inner takes it back.
    pub announced_at: Option<Option<Instant>>,
    /// The turn, raised.
    pub turn: Option<i64>,
    /// The turn at which it was moved to another time.
    pub moved_turn: Option<i64>,
    /// The times that it was put off.
    pub postponements: Option<Json>,
    /// Why it is online only; the outer none leaves it, the inner takes it back.
    pub emergency: Option<Option<Json>>,
    /// Why it is closed; the outer none leaves it, the inner takes it back.
    pub closure: Option<Option<Json>>,
    /// How many seats were prepared; the outer none leaves it, the inner takes it back.
    pub seats: Option<Option<i64>>,
    /// The broadcast; the outer none leaves it, the inner takes it back.
    pub broadcast: Option<Option<Json>>,
    /// The published outcome.
    pub outcome: Option<Json>,
    /// Why it was cancelled.
    pub cancellation: Option<Json>,
    /// The closures and emergencies that were lifted.
    pub lifted: Option<Json>,
    /// Whether only the holder sees its agenda.
    pub agenda_hidden: Option<bool>,
    /// What was corrected in its announcement.
    pub corrections: Option<Json>,
    /// The turn at which its announcement was corrected.
    pub corrected_turn: Option<i64>,
}

/// The words of a meeting and what is considered there.
const WORDED: Worded = Worded { table: "open_meetings", key: "case_id", index: "meeting_words" };

/// What a list of meetings is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Held by this body.
    pub holder: Option<Bin>,
    /// About this region.
    pub region: Option<Region>,
    /// With its last day on this day or later.
    pub from: Option<Date>,
    /// On this day or earlier.
    pub to: Option<Date>,
    /// In this format.
    pub format: Option<MeetingFormat>,
    /// In this language.
    pub language: Option<OfficialLanguage>,
    /// In this state.
    pub state: Option<MeetingState>,
    /// Containing every one of these words.
    pub text: Option<String>,
    /// Changed at this instant or later.
    pub modified_since: Option<OffsetDateTime>,
}

impl Changes {
    /// It begins and ends then.
    #[must_use]
    pub fn moved_to(starts_at: OffsetDateTime, ends_at: OffsetDateTime) -> Self {
        let (from, until, day) = (Instant(starts_at), Instant(ends_at), day_of(starts_at));
        Self { starts_at: Some(from), ends_at: Some(until), day: Some(day), ..Self::default() }
    }
}

/// The day of a start in Kazakhstan.
fn day_of(starts_at: OffsetDateTime) -> Date {
    zone::local(starts_at).date()
}

/// Stores the meeting of a new case: of what `holder` plans for then, by a form.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn create(
    connection: &mut Connection,
    case: Uuid,
    holder: &Bin,
    starts_at: OffsetDateTime,
    form: FormColumns,
) -> Result<(), DbError> {
    let row = (
        meetings::case_id.eq(Id(case)),
        meetings::holder.eq(holder.to_string()),
        meetings::starts_at.eq(Instant(starts_at)),
        meetings::day.eq(day_of(starts_at)),
        form,
        meetings::turn.eq(0),
        meetings::postponements.eq(Json(json!([]))),
    );
    diesel::insert_into(meetings::table).values(row).execute(connection)?;
    Ok(())
}

/// Replaces the form of a meeting that is not announced.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn replace_form(connection: &mut Connection, case: Uuid, form: FormColumns) -> Result<(), DbError> {
    diesel::update(meetings::table.find(Id(case))).set(form).execute(connection)?;
    Ok(())
}

/// Records what an action sets.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn record(connection: &mut Connection, case: Uuid, changes: Changes) -> Result<(), DbError> {
    if changes != Changes::default() {
        diesel::update(meetings::table.find(Id(case))).set(changes).execute(connection)?;
    }
    Ok(())
}

/// The meeting with this id, if it is public or `viewer` is a party.
///
/// # Errors
/// [`DbError::NotFound`] when there is none or the viewer may not see it.
pub fn find(connection: &mut Connection, viewer: &Viewer, id: Uuid) -> Result<(CaseRow, MeetingRow), DbError> {
    Ok(meetings::table
        .inner_join(cases::table)
        .filter(meetings::case_id.eq(Id(id)))
        .filter(shown_to!(meetings::public_at, viewer))
        .select((CaseRow::as_select(), MeetingRow::as_select()))
        .first(connection)?)
}

/// The meeting with this id, for what belongs to it.
///
/// # Errors
/// [`DbError::NotFound`] when there is none.
pub fn by_id(connection: &mut Connection, id: Uuid) -> Result<(CaseRow, MeetingRow), DbError> {
    Ok(meetings::table
        .inner_join(cases::table)
        .filter(meetings::case_id.eq(Id(id)))
        .select((CaseRow::as_select(), MeetingRow::as_select()))
        .first(connection)?)
}

/// The same, kept from changing until the transaction ends. Others may hold it so at the same time.
///
/// # Errors
/// [`DbError::NotFound`] when there is none.
pub fn held(connection: &mut Connection, id: Uuid) -> Result<(CaseRow, MeetingRow), DbError> {
    crate::cases::held(connection, id)?;
    by_id(connection, id)
}

/// The meetings with these ids, for what belongs to them.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn these(connection: &mut Connection, ids: &[Id]) -> Result<Vec<(CaseRow, MeetingRow)>, DbError> {
    let these = meetings::table.inner_join(cases::table).filter(meetings::case_id.eq_any(ids.to_vec()));
    Ok(these.select((CaseRow::as_select(), MeetingRow::as_select())).load(connection)?)
}

/// The meetings that `viewer` may see, by their start; of those that hold the text, these hits.
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
) -> Result<Page<(CaseRow, MeetingRow)>, DbError> {
    let mut query =
        meetings::table.inner_join(cases::table).filter(shown_to!(meetings::public_at, viewer)).into_boxed();
    if let Some(holder) = &filter.holder {
        query = query.filter(meetings::holder.eq(holder.to_string()));
    }
    if let Some(region) = filter.region {
        query = query.filter(meetings::region.eq(region.code()));
    }
    if let Some(day) = filter.from {
        let begins = zone::start_of(day);
        // The lists are in the order of starts: none that began earlier goes on until this day.
        let earliest = Instant(begins - LONGEST);
        query = query.filter(meetings::ends_at.gt(Instant(begins))).filter(meetings::starts_at.ge(earliest));
    }
    if let Some(day) = filter.to {
        query = query.filter(meetings::day.le(day));
    }
    if let Some(format) = filter.format {
        query = query.filter(meetings::format.eq(format.code()));
    }
    query = match filter.language {
        None => query,
        Some(OfficialLanguage::Kk) => query.filter(meetings::in_kazakh.eq(true)),
        Some(OfficialLanguage::Ru) => query.filter(meetings::in_russian.eq(true)),
    };
    if let Some(state) = filter.state {
        query = query.filter(cases::state.eq(state.code()));
    }
    holding!(query, meetings.case_id as WORDED, filter.text.as_deref(), hits, connection);
    if let Some(since) = filter.modified_since {
        query = query.filter(cases::updated_at.ge(Instant(since)));
    }
    ordered!(query, meetings, MeetingRow, order, after, limit, connection)
}

/// The words of a form that search looks in: folded, and plain. A hidden agenda is not
/// among them.
#[must_use]
pub fn search_words(form: &Value, agenda_hidden: bool) -> (String, String) {
    let named = ["holderName", "collegialBody", "title", "place"].into_iter().filter_map(|name| form.get(name));
    let agenda = form.get("agenda").and_then(Value::as_array).into_iter().flatten().filter(|_| !agenda_hidden);
    let said = named.chain(agenda.filter_map(|item| item.get("question")));
    searched(said.filter_map(Value::as_object).flat_map(|said| said.values().filter_map(Value::as_str)))
}

/// Folds the words of some meetings that are to be folded anew; whether there may be more of them.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn fold_anew(connection: &mut Connection, most: i64) -> Result<bool, DbError> {
    let rows: Vec<MeetingRow> = meetings::table
        .filter(meetings::plain.is_null())
        .order(meetings::case_id)
        .limit(most)
        .select(MeetingRow::as_select())
        .load(connection)?;
    for row in &rows {
        let (search, plain) = search_words(&row.form.0, row.agenda_hidden);
        diesel::update(meetings::table.find(row.case_id).filter(meetings::plain.is_null()))
            .set((meetings::search.eq(search), meetings::plain.eq(plain)))
            .execute(connection)?;
    }
    Ok(!rows.is_empty())
}
