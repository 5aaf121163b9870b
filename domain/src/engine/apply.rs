//! The one function that moves cases of every procedure, and everything that it changes.

use time::{Date, OffsetDateTime};
use uuid::Uuid;

use super::case::{Acting, Actor, Case, CaseFile, NamedParty, Owed, Party};
use super::news::News;
use super::refusal::{CommonRefusal, Refusal};
use super::table::{Command, Line, Procedure};
use super::window::Window;
use crate::law::Law;
use crate::role::Role;
use crate::rulebook::Standing;
use crate::rulebook::ids::RuleId;
use crate::term::{self, Deadline};
use crate::vocabulary::Vocabulary;

/// A duty that begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The obligation.
    pub id: Uuid,
    /// The rule behind it.
    pub rule: RuleId,
    /// The edition of its act whose wording is owed.
    pub edition: String,
    /// Who owes, in which role.
    pub bearer: Party,
    /// To whom, in which role.
    pub owed_to: Option<Role>,
    /// When the event happened.
    pub event_at: OffsetDateTime,
    /// By when, with the way to it.
    pub deadline: Deadline,
}

impl Opened {
    /// The last day of the term of a rule, if these open it and it has a term.
    #[must_use]
    pub fn last_day(opened: &[Self], rule: RuleId) -> Option<Date> {
        opened.iter().find(|new| new.rule == rule).and_then(|new| new.deadline.due).map(|due| due.on)
    }
}

/// A case is filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filing {
    /// When it arrived.
    pub received_at: OffsetDateTime,
    /// The day by whose year it is numbered.
    pub numbered_on: Date,
    /// Prefix of its number.
    pub prefix: &'static str,
    /// Whom it is filed with, now parties.
    pub addressees: Vec<NamedParty>,
}

/// A notice to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// Code of what it says.
    pub notice: &'static str,
    /// To whom.
    pub to: Party,
    /// What is new.
    pub news: News,
}

/// Everything that an action changes. Saved whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The action.
    pub action: &'static str,
    /// The state before; none, if this began the case.
    pub from: Option<&'static str>,
    /// The state after.
    pub to: &'static str,
    /// Whether nothing more can happen to the case.
    pub closes: bool,
    /// When.
    pub at: OffsetDateTime,
    /// By whom.
    pub by: Acting,
    /// What was decided, if this decided; none of it any more, if this takes it back.
    pub outcome: Option<Option<&'static str>>,
    /// The edition pinned from now on.
    pub edition: String,
    /// The filing, if this filed the case.
    pub filing: Option<Filing>,
    /// The day on which it is registered, if this registered it.
    pub registered_on: Option<Date>,
    /// Who takes part from now on, besides those it was filed with.
    pub joined: Vec<NamedParty>,
    /// Duties that begin.
    pub opened: Vec<Opened>,
    /// Duties done.
    pub met: Vec<Owed>,
    /// Duties that fall away.
    pub voided: Vec<Owed>,
    /// Whether those were never owed.
    pub never_owed: bool,
    /// Notices to be sent.
    pub notices: Vec<Telling>,
}

/// Applies `command` to `case`: the new state, the duties that begin, are done or fall away, the
/// notices. Nothing is stored and no clock is read.
///
/// # Errors
/// [`Refusal`] when the state, the caller's role or a rule of law does not allow it.
pub fn apply<P: Procedure>(
    case: &Case<P>,
    command: &P::Command,
    actor: &Actor,
    now: OffsetDateTime,
    law: &Law,
) -> Result<Change, Refusal> {
    change(case, command, actor, now, law).map_err(|refusal| refusal.about(rule_of::<P>(command.action())))
}

fn change<P: Procedure>(
    case: &Case<P>,
    command: &P::Command,
    actor: &Actor,
    now: OffsetDateTime,
    law: &Law,
) -> Result<Change, Refusal> {
    let Case { state, facts, file } = case;
    let action = command.action();
    let (line, by) = line_for(case, action, actor)?;
    let to = line.to.or(*state).ok_or_else(|| Refusal::of(CommonRefusal::StateForbidsAction))?;
    let window = window_for(case, action, &by, law)?;
    // What is too late is too late, whatever is said with it. What is too early may be refused for a reason that says more.
    window.not_over(now)?;
    P::guard(facts, command, now, law)?;
    window.begun(now)?;
    if state.is_some() {
        P::allows(facts, action, law)?;
    }

    let filing = if line.files { Some(filing::<P>(file, facts, now, law)?) } else { None };
    let registered_on = if P::registers(command, line.files) { Some(law.registration_day(now)?) } else { None };
    let edition = match &filing {
        Some(_) => edition_for::<P>(law, now)?,
        None => file.edition.clone(),
    };
    let joined = P::joining(command);
    let mut parties = file.parties.clone();
    let newcomers = filing.iter().flat_map(|filing| &filing.addressees).chain(&joined);
    parties.extend(newcomers.map(|newcomer| newcomer.party.clone()));
    let opened = open(case, command, line, &edition, &parties, now, law)?;
    let begun = opened.iter().map(|new| Owed { id: new.id, rule: new.rule.to_string() });
    let owed: Vec<Owed> = file.owed.iter().cloned().chain(begun).collect();
    let tellings = line.tells.iter().filter_map(|(notice, role)| {
        let to = parties.iter().find(|party| party.role == *role)?.clone();
        Some(Telling { notice: notice.code(), to, news: P::news(facts, command, &opened) })
    });
    Ok(Change {
        action: action.code(),
        from: state.map(Vocabulary::code),
        to: to.code(),
        closes: !P::TABLE.iter().any(|line| line.from.contains(&to)),
        at: now,
        by,
        outcome: match line.decides.map(Vocabulary::code) {
            None if P::takes_back(command) => Some(None),
            decided => decided.map(Some),
        },
        edition,
        filing,
        registered_on,
        joined,
        met: by_rules(&owed, line.meets),
        // What falls away is what was owed: a line that opens it anew opens it from another event.
        voided: by_rules(&file.owed, line.voids),
        never_owed: P::never_owed(command),
        notices: tellings.collect(),
        opened,
    })
}

/// Checks that `actor` may take `action` in a case as it stands now, whatever is said with it.
///
/// # Errors
/// [`Refusal`] when the state, the caller's role, the time or the case does not allow it.
pub fn expect_possible<P: Procedure>(
    case: &Case<P>,
    action: P::Action,
    actor: &Actor,
    now: OffsetDateTime,
    law: &Law,
) -> Result<(), Refusal> {
    let possible = || {
        let (_, by) = line_for(case, action, actor)?;
        window_for(case, action, &by, law)?.check(now)?;
        if case.state.is_some() { P::allows(&case.facts, action, law) } else { Ok(()) }
    };
    possible().map_err(|refusal: Refusal| refusal.about(rule_of::<P>(action)))
}

/// The rule that an action is about: the first that it meets, else that it opens, else that falls away with it.
fn rule_of<P: Procedure>(action: P::Action) -> Option<RuleId> {
    let lines = || P::TABLE.iter().filter(move |line| line.action == action);
    let (meets, opens) = (lines().flat_map(|line| line.meets), lines().flat_map(|line| line.opens));
    meets.chain(opens).chain(lines().flat_map(|line| line.voids)).next().copied()
}

/// The line of the table by which `actor` takes `action`, and as whom.
fn line_for<P: Procedure>(
    Case { state, file, .. }: &Case<P>,
    action: P::Action,
    actor: &Actor,
) -> Result<(&'static Line<P>, Acting), Refusal> {
    let possible = || P::TABLE.iter().filter(|line| line.action == action && line.starts_in(*state));
    if possible().next().is_none() {
        return Err(Refusal::of(CommonRefusal::StateForbidsAction).because_it_is(state.map(Vocabulary::title)));
    }
    // Who will be a party may also begin the case, for somebody who cannot.
    let mut taking_part = file.parties.clone();
    if state.is_none() {
        taking_part.extend(file.addressees.iter().map(|addressee| addressee.party.clone()));
    }
    let found = possible().find_map(|line| Some((line, actor.may_act_as(line.by, &taking_part)?)));
    found.ok_or_else(|| Refusal::of(CommonRefusal::RoleForbidsAction))
}

/// When an action may be taken in a case by whoever takes it.
fn window_for<P: Procedure>(
    Case { state, facts, .. }: &Case<P>,
    action: P::Action,
    by: &Acting,
    law: &Law,
) -> Result<Window, Refusal> {
    state.map_or(Ok(Window::ALWAYS), |state| P::window(state, facts, action, by.role, law))
}

fn by_rules(owed: &[Owed], rules: &[RuleId]) -> Vec<Owed> {
    owed.iter().filter(|owed| rules.iter().any(|rule| rule.as_str() == owed.rule)).cloned().collect()
}

fn filing<P: Procedure>(file: &CaseFile, facts: &P::Facts, now: OffsetDateTime, law: &Law) -> Result<Filing, Refusal> {
    Ok(Filing {
        received_at: P::came_at(facts, now),
        numbered_on: law.registration_day(now)?,
        prefix: P::PREFIX,
        addressees: file.addressees.clone(),
    })
}

/// The edition under which a case that begins or is filed at `now` runs: the one in force. Where its wording is not held, the
/// last one held is applied.
///
/// # Errors
/// [`CommonRefusal::ActNotInForce`] when there is none; [`CommonRefusal::WordingNotHeld`] when no wording of it is held, or the
/// settings want its own.
pub fn edition_for<P: Procedure>(law: &Law, now: OffsetDateTime) -> Result<String, Refusal> {
    edition_of(P::ACT, law, now)
}

/// The edition of the act with this id under which something is filed at `now`, as [`edition_for`] says it of a procedure's. Under a
/// repealed act it is the last one, where the settings have that act served all the same.
///
/// # Errors
/// As of [`edition_for`].
pub fn edition_of(act: &str, law: &Law, now: OffsetDateTime) -> Result<String, Refusal> {
    let act = law.rulebook.act(act).ok_or_else(|| Refusal::of(CommonRefusal::ActNotInForce))?;
    match act.standing(crate::zone::local(now).date()) {
        Some(Standing::InForce(edition)) => Ok(edition.id.clone()),
        Some(Standing::WordingNotHeld(edition)) if edition.wording.is_some() && !law.refuse_wording_not_held => {
            Ok(edition.id.clone())
        }
        Some(standing @ Standing::WordingNotHeld(_)) => {
            Err(Refusal::of(CommonRefusal::WordingNotHeld).because(standing.note().clone()))
        }
        Some(standing) => match act.editions.last() {
            Some(last) if matches!(standing, Standing::Repealed(_)) && law.serve_repealed.contains(&act.id) => {
                Ok(last.id.clone())
            }
            _ => Err(Refusal::of(CommonRefusal::ActNotInForce).because(standing.note().clone())),
        },
        None => Err(Refusal::of(CommonRefusal::ActNotInForce)),
    }
}

fn open<P: Procedure>(
    Case { facts, file, .. }: &Case<P>,
    command: &P::Command,
    line: &Line<P>,
    edition: &str,
    parties: &[Party],
    now: OffsetDateTime,
    law: &Law,
) -> Result<Vec<Opened>, Refusal> {
    let mut opened = Vec::with_capacity(line.opens.len());
    for (place, id) in (0_u8..).zip(line.opens.iter().copied()) {
        // A rule that the edition does not state is not owed in the case. That the bearer of the others is a
        // party has been checked by the loader.
        let stated = law.rulebook.stated(&id, P::ACT, edition, crate::zone::local(now).date());
        let bearer = stated.and_then(|(rule, _)| {
            let role = P::bears(facts, command, id).unwrap_or(rule.bearer);
            parties.iter().find(|party| party.role == role)
        });
        if let (Some((rule, edition)), Some(bearer), Some(event_at)) =
            (stated, bearer, P::event_at(facts, command, id, now, law))
        {
            let day_set = |of: &str| P::day_set(command, id, RuleId::parse(of)?);
            let mut deadline = term::deadline_where(law, rule, event_at, &day_set)?;
            if let Some(begins) = P::about_from(facts) {
                deadline.tell_begun(law, rule, begins)?;
            }
            opened.push(Opened {
                id: obligation_id(file, place, now),
                rule: id,
                edition: edition.to_owned(),
                bearer: bearer.clone(),
                owed_to: rule.owed_to,
                event_at,
                deadline,
            });
        }
    }
    Ok(opened)
}

/// An id that is the same whenever the same change is computed: in the order of time and place, and
/// told from those of other cases by the random part of the case's own id, turned by its version. The version turns the bytes before
/// those that count, where ids are counted: so no two neighbours meet.
fn obligation_id(file: &CaseFile, place: u8, now: OffsetDateTime) -> Uuid {
    let mut random = [0; 10];
    let case_random = file.id.as_bytes().iter().skip(8);
    for ((to, from), turn) in random.iter_mut().skip(2).zip(case_random).zip(file.version.rotate_left(32).to_be_bytes())
    {
        *to = from ^ turn;
    }
    if let Some(order) = random.get_mut(1) {
        *order = place;
    }
    let millis = u64::try_from(now.unix_timestamp_nanos() / 1_000_000).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

/// Something that somebody may do in a case, now or at another time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Possible {
    /// Code of the action.
    pub action: &'static str,
    /// When.
    pub window: Window,
}

/// The codes of those that are possible at `now`.
#[must_use]
pub fn possible_now(possible: &[Possible], now: OffsetDateTime) -> Vec<&'static str> {
    possible.iter().filter(|one| one.window.check(now).is_ok()).map(|one| one.action).collect()
}

/// What `actor` may do in a case of `P` that stands so, in the order of the table, as far as the table, the case and the
/// calendar say. What is said with an action is not known yet, and may still be refused.
#[must_use]
pub fn actions<P: Procedure>(
    state: P::State,
    facts: &P::Facts,
    parties: &[Party],
    actor: &Actor,
    now: OffsetDateTime,
    law: &Law,
) -> Vec<Possible> {
    let mut possible: Vec<Possible> = Vec::new();
    for line in P::TABLE.iter().filter(|line| line.starts_in(Some(state))) {
        let Some(by) = actor.may_act_as(line.by, parties) else { continue };
        let action = line.action.code();
        let acts = !line.files || edition_for::<P>(law, now).is_ok();
        if let Ok(window) = P::window(state, facts, line.action, by.role, law)
            && P::allows(facts, line.action, law).is_ok()
            && acts
            && !possible.iter().any(|known| known.action == action)
        {
            possible.push(Possible { action, window });
        }
    }
    possible
}
