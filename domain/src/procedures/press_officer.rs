//! The directory of authorised persons (units) for the mass media (№ 444-НҚ ¶3–4): a case is one appointment at one state body.

use time::{Date, OffsetDateTime};

use crate::engine::{AskedRefusal, Line, Procedure, Reason, Reasons, Refusal};
use crate::law::Law;
use crate::organisation::OrganisationKind;
use crate::role::Role;
use crate::rulebook::ids::{R444_1, RuleId};
use crate::term::add_months;
use crate::text::Text;
use crate::zone;

/// For how many months contacts count as right once they were given or confirmed.
const CONFIRMED_FOR: i64 = 6;

/// From which day on contacts that were given or confirmed on a day count as unconfirmed.
#[must_use]
pub fn unconfirmed_from(confirmed_on: Date) -> Date {
    add_months(confirmed_on, CONFIRMED_FOR)
}

/// On so many days at the most the contacts of one appointment are replaced.
pub const MOST_CHANGES: usize = 200;

/// Appointments of press officers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PressOfficer;

impl Procedure for PressOfficer {
    const TABLE: &'static [Line<Self>] = table! { OfficerAction OfficerState OfficerOutcome OfficerNotice;
        // What a body sends stands in the directory at once: with that the authorised body has formed it.
        Name:                      => Current  by StateBody,
                files, opens R444_1 R444_2, meets R444_1 R444_2, tells Named to MassMediaAuthority;
        ChangeContacts: Current    => =        by StateBody AuthorisedPerson, tells ContactsChanged to MassMediaAuthority;
        Confirm:        Current    => =        by StateBody AuthorisedPerson;
        Remind:         Current    => =        by System, tells Unconfirmed to StateBody AuthorisedPerson;
        Replace:        Current    => Replaced by StateBody, decides Replaced;
        // Merzim ends it with its body.
        End:            Current    => Ended    by StateBody System, decides Ended, tells Ended to MassMediaAuthority;
    };

    type State = OfficerState;
    type Action = OfficerAction;
    type Outcome = OfficerOutcome;
    type Notice = OfficerNotice;
    type Refusal = OfficerRefusal;
    type Facts = Facts;
    type Command = Command;

    const CODE: &'static str = "press-officer";
    const TITLE: Text = Text::new(
        "БАҚ-пен өзара іс-қимыл жөніндегі уәкілетті тұлға (бөлімше)",
        "Уполномоченное лицо (подразделение) по взаимодействию со СМИ",
        "Authorised person (unit) for the mass media",
    );
    const ACT: &'static str = "444";
    const PREFIX: &'static str = "PRO";
    const INITIATOR: Role = Role::StateBody;
    const ADDRESSEES: &'static [Role] = &[Role::MassMediaAuthority, Role::AuthorisedPerson];
    const DRAFTS: &'static [OfficerState] = &[];
    const PERISHABLE: &'static [OfficerNotice] = &[OfficerNotice::Unconfirmed];

    fn shares() -> Vec<&'static Reason> {
        vec![AskedRefusal::BodyNotThere.reason()]
    }

    fn allows(facts: &Facts, action: OfficerAction, _: &Law) -> Result<(), Refusal> {
        if action == OfficerAction::ChangeContacts && facts.changes >= MOST_CHANGES {
            return Err(Refusal::of(OfficerRefusal::TooManyChanges).at_most(MOST_CHANGES));
        }
        Ok(())
    }

    fn guard(_: &Facts, command: &Command, _: OffsetDateTime, _: &Law) -> Result<(), Refusal> {
        match command {
            Command::Name { by: Namer::Exempt, .. } => Err(Refusal::by(OfficerRefusal::ExemptBody, R444_1)),
            Command::Name { by: Namer::Other, .. } => Err(Refusal::by(OfficerRefusal::NoStateBody, R444_1)),
            Command::Name { by: Namer::NotThere, .. } => Err(Refusal::by(AskedRefusal::BodyNotThere, R444_1)),
            Command::Name { by: Namer::StateBody, already: true } => Err(Refusal::of(OfficerRefusal::OfficerNamed)),
            Command::Name { by: Namer::StateBody, already: false }
            | Command::ChangeContacts
            | Command::Confirm
            | Command::Remind
            | Command::Replace
            | Command::End => Ok(()),
        }
    }

    fn event_at(facts: &Facts, _: &Command, rule: RuleId, now: OffsetDateTime, law: &Law) -> Option<OffsetDateTime> {
        // The directory is formed of what was received; contacts are sent on the appointment, or once the act binds.
        if rule != R444_1 {
            return Some(now);
        }
        let binds = law.rulebook.act(Self::ACT).and_then(|act| act.editions.first()).map(|edition| edition.from);
        Some(zone::start_of(binds.map_or(facts.appointed_on, |binds| facts.appointed_on.max(binds))))
    }
}

/// What an appointment knows besides its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// From which day it holds.
    pub appointed_on: Date,
    /// On how many days its contacts were replaced.
    pub changes: usize,
}

/// Who names somebody, as ¶3 sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Namer {
    /// A state body.
    StateBody,
    /// A state body that is not there yet, or is no more.
    NotThere,
    /// The State Security Service, which ¶3 exempts.
    Exempt,
    /// An organisation that is no state body, or that nobody knows.
    Other,
}

impl Namer {
    /// An organisation of this kind, if it is known, and whether it is there.
    #[must_use]
    pub fn of(organisation: Option<(OrganisationKind, bool)>) -> Self {
        match organisation {
            Some((kind, is_there)) if kind.tells_the_media() => {
                if is_there {
                    Self::StateBody
                } else {
                    Self::NotThere
                }
            }
            Some((kind, _)) if kind.is_state_body() => Self::Exempt,
            Some(_) | None => Self::Other,
        }
    }
}

commands! { OfficerAction;
    Name {
        /// Who does.
        by: Namer,
        /// Whether that body has somebody already.
        already: bool,
    };
    ChangeContacts;
    Confirm;
    Remind;
    Replace;
    End;
}

vocabulary! {
    /// How far an appointment has come.
    OfficerState {
        /// In office.
        Current = "current", "қызметте", "действует", "in office";
        /// Followed by the next one.
        Replaced = "replaced", "алмастырылды", "заменено", "replaced";
        /// Ended, and nobody was named.
        Ended = "ended", "өкілеттігі тоқтатылды", "полномочия прекращены", "ended";
    }
}

vocabulary! {
    /// What can be done with an appointment.
    OfficerAction {
        /// Name (¶3).
        Name = "name", "тағайындалғанын хабарлау", "сообщить о назначении", "name";
        /// Give other contacts.
        ChangeContacts = "changeContacts", "байланыс деректерін өзгерту", "изменить контактные данные", "change the contacts";
        /// Say that the contacts are right.
        Confirm = "confirm", "байланыс деректерін растау", "подтвердить контактные данные", "confirm the contacts";
        /// Remind that the contacts are unconfirmed.
        Remind = "remind", "растау туралы еске салу", "напомнить о подтверждении", "remind";
        /// Name the next one.
        Replace = "replace", "алмастыру", "заменить", "replace";
        /// End without a successor.
        End = "end", "өкілеттігін тоқтату", "прекратить полномочия", "end";
    }
}

vocabulary! {
    /// What became of an appointment.
    OfficerOutcome {
        /// Replaced.
        Replaced = "replaced", "алмастырылды", "заменено", "replaced";
        /// Ended.
        Ended = "ended", "өкілеттігі тоқтатылды", "полномочия прекращены", "ended";
    }
}

vocabulary! {
    /// What the parties to an appointment are told.
    OfficerNotice {
        /// A body has named somebody (¶3).
        Named = "named", "Мемлекеттік орган уәкілетті тұлғаны (бөлімшені) тағайындады", "Государственный орган назначил уполномоченное лицо (подразделение)", "A state body has named its authorised person (unit)";
        /// The contacts are others.
        ContactsChanged = "contactsChanged", "Уәкілетті тұлғаның (бөлімшенің) байланыс деректері өзгерді", "Контактные данные уполномоченного лица (подразделения) изменены", "The contacts of the authorised person (unit) have changed";
        /// Nobody has confirmed the contacts for six months.
        Unconfirmed = "unconfirmed", "Байланыс деректері алты ай бойы расталмаған: тексеріп, растаңыз", "Контактные данные не подтверждались шесть месяцев: проверьте и подтвердите их", "The contacts have not been confirmed for six months: check and confirm them";
        /// An appointment has ended, and nobody was named.
        Ended = "ended", "Уәкілетті тұлғаның (бөлімшенің) өкілеттігі тоқтатылды", "Полномочия уполномоченного лица (подразделения) прекращены", "The appointment of the authorised person (unit) has ended";
    }
}

reasons! {
    /// Why an action on an appointment is refused.
    OfficerRefusal {
        /// The State Security Service sends nothing (¶3).
        ExemptBody = "exempt-body", Caller, "Бұл міндет Мемлекеттік күзет қызметіне қолданылмайды", "Эта обязанность не распространяется на Службу государственной охраны", "The duty does not apply to the State Security Service";
            "Ештеңе жіберудің қажеті жоқ", "Направлять ничего не нужно", "Nothing need be sent";
        /// Only state bodies name somebody (¶3).
        NoStateBody = "no-state-body", Caller, "Уәкілетті тұлғаны (бөлімшені) мемлекеттік орган ғана тағайындайды", "Уполномоченное лицо (подразделение) назначает только государственный орган", "Only a state body names an authorised person (unit)";
            "Ұйымның түрі ұйымдар тізілімінде көрсетілген: organisations", "Вид организации указан в реестре организаций: organisations", "The register of organisations says of which kind yours is: organisations";
        /// A body has one at a time.
        OfficerNamed = "officer-named", Circumstances, "Органның уәкілетті тұлғасы (бөлімшесі) бар", "У органа уже есть уполномоченное лицо (подразделение)", "The body has an authorised person (unit) already";
            "Оны алмастырыңыз: replacement; анықтамалықтан табыңыз: press-officers", "Замените его: replacement; найдите его в справочнике: press-officers", "Replace it: replacement; find it in the directory: press-officers";
        /// An appointment keeps so many contacts, and no more.
        TooManyChanges = "too-many-changes", Circumstances, "Осы тағайындау бойынша байланыс деректері тым жиі өзгертілді", "Контактные данные этого назначения менялись слишком часто", "The contacts of this appointment have changed too often";
            "Тағайындауды қайта рәсімдеңіз: replacement; шегі detail өрісінде көрсетілген", "Оформите назначение заново: replacement; предел указан в detail", "Name the officer anew: replacement; detail says what the limit is";
    }
}

vocabulary! {
    /// Who answers to the mass media for a body.
    OfficerKind {
        /// A person.
        Person = "person", "тұлға", "лицо", "a person";
        /// A unit of the body.
        Unit = "unit", "бөлімше", "подразделение", "a unit";
    }
}

vocabulary! {
    /// A language in which somebody talks to the mass media.
    SpokenLanguage {
        /// Kazakh.
        Kazakh = "kk", "қазақша", "казахский", "Kazakh";
        /// Russian.
        Russian = "ru", "орысша", "русский", "Russian";
        /// English.
        English = "en", "ағылшынша", "английский", "English";
    }
}
