//! The directory of quasi-state entities and their first heads (№ 95 ¶2).

use actix_web::get;
use actix_web::web::Data;
use merzim_domain::Lang;
use merzim_domain::organisation::{OrganisationKind, StateShare};
use merzim_domain::procedures::information_request::InformationRequest;
use merzim_persistence::organisations::{self, Filter, OrganisationRow};
use merzim_persistence::page::{Found, ranked};
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::view::PlatformAct;
use crate::app::App;
use crate::app::lanes::Lane;
use crate::http::{Answer, Bilingual, Code, GivenBin, Listed, Paging, Query, RegionCode, Visit, page_of, paging};
use crate::organisations::FirstHead;
use crate::problem::Problem;

/// A quasi-state entity and its first head.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QuasiStateEntity {
    /// BIN.
    #[schema(value_type = GivenBin)]
    pub bin: String,
    /// Name.
    pub name: Bilingual,
    /// Region, unless it is of the whole country.
    pub region: Option<RegionCode>,
    /// The share of the state in it, in percent, where that is entered.
    #[schema(example = "51")]
    pub state_share: Option<String>,
    /// Its first head, where that is entered.
    pub first_head: Option<FirstHead>,
    /// Whether it can be asked through the blog platform today: the share is known and below a hundred per cent, and the platform is open. Any
    /// other is asked under the Law, signed or on paper.
    pub on_platform: bool,
    /// The act of the platform, and how it stands.
    pub platform_act: PlatformAct,
    /// Its first day.
    pub from: Date,
    /// The first day on which it is no more.
    pub until: Option<Date>,
}

page_of!(
    QuasiStateEntities,
    QuasiStateEntity,
    "Quasi-state entities, by their names in the order of the Kazakh alphabet; of a search, first what is spelt so."
);

/// What the directory is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct EntityFilter {
    /// Words of the name in Kazakh or Russian, or of the BIN: all of them.
    #[param(format = "words", max_length = 200, example = "компания")]
    text: Option<String>,
    /// Of this region.
    #[param(inline)]
    region: Option<RegionCode>,
}

fn show(app: &App, lang: Lang, row: &OrganisationRow) -> Result<QuasiStateEntity, Problem> {
    let now = app.clock.now();
    let is_open = InformationRequest::platform_is_open(now, &app.law);
    let said = row.said()?;
    Ok(QuasiStateEntity {
        bin: said.bin.to_string(),
        name: said.name.into(),
        region: said.region.map(Code),
        state_share: said.state_share.map(|share| share.to_string()),
        first_head: said.head.map(FirstHead::from),
        on_platform: is_open && said.state_share.is_some_and(|share| share < StateShare::WHOLE),
        platform_act: PlatformAct::today(app, now, lang)?,
        from: said.from,
        until: said.until,
    })
}

/// List quasi-state entities
///
/// The directory of quasi-state entities and their first heads, whom requests on the blog platform are addressed to (№ 95 ¶2). The registrar
/// enters them in the register of organisations. Public.
#[utoipa::path(operation_id = "listQuasiStateEntities", params(EntityFilter, Paging), security(()), responses((status = OK, description = "A page of the directory", body = QuasiStateEntities)))]
#[get("/quasi-state-entities")]
pub async fn list(app: Data<App>, visit: Visit, asked: Query<Listed<EntityFilter>>) -> Answer {
    let (known, lang) = (app.clone(), visit.lang);
    let Query(Listed { filter: EntityFilter { text, region }, page, .. }) = asked;
    let (after, limit) = (page.place::<Found<Uuid>>()?, page.limit());
    let kinds = vec![OrganisationKind::QuasiStateEntity];
    let filter = Filter { kinds, region: region.map(|region| region.0), text, ..Filter::default() };
    app.answer(Lane::Search, move |connection| {
        let found = ranked(filter.text.is_some(), after, limit, |hits, after, limit| {
            organisations::list(connection, &filter, hits, after, limit).map_err(Problem::from)
        })?;
        let place = |(alike, row): &(bool, OrganisationRow)| Found { alike: *alike, place: row.id.0 };
        Ok(paging::reply(found, place, |(_, row)| show(&known, lang, &row))?.public())
    })
    .await
}
