//! Addresses of the web, parsed at the edge and kept in one form.

use url::Url;

use crate::text::{Text, kept_text};

/// Why a text is no address of the web.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// It does not begin with `https://` or `http://`, or has blanks.
    Shape,
    /// There is no such host.
    Host,
    /// A name or a password stands before the host, so that it reads as another one.
    Credentials,
    /// It is too long.
    Length,
}

impl LinkError {
    /// What is wrong, for whoever has sent it.
    #[must_use]
    pub const fn text(self) -> Text {
        match self {
            Self::Shape => Text::new(
                "https:// немесе http:// деп басталатын, бос орынсыз сілтеме болуы керек",
                "нужна ссылка, которая начинается с https:// или http:// и не содержит пробелов",
                "must be a link that begins with https:// or http:// and has no blanks",
            ),
            Self::Host => Text::new(
                "сілтемедегі сайт аты қате",
                "неверно имя сайта в ссылке",
                "the name of the site in the link is wrong",
            ),
            Self::Credentials => Text::new(
                "сілтемеде сайт атының алдында @ белгісі болмауы керек",
                "в ссылке не должно быть знака @ перед именем сайта",
                "nothing with an @ may stand before the name of the site",
            ),
            Self::Length => Text::new(
                "сілтеме ASCII түрінде 2000 таңбадан аспауы керек",
                "ссылка в виде ASCII должна быть не длиннее 2000 знаков",
                "the link must have at most 2,000 characters in ASCII",
            ),
        }
    }
}

/// An address of the web as programs have it, a URI in ASCII: a host of another script in Punycode, the rest percent-encoded.
///
/// ```
/// use merzim_domain::link::Link;
/// let kept = |text| Link::parse(text).unwrap().to_string();
/// assert_eq!(kept("https://мысал.қаз/от"), "https://xn--80awbu3c.xn--80ao21a/%D0%BE%D1%82");
/// assert!(Link::parse("javascript:alert(1)").is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link(String);

impl Link {
    /// Parses one address.
    ///
    /// # Errors
    /// [`LinkError`] tells which part is wrong.
    pub fn parse(text: &str) -> Result<Self, LinkError> {
        const LONGEST: usize = 2_000;
        let text = text.trim_matches(' ');
        // The library mends what browsers mend; whoever reads it need not.
        let begins = |scheme: &str| text.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme));
        if !(begins("https://") || begins("http://")) || text.contains(char::is_whitespace) || text.contains('\\') {
            return Err(LinkError::Shape);
        }
        let url = Url::parse(text).map_err(|_| LinkError::Host)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(LinkError::Credentials);
        }
        if url.as_str().len() > LONGEST {
            return Err(LinkError::Length);
        }
        Ok(Self(url.into()))
    }

    /// Whether nobody on the way can read what is sent there.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.0.starts_with("https://")
    }
}

kept_text!(Link);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_in_one_form() {
        for (written, kept) in [
            ("https://live.demo.example/otyrys", Ok("https://live.demo.example/otyrys")),
            (" HTTPS://Live.Demo.Example ", Ok("https://live.demo.example/")),
            ("http://live.demo.example:8080/?a=1#b", Ok("http://live.demo.example:8080/?a=1#b")),
            ("https://xn--80ao21a.xn--80ao21a/", Ok("https://xn--80ao21a.xn--80ao21a/")),
            ("https://қаз.қаз/?ә=1", Ok("https://xn--80ao21a.xn--80ao21a/?%D3%99=1")),
            ("javascript:alert(1)", Err(LinkError::Shape)),
            ("https:live.demo.example", Err(LinkError::Shape)),
            ("https://a.example/ b", Err(LinkError::Shape)),
            ("https://a.example\\@b.example", Err(LinkError::Shape)),
            ("ftp://a.example/", Err(LinkError::Shape)),
            ("https://", Err(LinkError::Host)),
            ("https://a..example:99999/", Err(LinkError::Host)),
            ("https://xn--a.example/", Err(LinkError::Host)),
            ("https://gov.example@evil.example/", Err(LinkError::Credentials)),
        ] {
            assert_eq!(Link::parse(written).as_ref().map(Link::as_str).map_err(|error| *error), kept, "{written}");
        }
        assert_eq!(Link::parse(&format!("https://a.example/{}", "ә".repeat(400))), Err(LinkError::Length));
    }
}
