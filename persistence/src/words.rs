//! Texts are looked for by the words that they hold, in an index of trigrams: on PostgreSQL by `pg_trgm`, on SQLite by FTS5. Both find the
//! same.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;
use merzim_domain::writing::{fold, plain};

use crate::backend::MultiBackend;
use crate::sql_types::{Id, SqlId};
use crate::{Connection, DbError};

/// The words of texts as columns of a table hold them, folded: as they are spelt, and plain. Plain ones have the letters of Kazakh as those
/// of Russian. Before each word is a space, so that its beginning can be looked for.
#[must_use]
pub fn searched<'text>(texts: impl IntoIterator<Item = &'text str>) -> (String, String) {
    let folded = fold(&texts.into_iter().collect::<Vec<_>>().join(" "));
    let spaced = |words: String| if words.is_empty() { words } else { format!(" {words}") };
    let plain = plain(&folded);
    (spaced(folded), spaced(plain))
}

/// A table whose columns `search` and `plain` hold words as [`searched`] gives them.
#[derive(Clone, Copy, Debug)]
pub struct Worded {
    /// Its name.
    pub table: &'static str,
    /// The column with the id by which its rows are found.
    pub key: &'static str,
    /// Its index on SQLite.
    pub index: &'static str,
}

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

/// Of so many rows at the most the ids are looked up by their words. What more rows hold is met soon enough in the order of the list.
const FEW: usize = 5_000;

/// A folded word that is looked for: anywhere in a word, or, as it is too short for that, at its beginning. It has letters and digits
/// only, so it holds no sign that LIKE or FTS5 takes for a pattern.
struct Word<'text>(&'text str);

impl Word<'_> {
    /// The shortest that is looked for anywhere.
    const LONG: usize = 3;

    fn is_short(&self) -> bool {
        self.0.chars().take(Self::LONG).count() < Self::LONG
    }

    /// A pattern of LIKE, for words with a space before each.
    fn pattern(&self) -> String {
        let before = if self.is_short() { " " } else { "" };
        format!("%{before}{}%", self.0)
    }

    /// A phrase of FTS5, whose words have two spaces before each.
    fn phrase(&self) -> String {
        let before = if self.is_short() { "  " } else { "" };
        format!("\"{before}{}\"", self.0)
    }
}

fn each(folded: &str) -> impl Iterator<Item = Word<'_>> {
    folded.split(' ').filter(|word| !word.is_empty()).map(Word)
}

/// A pattern for each word of a text, of which a column must hold every one: as they are spelt, and plain.
pub(crate) fn patterns(text: Option<&str>) -> (Vec<String>, Vec<String>) {
    let folded = fold(text.unwrap_or_default());
    let patterns = |folded: &str| each(folded).map(|word| word.pattern()).collect();
    (patterns(&folded), patterns(&plain(&folded)))
}

#[derive(QueryableByName)]
struct Held {
    #[diesel(sql_type = SqlId)]
    id: Id,
}

/// The ids of rows, among which are all that hold the words of a text. None, if it has no words, or too many rows hold them.
pub(crate) fn ids_by_words(
    connection: &mut Connection,
    worded: Worded,
    hits: Hits,
    text: Option<&str>,
) -> Result<Option<Vec<Id>>, DbError> {
    let Worded { table, key, index } = worded;
    let folded = fold(text.unwrap_or_default());
    let (column, folded) = if hits == Hits::Spelt { ("search", folded) } else { ("plain", plain(&folded)) };
    let words: Vec<Word<'_>> = each(&folded).collect();
    if words.is_empty() {
        return Ok(None);
    }
    let (sql, asked) = match connection {
        Connection::Postgres(_) => {
            let holds = (1..=words.len()).map(|place| format!("in_ascii({column}) LIKE in_ascii(${place})"));
            let holds = holds.collect::<Vec<_>>().join(" AND ");
            let patterns = words.iter().map(Word::pattern).collect();
            (format!("SELECT {key} AS id FROM {table} WHERE {holds}"), patterns)
        }
        Connection::Sqlite(_) => {
            let phrases = words.iter().map(Word::phrase).collect::<Vec<_>>().join(" AND ");
            let sql = format!(
                "SELECT thing AS id FROM {index} INNER JOIN searched ON searched.id = {index}.rowid WHERE {index} MATCH $1"
            );
            (sql, vec![format!("{column} : ({phrases})")])
        }
    };
    let mut query = sql_query(format!("{sql} LIMIT {}", FEW + 1)).into_boxed::<MultiBackend>();
    for asked in asked {
        query = query.bind::<Text, _>(asked);
    }
    let held: Vec<Held> = query.load(connection)?;
    Ok((held.len() <= FEW).then(|| held.into_iter().map(|held| held.id).collect()))
}

/// Narrows a boxed query to what holds a text, in the columns `search` and `plain` of a table. A macro, for such a query has
/// another type for each table.
macro_rules! holding {
    ($query:ident, $table:ident.$key:ident as $worded:expr, $text:expr, $hits:expr, $connection:expr) => {{
        use crate::words::{Hits, ids_by_words, patterns};

        if let Some(ids) = ids_by_words($connection, $worded, $hits, $text)? {
            $query = $query.filter($table::$key.eq_any(ids));
        }
        let (spelt, plain) = patterns($text);
        for pattern in plain {
            $query = $query.filter($table::plain.like(pattern));
        }
        match $hits {
            Hits::All => {}
            Hits::Spelt => {
                for pattern in spelt {
                    $query = $query.filter($table::search.like(pattern));
                }
            }
            Hits::Alike => {
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
