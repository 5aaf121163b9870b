//! How a holder deals with requests for information, month by month: each month is a bar, of which what was late, or still is, is hatched.

use maud::html;

use super::{PLAIN, Picture, TITLE, measure};
use crate::text::{Lang, Text};

/// Widths and heights, in the units of the drawing.
const LABELS: usize = 90;
const CHART: usize = 360;
const SAID: usize = 560;
const EDGE: usize = 20;
const HEAD: usize = 84;
const ROW: usize = 26;
const BAR: usize = 16;

const STYLE: &str =
    ".bar{fill:var(--act)}.late{fill:url(#hatch);stroke:var(--bad);stroke-width:1.5}.stripe{stroke:var(--bad)}";

const NAME: Text =
    Text::new("Сұрау салуларға жауаптар", "Ответы на запросы информации", "Answers to requests for information");
const NONE: Text = Text::new(
    "Бұл айларда бірде-бір мерзім аяқталмайды",
    "В эти месяцы ни один срок не истекает",
    "No term ends in these months",
);
const OWED: Text = Text::new("сұрау салу: {}", "запросов: {}", "requests: {}");
const ANSWERS: Text = Text::new("жауап: {}", "ответов: {}", "answers: {}");
const LATE: Text = Text::new("кеш: {}", "поздно: {}", "late: {}");
const OVERDUE: Text = Text::new("әлі жауапсыз: {}", "всё ещё без ответа: {}", "still unanswered: {}");
const LIKED: Text = Text::new("ұнады: {}", "понравилось: {}", "liked: {}");
const DISLIKED: Text = Text::new("ұнамады: {}", "не понравилось: {}", "disliked: {}");
const DAYS: Text = Text::new("жартысы {} күнге дейін", "половина до {} дн.", "half within {} days");

/// The requests whose term ends in a month.
#[derive(Clone, Debug)]
pub struct Month {
    /// The month, `2026-03`.
    pub month: String,
    /// How many.
    pub owed: i64,
    /// Of these, how many were answered.
    pub answered: i64,
    /// How many were dealt with late, or are not though their term is over.
    pub late: i64,
    /// How many of these still wait.
    pub overdue: i64,
    /// In how many days half of the answers came.
    pub median_days: Option<i64>,
    /// How many answers were liked.
    pub liked: i64,
    /// How many were disliked.
    pub disliked: i64,
}

impl Month {
    fn said(&self, lang: Lang) -> String {
        let with = |text: &Text, number: i64| text.with(&Text::same(number.to_string())).get(lang).to_owned();
        let some = |text: &Text, number: i64| (number > 0).then(|| with(text, number));
        let parts = [
            Some(with(&OWED, self.owed)),
            some(&ANSWERS, self.answered),
            some(&LATE, self.late),
            some(&OVERDUE, self.overdue),
            self.median_days.map(|days| with(&DAYS, days)),
            some(&LIKED, self.liked),
            some(&DISLIKED, self.disliked),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

/// Draws the months of a holder with this name, the first one on top.
#[must_use]
pub fn draw(holder: &str, months: &[Month], lang: Lang) -> String {
    let most = months.iter().map(|month| month.owed).max().unwrap_or_default().max(1);
    let width_of = |number: i64| {
        let chart = i64::try_from(CHART).unwrap_or_default();
        usize::try_from(number.saturating_mul(chart) / most).unwrap_or_default()
    };
    let (name, none) = (NAME, NONE);
    let (name, none) = (name.get(lang), none.get(lang));
    let said: Vec<String> = months.iter().map(|month| format!("{}: {}", month.month, month.said(lang))).collect();
    let about = if said.is_empty() { none.to_owned() } else { said.join("; ") };
    let about = format!("{holder}. {about}");
    let width = EDGE * 2 + LABELS + CHART + SAID;
    let width = width.max(EDGE * 2 + measure(name, TITLE)).max(EDGE * 2 + measure(holder, PLAIN));
    let height = HEAD + ROW * months.len().max(1) + EDGE;
    let picture = Picture { width, height, name, about: &about, style: STYLE };
    let body = html! {
        defs {
            pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                line class="stripe" x1="0" y1="0" x2="0" y2="6" stroke-width="3" {}
            }
        }
        text.title x=(EDGE) y="34" { (name) }
        text x=(EDGE) y="60" { (holder) }
        @if months.is_empty() {
            text x=(EDGE) y=(HEAD + PLAIN) { (none) }
        }
        @for (place, month) in months.iter().enumerate() {
            @let top = HEAD + ROW * place;
            @let (whole, late) = (width_of(month.owed), width_of(month.late));
            text x=(EDGE) y=(top + PLAIN) { (month.month) }
            rect.bar x=(EDGE + LABELS) y=(top) width=(whole.saturating_sub(late)) height=(BAR) {}
            @if late > 0 {
                rect.late x=(EDGE + LABELS + whole.saturating_sub(late)) y=(top) width=(late) height=(BAR) {}
            }
            text x=(EDGE + LABELS + whole + 10) y=(top + PLAIN) { (month.said(lang)) }
        }
    };
    picture.draw(lang, &body)
}
