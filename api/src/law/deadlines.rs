//! What if: the due date of a rule for an event, with the way to it.

use std::borrow::Cow;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use merzim_domain::calendar::DayKind;
use merzim_domain::pictures::trace;
use merzim_domain::rulebook::{Reading, Rule};
use merzim_domain::term::{self, StepKind};
use merzim_domain::{Lang, Text, zone};
use serde::{Deserialize, Serialize};
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime};
use utoipa::{IntoParams, ToSchema};

use super::acts::Standing;
use super::pictures::{InLanguage, send_picture};
use super::rules::Basis;
use super::said;
use crate::app::App;
use crate::http::{Answer, At, Code, File, Query, Reply, Visit};
use crate::problem::{Fault, Problem, Wrong, WrongCode};

pub(crate) type DayKindCode = Code<DayKind>;
type StepKindCode = Code<StepKind>;

/// A reading that bears on a date, and how it is read.
#[derive(Debug, Serialize, ToSchema)]
pub struct AppliedReading {
    /// Id of the reading.
    #[schema(example = "eventDay")]
    pub id: String,
    /// Code of the option in force.
    #[schema(example = "excluded")]
    pub choice: String,
    /// The question.
    #[schema(example = "Is the day of the event day 1 of the term?")]
    pub question: String,
    /// The answer.
    #[schema(example = "No: the term is counted from the next day")]
    pub answer: String,
}

/// One date on the way to a due date.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// The date.
    pub date: Date,
    /// What the date is in the calendar.
    pub kind: DayKindCode,
    /// Whether it is a working day.
    pub working: bool,
    /// What is done with it.
    pub step: StepKindCode,
    /// Whether it is counted.
    pub counted: bool,
    /// Its number among the counted days.
    #[schema(minimum = 1, maximum = 400, example = 1)]
    pub number: Option<u32>,
    /// The rule whose arithmetic it belongs to.
    #[schema(example = "93-3")]
    pub rule: String,
    /// Id of the reading that decides it, if one does.
    #[schema(example = "eventDay")]
    pub reading: Option<String>,
    /// The option of that reading by which it was decided.
    #[schema(example = "excluded")]
    pub choice: Option<String>,
    /// Why, in the caller's language.
    #[schema(example = "counted; working day")]
    pub why: String,
}

/// Shows steps with what the calendar says of their dates.
pub fn show_steps(app: &App, steps: Vec<term::Step>, lang: Lang) -> Vec<Step> {
    let shown = |step: term::Step| {
        let mut why = vec![Code(step.kind).title(lang), Code(step.day).title(lang)];
        // The act that says so, as long as the calendar still says the same of the date.
        let day = app.law.calendar.day(step.date).ok().filter(|day| day.kind == step.day);
        why.extend(day.and_then(|day| day.occasion).map(|occasion| said(occasion, lang)));
        why.extend(day.and_then(|day| day.basis).map(|basis| said(basis, lang)));
        Step {
            date: step.date,
            kind: Code(step.day),
            working: step.day.is_working(),
            counted: step.kind == StepKind::Counted,
            step: Code(step.kind),
            number: step.number,
            rule: step.rule,
            reading: step.reading.map(Cow::into_owned),
            choice: step.choice.map(Cow::into_owned),
            why: why.join("; "),
        }
    };
    steps.into_iter().map(shown).collect()
}

/// When a rule's duty is due, and why.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Deadline {
    /// Id of the rule.
    #[schema(example = "93-3")]
    pub rule: String,
    /// When the event happens.
    pub event: At,
    /// The day from which the term is counted: the day of the event, or of registration.
    pub counted_from: Date,
    /// The last day on which the duty is done in time; none where the act states no term.
    #[schema(example = "2026-03-30")]
    pub due_on: Option<Date>,
    /// The instant at which that day ends, 24:00 in Kazakhstan, or of the event, if it is due by then: what happens before it
    /// is in time.
    pub due_at: Option<At>,
    /// The last day of the term before it was moved off days not worked.
    pub raw_on: Option<Date>,
    /// Where the due date is not worked and may not move later: the working day before it.
    pub practical_on: Option<Date>,
    /// Where the rule stands.
    pub basis: Basis,
    /// Whether it is in force then.
    #[serde(flatten)]
    pub standing: Standing,
    /// The readings that bear on the date.
    pub readings: Vec<AppliedReading>,
    /// Whether a year on the way has data that may still change.
    pub provisional: bool,
    /// Every date stepped over, in order.
    pub trace: Vec<Step>,
}

/// The event.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EventAt {
    /// When it happens: an RFC 3339 instant, or a date, which stands for the morning of that day.
    #[param(
        example = "2026-03-16T10:00:00+05:00",
        pattern = r"^\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+ -]\d{2}:\d{2}))?$"
    )]
    pub event: String,
}

impl EventAt {
    fn instant(&self) -> Option<OffsetDateTime> {
        if let Ok(date) = Date::parse(&self.event, format_description!("[year]-[month]-[day]")) {
            return Some(zone::at(date, time::macros::time!(9:00)));
        }
        // An unescaped plus sign arrives as a blank.
        let (day, rest) = self.event.split_at_checked(11)?;
        OffsetDateTime::parse(&format!("{}T{}", day.get(..10)?, rest.replace(' ', "+")), &Rfc3339).ok()
    }
}

/// What is asked for, and in which language it is drawn.
#[derive(Debug, Deserialize)]
pub struct Drawn {
    #[serde(flatten)]
    asked: EventAt,
    #[serde(flatten)]
    how: InLanguage,
}

/// The rule with this id in the wording of the day of the event, and the event.
fn asked_for<'app>(app: &'app App, id: &str, asked: &EventAt) -> Result<(&'app Rule, OffsetDateTime), Problem> {
    app.law.rulebook.rule(id).ok_or(Fault::NotFound)?;
    let event = asked.instant().ok_or_else(|| {
        let message =
            Text::new("ондай күн не уақыт жоқ", "такой даты или времени нет", "there is no such date or time");
        Problem::parameter("event", Wrong::of(WrongCode::Format, message))
    })?;
    let rule = app.law.rulebook.rule_on(id, zone::local(event).date()).ok_or(Fault::NotFound)?;
    Ok((rule, event))
}

/// Compute a due date
///
/// What if the event happened then: by when is the duty due, and why. Public, for any rule, whether
/// or not its act is in force. For terms counted back (`before`), the event is what must be preceded:
/// the start of a meeting, month or quarter.
#[utoipa::path(tag = "Law", operation_id = "getDeadline", extensions(("x-refusals" = json!("calendar-year-unknown"))), params(("id" = String, Path, description = "Id of the rule", example = "93-3"), EventAt), responses((status = OK, description = "The due date and the way to it", body = Deadline)))]
#[get("/rules/{id}/deadline")]
pub async fn get(app: Data<App>, visit: Visit, id: Path<String>, asked: Query<EventAt>) -> Answer {
    let (rule, event) = asked_for(&app, &id, &asked.0)?;
    let happens_on = zone::local(event).date();
    let deadline = term::deadline(&app.law, rule, event)?;
    let due = deadline.due;
    let owed_on = due.map_or(happens_on, |due| due.on.min(happens_on));
    let readings = term::readings_of(&app.law, rule).into_iter();
    let shown = Deadline {
        rule: rule.id.clone(),
        event: At(event),
        counted_from: deadline.counted_from,
        due_on: due.map(|due| due.on),
        due_at: due.map(|due| At(due.at)),
        raw_on: due.map(|due| due.raw_on),
        practical_on: due.and_then(|due| due.practical_on),
        basis: Basis::on(&app, rule, happens_on),
        standing: Standing::of_rule(&app.law.rulebook, rule, owed_on, visit.lang),
        readings: readings.filter_map(|reading| applied(reading, visit.lang)).collect(),
        provisional: app.law.calendar.is_provisional_among(deadline.trace.iter().map(|step| step.date)),
        trace: show_steps(&app, deadline.trace, visit.lang),
    };
    Ok(Reply::ok(&shown)?.public())
}

/// Draw a due date
///
/// The weeks from the event to the due date, each day with its number in the term, or why it is not counted. It says the same in
/// words, for those who do not see it.
#[utoipa::path(tag = "Law", operation_id = "getDeadlinePicture", extensions(("x-refusals" = json!("calendar-year-unknown"))), params(("id" = String, Path, description = "Id of the rule", example = "93-3"), EventAt, InLanguage), responses((status = OK, description = "The picture", content_type = "image/svg+xml", body = inline(File))))]
#[get("/rules/{id}/deadline.svg")]
pub async fn draw(
    app: Data<App>,
    visit: Visit,
    id: Path<String>,
    asked: Query<Drawn>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let Query(Drawn { asked, how }) = asked;
    let (rule, event) = asked_for(&app, &id, &asked)?;
    let deadline = term::deadline(&app.law, rule, event)?;
    let lang = how.of(visit);
    Ok(send_picture(&request, trace::draw(&app.law, rule, event, &deadline, lang), lang))
}

fn applied(reading: &Reading, lang: Lang) -> Option<AppliedReading> {
    Some(AppliedReading {
        id: reading.id.clone(),
        choice: reading.choice.clone(),
        question: said(&reading.title, lang),
        answer: said(&reading.chosen()?.title, lang),
    })
}
