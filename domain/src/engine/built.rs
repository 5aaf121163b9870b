//! What is the same to see of every procedure, without its types.

use super::case::{Actor, Party};
use super::refusal::{Reason, reasons_of};
use super::table::{self, Procedure};
use crate::role::Role;
use crate::rulebook::ids::RuleId;
use crate::rulebook::load::Used;
use crate::text::Text;
use crate::vocabulary::{Vocabulary, each_once};

/// A code with its title.
#[derive(Clone, Debug)]
pub struct Named {
    /// Stable code.
    pub code: &'static str,
    /// Title in three languages.
    pub title: Text,
}

/// A line of a procedure's table, without its types.
#[derive(Clone, Debug)]
pub struct Line {
    /// What is done.
    pub action: &'static str,
    /// In which states; none, if it begins a case.
    pub from: Vec<&'static str>,
    /// The state that follows.
    pub to: &'static str,
    /// By which roles.
    pub by: &'static [Role],
    /// What is decided, if anything.
    pub outcome: Option<&'static str>,
    /// Rules whose duties begin.
    pub opens: &'static [RuleId],
    /// Rules whose duties are done.
    pub meets: &'static [RuleId],
    /// Rules whose duties fall away.
    pub voids: &'static [RuleId],
    /// Codes of what is told, each with to whom.
    pub tells: Vec<(&'static str, Role)>,
}

/// What may be complained of in the cases of a built procedure.
#[derive(Clone, Debug)]
pub struct BuiltRedress {
    /// Whose decision or silence it is.
    pub of: Role,
    /// Codes of the decisions.
    pub decisions: Vec<&'static str>,
    /// Codes of what is decided in favour of whoever might complain.
    pub favours: Vec<&'static str>,
    /// The rules by which a decision is due.
    pub silence: &'static [RuleId],
    /// The rules that bind whoever considers a complaint, besides those of the Code.
    pub binds: &'static [RuleId],
}

/// A built procedure, without its types: for what is the same for all.
#[derive(Clone, Debug)]
pub struct Built {
    /// Code, `kebab-case`.
    pub code: &'static str,
    /// Name.
    pub title: Text,
    /// The act that it runs under.
    pub act: &'static str,
    /// The beginning of the numbers of its cases.
    pub prefix: &'static str,
    /// The role of the one for whom a case is begun.
    pub initiator: Role,
    /// The roles of those that a case is filed with.
    pub addressees: &'static [Role],
    /// States, the first one first.
    pub states: Vec<Named>,
    /// The states in which its form may be replaced.
    pub drafts: Vec<&'static str>,
    /// The states in which files may be attached.
    pub attaches: Vec<&'static str>,
    /// Who may replace the form.
    pub replacers: &'static [Role],
    /// Who may attach files, and take them off again.
    pub attachers: &'static [Role],
    /// The parties who see how a case stands, but neither its story nor what is owed in it.
    pub outsiders: &'static [Role],
    /// What its parties are told.
    pub notices: Vec<Named>,
    /// Codes of the notices that are not sent any more once something else has happened in the case.
    pub perishable: Vec<&'static str>,
    /// Why it refuses, besides the reasons that all procedures have.
    pub refusals: Vec<&'static Reason>,
    /// Actions.
    pub actions: Vec<Named>,
    /// Outcomes.
    pub outcomes: Vec<Named>,
    /// The table.
    pub lines: Vec<Line>,
    /// The roles of those who join a case after its filing.
    pub joins: &'static [Role],
    /// What may be complained of in its cases.
    pub redress: Option<BuiltRedress>,
}

impl Line {
    /// A line of a table, once for each state that it leaves a case in.
    fn of<P: Procedure>(line: &table::Line<P>) -> Vec<Self> {
        let one = |from: &[P::State], to: P::State| Self {
            action: line.action.code(),
            from: from.iter().map(|state| state.code()).collect(),
            to: to.code(),
            by: line.by,
            outcome: line.decides.map(Vocabulary::code),
            opens: line.opens,
            meets: line.meets,
            voids: line.voids,
            tells: line.tells.iter().map(|(notice, role)| (notice.code(), *role)).collect(),
        };
        match line.to {
            Some(to) => vec![one(line.from, to)],
            None => line.from.iter().map(|state| one(&[*state], *state)).collect(),
        }
    }
}

impl Built {
    pub(crate) fn of<P: Procedure>() -> Self {
        Self {
            code: P::CODE,
            title: P::TITLE,
            act: P::ACT,
            prefix: P::PREFIX,
            initiator: P::INITIATOR,
            addressees: P::ADDRESSEES,
            states: named::<P::State>(),
            drafts: P::DRAFTS.iter().map(|state| state.code()).collect(),
            attaches: P::ATTACHES.iter().map(|state| state.code()).collect(),
            replacers: P::REPLACERS,
            attachers: P::ATTACHERS,
            outsiders: P::OUTSIDERS,
            notices: named::<P::Notice>(),
            perishable: P::PERISHABLE.iter().map(|notice| notice.code()).collect(),
            refusals: [reasons_of::<P::Refusal>(), P::shares()].concat(),
            actions: named::<P::Action>(),
            outcomes: named::<P::Outcome>(),
            lines: P::TABLE.iter().flat_map(Line::of).collect(),
            joins: P::JOINS,
            redress: P::REDRESS.map(|redress| BuiltRedress {
                of: redress.of,
                decisions: redress.decisions.iter().map(|outcome| outcome.code()).collect(),
                favours: redress.favours.iter().map(|outcome| outcome.code()).collect(),
                silence: redress.silence,
                binds: redress.binds,
            }),
        }
    }

    /// The rules whose duties begin in its cases, each once.
    #[must_use]
    pub fn rules(&self) -> Vec<RuleId> {
        each_once(self.lines.iter().flat_map(|line| line.opens).copied())
    }

    /// The roles that act in the table, each once.
    #[must_use]
    pub fn roles(&self) -> Vec<Role> {
        each_once(self.lines.iter().flat_map(|line| line.by).copied())
    }

    /// The roles that act in such lines of the table, but for Merzim itself, each once.
    #[must_use]
    pub fn acting(&self, such: impl Fn(&Line) -> bool) -> Vec<Role> {
        let roles = self.lines.iter().filter(|line| such(line)).flat_map(|line| line.by).copied();
        each_once(roles.filter(|role| *role != Role::System))
    }

    /// The roles of those between whom a case is filed.
    #[must_use]
    pub fn filers(&self) -> Vec<Role> {
        [self.initiator].into_iter().chain(self.addressees.iter().copied()).collect()
    }

    /// The roles of those who take part in its cases, whoever joins later too, each once.
    #[must_use]
    pub fn parties(&self) -> Vec<Role> {
        each_once(self.filers().into_iter().chain(self.joins.iter().copied()))
    }

    /// The roles of those who read its cases: the parties, and whoever considers a complaint about them.
    #[must_use]
    pub fn readers(&self) -> Vec<Role> {
        each_once(self.parties().into_iter().chain(self.redress.as_ref().map(|_| Role::ComplaintBody)))
    }

    /// What the loader of the rulebook must know of it.
    pub(crate) fn used(&self) -> Used {
        let named = self.lines.iter().flat_map(|line| line.opens.iter().chain(line.meets).chain(line.voids));
        Used {
            opens: self.rules(),
            names: each_once(named.copied()),
            parties: self.parties(),
            acts: self.roles(),
            tells: self.lines.iter().flat_map(|line| &line.tells).copied().collect(),
        }
    }

    /// Whether the actor sees how a case with these parties stands, but neither its story nor what is owed in it.
    #[must_use]
    pub fn keeps_outside(&self, actor: &Actor, parties: &[Party]) -> bool {
        let mut own = parties.iter().filter(|party| actor.is(party));
        !self.outsiders.is_empty() && own.all(|party| self.outsiders.contains(&party.role))
    }

    /// The title of the state with this code.
    #[must_use]
    pub fn state_title(&self, code: &str) -> Option<&Text> {
        self.states.iter().find(|state| state.code == code).map(|state| &state.title)
    }
}

fn named<V: Vocabulary>() -> Vec<Named> {
    V::ALL.iter().map(|word| Named { code: word.code(), title: word.title() }).collect()
}
