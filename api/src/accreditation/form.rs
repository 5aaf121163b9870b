//! What comes in: the form of an application (№ 93-НҚ Annex 1), and the decision.

use merzim_domain::procedures::accreditation::{self, Coverage, Format};
use merzim_domain::{Text, vocabulary};
use merzim_persistence::register::Wording;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError, ValidationErrors};

use crate::http::input::{rule, together};
use crate::http::{Bilingual, Code, EitherLanguage, EitherLanguageName, RegionCode};
use crate::problem::{FieldFaults, Problem};

pub(crate) type CoverageCode = Code<Coverage>;
pub(crate) type DecisionKindCode = Code<DecisionKind>;
pub(crate) type FormatCode = Code<Format>;

/// What the channel needs to work (item 6).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Resources {
    /// Infrastructure.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S", example = "Бұлтты сервер, бір домен")]
    pub infrastructure: String,
    /// Staff.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S", example = "Үш модератор")]
    pub staff: String,
    /// Finance.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S", example = "Ведомство бюджеті шегінде")]
    pub finance: String,
}

/// Why the channel is needed (item 7).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Justification {
    /// The need.
    #[schema(
        min_length = 1,
        max_length = 10_000,
        pattern = r"\S",
        example = "Азаматтардың сұрақтарына жедел жауап беру"
    )]
    pub need: String,
    /// International experience, if any.
    #[schema(max_length = 10_000, example = "Эстонияның тәжірибесі")]
    pub international_experience: Option<String>,
    /// Recommendations of international organisations, if any.
    #[schema(max_length = 10_000, example = "БҰҰ-ның электрондық үкімет шолуы")]
    pub recommendations: Option<String>,
    /// Results of surveys, if any.
    #[schema(max_length = 10_000, example = "Сауалнама: 68 % қолдайды")]
    pub survey_results: Option<String>,
}

/// Application for accreditation of a channel (Annex 1), in Kazakh or in Russian. The receiving body is the authorised body,
/// the sending body the caller's organisation.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "bodyName": { "kk": "ДЕМО: Цифрлық қызметтер министрлігі", "ru": "ДЕМО: Министерство цифровых услуг" },
    "channelName": { "kk": "ДЕМО: Ашық үкімет чаты", "ru": "ДЕМО: Чат открытого правительства" },
    "regulatingAct": "ДЕМО: арнаның жұмыс регламенті",
    "purpose": { "kk": "Азаматтардың сұрақтарына жауап беру", "ru": "Ответы на вопросы граждан" },
    "coverage": "republican",
    "format": "online",
    "resources": { "infrastructure": "Бұлтты сервер", "staff": "Үш модератор", "finance": "Ведомство бюджеті шегінде" },
    "justification": { "need": "Азаматтармен кері байланыс" },
}))]
pub struct AccreditationForm {
    /// Name of the sending body, responsible for the channel.
    pub body_name: EitherLanguageName,
    /// Name of the channel.
    pub channel_name: EitherLanguageName,
    /// Item 1: instruction of the President, his Administration, the Prime Minister or the Government on creating the channel, if any.
    #[schema(max_length = 10_000, example = "Премьер-Министрдің 2026 жылғы тапсырмасы (демо)")]
    pub instruction: Option<String>,
    /// Item 2: legal act or document that regulates how the channel works, if any. Without it criterion 2 is not met.
    #[schema(max_length = 10_000, example = "Арнаның жұмыс регламенті (демо)")]
    pub regulating_act: Option<String>,
    /// Item 3: functional purpose.
    pub purpose: EitherLanguage,
    /// Item 4: whom the channel serves.
    pub coverage: CoverageCode,
    /// Item 4: which region, if it serves one (code of the classifier of administrative units, КАТО).
    pub region: Option<RegionCode>,
    /// Item 5: how people interact through it.
    pub format: FormatCode,
    /// Item 6: what it needs to work.
    pub resources: Resources,
    /// Item 7: why it is needed.
    pub justification: Justification,
    /// Anything else that the applicant thinks necessary.
    #[schema(max_length = 10_000, example = "Қосымша ақпарат жоқ")]
    pub other_information: Option<String>,
}

impl AccreditationForm {
    /// Whether item 2 names an act or document.
    pub fn names_regulating_act(&self) -> bool {
        self.regulating_act.as_deref().is_some_and(|act| !act.trim().is_empty())
    }

    /// What the Register says of the channel, in both languages: those that the form has, completed by the authorised body.
    /// Else the `faults`, and what is missing.
    pub fn wording(self, completed: Option<RegisterWords>, mut faults: FieldFaults) -> Result<Wording, Problem> {
        let RegisterWords { channel_name, body_name, purpose } = completed.unwrap_or_default();
        let channel = self.channel_name.completed(channel_name, "/register/channelName", &mut faults);
        let body = self.body_name.completed(body_name, "/register/bodyName", &mut faults);
        let purpose = self.purpose.completed(purpose, "/register/purpose", &mut faults);
        faults.none()?;
        let (Some(channel), Some(body), Some(purpose)) = (channel, body, purpose) else {
            return Err(Problem::internal("words without a language"));
        };
        Ok(Wording {
            channel_name: channel.into(),
            body_name: body.into(),
            purpose: purpose.into(),
            coverage: self.coverage.0,
            region: self.region.map(|region| region.0),
            format: self.format.0,
        })
    }
}

impl Validate for AccreditationForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        together([coverage_has_region(self.coverage, self.region)])
    }
}

/// A regional channel names its region; a republican one does not.
pub(crate) fn coverage_has_region(coverage: CoverageCode, region: Option<RegionCode>) -> Result<(), ValidationError> {
    coverage.0.fits(region.map(|region| region.0)).map_err(|Text { kk, ru, en }| {
        ValidationError::new("/region /coverage").with_message(format!("{kk}|{ru}|{en}").into())
    })
}

vocabulary! {
    /// Which of the two decisions (¶5).
    DecisionKind {
        /// Accredit, with inclusion in the Register.
        Accredited = "accredited", "аккредиттелді", "аккредитовано", "accredited, with inclusion in the Register";
        /// Refuse accreditation.
        Refused = "refused", "аккредиттеуден бас тартылды", "в аккредитации отказано", "accreditation refused";
    }
}

/// How one criterion is assessed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CriterionAssessment {
    /// Whether it is met.
    pub met: bool,
    /// Why.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S", example = "Ұқсас арналар табылмады")]
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

impl Assessment {
    /// Which of the criteria are met.
    pub const fn assessed(&self) -> accreditation::Assessment {
        accreditation::Assessment {
            no_duplication: self.no_duplication.met,
            regulated: self.regulated.met,
            effective: self.effective.met,
        }
    }
}

/// What the authorised body adds, so that the Register has it in both languages (¶8). What the form says stays as it is.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RegisterWords {
    /// Name of the channel.
    pub channel_name: Option<EitherLanguageName>,
    /// Name of the body that uses it.
    pub body_name: Option<EitherLanguageName>,
    /// Functional purpose.
    pub purpose: Option<EitherLanguage>,
}

/// The decision on an application.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "outcome": "accredited",
    "criteria": { "noDuplication": { "met": true }, "regulated": { "met": true }, "effective": { "met": true } },
}))]
pub struct Decision {
    /// Which.
    pub outcome: DecisionKindCode,
    /// How the criteria are assessed. Accreditation needs all three met.
    pub criteria: Assessment,
    /// What of ¶3 is not met, the form or the way it was sent. A refusal names this, or a criterion that is not met.
    pub form_fault: Option<Bilingual>,
    /// The reasons; a refusal needs them.
    pub reasons: Option<Bilingual>,
    /// The words in the language that the form lacks; accreditation needs them.
    pub register: Option<RegisterWords>,
}

impl Validate for Decision {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let faulty = self.outcome.0 == DecisionKind::Accredited && self.form_fault.is_some();
        let message = "бас тартқанда ғана көрсетіледі|указывается только при отказе|is given only with a refusal";
        together([rule(!faulty, "/formFault /outcome", message)])
    }
}
