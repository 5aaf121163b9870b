//! Entity tags: what a client has, and which version it means (RFC 9110 §8.8.3, §13.1).
//!
//! A coding of an answer has a tag of its own: that of the answer, with the name of the coding. Only this file knows that; inside,
//! there are no codings.

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpMessage, HttpRequest};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use crate::digest;

/// The tags that a condition names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// `*`: whatever there is.
    Any,
    /// One of these, each without its quotation marks, and whether it is weak.
    Tags(Vec<(String, bool)>),
}

impl Condition {
    /// Reads the value of a condition; nothing if it is none.
    pub fn read(text: &str) -> Option<Self> {
        if text.trim() == "*" {
            return Some(Self::Any);
        }
        let mut tags = Vec::new();
        let mut rest = text;
        loop {
            rest = rest.trim_start_matches([' ', '\t', ',']);
            if rest.is_empty() {
                return (!tags.is_empty()).then_some(Self::Tags(tags));
            }
            let weak = rest.strip_prefix("W/");
            let (tag, after) = weak.unwrap_or(rest).strip_prefix('"')?.split_once('"')?;
            if tag.chars().any(|sign| sign.is_whitespace() || sign.is_control()) {
                return None;
            }
            tags.push((tag.to_owned(), weak.is_some()));
            rest = after.trim_start_matches([' ', '\t']);
            if !rest.is_empty() && !rest.starts_with(',') {
                return None;
            }
        }
    }

    /// Whether it has a tag that can be compared strongly, as a change asks for.
    pub fn is_strong(&self) -> bool {
        match self {
            Self::Any => true,
            Self::Tags(tags) => tags.iter().any(|(_, weak)| !weak),
        }
    }

    /// Whether it names a version, by a strong tag.
    pub fn names_version(&self, version: i64) -> bool {
        let version = version.to_string();
        match self {
            Self::Any => true,
            Self::Tags(tags) => tags.iter().any(|(tag, weak)| {
                // A tag that nobody was given names nothing.
                let said = match tag.split_once(PARTED) {
                    Some((said, digest))
                        if BASE64_URL_SAFE_NO_PAD.decode(digest).is_ok_and(|bytes| bytes.len() == DIGEST) =>
                    {
                        said
                    }
                    Some(_) => "",
                    None => tag,
                };
                !weak && said == version
            }),
        }
    }
}

/// How many bytes of a digest are in a tag.
const DIGEST: usize = 16;

/// Between a version and what was sent of it, and between a tag and a coding.
const PARTED: char = '-';

/// The strong tag of content that `seed` determines.
pub fn tag_of(seed: &[u8]) -> String {
    format!("\"{}\"", digest_of(seed))
}

/// The strong tag of a version, as it is sent with a change.
pub fn tag_of_version(version: i64) -> String {
    format!("\"{version}\"")
}

/// The strong tag of what is sent of a version: that depends on who asks, in which language, and when.
pub fn tag_of_view(version: i64, body: &[u8]) -> String {
    format!("\"{version}{PARTED}{}\"", digest_of(body))
}

fn digest_of(seed: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(digest::of(seed).as_ref().get(..DIGEST).unwrap_or_default())
}

/// All lines of a header as one.
pub fn lines(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let lines: Vec<_> = headers.get_all(name).map(|line| String::from_utf8_lossy(line.as_bytes())).collect();
    (!lines.is_empty()).then(|| lines.join(", "))
}

/// Whether the client has what bears this tag, by `If-None-Match`.
pub fn is_known(request: &HttpRequest, etag: &str) -> bool {
    let condition = lines(request.headers(), &header::IF_NONE_MATCH).and_then(|text| Condition::read(&text));
    match condition {
        Some(Condition::Any) => true,
        Some(Condition::Tags(tags)) => tags.iter().any(|(tag, _)| etag.trim_matches('"') == tag),
        None => false,
    }
}

/// The codings that answers come in, as the ends of tags.
const CODINGS: [&str; 2] = ["-gzip\"", "-deflate\""];

/// What a client said that it has, with the ends of codings.
struct Said(String);

/// Takes the ends of codings off the tags of a request.
pub fn take_codings(request: &mut ServiceRequest) {
    for name in [header::IF_MATCH, header::IF_NONE_MATCH, header::IF_RANGE] {
        let Some(said) = lines(request.headers(), &name) else { continue };
        let plain = CODINGS.iter().fold(said.clone(), |text, end| text.replace(end, "\""));
        if plain != said
            && let Ok(plain) = HeaderValue::from_str(&plain)
        {
            if name == header::IF_NONE_MATCH {
                request.extensions_mut().insert(Said(said));
            }
            request.headers_mut().insert(name, plain);
        }
    }
}

/// Gives the tag of an answer the end of its coding; an answer without a body has the one that the client named.
pub fn give_coding(request: &HttpRequest, headers: &mut HeaderMap) {
    let text = |headers: &HeaderMap, name| Some(headers.get(name)?.to_str().ok()?.to_owned());
    let Some(tag) = text(headers, header::ETAG) else { return };
    let with = |end: &str| tag.strip_suffix('"').map(|tag| format!("{tag}{end}"));
    let marked = match text(headers, header::CONTENT_ENCODING) {
        Some(coding) => with(&format!("{PARTED}{coding}\"")),
        None => {
            let said = request.extensions().get::<Said>().map(|Said(said)| said.clone()).unwrap_or_default();
            CODINGS.iter().filter_map(|end| with(end)).find(|tag| said.contains(tag))
        }
    };
    if let Some(Ok(marked)) = marked.map(|tag| HeaderValue::from_str(&tag)) {
        headers.insert(header::ETAG, marked);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_read_as_the_standard_has_it() {
        let tags = |tags: &[(&str, bool)]| {
            Some(Condition::Tags(tags.iter().map(|(tag, weak)| ((*tag).to_owned(), *weak)).collect()))
        };
        for (text, read) in [
            ("*", Some(Condition::Any)),
            ("\"1\"", tags(&[("1", false)])),
            ("\"1\", W/\"2\"", tags(&[("1", false), ("2", true)])),
            (" ,\"a,b\" ,\t\"\"", tags(&[("a,b", false), ("", false)])),
            ("1", None),
            ("\"1", None),
            ("\"1\" \"2\"", None),
            ("w/\"1\"", None),
            ("\"1\", *", None),
            ("\"1 2\"", None),
            ("", None),
        ] {
            assert_eq!(Condition::read(text), read, "{text}");
        }
        let names = |text: &str| Condition::read(text).unwrap().names_version(3);
        let given = tag_of_view(3, b"seed");
        assert!(names("\"3\"") && names(&format!("\"2\", {given}")) && names("*"));
        assert!(!names("W/\"3\"") && !names("\"33\"") && !names("\"digest-3\""));
        assert!(!names("\"3-abc\"") && !names("\"3-\"") && !names(&given.replace("3-", "3-3-")));
    }
}
