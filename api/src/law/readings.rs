//! Readings: where an act leaves room, and how it is read here.

use actix_web::get;
use actix_web::web::Data;
use serde::Serialize;
use utoipa::ToSchema;

use super::said;
use crate::app::App;
use crate::http::{Answer, Reply, Visit, list_of};

/// One way to read it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadingOption {
    /// Stable code.
    #[schema(example = "excluded")]
    pub code: String,
    /// What it says.
    #[schema(example = "No: the term is counted from the next day")]
    pub title: String,
    /// Whether an operator can choose it.
    pub available: bool,
}

/// A question that an act leaves open.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reading {
    /// Stable id.
    #[schema(example = "eventDay")]
    pub id: String,
    /// The question.
    #[schema(example = "Is the day of the event day 1 of the term?")]
    pub question: String,
    /// Why the default.
    #[schema(example = "Civil Code art. 173")]
    pub basis: String,
    /// The option in force here.
    #[schema(example = "excluded")]
    pub choice: String,
    /// The options, the default first.
    pub options: Vec<ReadingOption>,
    /// Ids of the rules that it bears on.
    #[schema(example = json!(["93-3"]))]
    pub rules: Vec<String>,
}

list_of!(Readings, Reading, "All readings.");

/// List the readings
///
/// Where an act can be read in more than one way: the question, the options, and the one in force here.
#[utoipa::path(tag = "Law", operation_id = "listReadings", responses((status = OK, description = "The readings", body = Readings)))]
#[get("/readings")]
pub async fn list(app: Data<App>, visit: Visit) -> Answer {
    let book = &app.law.rulebook;
    let items = book
        .readings()
        .iter()
        .map(|reading| Reading {
            id: reading.id.clone(),
            question: said(&reading.title, visit.lang),
            basis: said(&reading.basis, visit.lang),
            choice: reading.choice.clone(),
            options: reading
                .options
                .iter()
                .map(|option| ReadingOption {
                    code: option.code.clone(),
                    title: said(&option.title, visit.lang),
                    available: option.available,
                })
                .collect(),
            rules: book
                .rules()
                .iter()
                .filter(|rule| rule.is_read_by(&reading.id))
                .map(|rule| rule.id.clone())
                .collect(),
        })
        .collect();
    Ok(Reply::ok(&Readings { items })?.public())
}
