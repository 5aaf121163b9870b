//! Published answers to similar questions, found by the beginnings of the words that both questions have.

use std::collections::HashMap;

use diesel::prelude::*;
use merzim_domain::Bin;
use merzim_domain::writing::beginnings;
use uuid::Uuid;

use crate::sql_types::Id;
use crate::{Connection, DbError};

mod table {
    diesel::table! {
        use diesel::sql_types::*;
        use crate::sql_types::*;
        published_words (word, case_id) {
            word -> Text,
            holder -> Text,
            case_id -> SqlId,
        }
    }
}
use table::published_words as words;

/// A word of a published answer.
#[derive(Insertable)]
#[diesel(table_name = words)]
struct WordRow {
    word: String,
    holder: String,
    case_id: Id,
}

/// So many words of a published question are learnt, the longest.
const LEARNT: usize = 100;
/// So many words of a question are looked for, the longest.
const LOOKED_FOR: usize = 12;
/// So many answers with one of them are looked at, the newest.
const LOOKED_AT: i64 = 200;
/// What a word counts that one of them has; one that more have, as much less.
const RAREST: usize = 1_000_000;

/// Has the published answer of a case be found by the words of this question, and by no others. Without one it is found by none.
pub(crate) fn learn(
    connection: &mut Connection,
    case: Uuid,
    holder: &str,
    question: Option<&str>,
) -> Result<(), DbError> {
    diesel::delete(words::table.filter(words::case_id.eq(Id(case)))).execute(connection)?;
    for word in beginnings(question.unwrap_or_default()).into_iter().take(LEARNT) {
        let row = WordRow { word, holder: holder.to_owned(), case_id: Id(case) };
        diesel::insert_into(words::table).values(row).execute(connection)?;
    }
    Ok(())
}

/// So many cases at the most whose published answers have words in common with a question, of this holder if one is named. The most
/// alike come first. They have two of its words at least, or its only one. A word that few of them have counts more.
///
/// # Errors
/// [`DbError`] when the database fails.
pub fn similar(
    connection: &mut Connection,
    question: &str,
    holder: Option<&Bin>,
    most: usize,
) -> Result<Vec<Uuid>, DbError> {
    let asked: Vec<String> = beginnings(question).into_iter().take(LOOKED_FOR).collect();
    let mut found: HashMap<Uuid, (usize, usize)> = HashMap::new();
    for word in &asked {
        let mut with = words::table.filter(words::word.eq(word)).into_boxed();
        if let Some(holder) = holder {
            with = with.filter(words::holder.eq(holder.as_str()));
        }
        let newest = with.order(words::case_id.desc()).limit(LOOKED_AT);
        let have: Vec<Id> = newest.select(words::case_id).load(connection)?;
        let weight = RAREST / have.len().max(1);
        for case in &have {
            let (count, score) = found.entry(case.0).or_default();
            *count += 1;
            *score += weight;
        }
    }
    let enough = asked.len().min(2);
    let mut alike: Vec<(Uuid, (usize, usize))> = found.into_iter().filter(|(_, (count, _))| *count >= enough).collect();
    alike.sort_by(|(one, (_, more)), (other, (_, less))| less.cmp(more).then(other.cmp(one)));
    Ok(alike.into_iter().map(|(case, _)| case).take(most).collect())
}
