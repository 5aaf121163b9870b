//! Why the engine refuses: the words that are the same for every procedure, and how a procedure says its own.

use crate::calendar::{UnknownYear, day_in_words, moment_in_words};
use crate::rulebook::ids::RuleId;
use crate::text::Text;
use crate::vocabulary::{Nothing, Vocabulary};
use time::{Date, Month, OffsetDateTime};

/// What stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Who asks.
    Caller,
    /// How things stand now; it may be possible at another time.
    Circumstances,
    /// What is asked for.
    Request,
}

/// Why something is refused.
#[derive(Debug, PartialEq, Eq)]
pub struct Reason {
    /// Stable code, `kebab-case`.
    pub code: &'static str,
    /// What it is.
    pub title: Text,
    /// What the caller can do about it.
    pub remedy: Text,
    /// What stands in the way.
    pub obstacle: Obstacle,
}

/// What is known of a case, or else what to do about it, as a sentence. None, where that would only point to what is known.
#[must_use]
pub fn remedy_in_place_of(detail: Option<&Text>, remedy: &Text) -> Option<Text> {
    let sentence = || Some(remedy).filter(|remedy| !remedy.en.contains("detail")).map(Text::sentence);
    detail.map(Text::sentence).or_else(sentence)
}

/// A closed list of reasons to refuse.
pub trait Reasons: Vocabulary {
    /// The reason that the word stands for.
    fn reason(self) -> &'static Reason;
}

impl Reasons for Nothing {
    fn reason(self) -> &'static Reason {
        match self {}
    }
}

/// Declares an enum that is a list of [`Reasons`]:
/// `Variant = "code", Obstacle, "title kk", "title ru", "title en"; "remedy kk", "remedy ru", "remedy en";`
macro_rules! reasons {
    ($(#[doc = $about:literal])+ $name:ident { $($(#[doc = $doc:literal])+ $variant:ident = $code:literal, $obstacle:ident, $kk:literal, $ru:literal, $en:literal; $remedy_kk:literal, $remedy_ru:literal, $remedy_en:literal;)+ }) => {
        vocabulary! {
            $(#[doc = $about])+
            $name { $($(#[doc = $doc])+ $variant = $code, $kk, $ru, $en;)+ }
        }

        impl $crate::engine::Reasons for $name {
            fn reason(self) -> &'static $crate::engine::Reason {
                match self {
                    $(Self::$variant => const { &$crate::engine::Reason {
                        code: $code,
                        title: $crate::text::Text::new($kk, $ru, $en),
                        remedy: $crate::text::Text::new($remedy_kk, $remedy_ru, $remedy_en),
                        obstacle: $crate::engine::Obstacle::$obstacle,
                    } },)+
                }
            }
        }
    };
}

reasons! {
    /// Why an action of whatever procedure is refused.
    CommonRefusal {
        /// The state of the case does not allow the action.
        StateForbidsAction = "state-forbids-action", Circumstances, "Істің жай-күйі бұл әрекетке жол бермейді", "Состояние дела не допускает этого действия", "The state of the case does not allow this action";
            "Істі қайта оқыңыз; қазір не істеуге болатыны actions өрісінде көрсетілген", "Прочитайте дело снова; что можно сделать сейчас, указано в actions", "Read the case again; actions says what can be done now";
        /// The caller does not have the role that may do this in this case.
        RoleForbidsAction = "role-forbids-action", Caller, "Сіздің рөліңіз бұл әрекетке құқық бермейді", "Ваша роль не даёт права на это действие", "Your role does not allow this action";
            "Қажет рөлі бар токенді пайдаланыңыз; рөлдер detail өрісінде немесе API сипаттамасында көрсетілген", "Используйте токен с нужной ролью; роли указаны в detail или в описании API", "Use a token with a role that may; detail or the contract names it";
        /// The act is not in force, so nothing new is filed under it.
        ActNotInForce = "act-not-in-force", Circumstances, "Акт бұл күні қолданыста емес, ол бойынша жаңа құжат қабылданбайды", "Акт на эту дату не действует, новые документы по нему не принимаются", "The act is not in force: nothing new is filed under it";
            "Күтіңіз немесе басқа акт бойынша беріңіз; себебі detail өрісінде көрсетілген", "Подождите или подайте по другому акту; причина указана в detail", "Wait, or file under another act; detail says why";
        /// The act is in force, but its wording of that day is not held, and the operator wants nothing filed in an earlier one.
        WordingNotHeld = "wording-not-held", Circumstances, "Актінің бұл күні қолданылатын редакциясы жүйеде жоқ, ол бойынша жаңа құжат қабылданбайды", "Редакции акта, действующей на эту дату, в системе нет, новые документы по нему не принимаются", "The wording of the act on this day is not held: nothing new is filed under it";
            "Жүйе әкімшісі актінің редакциясын толықтырады немесе соңғы белгілі редакцияны қолдануға рұқсат береді; себебі detail өрісінде көрсетілген", "Администратор системы внесёт редакцию акта или разрешит применять последнюю известную; причина указана в detail", "The operator adds the wording, or allows the last one held; detail says why";
        /// The moment for it has not come.
        TooEarly = "too-early", Circumstances, "Уақыты әлі келген жоқ", "Время ещё не наступило", "It is too early for this";
            "Уақыты келгенде қайталаңыз", "Повторите, когда придёт время", "Try again when it is time";
        /// The moment for it has passed.
        TooLate = "too-late", Circumstances, "Уақыты өтіп кетті", "Время уже прошло", "It is too late for this";
            "Істі қайта оқыңыз; енді не істеуге болатыны actions өрісінде көрсетілген", "Прочитайте дело снова; что ещё можно сделать, указано в actions", "Read the case again; actions says what can still be done";
        /// The calendar has no data for a year that a deadline needs.
        CalendarYearUnknown = "calendar-year-unknown", Request, "Күнтізбеде бұл жылдың деректері жоқ", "В календаре нет данных за этот год", "The working calendar has no data for this year";
            "Жүйе әкімшісі күнтізбені толықтырады; қай жыл екені detail өрісінде көрсетілген", "Администратор системы дополнит календарь; год указан в detail", "The operator extends the calendar; detail names the year";
    }
}

reasons! {
    /// Why a decision is refused.
    DecisionRefusal {
        /// The decision on a complaint binds the body, and this would go against it (art. 91(4), 100(4) of the Code).
        BoundByComplaint = "bound-by-complaint", Circumstances, "Шағым бойынша шешім міндетті: істі шағым жасаушыға қарсы шешуге болмайды", "Решение по жалобе обязательно: решить дело против заявителя нельзя", "The decision on the complaint is binding: the case cannot be decided against whoever complained";
            "Шағым бойынша шешімді орындаңыз; қазір не істеуге болатыны actions өрісінде көрсетілген", "Исполните решение по жалобе; что можно сделать сейчас, указано в actions", "Carry out the decision on the complaint; actions says what can be done now";
        /// A decision against somebody without reasons.
        ReasonsMissing = "reasons-missing", Request, "Негіздемесі көрсетілмеген", "Не указано обоснование", "The reasons are missing";
            "Негіздемесін көрсетіңіз", "Укажите обоснование", "Give the reasons";
    }
}

reasons! {
    /// Why what is signed is refused.
    SignatureRefusal {
        /// The signature cannot be verified.
        SignatureInvalid = "signature-invalid", Request, "Қолтаңба расталмады", "Подпись не подтверждена", "The signature cannot be verified";
            "reason өрісінде көрсетілген себепті жойып, құжатқа қайта қол қойыңыз", "Устраните причину, указанную в reason, и подпишите документ снова", "Remove the cause that reason names, and sign the document again";
        /// The signer is not the one whom the form names.
        SignerNotEntitled = "signer-not-entitled", Request, "Нысанда көрсетілген адам қол қоймаған", "Подписано не тем лицом, которое указано в форме", "Signed by somebody other than the form names";
            "Нысанда көрсетілген адам қол қойсын; кім қол қойғаны detail өрісінде көрсетілген", "Пусть подпишет тот, кто указан в форме; кто подписал, указано в detail", "Have it signed by the one whom the form names; detail says who signed";
    }
}

reasons! {
    /// Why a body that a form names is refused.
    NamedRefusal {
        /// Neither the settings nor the register of organisations know it.
        BodyUnknown = "body-unknown", Request, "Ұйымдар тізілімінде мұндай БСН жоқ", "В реестре организаций нет такого БИН", "The register of organisations does not know this BIN";
            "БСН-ді тексеріңіз; ұйымды тізілімге тіркеуші енгізеді: organisations", "Проверьте БИН; организацию в реестр вносит регистратор: organisations", "Check the BIN; the registrar enters an organisation in the register: organisations";
    }
}

reasons! {
    /// Why nothing is asked of a body.
    AskedRefusal {
        /// The act does not ask an organisation of this kind (№ 444-НҚ ¶3, ¶5, ¶7).
        BodyNotCovered = "body-not-covered", Request, "Акт бойынша бұл ұйымнан ақпарат сұратылмайды", "По акту у этой организации информация не запрашивается", "By the act, this organisation is not asked for information";
            "Ақпарат орталық мемлекеттік және жергілікті атқарушы органдардан сұратылады; түрі detail өрісінде көрсетілген", "Информация запрашивается у центральных государственных и местных исполнительных органов; вид указан в detail", "Central state bodies and local executive bodies are asked; detail says of which kind this is";
        /// A body that is not there yet, or is no more.
        BodyNotThere = "body-not-there", Request, "Бүгін мұндай орган жоқ", "Сегодня такого органа нет", "There is no such body today";
            "Органның қай күннен қай күнге дейін болатынын ұйымдар тізілімінен қараңыз: organisations", "Посмотрите в реестре организаций, с какого и по какой день существует орган: organisations", "See in the register of organisations from when until when the body is there: organisations";
    }
}

reasons! {
    /// Why nothing more is said in a case.
    AddedRefusal {
        /// A case holds no more.
        TooManyAdditions = "too-many-additions", Circumstances, "Бұл істе бұдан артық толықтыру қабылданбайды", "Больше дополнений в этом деле не принимается", "This case takes no more additions";
            "Қалғанын файл ретінде тіркеңіз; шегі detail өрісінде көрсетілген", "Остальное приложите файлом; предел указан в detail", "Attach the rest as a file; detail says what the limit is";
    }
}

/// So often something is said in one case at the most: at first, and in addition to that.
pub const MOST_SAID: usize = 50;

impl AddedRefusal {
    /// Checks that a case in which something was said so often takes one addition more.
    ///
    /// # Errors
    /// [`Refusal`] when it does not.
    pub fn unless_room(said: usize) -> Result<(), Refusal> {
        if said < MOST_SAID { Ok(()) } else { Err(Refusal::of(Self::TooManyAdditions).at_most(MOST_SAID)) }
    }
}

/// Every reason of a list.
#[must_use]
pub fn reasons_of<R: Reasons>() -> Vec<&'static Reason> {
    R::ALL.iter().map(|word| word.reason()).collect()
}

/// That an action was refused, with what a person needs to understand it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Why.
    pub reason: &'static Reason,
    /// The rule of law that refuses, or that the action is about, if there is one.
    pub rule: Option<RuleId>,
    /// Which state, criterion, year and so on.
    pub detail: Option<Box<Text>>,
    /// When it is possible, or was, or since when it stands in the way, if that is known.
    pub moment: Option<Moment>,
    /// The earliest or the latest day that is possible, or the moment after which it is, where there is one.
    pub day: Option<Bound>,
    /// What was given that does not go, by the name that forms have for it, such as `decisionOn`; nothing where it is about no value.
    pub given: Option<&'static str>,
    /// The year that the calendar does not know, where that is why.
    pub unknown: Option<UnknownYear>,
    /// What is refused besides, whatever becomes of this.
    pub also: Option<Box<Self>>,
}

/// A day or a moment beyond which something is not possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The earliest day on which it is.
    Earliest(Date),
    /// The latest day on which it is.
    Latest(Date),
    /// The moment after which it is.
    After(OffsetDateTime),
}

/// What a moment says of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// From when on it is possible.
    From(OffsetDateTime),
    /// Until when it was possible, or what stands in the way goes on.
    Until(OffsetDateTime),
    /// Since when it stands so.
    Since(OffsetDateTime),
}

impl Refusal {
    /// A refusal that no rule of law is behind.
    #[must_use]
    pub fn of(word: impl Reasons) -> Self {
        Self {
            reason: word.reason(),
            rule: None,
            detail: None,
            moment: None,
            day: None,
            given: None,
            unknown: None,
            also: None,
        }
    }

    /// A refusal by a rule of law.
    #[must_use]
    pub fn by(word: impl Reasons, rule: RuleId) -> Self {
        Self { rule: Some(rule), ..Self::of(word) }
    }

    /// The same refusal with particulars.
    #[must_use]
    pub fn because(self, detail: impl Into<Option<Text>>) -> Self {
        Self { detail: detail.into().map(Box::new), ..self }
    }

    /// The same refusal, of what is more than so many.
    #[must_use]
    pub fn at_most(self, most: impl std::fmt::Display) -> Self {
        self.because(Text::new("Шегі: {}.", "Предел: {}.", "The limit is {}.").with(&Text::same(most)))
    }

    /// The same refusal, of what stands so.
    #[must_use]
    pub fn because_it_is(self, title: impl Into<Option<Text>>) -> Self {
        let stands = Text::new("Қазіргі жай-күйі: {}.", "Сейчас состояние такое: {}.", "It stands so: {}.");
        self.because(title.into().map(|title| stands.with(&title)))
    }

    /// The same refusal with another sentence after its own.
    #[must_use]
    pub fn and_because(self, words: &Text) -> Self {
        let said = self.detail.as_deref().map_or_else(|| words.clone(), |said| said.and(words));
        self.because(said)
    }

    /// The same refusal, of what stands so since then; as it is, if that is not known.
    #[must_use]
    pub fn since(self, moment: impl Into<Option<OffsetDateTime>>) -> Self {
        let Some(moment) = moment.into() else { return self };
        let words = Text::new("Бұл жай-күйдің басталған уақыты: {}.", "Так с {}.", "It has stood so since {}.");
        let said = self.and_because(&words.with(&moment_in_words(moment)));
        Self { moment: Some(Moment::Since(moment)), ..said }
    }

    /// The same refusal, of what stands so until then; as it is, if that is not known.
    #[must_use]
    pub fn until(self, moment: Option<OffsetDateTime>) -> Self {
        let Some(moment) = moment else { return self };
        let words = Text::new("Бұл жай-күйдің аяқталатын уақыты: {}.", "Так до {}.", "It stands so until {}.");
        let said = self.and_because(&words.with(&moment_in_words(moment)));
        Self { moment: Some(Moment::Until(moment)), ..said }
    }

    /// The same refusal, because a term runs until then; as it is, if none runs.
    #[must_use]
    pub fn until_the_end_of(self, term: Option<OffsetDateTime>) -> Self {
        Self { moment: term.map(Moment::Until), ..self.because(term.map(ends)) }
    }

    /// The same refusal, of what is possible when a term is over that ends then; as it is, if none runs.
    #[must_use]
    pub fn from_the_end_of(self, term: Option<OffsetDateTime>) -> Self {
        Self { moment: term.map(Moment::From), ..self.because(term.map(ends)) }
    }

    /// The same refusal, with the moment from when, or until when, it is possible.
    #[must_use]
    pub fn at(self, moment: OffsetDateTime) -> Self {
        let from = Text::new("Ең ерте мүмкін болатын уақыт: {}.", "Это возможно с {}.", "This is possible from {} on.");
        let until =
            Text::new("Мүмкін болған соңғы уақыт: {}.", "Это было возможно до {}.", "This was possible until {}.");
        let is_early = self.is(CommonRefusal::TooEarly);
        let (words, known) = if is_early { (from, Moment::From(moment)) } else { (until, Moment::Until(moment)) };
        Self { moment: Some(known), ..self.because(words.with(&moment_in_words(moment))) }
    }

    /// The same refusal, of a day before the earliest one.
    #[must_use]
    pub fn not_before(self, day: Date) -> Self {
        let words = Text::new("Ең ерте күн: {}.", "Самый ранний день: {}.", "The earliest day is {}.");
        Self { day: Some(Bound::Earliest(day)), ..self.because(words.with(&day_in_words(day))) }
    }

    /// The same refusal, of a day after the latest one, or because the latest day is over.
    #[must_use]
    pub fn not_after(self, day: Date) -> Self {
        let words = Text::new("Ең кеш күн: {}.", "Последний день: {}.", "The latest day is {}.");
        Self { day: Some(Bound::Latest(day)), ..self.because(words.with(&day_in_words(day))) }
    }

    /// A refusal of a time that was given under this name, and is past `now`.
    #[must_use]
    pub fn past(given: &'static str, now: OffsetDateTime) -> Self {
        let words = Text::new("Бұл уақыт өтіп кетті.", "Это время уже прошло.", "This time is past.");
        Self { given: Some(given), day: Some(Bound::After(now)), ..Self::of(CommonRefusal::TooLate).because(words) }
    }

    /// The same refusals, of what was given under this name.
    ///
    /// # Errors
    /// [`Refusal`] when there is one.
    pub fn given(name: &'static str, looked_at: Result<(), Self>) -> Result<(), Self> {
        fn of(name: &'static str, refusal: Refusal) -> Refusal {
            let also = refusal.also.map(|also| Box::new(of(name, *also)));
            Refusal { given: refusal.given.or(Some(name)), also, ..refusal }
        }
        looked_at.map_err(|refusal| of(name, refusal))
    }

    /// The first of these refusals, with the others besides, so that whoever is refused knows all reasons at once.
    ///
    /// # Errors
    /// [`Refusal`] when there is one.
    pub fn all(looked_at: impl IntoIterator<Item = Result<(), Self>>) -> Result<(), Self> {
        let mut found: Vec<Self> = Vec::new();
        for refusal in looked_at.into_iter().filter_map(Result::err) {
            for one in refusal.each().map(|one| Self { also: None, ..one.clone() }) {
                if !found.contains(&one) {
                    found.push(one);
                }
            }
        }
        // What the calendar does not know says the least of what was asked for.
        found.sort_by_key(|one| one.unknown.is_some());
        let chained = found.into_iter().rev().reduce(|also, first| Self { also: Some(Box::new(also)), ..first });
        chained.map_or(Ok(()), Err)
    }

    /// This refusal, and what is refused besides.
    pub fn each(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self), |refusal| refusal.also.as_deref())
    }

    /// The same refusals, of an action that is about this rule.
    #[must_use]
    pub fn about(self, rule: Option<RuleId>) -> Self {
        let also = self.also.map(|also| Box::new(also.about(rule)));
        Self { rule: self.rule.or(rule), also, ..self }
    }

    /// Whether this is the reason.
    #[must_use]
    pub fn is(&self, word: impl Reasons) -> bool {
        self.reason.code == word.code()
    }
}

/// That a term ends then.
fn ends(end: OffsetDateTime) -> Text {
    Text::new("Мерзім аяқталатын уақыт: {}.", "Срок истекает {}.", "The term ends on {}.").with(&moment_in_words(end))
}

impl From<UnknownYear> for Refusal {
    fn from(unknown: UnknownYear) -> Self {
        let (year, Text { kk, ru, en }) = (unknown.year, unknown.known());
        let because = Text {
            kk: format!("Күнтізбеде {year} жыл жоқ: {kk}.").into(),
            ru: format!("В календаре нет {year} года: {ru}.").into(),
            en: format!("The calendar has no year {year}: {en}.").into(),
        };
        Self { unknown: Some(unknown), ..Self::of(CommonRefusal::CalendarYearUnknown).because(because) }
    }
}

impl UnknownYear {
    /// The first day that the calendar knows.
    #[must_use]
    pub fn first_day(self) -> Date {
        Date::from_ordinal_date(self.first, 1).unwrap_or(Date::MIN)
    }

    /// The last day that the calendar knows.
    #[must_use]
    pub fn last_day(self) -> Date {
        Date::from_calendar_date(self.last, Month::December, 31).unwrap_or(Date::MAX)
    }

    /// Says which years are known.
    #[must_use]
    pub fn known(self) -> Text {
        let Self { first, last, .. } = self;
        Text::new("деректер {} жылдарға арналған", "есть данные за {} годы", "there are data for {}")
            .with(&Text::same(format!("{first}–{last}")))
    }
}
