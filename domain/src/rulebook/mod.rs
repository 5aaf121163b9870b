//! The rulebook: acts, their editions and provisions, and the duties in them, all of it data.

pub mod ids;
pub mod load;

use time::Date;

pub use load::RulebookError;

use crate::reading::Readings;
use crate::role::Role;
use crate::text::{Lang, Text};

vocabulary! {
    /// What sort of legal act it is.
    ActKind {
        /// Order of a minister.
        Order = "order", "бұйрық", "приказ", "order";
        /// Law.
        Law = "law", "заң", "закон", "law";
        /// Code.
        Code = "code", "кодекс", "кодекс", "code";
    }
}

vocabulary! {
    /// Where the wording of an act that we hold comes from.
    Provenance {
        /// From the text of the act itself.
        ActText = "actText", "актінің мәтінінен", "из текста акта", "from the text of the act";
        /// Seen in a published copy of the act.
        Seen = "seen", "жарияланған көшірмеден", "из опубликованной копии", "seen in a published copy";
        /// Seen in a secondary source only.
        Secondary = "secondary", "қайталама дереккөзден", "из вторичного источника", "seen in a secondary source";
    }
}

vocabulary! {
    /// How sure it is that an act is in force at a time of which its wording is not held.
    Certainty {
        /// The act itself says so.
        Stated = "stated", "актінің өзінде айтылған", "указано в самом акте", "the act itself says so";
        /// It follows from what was seen: the act has not been seen repealed, and what it rests on has been seen to stand.
        Inferred = "inferred", "жанама деректерден шығады", "следует из косвенных данных", "it follows from what was seen";
    }
}

vocabulary! {
    /// What a rule gives or demands.
    RuleKind {
        /// Something that must be done.
        Duty = "duty", "міндет", "обязанность", "duty";
        /// Something that must be done before a decision against somebody, if one is intended.
        ConditionalDuty = "conditionalDuty", "шартты міндет", "условная обязанность", "conditional duty";
        /// Something that a party may claim or do.
        Right = "right", "құқық", "право", "right";
        /// Something that an official may decide.
        Power = "power", "өкілеттік", "полномочие", "power";
        /// Something that must not be done.
        Prohibition = "prohibition", "тыйым", "запрет", "prohibition";
        /// A task of the body that issued the act, not of any case.
        Housekeeping = "housekeeping", "бұйрықты орындау", "исполнение приказа", "housekeeping of the approving order";
    }
}

impl RuleKind {
    /// Whether somebody owes something by it. A right or a power may be left unused.
    #[must_use]
    pub const fn is_owed(self) -> bool {
        match self {
            Self::Duty | Self::ConditionalDuty | Self::Prohibition | Self::Housekeeping => true,
            Self::Right | Self::Power => false,
        }
    }

    /// Whether it is a breach that something falls away by it after its term: not where its condition did not come about, nor where
    /// nobody owes anything.
    #[must_use]
    pub const fn is_breached_when_voided(self) -> bool {
        self.is_owed() && !matches!(self, Self::ConditionalDuty)
    }
}

vocabulary! {
    /// What sets a term running.
    Trigger {
        /// A document is received by an organisation.
        Receipt = "receipt", "құжаттың келіп түсуі", "поступление документа", "receipt of a document";
        /// A document is registered.
        Registration = "registration", "құжаттың тіркелуі", "регистрация документа", "registration of a document";
        /// Anything else that happens.
        Event = "event", "оқиға", "событие", "event";
    }
}

vocabulary! {
    /// What a term is counted in.
    Unit {
        /// Working days.
        WorkingDay = "workingDay", "жұмыс күні", "рабочий день", "working day";
        /// Calendar days.
        CalendarDay = "calendarDay", "күнтізбелік күн", "календарный день", "calendar day";
        /// Calendar months.
        Month = "month", "ай", "месяц", "month";
    }
}

/// How long one has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// `amount` units after the event, or after the last day of the term of rule `from`.
    Within {
        /// How many.
        amount: u32,
        /// Of what.
        unit: Unit,
        /// The rule whose last day, before any roll, is counted from.
        from: Option<String>,
    },
    /// `amount` units before the event, or before the due date of rule `from`.
    Before {
        /// How many.
        amount: u32,
        /// Of what.
        unit: Unit,
        /// The rule whose due date is stepped back from.
        from: Option<String>,
    },
    /// On this day of every week.
    Weekly(time::Weekday),
    /// Together with the event: on its day.
    AtOnce,
    /// By the moment of the event, such as the start of a meeting.
    AtEvent,
    /// No later than the due date of another rule.
    With(String),
}

/// One wording of an act and when it is in force.
#[derive(Clone, Debug)]
pub struct Edition {
    /// Its name: the date from which it is in force.
    pub id: String,
    /// First day in force.
    pub from: Date,
    /// First day no longer in force.
    pub until: Option<Date>,
    /// The edition whose wording is applied: this one, or, where its own is not held, the last one before it that is; none if
    /// there is none.
    pub wording: Option<String>,
    /// Whether the texts of the provisions and the phrases of the rules are those of the wording applied. Else the rules rest on a
    /// source that is not the text.
    pub text_held: bool,
    /// How sure it is that the act is in force then; none where the wording is held, which shows it.
    pub certainty: Option<Certainty>,
    /// Who says that it is in force, and where the dates come from.
    pub note: Text,
}

impl Edition {
    /// Whether the edition is in force on `date`.
    #[must_use]
    pub fn covers(&self, date: Date) -> bool {
        self.from <= date && self.until.is_none_or(|until| date < until)
    }

    /// Whether its own wording is in the rulebook.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.wording.as_deref() == Some(self.id.as_str())
    }

    fn standing(&self) -> Standing<'_> {
        if self.is_held() { Standing::InForce(self) } else { Standing::WordingNotHeld(self) }
    }
}

/// One paragraph of an act.
#[derive(Clone, Debug)]
pub struct Provision {
    /// Number of the paragraph, `8.1` for its first part.
    pub id: String,
    /// The verbatim text in the language of the act's texts, where they are held.
    pub text: Option<String>,
}

/// One duty, right or power: who owes what to whom, from when, for how long.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Stable id, `93-3`.
    pub id: String,
    /// Id of the act.
    pub act: String,
    /// Sort of rule.
    pub kind: RuleKind,
    /// Number of the paragraph that states it.
    pub provision: String,
    /// Who owes.
    pub bearer: Role,
    /// To whom, where the act says.
    pub owed_to: Option<Role>,
    /// What sets the term running.
    pub trigger: Trigger,
    /// The term; none where the act states none.
    pub term: Option<Term>,
    /// The switches that bear on it.
    pub readings: Vec<String>,
    /// Editions that state it, those that borrow the wording of one included.
    pub editions: Vec<String>,
    /// Procedures that use it.
    pub procedures: Vec<String>,
    /// The verbatim words of the provision that it rests on, in the language of the act's texts; none where the text of no edition
    /// that states it is held. [`Rulebook::phrase_in`] tells whether they are those of an edition.
    pub phrase: Option<String>,
    /// What must be done.
    pub what: Text,
    /// What the term is counted from.
    pub event: Text,
    /// A remark on the rule's source.
    pub note: Option<Text>,
}

impl Rule {
    /// Whether the switch `id` bears on this rule.
    #[must_use]
    pub fn is_read_by(&self, id: &str) -> bool {
        self.readings.iter().any(|reading| reading == id)
    }
}

/// That an act has been repealed.
#[derive(Clone, Debug)]
pub struct Repeal {
    /// First day without it.
    pub from: Date,
    /// By which act.
    pub by: String,
    /// Where the date comes from.
    pub note: Text,
}

/// A legal act.
#[derive(Clone, Debug)]
pub struct Act {
    /// Id used in paths and rule ids.
    pub id: String,
    /// Official number.
    pub number: String,
    /// Sort of act.
    pub kind: ActKind,
    /// Day of adoption.
    pub adopted_on: Date,
    /// Where the wording comes from.
    pub provenance: Provenance,
    /// The language of the texts of its provisions; none where they are not held.
    pub text_language: Option<Lang>,
    /// Who issued it.
    pub issuer: Option<Text>,
    /// Title.
    pub title: Text,
    /// Number and day of registration by the Ministry of Justice.
    pub registration: Option<(String, Date)>,
    /// Repeal, if any.
    pub repeal: Option<Repeal>,
    /// Editions in order.
    pub editions: Vec<Edition>,
    /// Provisions in order.
    pub provisions: Vec<Provision>,
}

/// Whether an act is in force on a day, and under which edition.
#[derive(Clone, Debug)]
pub enum Standing<'act> {
    /// In force.
    InForce(&'act Edition),
    /// In force, but the wording of that time is not in the rulebook; the last one held before is applied.
    WordingNotHeld(&'act Edition),
    /// Not yet in force; the first edition.
    NotYet(&'act Edition),
    /// Repealed.
    Repealed(&'act Repeal),
    /// The last edition ended, and nobody says that the act goes on.
    Ended(&'act Edition),
}

impl Standing<'_> {
    /// Whether the act is in force.
    #[must_use]
    pub const fn is_in_force(&self) -> bool {
        matches!(self, Self::InForce(_) | Self::WordingNotHeld(_))
    }

    /// Stable code of the reason.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InForce(_) => "inForce",
            Self::WordingNotHeld(_) => "wordingNotHeld",
            Self::NotYet(_) => "notYetInForce",
            Self::Repealed(_) => "repealed",
            Self::Ended(_) => "editionEnded",
        }
    }

    /// Why, in three languages.
    #[must_use]
    pub const fn note(&self) -> &Text {
        match self {
            Self::InForce(edition) | Self::WordingNotHeld(edition) | Self::NotYet(edition) | Self::Ended(edition) => {
                &edition.note
            }
            Self::Repealed(repeal) => &repeal.note,
        }
    }

    /// The edition that covers the day, if any does.
    #[must_use]
    pub const fn edition(&self) -> Option<&Edition> {
        match self {
            Self::InForce(edition) | Self::WordingNotHeld(edition) => Some(edition),
            Self::NotYet(_) | Self::Repealed(_) | Self::Ended(_) => None,
        }
    }
}

impl Act {
    /// The standing of the act on `date`. An ended edition never falls back to an older one: only an edition that is known to
    /// be in force, and whose wording is not held, is read in the wording before it.
    #[must_use]
    pub fn standing(&self, date: Date) -> Option<Standing<'_>> {
        if let Some(repeal) = self.repeal.as_ref().filter(|repeal| repeal.from <= date) {
            return Some(Standing::Repealed(repeal));
        }
        if let Some(edition) = self.editions.iter().find(|edition| edition.covers(date)) {
            return Some(edition.standing());
        }
        let first = self.editions.first()?;
        if date < first.from {
            return Some(Standing::NotYet(first));
        }
        let ended = |edition: &&Edition| edition.until.is_some_and(|until| until <= date);
        self.editions.iter().rev().find(ended).map(Standing::Ended)
    }

    /// The standing on `date` of the act for what rests on the edition with this id: as long as the act is in force, that of
    /// this edition.
    #[must_use]
    pub fn standing_under(&self, edition: &str, date: Date) -> Option<Standing<'_>> {
        let today = self.standing(date)?;
        let own = self.editions.iter().find(|known| known.id == edition).filter(|_| today.is_in_force());
        Some(own.map_or(today, Edition::standing))
    }

    /// The language of the texts of its provisions, where they are those of its wording on `date`; where no edition covers that
    /// day, of the last one.
    #[must_use]
    pub fn text_language_on(&self, date: Date) -> Option<Lang> {
        let edition = self.editions.iter().find(|edition| edition.covers(date)).or(self.editions.last())?;
        self.text_language.filter(|_| edition.text_held)
    }

    /// The provision with this number.
    #[must_use]
    pub fn provision(&self, id: &str) -> Option<&Provision> {
        self.provisions.iter().find(|provision| provision.id == id)
    }
}

/// One option of a reading.
#[derive(Clone, Debug)]
pub struct ReadingOption {
    /// Stable code.
    pub code: String,
    /// What it says.
    pub title: Text,
    /// Whether the software offers it.
    pub available: bool,
}

/// A question that an act leaves open, and how it is read here.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Stable id.
    pub id: String,
    /// The question.
    pub title: Text,
    /// Why the default.
    pub basis: Text,
    /// The options; the first is the default.
    pub options: Vec<ReadingOption>,
    /// The option in force.
    pub choice: String,
}

impl Reading {
    /// The option in force.
    #[must_use]
    pub fn chosen(&self) -> Option<&ReadingOption> {
        self.options.iter().find(|option| option.code == self.choice)
    }
}

/// All acts, rules and readings.
#[derive(Clone, Debug)]
pub struct Rulebook {
    acts: Vec<Act>,
    rules: Vec<Rule>,
    readings: Vec<Reading>,
    switches: Readings,
    not_yet_built: Vec<String>,
}

impl Rulebook {
    /// Every act.
    #[must_use]
    pub fn acts(&self) -> &[Act] {
        &self.acts
    }

    /// The act with this id.
    #[must_use]
    pub fn act(&self, id: &str) -> Option<&Act> {
        self.acts.iter().find(|act| act.id == id)
    }

    /// Every rule, by act and in the act's order.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule with this id, in its latest wording.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().rev().find(|rule| rule.id == id)
    }

    /// The rule with this id as `edition` of its act states it.
    #[must_use]
    pub fn rule_in(&self, id: &str, edition: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id && rule.editions.iter().any(|known| known == edition))
    }

    /// The rule with this id as a case under `edition` of `act` owes it, and the edition that states it. A rule of
    /// another act, which binds the same procedure, is owed as it stands on `date`; where no edition covers that day, in
    /// its latest wording.
    #[must_use]
    pub fn stated<'book>(
        &'book self,
        id: &str,
        act: &str,
        edition: &'book str,
        date: Date,
    ) -> Option<(&'book Rule, &'book str)> {
        if self.rule(id)?.act == act {
            return Some((self.rule_in(id, edition)?, edition));
        }
        let latest = self.rule(id)?;
        match self.act(&latest.act)?.editions.iter().find(|edition| edition.covers(date)) {
            Some(edition) => Some((self.rule_in(id, &edition.id)?, &edition.id)),
            None => Some((latest, latest.editions.last()?)),
        }
    }

    /// Whether the act of the rule with this id states it in the edition in force on `date`.
    #[must_use]
    pub fn states(&self, id: &str, date: Date) -> bool {
        let act = self.rule(id).and_then(|rule| self.act(&rule.act));
        let edition = act.and_then(|act| act.editions.iter().find(|edition| edition.covers(date)));
        edition.is_some_and(|edition| self.rule_in(id, &edition.id).is_some())
    }

    /// The rule with this id as it stands on `date`, or in its latest wording when no edition
    /// that states it covers that date.
    #[must_use]
    pub fn rule_on(&self, id: &str, date: Date) -> Option<&Rule> {
        let latest = self.rule(id)?;
        let edition = self.act(&latest.act)?.editions.iter().find(|edition| edition.covers(date));
        edition.and_then(|edition| self.rule_in(id, &edition.id)).or(Some(latest))
    }

    /// The edition by which `rule` is shown on `date`: the one in force, or, where that does not state it, the last one that does.
    #[must_use]
    pub fn edition_of<'book>(&'book self, rule: &'book Rule, date: Date) -> Option<&'book str> {
        let covers = |id: &&String| {
            let act = self.act(&rule.act);
            act.is_some_and(|act| act.editions.iter().any(|edition| edition.id == **id && edition.covers(date)))
        };
        rule.editions.iter().find(covers).or(rule.editions.last()).map(String::as_str)
    }

    /// The words that `rule` rests on in `edition` of its act, and their language, where the text of that edition is held.
    #[must_use]
    pub fn phrase_in<'book>(&'book self, rule: &'book Rule, edition: &str) -> Option<(&'book str, Lang)> {
        let act = self.act(&rule.act)?;
        let held = act.editions.iter().any(|known| known.id == edition && known.text_held);
        rule.phrase.as_deref().zip(act.text_language).filter(|_| held && rule.editions.iter().any(|id| id == edition))
    }

    /// The standing of `rule` on `date`: that of its act, unless the act's edition of that day does not state the rule.
    #[must_use]
    pub fn standing_of(&self, rule: &Rule, date: Date) -> Option<Standing<'_>> {
        let act = self.act(&rule.act)?;
        let standing = act.standing(date)?;
        if standing.edition().is_none_or(|edition| rule.editions.contains(&edition.id)) {
            return Some(standing);
        }
        let mut stating = act.editions.iter().filter(|edition| rule.editions.contains(&edition.id));
        let last = stating.clone().rfind(|edition| edition.from <= date);
        last.map(Standing::Ended).or_else(|| stating.next().map(Standing::NotYet))
    }

    /// The rule with this id in the wording that stands beside `rule`: in an edition that states both.
    #[must_use]
    pub fn rule_beside(&self, id: &str, rule: &Rule) -> Option<&Rule> {
        rule.editions.iter().rev().find_map(|edition| self.rule_in(id, edition))
    }

    /// The ids of the rules by which nobody owes anything: rights and powers.
    pub fn entitlements(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().filter(|rule| !rule.kind.is_owed()).map(|rule| rule.id.as_str())
    }

    /// The ids of the rules by which nothing falls away overdue.
    pub fn never_voided_overdue(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().filter(|rule| !rule.kind.is_breached_when_voided()).map(|rule| rule.id.as_str())
    }

    /// Every reading.
    #[must_use]
    pub fn readings(&self) -> &[Reading] {
        &self.readings
    }

    /// The reading with this id.
    #[must_use]
    pub fn reading(&self, id: &str) -> Option<&Reading> {
        self.readings.iter().find(|reading| reading.id == id)
    }

    /// The choices that arithmetic and procedures act on.
    #[must_use]
    pub const fn switches(&self) -> &Readings {
        &self.switches
    }
}
