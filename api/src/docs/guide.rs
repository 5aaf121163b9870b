//! The guide for those who build on the API, as a page.

use std::sync::LazyLock;

use maud::{DOCTYPE, PreEscaped, html};
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

const GUIDE: &str = include_str!("../../../docs/guide.md");

/// The page.
pub static PAGE: LazyLock<String> = LazyLock::new(|| page(GUIDE));

fn page(markdown: &str) -> String {
    let mut body = String::new();
    pulldown_cmark::html::push_html(&mut body, with_anchors(markdown).into_iter());
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Merzim · API guide" }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/docs/start.css";
            }
            body {
                header { h1 { a href="/" { "Мерзім" } } nav { a href="/docs/" { "Swagger UI" } } }
                main class="guide" { (PreEscaped(body)) }
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
            *dest_url = format!("/docs/{dest_url}").into();
        }
        if let Some(Event::Start(Tag::Link { dest_url, .. })) = events.get_mut(place)
            && !["#", "/", "http"].iter().any(|begin| dest_url.starts_with(begin))
        {
            *dest_url = CowStr::Borrowed(if dest_url.ends_with("/tour.ts") { "/docs/tour.ts" } else { "/docs/" });
        }
    }
    events
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
        let page = page("# What people write\n\n[there](#what-people-write) [other](../README.md) `<b>`\n");
        assert!(page.contains("<h1 id=\"what-people-write\">What people write</h1>"), "{page}");
        assert!(
            page.contains("href=\"#what-people-write\"") && !page.contains("README") && !page.contains("<b>"),
            "{page}"
        );
    }
}
