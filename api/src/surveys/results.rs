//! The results of a survey: as JSON, as CSV, as a picture. Of small groups none tells.

use actix_web::{HttpRequest, HttpResponse, get};
use merzim_domain::engine::CommonRefusal;
use merzim_domain::pictures::bars::{self, Bar, Chart, Group};
use merzim_domain::procedures::survey::{AnswerGroup, QuestionKind, SurveyPhase};
use merzim_domain::tally::{LEAST, mean, share, told, told_apart};
use merzim_domain::{Lang, Text};
use merzim_persistence::{cases, surveys};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::counts::{Counts, QuestionCounts};
use super::facts::{facts_of, form_of, state_of};
use super::form::{QuestionKindCode, SurveyQuestion};
use super::view::{Publication, is_holder, publication_of};
use crate::app::{Ask, Desk, Record};
use crate::cases::flow;
use crate::http::download::send_made;
use crate::http::sheet::{self, Cell, CsvOptions};
use crate::http::{Answer, Bilingual, BilingualName, Code, File, PathId, Query, Reply};
use crate::law::pictures::{InLanguage, send_private_picture};
use crate::problem::Problem;

/// Code of who is counted together.
pub(super) type AnswerGroupCode = Code<AnswerGroup>;

/// How many answered so.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AnswerCount {
    /// Who is counted together.
    pub group: AnswerGroupCode,
    /// The number of the option, or the value on the scale.
    #[schema(minimum = 0, example = 1)]
    pub value: Option<i64>,
    /// What they answered.
    pub title: Bilingual,
    /// How many they are; none where that is kept back.
    #[schema(minimum = 0, example = 12)]
    pub count: Option<i64>,
    /// Which part they are of all who have responded, in per cent, to one decimal; none where that is kept back.
    #[schema(minimum = 0, maximum = 100, example = 37.5)]
    pub share: Option<f64>,
}

/// The results of a question.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct QuestionResults {
    /// Its number.
    #[schema(minimum = 1, example = 1)]
    pub number: i64,
    /// The question.
    pub title: BilingualName,
    /// How it is answered.
    pub kind: QuestionKindCode,
    /// How many answered what. Options that are chosen together with others are counted each.
    pub answers: Vec<AnswerCount>,
    /// Of a scale, the mean of the values, to two decimals; none where a count is kept back, which it could tell.
    #[schema(example = 3.75)]
    pub mean: Option<f64>,
}

/// The results of a survey.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SurveyResults {
    /// What the survey is about.
    pub title: Bilingual,
    /// Whether it has closed. While it is open, the figures go on by five responses at a time.
    #[schema(example = true)]
    pub is_final: bool,
    /// How many responses they are made of.
    #[schema(minimum = 0, example = 32)]
    pub responses: i64,
    /// Groups of fewer people are kept back, and with them what they could be worked out from.
    #[schema(minimum = 1, example = 5)]
    pub least: i64,
    /// Question by question.
    pub questions: Vec<QuestionResults>,
    /// What the holder has published besides.
    pub publication: Option<Publication>,
}

const UNANSWERED: Text = Text::new("Жауап берген жоқ", "Нет ответа", "No answer");
const ANSWERED: Text = Text::new("Жауап берді", "Ответили", "Answered");

fn both(words: &Text) -> Bilingual {
    Bilingual { kk: words.kk.to_string(), ru: words.ru.to_string() }
}

/// A number of hundredths, tenths and so on as a decimal.
fn decimal(number: i64, parts: i32) -> Option<f64> {
    i32::try_from(number).ok().map(|number| f64::from(number) / f64::from(parts))
}

/// The title of a value of a scale, with what it means if it is one of the ends.
fn value_title(question: &SurveyQuestion, value: i64) -> Bilingual {
    let ends = question.scale.iter().flat_map(|scale| [(scale.from, &scale.from_means), (scale.to, &scale.to_means)]);
    match ends.into_iter().find(|(end, _)| *end == value) {
        Some((_, BilingualName { kk, ru })) => {
            Bilingual { kk: format!("{value} – {kk}"), ru: format!("{value} – {ru}") }
        }
        None => Bilingual { kk: value.to_string(), ru: value.to_string() },
    }
}

/// Who is counted together in a question: each group with its value and its title.
fn groups(question: &SurveyQuestion, counts: &QuestionCounts) -> Vec<(AnswerGroup, Option<i64>, Bilingual)> {
    let from = question.scale.as_ref().map_or(1, |scale| scale.from);
    let values = counts.chosen.iter().zip(from..).map(|(_, value)| value);
    let mut groups: Vec<_> = match question.kind.0 {
        QuestionKind::Single | QuestionKind::Multiple => question
            .options
            .iter()
            .zip(values)
            .map(|(option, number)| (AnswerGroup::Option, Some(number), option.clone().into()))
            .collect(),
        QuestionKind::Scale => {
            values.map(|value| (AnswerGroup::Value, Some(value), value_title(question, value))).collect()
        }
        QuestionKind::Text => vec![(AnswerGroup::Answered, None, both(&ANSWERED))],
    };
    if !question.required {
        groups.push((AnswerGroup::Unanswered, None, both(&UNANSWERED)));
    }
    groups
}

fn question_results(
    number: i64,
    question: &SurveyQuestion,
    counts: &QuestionCounts,
    responses: i64,
) -> QuestionResults {
    let groups = groups(question, counts);
    let answered = [counts.answered].into_iter().filter(|_| question.kind.0 == QuestionKind::Text);
    let unanswered = [responses - counts.answered];
    let told: Vec<Option<i64>> = if question.kind.0 == QuestionKind::Multiple {
        // Who answered may have chosen several, and who has not chosen one has chosen another.
        let chosen = told_apart(&counts.chosen, counts.answered).into_iter();
        chosen.chain(told_apart(&unanswered, responses)).take(groups.len()).collect()
    } else {
        let counted = counts.chosen.iter().copied().chain(answered).chain(unanswered);
        told(&counted.take(groups.len()).collect::<Vec<_>>())
    };
    let all_told = !told.contains(&None);
    let values = groups
        .iter()
        .zip(&told)
        .filter_map(|((group, value, _), count)| value.filter(|_| *group == AnswerGroup::Value).zip(*count));
    let values: Vec<(i64, i64)> = values.collect();
    let answers = groups.into_iter().zip(told).map(|((group, value, title), count)| AnswerCount {
        group: Code(group),
        value,
        title,
        count,
        share: count.and_then(|count| decimal(share(count, responses), 10)),
    });
    QuestionResults {
        number,
        title: question.title.clone(),
        kind: question.kind,
        answers: answers.collect(),
        mean: mean(&values).filter(|_| all_told).and_then(|mean| decimal(mean, 100)),
    }
}

/// The results of a survey that are shown to the caller now.
fn results(desk: &mut Desk<'_>, id: Uuid) -> Result<SurveyResults, Problem> {
    let (case, row) = surveys::find(desk.connection, &desk.call.viewer(), id)?;
    let (form, facts, state) = (form_of(&row)?, facts_of(&row), state_of(&case)?);
    let is_holder = is_holder(&desk.call.actor, &cases::parties(desk.connection, &[id])?)?;
    let shown = facts.shows_results(state, form.results_shown.0, is_holder, desk.now).map_err(Problem::from);
    flow::as_stands(desk, &case, CommonRefusal::StateForbidsAction, shown)?;
    let is_final = facts.phase(state, desk.now) == Some(SurveyPhase::Closed);
    let Counts { responses, questions } = Counts::read(if is_final { &row.counts } else { &row.shown_counts })?;
    let of_each = form.questions.iter().zip(&questions).zip(1_i64..);
    Ok(SurveyResults {
        is_final,
        responses,
        least: LEAST,
        questions: of_each
            .map(|((question, counts), number)| question_results(number, question, counts, responses))
            .collect(),
        publication: publication_of(&row)?,
        title: form.title.into(),
    })
}

/// Get the results of a survey
///
/// From its opening on or once it has closed, as it was announced; for its holder from its opening on. Of a group of fewer than five
/// people nothing is told, nor of another from which it could be worked out. An answer in free text is told where the holder publishes it.
#[utoipa::path(operation_id = "getSurveyResults", extensions(("x-refusals" = json!("state-forbids-action too-early"))), params(("id" = Uuid, Path, description = "Id of the survey")), security((), ("bearer" = [])), responses((status = OK, description = "The results", body = SurveyResults)))]
#[get("/surveys/{id}/results")]
pub async fn get(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| Reply::ok(&results(desk, id.0)?)).await
}

const COLUMNS: [Text; 7] = [
    Text::new("№", "№", "No."),
    Text::new("Сұрақ", "Вопрос", "Question"),
    Text::new("Түрі", "Вид", "Kind"),
    Text::new("Жауап", "Ответ", "Answer"),
    Text::new("Саны", "Число", "Count"),
    Text::new("Үлесі, %", "Доля, %", "Share, %"),
    Text::new("Орташа мәні", "Среднее", "Mean"),
];
const KEPT_BACK: Text = Text::new("көрсетілмейді", "не показано", "not shown");

/// A decimal as people write it.
fn written(number: f64, lang: Lang) -> String {
    let text = number.to_string();
    if lang == Lang::En { text } else { text.replace('.', ",") }
}

fn cells(question: &QuestionResults, lang: Lang) -> impl Iterator<Item = [Cell; 7]> {
    let kept_back = move || Cell::Text(KEPT_BACK.get(lang).to_owned());
    question.answers.iter().map(move |answer| {
        [
            Cell::Number(question.number),
            Cell::Text(question.title.get(lang).to_owned()),
            Cell::Text(question.kind.title(lang)),
            Cell::Text(answer.title.get(lang).to_owned()),
            answer.count.map_or_else(kept_back, Cell::Number),
            answer.share.map_or_else(kept_back, |share| Cell::Text(written(share, lang))),
            Cell::Text(question.mean.map(|mean| written(mean, lang)).unwrap_or_default()),
        ]
    })
}

/// Download the results of a survey as CSV
///
/// A row for each answer that could be given, in one of the two languages, UTF-8. Every cell stands in quotation marks. Where a spreadsheet
/// could take a part of a cell for a formula, an apostrophe stands before it.
#[utoipa::path(operation_id = "downloadSurveyResultsCsv", extensions(("x-refusals" = json!("state-forbids-action too-early"))), params(("id" = Uuid, Path, description = "Id of the survey"), CsvOptions), security((), ("bearer" = [])), responses((status = OK, description = "The file", content_type = "text/csv", body = inline(File)), (status = PARTIAL_CONTENT, description = "The part that `Range` names", content_type = "text/csv", body = inline(File))))]
#[get("/surveys/{id}/results.csv")]
pub async fn download_csv(
    ask: Ask,
    id: PathId,
    request: HttpRequest,
    options: Query<CsvOptions>,
) -> Result<HttpResponse, Problem> {
    let (lang, separator) = options.0.of(ask.call.lang);
    let results = ask.query(move |desk| results(desk, id.0)).await?;
    let head = COLUMNS.map(|title| Cell::Text(title.get(lang).to_owned()));
    let rows = std::iter::once(head).chain(results.questions.iter().flat_map(|question| cells(question, lang)));
    let content = [sheet::BOM, &sheet::csv(rows, separator)?].concat();
    send_made(&request, sheet::CSV, "results.csv", lang.code(), content)
}

const RESPONSES: Text = Text::new("Жауап бергендер: {}", "Ответили: {}", "Responses: {}");
const MEAN: Text = Text::new("орташа мәні: {}", "среднее: {}", "mean: {}");
const SMALL: Text = Text::new(
    "5-тен аз адамнан тұратын топтар және оларды есептеп шығаруға мүмкіндік беретін сандар көрсетілмейді",
    "группы меньше 5 человек и числа, по которым их можно вычислить, не показаны",
    "groups of fewer than 5, and figures from which they could be worked out, are not shown",
);

/// The results as a picture has them.
fn chart(results: &SurveyResults, lang: Lang) -> Chart {
    let bar = |answer: &AnswerCount| Bar {
        label: answer.title.get(lang).to_owned(),
        share: answer.count.map(|count| share(count, results.responses)),
        said: answer.count.zip(answer.share).map_or_else(
            || KEPT_BACK.get(lang).to_owned(),
            |(count, share)| format!("{count} ({} %)", written(share, lang)),
        ),
    };
    let group = |question: &QuestionResults| Group {
        title: format!("{}. {}", question.number, question.title.get(lang)),
        note: std::iter::once(question.kind.title(lang))
            .chain(question.mean.map(|mean| MEAN.with(&Text::same(written(mean, lang))).get(lang).to_owned()))
            .collect::<Vec<_>>()
            .join(" · "),
        bars: question.answers.iter().map(bar).collect(),
    };
    let responses = RESPONSES.with(&Text::same(results.responses));
    Chart {
        title: results.title.get(lang).to_owned(),
        note: format!("{}; {}", responses.get(lang), SMALL.get(lang)),
        groups: results.questions.iter().map(group).collect(),
    }
}

/// Draw the results of a survey
///
/// As horizontal bars in SVG, with all that they say in words too.
#[utoipa::path(operation_id = "drawSurveyResults", extensions(("x-refusals" = json!("state-forbids-action too-early"))), params(("id" = Uuid, Path, description = "Id of the survey"), InLanguage), security((), ("bearer" = [])), responses((status = OK, description = "The picture", content_type = "image/svg+xml", body = inline(File))))]
#[get("/surveys/{id}/results.svg")]
pub async fn draw(ask: Ask, id: PathId, asked: Query<InLanguage>) -> Result<HttpResponse, Problem> {
    let lang = asked.0.or(ask.call.lang);
    let results = ask.query(move |desk| results(desk, id.0)).await?;
    Ok(send_private_picture(bars::draw(&chart(&results, lang), lang), lang))
}
