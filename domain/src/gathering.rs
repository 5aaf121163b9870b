//! What everybody may follow, such as an open meeting or an internet conference: how long it may last, and why what somebody says there is
//! hidden.

use time::{Duration, OffsetDateTime};

/// How long it lasts at most.
pub const LONGEST: Duration = Duration::days(31);

/// Whether what begins then may end then.
#[must_use]
pub fn may_end(starts_at: OffsetDateTime, ends_at: OffsetDateTime) -> bool {
    ends_at > starts_at && ends_at <= latest_end(starts_at)
}

/// When it ends at the latest, if it begins then.
#[must_use]
pub fn latest_end(starts_at: OffsetDateTime) -> OffsetDateTime {
    starts_at.saturating_add(LONGEST)
}

vocabulary! {
    /// Why what somebody says is hidden.
    HidingGround {
        /// Insult or obscenity.
        Insult = "insult", "қорлау немесе бейәдеп сөз", "оскорбление или нецензурная лексика", "insult or obscenity";
        /// Threat or a call to violence.
        Threat = "threat", "қоқан-лоққы немесе зорлыққа шақыру", "угроза или призыв к насилию", "threat or a call to violence";
        /// Somebody's personal data.
        PersonalData = "personalData", "біреудің дербес деректері", "чьи-либо персональные данные", "somebody's personal data";
        /// Advertising or flooding.
        Spam = "spam", "жарнама немесе спам", "реклама или спам", "advertising or spam";
        /// Another breach of the law, named in the explanation.
        Unlawful = "unlawful", "заңнаманы өзгедей бұзу", "иное нарушение законодательства", "another breach of the law";
    }
}

vocabulary! {
    /// A language in which it is held (№ 605-НҚ ¶7), or in which somebody asks there.
    OfficialLanguage {
        /// Kazakh.
        Kk = "kk", "қазақша", "казахский", "Kazakh";
        /// Russian.
        Ru = "ru", "орысша", "русский", "Russian";
    }
}
