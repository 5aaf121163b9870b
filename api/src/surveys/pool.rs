//! The pool in which answers in free text wait, so that nobody who reads the database can tell whose each is.
//!
//! A database keeps which rows were written together, and in which order. So an answer is not stored with the response that it came with.
//! It joins those that wait, and one of all of them is stored, picked at random. The last ones stay in the pool.

use merzim_domain::tally::LEAST;
use merzim_persistence::page::Page;
use merzim_persistence::surveys::SurveyRow;
use merzim_persistence::surveys::responses::{self, TextRow};
use merzim_persistence::{Id, Json, Sealed};
use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

use super::counts::Counts;
use crate::app::{Desk, Record};
use crate::auth::lookup::random;
use crate::problem::Problem;

/// So many answers to a question wait, for another to hide among them.
const WAITING: usize = 9;

/// An answer that waits.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Pooled {
    id: Uuid,
    question: i64,
    text: String,
}

impl Record for Pooled {}

impl Pooled {
    fn in_survey(self, survey: Id) -> TextRow {
        TextRow { id: Id(self.id), survey_id: survey, question: self.question, text: Sealed(self.text) }
    }
}

/// The pool of a survey with these answers in it, each to a question; and what leaves it for them.
pub(super) fn join(
    desk: &mut Desk<'_>,
    row: &SurveyRow,
    said: Vec<(i64, String)>,
) -> Result<(Json, Vec<TextRow>), Problem> {
    let mut pool = Vec::<Pooled>::read(&responses::pool(desk.connection, row.case_id.0)?)?;
    let mut leaving = Vec::new();
    for (question, text) in said {
        // An id in the order of time would tell who said it.
        pool.push(Pooled { id: Builder::from_random_bytes(random()?).into_uuid(), question, text });
        let places = pool.iter().enumerate().filter(|(_, one)| one.question == question);
        let waiting: Vec<usize> = places.map(|(place, _)| place).collect();
        if waiting.len() > WAITING
            && let Some(place) = waiting.get(any_below(waiting.len())?)
        {
            leaving.push(pool.swap_remove(*place).in_survey(row.case_id));
        }
    }
    pool.sort_unstable_by_key(|one| one.id);
    Ok((pool.write()?, leaving))
}

/// A number below this one, at random.
fn any_below(most: usize) -> Result<usize, Problem> {
    Ok(usize::from(u16::from_be_bytes(random()?)) % most)
}

/// What waits of a survey.
fn waiting(desk: &mut Desk<'_>, row: &SurveyRow) -> Result<impl Iterator<Item = TextRow> + use<>, Problem> {
    let survey = row.case_id;
    Ok(Vec::<Pooled>::read(&responses::pool(desk.connection, survey.0)?)?
        .into_iter()
        .map(move |one| one.in_survey(survey)))
}

/// Whether so few have responded that nothing of what they said is shown.
fn are_few(row: &SurveyRow) -> Result<bool, Problem> {
    Ok(Counts::read(&row.counts)?.responses < LEAST)
}

/// A page of what was said in a survey, or in answer to one of its questions, after this text. While few have responded it is empty.
pub(super) fn page(
    desk: &mut Desk<'_>,
    row: &SurveyRow,
    question: Option<i64>,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Page<TextRow>, Problem> {
    let mut page = responses::texts(desk.connection, row.case_id.0, question, after, limit)?;
    if are_few(row)? {
        return Ok(Page { items: Vec::new(), more: false, ..page });
    }
    let fits =
        |text: &TextRow| question.is_none_or(|one| one == text.question) && after.is_none_or(|one| one < text.id.0);
    page.items.extend(waiting(desk, row)?.filter(fits));
    page.items.sort_unstable_by_key(|text| text.id.0);
    let limit = usize::try_from(limit).unwrap_or_default();
    page.more |= page.items.len() > limit;
    page.items.truncate(limit);
    Ok(page)
}

/// Those of these texts that were said in a survey, and may be shown.
pub(super) fn these(desk: &mut Desk<'_>, row: &SurveyRow, ids: &[Uuid]) -> Result<Vec<TextRow>, Problem> {
    if are_few(row)? {
        return Ok(Vec::new());
    }
    let mut found = responses::these_texts(desk.connection, row.case_id.0, ids)?;
    found.extend(waiting(desk, row)?.filter(|text| ids.contains(&text.id.0)));
    Ok(found)
}

/// Erases all that was said in free text in a survey; what the holder has published of it stays.
pub(super) fn erase(desk: &mut Desk<'_>, survey: Uuid) -> Result<(), Problem> {
    Ok(responses::erase_texts(desk.connection, survey, Vec::<Pooled>::new().write()?)?)
}
