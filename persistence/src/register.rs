//! The Register of channels (№ 93-НҚ ¶7–10): entries, and every wording that each has had.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use merzim_domain::procedures::accreditation::telling_words;
pub use merzim_domain::procedures::register_amendment::Wording;
use merzim_domain::region::Region;
use merzim_domain::text::Bilingual;
use merzim_domain::writing::{fold, plain};
use merzim_domain::{Bin, Vocabulary};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::page::{ListPlace, Page};
use crate::sql_types::{Id, Instant};
use crate::words::{Hits, Worded, holding, searched};
use crate::{Connection, DbError, numbers};
use tables::{register_entries as entries, register_keys as keys, register_revisions as revisions};

mod tables {
    diesel::table! {
        use diesel::sql_types::*;
        use crate::sql_types::*;
        register_entries (id) {
            id -> SqlId,
            number -> BigInt,
            case_id -> SqlId,
            body -> Text,
            included_on -> Date,
        }
    }

    diesel::table! {
        use diesel::sql_types::*;
        use crate::sql_types::*;
        register_revisions (entry_id, revision) {
            entry_id -> SqlId,
            revision -> BigInt,
            kind -> Text,
            case_id -> SqlId,
            entered_on -> Date,
            entered_at -> SqlInstant,
            superseded_on -> Nullable<Date>,
            channel_name_kk -> Text,
            channel_name_ru -> Text,
            body_name_kk -> Text,
            body_name_ru -> Text,
            purpose_kk -> Text,
            purpose_ru -> Text,
            coverage -> Text,
            region -> Nullable<Text>,
            format -> Text,
            note_kk -> Nullable<Text>,
            note_ru -> Nullable<Text>,
            removed_on -> Nullable<Date>,
            search -> Text,
            plain -> Nullable<Text>,
        }
    }

    diesel::table! {
        use crate::sql_types::*;
        use diesel::sql_types::*;
        register_keys (key, entry_id) {
            key -> Text,
            entry_id -> SqlId,
        }
    }

    diesel::joinable!(register_revisions -> register_entries (entry_id));
    diesel::allow_tables_to_appear_in_same_query!(register_revisions, register_entries);
}

/// The words of a wording.
const WORDED: Worded = Worded { table: "register_revisions", key: "entry_id", index: "register_words" };

/// What some texts say in both languages.
fn both<const N: usize>(texts: [&Bilingual; N]) -> impl Iterator<Item = &str> {
    texts.into_iter().flat_map(|text| [text.kk.as_str(), text.ru.as_str()])
}

/// The words of a channel's name and purpose, folded and plain, by which channels are compared.
#[must_use]
pub fn subject(channel_name: &Bilingual, purpose: &Bilingual) -> String {
    plain(&fold(&both([channel_name, purpose]).collect::<Vec<_>>().join(" ")))
}

/// The names of a channel as they are compared whatever blanks they have; those that tell something.
#[must_use]
pub fn names(channel_name: &Bilingual) -> Vec<String> {
    let named = [&channel_name.kk, &channel_name.ru];
    named.into_iter().map(|name| plain(&fold(name)).replace(' ', "")).filter(|name| name.chars().count() > 3).collect()
}

/// A stored entry: what never changes of it.
#[derive(Clone, Debug, Queryable, Insertable, Selectable)]
#[diesel(table_name = entries)]
pub struct EntryRow {
    /// Id.
    pub id: Id,
    /// Serial number in the Register, without gaps.
    pub number: i64,
    /// The case that led to it.
    pub case_id: Id,
    /// BIN of the body.
    pub body: String,
    /// Date of inclusion.
    pub included_on: Date,
}

/// A stored wording of an entry.
#[derive(Clone, Debug, Queryable, Insertable, Selectable)]
#[diesel(table_name = revisions)]
pub struct RevisionRow {
    /// The entry.
    pub entry_id: Id,
    /// Its number in the entry, from 1.
    pub revision: i64,
    /// `inclusion`, `change` or `removal`.
    pub kind: String,
    /// The case that led to it.
    pub case_id: Id,
    /// The day on which it was entered.
    pub entered_on: Date,
    /// The instant.
    pub entered_at: Instant,
    /// The day on which the next one was entered.
    pub superseded_on: Option<Date>,
    /// Name of the channel in Kazakh.
    pub channel_name_kk: String,
    /// Name of the channel in Russian.
    pub channel_name_ru: String,
    /// Name of the body in Kazakh.
    pub body_name_kk: String,
    /// Name of the body in Russian.
    pub body_name_ru: String,
    /// Purpose in Kazakh.
    pub purpose_kk: String,
    /// Purpose in Russian.
    pub purpose_ru: String,
    /// Code of the coverage.
    pub coverage: String,
    /// Code of the region.
    pub region: Option<String>,
    /// Code of the format.
    pub format: String,
    /// What was changed, or why it was removed, in Kazakh.
    pub note_kk: Option<String>,
    /// The same in Russian.
    pub note_ru: Option<String>,
    /// The day on which the channel stopped.
    pub removed_on: Option<Date>,
    /// The words that search looks in.
    pub search: String,
    /// The same, plain; none where all of them are to be folded anew.
    pub plain: Option<String>,
}

impl RevisionRow {
    /// Name of the channel.
    #[must_use]
    pub fn channel_name(&self) -> Bilingual {
        Bilingual { kk: self.channel_name_kk.clone(), ru: self.channel_name_ru.clone() }
    }

    /// Name of the body that uses it.
    #[must_use]
    pub fn body_name(&self) -> Bilingual {
        Bilingual { kk: self.body_name_kk.clone(), ru: self.body_name_ru.clone() }
    }

    /// Functional purpose.
    #[must_use]
    pub fn purpose(&self) -> Bilingual {
        Bilingual { kk: self.purpose_kk.clone(), ru: self.purpose_ru.clone() }
    }

    /// What was said of the change or the removal; nothing is of an inclusion.
    #[must_use]
    pub fn note(&self) -> Option<Bilingual> {
        Some(Bilingual { kk: self.note_kk.clone()?, ru: self.note_ru.clone()? })
    }
}

/// What the Register is narrowed to.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Used by this body.
    pub body: Option<Bin>,
    /// Serving this region.
    pub region: Option<Region>,
    /// Containing every one of these words.
    pub text: Option<String>,
    /// Removed, or not.
    pub removed: Option<bool>,
    /// Included on this day or later.
    pub included_from: Option<Date>,
    /// Included on this day or earlier.
    pub included_to: Option<Date>,
    /// As the Register was at the end of this day; as it is, if none.
    pub as_of: Option<Date>,
    /// The day that is shown, that one or today: a channel is removed from the day on which it stops.
    pub day: Date,
    /// Changed at this instant or later.
    pub modified_since: Option<OffsetDateTime>,
}

/// After which entry a list goes on, and so in which order it is.
#[derive(Clone, Copy, Debug)]
pub enum EntryPlace {
    /// By serial number, after this one.
    Number(i64),
    /// In the order of change, after this place.
    Changed(Option<ListPlace>),
}

/// The entries in this order, each in the wording of the day asked for; of those that hold the text, these hits.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn list(
    connection: &mut Connection,
    filter: &Filter,
    hits: Hits,
    after: EntryPlace,
    limit: i64,
) -> Result<Page<(EntryRow, RevisionRow)>, DbError> {
    let mut query = entries::table.inner_join(revisions::table).into_boxed();
    query = match filter.as_of {
        None => query.filter(revisions::superseded_on.is_null()),
        Some(day) => query
            .filter(revisions::entered_on.le(day))
            .filter(revisions::superseded_on.is_null().or(revisions::superseded_on.gt(day))),
    };
    if let Some(body) = &filter.body {
        query = query.filter(entries::body.eq(body.to_string()));
    }
    if let Some(region) = filter.region {
        query = query.filter(revisions::region.eq(region.code()));
    }
    holding!(query, revisions.entry_id as WORDED, filter.text.as_deref(), hits, connection);
    query = match filter.removed {
        None => query,
        Some(true) => query.filter(revisions::removed_on.le(filter.day)),
        Some(false) => query.filter(revisions::removed_on.is_null().or(revisions::removed_on.gt(filter.day))),
    };
    if let Some(day) = filter.included_from {
        query = query.filter(entries::included_on.ge(day));
    }
    if let Some(day) = filter.included_to {
        query = query.filter(entries::included_on.le(day));
    }
    if let Some(since) = filter.modified_since {
        query = query.filter(revisions::entered_at.ge(Instant(since)));
    }
    query = match after {
        EntryPlace::Number(number) => query.filter(entries::number.gt(number)).order(entries::number),
        EntryPlace::Changed(place) => {
            if let Some(ListPlace { at, id }) = place {
                let (at, id) = (Instant(at), Id(id));
                let same = revisions::entered_at.eq(at).and(entries::id.gt(id));
                query = query.filter(revisions::entered_at.gt(at).or(same));
            }
            query.order((revisions::entered_at, entries::id))
        }
    };
    let rows = query.limit(limit + 1).select((EntryRow::as_select(), RevisionRow::as_select())).load(connection)?;
    Ok(Page::of(rows, limit))
}

/// The entry with this id in its wording of today.
///
/// # Errors
/// [`DbError::NotFound`] when there is none.
pub fn find(connection: &mut Connection, id: Uuid) -> Result<(EntryRow, RevisionRow), DbError> {
    Ok(entries::table
        .inner_join(revisions::table)
        .filter(entries::id.eq(Id(id)))
        .filter(revisions::superseded_on.is_null())
        .select((EntryRow::as_select(), RevisionRow::as_select()))
        .first(connection)?)
}

/// The same, with nothing else being filed for it or entered of its end until the transaction ends.
///
/// # Errors
/// [`DbError::NotFound`] when there is none.
pub fn locked(connection: &mut Connection, id: Uuid) -> Result<(EntryRow, RevisionRow), DbError> {
    // An SQLite transaction that writes has the database for itself.
    if let Connection::Postgres(connection) = connection {
        entries::table.find(Id(id)).select(entries::number).for_no_key_update().first::<i64>(connection)?;
    }
    find(connection, id)
}

/// Those of these entries whose channel has stopped by this day, with the day on which it did.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn removed(connection: &mut Connection, of: &[Uuid], day: Date) -> Result<HashMap<Uuid, Date>, DbError> {
    let ids: Vec<Id> = of.iter().copied().map(Id).collect();
    let current = revisions::table.filter(revisions::entry_id.eq_any(ids)).filter(revisions::superseded_on.is_null());
    let removed = current.filter(revisions::removed_on.le(day)).select((revisions::entry_id, revisions::removed_on));
    let removed: Vec<(Id, Option<Date>)> = removed.load(connection)?;
    Ok(removed.into_iter().filter_map(|(id, day)| Some((id.0, day?))).collect())
}

/// Every wording of these entries, in order, entered by the day asked for.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn history(connection: &mut Connection, of: &[Uuid], as_of: Option<Date>) -> Result<Vec<RevisionRow>, DbError> {
    let ids: Vec<Id> = of.iter().copied().map(Id).collect();
    let mut query = revisions::table.filter(revisions::entry_id.eq_any(ids)).into_boxed();
    if let Some(day) = as_of {
        query = query.filter(revisions::entered_on.le(day));
    }
    Ok(query.order((revisions::entry_id, revisions::revision)).select(RevisionRow::as_select()).load(connection)?)
}

/// Channels in use on a day that have one of these names, whatever blanks it has, or share words, those that share the most first.
/// Of what has a word, only the newest are looked at: so it takes no longer in a long Register than in a short one.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn alike(
    connection: &mut Connection,
    words: &[&str],
    names: &[String],
    on: Date,
    limit: i64,
) -> Result<Vec<(EntryRow, RevisionRow)>, DbError> {
    let named = names.iter().map(|name| (key_of_name(name), words.len() + 1));
    let worded = words.iter().map(|word| (key_of_word(word), 1));
    let (keys, weights): (Vec<String>, Vec<usize>) = named.chain(worded).unzip();
    let mut shared: HashMap<Uuid, usize> = HashMap::new();
    for (place, Id(entry)) in newest_with(connection, &keys, limit)? {
        let weight = usize::try_from(place).ok().and_then(|place| weights.get(place));
        *shared.entry(entry).or_default() += weight.copied().unwrap_or_default();
    }
    let mut found: Vec<(usize, Uuid)> = shared.into_iter().map(|(entry, weight)| (weight, entry)).collect();
    found.sort_unstable_by(|one, other| other.cmp(one));
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let ids: Vec<Id> = found.into_iter().take(most).map(|(_, entry)| Id(entry)).collect();
    Ok(entries::table
        .inner_join(revisions::table)
        .filter(entries::id.eq_any(ids))
        .filter(revisions::superseded_on.is_null())
        .filter(revisions::removed_on.is_null().or(revisions::removed_on.gt(on)))
        .order(entries::number.desc())
        .select((EntryRow::as_select(), RevisionRow::as_select()))
        .load(connection)?)
}

/// The newest entries with each of these keys, each with the place of the key; as many of one key at the most.
fn newest_with(connection: &mut Connection, keys: &[String], most: i64) -> Result<Vec<(i64, Id)>, DbError> {
    #[derive(QueryableByName)]
    struct Newest {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        place: i64,
        #[diesel(sql_type = crate::sql_types::SqlId)]
        entry_id: Id,
    }
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    // Each is a look-up in an index; all of them are one statement.
    let each: Vec<String> = (0..keys.len())
        .map(|place| {
            format!(
                "SELECT * FROM (SELECT CAST({place} AS BIGINT) AS place, entry_id FROM register_keys WHERE key = ${} \
                 ORDER BY entry_id DESC LIMIT {most}) AS newest_{place}",
                place + 1
            )
        })
        .collect();
    let mut query = diesel::sql_query(each.join(" UNION ALL ")).into_boxed();
    for key in keys {
        query = query.bind::<diesel::sql_types::Text, _>(key);
    }
    let rows: Vec<Newest> = query.load(connection)?;
    Ok(rows.into_iter().map(|row| (row.place, row.entry_id)).collect())
}

/// The beginning of a word or a name is enough to look it up: a key in an index has an end.
const LONGEST_KEY: usize = 64;
/// So many words of a wording are told apart; a name comes before a purpose.
const MOST_WORDS: usize = 200;

fn key_of_word(word: &str) -> String {
    word.chars().take(LONGEST_KEY).collect()
}

fn key_of_name(name: &str) -> String {
    format!("={}", key_of_word(name))
}

/// Keeps by what the channel of a wording is compared: the current one, as long as the channel is in use.
fn keep_keys(connection: &mut Connection, row: &RevisionRow) -> Result<(), DbError> {
    diesel::delete(keys::table.filter(keys::entry_id.eq(row.entry_id))).execute(connection)?;
    if row.removed_on.is_some_and(|day| day <= row.entered_on) {
        return Ok(());
    }
    let subject = subject(&row.channel_name(), &row.purpose());
    let words = telling_words(&subject).into_iter().take(MOST_WORDS).map(key_of_word);
    let named = names(&row.channel_name());
    let all: BTreeSet<String> = words.chain(named.iter().map(|name| key_of_name(name))).collect();
    let rows: Vec<_> = all.into_iter().map(|key| (keys::key.eq(key), keys::entry_id.eq(row.entry_id))).collect();
    let keep = diesel::insert_into(keys::table).values(&rows);
    match connection {
        Connection::Postgres(connection) => keep.execute(connection)?,
        Connection::Sqlite(connection) => keep.execute(connection)?,
    };
    Ok(())
}

/// When, and by which case, something is entered.
#[derive(Clone, Copy, Debug)]
pub struct Entering {
    /// The case.
    pub case: Uuid,
    /// The day in Kazakhstan.
    pub on: Date,
    /// The instant.
    pub at: OffsetDateTime,
}

/// Includes a channel in the Register as `id`, under the next serial number.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn include(
    connection: &mut Connection,
    id: Uuid,
    entering: Entering,
    body: &Bin,
    wording: &Wording,
) -> Result<Uuid, DbError> {
    let row = EntryRow {
        id: Id(id),
        number: numbers::next(connection, "REGISTER", 0)?,
        case_id: Id(entering.case),
        body: body.to_string(),
        included_on: entering.on,
    };
    diesel::insert_into(entries::table).values(row).execute(connection)?;
    let first = revision(id, 1, "inclusion", entering, wording);
    diesel::insert_into(revisions::table).values(&first).execute(connection)?;
    keep_keys(connection, &first)?;
    Ok(id)
}

/// Enters a new wording of an entry, with a note on what was changed. Its end, if one was entered, stays.
///
/// # Errors
/// [`DbError::Stale`] when another wording was entered at the same time.
pub fn change(
    connection: &mut Connection,
    entering: Entering,
    current: &RevisionRow,
    wording: &Wording,
    note: Bilingual,
) -> Result<RevisionRow, DbError> {
    let next = RevisionRow {
        note_kk: Some(note.kk),
        note_ru: Some(note.ru),
        removed_on: current.removed_on,
        ..revision(current.entry_id.0, current.revision + 1, "change", entering, wording)
    };
    supersede(connection, entering, current, next)
}

/// Enters the end of a channel: the day on which it stops and leaves the Register, instead of another one, or that it goes on.
///
/// # Errors
/// [`DbError::Stale`] when another wording was entered at the same time.
pub fn end(
    connection: &mut Connection,
    entering: Entering,
    current: &RevisionRow,
    stopped_on: Option<Date>,
    note: Bilingual,
) -> Result<RevisionRow, DbError> {
    let next = RevisionRow {
        revision: current.revision + 1,
        kind: if stopped_on.is_some() { "removal" } else { "change" }.to_owned(),
        case_id: Id(entering.case),
        entered_on: entering.on,
        entered_at: Instant(entering.at),
        superseded_on: None,
        note_kk: Some(note.kk),
        note_ru: Some(note.ru),
        removed_on: stopped_on,
        ..current.clone()
    };
    supersede(connection, entering, current, next)
}

fn supersede(
    connection: &mut Connection,
    entering: Entering,
    current: &RevisionRow,
    next: RevisionRow,
) -> Result<RevisionRow, DbError> {
    let superseded = diesel::update(
        revisions::table.find((current.entry_id, current.revision)).filter(revisions::superseded_on.is_null()),
    )
    .set(revisions::superseded_on.eq(entering.on))
    .execute(connection)?;
    if superseded != 1 {
        return Err(DbError::Stale);
    }
    diesel::insert_into(revisions::table).values(&next).execute(connection)?;
    keep_keys(connection, &next)?;
    Ok(next)
}

fn revision(entry: Uuid, number: i64, kind: &str, entering: Entering, wording: &Wording) -> RevisionRow {
    let (search, plain) = searched(both([&wording.channel_name, &wording.purpose, &wording.body_name]));
    RevisionRow {
        entry_id: Id(entry),
        revision: number,
        kind: kind.to_owned(),
        case_id: Id(entering.case),
        entered_on: entering.on,
        entered_at: Instant(entering.at),
        superseded_on: None,
        plain: Some(plain),
        search,
        channel_name_kk: wording.channel_name.kk.clone(),
        channel_name_ru: wording.channel_name.ru.clone(),
        body_name_kk: wording.body_name.kk.clone(),
        body_name_ru: wording.body_name.ru.clone(),
        purpose_kk: wording.purpose.kk.clone(),
        purpose_ru: wording.purpose.ru.clone(),
        coverage: wording.coverage.code().to_owned(),
        region: wording.region.map(|region| region.code().to_owned()),
        format: wording.format.code().to_owned(),
        note_kk: None,
        note_ru: None,
        removed_on: None,
    }
}

/// Folds the words of some wordings that are to be folded anew; whether there may be more of them.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn fold_anew(connection: &mut Connection, most: i64) -> Result<bool, DbError> {
    let rows: Vec<RevisionRow> = revisions::table
        .filter(revisions::plain.is_null())
        .order((revisions::entry_id, revisions::revision))
        .limit(most)
        .select(RevisionRow::as_select())
        .load(connection)?;
    for row in &rows {
        let (search, plain) = searched(both([&row.channel_name(), &row.purpose(), &row.body_name()]));
        diesel::update(revisions::table.find((row.entry_id, row.revision)))
            .set((revisions::plain.eq(plain), revisions::search.eq(search)))
            .execute(connection)?;
        if row.superseded_on.is_none() {
            keep_keys(connection, row)?;
        }
    }
    Ok(!rows.is_empty())
}

/// How many wordings the Register has had. It grows with every change, so it tells whether anything has changed.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn age(connection: &mut Connection) -> Result<i64, DbError> {
    Ok(revisions::table.count().get_result(connection)?)
}
