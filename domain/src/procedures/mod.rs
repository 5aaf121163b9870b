//! The procedures that are built, and what is the same to see of each.
//!
//! A new procedure is a module here with its table, and a line in [`all`].

pub mod accreditation;
pub mod attendance;
pub mod broadcast_comment;
pub mod complaint;
pub mod open_meeting;
pub mod reception_roster;
pub mod reception_schedule;
pub mod register_amendment;
pub mod video_reception;

use std::sync::LazyLock;

use time::OffsetDateTime;

use crate::engine::{self, Actor, Case, Change, NoticeKind, Party, Procedure, Refusal};
use crate::law::Law;
use crate::role::Role;
use crate::rulebook::load::{Usage, Used};
use crate::text::Text;
use crate::vocabulary::Vocabulary;

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
    pub opens: &'static [&'static str],
    /// Rules whose duties are done.
    pub meets: &'static [&'static str],
    /// Rules whose duties fall away.
    pub voids: &'static [&'static str],
    /// Kinds of notices sent.
    pub notices: Vec<NoticeKind>,
}

/// What it does to a case at some moment that everybody was told of an event by a notice of some kind, if anything.
pub type OnDelivery = fn(&Case, NoticeKind, OffsetDateTime, &Law) -> Option<Result<Change, Refusal>>;

/// What a satisfied complaint does to a case.
pub type Reopen = fn(&Case, OffsetDateTime, &Law) -> Option<Result<Change, Refusal>>;

/// What may be complained of in the cases of a built procedure.
#[derive(Clone, Debug)]
pub struct BuiltRedress {
    /// Whose decision or silence it is.
    pub of: Role,
    /// Codes of the decisions.
    pub decisions: Vec<&'static str>,
    /// The rules by which a decision is due.
    pub silence: &'static [&'static str],
    /// What a satisfied complaint does to the case.
    pub reopen: Reopen,
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
    /// The kinds of notices that are not sent any more once something else has happened in the case.
    pub perishable: &'static [NoticeKind],
    /// Actions.
    pub actions: Vec<Named>,
    /// Outcomes.
    pub outcomes: Vec<Named>,
    /// The table.
    pub lines: Vec<Line>,
    /// What an actor may do in a state of a case with these parties.
    pub actions_in: fn(&str, &[Party], &Actor) -> Vec<&'static str>,
    /// What it does to a case that everybody was told of an event.
    pub on_delivery: OnDelivery,
    /// The roles of those who join a case after its filing.
    pub joins: &'static [Role],
    /// What may be complained of in its cases.
    pub redress: Option<BuiltRedress>,
}

impl Built {
    fn of<P: Procedure>() -> Self {
        Self {
            code: P::CODE,
            title: P::TITLE,
            act: P::ACT,
            initiator: P::INITIATOR,
            addressees: P::ADDRESSEES,
            states: named::<P::State>(),
            drafts: P::DRAFTS.iter().map(|state| state.code()).collect(),
            attaches: P::ATTACHES.iter().map(|state| state.code()).collect(),
            replacers: P::REPLACERS,
            attachers: P::ATTACHERS,
            outsiders: P::OUTSIDERS,
            perishable: P::PERISHABLE,
            actions: named::<P::Action>(),
            outcomes: named::<P::Outcome>(),
            lines: P::TRANSITIONS
                .iter()
                .map(|line| Line {
                    action: line.action.code(),
                    from: line.from.iter().map(|state| state.code()).collect(),
                    to: line.to.code(),
                    by: line.by,
                    outcome: line.outcome.map(Vocabulary::code),
                    opens: line.opens,
                    meets: line.meets,
                    voids: line.voids,
                    notices: line.notices.iter().map(|notice| notice.kind).collect(),
                })
                .collect(),
            actions_in: engine::actions::<P>,
            on_delivery: |case, kind, now, law| {
                let command = P::on_delivery(kind)?;
                Some(engine::apply::<P>(case, &command, &Actor::system(), now, law))
            },
            joins: P::JOINS,
            redress: P::REDRESS.map(|redress| BuiltRedress {
                of: redress.of,
                decisions: redress.decisions.iter().map(|outcome| outcome.code()).collect(),
                silence: redress.silence,
                reopen: |case, now, law| {
                    let command = P::REDRESS.and_then(|redress| redress.reopens)?(now, law);
                    Some(engine::apply::<P>(case, &command, &Actor::system(), now, law))
                },
            }),
        }
    }

    /// The rules that the table uses, each once.
    #[must_use]
    pub fn rules(&self) -> Vec<&'static str> {
        let mut rules = Vec::new();
        for id in self.lines.iter().flat_map(|line| line.opens) {
            if !rules.contains(id) {
                rules.push(*id);
            }
        }
        rules
    }

    /// The roles that act in the table, each once.
    #[must_use]
    pub fn roles(&self) -> Vec<Role> {
        let mut roles = Vec::new();
        for role in self.lines.iter().flat_map(|line| line.by) {
            if !roles.contains(role) {
                roles.push(*role);
            }
        }
        roles
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

static ALL: LazyLock<Vec<Built>> = LazyLock::new(|| {
    vec![
        Built::of::<accreditation::Accreditation>(),
        Built::of::<register_amendment::RegisterChange>(),
        Built::of::<register_amendment::ChannelCessation>(),
        Built::of::<open_meeting::OpenMeeting>(),
        Built::of::<attendance::Attendance>(),
        Built::of::<broadcast_comment::BroadcastComment>(),
        Built::of::<reception_schedule::ReceptionSchedule>(),
        Built::of::<reception_roster::ReceptionRoster>(),
        Built::of::<video_reception::VideoReception>(),
        Built::of::<complaint::Complaint>(),
    ]
});

/// Every built procedure.
#[must_use]
pub fn all() -> &'static [Built] {
    &ALL
}

/// Which rules each built procedure opens, and which roles take part in its cases.
#[must_use]
pub fn usage() -> Usage {
    let used = |built: &Built| Used {
        opens: built.rules(),
        parties: built.addressees.iter().chain(built.joins).copied().chain([built.initiator]).collect(),
    };
    all().iter().map(|built| (built.code, used(built))).collect()
}
