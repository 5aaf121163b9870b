//! The time line of a case: what happened when, and each duty with its term, from its beginning to when it was done.

use maud::{Markup, html};
use time::{Duration, OffsetDateTime};

use super::{PLAIN, Picture, SMALL, TITLE, day_in, fit, measure, moment_in};
use crate::engine::ObligationStatus;
use crate::text::{Lang, Text};
use crate::vocabulary::Vocabulary;
use crate::zone;

/// Widths and heights, in the units of the drawing.
const LABELS: usize = 470;
const CHART: usize = 640;
const EDGE: usize = 20;
const HEAD: usize = 118;
const ROW: usize = 42;
const NOTE: usize = 20;
/// How near two numbers may stand.
const NEAR: usize = 22;

const STYLE: &str = "\
.term{fill:none;stroke:var(--pale);stroke-width:1.5}.none{stroke-dasharray:4 3}.done{fill:var(--good)}.open{fill:var(--act)}\
.void{fill:none;stroke:var(--pale);stroke-dasharray:2 3}.late{fill:url(#hatch);stroke:var(--bad);stroke-width:1.5}\
.stripe{stroke:var(--bad)}.due{stroke:var(--ink);stroke-width:3}.now{stroke:var(--ink);stroke-dasharray:5 4}.happened{stroke:var(--rail)}\
.pin{fill:var(--ink)}.pin+text{fill:var(--paper);font-weight:600;font-size:11px}.status{font-size:11px;font-weight:600}\
.bad{fill:var(--bad)}";

const NAME: Text = Text::new("Істің барысы", "Ход дела", "Time line of a case");
const NOW: Text = Text::new("қазір", "сейчас", "now");
const DUE: Text = Text::new("мерзімі", "срок", "due");

/// Something that happened.
#[derive(Clone, Debug)]
pub struct Happening {
    /// When.
    pub at: OffsetDateTime,
    /// What, in words.
    pub what: String,
}

/// A duty of the case.
#[derive(Clone, Debug)]
pub struct Duty {
    /// Id of the rule.
    pub rule: String,
    /// What must be done, and by whom, in words.
    pub what: String,
    /// Who owes, in words.
    pub bearer: String,
    /// When it began.
    pub opened_at: OffsetDateTime,
    /// By when it is due, if its act states a term.
    pub due_at: Option<OffsetDateTime>,
    /// When it was done or fell away.
    pub ended_at: Option<OffsetDateTime>,
    /// How it stands.
    pub status: ObligationStatus,
}

/// What is drawn.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// Number of the case, once filed, and its procedure.
    pub title: String,
    /// How the case stands.
    pub state: String,
    /// What happened, the first thing first.
    pub happened: Vec<Happening>,
    /// What was owed, and is.
    pub duties: Vec<Duty>,
    /// When it is looked at.
    pub now: OffsetDateTime,
}

/// Where moments stand between the first and the last one shown.
struct Scale {
    first: OffsetDateTime,
    span: Duration,
}

impl Scale {
    fn of(line: &Timeline) -> Self {
        let duties = line.duties.iter().flat_map(|duty| [Some(duty.opened_at), duty.due_at, duty.ended_at]);
        let known = || line.happened.iter().map(|one| one.at).chain(duties.clone().flatten());
        let first = known().min().unwrap_or(line.now);
        // Beyond this, a case that rests would be a dot at the left.
        let last = known().max().unwrap_or(line.now);
        let open = line.duties.iter().any(|duty| duty.ended_at.is_none());
        let last = if open { last.max(line.now) } else { last };
        Self { first, span: (last - first).max(Duration::days(1)) }
    }

    fn place(&self, at: OffsetDateTime) -> usize {
        let (done, whole) = ((at - self.first).whole_minutes().max(0), self.span.whole_minutes().max(1));
        let width = i64::try_from(CHART).unwrap_or_default();
        let within = done.min(whole).saturating_mul(width) / whole;
        LABELS + usize::try_from(within).unwrap_or_default()
    }

    fn shows(&self, at: OffsetDateTime) -> bool {
        (self.first..=self.first.saturating_add(self.span)).contains(&at)
    }
}

/// What happened, in groups of what stands too near together for numbers of its own: where, from which number to which.
fn pins(line: &Timeline, scale: &Scale) -> Vec<(usize, usize, usize)> {
    let mut pins: Vec<(usize, usize, usize)> = Vec::new();
    for (number, happened) in (1..).zip(&line.happened) {
        let x = scale.place(happened.at);
        match pins.last_mut() {
            Some((place, _, last)) if x < *place + NEAR => *last = number,
            _ => pins.push((x, number, number)),
        }
    }
    pins
}

fn row(duty: &Duty, scale: &Scale, now: OffsetDateTime, y: usize, lang: Lang) -> Markup {
    let end = duty.ended_at.unwrap_or_else(|| now.max(duty.opened_at));
    let (from, to) = (scale.place(duty.opened_at), scale.place(end));
    let due = duty.due_at.map(|due| scale.place(due));
    let (kind, is_bad) = match duty.status {
        ObligationStatus::Met => ("done", false),
        ObligationStatus::Late => ("done", true),
        ObligationStatus::Open | ObligationStatus::Lapsed => ("open", false),
        ObligationStatus::Overdue => ("open", true),
        ObligationStatus::Voided => ("void", false),
        ObligationStatus::VoidedOverdue => ("void", true),
    };
    let in_time = due.map_or(to, |due| to.min(due));
    let bar = |from: usize, to: usize| to.saturating_sub(from).max(3);
    // What stands on the two lines before the chart.
    let room = LABELS - EDGE - 12;
    let what = fit(&duty.what, room - measure(&format!("{} ", duty.rule), PLAIN), PLAIN);
    let status = duty.status.title();
    let term = duty
        .due_at
        .map(|due| format!(" · {} {}", DUE.get(lang), day_in(zone::last_day(due), lang)))
        .unwrap_or_default();
    let bearer = room.saturating_sub(measure(&format!(" · {}{term}", status.get(lang)), SMALL));
    html! {
        text x=(EDGE) y=(y - 3) { tspan class="strong" { (duty.rule) } " " (what) title { (duty.what) } }
        text class="pale" x=(EDGE) y=(y + 12) {
            (fit(&duty.bearer, bearer, SMALL)) " · "
            tspan class=(if is_bad { "status bad" } else { "status" }) { (status.get(lang)) }
            (term)
        }
        @match due {
            Some(due) => rect class="term" x=(from) y=(y - 9) width=(bar(from, due)) height="14" {},
            None => line class="term none" x1=(from) y1=(y - 2) x2=(to) y2=(y - 2) {},
        }
        rect class=(kind) x=(from) y=(y - 6) width=(bar(from, in_time)) height="8" {}
        @if let Some(due) = due {
            @if is_bad { rect class="late" x=(due) y=(y - 6) width=(bar(due, to)) height="8" {} }
            line class="due" x1=(due) y1=(y - 12) x2=(due) y2=(y + 8) {}
        }
    }
}

fn said(duty: &Duty, lang: Lang) -> String {
    let due = duty.due_at.map(|due| format!(", {} {}", DUE.get(lang), day_in(zone::last_day(due), lang)));
    let ended = duty.ended_at.map(|at| format!(" {}", moment_in(at, lang)));
    let status = duty.status.title();
    let (due, ended) = (due.unwrap_or_default(), ended.unwrap_or_default());
    format!("{} {} ({}): {}{ended}{due}", duty.rule, duty.what, duty.bearer, status.get(lang))
}

/// Draws the time line of a case.
#[must_use]
pub fn draw(line: &Timeline, lang: Lang) -> String {
    let scale = Scale::of(line);
    let chart = HEAD + ROW * line.duties.len();
    let (width, height) = (LABELS + CHART + EDGE * 2, chart + 34 + NOTE * line.happened.len() + EDGE);
    let name = format!("{}: {}", NAME.get(lang), line.title);
    let happened: Vec<String> =
        line.happened.iter().map(|one| format!("{} · {}", moment_in(one.at, lang), one.what)).collect();
    let body = html! {
        defs {
            pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                line class="stripe" x1="0" y1="0" x2="0" y2="6" stroke-width="2.5" {}
            }
        }
        text class="title" x=(EDGE) y="34" { (fit(&line.title, width - EDGE * 2, TITLE)) }
        text class="pale" x=(EDGE) y="56" { (line.state) " · " (NOW.get(lang)) " " (moment_in(line.now, lang)) }
        @for number in (0..line.duties.len()).step_by(2) {
            rect class="band" x="0" y=(HEAD + ROW * number) width=(width) height=(ROW) {}
        }
        @for (x, first, last) in pins(line, &scale) {
            line class="happened" x1=(x) y1=(HEAD - 12) x2=(x) y2=(chart) {}
            @let wide = if first == last { 18 } else { 34 };
            rect class="pin" x=(x - wide / 2) y=(HEAD - 30) width=(wide) height="18" rx="9" {}
            text x=(x) y=(HEAD - 17) text-anchor="middle" { (first) @if first < last { "–" (last) } }
        }
        @for (number, duty) in line.duties.iter().enumerate() {
            (row(duty, &scale, line.now, HEAD + ROW * number + ROW / 2, lang))
        }
        @if scale.shows(line.now) {
            @let x = scale.place(line.now);
            line class="now" x1=(x) y1=(HEAD - 36) x2=(x) y2=(chart) {}
            text class="pale" x=(x) y=(HEAD - 42) text-anchor="middle" { (NOW.get(lang)) }
        }
        @for (number, told) in (1..).zip(&happened) {
            @let y = chart + 34 + NOTE * (number - 1);
            rect class="pin" x=(EDGE) y=(y - 13) width="22" height="17" rx="8" {}
            text x=(EDGE + 11) y=(y) text-anchor="middle" { (number) }
            text class="small" x=(EDGE + 32) y=(y) { title { (told) } (fit(told, width - EDGE * 2 - 32, SMALL)) }
        }
    };
    let duties: Vec<String> = line.duties.iter().map(|duty| said(duty, lang)).collect();
    let about = [std::slice::from_ref(&line.state), &happened, &duties].concat().join("; ");
    Picture { width, height, name: &name, about: &about, style: STYLE }.draw(lang, &body)
}
