//! How holders answer: figures of each month, as everybody reads them, and as a picture (№ 95 ¶6).

use std::collections::BTreeMap;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use merzim_domain::pictures::months::{self, Month as Drawn};
use merzim_domain::procedures::information_request::Rating;
use merzim_domain::{Bin, Vocabulary, zone};
use merzim_persistence::information::{self, Answers};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::http::{Answer, File, GivenBin, Query, Reply, Visit, periods};
use crate::law::pictures::{InLanguage, send_picture};
use crate::problem::{Fault, Problem};

/// Of how many months figures are given at the most.
const MOST_MONTHS: i32 = 36;

/// Of which months.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Months {
    /// The first month; by default the eleventh before the last. It is moved up to the thirty-fifth before the last.
    #[param(value_type = Option<periods::Month>, inline, example = "2026-01")]
    from: Option<String>,
    /// The last month; by default this one.
    #[param(value_type = Option<periods::Month>, inline, example = "2026-03")]
    to: Option<String>,
}

/// How a holder answered in a time.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AnswerFigures {
    /// Answers given, in whole or in part.
    #[schema(minimum = 0, example = 12)]
    pub answered: i64,
    /// Of these, how many came after their term.
    #[schema(minimum = 0, example = 1)]
    pub late: i64,
    /// The share of those, in percent; none without answers.
    #[schema(minimum = 0, maximum = 100, example = 8)]
    pub late_percent: Option<i64>,
    /// In how many days half of them came, by the day; none without answers.
    #[schema(minimum = 0, example = 9)]
    pub median_days: Option<i64>,
    /// How many were liked.
    #[schema(minimum = 0, example = 5)]
    pub liked: i64,
    /// How many were disliked.
    #[schema(minimum = 0, example = 2)]
    pub disliked: i64,
    /// The share of those that were liked among those that were rated, in percent; none without ratings.
    #[schema(minimum = 0, maximum = 100, example = 71)]
    pub liked_percent: Option<i64>,
}

/// How a holder answered in a month.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MonthFigures {
    /// The month.
    #[schema(value_type = periods::Month)]
    pub month: String,
    /// The figures.
    #[serde(flatten)]
    pub figures: AnswerFigures,
}

/// How a holder answered requests for information.
#[derive(Debug, Serialize, ToSchema)]
pub struct HolderFigures {
    /// BIN of the holder.
    #[schema(value_type = GivenBin)]
    pub holder: String,
    /// The first month.
    #[schema(value_type = periods::Month)]
    pub from: String,
    /// The last month.
    #[schema(value_type = periods::Month)]
    pub to: String,
    /// In all.
    pub total: AnswerFigures,
    /// Month by month; a month without answers is left out.
    #[schema(max_items = 36)]
    pub months: Vec<MonthFigures>,
}

/// So much of a hundred, rounded.
fn percent(part: i64, of: i64) -> Option<i64> {
    (of > 0).then(|| (part * 200 + of) / (of * 2))
}

/// What answers come to that are counted by their days.
fn figures<'rows>(rows: impl Iterator<Item = &'rows Answers>) -> AnswerFigures {
    let (mut figures, mut days) = (AnswerFigures::default(), BTreeMap::<i64, i64>::new());
    for row in rows {
        figures.answered += row.number;
        *days.entry(row.days.unwrap_or_default()).or_default() += row.number;
        if row.late == Some(true) {
            figures.late += row.number;
        }
        match row.rating.as_deref().and_then(Rating::parse) {
            Some(Rating::Like) => figures.liked += row.number,
            Some(Rating::Dislike) => figures.disliked += row.number,
            None => {}
        }
    }
    let mut counted = 0;
    let median = days.into_iter().find(|(_, number)| {
        counted += number;
        counted * 2 >= figures.answered
    });
    figures.median_days = median.map(|(days, _)| days);
    figures.late_percent = percent(figures.late, figures.answered);
    figures.liked_percent = percent(figures.liked, figures.liked + figures.disliked);
    figures
}

/// The month that is so many before this one.
fn months_before(month: &str, number: i32) -> Option<String> {
    let (year, of_year) = month.split_once('-')?;
    let months = year.parse::<i32>().ok()? * 12 + of_year.parse::<i32>().ok()? - 1 - number;
    // No calendar has a year before the first.
    let months = months.max(12);
    Some(format!("{:04}-{:02}", months / 12, months % 12 + 1))
}

/// Between which months, both included: thirty-six at the most, up to the last one.
fn between(app: &App, Months { from, to }: Months) -> Result<(String, String), Problem> {
    let today = zone::local(app.clock.now()).date();
    let to = to.unwrap_or_else(|| format!("{:04}-{:02}", today.year(), u8::from(today.month())));
    let earliest = months_before(&to, MOST_MONTHS - 1).ok_or(Fault::NotFound)?;
    let from = from.or_else(|| months_before(&to, 11)).ok_or(Fault::NotFound)?;
    Ok((from.max(earliest), to))
}

async fn of_holder(app: &Data<App>, bin: &str, months: Months) -> Result<HolderFigures, Problem> {
    let bin = Bin::parse(bin).map_err(|_| Fault::NotFound)?;
    let (from, to) = between(app, months)?;
    let holder = bin.to_string();
    let (first, last) = (from.clone(), to.clone());
    let rows = app.query(move |connection| Ok(information::figures(connection, &bin, &first, &last)?)).await?;
    let mut by_month: BTreeMap<&str, Vec<&Answers>> = BTreeMap::new();
    for row in &rows {
        by_month.entry(row.month.as_deref().unwrap_or_default()).or_default().push(row);
    }
    let months = by_month
        .into_iter()
        .map(|(month, rows)| MonthFigures { month: month.to_owned(), figures: figures(rows.into_iter()) });
    Ok(HolderFigures { holder, from, to, months: months.collect(), total: figures(rows.iter()) })
}

/// Get the figures of a holder
///
/// How it answered requests for information, month by month: how many, how many late, in how many days, how many were liked (95-11).
/// Thirty-six months at the most. Public.
#[utoipa::path(operation_id = "getAnswerFigures", params(("bin" = inline(GivenBin), Path, description = "BIN of the holder", example = "100140000003"), Months), security(()), responses((status = OK, description = "The figures", body = HolderFigures)))]
#[get("/answer-figures/{bin}")]
pub async fn get(app: Data<App>, bin: Path<String>, asked: Query<Months>) -> Answer {
    Ok(Reply::ok(&of_holder(&app, &bin, asked.0).await?)?.public())
}

/// Draw the figures of a holder
///
/// The answers of each month as a bar, those that came late hatched, with the days that half of them took. It says the same in words.
#[utoipa::path(operation_id = "drawAnswerFigures", params(("bin" = inline(GivenBin), Path, description = "BIN of the holder", example = "100140000003"), Months, InLanguage), security(()), responses((status = OK, description = "The picture", content_type = "image/svg+xml", body = inline(File))))]
#[get("/answer-figures/{bin}/figures.svg")]
pub async fn draw(
    app: Data<App>,
    visit: Visit,
    bin: Path<String>,
    asked: Query<Drawing>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let Drawing { months, language } = asked.0;
    let lang = language.or(visit.lang);
    let known = of_holder(&app, &bin, months).await?;
    let months: Vec<Drawn> = known
        .months
        .into_iter()
        .map(|MonthFigures { month, figures }| Drawn {
            month,
            answered: figures.answered,
            late: figures.late,
            median_days: figures.median_days.unwrap_or_default(),
        })
        .collect();
    Ok(send_picture(&request, months::draw(&months, lang), lang))
}

/// What a picture is asked for with.
#[derive(Clone, Debug, Deserialize)]
pub struct Drawing {
    #[serde(flatten)]
    months: Months,
    #[serde(flatten)]
    language: InLanguage,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_come_from_what_is_counted() {
        let row = |days, number, late, rating: Option<&str>| Answers {
            month: Some("2026-03".to_owned()),
            days: Some(days),
            late: Some(late),
            rating: rating.map(str::to_owned),
            number,
        };
        let rows = [row(3, 2, false, Some("like")), row(9, 1, false, None), row(20, 2, true, Some("dislike"))];
        let known = figures(rows.iter());
        assert_eq!((known.answered, known.late, known.late_percent, known.median_days), (5, 2, Some(40), Some(9)));
        assert_eq!((known.liked, known.disliked, known.liked_percent), (2, 2, Some(50)));
        let none = figures([].iter());
        assert_eq!((none.answered, none.late_percent, none.median_days, none.liked_percent), (0, None, None, None));
        assert_eq!(months_before("2026-02", 11).as_deref(), Some("2025-03"));
        assert_eq!(months_before("2026-12", 0).as_deref(), Some("2026-12"));
        assert_eq!(months_before("0001-03", 11).as_deref(), Some("0001-01"));
    }
}
