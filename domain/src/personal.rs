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
    found.extend(disguised(text));
    found.sort_by_key(|piece| piece.text.as_ptr().addr());
    found
}

/// How people write the sign of an address so that no machine should find it.
const SPELT_AT: [&str; 8] = ["(at)", "[at]", "{at}", "(собака)", "[собака]", "«собака»", "\"собака\"", " собака "];

/// Addresses in which the sign is spelt as a word.
fn disguised(text: &str) -> Vec<Personal<'_>> {
    let is_of_address = |sign: char| sign.is_ascii_alphanumeric() || "._%+-".contains(sign);
    let mut found = Vec::new();
    let lower = text.to_lowercase();
    // Where small letters take other room than large ones, places would not be the same: then only what is small is found.
    let lower = if lower.len() == text.len() { lower.as_str() } else { text };
    for spelt in SPELT_AT {
        for (at, _) in lower.match_indices(spelt) {
            let (before, after) = (&text.get(..at), text.get(at + spelt.len()..));
            let (before, after) = (before.unwrap_or_default().trim_end(), after.unwrap_or_default().trim_start());
            let name = before.chars().rev().take_while(|sign| is_of_address(*sign)).count();
            let host = after.find(|sign| !is_of_address(sign)).unwrap_or(after.len());
            let host = after.get(..host).unwrap_or_default().trim_end_matches('.');
            let (from, to) = (before.len() - name, text.len() - after.len() + host.len());
            let address = format!("{}@{host}", before.get(before.len() - name..).unwrap_or_default());
            if let Some(piece) = text.get(from..to).filter(|_| EmailAddress::parse(&address).is_ok()) {
                found.push(Personal { kind: PersonalKind::Email, text: piece });
            }
        }
    }
    found
}

fn addresses(text: &str) -> impl Iterator<Item = Personal<'_>> {
    let is_edge = |sign: char| sign.is_whitespace() || "<>()[]{},;:=|…\"'«»“”„‘’".contains(sign);
    let words = text.split(is_edge).map(|word| word.trim_matches(['.', '!', '?']));
    let addresses = words.filter(|word| word.contains('@') && EmailAddress::parse(word).is_ok());
    addresses.map(|text| Personal { kind: PersonalKind::Email, text })
}

/// The noughts of the digits that keyboards and signs give: those of Europe, wide ones, Arabic ones of both sorts, and those of formulas.
const NOUGHTS: [char; 9] = ['0', '０', '٠', '۰', '\u{1d7ce}', '\u{1d7d8}', '\u{1d7e2}', '\u{1d7ec}', '\u{1d7f6}'];

/// A digit, in whatever script and as wide as it may be.
fn digit(sign: char) -> Option<char> {
    NOUGHTS.iter().find_map(|nought| char::from_digit(u32::from(sign).checked_sub(u32::from(*nought))?, 10))
}

/// What stands between the digits of a number: blanks, brackets, points, strokes and dashes of whatever length.
fn is_between(sign: char) -> bool {
    sign.is_whitespace() || "-()./+".contains(sign) || ('\u{2010}'..='\u{2015}').contains(&sign) || sign == '\u{2212}'
}

fn numbers(text: &str) -> Vec<Personal<'_>> {
    let (mut found, mut rest) = (Vec::new(), text);
    while let Some(from) = rest.find(|sign| digit(sign).is_some()) {
        let before = rest.get(..from).unwrap_or_default();
        let with_plus = before.ends_with(['+', '＋']);
        let number = rest.get(from..).unwrap_or_default();
        let end = match number_of(number, with_plus).or_else(|| told_number(number, before)) {
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

/// What is said before a telephone number, as it is written then: where there are many of them, they are counted.
const TELEPHONE: [&str; 19] = [
    "тел",
    "тлф",
    "моб",
    "сот",
    "ұялы",
    "уялы",
    "телефон",
    "телефона",
    "телефону",
    "телефоном",
    "телефоны",
    "телефоным",
    "телефонымыз",
    "телефоныңыз",
    "телефонға",
    "phone",
    "telephone",
    "mobile",
    "tel",
];
/// The beginnings of words after a number that is counted.
const COUNTED: [&str; 11] = ["теңге", "тенге", "тг", "₸", "%", "адам", "дана", "шт", "чел", "жыл", "млн"];
/// What may stand between such a word and its number besides signs: words such as «нөмірі», «номер» and «ұялы телефон: ».
const ABOUT_NUMBER: [&str; 5] = ["нөмір", "номер", "ном", "№", "number"];
/// So many digits has a number within a town.
const IN_TOWN: std::ops::RangeInclusive<usize> = 5..=7;
/// So far back such a word is looked for.
const BACK: usize = 40;

/// A number within a town that a text begins with, where what stands before says that it is one, and where it ends.
fn told_number(text: &str, before: &str) -> Option<(PersonalKind, usize)> {
    let near: Vec<char> = before.chars().rev().take(BACK).collect();
    let near: String = near.into_iter().rev().collect::<String>().to_lowercase();
    // A sentence that has ended says nothing of the next one; a short form ends with a point too.
    let mut words = near.split(|sign: char| !sign.is_alphanumeric() && sign != '№').filter(|word| !word.is_empty());
    let mut last = words.next_back()?;
    while !TELEPHONE.contains(&last) && ABOUT_NUMBER.iter().any(|about| last.starts_with(about)) {
        last = words.next_back()?;
    }
    if !TELEPHONE.contains(&last) {
        return None;
    }
    let (mut count, mut end, mut between) = (0_usize, 0_usize, 0_usize);
    for (at, sign) in text.char_indices() {
        match digit(sign) {
            Some(_) => {
                count += 1;
                end = at + sign.len_utf8();
                between = 0;
            }
            // A point ends a sentence, or stands in a date.
            None if (sign == ' ' || sign == '-' || ('\u{2010}'..='\u{2015}').contains(&sign)) && between == 0 => {
                between += 1
            }
            None => break,
        }
    }
    let number = text.get(..end)?;
    let after = text.get(end..)?.trim_start();
    let is_counted = COUNTED.iter().any(|unit| after.starts_with(unit)) || is_by_thousands(number);
    (IN_TOWN.contains(&count) && !is_counted).then_some((PersonalKind::Phone, end))
}

/// Whether a number is written as sums are, in threes: `100 000`.
fn is_by_thousands(number: &str) -> bool {
    let mut groups = number.split(' ');
    groups.next().is_some_and(|first| first.chars().all(|sign| digit(sign).is_some()))
        && number.contains(' ')
        && groups.all(|group| group.chars().count() == 3)
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
    fn digits_of_other_scripts_numbers_within_a_town_and_spelt_addresses_are_found_too() {
        use PersonalKind::{Email, Iin, Phone};
        for (text, kind, found) in [
            ("ЖСН ٠٦١٢١١٦٠٠٠١٢", Iin, "٠٦١٢١١٦٠٠٠١٢"),
            ("ЖСН ۰۶۱۲۱۱۶۰۰۰۱۲.", Iin, "۰۶۱۲۱۱۶۰۰۰۱۲"),
            ("+٧ ٧٠١ ١٢٣ ٤٥ ٦٧", Phone, "٧ ٧٠١ ١٢٣ ٤٥ ٦٧"),
            ("𝟖𝟕𝟎𝟏𝟏𝟐𝟑𝟒𝟓𝟔𝟕", Phone, "𝟖𝟕𝟎𝟏𝟏𝟐𝟑𝟒𝟓𝟔𝟕"),
            ("тел. 74-00-00", Phone, "74-00-00"),
            ("Тел.: 740000.", Phone, "740000"),
            ("тлф 2-15-40", Phone, "2-15-40"),
            ("моб. тел. № 123-45-67", Phone, "123-45-67"),
            ("Телефон нөмірі: 74 00 00", Phone, "74 00 00"),
            ("ұялы 123–45–67", Phone, "123–45–67"),
            ("номер телефона 740-000", Phone, "740-000"),
            ("x (at) y.kz", Email, "x (at) y.kz"),
            ("x(AT)y.kz", Email, "x(AT)y.kz"),
            ("жазыңыз: a.b[at]mail.demo.kz!", Email, "a.b[at]mail.demo.kz"),
            ("x «собака» y.kz.", Email, "x «собака» y.kz"),
            ("x собака y.kz", Email, "x собака y.kz"),
        ] {
            assert_eq!(kinds(text), [(kind, found)], "{text}");
        }
        for text in [
            "Телефон арқылы 2026 жылы 1250 адам хабарласты",
            "телефондар саны 125000",
            "телевизия 2026-03-16",
            "телефон 16.03.2026",
            "телефонов 100 000 штук",
            "телефон 125000 теңге",
            "бір телефон 100 000 тұрады",
            "№ 123456",
            "2026 жылғы 16 наурыздағы № 740000 шешім",
            "740 000 теңге",
            "собака жүрді. 12.05.2026",
            "Моя собака y.kz",
            "look (at) it",
            "мобильді байланыс: 2026 жылы",
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
