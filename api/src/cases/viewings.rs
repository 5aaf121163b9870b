//! Who has viewed the case of a person, as that person reads it (Law № 94-V art. 8-1(2)(3)).

use actix_web::get;
use merzim_persistence::cases;
use merzim_persistence::viewings::{self, ViewingRow};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::name_of;
use crate::app::Ask;
use crate::http::{Answer, At, Bilingual, GivenBin, Paging, PathId, Query, page_of, paging};

/// That somebody has viewed a case.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CaseViewing {
    /// Id.
    pub id: Uuid,
    /// BIN of the organisation for which they did.
    #[schema(value_type = GivenBin)]
    pub organisation: String,
    /// Its name.
    pub organisation_name: Bilingual,
    /// When they did first on that day.
    pub viewed_at: At,
}

page_of!(CaseViewings, CaseViewing, "Who has viewed it, the last first: each employee of an organisation once a day.");

/// List who has viewed a case
///
/// For the person whose case it is: which organisations have viewed it, and when. Each employee counts once a day. The list does not say
/// which employee. What everybody may see does not count.
#[utoipa::path(tag = "Cases", operation_id = "listCaseViewings", params(("id" = Uuid, Path, description = "Id of the case, of whatever procedure"), Paging), security(("bearer" = ["informationUser"]), ("bearer" = ["participant"]), ("lookupToken" = [])), responses((status = OK, description = "A page of viewings", body = CaseViewings)))]
#[get("/cases/{id}/viewings")]
pub async fn list(ask: Ask, id: PathId, page: Query<Paging>) -> Answer {
    let (before, limit) = (page.0.place::<Uuid>()?, page.0.limit());
    ask.list(move |desk| {
        let person = desk.call.viewer().in_person();
        cases::visible(desk.connection, &person, id.0)?;
        let parties = cases::parties(desk.connection, &[id.0])?;
        let page = viewings::of_case(desk.connection, id.0, before, limit)?;
        paging::reply(
            page,
            |row| row.id.0,
            |row: ViewingRow| {
                Ok(CaseViewing {
                    id: row.id.0,
                    organisation_name: name_of(&parties, row.case_id, &row.organisation),
                    organisation: row.organisation,
                    viewed_at: row.viewed_at.into(),
                })
            },
        )
    })
    .await
}
