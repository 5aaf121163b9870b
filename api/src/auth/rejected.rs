//! Why a token is not accepted.

use merzim_domain::Text;

use crate::problem::{Fault, Problem};

/// Why a token is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rejected {
    /// It is no signed JWT, or of a type that is no access token.
    NoToken,
    /// It is signed with a key that the set does not have, or with another algorithm than the key's.
    UnknownKey,
    /// The signature does not hold.
    Signature,
    /// It has expired.
    Expired,
    /// It is not valid yet.
    NotYet,
    /// Another issuer.
    Issuer,
    /// Meant for somebody else.
    Audience,
    /// Nothing was filed with this lookup token, or what was is erased.
    UnknownLookupToken,
    /// A claim that every token has is missing, or is not what it should be.
    Claims,
}

/// What a claim of a valid token lacks, or has that cannot be.
#[derive(Clone, Debug)]
pub struct ClaimFault {
    /// The claim, as the settings name it.
    pub claim: String,
    /// What is wrong.
    pub why: Text,
}

impl From<&ClaimFault> for Problem {
    fn from(ClaimFault { claim, why: Text { kk, ru, en } }: &ClaimFault) -> Self {
        Self::from(Fault::InvalidToken).because(Text {
            kk: format!("токендегі {claim}: {kk}").into(),
            ru: format!("в токене {claim}: {ru}").into(),
            en: format!("the token's {claim}: {en}").into(),
        })
    }
}

impl From<Rejected> for Problem {
    fn from(why: Rejected) -> Self {
        let detail = match why {
            Rejected::NoToken => {
                Text::new("бұл қол жеткізу токені емес", "это не токен доступа", "this is no access token")
            }
            Rejected::UnknownKey => Text::new(
                "кілті (kid) белгісіз немесе алгоритмі басқа",
                "ключ (kid) неизвестен или алгоритм другой",
                "its key (kid) is unknown, or its algorithm is not that of the key",
            ),
            Rejected::Signature => Text::new("қолтаңбасы дұрыс емес", "подпись неверна", "its signature does not hold"),
            Rejected::Expired => Text::new("мерзімі өткен", "срок действия истёк", "it has expired"),
            Rejected::NotYet => Text::new("әлі күшіне енген жоқ", "ещё не действует", "it is not valid yet"),
            Rejected::Issuer => Text::new("шығарушысы (iss) басқа", "другой издатель (iss)", "another issuer (iss)"),
            Rejected::Audience => Text::new(
                "басқа алушыға арналған (aud)",
                "предназначен другому (aud)",
                "meant for another audience (aud)",
            ),
            Rejected::UnknownLookupToken => Text::new(
                "бұл токенмен ештеңе берілмеген, не деректер өшірілген",
                "с этим токеном ничего не подано, либо данные стёрты",
                "nothing was filed with this lookup token, or it has been erased",
            ),
            Rejected::Claims => Text::new(
                "sub, iss, aud, exp мәндерінің бірі жоқ не қате",
                "нет одного из sub, iss, aud, exp, либо в нём ошибка",
                "one of sub, iss, aud, exp is missing or wrong",
            ),
        };
        Self::from(Fault::InvalidToken).because(detail)
    }
}
