//! How much of an appeal somebody sees, by the roles in which they take part.

use crate::role::Role;

/// How much of an appeal somebody sees: each more than the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Insight {
    /// How it stands and what is owed, and nothing else: the body as the one complained of, while nobody complains.
    Standing,
    /// Neither who it is nor what it is about: the operator.
    Place,
    /// Who comes when: the State Corporation.
    Visitor,
    /// All but the IIN: whoever considers a complaint, and the body complained of.
    Case,
    /// All of it: the person, and the body that receives.
    Whole,
}

impl Insight {
    /// What somebody sees who takes part in these roles, of an appeal in which somebody has complained, or nobody.
    pub fn of(roles: impl Iterator<Item = Role>, contested: bool) -> Self {
        let seen_as = roles.map(|role| match role {
            Role::Participant | Role::StateBody | Role::ResponsibleEmployee | Role::HeadOfBody => Self::Whole,
            Role::ComplaintBody => Self::Case,
            Role::AdministrativeBody if contested => Self::Case,
            Role::StateCorporation => Self::Visitor,
            Role::EgovOperator => Self::Place,
            Role::AdministrativeBody
            | Role::CommAuthority
            | Role::ApplicantBody
            | Role::InformationHolder
            | Role::InformationUser
            | Role::ResponsiblePerson
            | Role::PortalAdministrator
            | Role::QuasiStateEntity
            | Role::HolderHead
            | Role::MassMediaAuthority
            | Role::AuthorisedPerson
            | Role::MassMedia
            | Role::InformatizationAuthority
            | Role::Public
            | Role::Registrar
            | Role::System => Self::Standing,
        });
        seen_as.max().unwrap_or(Self::Standing)
    }

    /// Whether they see more than how it stands and what is owed: whose reception is asked for.
    #[must_use]
    pub fn sees_place(self) -> bool {
        self >= Self::Place
    }

    /// Whether they see who comes when, and how to reach them.
    #[must_use]
    pub fn sees_visitor(self) -> bool {
        self >= Self::Visitor
    }

    /// Whether they see what the appeal is about, its files, and what happened in the case.
    #[must_use]
    pub fn sees_case(self) -> bool {
        self >= Self::Case
    }

    /// Whether they may see the IIN whole.
    #[must_use]
    pub fn sees_iin(self) -> bool {
        self >= Self::Whole
    }

    /// Whether the reception is theirs to attend or to provide for.
    #[must_use]
    pub const fn attends(self) -> bool {
        matches!(self, Self::Place | Self::Visitor | Self::Whole)
    }
}
