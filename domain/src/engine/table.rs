//! A procedure as a table: who may do what in which state, where that leads, and what is owed from then on.

use time::{Date, OffsetDateTime};

use super::apply::Opened;
use super::case::NamedParty;
use super::news::News;
use super::refusal::{Reason, Reasons, Refusal};
use super::window::Window;
use crate::law::Law;
use crate::role::Role;
use crate::rulebook::ids::RuleId;
use crate::text::Text;
use crate::vocabulary::Vocabulary;

/// A line of a procedure's table.
#[derive(Debug)]
pub struct Line<P: Procedure> {
    /// What is done.
    pub action: P::Action,
    /// In which states it may be done; none, if it begins a case.
    pub from: &'static [P::State],
    /// The state that it leads to; none, if the case stays where it is.
    pub to: Option<P::State>,
    /// Who may do it; the caller must be party to the case in that role.
    pub by: &'static [Role],
    /// Whether the case is thereby filed: received, registered, numbered, its addressees made parties.
    pub files: bool,
    /// What was decided, if this decides.
    pub decides: Option<P::Outcome>,
    /// The rules whose duties begin.
    pub opens: &'static [RuleId],
    /// The rules whose duties are thereby done.
    pub meets: &'static [RuleId],
    /// The rules whose duties fall away.
    pub voids: &'static [RuleId],
    /// What is told to whom.
    pub tells: &'static [(P::Notice, Role)],
}

impl<P: Procedure> Line<P> {
    /// A line by which nothing begins, ends or is told.
    #[must_use]
    pub const fn plain(
        action: P::Action,
        from: &'static [P::State],
        to: Option<P::State>,
        by: &'static [Role],
    ) -> Self {
        Self { action, from, to, by, files: false, decides: None, opens: &[], meets: &[], voids: &[], tells: &[] }
    }

    /// Whether it can be taken in this state of a case, or, without one, begins a case.
    #[must_use]
    pub fn starts_in(&self, state: Option<P::State>) -> bool {
        match state {
            Some(state) => self.from.contains(&state),
            None => self.from.is_empty(),
        }
    }
}

/// Writes a procedure's table, one line an action:
///
/// ```text
/// Action: From From => To by Role Role, files, decides Outcome, opens R1 R2, meets R1, voids R2, tells Notice to Role;
/// ```
///
/// Nothing before `=>` begins a case; `=` after it leaves the case where it is. The four names at the head are the
/// procedure's lists of actions, states, outcomes and notices. A word that no list has does not compile.
macro_rules! table {
    ($Action:ident $State:ident $Outcome:ident $Notice:ident;
     $($action:ident: $($from:ident)* => $to:tt by $($by:ident)+ $(, $clause:ident $($word:ident)*)*;)+) => {
        &[$({
            let line = $crate::engine::Line::plain(
                $Action::$action,
                &[$($State::$from),*],
                table!(@to $State $to),
                &[$($crate::role::Role::$by),+],
            );
            $(let line = table!(@$clause line $Outcome $Notice $($word)*);)*
            line
        }),+]
    };
    (@to $State:ident =) => { None };
    (@to $State:ident $to:ident) => { Some($State::$to) };
    (@files $line:ident $Outcome:ident $Notice:ident) => { $crate::engine::Line { files: true, ..$line } };
    (@decides $line:ident $Outcome:ident $Notice:ident $outcome:ident) => {
        $crate::engine::Line { decides: Some($Outcome::$outcome), ..$line }
    };
    (@opens $line:ident $Outcome:ident $Notice:ident $($rule:ident)+) => {
        $crate::engine::Line { opens: &[$($crate::rulebook::ids::$rule),+], ..$line }
    };
    (@meets $line:ident $Outcome:ident $Notice:ident $($rule:ident)+) => {
        $crate::engine::Line { meets: &[$($crate::rulebook::ids::$rule),+], ..$line }
    };
    (@voids $line:ident $Outcome:ident $Notice:ident $($rule:ident)+) => {
        $crate::engine::Line { voids: &[$($crate::rulebook::ids::$rule),+], ..$line }
    };
    (@tells $line:ident $Outcome:ident $Notice:ident $notice:ident to $($role:ident)+) => {
        $crate::engine::Line { tells: &[$(($Notice::$notice, $crate::role::Role::$role)),+], ..$line }
    };
}

/// An action with all that is said with it.
pub trait Command<Action> {
    /// Which action it is.
    fn action(&self) -> Action;
}

/// An action with which nothing is said.
impl<Action: Vocabulary> Command<Action> for Action {
    fn action(&self) -> Action {
        *self
    }
}

/// Declares the commands of a procedure: a variant for each of its actions, with what is said with it.
macro_rules! commands {
    ($Action:ident; $($action:ident $({ $($(#[doc = $about:literal])+ $field:ident: $type:ty,)+ })? $(($said:ty))?;)+) => {
        /// An action with all that is said with it.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Command {
            $(#[doc = concat!("[`", stringify!($Action), "::", stringify!($action), "`]")]
            $action $({ $($(#[doc = $about])+ $field: $type,)+ })? $(($said))?,)+
        }

        impl $crate::engine::Command<$Action> for Command {
            fn action(&self) -> $Action {
                match self { $(Self::$action { .. } => $Action::$action),+ }
            }
        }
    };
}

/// A procedure: its words, its table, and what its table cannot say.
pub trait Procedure: Copy + Eq + std::fmt::Debug + 'static {
    /// The states of a case.
    type State: Vocabulary;
    /// What can be done.
    type Action: Vocabulary;
    /// What can be decided.
    type Outcome: Vocabulary;
    /// What its parties are told.
    type Notice: Vocabulary;
    /// Why it refuses what the table alone does not, besides the reasons that all procedures have.
    type Refusal: Reasons;
    /// What a case knows besides its state, as far as the law asks for it.
    type Facts: Clone + Eq + std::fmt::Debug;
    /// An action with all that is said with it.
    type Command: Command<Self::Action>;

    /// Code of the procedure, `kebab-case`.
    const CODE: &'static str;
    /// Name of the procedure.
    const TITLE: Text;
    /// The act that it runs under.
    const ACT: &'static str;
    /// Prefix of the numbers of its cases.
    const PREFIX: &'static str;
    /// The role of the one for whom a case is begun.
    const INITIATOR: Role;
    /// The roles of those that a case is filed with.
    const ADDRESSEES: &'static [Role];
    /// The states in which its form may be replaced.
    const DRAFTS: &'static [Self::State];
    /// The states in which files may be attached.
    const ATTACHES: &'static [Self::State] = Self::DRAFTS;
    /// Who may replace the form.
    const REPLACERS: &'static [Role] = &[Self::INITIATOR];
    /// Who may attach files, and take them off again.
    const ATTACHERS: &'static [Role] = Self::REPLACERS;
    /// The parties who see how a case stands, but neither its story nor what is owed in it.
    const OUTSIDERS: &'static [Role] = &[];
    /// The notices that are not sent any more once something else has happened in the case.
    const PERISHABLE: &'static [Self::Notice] = &[];
    /// The roles of those who join a case after its filing.
    const JOINS: &'static [Role] = &[];
    /// The outcomes by which a case is decided on its merits. Only what was decided so was considered before (articles 64(7), 70(1) and
    /// 95(1) of the Code).
    const ON_MERITS: &'static [Self::Outcome] = &[];
    /// What may be complained of in its cases, if anything.
    const REDRESS: Option<Redress<Self>> = None;
    /// The table.
    const TABLE: &'static [Line<Self>];

    /// Why it refuses besides, as several procedures do: what is signed, decisions, steps of a consideration.
    #[must_use]
    fn shares() -> Vec<&'static Reason> {
        Vec::new()
    }

    /// When a role may take an action in a case that stands so, before anything is said with it.
    ///
    /// # Errors
    /// [`Refusal`] when it may not at any time, as long as the case stands so.
    fn window(
        state: Self::State,
        facts: &Self::Facts,
        action: Self::Action,
        by: Role,
        law: &Law,
    ) -> Result<Window, Refusal> {
        let _ = (state, facts, action, by, law);
        Ok(Window::ALWAYS)
    }

    /// Whether a case that stands so allows an action, now that it is neither too early nor too late for it.
    ///
    /// # Errors
    /// [`Refusal`] when it does not, whatever is said with it.
    fn allows(facts: &Self::Facts, action: Self::Action, law: &Law) -> Result<(), Refusal> {
        let _ = (facts, action, law);
        Ok(())
    }

    /// What neither the table nor the window can say about a command.
    ///
    /// # Errors
    /// [`Refusal`] when a rule of law forbids it.
    fn guard(facts: &Self::Facts, command: &Self::Command, now: OffsetDateTime, law: &Law) -> Result<(), Refusal> {
        let _ = (facts, command, now, law);
        Ok(())
    }

    /// When what is filed came: now, unless it came earlier than it is entered.
    #[must_use]
    fn came_at(facts: &Self::Facts, now: OffsetDateTime) -> OffsetDateTime {
        let _ = facts;
        now
    }

    /// Whether the command registers the case: what files it does, unless whoever deals with it registers it later.
    #[must_use]
    fn registers(command: &Self::Command, files: bool) -> bool {
        let _ = command;
        files
    }

    /// When the event happened, or will, from which the term of a rule that the command opens runs:
    /// the moment of the command, unless the procedure knows another, such as the start of a meeting. None if the rule
    /// does not bind this case.
    #[must_use]
    fn event_at(
        facts: &Self::Facts,
        command: &Self::Command,
        rule: RuleId,
        now: OffsetDateTime,
        law: &Law,
    ) -> Option<OffsetDateTime> {
        let _ = (facts, command, rule, law);
        Some(now)
    }

    /// The first day of what the case is about, such as a week. A term that ends after it has begun says so.
    #[must_use]
    fn about_from(facts: &Self::Facts) -> Option<Date> {
        let _ = facts;
        None
    }

    /// In which role somebody bears what the command opens by a rule, where it is not the role that the rule names: as a body does
    /// itself what its officer would do, while it has none.
    #[must_use]
    fn bears(facts: &Self::Facts, command: &Self::Command, rule: RuleId) -> Option<Role> {
        let _ = (facts, command, rule);
        None
    }

    /// The last day that the command itself sets for the term of the rule `of`, from which that of `opened` may be
    /// measured; none where the law alone says it.
    #[must_use]
    fn day_set(command: &Self::Command, opened: RuleId, of: RuleId) -> Option<Date> {
        let _ = (command, opened, of);
        None
    }

    /// Who takes part in the case from the command on.
    #[must_use]
    fn joining(command: &Self::Command) -> Vec<NamedParty> {
        let _ = command;
        Vec::new()
    }

    /// Whether the command takes back what was decided.
    #[must_use]
    fn takes_back(command: &Self::Command) -> bool {
        let _ = command;
        false
    }

    /// Whether what falls away by the command was never owed, as it turned out: then it is no breach that its term had run out.
    #[must_use]
    fn never_owed(command: &Self::Command) -> bool {
        let _ = command;
        false
    }

    /// What those who are told of the command must know besides: when and where something is, and until when they may act, as the
    /// duties and rights say that it has `opened`.
    #[must_use]
    fn news(facts: &Self::Facts, command: &Self::Command, opened: &[Opened]) -> News {
        let _ = (facts, command, opened);
        News::default()
    }

    /// What it does to the case that everybody was told something, if anything.
    #[must_use]
    fn on_delivery(notice: Self::Notice) -> Option<Self::Command> {
        let _ = notice;
        None
    }
}

/// What may be complained of in the cases of a procedure (art. 91 of the Code): a decision, or silence when the term
/// has run out.
#[derive(Debug)]
pub struct Redress<P: Procedure> {
    /// Whose decision or silence it is.
    pub of: Role,
    /// The decisions.
    pub decisions: &'static [P::Outcome],
    /// What is decided in favour of whoever might complain.
    pub favours: &'static [P::Outcome],
    /// The rules by which a decision is due.
    pub silence: &'static [RuleId],
    /// The rules that bind whoever considers a complaint, besides those of the Code.
    pub binds: &'static [RuleId],
    /// By which command Merzim has a case considered anew, where it knows that.
    pub reopens: Option<fn(Anew) -> P::Command>,
}

/// How a case is considered anew after a complaint in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anew {
    /// Whether the body is bound to decide in favour of whoever complained (art. 91(4), 100(4) of the Code).
    pub bound: bool,
    /// The last day for it, where it is not the term of the procedure that runs anew.
    pub until: Option<Date>,
}
