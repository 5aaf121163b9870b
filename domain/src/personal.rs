//! What in a text looks like personal data: an IIN, a telephone number, an e-mail address. Names are not found so.

use crate::contact::EmailAddress;
use crate::identity::Iin;

vocabulary! {
    /// What something in a text looks like.
    PersonalKind {
        /// An individual identification number.
        Iin = "iin", "ЖСН", "ИИН", "an IIN";
        /// A telephone number.
        Phone = "phone", "телефон нөмірі", "номер телефона", "a telephone number";
        /// An e-mail address.
        Email = "email", "электрондық пошта мекенжайы", "адрес электронной почты", "an e-mail address";
    }
}

/// Something in a text that looks like personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Personal<'text> {
    /// What it looks like.
    pub kind: PersonalKind,
    /// The piece of the text.
    pub text: &'text str,
}

/// An IIN has so many digits, and so has a telephone number of Kazakhstan, with its first 7 or 8.
const IIN: usize = 12;
const PHONE: usize = 11;
/// A telephone number of another country has so many, at least and at the most.
const ABROAD: std::ops::RangeInclusive<usize> = 9..=15;
/// So many signs that are no digits may stand between two digits of a number.
const BETWEEN: usize = 2;

/// What in a text looks like personal data, in its order.
#[must_use]
pub fn personal(text: &str) -> Vec<Personal<'_>> {
    let mut found = numbers(text);
    let place = |piece: &Personal<'_>| piece.text.as_ptr().addr();
    found.extend(addresses(text));
    found.sort_by_key(place);
    found
}

fn addresses(text: &str) -> impl Iterator<Item = Personal<'_>> {
    let is_edge = |sign: char| sign.is_whitespace() || "<>()[]{},;:\"'«»".contains(sign);
    let words = text.split(is_edge).map(|word| word.trim_matches(['.', '!', '?']));
    let addresses = words.filter(|word| word.contains('@') && EmailAddress::parse(word).is_ok());
    addresses.map(|text| Personal { kind: PersonalKind::Email, text })
}

fn numbers(text: &str) -> Vec<Personal<'_>> {
    let (mut found, mut rest) = (Vec::new(), text);
    while let Some(from) = rest.find(|sign: char| sign.is_ascii_digit()) {
        let with_plus = rest.get(..from).is_some_and(|before| before.ends_with('+'));
        let number = rest.get(from..).unwrap_or_default();
        let end = match number_of(number, with_plus) {
            Some((kind, end)) => {
                found.push(Personal { kind, text: number.get(..end).unwrap_or_default() });
                end
            }
            None => number.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(number.len()),
        };
        rest = number.get(end..).unwrap_or_default();
    }
    found
}

/// What a text begins with that begins with a digit, and where that ends, if it looks like personal data.
fn number_of(text: &str, with_plus: bool) -> Option<(PersonalKind, usize)> {
    let together = text.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(text.len());
    if together == IIN && Iin::parse(text.get(..together)?).is_ok() {
        return Some((PersonalKind::Iin, together));
    }
    // Where the digits end of which there are so many, if no further one follows at once.
    let (mut ends, mut between) = (Vec::new(), 0);
    for (at, sign) in text.char_indices() {
        if sign.is_ascii_digit() {
            ends.push(at + 1);
            between = 0;
        } else {
            between += 1;
        }
        if between > BETWEEN || ends.len() > *ABROAD.end() || !(sign.is_ascii_digit() || " -()\u{a0}".contains(sign)) {
            break;
        }
    }
    let closes =
        |end: &usize| !text.get(*end..).is_some_and(|rest| rest.starts_with(|sign: char| sign.is_ascii_digit()));
    let of_kazakhstan = ends.get(PHONE - 1).filter(|end| text.starts_with(['7', '8']) && closes(end));
    let abroad = ends.last().filter(|_| with_plus && ABROAD.contains(&ends.len()));
    of_kazakhstan.or(abroad).map(|end| (PersonalKind::Phone, *end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(PersonalKind, &str)> {
        personal(text).into_iter().map(|piece| (piece.kind, piece.text)).collect()
    }

    #[test]
    fn numbers_of_persons_and_addresses_are_found_and_others_are_not() {
        use PersonalKind::{Email, Iin, Phone};
        let text = "ЖСН 061211600012, тел. +7 (701) 123-45-67 немесе 8 7172 74 00 00, synaq@demo.example.";
        let expected = [
            (Iin, "061211600012"),
            (Phone, "7 (701) 123-45-67"),
            (Phone, "8 7172 74 00 00"),
            (Email, "synaq@demo.example"),
        ];
        assert_eq!(kinds(text), expected);
        assert_eq!(kinds("+44 20 7946 0958 and 87011234567"), [(Phone, "44 20 7946 0958"), (Phone, "87011234567")]);
        for text in [
            "",
            "2026-03-16 10:00, 1 250 000 000 теңге",
            "БСН 100140000003",
            "№ 123456789012",
            "701 12",
            "8-ші тармақ, 11-бап, 2025 жылғы 28 наурыз",
            "a@ b",
            "870112345678901234",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }

    #[test]
    fn a_long_text_is_read_once() {
        let digits = "7".repeat(100_000);
        assert_eq!(kinds(&digits), []);
        let apart = "7 1".repeat(30_000);
        let _ = personal(&apart);
    }
}
