//! What is said with a complaint: filed, passed on, decided.

use merzim_domain::engine::Procedure;
use merzim_domain::procedures::complaint::{
    Complaint, ComplaintDecision, ComplaintGround, ComplaintMeans, LeavingGround,
};
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationErrors};

use crate::cases::earlier::{self, EarlierForm};
use crate::cases::signing::{Signable, Signature};
use crate::cases::statement::Statement;
use crate::http::input::{rule, together};
use crate::http::{Bilingual, Code, EitherLanguageName, GivenBin};

pub(crate) type ComplaintGroundCode = Code<ComplaintGround>;
pub(crate) type ComplaintDecisionCode = Code<ComplaintDecision>;
pub(crate) type ComplaintMeansCode = Code<ComplaintMeans>;
pub(crate) type LeavingGroundCode = Code<LeavingGround>;

/// A complaint.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "case": "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11",
    "ground": "decision",
    "text": "Бас тарту заңсыз: мәселе басшының құзыретіне жатады",
    "demand": "Жолданымды қайта қарау",
}))]
pub struct ComplaintForm {
    /// The case in which it was decided, or should have been.
    pub case: Uuid,
    /// What is complained of.
    pub ground: ComplaintGroundCode,
    /// Why.
    #[schema(
        min_length = 1,
        max_length = 50_000,
        pattern = r"\S",
        example = "Бас тарту заңсыз: мәселе басшының құзыретіне жатады"
    )]
    pub text: String,
    /// What is asked for.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S", example = "Жолданымды қайта қарау")]
    pub demand: Option<String>,
    /// On which day the participant learned of the decision; the day on which they were told, if none.
    pub known_on: Option<Date>,
    /// Surname, first name, patronymic, or name of the entity (art. 93(2)(2)). Where it is not signed, the account or
    /// `Lookup-Token` stands for the signature.
    #[schema(min_length = 1, max_length = 300, pattern = r"^.*\S.*$", example = "ДЕМО: Сынақов Сынақ Сынақұлы")]
    pub full_name: Option<String>,
    /// Postal address (art. 93(2)(2)).
    #[schema(min_length = 1, max_length = 1_000, pattern = r"^.*\S.*$", example = "Астана қаласы, Демо көшесі, 1")]
    pub address: Option<String>,
    /// Where the person lives, or the entity stands, if that is elsewhere (art. 93(2)(3)).
    #[schema(min_length = 1, max_length = 1_000, pattern = r"^.*\S.*$", example = "Алматы қаласы, Демо көшесі, 2")]
    pub residence: Option<String>,
    /// The petition to restore the term, if it was missed: for what reason it was (art. 92(2)). Whoever considers the complaint
    /// decides on it. A complaint that is late is taken without it too, and may be rejected for that.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S", example = "Ауруханада жаттым, анықтама тіркелді")]
    pub term_petition: Option<String>,
    /// The signature over the document that `documentComplaint` gives for this form, if it is signed. What is stored and shown has none:
    /// it is in `GET /cases/{id}/signature`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
}

impl Signable for ComplaintForm {
    const PROCEDURE: &'static str = Complaint::CODE;

    fn signature(&self) -> Option<&Signature> {
        self.signature.as_ref()
    }
}

/// To whom a complaint is passed on. Nothing need be said where the program knows which body considers complaints.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({}))]
#[schema(as = ComplaintPassingOnForm)]
pub struct PassingOnForm {
    /// BIN of the body that considers the complaint; by default the one that stands above (`GET /state-bodies/{bin}`).
    /// The settings or the register of organisations know it.
    pub to: Option<GivenBin>,
    /// Its name, as it is to be written; by default that by which the program knows it.
    pub to_name: Option<EitherLanguageName>,
}

/// That the body complained of satisfies the demands in full itself (art. 91(4) of the Code).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ComplaintSatisfactionForm {
    /// The reasons.
    pub reasons: Bilingual,
}

/// The court to which one may turn, for no body stands above (art. 91(6) of the Code).
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({}))]
pub struct CourtNamingForm {
    /// The court; by default the one that the operator has listed.
    pub court: Option<EitherLanguageName>,
}

/// The position of the body complained of (art. 98(3) of the Code).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = ComplaintResponseForm)]
pub struct ResponseForm {
    /// What it says.
    #[schema(
        min_length = 1,
        max_length = 50_000,
        pattern = r"\S",
        example = "Бас тарту заңды: мәселе басшының құзыретіне жатпайды"
    )]
    pub text: String,
}

/// How a complaint is decided (art. 100 of the Code).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "decision": "satisfied",
    "means": "annulled",
    "reasons": { "kk": "Бас тарту заңсыз", "ru": "Отказ незаконен" },
}))]
pub struct ComplaintDecisionForm {
    /// How.
    pub decision: ComplaintDecisionCode,
    /// By what means it is satisfied; by default a decision is annulled, and what was not done is to be. Of silence there is no
    /// act to annul.
    pub means: Option<ComplaintMeansCode>,
    /// Why it is left without consideration; required then. What is `returned` goes by `return`.
    pub ground: Option<LeavingGroundCode>,
    /// What was decided before on the same, where that is the ground; required then.
    pub earlier: Option<EarlierForm>,
    /// The statement by which the participant withdrew it, where that is the ground; required then. Who withdraws in Merzim takes
    /// `withdrawal`.
    pub statement: Option<Statement>,
    /// Whether a missed term is restored (art. 92(2)); required where that was asked for and the complaint is decided on the merits.
    pub term_restored: Option<bool>,
    /// The reasons; of one sent back, the violations and the proposals to remove them.
    pub reasons: Bilingual,
}

impl Validate for ComplaintDecisionForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let left = self.decision.0 == ComplaintDecision::LeftWithoutConsideration;
        let of_left = "шағымды қараусыз қалдырғанда ғана көрсетіледі|указывается при оставлении без рассмотрения, и только тогда|is given where the complaint is left without consideration, and only there";
        let returned = self.ground.is_some_and(|ground| ground.0 == LeavingGround::Returned);
        let of_returned = "шағым шешіммен емес, қайтару әрекетімен қайтарылады|жалоба возвращается отдельным действием, не решением|a complaint is sent back by its return, not by a decision";
        let decided = self.ground.is_some_and(|ground| ground.0 == LeavingGround::DecidedBefore);
        let withdrawn = self.ground.is_some_and(|ground| ground.0 == LeavingGround::Withdrawn);
        let of_withdrawn = "қатысушының шағымды кері қайтарып алу туралы жазбаша өтініші: шағым кері қайтарып алынса міндетті, басқа жағдайда көрсетілмейді|письменное заявление участника об отзыве жалобы: обязательно, если жалоба отозвана, иначе не указывается|the participant's written statement of withdrawal: required where the complaint was withdrawn, else not given";
        let of_satisfied = "шағым қанағаттандырылғанда ғана көрсетіледі|указывается, только если жалоба удовлетворена|is given only where the complaint is satisfied";
        together([
            rule(self.ground.is_some() == left, "/ground /decision", of_left),
            rule(!returned, "/ground", of_returned),
            earlier::named(decided, self.earlier.as_ref()),
            rule(self.statement.is_some() == withdrawn, "/statement /ground", of_withdrawn),
            rule(self.means.is_none() || self.decision.0.satisfies(), "/means /decision", of_satisfied),
        ])
    }
}
