//! Deadlines: from a rule and an event to a due date, and every day stepped over on the way.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use time::{Date, Duration, OffsetDateTime};

use crate::calendar::{DayKind, UnknownYear, WorkCalendar};
use crate::law::Law;
use crate::reading::{
    BeforeTermDays, BeforeTermOnDayOff, CalendarTermEnd, ConsiderationFrom, EventDay, ExtensionFrom,
    HearingNoticeBefore, HolidayThursday, RosterDays,
};
use crate::rulebook::{Reading, Rule, Term, Trigger, Unit};
use crate::vocabulary::each_once;
use crate::zone;

vocabulary! {
    /// What a step of a deadline's trace does with its date.
    StepKind {
        /// The day on which the event happened.
        Event = "event", "оқиға күні", "день события", "day of the event";
        /// A day passed over until the document could be registered.
        Waiting = "waiting", "тіркеу келесі жұмыс күніне көшті", "регистрация перенесена на следующий рабочий день", "registration passes to the next working day";
        /// The day of registration, from which the term runs.
        Registered = "registered", "тіркелген күн", "день регистрации", "day of registration";
        /// A day that is counted.
        Counted = "counted", "есепке алынады", "засчитывается", "counted";
        /// A day that is not counted.
        Skipped = "skipped", "есепке алынбайды", "не засчитывается", "not counted";
        /// A clear day added by the stricter reading of "before".
        ClearDay = "clearDay", "толық күн талабы", "требование полного дня", "one clear day more";
        /// The last day of a term in months.
        TermEnd = "termEnd", "мерзімнің соңғы күні", "последний день срока", "last day of the term";
        /// A day that the end of the term is moved over.
        Rolled = "rolled", "мерзім ауысады", "срок переносится", "the end of the term moves over it";
        /// The due date, where it is not the last counted day.
        Due = "due", "мерзім аяқталатын күн", "срок истекает", "due date";
        /// The last day, as a decision has set it.
        Set = "set", "шешіммен белгіленген күн", "день, установленный решением", "day set by a decision";
        /// What is told of begins, such as a week; the term is not over yet.
        Begun = "begun", "сол аптаның өзі басталды, мерзім әлі өткен жоқ", "сама эта неделя уже началась, срок ещё идёт", "the week itself has begun, and the term still runs";
    }
}

/// One date on the way from the event to the due date. It is kept with the duty, under these names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The date.
    pub date: Date,
    /// What the date is in the calendar.
    #[serde(rename = "kind")]
    pub day: DayKind,
    /// What is done with it.
    #[serde(rename = "step")]
    pub kind: StepKind,
    /// Its number among the counted days, from 1.
    pub number: Option<u32>,
    /// The rule whose arithmetic it belongs to.
    pub rule: String,
    /// The reading that decides it, if one does.
    pub reading: Option<Cow<'static, str>>,
    /// The option of that reading in force.
    pub choice: Option<Cow<'static, str>>,
}

/// By when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The last day on which the duty is done in time.
    pub on: Date,
    /// The instant at which that day ends in Kazakhstan, or of the event by which it is due: what happens before it is in
    /// time.
    pub at: OffsetDateTime,
    /// The last day of the term before it was moved off days not worked.
    pub raw_on: Date,
    /// Where `on` is not worked and the term may not end later: the working day before it.
    pub practical_on: Option<Date>,
}

/// The due date of a rule and the way to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// By when; none where the act states no term.
    pub due: Option<Due>,
    /// The day from which the term is counted.
    pub counted_from: Date,
    /// Every date stepped over, in order; empty when no trace was asked for.
    pub trace: Vec<Step>,
}

impl Deadline {
    /// Tells on the way that what the duty is about has begun, if its last day is no earlier than that.
    ///
    /// # Errors
    /// [`UnknownYear`] when the calendar has no data for that day.
    pub fn tell_begun(&mut self, law: &Law, rule: &Rule, begins: Date) -> Result<(), UnknownYear> {
        if self.due.is_some_and(|due| begins <= due.on) {
            let place = self.trace.iter().position(|step| begins <= step.date).unwrap_or(self.trace.len());
            let reading = Some(COMING_WEEK).filter(|id| rule.is_read_by(id)).map(Cow::Borrowed);
            let (rule, choice) = (rule.id.clone(), chosen(law, reading.as_deref()));
            let (day, kind) = (law.calendar.kind(begins)?, StepKind::Begun);
            self.trace.insert(place, Step { date: begins, day, kind, number: None, rule, reading, choice });
        }
        Ok(())
    }
}

/// The reading that says which week is the coming one.
const COMING_WEEK: &str = "comingWeek";

/// The readings that say which day the event is.
const EVENT_IS_READ: [&str; 2] = ["mediaGridFrom", COMING_WEEK];

/// The option of a reading that is in force.
fn chosen(law: &Law, reading: Option<&str>) -> Option<Cow<'static, str>> {
    Some(Cow::Owned(law.rulebook.reading(reading?)?.choice.clone()))
}

/// Takes the steps of a deadline as they are made.
trait Recorder {
    /// Whether steps are wanted at all.
    const WANTED: bool;
    /// Forgets the steps by which the end of a term was moved, for the next term counts from before them.
    fn forget_roll(&mut self);
    fn step(&mut self, rule: &Rule, date: Date, kind: StepKind, number: Option<u32>, reading: Option<&'static str>);
}

impl Recorder for () {
    const WANTED: bool = false;
    fn forget_roll(&mut self) {}
    fn step(&mut self, _: &Rule, _: Date, _: StepKind, _: Option<u32>, _: Option<&'static str>) {}
}

impl Recorder for Vec<Step> {
    const WANTED: bool = true;
    fn forget_roll(&mut self) {
        while self.pop_if(|step| matches!(step.kind, StepKind::Rolled | StepKind::Due)).is_some() {}
    }
    fn step(&mut self, rule: &Rule, date: Date, kind: StepKind, number: Option<u32>, reading: Option<&'static str>) {
        // What the calendar and the readings say is filled in when the way is known.
        let day = DayKind::WorkingDay;
        let reading = reading.map(Cow::Borrowed);
        self.push(Step { date, day, kind, number, rule: rule.id.clone(), reading, choice: None });
    }
}

/// The due date of `rule` when its event happens at `event`, without a trace and without allocating.
///
/// # Errors
/// [`UnknownYear`] when the way leaves the years that the calendar has data for.
pub fn due(law: &Law, rule: &Rule, event: OffsetDateTime) -> Result<Option<Due>, UnknownYear> {
    measure(law, rule, event, &|_| None, &mut ()).map(|(_, due)| due)
}

/// The same, where `set` says of some rules which last day a decision has set for their terms.
///
/// # Errors
/// [`UnknownYear`] when the way leaves the years that the calendar has data for.
pub fn due_where(law: &Law, rule: &Rule, event: OffsetDateTime, set: &DaySet<'_>) -> Result<Option<Due>, UnknownYear> {
    measure(law, rule, event, set, &mut ()).map(|(_, due)| due)
}

/// The last day that a decision has set for the term of the rule with this id, if one has.
pub type DaySet<'set> = dyn Fn(&str) -> Option<Date> + 'set;

/// The due date of `rule` when its event happens at `event`, with every date stepped over.
///
/// # Errors
/// [`UnknownYear`] when the way leaves the years that the calendar has data for.
pub fn deadline(law: &Law, rule: &Rule, event: OffsetDateTime) -> Result<Deadline, UnknownYear> {
    deadline_where(law, rule, event, &|_| None)
}

/// The same, where `set` says of some rules which last day a decision has set for their terms.
///
/// # Errors
/// [`UnknownYear`] when the way leaves the years that the calendar has data for.
pub fn deadline_where(
    law: &Law,
    rule: &Rule,
    event: OffsetDateTime,
    set: &DaySet<'_>,
) -> Result<Deadline, UnknownYear> {
    let mut trace = Vec::new();
    let (counted_from, due) = measure(law, rule, event, set, &mut trace)?;
    for step in &mut trace {
        step.day = law.calendar.kind(step.date)?;
        step.choice = chosen(law, step.reading.as_deref());
    }
    Ok(Deadline { due, counted_from, trace })
}

fn measure<R: Recorder>(
    law: &Law,
    rule: &Rule,
    event: OffsetDateTime,
    set: &DaySet<'_>,
    record: &mut R,
) -> Result<(Date, Option<Due>), UnknownYear> {
    if let Some(day) = set(&rule.id) {
        law.calendar.kind(day)?;
        let start = start_day(law, rule, event, record)?;
        record.step(rule, day, StepKind::Set, None, None);
        return Ok((start, Some(Due { on: day, at: zone::end_of(day), raw_on: day, practical_on: None })));
    }
    let base = base_rule(law, rule);
    let (start, base_due) = match base {
        Some(base) => measure(law, base, event, set, record)?,
        None => (start_day(law, rule, event, record)?, None),
    };
    let walk = Walk { law, rule };
    let due = match &rule.term {
        None => None,
        Some(Term::AtOnce) => Some(Due { on: start, at: zone::end_of(start), raw_on: start, practical_on: None }),
        Some(Term::AtEvent) => Some(Due { on: start, at: event, raw_on: start, practical_on: None }),
        Some(Term::With(_)) => base_due,
        Some(Term::Weekly(weekday)) => Some(walk.weekly(WorkCalendar::weekday_from(start, *weekday), record)?),
        Some(Term::Within { amount, unit, .. }) => {
            let from = base_due.map_or(start, |due| due.raw_on);
            record.forget_roll();
            Some(walk.within(from, base.is_some(), *amount, walk.unit(*unit), record)?)
        }
        Some(Term::Before { amount, unit, .. }) => {
            let from = base_due.map_or(start, |due| due.on);
            Some(walk.before(from, *amount, walk.unit(*unit), record)?)
        }
    };
    Ok((start, due))
}

/// The rule that the term is measured from, unless the reading in force measures it from its own event.
fn base_rule<'law>(law: &'law Law, rule: &Rule) -> Option<&'law Rule> {
    let switches = law.rulebook.switches();
    let own_event = (rule.is_read_by("extensionFrom") && switches.extension_from == ExtensionFrom::Decision)
        || (rule.is_read_by("hearingNoticeBefore")
            && switches.hearing_notice_before == HearingNoticeBefore::PlannedDecision);
    match rule.term.as_ref().and_then(Term::refers_to) {
        Some(id) if !own_event => law.rulebook.rule_beside(id, rule),
        _ => None,
    }
}

/// The day from which the term of `rule` is counted.
fn start_day<R: Recorder>(law: &Law, rule: &Rule, event: OffsetDateTime, record: &mut R) -> Result<Date, UnknownYear> {
    let arrived = zone::local(event).date();
    law.calendar.kind(arrived)?;
    let from_receipt = rule.is_read_by("considerationFrom")
        && law.rulebook.switches().consideration_from == ConsiderationFrom::Receipt;
    let start = match rule.trigger {
        Trigger::Receipt | Trigger::Registration if !from_receipt => law.registration_day(event)?,
        Trigger::Receipt | Trigger::Registration | Trigger::Event => arrived,
    };
    if R::WANTED {
        let reading = matches!(rule.term, Some(Term::Within { .. })).then_some("eventDay");
        if start == arrived {
            let counted =
                matches!(rule.term, Some(Term::Within { amount: 1.., unit: Unit::WorkingDay | Unit::CalendarDay, .. }))
                    && law.rulebook.switches().event_day == EventDay::Included;
            let read = EVENT_IS_READ.into_iter().find(|id| rule.is_read_by(id));
            if read.is_some() {
                record.step(rule, arrived, StepKind::Event, None, read);
            }
            match read {
                None if !counted => record.step(rule, arrived, StepKind::Event, None, reading),
                // That it is the event is one question, whether it is counted another.
                Some(_) if !counted && reading.is_some() => {
                    record.step(rule, arrived, StepKind::Skipped, None, reading);
                }
                _ => {}
            }
        } else {
            let mut day = arrived;
            while day < start {
                let kind = if day == arrived { StepKind::Event } else { StepKind::Waiting };
                record.step(rule, day, kind, None, Some("receiptOutsideHours"));
                day = next(day);
            }
            record.step(rule, start, StepKind::Registered, None, reading);
        }
    }
    Ok(start)
}

struct Walk<'law> {
    law: &'law Law,
    rule: &'law Rule,
}

impl Walk<'_> {
    /// The unit, as the reading of № 213/НҚ ¶8 has it.
    fn unit(&self, unit: Unit) -> Unit {
        let working = self.law.rulebook.switches().roster_days == RosterDays::WorkingDays;
        if working && self.rule.is_read_by("rosterDays") { Unit::WorkingDay } else { unit }
    }

    fn within<R: Recorder>(
        &self,
        from: Date,
        chained: bool,
        amount: u32,
        unit: Unit,
        record: &mut R,
    ) -> Result<Due, UnknownYear> {
        let calendar = &self.law.calendar;
        let first_day_counts = !chained && self.law.rulebook.switches().event_day == EventDay::Included;
        // Counting from the day before makes the day of the event day 1.
        let from = if first_day_counts && amount > 0 && unit != Unit::Month { previous(from) } else { from };
        let raw = match unit {
            Unit::WorkingDay => calendar.add_working_days(from, amount)?,
            Unit::CalendarDay => add_days(from, i64::from(amount)),
            Unit::Month => add_months(from, i64::from(amount)),
        };
        let on = match (unit, self.law.rulebook.switches().calendar_term_end) {
            (Unit::CalendarDay | Unit::Month, CalendarTermEnd::NextWorkingDay) => calendar.working_day_from(raw)?,
            (Unit::CalendarDay | Unit::Month, CalendarTermEnd::AsIs) | (Unit::WorkingDay, _) => {
                calendar.kind(raw)?;
                raw
            }
        };
        if R::WANTED {
            match unit {
                Unit::Month => record.step(self.rule, raw, StepKind::TermEnd, Some(amount), None),
                Unit::WorkingDay | Unit::CalendarDay => self.record_days(from, raw, unit, record)?,
            }
            let mut day = raw;
            while day < on {
                if day != raw {
                    record.step(self.rule, day, StepKind::Rolled, None, Some("calendarTermEnd"));
                }
                day = next(day);
            }
            if on != raw {
                record.step(self.rule, on, StepKind::Due, None, Some("calendarTermEnd"));
            }
        }
        Ok(Due { on, at: zone::end_of(on), raw_on: raw, practical_on: None })
    }

    fn before<R: Recorder>(&self, from: Date, amount: u32, unit: Unit, record: &mut R) -> Result<Due, UnknownYear> {
        let calendar = &self.law.calendar;
        let switches = self.law.rulebook.switches();
        let clear = u32::from(switches.before_term_days == BeforeTermDays::ClearDays);
        let back = |amount: u32| match unit {
            Unit::WorkingDay => calendar.subtract_working_days(from, amount),
            Unit::CalendarDay => Ok(add_days(from, -i64::from(amount))),
            Unit::Month => Ok(add_months(from, -i64::from(amount))),
        };
        let raw = back(amount + clear)?;
        let worked = calendar.working_day_until(raw)?;
        let on = match switches.before_term_on_day_off {
            BeforeTermOnDayOff::KeepDate => raw,
            BeforeTermOnDayOff::PrecedingWorkingDay => worked,
        };
        if R::WANTED {
            let reached = back(amount)?;
            match unit {
                Unit::Month => record.step(self.rule, reached, StepKind::TermEnd, Some(amount), None),
                Unit::WorkingDay | Unit::CalendarDay => self.record_days(from, reached, unit, record)?,
            }
            let mut day = reached;
            while day > raw {
                day = previous(day);
                let kind = if day == raw { StepKind::ClearDay } else { StepKind::Skipped };
                record.step(self.rule, day, kind, None, Some("beforeTermDays"));
            }
            while day > on {
                day = previous(day);
                let kind = if day == on { StepKind::Due } else { StepKind::Rolled };
                record.step(self.rule, day, kind, None, Some("beforeTermOnDayOff"));
            }
        }
        Ok(Due { on, at: zone::end_of(on), raw_on: raw, practical_on: (worked < on).then_some(worked) })
    }

    fn weekly<R: Recorder>(&self, day: Date, record: &mut R) -> Result<Due, UnknownYear> {
        let calendar = &self.law.calendar;
        let on = match self.law.rulebook.switches().holiday_thursday {
            HolidayThursday::PrecedingWorkingDay => calendar.working_day_until(day)?,
            HolidayThursday::NextWorkingDay => calendar.working_day_from(day)?,
        };
        if R::WANTED {
            let read = Some("emptyWeek").filter(|id| self.rule.is_read_by(id));
            record.step(self.rule, day, StepKind::TermEnd, None, read);
            if on != day {
                let step = if on < day { previous } else { next };
                let mut at = day;
                while at != on {
                    record.step(self.rule, at, StepKind::Rolled, None, Some("holidayThursday"));
                    at = step(at);
                }
                record.step(self.rule, on, StepKind::Due, None, Some("holidayThursday"));
            }
        }
        Ok(Due { on, at: zone::end_of(on), raw_on: day, practical_on: None })
    }

    /// Records each day from `from`, not itself, to `to`, forwards or backwards.
    fn record_days<R: Recorder>(&self, from: Date, to: Date, unit: Unit, record: &mut R) -> Result<(), UnknownYear> {
        let step = if from < to { next } else { previous };
        let (mut day, mut number) = (from, 0);
        while day != to {
            day = step(day);
            if unit != Unit::WorkingDay || self.law.calendar.is_working_day(day)? {
                number += 1;
                record.step(self.rule, day, StepKind::Counted, Some(number), None);
            } else {
                record.step(self.rule, day, StepKind::Skipped, None, None);
            }
        }
        Ok(())
    }
}

fn next(day: Date) -> Date {
    day.next_day().unwrap_or(Date::MAX)
}

fn previous(day: Date) -> Date {
    day.previous_day().unwrap_or(Date::MIN)
}

fn add_days(day: Date, days: i64) -> Date {
    day.checked_add(Duration::days(days)).unwrap_or(if days < 0 { Date::MIN } else { Date::MAX })
}

/// The same day of the month `months` later, or earlier where negative; the last day of a shorter month.
#[must_use]
pub fn add_months(day: Date, months: i64) -> Date {
    let months_from_january = i64::from(u8::from(day.month())) - 1 + months;
    let year = i32::try_from(i64::from(day.year()) + months_from_january.div_euclid(12)).unwrap_or(i32::MAX);
    let month = u8::try_from(months_from_january.rem_euclid(12) + 1)
        .ok()
        .and_then(|month| time::Month::try_from(month).ok())
        .unwrap_or(day.month());
    Date::from_calendar_date(year, month, day.day().min(month.length(year))).unwrap_or(Date::MAX)
}

/// The readings that bear on `rule` and on every rule that its term is measured from, each once.
#[must_use]
pub fn readings_of<'law>(law: &'law Law, rule: &'law Rule) -> Vec<&'law Reading> {
    let rules = std::iter::successors(Some(rule), |rule| base_rule(law, rule));
    let ids = each_once(rules.flat_map(|rule| &rule.readings));
    ids.into_iter().filter_map(|id| law.rulebook.reading(id)).collect()
}
