//! Lists: what they are searched for, and pages, a number of rows after a place in a stable order.

use merzim_domain::text::fold;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::cases::CaseRow;

/// A pattern for each word of a text, of which a folded column must hold every one.
pub(crate) fn patterns(text: Option<&str>) -> Vec<String> {
    let folded = fold(text.unwrap_or_default());
    // A folded word has letters and digits only, so it holds no sign that LIKE takes for a pattern.
    folded.split(' ').filter(|word| !word.is_empty()).map(|word| format!("%{word}%")).collect()
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
