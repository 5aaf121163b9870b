//! Answers in free text, for the holder.

use actix_web::get;
use merzim_domain::engine::CommonRefusal;
use merzim_domain::procedures::survey::ResultsShown;
use merzim_persistence::cases;
use merzim_persistence::surveys::{self, responses::TextRow};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::facts::{facts_of, state_of};
use super::pool;
use super::view::is_holder;
use crate::app::Ask;
use crate::cases::flow;
use crate::http::{Answer, Paging, PathId, Query, page_of, paging};
use crate::problem::{Fault, Problem};

/// An answer in free text. Whose it is, and when it was given, nobody can tell.
#[derive(Debug, Serialize, ToSchema)]
pub struct SurveyText {
    /// Id, by which it is chosen to be published.
    pub id: Uuid,
    /// The number of the question.
    #[schema(minimum = 1, example = 4)]
    pub question: i64,
    /// What it says.
    #[schema(example = "Мәтінді ірілеу керек (демо)")]
    pub text: String,
}

page_of!(SurveyTexts, SurveyText, "Answers in free text, in no order.");

/// Which of them, and which page.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct PageOfTexts {
    /// To the question with this number.
    #[param(minimum = 1, maximum = 50, example = 4)]
    question: Option<i64>,
    #[serde(flatten)]
    #[param(ignore)]
    page: Paging,
}

/// List the answers in free text
///
/// For the holder, once the survey has closed: before, it could be seen who says what. Of fewer than five responses none is shown.
/// Everybody reads those that the holder publishes. They are erased together with who responded.
#[utoipa::path(operation_id = "listSurveyTexts", extensions(("x-refusals" = json!("state-forbids-action too-early"))), params(("id" = Uuid, Path, description = "Id of the survey"), PageOfTexts, Paging), security(("bearer" = ["informationHolder"]), ("bearer" = ["responsiblePerson"])), responses((status = OK, description = "A page of answers", body = SurveyTexts)))]
#[get("/surveys/{id}/texts")]
pub async fn list(ask: Ask, id: PathId, asked: Query<PageOfTexts>) -> Answer {
    let Query(PageOfTexts { question, page }) = asked;
    let (after, limit) = (page.place()?, page.limit());
    ask.list(move |desk| {
        let (case, row) = surveys::find(desk.connection, &desk.call.viewer(), id.0)?;
        if !is_holder(&desk.call.actor, &cases::parties(desk.connection, &[id.0])?)? {
            return Err(Fault::NotFound.into());
        }
        let shown = facts_of(&row).shows_results(state_of(&case)?, ResultsShown::AfterClose, false, desk.now);
        flow::as_stands(desk, &case, CommonRefusal::StateForbidsAction, shown.map_err(Problem::from))?;
        let page = pool::page(desk, &row, question, after, limit)?;
        let show = |row: TextRow| Ok(SurveyText { id: row.id.0, question: row.question, text: row.text.0 });
        paging::reply(page, |row| row.id.0, show)
    })
    .await
}
