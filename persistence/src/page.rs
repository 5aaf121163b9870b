//! Lists: what they are searched for, and pages, a number of rows after a place in a stable order.

use merzim_domain::writing::{fold, plain};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::cases::CaseRow;

/// What of that in which a text is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hits {
    /// All of it.
    All,
    /// What holds every word as it is spelt.
    Spelt,
    /// What holds them with other letters only: those of Kazakh for those of Russian, or the other way round.
    Alike,
}

/// A pattern for each word of a text, of which a column must hold every one: as they are spelt, and plain.
pub(crate) fn patterns(text: Option<&str>) -> (Vec<String>, Vec<String>) {
    let folded = fold(text.unwrap_or_default());
    // A folded word has letters and digits only, so it holds no sign that LIKE takes for a pattern.
    let each =
        |folded: &str| folded.split(' ').filter(|word| !word.is_empty()).map(|word| format!("%{word}%")).collect();
    (each(&folded), each(&plain(&folded)))
}

/// Narrows a boxed query to what holds a text, in the columns `search` and `plain` of a table. A macro, for such a query has
/// another type for each table.
macro_rules! holding {
    ($query:ident, $table:ident, $text:expr, $hits:expr) => {{
        let (spelt, plain) = crate::page::patterns($text);
        for pattern in plain {
            $query = $query.filter($table::plain.like(pattern));
        }
        match $hits {
            crate::page::Hits::All => {}
            crate::page::Hits::Spelt => {
                for pattern in spelt {
                    $query = $query.filter($table::search.like(pattern));
                }
            }
            crate::page::Hits::Alike => {
                type Condition<T> =
                    Box<dyn BoxableExpression<T, crate::backend::MultiBackend, SqlType = diesel::sql_types::Bool>>;
                let mut lacking: Option<Condition<_>> = None;
                for pattern in spelt {
                    let lacks = $table::search.not_like(pattern);
                    lacking = Some(match lacking {
                        Some(others) => Box::new(others.or(lacks)),
                        None => Box::new(lacks),
                    });
                }
                if let Some(lacking) = lacking {
                    $query = $query.filter(lacking);
                }
            }
        }
    }};
}
pub(crate) use holding;

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
    let Page { items, more } = find(Hits::Alike, None, room)?.map(|row| (true, row));
    Ok(Page { items: first.items.into_iter().chain(items).collect(), more })
}

/// One page of a list, and whether there are more.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Whether the list goes on.
    pub more: bool,
}

impl<T> Page<T> {
    /// A page of at most `limit` of the `rows`, of which one more was asked for.
    #[must_use]
    pub fn of(mut rows: Vec<T>, limit: i64) -> Self {
        let limit = usize::try_from(limit).unwrap_or_default();
        let more = rows.len() > limit;
        rows.truncate(limit);
        Self { items: rows, more }
    }

    /// The same page with every row turned into something else.
    pub fn map<U>(self, turn: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(turn).collect(), more: self.more }
    }
}

impl<T> Page<(CaseRow, T)> {
    /// Where a list in the order of change goes on; none after the last page.
    #[must_use]
    pub fn next(&self) -> Option<ListPlace> {
        self.items.last().filter(|_| self.more).map(|(case, _)| ListPlace::of(case))
    }
}

/// A page of a boxed query of cases with their rows: those changed since then, before the case named, the newest first. A macro,
/// for such a query has another type for each table.
macro_rules! newest {
    ($query:ident, $Row:ty, $since:expr, $before:expr, $limit:expr, $connection:expr) => {{
        use crate::schema::cases;
        use crate::sql_types::{Id, Instant};

        let mut query = $query;
        if let Some(since) = $since {
            query = query.filter(cases::updated_at.ge(Instant(since)));
        }
        if let Some(id) = $before {
            query = query.filter(cases::id.lt(Id(id)));
        }
        let rows = query
            .order(cases::id.desc())
            .limit($limit + 1)
            .select((crate::cases::CaseRow::as_select(), <$Row>::as_select()))
            .load($connection)?;
        Ok(crate::page::Page::of(rows, $limit))
    }};
}
pub(crate) use newest;

/// A place in a list ordered by an instant and an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    const fn of(case: &CaseRow) -> Self {
        Self { at: case.updated_at.0, id: case.id.0 }
    }
}
