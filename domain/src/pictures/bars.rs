//! Shares as horizontal bars, question by question. What is kept back has a broken frame in place of a bar.

use maud::{Markup, html};

use super::{PLAIN, Picture, SMALL, TITLE, fitted};
use crate::text::{Lang, Text};

/// Widths and heights, in the units of the drawing.
const EDGE: usize = 20;
const LABELS: usize = 300;
const CHART: usize = 400;
const SAID: usize = 120;
const WIDTH: usize = 2 * EDGE + LABELS + CHART + SAID;
const LINE: usize = 17;
const BAR: usize = 18;
/// How many lines a title and a label have at most.
const TITLE_LINES: usize = 3;
const LABEL_LINES: usize = 2;

const STYLE: &str = "\
.bar{fill:var(--act);stroke:var(--ink);stroke-width:1}.kept{fill:none;stroke:var(--pale);stroke-width:1.5;stroke-dasharray:4 3}";

const NAME: Text = Text::new("Сауалнаманың нәтижелері", "Результаты опроса", "Results of a survey");

/// What is drawn.
#[derive(Clone, Debug)]
pub struct Chart {
    /// What it is about.
    pub title: String,
    /// What is said of all of it.
    pub note: String,
    /// What was asked.
    pub groups: Vec<Group>,
}

/// A question with its bars.
#[derive(Clone, Debug)]
pub struct Group {
    /// The question.
    pub title: String,
    /// What is said of it.
    pub note: String,
    /// Its bars.
    pub bars: Vec<Bar>,
}

/// A bar.
#[derive(Clone, Debug)]
pub struct Bar {
    /// What it stands for.
    pub label: String,
    /// How long it is, in thousandths of the whole; none, where that is kept back.
    pub share: Option<i64>,
    /// The same in words.
    pub said: String,
}

impl Chart {
    /// All of it in words.
    fn words(&self) -> String {
        let bar = |Bar { label, said, .. }: &Bar| format!("{label}: {said}");
        let group = |Group { title, note, bars }: &Group| {
            let bars = bars.iter().map(bar).collect::<Vec<_>>().join("; ");
            [title.as_str(), note, &bars].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(". ")
        };
        let all = [self.title.clone(), self.note.clone()].into_iter().chain(self.groups.iter().map(group));
        all.collect::<Vec<_>>().join(". ")
    }
}

/// Lines of a text, one below the other.
fn lines(lines: &[String], class: &str, y: usize) -> Markup {
    html! { @for (number, line) in lines.iter().enumerate() { text class=(class) x=(EDGE) y=(y + LINE * number) { (line) } } }
}

/// A bar whose row begins at this height, and how high the row is.
fn row(bar: &Bar, y: usize) -> (Markup, usize) {
    let label = fitted(&bar.label, LABELS - EDGE, PLAIN, LABEL_LINES);
    let (left, height) = (EDGE + LABELS, LINE * label.len().max(1) + 12);
    let middle = y + height / 2;
    let long = usize::try_from(bar.share.unwrap_or_default().clamp(0, 1_000)).unwrap_or_default() * CHART / 1_000;
    let drawn = html! {
        (lines(&label, "", middle + 5 - LINE * (label.len().max(1) - 1) / 2))
        line class="rail" x1=(left) y1=(y + 2) x2=(left) y2=(y + height - 2) {}
        @if bar.share.is_none() {
            rect class="kept" x=(left) y=(middle - BAR / 2) width=(2 * BAR) height=(BAR) {}
        } @else if long > 0 {
            rect class="bar" x=(left) y=(middle - BAR / 2) width=(long) height=(BAR) {}
        }
        text class="strong" x=(left + long.max(if bar.share.is_none() { 2 * BAR } else { 0 }) + 8) y=(middle + 5) { (bar.said) }
    };
    (drawn, height)
}

/// Draws it as an SVG picture, titled in `lang`.
#[must_use]
pub fn draw(chart: &Chart, lang: Lang) -> String {
    let title = fitted(&chart.title, WIDTH - 2 * EDGE, TITLE, TITLE_LINES);
    let mut y = EDGE + 14;
    let mut drawn = vec![html! {
        @for (number, line) in title.iter().enumerate() { text class="title" x=(EDGE) y=(y + 24 * number) { (line) } }
        text class="pale" x=(EDGE) y=(y + 24 * title.len()) { (chart.note) }
    }];
    y += 24 * title.len() + 36;
    for group in &chart.groups {
        let title = fitted(&group.title, WIDTH - 2 * EDGE, PLAIN, TITLE_LINES);
        let note = fitted(&group.note, WIDTH - 2 * EDGE, SMALL, LABEL_LINES);
        drawn.push(lines(&title, "strong", y));
        y += LINE * title.len();
        drawn.push(lines(&note, "pale", y));
        y += LINE * note.len();
        for bar in &group.bars {
            let (bar, height) = row(bar, y - 8);
            drawn.push(bar);
            y += height;
        }
        y += LINE + 8;
    }
    let body = html! { @for part in &drawn { (part) } };
    Picture { width: WIDTH, height: y, name: NAME.get(lang), about: &chart.words(), style: STYLE }.draw(lang, &body)
}

#[cfg(test)]
mod tests {
    use super::{Bar, Chart, Group, draw};
    use crate::text::Lang;

    #[test]
    fn a_bar_is_as_long_as_its_share_and_what_is_kept_back_has_none() {
        let bar = |label: &str, share, said: &str| Bar { label: label.to_owned(), share, said: said.to_owned() };
        let bars = vec![bar("Yes", Some(750), "9 (75 %)"), bar("No", None, "< 5"), bar("None", Some(0), "0")];
        let group = Group { title: "Is it <good>?".to_owned(), note: String::new(), bars };
        let chart = Chart { title: "Parks".to_owned(), note: "12 responses".to_owned(), groups: vec![group] };
        let picture = draw(&chart, Lang::En);
        assert_eq!(picture.matches("class=\"bar\"").count(), 1);
        assert!(picture.contains("width=\"300\"") && picture.matches("class=\"kept\"").count() == 1);
        assert!(
            picture
                .contains("<desc>Parks. 12 responses. Is it &lt;good&gt;?. Yes: 9 (75 %); No: &lt; 5; None: 0</desc>")
        );
    }
}
