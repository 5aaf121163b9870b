//! What comes in: a survey as it is prepared, a response to it, and what is said with the actions.

use merzim_domain::procedures::survey::{LONGEST, QuestionKind, ResultsShown};
use merzim_domain::{Text, Vocabulary};
use merzim_persistence::Instant;
use merzim_persistence::surveys::Changes;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationError, ValidationErrors};

use crate::app::stored;
use crate::http::input::{each_once, not_after, not_before, rule, together};
use crate::http::{Bilingual, BilingualName, Code, instant};
use crate::problem::{FieldFaults, Problem, Wrong, WrongCode};

pub(super) type QuestionKindCode = Code<QuestionKind>;
pub(super) type ResultsShownCode = Code<ResultsShown>;

/// A scale of whole numbers, with words for its ends.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SurveyScale {
    /// The lowest number.
    #[schema(minimum = 0, maximum = 1, example = 1)]
    pub from: i64,
    /// The highest number.
    #[schema(minimum = 2, maximum = 10, example = 5)]
    pub to: i64,
    /// What the lowest means.
    pub from_means: BilingualName,
    /// What the highest means.
    pub to_means: BilingualName,
}

/// A question of a survey.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SurveyQuestion {
    /// The question.
    pub title: BilingualName,
    /// How it is answered.
    pub kind: QuestionKindCode,
    /// Whether it must be answered.
    pub required: bool,
    /// What one may choose, two at the least, of `single` and `multiple`; nothing of the others.
    #[serde(default)]
    #[schema(max_items = 30, example = json!([]))]
    pub options: Vec<BilingualName>,
    /// How many one may choose, of `multiple`; any number, if not said.
    #[schema(minimum = 1, maximum = 30)]
    pub max_choices: Option<i64>,
    /// The scale, of `scale`.
    pub scale: Option<SurveyScale>,
}

/// A survey as it is prepared, and as it is announced.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "holderName": { "kk": "ДЕМО: Цифрлық қызметтер министрлігі", "ru": "ДЕМО: Министерство цифровых услуг" },
    "title": { "kk": "ДЕМО: Электрондық қызметтердің сапасы", "ru": "ДЕМО: Качество электронных услуг" },
    "about": { "kk": "Жауаптар қызметтерді жақсартуға көмектеседі.", "ru": "Ответы помогут улучшить услуги." },
    "opensAt": "2026-03-16T09:00:00+05:00",
    "closesAt": "2026-03-30T18:00:00+05:00",
    "anonymous": true,
    "resultsShown": "atOnce",
    "questions": [
        { "title": { "kk": "Қызметтерді қаншалықты жиі пайдаланасыз?", "ru": "Как часто вы пользуетесь услугами?" }, "kind": "single", "required": true,
          "options": [{ "kk": "Апта сайын", "ru": "Каждую неделю" }, { "kk": "Ай сайын", "ru": "Каждый месяц" }, { "kk": "Сирек", "ru": "Реже" }] },
        { "title": { "kk": "Нені жақсарту керек?", "ru": "Что нужно улучшить?" }, "kind": "multiple", "required": false, "maxChoices": 2,
          "options": [{ "kk": "Жылдамдығын", "ru": "Скорость" }, { "kk": "Түсініктілігін", "ru": "Понятность" }, { "kk": "Қолдау қызметін", "ru": "Поддержку" }] },
        { "title": { "kk": "Қызметтерді бағалаңыз", "ru": "Оцените услуги" }, "kind": "scale", "required": true,
          "scale": { "from": 1, "to": 5, "fromMeans": { "kk": "өте нашар", "ru": "очень плохо" }, "toMeans": { "kk": "өте жақсы", "ru": "очень хорошо" } } },
        { "title": { "kk": "Ұсынысыңыз", "ru": "Ваше предложение" }, "kind": "text", "required": false },
    ],
}))]
pub struct SurveyForm {
    /// Name of the information holder.
    pub holder_name: BilingualName,
    /// What it is about.
    pub title: BilingualName,
    /// What respondents should know of it.
    pub about: Option<Bilingual>,
    /// From when one may respond.
    #[serde(with = "instant")]
    #[schema(value_type = String, format = DateTime, example = "2026-03-16T09:00:00+05:00")]
    pub opens_at: OffsetDateTime,
    /// Until when one may respond, 366 days later at the most.
    #[serde(with = "instant")]
    #[schema(value_type = String, format = DateTime, example = "2026-03-30T18:00:00+05:00")]
    pub closes_at: OffsetDateTime,
    /// Whether nobody, the holder neither, can know who responded and how. Else it is kept with each response by whom it is, for
    /// that person to read it again; it is shown to nobody else.
    pub anonymous: bool,
    /// From when everybody sees the figures.
    pub results_shown: ResultsShownCode,
    /// The questions, in order. They are known by their numbers, from 1.
    #[schema(min_items = 1, max_items = 50)]
    pub questions: Vec<SurveyQuestion>,
}

impl SurveyQuestion {
    /// Whether one chooses among its options.
    fn has_options(&self) -> bool {
        matches!(self.kind.0, QuestionKind::Single | QuestionKind::Multiple)
    }

    /// The rules between its fields, which stand below a pointer.
    fn rules(&self, at: &str) -> Vec<Result<(), ValidationError>> {
        let (is_scale, is_multiple) = (self.kind.0 == QuestionKind::Scale, self.kind.0 == QuestionKind::Multiple);
        let (options, most) = (format!("{at}/options"), i64::try_from(self.options.len()).unwrap_or(i64::MAX));
        let few = "кемінде екі нұсқа керек|нужно хотя бы два варианта|at least two options are required";
        let none = "мұндай сұрақта нұсқалар болмайды|у такого вопроса нет вариантов|such a question has no options";
        let mut rules = vec![
            rule(!self.has_options() || self.options.len() > 1, options.clone(), few),
            rule(self.has_options() || self.options.is_empty(), options.clone(), none),
            rule(
                is_multiple || self.max_choices.is_none(),
                format!("{at}/maxChoices"),
                "тек multiple сұрағында болады|бывает только у вопроса multiple|is of questions of the kind multiple only",
            ),
            rule(
                !is_multiple || self.max_choices.is_none_or(|max| max <= most),
                format!("{at}/maxChoices {options}"),
                "нұсқалардың санынан көп|больше числа вариантов|is more than there are options",
            ),
            rule(
                is_scale == self.scale.is_some(),
                format!("{at}/scale"),
                if is_scale {
                    "шкала керек|нужна шкала|a scale is required"
                } else {
                    "тек scale сұрағында болады|бывает только у вопроса scale|is of questions of the kind scale only"
                },
            ),
        ];
        // Options that look alike cannot be told apart, whatever they say in the other language.
        let looks = |text: &str| text.trim().to_lowercase();
        rules.extend(each_once(self.options.iter().map(|option| looks(&option.kk)), &options));
        rules.extend(each_once(self.options.iter().map(|option| looks(&option.ru)), &options));
        rules
    }
}

impl Validate for SurveyForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let questions = self.questions.iter().enumerate();
        let rules = questions.flat_map(|(place, question)| question.rules(&format!("/questions/{place}")));
        let latest = self.opens_at.checked_add(LONGEST).unwrap_or(self.opens_at);
        let message = "ашылуынан кейін, 366 тәулік ішінде болуы керек|должно быть после открытия, в пределах 366 суток|must be after the opening, within 366 days";
        let closes = rule(self.opens_at < self.closes_at && self.closes_at <= latest, "/closesAt /opensAt", message)
            .map_err(not_before(self.opens_at))
            .map_err(not_after(latest));
        together(rules.chain([closes]))
    }
}

impl SurveyForm {
    /// What the form sets.
    pub fn changes(&self) -> Result<Changes, Problem> {
        Ok(Changes {
            opens_at: Some(Instant(self.opens_at)),
            closes_at: Some(Instant(self.closes_at)),
            form: Some(stored(self)?),
            ..Changes::default()
        })
    }
}

/// What one answers to a question: `options` of `single` and `multiple`, `value` of `scale`, `text` of `text`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SurveyAnswer {
    /// The number of the question, from 1.
    #[schema(minimum = 1, maximum = 50, example = 1)]
    pub question: i64,
    /// The numbers of the options that are chosen, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_items = 1, max_items = 30, example = json!([1]))]
    pub options: Option<Vec<i64>>,
    /// The number on the scale.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 10)]
    pub value: Option<i64>,
    /// One's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 2_000, pattern = r"\S", example = "Мәтінді ірілеу керек (демо)")]
    pub text: Option<String>,
}

/// A response to a survey.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "answers": [
    { "question": 1, "options": [1] },
    { "question": 2, "options": [1, 3] },
    { "question": 3, "value": 4 },
    { "question": 4, "text": "Мәтінді ірілеу керек (демо)" },
] }))]
pub struct SurveyResponseForm {
    /// The answers; a question that need not be answered may be left out.
    #[schema(max_items = 50)]
    pub answers: Vec<SurveyAnswer>,
}

/// What a response says, question by question.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// What was chosen of each: the place of each option or value among those of the question; none where it was left out.
    pub chosen: Vec<Option<Vec<usize>>>,
    /// What was said in free text, by the number of the question.
    pub texts: Vec<(i64, String)>,
}

impl SurveyResponseForm {
    /// Holds the answers against the questions, and tells all that is wrong.
    pub fn read(&self, questions: &[SurveyQuestion], faults: &mut FieldFaults) -> Said {
        let mut said = Said { chosen: vec![None; questions.len()], texts: Vec::new() };
        let number = |answer: &SurveyAnswer| usize::try_from(answer.question).ok().and_then(|one| one.checked_sub(1));
        for (at, answer) in self.answers.iter().enumerate().map(|(place, answer)| (format!("/answers/{place}"), answer))
        {
            let place = number(answer);
            let asked = place.and_then(|place| questions.get(place).zip(said.chosen.get_mut(place)));
            let Some((question, chosen)) = asked else {
                let known = (1..=questions.len()).map(|one| one.to_string()).collect();
                faults
                    .tell_of(&[&format!("{at}/question")], Wrong::of(WrongCode::NotAllowed, NO_QUESTION).among(known));
                continue;
            };
            if chosen.is_some() {
                faults.tell_of(&[&format!("{at}/question")], Wrong::of(WrongCode::Twice, TWICE));
                continue;
            }
            *chosen = Some(answer.places(question, &at, faults));
            said.texts.extend(answer.text.clone().map(|text| (answer.question, text)));
        }
        let asked = questions.iter().zip(&said.chosen).zip(1_i64..);
        let left_out = asked.filter(|((question, chosen), _)| question.required && chosen.is_none());
        let left_out: Vec<i64> = left_out.map(|(_, number)| number).collect();
        if !left_out.is_empty() {
            let numbers = left_out.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let words = Text::new("сұрақтың нөмірі – {}", "номер вопроса – {}", "question {}");
            faults.tell_of(&["/answers"], Wrong::required(&words.with(&Text::same(numbers))));
        }
        said
    }
}

impl SurveyAnswer {
    /// The place of each option or value that is chosen, among those of the question.
    fn places(&self, question: &SurveyQuestion, at: &str, faults: &mut FieldFaults) -> Vec<usize> {
        let given =
            [("options", self.options.is_some()), ("value", self.value.is_some()), ("text", self.text.is_some())];
        let needed = match question.kind.0 {
            QuestionKind::Single | QuestionKind::Multiple => "options",
            QuestionKind::Scale => "value",
            QuestionKind::Text => "text",
        };
        for (name, is_given) in given {
            if name == needed && !is_given {
                let kind = Text::new("сұрақтың түрі – {}", "вид вопроса – {}", "the question is of this kind: {}");
                let wrong = Wrong::required(&kind.with(&question.kind.0.title()));
                faults.tell_of(&[&format!("{at}/{name}")], wrong);
            } else if name != needed && is_given {
                faults.tell_of(&[&format!("{at}/{name}")], Wrong::of(WrongCode::NotAllowed, NOT_OF_KIND));
            }
        }
        match (&self.options, self.value, &question.scale) {
            (Some(options), ..) if question.has_options() => options_of(options, question, at, faults),
            (_, Some(value), Some(scale)) => {
                if !(scale.from..=scale.to).contains(&value) {
                    let code = if value < scale.from { WrongCode::TooSmall } else { WrongCode::TooLarge };
                    let wrong = Wrong::of(code, BEYOND).at_least(scale.from).at_most(scale.to);
                    faults.tell_of(&[&format!("{at}/value")], wrong);
                }
                usize::try_from(value - scale.from).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The place of each option that is chosen.
fn options_of(options: &[i64], question: &SurveyQuestion, at: &str, faults: &mut FieldFaults) -> Vec<usize> {
    let known = question.options.len();
    let most = match question.kind.0 {
        QuestionKind::Multiple => question.max_choices.and_then(|most| usize::try_from(most).ok()).unwrap_or(known),
        QuestionKind::Single | QuestionKind::Scale | QuestionKind::Text => 1,
    };
    if options.len() > most {
        faults.tell_of(&[&format!("{at}/options")], Wrong::of(WrongCode::TooMany, TOO_MANY).at_most(most));
    }
    let mut places = Vec::with_capacity(options.len());
    for (number, option) in options.iter().enumerate() {
        let place =
            usize::try_from(*option).ok().and_then(|option| option.checked_sub(1)).filter(|place| *place < known);
        let wrong = match place {
            None => Some(
                Wrong::of(WrongCode::NotAllowed, NO_OPTION).among((1..=known).map(|one| one.to_string()).collect()),
            ),
            Some(place) if places.contains(&place) => Some(Wrong::of(WrongCode::Twice, TWICE)),
            Some(place) => {
                places.push(place);
                None
            }
        };
        if let Some(wrong) = wrong {
            faults.tell(|| format!("{at}/options/{number}"), wrong);
        }
    }
    places
}

const NO_QUESTION: Text = Text::new("мұндай сұрақ жоқ", "такого вопроса нет", "there is no such question");
const NO_OPTION: Text = Text::new("мұндай нұсқа жоқ", "такого варианта нет", "there is no such option");
const TWICE: Text = Text::new("екі рет көрсетілген", "указано дважды", "stands twice");
const NOT_OF_KIND: Text = Text::new(
    "мұндай сұраққа бұлай жауап берілмейді",
    "на такой вопрос так не отвечают",
    "such a question is not answered so",
);
const TOO_MANY: Text = Text::new("тым көп нұсқа таңдалған", "выбрано слишком много вариантов", "too many are chosen");
const BEYOND: Text = Text::new("шкалада мұндай мән жоқ", "такого значения на шкале нет", "is not on the scale");

/// Another end of a survey.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SurveyExtensionForm {
    /// Until when one may respond now: later than before.
    #[serde(with = "instant")]
    #[schema(value_type = String, format = DateTime, example = "2026-04-10T18:00:00+05:00")]
    pub closes_at: OffsetDateTime,
    /// Why.
    pub reason: Bilingual,
}

/// Why a survey is closed early, or not carried out.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SurveyReasonForm {
    /// Why.
    pub reason: Bilingual,
}

/// What is published of the results besides the figures.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "conclusion": { "kk": "Қызметтердің түсініктілігі жақсартылады.", "ru": "Услуги станут понятнее." },
}))]
pub struct SurveyPublicationForm {
    /// What the holder concludes from them.
    pub conclusion: Bilingual,
    /// Ids of the answers in free text that everybody may read; none, if not said. Look that none tells who somebody is.
    #[serde(default)]
    #[schema(max_items = 100, example = json!([]))]
    pub texts: Vec<Uuid>,
}

impl Validate for SurveyPublicationForm {
    fn validate(&self) -> Result<(), ValidationErrors> {
        together(each_once(&self.texts, "/texts"))
    }
}
