//! How people are reached: telephone numbers and e-mail addresses, parsed at the edge and kept in one form.

use icu_normalizer::ComposingNormalizerBorrowed as Composing;
use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;

use crate::text::{Text, kept_text};

/// Why a text is no telephone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneError {
    /// It holds something else than digits, blanks, dashes, brackets, points, and a plus at the beginning.
    Signs,
    /// The brackets are not in pairs around digits.
    Brackets,
    /// No number has so many digits.
    Length,
    /// What follows the number is no extension of up to six digits.
    Extension,
}

impl PhoneError {
    /// What is wrong, for whoever has sent it.
    #[must_use]
    pub const fn text(self) -> Text {
        match self {
            Self::Signs => Text::new(
                "нөмірде цифр, бос орын, сызықша, жақша, нүкте және басында «+» қана болады",
                "в номере бывают только цифры, пробелы, дефисы, скобки, точки и «+» в начале",
                "a number has digits, blanks, dashes, brackets, points and a plus at its beginning only",
            ),
            Self::Brackets => Text::new(
                "жақшалар цифрларды қоршап, жұп-жұбымен тұруы керек",
                "скобки должны стоять парами вокруг цифр",
                "brackets must stand in pairs around digits",
            ),
            Self::Length => Text::new(
                "цифр саны қате: «+» белгісінен кейін ел коды мен нөмір (8–15 цифр), Қазақстанда 10 цифр не 7 немесе 8-ден басталатын 11 цифр, қысқа не қалалық нөмірде 3–7 цифр",
                "неверное число цифр: после «+» код страны и номер (8–15 цифр), в Казахстане 10 цифр либо 11 с 7 или 8 в начале, в коротком или городском номере 3–7 цифр",
                "the number of digits is wrong: 8 to 15 after a plus with the code of the country, in Kazakhstan 10, or 11 with 7 or 8 first, 3 to 7 in a short or a local number",
            ),
            Self::Extension => Text::new(
                "ішкі нөмір қате: мысалы, «(ішкі 1234)», ең көбі 6 цифр",
                "неверный добавочный номер: пишите, например, «доб. 1234», не более 6 цифр",
                "the extension is wrong: write `ext. 1234`, for instance, of at most 6 digits",
            ),
        }
    }
}

/// A telephone number in one form: `+7 701 123 45 67` with the code of Kazakhstan, `+442079460958` of another country, `1414` a
/// short or local one; and behind it the extension, `(ішкі 1234)`.
///
/// ```
/// use merzim_domain::contact::PhoneNumber;
/// let kept = |text| PhoneNumber::parse(text).unwrap().to_string();
/// assert_eq!(kept("8 (701) 123–45–67"), "+7 701 123 45 67");
/// assert_eq!(kept("+7 7172 74 00 00, доб. 12"), "+7 717 274 00 00 (ішкі 12)");
/// assert_eq!(kept("14-14"), "1414");
/// assert!(PhoneNumber::parse("+7 701 123").is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneNumber(String);

/// What people write before the number within a house: Kazakh, Russian and English words and their beginnings; and what may stand
/// between.
const EXTENSIONS: [&str; 13] = [
    "ішкі",
    "ишки",
    "қосымша",
    "қос",
    "доб",
    "доп",
    "добавочный",
    "вн",
    "внутр",
    "внутренний",
    "ext",
    "extension",
    "x",
];
const BETWEEN: [&str; 5] = ["нөмір", "нөмірі", "номер", "тел", "no"];

impl PhoneNumber {
    /// Parses what people write.
    ///
    /// # Errors
    /// [`PhoneError`] tells what is wrong.
    pub fn parse(text: &str) -> Result<Self, PhoneError> {
        // Wide digits and blanks that do not break are as others are.
        let text = Composing::new_nfkc().normalize(text);
        let end = text.find(|sign: char| sign.is_alphabetic() || matches!(sign, '#' | ',' | ';')).unwrap_or(text.len());
        let (number, rest) = text.split_at(end);
        let (number, in_brackets) = match number.trim_end_matches(' ').strip_suffix('(') {
            Some(number) if !rest.is_empty() => (number, true),
            _ => (number, false),
        };
        // A dash before the word of an extension parts them.
        let number = number.trim_end_matches(|sign| !rest.is_empty() && (sign == ' ' || is_dash(sign)));
        let number = number_of(number.trim_matches(' '))?;
        Ok(Self(match extension_of(rest.trim_matches(' '), in_brackets)? {
            Some(extension) => format!("{number} (ішкі {extension})"),
            None => number,
        }))
    }
}

kept_text!(PhoneNumber);

fn is_dash(sign: char) -> bool {
    sign == '\u{2212}' || CodePointMapData::<GeneralCategory>::new().get(sign) == GeneralCategory::DashPunctuation
}

/// The number without an extension, in its one form.
fn number_of(text: &str) -> Result<String, PhoneError> {
    let mut digits = String::new();
    // How many digits there were when a bracket was opened.
    let mut opened = None;
    for (place, sign) in text.char_indices() {
        match sign {
            '0'..='9' => digits.push(sign),
            '+' if place == 0 => {}
            '(' if opened.is_none() => opened = Some(digits.len()),
            ')' if opened.is_some_and(|before| before < digits.len()) => opened = None,
            '(' | ')' => return Err(PhoneError::Brackets),
            ' ' | '.' => {}
            _ if is_dash(sign) => {}
            _ => return Err(PhoneError::Signs),
        }
    }
    let ends_well = text.ends_with(|sign: char| sign.is_ascii_digit() || sign == ')');
    let begins_well = text.starts_with(|sign: char| sign.is_ascii_digit() || matches!(sign, '+' | '('));
    match opened {
        Some(_) => Err(PhoneError::Brackets),
        None if begins_well && ends_well => whole(text.starts_with('+'), &digits),
        None => Err(PhoneError::Signs),
    }
}

/// These digits in their one form.
fn whole(has_plus: bool, digits: &str) -> Result<String, PhoneError> {
    let dialled = ["810", "00"].iter().find_map(|prefix| digits.strip_prefix(prefix)).filter(|rest| rest.len() >= 8);
    let abroad = if has_plus { Some(digits) } else { dialled };
    let national = match (abroad, digits.len()) {
        (Some(digits), 8..=15) if !digits.starts_with(['0', '7']) => return Ok(format!("+{digits}")),
        (Some(digits), _) => digits.strip_prefix('7'),
        (None, 11) => digits.strip_prefix(['7', '8']),
        (None, 10) => Some(digits).filter(|digits| digits.starts_with('7')),
        (None, 3..=7) => return Ok(digits.to_owned()),
        (None, _) => None,
    };
    let parts = national
        .filter(|digits| digits.len() == 10)
        .and_then(|digits| Some((digits.get(..3)?, digits.get(3..6)?, digits.get(6..8)?, digits.get(8..)?)));
    parts.map(|(code, first, second, third)| format!("+7 {code} {first} {second} {third}")).ok_or(PhoneError::Length)
}

/// The digits of an extension: a word or sign for it, and up to six digits.
fn extension_of(text: &str, in_brackets: bool) -> Result<Option<&str>, PhoneError> {
    let text = if in_brackets { text.strip_suffix(')').ok_or(PhoneError::Brackets)? } else { text };
    if text.is_empty() {
        return Ok(None);
    }
    let begin = text.find(|sign: char| sign.is_ascii_digit()).ok_or(PhoneError::Extension)?;
    let (word, digits) = text.split_at(begin);
    let stops = |sign: char| matches!(sign, ' ' | '.' | ':' | ',' | ';' | '(' | '#') || is_dash(sign);
    let word = word.to_lowercase();
    let mut words = word.split(stops).filter(|word| !word.is_empty());
    let is_named = words.next().map_or(word.contains('#'), |first| {
        // The Latin letter looks as the Kazakh one does.
        EXTENSIONS.contains(&first) || EXTENSIONS.contains(&first.replace('i', "і").as_str())
    });
    let is_known = is_named && words.all(|other| BETWEEN.contains(&other));
    let digits = digits.strip_suffix(')').filter(|_| text.contains('(')).unwrap_or(digits).trim_end_matches(' ');
    let is_number = (1..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_known && is_number { Ok(Some(digits)) } else { Err(PhoneError::Extension) }
}

/// Why a text is no e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmailError {
    /// It is not one name, one `@` and one domain: a name that is shown, brackets and blanks do not belong to it.
    Shape,
    /// What stands before the `@` is no name of a mailbox.
    Mailbox,
    /// What stands after the `@` is no domain.
    Domain,
    /// It is too long to be delivered.
    Length,
}

impl EmailError {
    /// What is wrong, for whoever has sent it.
    #[must_use]
    pub const fn text(self) -> Text {
        match self {
            Self::Shape => Text::new(
                "бір ғана мекенжай болуы керек: атсыз, жақшасыз, бос орынсыз, бір @",
                "нужен один адрес: без имени, скобок и пробелов, с одним знаком @",
                "must be one address, without a name, brackets or blanks, with one @",
            ),
            Self::Mailbox => Text::new(
                "@ белгісіне дейінгі бөлік қате",
                "неверна часть до знака @",
                "the part before the @ is wrong",
            ),
            Self::Domain => Text::new(
                "@ белгісінен кейінгі домен қате",
                "неверен домен после знака @",
                "the domain after the @ is wrong",
            ),
            Self::Length => Text::new(
                "@ белгісіне дейін 64 байттан, бәрі 254 байттан аспауы керек",
                "не более 64 байтов до знака @ и 254 всего",
                "must have at most 64 bytes before the @, and 254 in all",
            ),
        }
    }
}

/// An e-mail address: a mailbox, as it was written, and a domain of two names or more, in small letters of its own script.
/// Nothing in it has a meaning to a header of a letter.
///
/// ```
/// use merzim_domain::contact::EmailAddress;
/// let kept = |text| EmailAddress::parse(text).unwrap().to_string();
/// assert_eq!(kept("Info@XN--80ao21a.xn--80ao21a"), "Info@қаз.қаз");
/// assert!(EmailAddress::parse("\"A\" <a@b.kz>").is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Parses one address.
    ///
    /// # Errors
    /// [`EmailError`] tells which part is wrong.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let text = text.trim_matches(' ');
        let (mailbox, domain) = text.split_once('@').ok_or(EmailError::Shape)?;
        if text.contains(['<', '>', '"']) || domain.contains('@') || text.contains(char::is_whitespace) {
            return Err(EmailError::Shape);
        }
        // Letters of any script (RFC 6531), and what RFC 5322 calls an atom, with points between.
        let is_of_atom = |sign: char| {
            sign.is_ascii_alphanumeric()
                || "!#$%&'*+-/=?^_`{|}~".contains(sign)
                || (!sign.is_ascii() && sign.is_alphanumeric())
        };
        let is_atom = |atom: &str| !atom.is_empty() && atom.chars().all(is_of_atom);
        if !mailbox.split('.').all(is_atom) {
            return Err(EmailError::Mailbox);
        }
        let ascii = idna::domain_to_ascii_strict(domain).map_err(|_| EmailError::Domain)?;
        let last = ascii.rsplit_once('.').map(|(_, last)| last).ok_or(EmailError::Domain)?;
        if last.is_empty() || last.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(EmailError::Domain);
        }
        if mailbox.len() > 64 || mailbox.len() + 1 + ascii.len() > 254 {
            return Err(EmailError::Length);
        }
        let (domain, read) = idna::domain_to_unicode(&ascii);
        read.map_err(|_| EmailError::Domain)?;
        Ok(Self(format!("{mailbox}@{domain}")))
    }
}

kept_text!(EmailAddress);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_kept_in_one_form() {
        for (written, kept) in [
            ("+77011234567", "+7 701 123 45 67"),
            ("8(701)1234567", "+7 701 123 45 67"),
            ("8-701-123-45-67", "+7 701 123 45 67"),
            ("+7\u{a0}(701)\u{202f}123\u{2011}45\u{2212}67", "+7 701 123 45 67"),
            ("７０１ １２３ ４５ ６７", "+7 701 123 45 67"),
            ("(7172) 74-00-00", "+7 717 274 00 00"),
            ("8 10 44 20 7946 0958", "+442079460958"),
            ("+44 (20) 7946 0958", "+442079460958"),
            ("1414", "1414"),
            ("109", "109"),
            ("74-15-20", "741520"),
        ] {
            assert_eq!(PhoneNumber::parse(written).as_ref().map(PhoneNumber::as_str), Ok(kept), "{written}");
            assert_eq!(PhoneNumber::parse(kept).as_ref().map(PhoneNumber::as_str), Ok(kept), "{written}");
        }
    }

    #[test]
    fn an_extension_is_kept_in_one_form() {
        for extension in [
            "(ішкі 12)",
            "ішкі 12",
            ", ішкі: 12",
            "доб. 12",
            "доб.12",
            "(доб. 12)",
            ", доб 12",
            "ext. 12",
            "Ext 12",
            "вн. 12",
            "вн.12",
            "x12",
            "#12",
            "қос. 12",
            "внутр. 12",
            "(вн.\u{a0}12)",
            "ішкі нөмірі 12",
            "добавочный № 12",
            "доп. тел. 12",
            "iшкi 12",
            "-доб-12",
            "- ішкі: 12",
        ] {
            let kept = PhoneNumber::parse(&format!("+7 7172 74 00 00 {extension}"));
            assert_eq!(kept.as_ref().map(PhoneNumber::as_str), Ok("+7 717 274 00 00 (ішкі 12)"), "{extension}");
            let kept = kept.unwrap().to_string();
            assert_eq!(PhoneNumber::parse(&kept).unwrap().as_str(), kept);
        }
        for wrong in
            ["доб.", "доб. 1234567", "дом 12", "ext 12 34", "(ішкі 12", "ішкі 12)", "12 доб", "#", ", 12", "ext. 12; x"]
        {
            assert!(PhoneNumber::parse(&format!("+7 7172 74 00 00 {wrong}")).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for (written, why) in [
            ("", PhoneError::Signs),
            ("+", PhoneError::Signs),
            ("--", PhoneError::Signs),
            ("тел. 1414", PhoneError::Signs),
            ("1414\n", PhoneError::Signs),
            ("14+14", PhoneError::Signs),
            ("701-", PhoneError::Signs),
            ("()1414", PhoneError::Brackets),
            ("((14)14)", PhoneError::Brackets),
            ("8 (701 123 45 67", PhoneError::Brackets),
            ("8 701) 123 45 67", PhoneError::Brackets),
            ("12", PhoneError::Length),
            ("12345678", PhoneError::Length),
            ("+7 701 123", PhoneError::Length),
            ("+7 701 123 45 678", PhoneError::Length),
            ("+0123456789", PhoneError::Length),
            ("+1234567890123456", PhoneError::Length),
            ("123456789012345678901234567890", PhoneError::Length),
            ("٧٠١١٢٣٤٥٦٧", PhoneError::Signs),
        ] {
            assert_eq!(PhoneNumber::parse(written), Err(why), "{written}");
        }
    }

    #[test]
    fn an_address_is_a_mailbox_and_a_domain() {
        for (written, kept) in [
            ("synaq@demo.example", "synaq@demo.example"),
            (" a@b.kz ", "a@b.kz"),
            ("A.B+c@Demo.Example", "A.B+c@demo.example"),
            ("info@ҚАЗ.қаз", "info@қаз.қаз"),
            ("info@xn--80ao21a.kz", "info@қаз.kz"),
            ("асқар@пошта.қаз", "асқар@пошта.қаз"),
            ("o'neil@a-b.kz", "o'neil@a-b.kz"),
        ] {
            assert_eq!(EmailAddress::parse(written).as_ref().map(EmailAddress::as_str), Ok(kept), "{written}");
        }
        let long = |mailbox: usize, domain: usize| format!("{}@{}kz", "a".repeat(mailbox), "abcdefghi.".repeat(domain));
        assert!(EmailAddress::parse(&long(64, 18)).is_ok());
        for (written, why) in [
            ("", EmailError::Shape),
            ("a", EmailError::Shape),
            ("\"A\" <a@b.kz>", EmailError::Shape),
            ("<a@b.kz>", EmailError::Shape),
            ("\"a b\"@c.kz", EmailError::Shape),
            ("a@b.kz\r\nBcc: c@d.kz", EmailError::Shape),
            ("a@b.kz\n", EmailError::Shape),
            ("a@b@c.kz", EmailError::Shape),
            ("a b@c.kz", EmailError::Shape),
            ("@b.kz", EmailError::Mailbox),
            (".a@b.kz", EmailError::Mailbox),
            ("a..b@c.kz", EmailError::Mailbox),
            ("a,b@c.kz", EmailError::Mailbox),
            ("a(b)@c.kz", EmailError::Mailbox),
            ("a@", EmailError::Domain),
            ("a@b", EmailError::Domain),
            ("a@b..kz", EmailError::Domain),
            ("a@b.kz.", EmailError::Domain),
            ("a@-b.kz", EmailError::Domain),
            ("a@b_c.kz", EmailError::Domain),
            ("a@[127.0.0.1]", EmailError::Domain),
            ("a@127.0.0.1", EmailError::Domain),
            ("a@xn--a.kz", EmailError::Domain),
            ("a@b.kz,c@d.kz", EmailError::Shape),
        ] {
            assert_eq!(EmailAddress::parse(written), Err(why), "{written}");
        }
        assert_eq!(EmailAddress::parse(&long(65, 1)), Err(EmailError::Length));
        assert_eq!(EmailAddress::parse(&long(64, 19)), Err(EmailError::Length));
    }
}
