//! The week as a page: the picture, and every event in words.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use time::Date;
use time::format_description::well_known::Rfc3339;

use super::{EMPTY, Entry, Grid, LEFT_OUT, NAME, NOW, day_of, drawing, hues, span};
use crate::calendar::WorkCalendar;
use crate::vocabulary::Vocabulary;
use crate::zone;

const STYLE: &str = "\
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.45 system-ui,sans-serif;overflow-wrap:anywhere}\
main{max-width:1440px;margin:auto;padding:16px}header{margin-bottom:16px}h1{margin:0;font-size:26px}header p{margin:2px 0;color:var(--pale)}\
figure{margin:0 0 28px}figure svg{display:block;width:100%;height:auto}\
.days{columns:3 340px;column-gap:28px}h2{margin:0 0 8px;padding-bottom:4px;border-bottom:2px solid var(--ink);font-size:18px;break-after:avoid}\
section{margin-bottom:24px}ol{margin:0;padding:0;list-style:none}li{position:relative;margin:0 0 14px;padding-left:14px;break-inside:avoid}\
li::before{content:'';position:absolute;left:0;top:3px;bottom:3px;width:5px;border-radius:3px;background:var(--hue)}\
li p,h3{margin:0}h3{font-size:15px}.when{font-weight:600;font-variant-numeric:tabular-nums}.when b{color:var(--pale);font-weight:400}\
li.cancelled h3{text-decoration:line-through}li.cancelled{color:var(--pale)}li.cancelled::before{opacity:.4}\
.heading{margin:12px 0 8px;font-weight:600;color:var(--pale);break-after:avoid}.note{color:var(--pale);font-size:13px}.tag{display:inline-block;padding:0 7px;border:1px solid var(--pale);border-radius:9px;font-size:12px;font-weight:400;color:var(--ink)}\
.tag.confirmed{border-style:solid;border-color:var(--good)}.tag.planned{border-style:dashed}.tag.postponed{border-style:dashed}\
.tag.cancelled{border-style:dotted}.tag.news{border-color:var(--act);background:var(--act);color:var(--paper);font-weight:600}a{color:var(--act);text-underline-offset:2px}a[href^=tel]{white-space:nowrap}.reason{margin:0 0 20px;padding:8px 14px;border-left:4px solid var(--act);background:var(--band);white-space:pre-line}.tag.embargo{border-color:var(--bad);color:var(--bad);font-weight:600}\
dl{margin:4px 0 0;font-size:13px}dl div{display:inline}dt{display:inline;color:var(--pale)}dt::after{content:': '}dd{display:inline;margin:0;white-space:pre-line}\
dl div::after{content:'';display:block}.on{color:var(--pale);font-weight:400}.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}\
@media screen and (min-width:900px){.days,.reason{margin-inline:1.684%}header{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}}\
@media screen and (max-width:899px){.on{display:none}figure{display:none}h2{position:sticky;top:0;padding-top:8px;background:var(--paper);z-index:1}}\
@page{size:A4 landscape;margin:8mm}\
@media print{main{max-width:none;padding:0}header{display:none}figure{break-after:page}figure svg{max-height:193mm}.days,.reason{margin-inline:8.6mm}\
body{font-size:9.5pt}.days{columns:3;column-gap:6mm}h3{font-size:10pt}h2{font-size:12pt}dl,.note{font-size:8.5pt}.tag{font-size:8pt}a{color:inherit;text-decoration:none}.tag.news{print-color-adjust:exact;-webkit-print-color-adjust:exact}\
li::before{print-color-adjust:exact;-webkit-print-color-adjust:exact}}";

/// What of these words leads somewhere, and where: an address on the internet, an e-mail address, a telephone number.
fn target(words: &str) -> Option<String> {
    let is_one_word = !words.contains(char::is_whitespace);
    if is_one_word && ["https://", "http://"].iter().any(|scheme| words.starts_with(scheme)) {
        return Some(words.to_owned());
    }
    if is_one_word && words.contains('@') {
        return Some(format!("mailto:{words}"));
    }
    let digits: String = words.chars().filter(char::is_ascii_digit).collect();
    let is_number = words.starts_with('+') && words.chars().all(|sign| sign.is_ascii_digit() || "+ -()".contains(sign));
    (is_number && digits.len() > 9).then(|| format!("tel:+{digits}"))
}

/// What stands between words of which one leads somewhere.
const PARTS: [char; 4] = [',', ';', '·', '\n'];

/// Words, of which addresses and numbers lead to where they reach.
fn linked(words: &str) -> Markup {
    if let Some(target) = target(words) {
        return html! { a href=(target) { (words) } };
    }
    html! {
        @for part in words.split_inclusive(PARTS) {
            @let word = part.trim_matches(PARTS).trim();
            @match target(word).zip(part.split_once(word)) {
                Some((target, (before, after))) => { (before) a href=(target) { (word) } (after) }
                None => { (part) }
            }
        }
    }
}

/// An event in words.
fn item(grid: &Grid, number: usize, entry: &Entry) -> Markup {
    let lang = grid.lang;
    let status = entry.status.code();
    let machine = zone::local(entry.starts_at).format(&Rfc3339).unwrap_or_default();
    html! {
        li class=(format!("{status} {}", grid.hue(entry.region))) value=(number) {
            p class="when" {
                b { (number) "." } " "
                // A day may go on in the next column, or on the next sheet.
                span class="on" { (day_of(entry.days().0, lang)) } " "
                time datetime=(machine) { (entry.hours(lang)) } " "
                span class=(format!("tag {status}")) { (entry.status.title().get(lang)) }
                @if let Some(change) = &entry.change { " " span class="tag news" { (change) } }
                @if let Some(embargo) = entry.embargo(lang) { " " span class="tag embargo" { (embargo) } }
            }
            h3 { (entry.title) }
            p {
                (entry.place)
                @if let Some(region) = entry.region { " · " (region.title().get(lang)) }
            }
            p class="note" { (entry.organiser) }
            @if !entry.details.is_empty() {
                dl { @for (name, words) in &entry.details { div { dt { (name) } dd { (linked(words)) } } } }
            }
        }
    }
}

/// Events with their numbers, and the heading that they stand under.
type Group<'grid> = (Option<&'grid str>, Vec<(usize, &'grid Entry)>);

/// Events by the headings that they stand under, the heading of the first one first.
fn under_headings<'grid>(events: &[(usize, &'grid Entry)]) -> Vec<Group<'grid>> {
    let mut groups: Vec<Group<'grid>> = Vec::new();
    for (number, entry) in events {
        let heading = entry.heading.as_deref();
        match groups.iter_mut().find(|(known, _)| *known == heading) {
            Some((_, events)) => events.push((*number, *entry)),
            None => groups.push((heading, vec![(*number, *entry)])),
        }
    }
    groups
}

/// A day, with what begins on it or was going on when the week began.
fn day(grid: &Grid, date: Date, today: Date) -> Markup {
    let lang = grid.lang;
    let first = grid.week.monday();
    let shown: Vec<(usize, &Entry)> =
        (1..).zip(&grid.entries).filter(|(_, entry)| entry.days().0.max(first) == date).collect();
    if shown.is_empty() {
        return Markup::default();
    }
    html! {
        section aria-labelledby=(format!("d{}", date.day())) {
            h2 id=(format!("d{}", date.day())) {
                (day_of(date, lang))
                @if date == today { " " span class="tag moment" { (NOW.get(lang)) } }
            }
            @for (place, (heading, events)) in under_headings(&shown).into_iter().enumerate() {
                @let id = format!("d{}h{place}", date.day());
                @if let Some(heading) = heading { p class="heading" id=(id) { (heading) } }
                ol aria-labelledby=[heading.map(|_| &id)] { @for (number, entry) in events { (item(grid, number, entry)) } }
            }
        }
    }
}

/// The events that this version leaves out: what each was, and when.
fn left_out(grid: &Grid) -> Markup {
    let lang = grid.lang;
    html! {
        section aria-labelledby="left-out" {
            h2 id="left-out" { (LEFT_OUT.get(lang)) }
            ol {
                @for entry in &grid.left_out {
                    li class="cancelled r" {
                        p class="when" { (day_of(entry.days().0, lang)) ", " (entry.hours(lang)) }
                        h3 { (entry.title) }
                        p class="note" { (entry.organiser) }
                    }
                }
            }
        }
    }
}

/// The week as a page of its own, which can be read, printed and heard.
#[must_use]
pub fn page(calendar: &WorkCalendar, grid: &Grid) -> String {
    let Grid { lang, week, .. } = *grid;
    let today = zone::local(grid.now).date();
    let title = format!("{}: {}", NAME.get(lang), span(week, lang));
    let page = html! {
        (DOCTYPE)
        html lang=(lang.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(crate::pictures::STYLE)) (PreEscaped(hues())) (PreEscaped(STYLE)) }
            }
            body {
                main {
                    header {
                        h1 { (NAME.get(lang)) }
                        p { (grid.issuer) }
                        p { (span(week, lang)) " · " (grid.number()) " · " (grid.edition()) }
                    }
                    // The list says all that the picture shows.
                    figure aria-hidden="true" { (PreEscaped(drawing::draw(calendar, grid))) }
                    @if let Some(reason) = &grid.reason { p class="reason" { (reason) } }
                    @if grid.entries.is_empty() { p class="note" { (EMPTY.get(lang)) } }
                    div class="days" {
                        @for date in week.days() { (day(grid, date, today)) }
                        @if !grid.left_out.is_empty() { (left_out(grid)) }
                    }
                }
            }
        }
    };
    page.into_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reaches_somebody_is_a_link_and_nothing_else_is() {
        let shown = |words: &str| linked(words).into_string();
        assert_eq!(
            shown("Айгүл, +7 7172 00-00-00, press@demo.example; Ерлан"),
            "Айгүл, <a href=\"tel:+77172000000\">+7 7172 00-00-00</a>, \
             <a href=\"mailto:press@demo.example\">press@demo.example</a>; Ерлан"
        );
        assert_eq!(
            shown("Айгүл · +7 7172 00-00-00 · press@demo.example"),
            "Айгүл · <a href=\"tel:+77172000000\">+7 7172 00-00-00</a> · \
             <a href=\"mailto:press@demo.example\">press@demo.example</a>"
        );
        assert_eq!(
            shown("https://live.example/1,2"),
            "<a href=\"https://live.example/1,2\">https://live.example/1,2</a>"
        );
        for words in ["javascript:alert(1)", "+7", "Үкімет үйі, 2026 жыл", "a @ b", "", ";,", "+7 қазан 2026 00 00"]
        {
            assert_eq!(shown(words), words);
        }
        assert_eq!(shown("\"><b>@x"), "<a href=\"mailto:&quot;&gt;&lt;b&gt;@x\">&quot;&gt;&lt;b&gt;@x</a>");
    }
}
