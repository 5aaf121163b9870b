//! Lists: what they are searched for, and pages, a number of rows after a place in a stable order.

use diesel::prelude::*;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::cases::{CaseRow, Viewer, visible_to};
use crate::schema::{case_moves, cases};
use crate::sql_types::{Id, Instant};
use crate::words::Hits;
use crate::{Connection, DbError};

/// A place in a list of what was found: among what holds the words as they are spelt, or behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found<P> {
    /// Whether it is behind.
    pub alike: bool,
    /// The place there.
    pub place: P,
}

/// A page of a list; of a search, first what holds the words as they are spelt, then what holds them with other letters. `find`
/// gives a page of hits after a place. Each row comes with whether it is of the second kind.
///
/// # Errors
/// Whatever `find` returns.
pub fn ranked<T, P, E>(
    is_search: bool,
    after: Option<Found<P>>,
    limit: i64,
    mut find: impl FnMut(Hits, Option<P>, i64) -> Result<Page<T>, E>,
) -> Result<Page<(bool, T)>, E> {
    let (alike, place) = after.map_or((false, None), |Found { alike, place }| (alike, Some(place)));
    if alike {
        return Ok(find(Hits::Alike, place, limit)?.map(|row| (true, row)));
    }
    let first = find(if is_search { Hits::Spelt } else { Hits::All }, place, limit)?.map(|row| (false, row));
    if first.more || !is_search {
        return Ok(first);
    }
    let room = limit - i64::try_from(first.items.len()).unwrap_or(limit);
    let Page { items, gone, more } = find(Hits::Alike, None, room)?.map(|row| (true, row));
    Ok(Page { items: first.items.into_iter().chain(items).collect(), gone, more })
}

/// One page of a list, and whether there are more.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// In a list in the order of change: the cases that the viewer sees no more, in that order.
    pub gone: Vec<Gone>,
    /// Whether the list goes on.
    pub more: bool,
}

/// How much that is gone a page tells at most.
const MOST_GONE: usize = 1000;
/// So much is asked for, to know whether there is more.
pub(crate) const MOST_GONE_AND_ONE: i64 = 1001;

/// A case that somebody sees no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone {
    /// The case.
    pub case: Uuid,
    /// Since when.
    pub at: OffsetDateTime,
}

impl Gone {
    /// Its place in the order of change.
    #[must_use]
    pub const fn place(&self) -> ListPlace {
        ListPlace { at: self.at, id: self.case }
    }
}

impl<T> Page<T> {
    /// A page of at most `limit` of the `rows`, of which one more was asked for.
    #[must_use]
    pub fn of(mut rows: Vec<T>, limit: i64) -> Self {
        let limit = usize::try_from(limit).unwrap_or_default();
        let more = rows.len() > limit;
        rows.truncate(limit);
        Self { items: rows, gone: Vec::new(), more }
    }

    /// A page of at most `limit` of the `rows`, of which one more was asked for, with what is `gone` up to the end of the page; both are
    /// in the order of change. So a page that is not the last has rows, unless very much is gone before the next one.
    #[must_use]
    pub fn of_changes(rows: Vec<T>, mut gone: Vec<Gone>, limit: i64, place: impl Fn(&T) -> ListPlace) -> Self {
        let all_gone = gone.len() <= MOST_GONE;
        gone.truncate(MOST_GONE);
        let Self { items: mut rows, more, .. } = Self::of(rows, limit);
        let ends = [rows.last().map(&place).filter(|_| more), gone.last().map(Gone::place).filter(|_| !all_gone)];
        if let Some(end) = ends.into_iter().flatten().min() {
            rows.retain(|row| place(row) <= end);
            gone.retain(|gone| gone.place() <= end);
        }
        Self { items: rows, gone, more: more || !all_gone }
    }

    /// The same page with every row turned into something else.
    pub fn map<U>(self, turn: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(turn).collect(), gone: self.gone, more: self.more }
    }
}

/// The ids of the cases in which `viewer` came to take part then or later, and does still.
#[diesel::dsl::auto_type(no_type_alias)]
pub(crate) fn arrived(viewer: &Viewer, since: Instant) -> _ {
    let parties: Vec<String> = viewer.stored_parties();
    let roles: Vec<&'static str> = viewer.role_codes();
    case_moves::table
        .filter(case_moves::party.eq_any(parties))
        .filter(case_moves::role.eq_any(roles))
        .filter(case_moves::here.eq(true))
        .filter(case_moves::at.ge(since))
        .select(case_moves::case_id)
}

/// The cases, of a procedure if one is named, that `viewer` has seen and does not see since then or later, in the order of their going.
///
/// # Errors
/// [`DbError`] when the database fails.
pub(crate) fn gone(
    connection: &mut Connection,
    viewer: &Viewer,
    procedure: Option<&str>,
    since: OffsetDateTime,
    after: Option<ListPlace>,
) -> Result<Vec<Gone>, DbError> {
    let mut query = case_moves::table
        .inner_join(cases::table)
        .filter(case_moves::party.eq_any(viewer.stored_parties()))
        .filter(case_moves::role.eq_any(viewer.role_codes()))
        .filter(case_moves::here.eq(false))
        .filter(case_moves::at.ge(Instant(since)))
        .filter(diesel::dsl::not(case_moves::case_id.eq_any(visible_to(viewer))))
        .into_boxed();
    if let Some(procedure) = procedure {
        query = query.filter(cases::procedure.eq(procedure.to_owned()));
    }
    if let Some(ListPlace { at, id }) = after {
        let (at, id) = (Instant(at), Id(id));
        query = query.filter(case_moves::at.gt(at).or(case_moves::at.eq(at).and(case_moves::case_id.gt(id))));
    }
    let rows: Vec<(Id, Instant)> = query
        .order((case_moves::at, case_moves::case_id))
        .limit(MOST_GONE_AND_ONE)
        .select((case_moves::case_id, case_moves::at))
        .load(connection)?;
    Ok(rows.into_iter().map(|(case, at)| Gone { case: case.0, at: at.0 }).collect())
}

/// How a list of cases is walked through.
#[derive(Clone, Copy, Debug)]
pub enum Walk {
    /// In the order in which they were begun, or the other way round, as the list has it: from this case on.
    Begun(Option<Uuid>),
    /// In the order of change: those that changed then or later, after this place.
    Changed(OffsetDateTime, Option<ListPlace>),
}

mod functions {
    use diesel::sql_types::Nullable;

    use crate::sql_types::SqlInstant;

    diesel::define_sql_function! {
        /// The first of these instants that is there.
        fn coalesce(first: Nullable<SqlInstant>, second: Nullable<SqlInstant>, third: SqlInstant) -> SqlInstant;
    }
}
pub(crate) use functions::coalesce;

/// A page of a boxed query of cases of a procedure with their rows, on this walk. A macro, for such a query has another type for each
/// table.
macro_rules! walked {
    ($query:ident, $Row:ty, $procedure:expr, $viewer:expr, $walk:expr, $limit:expr, $connection:expr) => {{
        use crate::cases::CaseRow;
        use crate::page::{ListPlace, Page, Walk, arrived, gone};
        use crate::schema::cases;
        use crate::sql_types::{Id, Instant};

        let mut query = $query;
        query = match $walk {
            Walk::Begun(before) => {
                if let Some(id) = before {
                    query = query.filter(cases::id.lt(Id(id)));
                }
                query.order(cases::id.desc())
            }
            Walk::Changed(since, after) => {
                let since = Instant(since);
                query = query.filter(cases::updated_at.ge(since).or(cases::id.eq_any(arrived($viewer, since))));
                if let Some(ListPlace { at, id }) = after {
                    let (at, id) = (Instant(at), Id(id));
                    query = query.filter(cases::updated_at.gt(at).or(cases::updated_at.eq(at).and(cases::id.gt(id))));
                }
                query.order((cases::updated_at, cases::id))
            }
        };
        let query = query.limit($limit + 1).select((CaseRow::as_select(), <$Row>::as_select()));
        let rows: Vec<(CaseRow, $Row)> = query.load($connection)?;
        Ok(match $walk {
            Walk::Begun(_) => Page::of(rows, $limit),
            Walk::Changed(since, after) => {
                let gone = gone($connection, $viewer, Some($procedure), since, after)?;
                Page::of_changes(rows, gone, $limit, |(case, _)| ListPlace::of(case))
            }
        })
    }};
}
pub(crate) use walked;

/// In which order what has a start comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The latest start first.
    #[default]
    Latest,
    /// The earliest start first.
    Earliest,
    /// What changed last first; such a list has one page.
    Changed,
    /// In the order of change.
    Modified,
}

impl Order {
    /// The place in this order of a case with this start.
    #[must_use]
    pub const fn place(self, case: &CaseRow, starts_at: Instant) -> ListPlace {
        match self {
            Self::Modified => ListPlace::of(case),
            Self::Latest | Self::Earliest | Self::Changed => ListPlace { at: starts_at.0, id: case.id.0 },
        }
    }
}

/// A page of a boxed query of cases with their rows, in an [`Order`], after a place; the table has a column `starts_at`. A macro, for such
/// a query has another type for each table.
macro_rules! ordered {
    ($query:ident, $table:ident, $Row:ty, $order:expr, $after:expr, $limit:expr, $connection:expr) => {{
        use crate::cases::CaseRow;
        use crate::page::{ListPlace, Order, Page};
        use crate::schema::cases;
        use crate::sql_types::{Id, Instant};

        let query = match ($order, $after.map(|ListPlace { at, id }| (Instant(at), Id(id)))) {
            (_, None) | (Order::Changed, _) => $query,
            (Order::Modified, Some((at, id))) => {
                $query.filter(cases::updated_at.gt(at).or(cases::updated_at.eq(at).and(cases::id.gt(id))))
            }
            (Order::Latest, Some((at, id))) => {
                $query.filter($table::starts_at.lt(at).or($table::starts_at.eq(at).and($table::case_id.lt(id))))
            }
            (Order::Earliest, Some((at, id))) => {
                $query.filter($table::starts_at.gt(at).or($table::starts_at.eq(at).and($table::case_id.gt(id))))
            }
        };
        let query = match $order {
            Order::Latest => query.order(($table::starts_at.desc(), $table::case_id.desc())),
            Order::Earliest => query.order(($table::starts_at, $table::case_id)),
            Order::Changed => query.order((cases::updated_at.desc(), cases::id.desc())),
            Order::Modified => query.order((cases::updated_at, cases::id)),
        };
        let rows = query.limit($limit + 1).select((CaseRow::as_select(), <$Row>::as_select())).load($connection)?;
        Ok(Page::of(rows, $limit))
    }};
}
pub(crate) use ordered;

/// A place in a list ordered by an instant and an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListPlace {
    /// The instant of the last row seen.
    pub at: OffsetDateTime,
    /// Its id.
    pub id: Uuid,
}

impl ListPlace {
    /// The place before everything of this instant.
    #[must_use]
    pub const fn at(at: OffsetDateTime) -> Self {
        Self { at, id: Uuid::nil() }
    }

    /// The place of a case in the order of change.
    #[must_use]
    pub const fn of(case: &CaseRow) -> Self {
        Self { at: case.updated_at.0, id: case.id.0 }
    }
}
