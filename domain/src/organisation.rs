//! Organisations: of which kind they are, and what that means in law.

use std::fmt::{Display, Formatter};

use crate::reading::{OtherStateBodies, Readings};

vocabulary! {
    /// Of which kind an organisation is.
    OrganisationKind {
        /// A central executive body: a ministry or a committee outside ministries.
        CentralExecutiveBody = "centralExecutiveBody", "Орталық атқарушы орган", "Центральный исполнительный орган", "Central executive body";
        /// An agency that answers to the President.
        Agency = "agency", "Қазақстан Республикасының Президентіне тікелей бағынатын және есеп беретін агенттік", "Агентство, непосредственно подчинённое и подотчётное Президенту Республики Казахстан", "Agency directly subordinate and accountable to the President";
        /// The General Prosecutor's Office.
        GeneralProsecutor = "generalProsecutor", "Бас прокуратура", "Генеральная прокуратура", "General Prosecutor's Office";
        /// The State Security Service (Мемлекеттік күзет қызметі).
        StateSecurityService = "stateSecurityService", "Мемлекеттік күзет қызметі", "Служба государственной охраны", "State Security Service";
        /// Any other state body, central or not.
        OtherStateBody = "otherStateBody", "Өзге мемлекеттік орган", "Иной государственный орган", "Other state body";
        /// A local executive body: an akimat.
        LocalExecutiveBody = "localExecutiveBody", "Жергілікті атқарушы орган", "Местный исполнительный орган", "Local executive body";
        /// A local representative body: a maslikhat.
        LocalRepresentativeBody = "localRepresentativeBody", "Жергілікті өкілді орган", "Местный представительный орган", "Local representative body";
        /// An entity of the quasi-state sector.
        QuasiStateEntity = "quasiStateEntity", "Квазимемлекеттік сектор субъектісі", "Субъект квазигосударственного сектора", "Quasi-state entity";
        /// The State Corporation "Government for Citizens".
        StateCorporation = "stateCorporation", "«Азаматтарға арналған үкімет» мемлекеттік корпорациясы", "Государственная корпорация «Правительство для граждан»", "State Corporation \"Government for Citizens\"";
        /// The operator of the e-government infrastructure.
        EgovOperator = "egovOperator", "«Электрондық үкіметтің» ақпараттық-коммуникациялық инфрақұрылымының операторы", "Оператор информационно-коммуникационной инфраструктуры «электронного правительства»", "Operator of the e-government infrastructure";
    }
}

/// What share the state has in a quasi-state entity, in hundredths of a percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StateShare(u16);

impl StateShare {
    /// All of it: one hundred per cent.
    pub const WHOLE: Self = Self(10_000);

    /// A share in percent, such as `51` or `87.42`.
    #[must_use]
    pub fn parse(percent: &str) -> Option<Self> {
        let (whole, part) = percent.split_once('.').unwrap_or((percent, ""));
        let digits = |text: &str| text.len() <= 3 && text.bytes().all(|sign| sign.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > 2 {
            return None;
        }
        format!("{whole}{part:0<2}").parse().ok().and_then(Self::of_hundredths)
    }

    /// So many hundredths of a percent; none above a hundred per cent or below nothing.
    #[must_use]
    pub fn of_hundredths(hundredths: i64) -> Option<Self> {
        u16::try_from(hundredths).ok().map(Self).filter(|share| *share <= Self::WHOLE)
    }

    /// In hundredths of a percent.
    #[must_use]
    pub fn hundredths(self) -> i64 {
        self.0.into()
    }
}

impl Display for StateShare {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        let (whole, part) = (self.0 / 100, self.0 % 100);
        if part == 0 { write!(formatter, "{whole}") } else { write!(formatter, "{whole}.{part:02}") }
    }
}

impl OrganisationKind {
    /// Whether it is a state body.
    #[must_use]
    pub const fn is_state_body(self) -> bool {
        match self {
            Self::CentralExecutiveBody
            | Self::Agency
            | Self::GeneralProsecutor
            | Self::StateSecurityService
            | Self::OtherStateBody
            | Self::LocalExecutiveBody
            | Self::LocalRepresentativeBody => true,
            Self::QuasiStateEntity | Self::StateCorporation | Self::EgovOperator => false,
        }
    }

    /// Whether the authorised body in mass media asks it for information and materials: central state bodies and local executive bodies
    /// (№ 444-НҚ ¶5 part 2, ¶7), the State Security Service apart (¶3). Other state bodies by the reading `otherStateBodies`.
    #[must_use]
    pub const fn is_asked(self, readings: &Readings) -> bool {
        match self {
            Self::CentralExecutiveBody | Self::Agency | Self::GeneralProsecutor | Self::LocalExecutiveBody => true,
            Self::OtherStateBody => matches!(readings.other_state_bodies, OtherStateBodies::Asked),
            Self::StateSecurityService
            | Self::LocalRepresentativeBody
            | Self::QuasiStateEntity
            | Self::StateCorporation
            | Self::EgovOperator => false,
        }
    }

    /// Whether № 444-НҚ binds it: every state body, the State Security Service apart (¶3).
    #[must_use]
    pub const fn tells_the_media(self) -> bool {
        self.is_state_body() && !matches!(self, Self::StateSecurityService)
    }
}
