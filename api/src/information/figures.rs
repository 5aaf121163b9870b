//! How holders deal with requests: figures of each month, as everybody reads them, as a picture, and side by side (№ 95 ¶6). A request counts
//! in the month in which its term ends, whether or not anything was done: who is silent has no better figures than who answers.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use merzim_domain::pictures::months::{self, Month as Drawn};
use merzim_domain::procedures::information_request::{Rating, Reckoning};
use merzim_domain::{Bin, Vocabulary, zone};
use merzim_persistence::information::{self, Dealt, Punctuality, Waiting};
use merzim_persistence::page::Page;
use merzim_persistence::{Connection, organisations};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::app::lanes::Lane;
use crate::http::paging::Cursor;
use crate::http::{Answer, Bilingual, File, GivenBin, Paging, Query, Reply, Visit, page_of, paging, periods};
use crate::law::pictures::{InLanguage, send_picture};
use crate::organisations::name_set;
use crate::problem::{Fault, Problem};

/// Of how many months figures are given at the most.
const MOST_MONTHS: i32 = 36;

/// Of which months.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Months {
    /// The first month in which a term ends; by default the eleventh before the last. It is moved up to the thirty-fifth before the last.
    #[param(value_type = Option<periods::Month>, inline, example = "2026-01")]
    from: Option<String>,
    /// The last month in which a term ends; by default this one. What is asked now is due in it or in the next.
    #[param(value_type = Option<periods::Month>, inline, example = "2026-03")]
    to: Option<String>,
}

/// How a holder dealt with the requests whose term ended, or ends, in a time. Each request counts once, by what was decided last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AnswerFigures {
    /// Requests that were owed an answer or another decision in that time.
    #[schema(minimum = 0, example = 16)]
    pub owed: i64,
    /// Answers given, in whole or in part. The term of an answer is that of L2 or 95-7.
    #[schema(minimum = 0, example = 12)]
    pub answered: i64,
    /// Refusals. Their term is that of L2-10 or 95-10.
    #[schema(minimum = 0, example = 1)]
    pub refused: i64,
    /// Requests forwarded to another holder. Their term is that of L2-6 or 95-4.
    #[schema(minimum = 0, example = 1)]
    pub forwarded: i64,
    /// Requests that were told where the information is published.
    #[schema(minimum = 0, example = 0)]
    pub referred: i64,
    /// Requests that were withdrawn when the term for an answer was over.
    #[schema(minimum = 0, example = 0)]
    pub withdrawn: i64,
    /// Requests that wait for an answer now, and whose term is not over.
    #[schema(minimum = 0, example = 1)]
    pub open: i64,
    /// Requests that wait for an answer now, though their term is over.
    #[schema(minimum = 0, example = 1)]
    pub overdue: i64,
    /// How many were dealt with after their term, or are not though it is over.
    #[schema(minimum = 0, example = 2)]
    pub late: i64,
    /// The share of those among all that are not open, in percent; none without such.
    #[schema(minimum = 0, maximum = 100, example = 13)]
    pub late_percent: Option<i64>,
    /// In how many days half of the answers came, by the day; none without answers.
    #[schema(minimum = 0, example = 9)]
    pub median_days: Option<i64>,
    /// How many answers were liked.
    #[schema(minimum = 0, example = 5)]
    pub liked: i64,
    /// How many were disliked.
    #[schema(minimum = 0, example = 2)]
    pub disliked: i64,
    /// The share of those that were liked among those that were rated, in percent; none without ratings.
    #[schema(minimum = 0, maximum = 100, example = 71)]
    pub liked_percent: Option<i64>,
}

/// How a holder dealt with the requests whose term ended, or ends, in a month.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MonthFigures {
    /// The month.
    #[schema(value_type = periods::Month)]
    pub month: String,
    /// The figures.
    #[serde(flatten)]
    pub figures: AnswerFigures,
}

/// How many requests wait for an answer at this moment, whenever their term ends.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct WaitingNow {
    /// Whose term is not over.
    #[schema(minimum = 0, example = 4)]
    pub open: i64,
    /// Whose term is over.
    #[schema(minimum = 0, example = 1)]
    pub overdue: i64,
}

/// How a holder deals with requests for information.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HolderFigures {
    /// BIN of the holder.
    #[schema(value_type = GivenBin)]
    pub holder: String,
    /// Its name.
    pub holder_name: Bilingual,
    /// The first month.
    #[schema(value_type = periods::Month)]
    pub from: String,
    /// The last month.
    #[schema(value_type = periods::Month)]
    pub to: String,
    /// What waits for an answer now.
    pub now: WaitingNow,
    /// In all.
    pub total: AnswerFigures,
    /// Month by month; a month in which no term ends is left out.
    #[schema(max_items = 36)]
    pub months: Vec<MonthFigures>,
}

/// How a holder deals with requests, beside others.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ComparedFigures {
    /// BIN of the holder.
    #[schema(value_type = GivenBin)]
    pub holder: String,
    /// Its name.
    pub holder_name: Bilingual,
    /// What waits for an answer now.
    pub now: WaitingNow,
    /// In these months.
    pub figures: AnswerFigures,
}

page_of!(
    ComparedHolders,
    ComparedFigures,
    "Holders with requests that are dealt with or overdue, the one that is late with the greatest share first; then whoever has more requests, and by BIN."
);

/// So much of a hundred, rounded.
fn percent(part: i64, of: i64) -> Option<i64> {
    (of > 0).then(|| (part * 200 + of) / (of * 2))
}

/// What was dealt with and what waits comes to, at a moment.
fn figures<'rows>(
    dealt: impl Iterator<Item = &'rows Dealt>,
    waiting: impl Iterator<Item = &'rows Waiting>,
    now: OffsetDateTime,
) -> AnswerFigures {
    let (mut figures, mut days) = (AnswerFigures::default(), BTreeMap::<i64, i64>::new());
    for row in dealt {
        let count = match Reckoning::parse(&row.reckoned) {
            Some(Reckoning::Answered) => &mut figures.answered,
            Some(Reckoning::Refused) => &mut figures.refused,
            Some(Reckoning::Forwarded) => &mut figures.forwarded,
            Some(Reckoning::Referred) => &mut figures.referred,
            Some(Reckoning::Withdrawn) => &mut figures.withdrawn,
            Some(Reckoning::Open) | None => continue,
        };
        *count += row.number;
        figures.owed += row.number;
        if row.late {
            figures.late += row.number;
        }
        if row.reckoned != Reckoning::Answered.code() {
            continue;
        }
        *days.entry(row.days.unwrap_or_default()).or_default() += row.number;
        match row.rating.as_deref().and_then(Rating::parse) {
            Some(Rating::Like) => figures.liked += row.number,
            Some(Rating::Dislike) => figures.disliked += row.number,
            None => {}
        }
    }
    let waits = waiting_now(waiting, now);
    figures.owed += waits.open + waits.overdue;
    figures.late += waits.overdue;
    (figures.open, figures.overdue) = (waits.open, waits.overdue);
    let mut counted = 0;
    let median = days.into_iter().find(|(_, number)| {
        counted += number;
        counted * 2 >= figures.answered
    });
    figures.median_days = median.map(|(days, _)| days);
    figures.late_percent = percent(figures.late, figures.owed - figures.open);
    figures.liked_percent = percent(figures.liked, figures.liked + figures.disliked);
    figures
}

/// How many wait at a moment, of these.
fn waiting_now<'rows>(rows: impl Iterator<Item = &'rows Waiting>, now: OffsetDateTime) -> WaitingNow {
    let mut waits = WaitingNow::default();
    for row in rows {
        let is_over = row.due_at.is_some_and(|due_at| due_at.0 <= now);
        *(if is_over { &mut waits.overdue } else { &mut waits.open }) += row.number;
    }
    waits
}

/// The month in which the term of what waits ends.
fn month_of(row: &Waiting) -> String {
    row.due_at.map(|due_at| information::month_of(zone::last_day(due_at.0))).unwrap_or_default()
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
    let to = to.unwrap_or_else(|| information::month_of(today));
    let earliest = months_before(&to, MOST_MONTHS - 1).ok_or(Fault::NotFound)?;
    let from = from.or_else(|| months_before(&to, 11)).ok_or(Fault::NotFound)?;
    Ok((from.max(earliest), to))
}

/// Of one holder.
async fn of_holder(app: &Data<App>, bin: &str, months: Months) -> Result<HolderFigures, Problem> {
    let bin = Bin::parse(bin).map_err(|_| Fault::NotFound)?;
    let (from, to) = between(app, months)?;
    let (first, last, known, now) = (from.clone(), to.clone(), app.clone(), app.clock.now());
    let holder = bin.to_string();
    let holders = [holder.clone()];
    let found = app.query(move |connection| {
        let name = names(&known, connection, &[bin.as_str()])?.remove(bin.as_str());
        let dealt = information::dealt(connection, &holders, &first, &last)?;
        Ok((name, dealt, information::waiting(connection, &holders)?))
    });
    let (name, dealt, waiting) = found.await?;
    let due = |row: &&Waiting| (from.as_str()..=to.as_str()).contains(&month_of(row).as_str());
    let months: BTreeSet<String> =
        dealt.iter().filter_map(|row| row.month.clone()).chain(waiting.iter().filter(due).map(month_of)).collect();
    let of_month = |month: String| {
        let dealt = dealt.iter().filter(|row| row.month.as_ref() == Some(&month));
        let figures = figures(dealt, waiting.iter().filter(|row| month_of(row) == month), now);
        MonthFigures { month, figures }
    };
    Ok(HolderFigures {
        holder_name: name.unwrap_or_else(|| Bilingual { kk: holder.clone(), ru: holder.clone() }),
        holder,
        now: waiting_now(waiting.iter(), now),
        total: figures(dealt.iter(), waiting.iter().filter(due), now),
        months: months.into_iter().map(of_month).collect(),
        from,
        to,
    })
}

/// The names of holders, by BIN; those that nobody knows are left out.
fn names(app: &App, connection: &mut Connection, bins: &[&str]) -> Result<HashMap<String, Bilingual>, Problem> {
    let mut names: HashMap<String, Bilingual> =
        organisations::these(connection, bins)?.into_iter().map(|(bin, row)| (bin, row.name().into())).collect();
    for bin in bins {
        if let Some(name) = Bin::parse(bin).ok().and_then(|bin| name_set(app, &bin)) {
            names.insert((*bin).to_owned(), name.clone().into());
        }
    }
    Ok(names)
}

/// Where a holder stands beside others: how late it is, how much it had to do, and who it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// The share of what it was late with, in hundredths of a percent, and how much came to an end: the greatest first.
    late: Reverse<i64>,
    over: Reverse<i64>,
    holder: String,
}

impl From<Punctuality> for Rank {
    fn from(Punctuality { holder, over, late }: Punctuality) -> Self {
        Self { late: Reverse(late * 10_000 / over.max(1)), over: Reverse(over), holder }
    }
}

impl Cursor for Rank {
    fn write(&self) -> String {
        format!("{}.{}.{}", self.late.0, self.over.0, self.holder)
    }

    fn read(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        let mut number = || parts.next()?.parse().ok().map(Reverse);
        Some(Self { late: number()?, over: number()?, holder: parts.next()?.to_owned() })
    }
}

/// Compare the figures of holders
///
/// How holders deal with requests for information in some months, side by side: who is late with the greatest share comes first. A request counts
/// in the month in which its term ends, whether or not anything was done. Thirty-six months at the most. Public.
#[utoipa::path(operation_id = "listAnswerFigures", params(Months, Paging), security(()), responses((status = OK, description = "A page of holders", body = ComparedHolders)))]
#[get("/answer-figures")]
pub async fn list(app: Data<App>, asked: Query<Compared>) -> Answer {
    let Query(Compared { months, page }) = asked;
    let (after, limit) = (page.place::<Rank>()?, page.limit());
    let (from, to) = between(&app, months)?;
    let (known, now) = (app.clone(), app.clock.now());
    app.answer(Lane::Search, move |connection| {
        let punctuality = information::punctuality(connection, &from, &to, now)?;
        let ranked: BTreeSet<Rank> = punctuality.into_iter().map(Rank::from).collect();
        let later = ranked.into_iter().filter(|rank| after.as_ref().is_none_or(|after| rank > after));
        let most = usize::try_from(limit).unwrap_or_default().saturating_add(1);
        let page = Page::of(later.take(most).collect(), limit);
        let holders: Vec<String> = page.items.iter().map(|rank| rank.holder.clone()).collect();
        let mut names = names(&known, connection, &holders.iter().map(String::as_str).collect::<Vec<_>>())?;
        let dealt = information::dealt(connection, &holders, &from, &to)?;
        let waiting = information::waiting(connection, &holders)?;
        let show = |Rank { holder, .. }: Rank| {
            let waits = || waiting.iter().filter(|row| row.holder == holder);
            let due = waits().filter(|row| (from.as_str()..=to.as_str()).contains(&month_of(row).as_str()));
            let unnamed = || Bilingual { kk: holder.clone(), ru: holder.clone() };
            Ok(ComparedFigures {
                holder_name: names.remove(&holder).unwrap_or_else(unnamed),
                now: waiting_now(waits(), now),
                figures: figures(dealt.iter().filter(|row| row.holder == holder), due, now),
                holder,
            })
        };
        Ok(paging::reply(page, Rank::clone, show)?.public())
    })
    .await
}

/// What a comparison is asked for with.
#[derive(Debug, Deserialize)]
pub struct Compared {
    #[serde(flatten)]
    months: Months,
    #[serde(flatten)]
    page: Paging,
}

/// Get the figures of a holder
///
/// How it deals with requests for information, month by month: how many it answered, refused and forwarded, how many late or not at all, in how
/// many days, how many answers were liked (95-11). A request counts in the month in which its term ends, whether or not anything was done.
/// What waits now stands besides. Thirty-six months at the most. Public.
#[utoipa::path(operation_id = "getAnswerFigures", params(("bin" = inline(GivenBin), Path, description = "BIN of the holder", example = "100140000003"), Months), security(()), responses((status = OK, description = "The figures", body = HolderFigures)))]
#[get("/answer-figures/{bin}")]
pub async fn get(app: Data<App>, bin: Path<String>, asked: Query<Months>) -> Answer {
    Ok(Reply::ok(&of_holder(&app, &bin, asked.0).await?)?.public())
}

/// Draw the figures of a holder
///
/// The requests whose term ends in each month as a bar, those that were late, or still are, hatched, with the days that half of the answers
/// took, and with likes. It names the holder, and says the same in words.
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
    let drawn = |MonthFigures { month, figures }: MonthFigures| Drawn {
        month,
        owed: figures.owed,
        answered: figures.answered,
        late: figures.late,
        overdue: figures.overdue,
        median_days: figures.median_days,
        liked: figures.liked,
        disliked: figures.disliked,
    };
    let months: Vec<Drawn> = known.months.into_iter().map(drawn).collect();
    Ok(send_picture(&request, months::draw(known.holder_name.get(lang), &months, lang), lang))
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
    use merzim_persistence::Instant;
    use time::macros::datetime;

    use super::*;

    #[test]
    fn figures_come_from_what_is_counted() {
        let row = |reckoning: Reckoning, days, number, late, rating: Option<&str>| Dealt {
            holder: "100140000003".to_owned(),
            month: Some("2026-03".to_owned()),
            reckoned: reckoning.code().to_owned(),
            days: Some(days),
            late,
            rating: rating.map(str::to_owned),
            number,
        };
        use Reckoning::{Answered, Forwarded, Refused};
        let rows = [
            row(Answered, 3, 2, false, Some("like")),
            row(Answered, 9, 1, false, None),
            row(Answered, 20, 2, true, Some("dislike")),
            row(Refused, 90, 1, true, None),
            row(Forwarded, 1, 2, false, None),
        ];
        let wait =
            |due_at, number| Waiting { holder: "100140000003".to_owned(), due_at: Some(Instant(due_at)), number };
        let now = datetime!(2026-04-01 0:00 +5);
        let waiting = [wait(now, 3), wait(datetime!(2026-04-02 0:00 +5), 1)];
        let known = figures(rows.iter(), waiting.iter(), now);
        // Who waits in vain counts as late, and who waits in term not at all yet.
        assert_eq!((known.owed, known.open, known.overdue, known.late), (12, 1, 3, 6));
        assert_eq!((known.answered, known.refused, known.forwarded), (5, 1, 2));
        assert_eq!((known.late_percent, known.median_days), (Some(55), Some(9)));
        assert_eq!((known.liked, known.disliked, known.liked_percent), (2, 2, Some(50)));
        assert_eq!(figures([].iter(), [].iter(), now), AnswerFigures::default());
        assert_eq!(months_before("2026-02", 11).as_deref(), Some("2025-03"));
        assert_eq!(months_before("2026-12", 0).as_deref(), Some("2026-12"));
        assert_eq!(months_before("0001-03", 11).as_deref(), Some("0001-01"));
    }

    #[test]
    fn whoever_is_late_with_more_comes_first() {
        let rank = |holder: &str, over, late| Rank::from(Punctuality { holder: holder.to_owned(), over, late });
        let mut ranks = [rank("a", 10, 1), rank("d", 2, 1), rank("c", 4, 2), rank("b", 4, 2)];
        ranks.sort();
        assert_eq!(ranks.each_ref().map(|rank| rank.holder.as_str()), ["b", "c", "d", "a"]);
        for rank in ranks {
            assert_eq!(Rank::read(&rank.write()), Some(rank));
        }
        assert_eq!(Rank::read("1.x.a"), None);
    }
}
