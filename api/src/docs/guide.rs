//! The guide for those who build on the API, as a page. It is in English; in the other languages the introduction is.

use std::sync::LazyLock;

use maud::{DOCTYPE, PreEscaped, html};
use merzim_domain::Lang;
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

/// Each page: where it stands, and its text.
pub static PAGES: LazyLock<[(&str, String); 3]> = LazyLock::new(|| {
    [
        ("/guide", page(Lang::En, include_str!("../../../docs/guide.md"))),
        ("/guide/kk", page(Lang::Kk, include_str!("../../../README.kk.md"))),
        ("/guide/ru", page(Lang::Ru, include_str!("../../../README.ru.md"))),
    ]
});

fn page(lang: Lang, markdown: &str) -> String {
    let mut body = String::new();
    pulldown_cmark::html::push_html(&mut body, with_anchors(markdown).into_iter());
    let is_guide = lang == Lang::En;
    let page = html! {
        (DOCTYPE)
        html lang=(lang.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { @if is_guide { "Merzim · API guide" } @else { "Merzim" } }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/docs/start.css";
            }
            body {
                header { h1 { a href="/" { "Мерзім" } } nav { a href="/docs/" { "Swagger UI" } } }
                main class="guide" {
                    @if is_guide {
                        p lang="kk" { "Нұсқаулық ағылшын тілінде жазылған. " a href="/guide/kk" { "Қазақша таныстыру" } "." }
                        p lang="ru" { "Руководство написано на английском языке. " a href="/guide/ru" { "Введение на русском" } "." }
                    }
                    (PreEscaped(body))
                }
            }
        }
    };
    page.into_string()
}

/// What is written, with a name for each heading, and without links to files that are not served.
fn with_anchors(markdown: &str) -> Vec<Event<'_>> {
    let mut events: Vec<Event<'_>> = Parser::new_ext(markdown, Options::ENABLE_TABLES).collect();
    let mut heading = None;
    let mut words = String::new();
    for place in 0..events.len() {
        match events.get(place) {
            Some(Event::Start(Tag::Heading { .. })) => {
                heading = Some(place);
                words.clear();
            }
            Some(Event::Text(text) | Event::Code(text)) => words.push_str(text),
            Some(Event::End(TagEnd::Heading(_))) => {
                if let Some(Event::Start(Tag::Heading { id, .. })) = heading.take().and_then(|at| events.get_mut(at)) {
                    *id = Some(anchor(&words).into());
                }
            }
            _ => {}
        }
        if let Some(Event::Start(Tag::Image { dest_url, .. })) = events.get_mut(place) {
            *dest_url = format!("/docs/{}", dest_url.trim_start_matches("docs/")).into();
        }
        if let Some(Event::Start(Tag::Link { dest_url, .. })) = events.get_mut(place)
            && !["#", "/", "http"].iter().any(|begin| dest_url.starts_with(begin))
        {
            *dest_url = CowStr::Borrowed(served(dest_url));
        }
    }
    events
}

/// Where a file that is linked to is served; where it is not, what one can try instead.
fn served(file: &str) -> &'static str {
    let known = [
        ("tour.ts", "/docs/tour.ts"),
        ("guide.md", "/guide"),
        ("README.kk.md", "/guide/kk"),
        ("README.ru.md", "/guide/ru"),
        ("README.md", "/"),
    ];
    known.into_iter().find(|(end, _)| file.ends_with(end)).map_or("/docs/", |(_, address)| address)
}

/// The name of a heading in a link: its words in small letters, with dashes between them.
fn anchor(words: &str) -> String {
    let kept = words.chars().filter(|sign| sign.is_alphanumeric() || " -_".contains(*sign));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_have_the_names_that_links_use() {
        let page = page(Lang::En, "# What people write\n\n[there](#what-people-write) [other](../README.md) `<b>`\n");
        assert!(page.contains("<h1 id=\"what-people-write\">What people write</h1>"), "{page}");
        assert!(
            page.contains("href=\"#what-people-write\"") && !page.contains("README") && !page.contains("<b>"),
            "{page}"
        );
    }
}
