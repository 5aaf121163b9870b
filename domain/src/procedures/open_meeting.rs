//! Open meetings of information holders (№ 605-НҚ ¶3–8, ¶10–14), and how they are closed.

use crate::calendar::UnknownYear;
use crate::engine::{
    AddedRefusal, Command as _, CommonRefusal, DecisionRefusal, Line, Procedure, Reason, Reasons, Refusal, Window,
    reasons_of,
};
use crate::law::Law;
use crate::reading::{MeetingDay, MeetingFormats, MeetingHolders};
use crate::role::Role;
use crate::rulebook::ids::{
    L1, L10, R605_1, R605_2, R605_3, R605_4, R605_5, R605_6, R605_7, R605_10, R605_12, R605_14, RuleId,
};
use crate::term;
use crate::text::Text;
use crate::vocabulary::{Nothing, Vocabulary};
use crate::zone;
use time::{Date, Duration, OffsetDateTime};

/// An open meeting of a collegial body of an information holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenMeeting;

impl Procedure for OpenMeeting {
    const TABLE: &'static [Line<Self>] = table! { MeetingAction MeetingState MeetingOutcome Nothing;
        Plan:                                                => Planned    by InformationHolder, files, opens R605_1 R605_6;
        // What is owed from then on is the same in both formats, but for seats and the guarantee of both.
        Announce:       Planned Postponed Reopened           => Announced  by InformationHolder,
                opens R605_3 R605_5 R605_7 R605_10 R605_12 R605_14 L9 L10, meets R605_6 R605_7;
        AnnounceOnline: Planned Postponed Reopened           => Announced  by InformationHolder,
                opens R605_5 R605_7 R605_12 R605_14 L9 L10, meets R605_6 R605_7;
        // What is not its beginning, nor what is considered.
        Correct:        Announced                            => =          by InformationHolder;
        // While it runs: when it is expected to end; and that it ends on another day, which is also said when it is recorded as held.
        CorrectEnd:     Announced                            => =          by InformationHolder;
        MoveEnd:        Announced                            => =          by InformationHolder ResponsiblePerson,
                opens R605_1 R605_3 R605_4 R605_5 R605_14 L10, voids R605_1 R605_3 R605_4 R605_5 R605_14 L10;
        // Another time: the earlier announcement counts no more.
        Postpone:       Planned Reopened                     => =          by InformationHolder,
                opens R605_1 R605_4 R605_6, voids R605_1 R605_4 R605_6;
        Postpone:       Announced Postponed                  => Postponed  by InformationHolder,
                opens R605_1 R605_4 R605_6,
                voids R605_1 R605_3 R605_4 R605_5 R605_6 R605_10 R605_12 R605_14 L9 L10;
        Postpone:       Closed                               => =          by InformationHolder, opens L1, meets L1;
        // No seats are needed any more.
        GoOnline:       Planned Announced Postponed Reopened => =          by InformationHolder,
                opens R605_4, voids R605_3 R605_4 R605_10;
        EndEmergency:   Planned Postponed Reopened           => =          by InformationHolder, voids R605_4;
        EndEmergency:   Announced                            => =          by InformationHolder,
                opens R605_3 R605_10, voids R605_4;
        Close:          Planned Announced Postponed Reopened => Closed     by InformationHolder,
                opens R605_2 L1, meets R605_2 L1,
                voids R605_1 R605_3 R605_4 R605_5 R605_6 R605_10 R605_12 R605_14 L9 L10;
        // What is left of one that has begun; what was open has its outcome.
        CloseRest:      Announced                            => =          by InformationHolder, opens R605_2 L1, meets R605_2 L1;
        OpenRest:       Announced                            => =          by InformationHolder;
        // Open again, and to be announced anew.
        Reopen:         Closed                               => Reopened   by InformationHolder, opens R605_1 R605_4 R605_6;
        // These three may be recorded on the day of the meeting once it has begun, and are then late.
        PrepareSeats:   Announced Held                       => =          by InformationHolder ResponsiblePerson, meets R605_10;
        ProvideAccess:  Announced                            => =          by InformationHolder ResponsiblePerson, meets R605_12;
        ProvideAccess:  Held                                 => =          by InformationHolder ResponsiblePerson,
                meets R605_1 R605_3 R605_4 R605_12;
        Broadcast:      Announced                            => =          by InformationHolder ResponsiblePerson, meets R605_12 L9;
        Broadcast:      Held                                 => =          by InformationHolder ResponsiblePerson,
                meets R605_1 R605_3 R605_4 R605_12 L9;
        Hold:           Announced                            => Held       by InformationHolder ResponsiblePerson,
                meets R605_1 R605_3 R605_4 R605_5;
        // Without access from afar: those who came were admitted; of a meeting that was online only, nobody could follow it.
        HoldOffline:    Announced                            => Held       by InformationHolder ResponsiblePerson, meets R605_1 R605_5;
        HoldUnseen:     Announced                            => Held       by InformationHolder ResponsiblePerson, meets R605_5;
        // Held without an announcement, so that not everybody could come; its outcome is due all the same.
        Hold:           Planned Postponed Reopened           => Held       by InformationHolder ResponsiblePerson, opens R605_14 L10;
        Hold:           Closed                               => HeldClosed by InformationHolder ResponsiblePerson, decides HeldClosed;
        // What is added later, such as a transcript, is published in the same way.
        Publish:        Held Published                       => Published  by InformationHolder, decides Published, meets R605_14;
        PublishRecord:  Held Published                       => Published  by InformationHolder, decides Published, meets R605_14 L10;
        Cancel:         Planned Announced Postponed Closed Reopened => Cancelled by InformationHolder,
                decides Cancelled, voids R605_1 R605_3 R605_4 R605_5 R605_6 R605_10 R605_12 R605_14 L9 L10;
        NotHeld: Planned Announced Postponed Closed Reopened => Cancelled by InformationHolder,
                decides Cancelled, voids R605_1 R605_3 R605_4 R605_5 R605_6 R605_10 R605_12 R605_14 L9 L10;
    };

    type State = MeetingState;
    type Action = MeetingAction;
    type Outcome = MeetingOutcome;
    type Notice = Nothing;
    type Refusal = MeetingRefusal;
    type Facts = Facts;
    type Command = Command;

    const CODE: &'static str = "open-meeting";
    const TITLE: Text = Text::new("Ашық отырыс", "Открытое заседание", "Open meeting");
    const ACT: &'static str = "605";
    const PREFIX: &'static str = "MTG";
    const INITIATOR: Role = Role::InformationHolder;
    const ADDRESSEES: &'static [Role] = &[Role::ResponsiblePerson];
    const REPLACERS: &'static [Role] = &[Role::InformationHolder, Role::ResponsiblePerson];
    const DRAFTS: &'static [MeetingState] = &[MeetingState::Planned, MeetingState::Postponed, MeetingState::Reopened];
    const ATTACHES: &'static [MeetingState] = &[
        MeetingState::Planned,
        MeetingState::Announced,
        MeetingState::Postponed,
        MeetingState::Closed,
        MeetingState::Reopened,
        MeetingState::Held,
        MeetingState::Published,
    ];

    fn shares() -> Vec<&'static Reason> {
        [vec![DecisionRefusal::ReasonsMissing.reason()], reasons_of::<AddedRefusal>()].concat()
    }

    fn window(state: MeetingState, facts: &Facts, action: MeetingAction, _: Role, _: &Law) -> Result<Window, Refusal> {
        let starts_at = facts.starts_at;
        let day_ends = zone::end_of(zone::last_day(facts.ends_at));
        let announced = state == MeetingState::Announced;
        let unfit = || facts.stands(facts.format.title());
        let online = facts.format == MeetingFormat::Online;
        Ok(match action {
            MeetingAction::Announce | MeetingAction::AnnounceOnline => {
                if online != (action == MeetingAction::AnnounceOnline) {
                    return Err(unfit());
                }
                Window::until(starts_at)
            }
            // A situation of ¶6 may arise or end while it runs.
            MeetingAction::GoOnline | MeetingAction::EndEmergency if announced => Window::until(facts.ends_at),
            // Nothing of it is closed.
            MeetingAction::OpenRest if facts.closed.is_none() => {
                return Err(Refusal::of(CommonRefusal::StateForbidsAction));
            }
            MeetingAction::CloseRest | MeetingAction::OpenRest => {
                Window { from: Some(starts_at), ..Window::until(facts.ends_at) }
            }
            MeetingAction::CorrectEnd | MeetingAction::MoveEnd => Window::from(starts_at),
            // Once it has begun, what is owed for that time does not fall away any more.
            MeetingAction::Postpone
            | MeetingAction::GoOnline
            | MeetingAction::EndEmergency
            | MeetingAction::Close
            | MeetingAction::Reopen
            | MeetingAction::Correct => Window::until(starts_at),
            MeetingAction::Hold | MeetingAction::HoldOffline | MeetingAction::HoldUnseen => {
                if facts.hold(state).action() != action {
                    return Err(unfit());
                }
                // That it is over is known then.
                Window::from(facts.ends_at)
            }
            MeetingAction::PrepareSeats if online => return Err(unfit()),
            // What was not done by the end of its last day was not done.
            MeetingAction::PrepareSeats => Window::until(day_ends).by(R605_10),
            MeetingAction::ProvideAccess | MeetingAction::Broadcast => Window::until(day_ends).by(R605_12),
            // Once an announced meeting has begun, its outcome is owed, unless the holder says on its first day that it did not take
            // place, and no guest was there.
            MeetingAction::Cancel if announced => Window::until(starts_at).by(R605_14),
            MeetingAction::NotHeld if announced => {
                let first_day = zone::end_of(zone::local(starts_at).date());
                let until = if facts.guests_came { starts_at } else { first_day };
                Window { from: Some(starts_at), ..Window::until(until) }.by(R605_14)
            }
            MeetingAction::NotHeld => Window::from(starts_at),
            MeetingAction::Plan | MeetingAction::Publish | MeetingAction::PublishRecord | MeetingAction::Cancel => {
                Window::ALWAYS
            }
        })
    }

    fn allows(facts: &Facts, action: MeetingAction, law: &Law) -> Result<(), Refusal> {
        if action == MeetingAction::EndEmergency && facts.emergency.is_none() {
            return Err(facts.stands(facts.format.title()));
        }
        let for_guests = matches!(
            action,
            MeetingAction::GoOnline
                | MeetingAction::EndEmergency
                | MeetingAction::CloseRest
                | MeetingAction::PrepareSeats
                | MeetingAction::ProvideAccess
                | MeetingAction::Broadcast
        );
        if let Some(at) = facts.closed.filter(|_| for_guests) {
            let refusal = Refusal::of(CommonRefusal::StateForbidsAction);
            return Err(refusal.because_it_is(MeetingState::Closed.title()).since(at));
        }
        let announces = matches!(action, MeetingAction::Announce | MeetingAction::AnnounceOnline);
        if announces && !facts.online_for_a_ground() { guaranteed(facts.format, law) } else { Ok(()) }
    }

    fn guard(facts: &Facts, command: &Command, now: OffsetDateTime, law: &Law) -> Result<(), Refusal> {
        match command {
            Command::Plan { late } => {
                let in_time = ahead(facts.starts_at, now)
                    .and_then(|()| within_calendar(facts.ends_at, now, law))
                    .and_then(|()| Refusal::given("startsAt", can_be_told(R605_6, facts.starts_at, *late, now, law)));
                let format = Refusal::given("format", guaranteed(facts.format, law));
                let holder = Refusal::given("holderKind", within_scope(facts.holder, law));
                Refusal::all([holder, format, in_time])
            }
            Command::Close { ground, law: cited, told_through }
            | Command::CloseRest { ground, law: cited, told_through } => {
                let needs_law = matches!(ground, ClosureGround::OtherSecret | ClosureGround::OtherLaw);
                let by_law = if needs_law && cited.is_none() {
                    Err(Refusal::by(DecisionRefusal::ReasonsMissing, R605_2).because(
                        Text::new("негізі: {}", "основание: {}", "the ground is this: {}").with(&ground.title()),
                    ))
                } else {
                    Ok(())
                };
                Refusal::all([
                    Refusal::given("toldThrough", told_everywhere(told_through)),
                    Refusal::given("law", by_law),
                ])
            }
            Command::Postpone { to, ends_at, late, told_through } => {
                ahead(*to, now)?;
                if zone::minute(*to) == zone::minute(facts.starts_at)
                    && zone::last_day(*ends_at) == zone::last_day(facts.ends_at)
                {
                    return Refusal::given("startsAt", Err(Refusal::of(MeetingRefusal::SameTime)));
                }
                let told = if facts.closed.is_some() { told_everywhere(told_through) } else { Ok(()) };
                let rule = if facts.closed.is_some() { L1 } else { R605_6 };
                let in_time = within_calendar(*ends_at, now, law)
                    .and_then(|()| Refusal::given("startsAt", can_be_told(rule, *to, *late, now, law)));
                Refusal::all([Refusal::given("toldThrough", told), in_time])
            }
            Command::Reopen { late } => Refusal::given("late", can_be_told(R605_6, facts.starts_at, *late, now, law)),
            Command::PrepareSeats { seats, registered } if seats < registered => {
                let said = Text::new("{} адам тіркелген", "зарегистрировано участников: {}", "{} have registered");
                let refusal = Refusal::by(MeetingRefusal::TooFewSeats, R605_10);
                Refusal::given("seats", Err(refusal.because(said.with(&Text::same(registered)))))
            }
            Command::MoveEnd { ends_at } => within_calendar(*ends_at, now, law),
            Command::Announce
            | Command::AnnounceOnline
            | Command::GoOnline
            | Command::EndEmergency
            | Command::OpenRest
            | Command::PrepareSeats { .. }
            | Command::ProvideAccess
            | Command::Broadcast
            | Command::Hold
            | Command::HoldOffline
            | Command::HoldUnseen
            | Command::Correct
            | Command::CorrectEnd
            | Command::Publish
            | Command::PublishRecord
            | Command::Cancel
            | Command::NotHeld => Ok(()),
        }
    }

    /// What is due before the meeting or at its start is counted from that; what is due on its day or after it, from its last day;
    /// what follows from something else, from now. Access online only is owed by a meeting that a situation of ¶6 has made so.
    fn event_at(
        facts: &Facts,
        command: &Command,
        rule: RuleId,
        now: OffsetDateTime,
        law: &Law,
    ) -> Option<OffsetDateTime> {
        if [R605_2, R605_7].contains(&rule) {
            return Some(now);
        }
        if rule == R605_4 && !facts.online_for_a_ground() && *command != Command::GoOnline {
            return None;
        }
        if rule == R605_3 && *command != Command::EndEmergency && facts.online_for_a_ground() {
            return None;
        }
        // What arises while it runs concerns the sessions that are left.
        if matches!(command, Command::CloseRest { .. }) {
            let last = last_session(facts.starts_at, facts.ends_at);
            return Some(next_session(facts.starts_at, facts.ends_at, now).unwrap_or(last));
        }
        if rule == R605_10 && *command == Command::EndEmergency && now >= facts.starts_at {
            return next_session(facts.starts_at, facts.ends_at, now);
        }
        let (starts_at, ends_at) = match command {
            Command::Postpone { to, ends_at, .. } => (*to, *ends_at),
            Command::MoveEnd { ends_at } => (facts.starts_at, *ends_at),
            Command::Plan { .. }
            | Command::Announce
            | Command::AnnounceOnline
            | Command::GoOnline
            | Command::EndEmergency
            | Command::Close { .. }
            | Command::CloseRest { .. }
            | Command::OpenRest
            | Command::Reopen { .. }
            | Command::PrepareSeats { .. }
            | Command::ProvideAccess
            | Command::Broadcast
            | Command::Hold
            | Command::HoldOffline
            | Command::HoldUnseen
            | Command::Correct
            | Command::CorrectEnd
            | Command::Publish
            | Command::PublishRecord
            | Command::Cancel
            | Command::NotHeld => (facts.starts_at, facts.ends_at),
        };
        let by_last_day = [R605_1, R605_3, R605_4, R605_5, R605_14, L10].contains(&rule)
            && law.rulebook.switches().meeting_day == MeetingDay::LastDay;
        Some(if by_last_day { last_session(starts_at, ends_at) } else { starts_at })
    }
}

/// What a meeting knows besides its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// What kind of body holds it.
    pub holder: HolderKind,
    /// When it begins.
    pub starts_at: OffsetDateTime,
    /// When it is expected to end.
    pub ends_at: OffsetDateTime,
    /// How it can be attended.
    pub format: MeetingFormat,
    /// Whether a broadcast or other access from afar was set up (№ 605-НҚ ¶12).
    pub access: bool,
    /// Whether somebody has been checked in.
    pub guests_came: bool,
    /// Since when there is a situation of № 605-НҚ ¶6, if there is one.
    pub emergency: Option<OffsetDateTime>,
    /// Since when it is to be held without information users (№ 605-НҚ ¶4), or what is left of it, if it is.
    pub closed: Option<OffsetDateTime>,
}

impl Facts {
    /// That how it can be attended forbids an action; since when, where a situation of № 605-НҚ ¶6 has made that so.
    fn stands(&self, format: Text) -> Refusal {
        Refusal::of(CommonRefusal::StateForbidsAction).because_it_is(format).since(self.emergency)
    }

    /// What records that a meeting that stands so was held: once it was announced, as it could be attended. That it is offline only may
    /// be announced by the reading.
    #[must_use]
    pub const fn hold(&self, state: MeetingState) -> Command {
        match (state, self.format) {
            (MeetingState::Announced, MeetingFormat::Hybrid) if !self.access => Command::HoldOffline,
            (MeetingState::Announced, MeetingFormat::Online) if !self.access => Command::HoldUnseen,
            _ => Command::Hold,
        }
    }

    /// What records, of a meeting that runs or is over, that it ends then: if that is another day, what is counted from its last day is
    /// counted anew.
    #[must_use]
    pub fn end_at(&self, ends_at: OffsetDateTime, law: &Law) -> Command {
        let by_last_day = law.rulebook.switches().meeting_day == MeetingDay::LastDay;
        if by_last_day && zone::last_day(ends_at) != zone::last_day(self.ends_at) {
            return Command::MoveEnd { ends_at };
        }
        Command::CorrectEnd
    }

    /// Whether a situation of ¶6 has made it online only.
    fn online_for_a_ground(&self) -> bool {
        self.emergency.is_some() && self.format == MeetingFormat::Online
    }
}

commands! { MeetingAction;
    Plan {
        /// Whether the holder knows, if it is so, that the announcement will be late.
        late: bool,
    };
    Announce;
    AnnounceOnline;
    Postpone {
        /// When it begins now.
        to: OffsetDateTime,
        /// When it is expected to end now.
        ends_at: OffsetDateTime,
        /// Whether the holder knows, if it is so, that users will be told late.
        late: bool,
        /// Where users were told of it, if it is closed (L1).
        told_through: Vec<NoticePlace>,
    };
    GoOnline;
    EndEmergency;
    Close {
        /// Why.
        ground: ClosureGround,
        /// The law that is cited, if one is.
        law: Option<String>,
        /// Where users were told (L1).
        told_through: Vec<NoticePlace>,
    };
    CloseRest {
        /// Why.
        ground: ClosureGround,
        /// The law that is cited, if one is.
        law: Option<String>,
        /// Where users were told (L1).
        told_through: Vec<NoticePlace>,
    };
    OpenRest;
    Reopen {
        /// Whether the holder knows, if it is so, that the announcement will be late.
        late: bool,
    };
    PrepareSeats {
        /// How many.
        seats: i64,
        /// How many are registered.
        registered: i64,
    };
    ProvideAccess;
    Broadcast;
    Hold;
    HoldOffline;
    HoldUnseen;
    Correct;
    CorrectEnd;
    MoveEnd {
        /// When it is expected to end now.
        ends_at: OffsetDateTime,
    };
    Publish;
    PublishRecord;
    Cancel;
    NotHeld;
}

impl MeetingAction {
    /// Whether those who asked to attend must be told and follow.
    #[must_use]
    pub const fn moves_guests(self) -> bool {
        self.corrects()
            || matches!(
                self,
                Self::Postpone
                    | Self::GoOnline
                    | Self::EndEmergency
                    | Self::Close
                    | Self::CloseRest
                    | Self::OpenRest
                    | Self::Reopen
                    | Self::Cancel
                    | Self::NotHeld
            )
    }

    /// Whether it corrects what was announced.
    #[must_use]
    pub const fn corrects(self) -> bool {
        matches!(self, Self::Correct | Self::CorrectEnd | Self::MoveEnd)
    }

    /// Whether everybody sees the meeting from then on; of one that was never announced, that it was held.
    #[must_use]
    pub const fn makes_public(self) -> bool {
        matches!(
            self,
            Self::Announce | Self::AnnounceOnline | Self::Close | Self::Hold | Self::HoldOffline | Self::HoldUnseen
        )
    }
}

impl MeetingState {
    /// Whether nothing can happen any more that those who asked to attend must follow.
    #[must_use]
    pub const fn is_over(self) -> bool {
        match self {
            Self::Planned | Self::Announced | Self::Postponed | Self::Closed | Self::Reopened => false,
            Self::Held | Self::Published | Self::HeldClosed | Self::Cancelled => true,
        }
    }

    /// Whether it is recorded as held.
    #[must_use]
    pub const fn was_held(self) -> bool {
        matches!(self, Self::Held | Self::Published | Self::HeldClosed)
    }

    /// Whether a meeting takes place, so that its broadcast is shown and commented around it.
    #[must_use]
    pub const fn takes_place(self) -> bool {
        matches!(self, Self::Announced | Self::Held)
    }
}

impl Audience {
    /// Whether somebody belongs to it; the holder's staff always do.
    #[must_use]
    pub const fn admits(self, staff: bool, has_account: bool, has_asked: bool) -> bool {
        match self {
            Self::Public => true,
            Self::Authenticated => staff || has_account,
            Self::Registered => staff || has_asked,
        }
    }
}

/// When a meeting ends that was said to end then; three hours after its start, if nothing was said.
#[must_use]
pub fn end(starts_at: OffsetDateTime, ends_at: Option<OffsetDateTime>) -> OffsetDateTime {
    ends_at.or_else(|| starts_at.checked_add(Duration::hours(3))).unwrap_or(starts_at)
}

/// When the session of a day of a meeting begins: at the same time of day on each; of one that goes on through a night, with the day.
fn session(starts_at: OffsetDateTime, ends_at: OffsetDateTime, day: Date) -> OffsetDateTime {
    let begins = zone::start_of(day);
    let time = starts_at - zone::start_of(zone::local(starts_at).date());
    begins.checked_add(time).filter(|at| *at < ends_at).unwrap_or(begins).max(starts_at)
}

/// When the session of the last day of a meeting begins: at its start, if it has no other day.
#[must_use]
pub fn last_session(starts_at: OffsetDateTime, ends_at: OffsetDateTime) -> OffsetDateTime {
    session(starts_at, ends_at, zone::last_day(ends_at))
}

/// When the next session of a meeting begins that has begun; none, if its last one has too.
fn next_session(starts_at: OffsetDateTime, ends_at: OffsetDateTime, now: OffsetDateTime) -> Option<OffsetDateTime> {
    let today = zone::local(now).date();
    let days = [Some(today), today.next_day()].into_iter().flatten().filter(|day| *day <= zone::last_day(ends_at));
    days.map(|day| session(starts_at, ends_at, day)).find(|at| *at > now)
}

/// Whether a meeting may be in one format only without a ground of ¶6.
///
/// # Errors
/// [`Refusal`] when both must be guaranteed (605-3).
pub fn guaranteed(format: MeetingFormat, law: &Law) -> Result<(), Refusal> {
    let as_announced = law.rulebook.switches().meeting_formats == MeetingFormats::AsAnnounced;
    if format == MeetingFormat::Hybrid || as_announced {
        return Ok(());
    }
    Err(Refusal::by(MeetingRefusal::FormatNotGuaranteed, R605_3).because(
        Text::new("жоспарланған формат: {}", "запланированный формат: {}", "the format planned is this: {}")
            .with(&format.title()),
    ))
}

/// Whether the Rules extend to the meetings of such a body (№ 605-НҚ ¶2(1), ¶3).
fn within_scope(holder: HolderKind, law: &Law) -> Result<(), Refusal> {
    let any = law.rulebook.switches().meeting_holders == MeetingHolders::AnyHolder;
    let within = match holder {
        HolderKind::CentralExecutive | HolderKind::LocalRepresentative | HolderKind::LocalExecutive => true,
        HolderKind::LawEnforcement | HolderKind::SpecialStateBody => false,
        HolderKind::Other => any,
    };
    if within {
        Ok(())
    } else {
        Err(Refusal::by(MeetingRefusal::OutsideScope, R605_1).because(
            Text::new("иеленушінің түрі: {}", "вид обладателя: {}", "the kind of holder is this: {}")
                .with(&holder.title()),
        ))
    }
}

/// Whether users were told of a closed meeting wherever the Law names (№ 401-V art. 13(2)).
fn told_everywhere(told_through: &[NoticePlace]) -> Result<(), Refusal> {
    if NoticePlace::ALL.iter().any(|place| !told_through.contains(place)) {
        return Err(Refusal::by(MeetingRefusal::NoticeIncomplete, L1));
    }
    Ok(())
}

/// Whether users can still be told in time, as `rule` asks, of a meeting that begins then, or the holder knows that it is
/// too `late`.
fn can_be_told(
    rule: RuleId,
    starts_at: OffsetDateTime,
    late: bool,
    now: OffsetDateTime,
    law: &Law,
) -> Result<(), Refusal> {
    let stated = law.rulebook.rule_on(&rule, zone::local(now).date()).filter(|_| !late);
    let Some(stated) = stated else { return Ok(()) };
    let is_told = |starts_at| Ok::<_, UnknownYear>(term::due(law, stated, starts_at)?.is_none_or(|due| due.at > now));
    if is_told(starts_at)? {
        return Ok(());
    }
    let mut earliest = starts_at.max(zone::local(now).replace_time(zone::local(starts_at).time()));
    while !is_told(earliest)? {
        earliest += Duration::DAY;
    }
    Err(Refusal::by(MeetingRefusal::TooLateToTell, rule).not_before(zone::local(earliest).date()))
}

/// Whether a meeting that begins then lies ahead.
fn ahead(starts_at: OffsetDateTime, now: OffsetDateTime) -> Result<(), Refusal> {
    if now < starts_at { Ok(()) } else { Err(Refusal { rule: Some(R605_6), ..Refusal::past("startsAt", now) }) }
}

/// Whether everything that a meeting will lead to lies within the calendar.
fn within_calendar(starts_at: OffsetDateTime, now: OffsetDateTime, law: &Law) -> Result<(), Refusal> {
    let today = zone::local(now).date();
    for rule in [R605_6, R605_14].iter().filter_map(|id| law.rulebook.rule_on(id, today)) {
        term::due(law, rule, starts_at)?;
    }
    Ok(())
}

vocabulary! {
    /// How far a meeting has come.
    MeetingState {
        /// Its time is set; it is not announced yet, and nobody but the holder sees it.
        Planned = "planned", "жоспарланған", "запланировано", "planned";
        /// Announced (№ 605-НҚ ¶8).
        Announced = "announced", "анонс орналастырылды", "анонсировано", "announced";
        /// Announced, then put off; to be announced anew.
        Postponed = "postponed", "басқа уақытқа ауыстырылды", "перенесено", "postponed";
        /// To be held without information users (№ 605-НҚ ¶4), who have been told.
        Closed = "closed", "жабық", "закрытое", "closed";
        /// Was to be held closed and is open again; to be announced.
        Reopened = "reopened", "қайта ашық", "снова открытое", "open again";
        /// Held; its outcome is to be published.
        Held = "held", "өткізілді", "проведено", "held";
        /// Held, and its outcome published (№ 605-НҚ ¶14).
        Published = "published", "қорытындысы орналастырылды", "итоги размещены", "outcome published";
        /// Held closed.
        HeldClosed = "heldClosed", "жабық режимде өткізілді", "проведено в закрытом режиме", "held closed";
        /// Not held.
        Cancelled = "cancelled", "өткізілмейді", "отменено", "cancelled";
    }
}

vocabulary! {
    /// What can be done with a meeting.
    MeetingAction {
        /// Set its time.
        Plan = "plan", "жоспарлау", "запланировать", "plan";
        /// Post the announcement and the agenda (№ 605-НҚ ¶8).
        Announce = "announce", "анонсты орналастыру", "разместить анонс", "announce";
        /// Post the announcement of a meeting that is online only (№ 605-НҚ ¶6, ¶8).
        AnnounceOnline = "announceOnline", "онлайн отырыстың анонсын орналастыру", "разместить анонс онлайн-заседания", "announce, online only";
        /// Set another time.
        Postpone = "postpone", "басқа уақытқа ауыстыру", "перенести", "postpone";
        /// Make it online only, in a situation of № 605-НҚ ¶6.
        GoOnline = "goOnline", "онлайн режимге ауыстыру", "перевести в онлайн", "make it online only";
        /// Return to both formats, for the situation of № 605-НҚ ¶6 is over.
        EndEmergency = "endEmergency", "екі форматқа қайтару", "вернуть оба формата", "return to both formats";
        /// Decide to hold it without information users (№ 605-НҚ ¶4), and tell them.
        Close = "close", "жабық режимде өткізу туралы шешім", "провести в закрытом режиме", "close";
        /// Decide to hold what is left of it without information users (№ 605-НҚ ¶4), and tell them.
        CloseRest = "closeRest", "қалған бөлігін жабық режимде өткізу туралы шешім", "провести оставшуюся часть в закрытом режиме", "close the rest";
        /// Decide that what is left of it is open after all.
        OpenRest = "openRest", "қалған бөлігін қайта ашық ету", "снова сделать оставшуюся часть открытой", "open the rest again";
        /// Decide that it is open after all.
        Reopen = "reopen", "қайта ашық ету", "снова сделать открытым", "open it again";
        /// Record the seats prepared (№ 605-НҚ ¶10).
        PrepareSeats = "prepareSeats", "орындарды дайындау", "подготовить места", "prepare seats";
        /// Provide access by other available technology (№ 605-НҚ ¶12).
        ProvideAccess = "provideAccess", "қолжетімді технологиялар арқылы қол жеткізуді қамтамасыз ету", "обеспечить доступ с использованием доступных технологий", "provide access by available technology";
        /// Set up the broadcast (№ 605-НҚ ¶12, № 401-V art. 13(4)).
        Broadcast = "broadcast", "трансляцияны ұйымдастыру", "организовать трансляцию", "set up the broadcast";
        /// Record that it was held.
        Hold = "hold", "өткізілгенін белгілеу", "отметить проведение", "record that it was held";
        /// Record that it was held, and could be attended offline only (№ 605-НҚ ¶5, ¶12).
        HoldOffline = "holdOffline", "тек офлайн қатысу мүмкіндігімен өткізілгенін белгілеу", "отметить проведение с возможностью присутствовать только офлайн", "record that it was held, offline only";
        /// Record that it was held online, and that nobody could follow it (№ 605-НҚ ¶6, ¶12).
        HoldUnseen = "holdUnseen", "онлайн қолжетімділіксіз өткізілгенін белгілеу", "отметить проведение без доступа онлайн", "record that it was held without online access";
        /// Correct what the announcement says, but for the beginning and what is considered, and tell those who asked to attend.
        Correct = "correct", "анонсты түзету", "исправить анонс", "correct the announcement";
        /// Say anew when it is expected to end, while it runs.
        CorrectEnd = "correctEnd", "аяқталу уақытын түзету", "исправить время окончания", "correct the time of its end";
        /// The same, on another day.
        MoveEnd = "moveEnd", "аяқталатын күнін түзету", "исправить день окончания", "correct the day of its end";
        /// Publish the decision, with transcript and minutes if there are any (№ 605-НҚ ¶14).
        Publish = "publish", "қорытындысын орналастыру", "разместить итоги", "publish the outcome";
        /// The same, with transcript and (or) minutes (№ 401-V art. 16(3)(4)).
        PublishRecord = "publishRecord", "қорытындысын стенограммамен және (немесе) хаттамамен бірге орналастыру", "разместить итоги со стенограммой и (или) протоколом", "publish the outcome with transcript and (or) minutes";
        /// Call it off.
        Cancel = "cancel", "болдырмау", "отменить", "cancel";
        /// Say that it did not take place.
        NotHeld = "notHeld", "өткізілмегенін белгілеу", "отметить, что не состоялось", "record that it did not take place";
    }
}

vocabulary! {
    /// What became of a meeting.
    MeetingOutcome {
        /// Its outcome was published.
        Published = "published", "қорытындысы орналастырылды", "итоги размещены", "outcome published";
        /// It was held closed.
        HeldClosed = "heldClosed", "жабық режимде өткізілді", "проведено в закрытом режиме", "held closed";
        /// It was not held.
        Cancelled = "cancelled", "өткізілмеді", "отменено", "cancelled";
    }
}

reasons! {
    /// Why an action on a meeting is refused.
    MeetingRefusal {
        /// The Rules do not extend to this body or meeting (№ 605-НҚ ¶3).
        OutsideScope = "outside-scope", Request, "Қағидалар бұған қолданылмайды", "Правила на это не распространяются", "The Rules do not extend to this";
            "Мұндай органның өз тәртібі бар; Қағидалар оған қолданылмайды", "У такого органа свой порядок; Правила на него не распространяются", "Such a body has an order of its own; the Rules do not extend to it";
        /// A meeting announced in one format only, though both are guaranteed (№ 605-НҚ ¶5).
        FormatNotGuaranteed = "format-not-guaranteed", Request, "Офлайн және онлайн қатысу мүмкіндігінің екеуі де қамтамасыз етілуге тиіс", "Должна быть обеспечена возможность присутствия и офлайн, и онлайн", "Attendance both offline and online must be possible";
            "hybrid форматын таңдаңыз немесе 6-тармақтағы негіз бойынша онлайн режимге ауыстырыңыз", "Выберите формат hybrid или переведите в онлайн по основанию из пункта 6", "Choose the format hybrid, or make it online only on a ground of paragraph 6";
        /// A postponement to the time at which it begins already, ending on the day on which it does.
        SameTime = "same-time", Request, "Отырыс осы уақытқа тағайындалған", "Заседание и так назначено на это время", "The meeting is set for this very time";
            "startsAt өрісінде басқа уақыт көрсетіңіз", "Укажите в startsAt другое время", "Name another time in startsAt";
        /// A time of which users cannot be told in time any more (№ 605-НҚ ¶8, № 401-V art. 13(2)).
        TooLateToTell = "too-late-to-tell", Request, "Бұл уақыт туралы мерзімінде хабарлау енді мүмкін емес", "Известить об этом времени в срок уже нельзя", "It is too late to tell users in time of a meeting at this time";
            "Кейінірек уақыт таңдаңыз немесе late: true деп көрсетіңіз; detail өрісінде соңғы күн көрсетілген", "Выберите более позднее время или укажите late: true; последний день указан в detail", "Choose a later time, or say late: true; detail has the day that was the last";
        /// Fewer seats than those who may come (№ 605-НҚ ¶10).
        TooFewSeats = "too-few-seats", Request, "Орындар саны жазылғандардың санынан аз", "Мест меньше, чем записавшихся", "There are fewer seats than those who may come";
            "Кемінде detail өрісінде көрсетілген санда орын дайындаңыз", "Подготовьте не меньше мест, чем указано в detail", "Prepare at least as many seats as detail says";
        /// Users were not told of a closed meeting everywhere (№ 401-V art. 13(2)).
        NoticeIncomplete = "notice-incomplete", Request, "Интернет-ресурста, масс-медиада және орналасқан үй-жайда хабарлау керек", "Нужно известить на интернет-ресурсе, в масс-медиа и в занимаемом помещении", "Users must be told on the internet resource, in mass media and at the premises";
            "Үшеуінде де хабарлаңыз, сосын оларды toldThrough тізімінде көрсетіңіз", "Известите всеми тремя способами и укажите их в toldThrough", "Tell them in all three ways, then name these in toldThrough";
    }
}

vocabulary! {
    /// What kind of body holds a meeting (№ 605-НҚ ¶2(1), ¶3).
    HolderKind {
        /// Central executive body.
        CentralExecutive = "centralExecutive", "орталық атқарушы орган", "центральный исполнительный орган", "central executive body";
        /// Local representative body of a region, city of republican significance, the capital, or a district.
        LocalRepresentative = "localRepresentative", "жергілікті өкілді орган", "местный представительный орган", "local representative body";
        /// Local executive body of the same.
        LocalExecutive = "localExecutive", "жергілікті атқарушы орган", "местный исполнительный орган", "local executive body";
        /// Law-enforcement body: outside these Rules (№ 605-НҚ ¶3).
        LawEnforcement = "lawEnforcement", "құқық қорғау органы", "правоохранительный орган", "law-enforcement body";
        /// Special state body: outside these Rules (№ 605-НҚ ¶3).
        SpecialStateBody = "specialStateBody", "арнаулы мемлекеттік орган", "специальный государственный орган", "special state body";
        /// Any other body, such as the Parliament or the Government, with regulations of its own.
        Other = "other", "өзге орган", "иной орган", "other body";
    }
}

vocabulary! {
    /// How a meeting can be attended (№ 605-НҚ ¶2(4), ¶2(5), ¶5).
    MeetingFormat {
        /// Remotely, by video link (онлайн режим).
        Online = "online", "онлайн", "онлайн", "online";
        /// On the spot (оффлайн режим).
        Offline = "offline", "офлайн", "офлайн", "offline";
        /// Both ways.
        Hybrid = "hybrid", "офлайн және онлайн", "офлайн и онлайн", "offline and online";
    }
}

impl MeetingFormat {
    /// The announcement of such a meeting.
    #[must_use]
    pub const fn announce(self) -> Command {
        match self {
            Self::Online => Command::AnnounceOnline,
            Self::Offline | Self::Hybrid => Command::Announce,
        }
    }
}

vocabulary! {
    /// Why a meeting is held closed: the categories of restricted information (№ 605-НҚ ¶2(3)), and other cases set by laws (¶4).
    ClosureGround {
        /// State secrets.
        StateSecrets = "stateSecrets", "мемлекеттік құпиялар", "государственные секреты", "state secrets";
        /// Personal secret.
        PersonalSecret = "personalSecret", "жеке басының құпиясы", "личная тайна", "personal secret";
        /// Family secret.
        FamilySecret = "familySecret", "отбасылық құпия", "семейная тайна", "family secret";
        /// Bank secret.
        BankSecret = "bankSecret", "банктік құпия", "банковская тайна", "bank secret";
        /// Commercial secret.
        CommercialSecret = "commercialSecret", "коммерциялық құпия", "коммерческая тайна", "commercial secret";
        /// Medical-worker's secret.
        MedicalSecret = "medicalSecret", "медицина қызметкерінің құпиясы", "тайна медицинского работника", "medical-worker's secret";
        /// Another secret protected by law, which is cited.
        OtherSecret = "otherSecret", "заңмен қорғалатын өзге құпия", "иная охраняемая законом тайна", "other secret protected by law";
        /// Restricted personal data.
        RestrictedPersonalData = "restrictedPersonalData", "қолжетімділігі шектеулі дербес деректер", "персональные данные ограниченного доступа", "restricted personal data";
        /// Official information of limited distribution.
        LimitedDistribution = "limitedDistribution", "таратылуы шектелген қызметтік ақпарат", "служебная информация ограниченного распространения", "official information of limited distribution";
        /// Another case set by a law, which is cited.
        OtherLaw = "otherLaw", "заңдарда көзделген өзге жағдай", "иной случай, предусмотренный законами", "another case set by law";
    }
}

vocabulary! {
    /// Where users are told of a closed meeting (№ 401-V art. 13(2)).
    NoticePlace {
        /// The holder's internet resource.
        InternetResource = "internetResource", "интернет-ресурс", "интернет-ресурс", "internet resource";
        /// Mass media.
        MassMedia = "massMedia", "масс-медиа", "масс-медиа", "mass media";
        /// The holder's premises.
        Premises = "premises", "орналасқан үй-жай", "занимаемое помещение", "premises";
    }
}

vocabulary! {
    /// A situation in which access is online (№ 605-НҚ ¶6).
    EmergencyGround {
        /// Natural emergency.
        Natural = "natural", "табиғи сипаттағы төтенше жағдай", "чрезвычайная ситуация природного характера", "natural emergency";
        /// Technogenic emergency.
        Technogenic = "technogenic", "техногендік сипаттағы төтенше жағдай", "чрезвычайная ситуация техногенного характера", "technogenic emergency";
        /// Social emergency.
        Social = "social", "әлеуметтік сипаттағы төтенше жағдай", "чрезвычайная ситуация социального характера", "social emergency";
        /// Destabilisation in the country or in a region.
        Destabilisation = "destabilisation", "елде немесе жекелеген өңірлерде жағдайдың тұрақсыздануы", "дестабилизация обстановки в стране или в отдельных регионах", "destabilisation in the country or in a region";
        /// Threat of a terrorist attack.
        TerroristThreat = "terroristThreat", "террористік шабуыл қатері", "угроза террористической атаки", "threat of a terrorist attack";
        /// Threat of the spread of an epidemic disease.
        EpidemicThreat = "epidemicThreat", "эпидемиологиялық аурулардың таралу қатері", "угроза распространения эпидемиологических заболеваний", "threat of the spread of an epidemic disease";
    }
}

vocabulary! {
    /// By what a meeting can be attended from afar (№ 605-НҚ ¶12).
    AccessMeans {
        /// By an internet broadcast, as the Law asks (№ 401-V art. 13(4)).
        Broadcast = "broadcast", "Интернет желісіндегі онлайн-трансляция", "онлайн-трансляция в сети Интернет", "internet broadcast";
        /// By other available information and communication technology, such as a video conference: no broadcast.
        OtherTechnology = "otherTechnology", "өзге қолжетімді ақпараттық-коммуникациялық технология", "иная доступная информационно-коммуникационная технология", "other available technology";
    }
}

impl AccessMeans {
    /// What records it.
    #[must_use]
    pub const fn provide(self) -> Command {
        match self {
            Self::Broadcast => Command::Broadcast,
            Self::OtherTechnology => Command::ProvideAccess,
        }
    }
}

vocabulary! {
    /// For whom a meeting is broadcast (№ 605-НҚ ¶12).
    Audience {
        /// Everybody.
        Public = "public", "барлығына", "для всех", "everybody";
        /// Those who are logged in.
        Authenticated = "authenticated", "жүйеге кіргендерге", "для вошедших в систему", "those who are logged in";
        /// Those who have asked to attend.
        Registered = "registered", "қатысуға жазылғандарға", "для записавшихся", "those who have asked to attend";
    }
}
