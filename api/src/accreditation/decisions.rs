//! The decision: accredit, with the entry in the Register in the same transaction, or refuse.

use actix_web::post;
use actix_web::web::Data;
use merzim_domain::engine::Procedure;
use merzim_domain::procedures::accreditation::{self, Accreditation, Command};
use merzim_domain::zone;
use merzim_persistence::applications;
use merzim_persistence::register::{self, Entering};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::applications::{Application, read_form, reply};
use crate::app::App;
use crate::cases::flow;
use crate::http::Bilingual;
use crate::http::call::{Call, IdempotencyKey, IfMatch};
use crate::http::input::{Body, PathId, stored};
use crate::http::reply::Reply;
use crate::problem::Problem;

/// Which of the two decisions (¶5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum DecisionKind {
    /// Accredit, with inclusion in the Register.
    Accredited,
    /// Refuse accreditation.
    Refused,
}

/// How one criterion is assessed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CriterionAssessment {
    /// Whether it is met.
    pub met: bool,
    /// Why.
    #[schema(max_length = 10_000, example = "Ұқсас арналар табылмады")]
    pub comment: Option<String>,
}

/// How the three criteria are assessed (¶4). They are applied in aggregate.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Assessment {
    /// No duplication of the functionality of existing channels.
    pub no_duplication: CriterionAssessment,
    /// The channel's operating procedure is regulated.
    pub regulated: CriterionAssessment,
    /// Expected results and effectiveness.
    pub effective: CriterionAssessment,
}

/// The decision on an application.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "outcome": "accredited",
    "criteria": { "noDuplication": { "met": true }, "regulated": { "met": true }, "effective": { "met": true } },
}))]
pub struct Decision {
    /// Which.
    pub outcome: DecisionKind,
    /// How the criteria are assessed. Accreditation needs all three met.
    pub criteria: Assessment,
    /// The reasons; a refusal needs them.
    pub reasons: Option<Bilingual>,
}

/// A decision that was taken.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Decided {
    /// Which.
    pub outcome: DecisionKind,
    /// How the criteria were assessed.
    pub criteria: Assessment,
    /// The reasons.
    pub reasons: Option<Bilingual>,
    /// When.
    #[schema(format = DateTime, example = "2026-03-20T15:00:00+05:00")]
    pub decided_at: String,
    /// The entry made in the Register.
    pub register_entry: Option<Uuid>,
}

impl Assessment {
    const fn assessed(&self) -> accreditation::Assessment {
        accreditation::Assessment {
            no_duplication: self.no_duplication.met,
            regulated: self.regulated.met,
            effective: self.effective.met,
        }
    }
}

/// Decide an application
///
/// By the authorised body (¶5). Accreditation enters the channel in the Register in the same transaction; it is
/// refused by rule 93-2 when a criterion is not met. Refusal needs reasons. Either way two working days begin
/// in which the applicant must be notified (93-4).
#[utoipa::path(tag = "Accreditation", operation_id = "decideAccreditationApplication", params(("id" = Uuid, Path, description = "Id of the application"), IfMatch, IdempotencyKey), request_body = Decision, security(("bearer" = ["commAuthority"])), responses((status = OK, description = "The application, decided", body = Application)))]
#[post("/accreditation-applications/{id}/decision")]
pub async fn decide(app: Data<App>, call: Call, id: PathId, decision: Body<Decision>) -> Result<Reply, Problem> {
    let Body(decision) = decision;
    let (inner, asked) = (app.clone(), call.clone());
    let fingerprint = stored(&decision)?.to_string();
    app.write(&call, fingerprint.as_bytes(), move |connection| {
        let now = inner.clock.now();
        let loaded = flow::load::<Accreditation>(&inner, &asked, connection, id.0)?;
        let form = read_form(&applications::of_case(connection, id.0)?)?;
        let command = match decision.outcome {
            DecisionKind::Accredited => Command::Accredit {
                assessment: decision.criteria.assessed(),
                regulating_act: form.names_regulating_act(),
            },
            DecisionKind::Refused => Command::Refuse { reasoned: decision.reasons.is_some() },
        };
        flow::act::<Accreditation>(&inner, &asked.actor, connection, &loaded.case, &command, now)?;
        let register_entry = match decision.outcome {
            DecisionKind::Refused => None,
            DecisionKind::Accredited => {
                let applicant = loaded.case.file.parties.iter().find(|party| party.role == Accreditation::INITIATOR);
                let applicant = applicant.and_then(|party| party.who.organisation());
                let applicant = applicant.ok_or_else(|| Problem::internal("an application without an applicant"))?;
                let entering = Entering { case: id.0, on: zone::local(now).date(), at: now };
                Some(register::include(connection, entering, applicant, &form.wording())?)
            }
        };
        let Decision { outcome, criteria, reasons } = decision;
        let decided_at = crate::http::rfc3339(now);
        let decided = Decided { outcome, criteria, reasons, decided_at, register_entry };
        applications::record_decision(connection, id.0, stored(&decided)?)?;
        reply(&inner, &asked, connection, id.0)
    })
    .await
}
