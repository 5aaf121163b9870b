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

/// So many digits an IIN has.
const IIN: usize = 12;
/// So many has a telephone number of Kazakhstan, with its first 7 or 8, and without.
const PHONE: usize = 11;
const LOCAL: usize = 10;
/// So many has one of another country, at least and at the most.
const ABROAD: std::ops::RangeInclusive<usize> = 9..=15;
/// So many signs may stand between two digits of a number.
const BETWEEN: usize = 4;

/// What in a text looks like personal data, in its order.
#[must_use]
pub fn personal(text: &str) -> Vec<Personal<'_>> {
    let mut found = numbers(text);
    found.extend(addresses(text));
    found.sort_by_key(|piece| piece.text.as_ptr().addr());
    found
}

fn addresses(text: &str) -> impl Iterator<Item = Personal<'_>> {
    let is_edge = |sign: char| sign.is_whitespace() || "<>()[]{},;:=|…\"'«»“”„‘’".contains(sign);
    let words = text.split(is_edge).map(|word| word.trim_matches(['.', '!', '?']));
    let addresses = words.filter(|word| word.contains('@') && EmailAddress::parse(word).is_ok());
    addresses.map(|text| Personal { kind: PersonalKind::Email, text })
}

/// A digit, as wide as it may be, as people write it.
fn digit(sign: char) -> Option<char> {
    match sign {
        '0'..='9' => Some(sign),
        '０'..='９' => char::from_digit(u32::from(sign) - u32::from('０'), 10),
        _ => None,
    }
}

/// What stands between the digits of a number: blanks, brackets, points, strokes and dashes of whatever length.
fn is_between(sign: char) -> bool {
    sign.is_whitespace() || "-()./+".contains(sign) || ('\u{2010}'..='\u{2015}').contains(&sign) || sign == '\u{2212}'
}

fn numbers(text: &str) -> Vec<Personal<'_>> {
    let (mut found, mut rest) = (Vec::new(), text);
    while let Some(from) = rest.find(|sign| digit(sign).is_some()) {
        let with_plus = rest.get(..from).is_some_and(|before| before.ends_with(['+', '＋']));
        let number = rest.get(from..).unwrap_or_default();
        let end = match number_of(number, with_plus) {
            Some((kind, end)) => {
                found.push(Personal { kind, text: number.get(..end).unwrap_or_default() });
                end
            }
            None => number.find(|sign| digit(sign).is_none()).unwrap_or(number.len()),
        };
        rest = number.get(end..).unwrap_or_default();
    }
    found
}

/// What a text that begins with a digit begins with, and where that ends, if it looks like personal data.
fn number_of(text: &str, with_plus: bool) -> Option<(PersonalKind, usize)> {
    // The digits, and where each ends.
    let (mut digits, mut ends, mut between) = (String::new(), Vec::new(), 0);
    for (at, sign) in text.char_indices() {
        match digit(sign) {
            Some(digit) => {
                digits.push(digit);
                ends.push(at + sign.len_utf8());
                between = 0;
            }
            None if is_between(sign) && between < BETWEEN => between += 1,
            None => break,
        }
        if ends.len() > *ABROAD.end() {
            break;
        }
    }
    // So many of them are a number, unless a further one follows at once.
    let of = |count: usize| {
        let end = *ends.get(count.checked_sub(1)?)?;
        let ends_there = text.get(end..)?.chars().next().is_none_or(|next| digit(next).is_none());
        ends_there.then_some(end)
    };
    if let Some(end) = of(IIN).filter(|_| digits.get(..IIN).is_some_and(|digits| Iin::parse(digits).is_ok())) {
        return Some((PersonalKind::Iin, end));
    }
    let of_kazakhstan = || of(PHONE).filter(|_| digits.starts_with(['7', '8']));
    let abroad = || of(ends.len()).filter(|_| with_plus && ABROAD.contains(&ends.len()));
    let local = || of(LOCAL).filter(|_| matches!(digits.as_bytes(), [b'7', b'0'..=b'7', ..]));
    of_kazakhstan().or_else(abroad).or_else(local).map(|end| (PersonalKind::Phone, end))
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
        for (written, kind) in [
            ("701 123 45 67", Phone),
            ("7011234567", Phone),
            ("8.701.123.45.67", Phone),
            ("8–701–123–45–67", Phone),
            ("8/701/1234567", Phone),
            ("7 (701) - 123-45-67", Phone),
            ("８７０１１２３４５６７", Phone),
            ("061211 600012", Iin),
            ("0612 1160 0012", Iin),
            ("synaq@demo.kz", Email),
        ] {
            for text in [written.to_owned(), format!("“{written}”"), format!("мынау={written}.")] {
                assert_eq!(kinds(&text), [(kind, written)], "{text}");
            }
        }
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
