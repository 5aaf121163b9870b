//! The diagram of a procedure, in SVG: its table drawn as a ladder. Each state is a rail, each line of the table a rung from the
//! states in which it may be taken to the one that it leads to, with the duties that it opens, meets and voids beside it.

use maud::{Markup, html};

use super::{PLAIN, Picture, SMALL, TITLE, fit, fitted, measure};
use crate::procedures::{Built, Line, Named};
use crate::role;
use crate::rulebook::ids::RuleId;
use crate::text::{Lang, Text};

/// Widths and heights, in the units of the drawing.
const LABELS: usize = 330;
/// The least width of a rail: one whose longest word is longer is wider.
const RAIL: usize = 116;
const DUTIES: usize = 430;
const HEAD: usize = 96;
const RUNG: usize = 46;
const FOOT: usize = 44;
/// Size of the letters over a rail, and how many lines they have at most.
const STATE: usize = 12;
const STATE_LINES: usize = 5;

const STYLE: &str = "\
.rung{stroke:var(--act);stroke-width:2}.node{fill:var(--act)}.stay{fill:none;stroke:var(--act);stroke-width:2}\
.state{font-size:12px}.opens{fill:var(--open)}.meets{fill:var(--good)}.voids{fill:var(--pale)}";

const OPENS: Text = Text::new("туындайды", "возникает", "opens");
const MEETS: Text = Text::new("орындалады", "исполняется", "meets");
const VOIDS: Text = Text::new("тоқтатылады", "отпадает", "voids");
const BEGIN: Text = Text::new("басы", "начало", "start");

/// How wide each rail is, so that the titles stand beside each other.
fn width_of_rails<'words>(titles: impl Iterator<Item = &'words str>) -> usize {
    titles.flat_map(str::split_whitespace).map(|word| measure(word, STATE) + 10).fold(RAIL, usize::max)
}

/// The title of a state over its rail, which is so `wide`, and the rail.
fn head(x: usize, wide: usize, title: &str, height: usize) -> Markup {
    let lines = fitted(title, wide - 8, STATE, STATE_LINES);
    let first = HEAD - 12 - 15 * (lines.len().saturating_sub(1));
    html! {
        @for (number, line) in lines.iter().enumerate() {
            text class="state" x=(x) y=(first + 15 * number) text-anchor="middle" { (line) }
        }
        line class="rail" x1=(x) y1=(HEAD) x2=(x) y2=(height - FOOT) {}
    }
}

/// What a line does to duties, in words of one colour for each.
fn duties(line: &Line, y: usize, x: usize, lang: Lang) -> Markup {
    let said = |word: &Text, rules: &[RuleId]| {
        let ids: Vec<&str> = rules.iter().map(|rule| rule.as_str()).collect();
        (!ids.is_empty()).then(|| format!("{} {}", word.get(lang), ids.join(" ")))
    };
    let all = [("opens", &OPENS, line.opens), ("meets", &MEETS, line.meets), ("voids", &VOIDS, line.voids)];
    let shown: Vec<(&str, String)> =
        all.into_iter().filter_map(|(class, word, rules)| Some((class, said(word, rules)?))).collect();
    let first = y + 4 - 7 * shown.len().saturating_sub(1);
    html! {
        @for (number, (class, text)) in shown.into_iter().enumerate() {
            text class=(format!("pale {class}")) x=(x) y=(first + 14 * number) { (fit(&text, DUTIES - 16, SMALL)) }
        }
    }
}

/// A line of the table; or several that differ in nothing but the state in which they leave the case.
struct Row<'table> {
    line: &'table Line,
    from: Vec<&'static str>,
    /// Whether the case stays in each state that it may be in.
    stays: bool,
}

fn rows(lines: &[Line]) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    for line in lines {
        let stays = line.from == [line.to];
        let alike = |row: &&mut Row<'_>| {
            let said = |line: &Line| (line.action, line.by, line.opens, line.meets, line.voids);
            row.stays && stays && said(row.line) == said(line)
        };
        match rows.last_mut().filter(alike) {
            Some(row) => row.from.extend(&line.from),
            None => rows.push(Row { line, from: line.from.clone(), stays }),
        }
    }
    rows
}

/// The rung of a row: from the states in which the action may be taken to the one that it leads to.
fn rung(row: &Row<'_>, rail_of: &dyn Fn(&str) -> usize, begin: usize, y: usize) -> Markup {
    let from: Vec<usize> = match row.from.as_slice() {
        [] => vec![begin],
        states => states.iter().map(|state| rail_of(state)).collect(),
    };
    let stay =
        |x: usize| html! { circle class="stay" cx=(x) cy=(y) r="8" {} circle class="node" cx=(x) cy=(y) r="3" {} };
    if row.stays {
        return html! { @for x in from { (stay(x)) } };
    }
    let to = rail_of(row.line.to);
    let left = from.iter().copied().chain([to]).min().unwrap_or(to);
    let right = from.iter().copied().chain([to]).max().unwrap_or(to);
    // The head of the arrow points from where the way comes.
    let tip = |side: isize| {
        let at = |shift: isize| to.saturating_add_signed(shift * side);
        format!("M{} {} L{} {} L{} {} Z", at(-7), y, at(-17), y - 6, at(-17), y + 6)
    };
    html! {
        line class="rung" x1=(left) y1=(y) x2=(right) y2=(y) {}
        @for x in from.iter().filter(|x| **x != to) { circle class="node" cx=(x) cy=(y) r="4" {} }
        @if from.contains(&to) { (stay(to)) } @else { circle class="node" cx=(to) cy=(y) r="7" {} }
        @if left < to { path class="node" d=(tip(1)) {} }
        @if right > to { path class="node" d=(tip(-1)) {} }
    }
}

fn title_of<'words>(words: &'words [Named], code: &'words str, lang: Lang) -> &'words str {
    words.iter().find(|word| word.code == code).map_or(code, |word| word.title.get(lang))
}

/// Draws the table of a procedure as an SVG picture, titled in `lang`.
#[must_use]
pub fn draw(built: &Built, lang: Lang) -> String {
    let place_of = |code: &str| built.states.iter().position(|state| state.code == code).unwrap_or_default() + 1;
    let rails = built.states.len() + 1;
    let rows = rows(&built.lines);
    let wide = width_of_rails(built.states.iter().map(|state| state.title.get(lang)));
    // The beginning comes before all.
    let rail = |place: usize| LABELS + wide * place + wide / 2;
    let rail_of = |code: &str| rail(place_of(code));
    let (width, height) = (LABELS + wide * rails + DUTIES, HEAD + RUNG * rows.len() + FOOT);
    let name = built.title.get(lang);
    let said = |row: &Row<'_>| {
        let from: Vec<&str> = row.from.iter().map(|state| title_of(&built.states, state, lang)).collect();
        let to = if row.stays { "" } else { title_of(&built.states, row.line.to, lang) };
        let action = title_of(&built.actions, row.line.action, lang);
        [action, ": ", &from.join(", "), if row.stays { "" } else { " → " }, to].concat()
    };
    let about = rows.iter().map(said).collect::<Vec<_>>().join("; ");
    let body = html! {
        text class="title" x="16" y="32" { (fit(name, width - 32, TITLE)) }
        text class="pale" x="16" y="52" { (built.code) " · " (built.act) }
        @for number in (0..rows.len()).step_by(2) {
            rect class="band" x="0" y=(HEAD + RUNG * number) width=(width) height=(RUNG) {}
        }
        (head(rail(0), wide, BEGIN.get(lang), height))
        @for state in &built.states { (head(rail_of(state.code), wide, state.title.get(lang), height)) }
        @for (number, row) in rows.iter().enumerate() {
            @let y = HEAD + RUNG * number + RUNG / 2;
            text x="16" y=(y - 3) { (fit(title_of(&built.actions, row.line.action, lang), LABELS, PLAIN)) }
            text class="pale" x="16" y=(y + 13) { (fit(&role::titles(row.line.by, lang), LABELS, SMALL)) }
            (rung(row, &rail_of, rail(0), y))
            (duties(row.line, y, LABELS + wide * rails + 12, lang))
        }
    };
    Picture { width, height, name, about: &about, style: STYLE }.draw(lang, &body)
}
