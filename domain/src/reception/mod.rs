//! When heads receive: the quarter, the slots that a Reception Schedule gives (№ 213/НҚ ¶4–5), where they can move to, and
//! what appeals they suit.

mod insight;

use std::fmt;

use serde::{Deserialize, Serialize};
use time::macros::time;
use time::{Date, Duration, Month, OffsetDateTime, Time};
use uuid::Uuid;

use crate::calendar::{DayKind, UnknownYear, WorkCalendar};
use crate::identity::Bin;
use crate::zone;

pub use insight::Insight;

/// Slots begin and end on this grid, so that whoever and whatever takes part is booked in pieces of it.
pub const GRID: Duration = Duration::minutes(5);

/// A quarter of a year, for which a Reception Schedule is approved. It is written as `2026-Q1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Quarter {
    first: Date,
}

impl Quarter {
    /// Reads `2026-Q1`.
    ///
    /// ```
    /// use merzim_domain::reception::Quarter;
    /// assert_eq!(Quarter::parse("2026-Q1").unwrap().to_string(), "2026-Q1");
    /// assert!(Quarter::parse("2026-Q5").is_none() && Quarter::parse("26-Q1").is_none());
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, quarter) = text.split_once("-Q")?;
        let number = |text: &str, length: usize| {
            let plain = text.len() == length && text.bytes().all(|digit| digit.is_ascii_digit());
            plain.then(|| text.parse::<i32>().ok()).flatten()
        };
        let month = match number(quarter, 1)? {
            1 => Month::January,
            2 => Month::April,
            3 => Month::July,
            4 => Month::October,
            _ => return None,
        };
        Date::from_calendar_date(number(year, 4)?, month, 1).ok().map(|first| Self { first })
    }

    /// The quarter in which this day lies.
    #[must_use]
    pub fn of(day: Date) -> Self {
        let months = (u8::from(day.month()) - 1) / 3 * 3 + 1;
        let month = Month::try_from(months).unwrap_or(Month::January);
        Self { first: day.replace_day(1).and_then(|first| first.replace_month(month)).unwrap_or(day) }
    }

    /// Its first day.
    #[must_use]
    pub const fn first(self) -> Date {
        self.first
    }

    /// The first days of its months.
    #[must_use]
    pub fn months(self) -> [Date; 3] {
        let second = month_after(self.first);
        [self.first, second, month_after(second)]
    }

    /// The first day after it.
    #[must_use]
    pub fn end(self) -> Date {
        let [.., last] = self.months();
        month_after(last)
    }

    /// Whether this day lies in it.
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        self.first <= day && day < self.end()
    }

    /// Its days in order.
    pub fn days(self) -> impl Iterator<Item = Date> {
        let end = self.end();
        std::iter::successors(Some(self.first), |day| day.next_day()).take_while(move |day| *day < end)
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-Q{}", self.first.year(), (u8::from(self.first.month()) - 1) / 3 + 1)
    }
}

impl TryFrom<String> for Quarter {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not a quarter")
    }
}

impl From<Quarter> for String {
    fn from(quarter: Quarter) -> Self {
        quarter.to_string()
    }
}

/// The first day of the month that is written as `2025-06`.
#[must_use]
pub fn parse_month(text: &str) -> Option<Date> {
    let (year, month) = text.split_once('-')?;
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year.parse().ok()?, month, 1).ok()
}

/// The month in which this day lies, as `2025-06`.
///
/// ```
/// use merzim_domain::reception::{month_name, parse_month};
/// assert_eq!(parse_month("2025-06").map(month_name).as_deref(), Some("2025-06"));
/// ```
#[must_use]
pub fn month_name(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), u8::from(day.month()))
}

/// The first day of the month in which this day lies.
#[must_use]
pub fn month_of(day: Date) -> Date {
    day.replace_day(1).unwrap_or(day)
}

/// The first day of the month after the one in which this day lies.
#[must_use]
pub fn month_after(day: Date) -> Date {
    let year = day.year() + i32::from(day.month() == Month::December);
    Date::from_calendar_date(year, day.month().next(), 1).unwrap_or(Date::MAX)
}

vocabulary! {
    /// A day of the week.
    WeekDay {
        /// Monday.
        Monday = "monday", "дүйсенбі", "понедельник", "Monday";
        /// Tuesday.
        Tuesday = "tuesday", "сейсенбі", "вторник", "Tuesday";
        /// Wednesday.
        Wednesday = "wednesday", "сәрсенбі", "среда", "Wednesday";
        /// Thursday.
        Thursday = "thursday", "бейсенбі", "четверг", "Thursday";
        /// Friday.
        Friday = "friday", "жұма", "пятница", "Friday";
        /// Saturday, where it is worked.
        Saturday = "saturday", "сенбі", "суббота", "Saturday";
        /// Sunday, where it is worked.
        Sunday = "sunday", "жексенбі", "воскресенье", "Sunday";
    }
}

vocabulary! {
    /// Who receives (№ 213/НҚ ¶1).
    ReceiverKind {
        /// The first head.
        FirstHead = "firstHead", "бірінші басшы", "первый руководитель", "first head";
        /// A deputy.
        DeputyHead = "deputyHead", "басшының орынбасары", "заместитель руководителя", "deputy head";
    }
}

impl WeekDay {
    /// Whether this day is one.
    #[must_use]
    pub const fn is(self, day: Date) -> bool {
        matches!(
            (self, day.weekday()),
            (Self::Monday, time::Weekday::Monday)
                | (Self::Tuesday, time::Weekday::Tuesday)
                | (Self::Wednesday, time::Weekday::Wednesday)
                | (Self::Thursday, time::Weekday::Thursday)
                | (Self::Friday, time::Weekday::Friday)
                | (Self::Saturday, time::Weekday::Saturday)
                | (Self::Sunday, time::Weekday::Sunday)
        )
    }
}

/// A part of a day in which somebody receives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// From when.
    pub from: Time,
    /// Until when.
    pub until: Time,
}

/// When one receiver receives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pattern {
    /// How long a slot is.
    pub slot: Duration,
    /// Windows of every week.
    pub weekly: Vec<(WeekDay, Window)>,
    /// Windows of single days.
    pub single: Vec<(Date, Window)>,
    /// Days on which nobody is received.
    pub exceptions: Vec<Date>,
}

/// A time in which somebody can be received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// When it begins.
    pub starts_at: OffsetDateTime,
    /// When it ends.
    pub ends_at: OffsetDateTime,
}

impl Slot {
    /// Whether two slots have any time in common.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.starts_at < other.ends_at && other.starts_at < self.ends_at
    }

    /// The pieces of the grid that it takes up, each by its beginning.
    pub fn pieces(self) -> impl Iterator<Item = OffsetDateTime> {
        std::iter::successors(Some(self.starts_at), |at| at.checked_add(GRID)).take_while(move |at| *at < self.ends_at)
    }

    /// The day of its beginning in Kazakhstan.
    #[must_use]
    pub fn day(&self) -> Date {
        zone::local(self.starts_at).date()
    }
}

vocabulary! {
    /// Why there is no reception on a day that the pattern names.
    LeftOutReason {
        /// It is not a working day.
        NotWorked = "notWorked", "жұмыс күні емес", "нерабочий день", "not a working day";
        /// The schedule makes an exception of it.
        Exception = "exception", "кестедегі ерекше күн", "исключение в графике", "an exception in the schedule";
    }
}

/// A day that the pattern names and on which there is no reception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The day.
    pub day: Date,
    /// What it is in the calendar.
    pub kind: DayKind,
    /// Why.
    pub reason: LeftOutReason,
}

impl Pattern {
    /// The slots of a quarter, in order, and the days left out: only working days have any.
    ///
    /// # Errors
    /// [`UnknownYear`] when the calendar has no data for the quarter.
    pub fn expand(&self, quarter: Quarter, calendar: &WorkCalendar) -> Result<(Vec<Slot>, Vec<LeftOut>), UnknownYear> {
        let (mut slots, mut left_out) = (Vec::new(), Vec::new());
        for day in quarter.days() {
            let windows: Vec<Window> = self.windows_of(day).collect();
            if windows.is_empty() {
                continue;
            }
            let kind = calendar.kind(day)?;
            let reason = match (kind.is_working(), self.exceptions.contains(&day)) {
                (false, _) => Some(LeftOutReason::NotWorked),
                (true, true) => Some(LeftOutReason::Exception),
                (true, false) => None,
            };
            if let Some(reason) = reason {
                left_out.push(LeftOut { day, kind, reason });
                continue;
            }
            slots.extend(windows.into_iter().flat_map(|window| self.slots_in(day, window)));
        }
        slots.sort_unstable();
        Ok((slots, left_out))
    }

    fn windows_of(&self, day: Date) -> impl Iterator<Item = Window> + '_ {
        let weekly = self.weekly.iter().filter(move |(weekday, _)| weekday.is(day)).map(|(_, window)| *window);
        let single = self.single.iter().filter(move |(date, _)| *date == day).map(|(_, window)| *window);
        weekly.chain(single)
    }

    /// How many slots it gives at most, told without making them: a quarter has fourteen weeks, counted from both ends.
    fn most_slots(&self) -> i64 {
        const WEEKS: i64 = 14;
        let of =
            |window: &Window| (window.until - window.from).whole_minutes().max(0) / self.slot.whole_minutes().max(1);
        let weekly: i64 = self.weekly.iter().map(|(_, window)| WEEKS * of(window)).sum();
        let single: i64 = self.single.iter().map(|(_, window)| of(window)).sum();
        weekly + single
    }

    fn check(&self, quarter: Quarter) -> Result<(), WrongPattern> {
        let in_order = |window: &Window| window.from < window.until;
        if self.weekly.is_empty() && self.single.is_empty() {
            return Err(WrongPattern::Empty);
        }
        if let Some(place) = self.weekly.iter().position(|(_, window)| !in_order(window)) {
            return Err(WrongPattern::WeeklyOrder(place));
        }
        for (place, (date, window)) in self.single.iter().enumerate() {
            if !in_order(window) {
                return Err(WrongPattern::SingleOrder(place));
            }
            if !quarter.contains(*date) {
                return Err(WrongPattern::SingleOutside(place));
            }
        }
        match self.exceptions.iter().position(|date| !quarter.contains(*date)) {
            Some(place) => Err(WrongPattern::ExceptionOutside(place)),
            None => Ok(()),
        }
    }

    /// As many whole slots as the window has room for.
    fn slots_in(&self, day: Date, window: Window) -> impl Iterator<Item = Slot> + use<> {
        let (slot, end) = (self.slot, zone::at(day, window.until));
        std::iter::successors(Some(zone::at(day, window.from)), move |at| at.checked_add(slot))
            .map(move |starts_at| Slot { starts_at, ends_at: starts_at.saturating_add(slot) })
            .take_while(move |one| slot >= GRID && one.ends_at <= end)
    }
}

/// How many slots a schedule may have.
const MOST_SLOTS: i64 = 2_000;

/// What is wrong with a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongSchedule {
    /// It may have more slots than there can be.
    TooManySlots,
    /// Something of the receiver at this place.
    Receiver(usize, WrongPattern),
}

/// What is wrong with a receiver and their pattern. A window or an exception is told by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongPattern {
    /// A receiver further on has the same code.
    CodeTwice,
    /// There is no window.
    Empty,
    /// A window of every week does not end after it begins.
    WeeklyOrder(usize),
    /// A window of a single day does not end after it begins.
    SingleOrder(usize),
    /// The day of a window is not in the quarter.
    SingleOutside(usize),
    /// An exception is not in the quarter.
    ExceptionOutside(usize),
}

/// Whether these receivers, each a code and a pattern, can make the schedule of a quarter. What the calendar has a say in is
/// seen when the patterns are expanded.
///
/// # Errors
/// [`WrongSchedule`], with the first mistake.
pub fn check_schedule(quarter: Quarter, receivers: &[(&str, Pattern)]) -> Result<(), WrongSchedule> {
    if receivers.iter().map(|(_, pattern)| pattern.most_slots()).sum::<i64>() > MOST_SLOTS {
        return Err(WrongSchedule::TooManySlots);
    }
    for (place, (code, pattern)) in receivers.iter().enumerate() {
        let twice = receivers.iter().skip(place + 1).any(|(other, _)| other == code);
        let checked = if twice { Err(WrongPattern::CodeTwice) } else { pattern.check(quarter) };
        checked.map_err(|wrong| WrongSchedule::Receiver(place, wrong))?;
    }
    Ok(())
}

/// Whether two of these slots, in order of their beginning, have any time in common.
#[must_use]
pub fn any_overlap(slots: &[Slot]) -> bool {
    slots.iter().zip(slots.iter().skip(1)).any(|(one, next)| one.overlaps(next))
}

/// How many times are proposed for a slot that must move.
const PROPOSALS: usize = 3;
/// How many working days after it are looked at.
const DAYS_AHEAD: usize = 20;

/// Where a slot can move whose day is not worked any more: to the same time, or to another time of the day, of the working
/// days that follow in its quarter, the nearest first, where the receiver has nothing else.
///
/// # Errors
/// [`UnknownYear`] when the calendar has no data for the quarter.
pub fn moves(
    slot: Slot,
    taken: &[Slot],
    now: OffsetDateTime,
    calendar: &WorkCalendar,
) -> Result<Vec<Slot>, UnknownYear> {
    let quarter = Quarter::of(slot.day());
    let length = slot.ends_at - slot.starts_at;
    let mut proposals = Vec::new();
    let mut day = slot.day();
    for _ in 0..DAYS_AHEAD {
        day = calendar.add_working_days(day, 1)?;
        if !quarter.contains(day) || proposals.len() >= PROPOSALS {
            break;
        }
        let usual = zone::local(slot.starts_at).time();
        let others = std::iter::successors(Some(zone::at(day, time!(9:00))), |at| at.checked_add(length))
            .take_while(|at| *at + length <= zone::at(day, time!(18:00)));
        let free = std::iter::once(zone::at(day, usual))
            .chain(others)
            .map(|starts_at| Slot { starts_at, ends_at: starts_at.saturating_add(length) })
            .find(|one| one.starts_at > now && !taken.iter().any(|other| other.overlaps(one)));
        proposals.extend(free);
    }
    Ok(proposals)
}

/// What is wrong with the move of a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongMove {
    /// The slot: its day is worked.
    Slot,
    /// The new time: it is past, off the grid, on a day that is not worked or is outside the quarter, or not free.
    Time,
    /// The calendar has no data for one of the days.
    Year(UnknownYear),
}

impl From<UnknownYear> for WrongMove {
    fn from(year: UnknownYear) -> Self {
        Self::Year(year)
    }
}

/// The slot at its new beginning, where the day of the old one is not worked any more: at a time of a working day of the
/// same quarter at which the receiver has none of the `others`.
///
/// # Errors
/// [`WrongMove`] when it cannot move there.
pub fn check_move(
    slot: Slot,
    starts_at: OffsetDateTime,
    others: &[Slot],
    now: OffsetDateTime,
    calendar: &WorkCalendar,
) -> Result<Slot, WrongMove> {
    if calendar.is_working_day(slot.day())? {
        return Err(WrongMove::Slot);
    }
    let starts_at = zone::local(starts_at);
    let to = Slot { starts_at, ends_at: starts_at.saturating_add(slot.ends_at - slot.starts_at) };
    let fits = starts_at > now
        && starts_at.unix_timestamp() % GRID.whole_seconds() == 0
        && starts_at.nanosecond() == 0
        && Quarter::of(slot.day()).contains(to.day())
        && calendar.is_working_day(to.day())?
        && to.ends_at <= zone::end_of(to.day())
        && !others.iter().any(|other| other.overlaps(&to));
    if fits { Ok(to) } else { Err(WrongMove::Time) }
}

/// How many of an office's `rooms` are free all through a slot, when rooms are `taken` at these times.
#[must_use]
pub fn free_rooms(rooms: i64, taken: &[Slot], slot: Slot) -> i64 {
    // What is taken at the beginning of each piece is what is taken in it.
    let most = slot.pieces().map(|at| taken.iter().filter(|one| one.starts_at <= at && at < one.ends_at).count()).max();
    rooms - i64::try_from(most.unwrap_or_default()).unwrap_or(i64::MAX)
}

/// What an appeal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish<'text> {
    /// BIN of the state body.
    pub body: &'text str,
    /// The office.
    pub office: Uuid,
    /// Code of the receiver, if it names one.
    pub receiver: Option<&'text str>,
}

/// What of a wish a slot does not meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmet {
    /// The body.
    Body,
    /// The office.
    Office,
    /// The receiver.
    Receiver,
}

impl Wish<'_> {
    /// Whether a slot of this body and receiver, kept with a room of this office, is what the appeal asks for.
    ///
    /// # Errors
    /// [`Unmet`] when it is not.
    pub fn is_met_by(&self, body: &str, office: Uuid, receiver: &str) -> Result<(), Unmet> {
        if self.body != body {
            Err(Unmet::Body)
        } else if self.office != office {
            Err(Unmet::Office)
        } else if self.receiver.is_some_and(|wanted| wanted != receiver) {
            Err(Unmet::Receiver)
        } else {
            Ok(())
        }
    }
}

/// Whether the end of a day lies after the end of a term, so that the term can be extended to it.
#[must_use]
pub fn is_after(day: Date, due_at: OffsetDateTime) -> bool {
    zone::end_of(day) > due_at
}

/// Whether an appeal is, or was before it was forwarded, with a body: `bodies` are those that have had it.
#[must_use]
pub fn has_been_with(bodies: &[String], body: &Bin) -> bool {
    bodies.iter().any(|one| one == body.as_str())
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    fn calendar() -> WorkCalendar {
        let (days, names) =
            (include_str!("../../law/calendar/days.csv"), include_str!("../../law/calendar/names.toml"));
        WorkCalendar::read(days, names).unwrap()
    }

    fn mornings(weekday: WeekDay) -> Pattern {
        let window = Window { from: time!(10:00), until: time!(10:50) };
        Pattern { slot: Duration::minutes(20), weekly: vec![(weekday, window)], ..Pattern::default() }
    }

    #[test]
    fn slots_fall_on_working_days_only_and_what_is_left_out_says_why() {
        let mut pattern = mornings(WeekDay::Friday);
        pattern.exceptions.push(date!(2026 - 01 - 16));
        let (slots, left_out) = pattern.expand(Quarter::parse("2026-Q1").unwrap(), &calendar()).unwrap();
        // Two of twenty minutes fit into fifty.
        assert_eq!(slots.first().unwrap().starts_at, datetime!(2026-01-09 10:00 +5));
        assert_eq!(slots.get(1).unwrap().ends_at, datetime!(2026-01-09 10:40 +5));
        let days: Vec<(Date, LeftOutReason)> = left_out.iter().map(|one| (one.day, one.reason)).collect();
        assert!(days.contains(&(date!(2026 - 01 - 02), LeftOutReason::NotWorked)));
        assert!(days.contains(&(date!(2026 - 01 - 16), LeftOutReason::Exception)));
        let fridays = Quarter::parse("2026-Q1").unwrap().days().filter(|day| WeekDay::Friday.is(*day)).count();
        assert_eq!(slots.len() / 2 + left_out.len(), fridays);
        assert!(!any_overlap(&slots));
    }

    #[test]
    fn windows_that_overlap_are_seen() {
        let pattern = mornings(WeekDay::Tuesday);
        for (from, until) in [(time!(10:30), time!(11:30)), (time!(10:10), time!(10:30)), (time!(9:50), time!(10:10))] {
            let mut pattern = pattern.clone();
            pattern.single.push((date!(2026 - 02 - 03), Window { from, until }));
            let (slots, _) = pattern.expand(Quarter::parse("2026-Q1").unwrap(), &calendar()).unwrap();
            assert!(any_overlap(&slots), "from {from}");
        }
    }

    #[test]
    fn a_schedule_is_told_its_first_mistake_and_where_it_is() {
        let quarter = Quarter::parse("2026-Q1").unwrap();
        let window = |from, until| Window { from, until };
        let morning = window(time!(10:00), time!(10:50));
        let (inside, outside) = (date!(2026 - 02 - 03), date!(2026 - 04 - 01));
        let of = |weekly: &[Window], single: &[(Date, Window)], exceptions: &[Date]| Pattern {
            slot: Duration::minutes(20),
            weekly: weekly.iter().map(|one| (WeekDay::Monday, *one)).collect(),
            single: single.to_vec(),
            exceptions: exceptions.to_vec(),
        };
        let backwards = window(time!(10:00), time!(10:00));
        for (pattern, wrong) in [
            (of(&[], &[], &[outside]), WrongPattern::Empty),
            (of(&[morning, backwards], &[(outside, morning)], &[]), WrongPattern::WeeklyOrder(1)),
            (of(&[morning], &[(outside, backwards)], &[]), WrongPattern::SingleOrder(0)),
            (of(&[], &[(inside, morning), (outside, morning)], &[outside]), WrongPattern::SingleOutside(1)),
            (of(&[morning], &[], &[inside, outside]), WrongPattern::ExceptionOutside(1)),
        ] {
            let schedule = [("minister", mornings(WeekDay::Friday)), ("deputy", pattern)];
            assert_eq!(check_schedule(quarter, &schedule), Err(WrongSchedule::Receiver(1, wrong)));
        }
        let twice = [("minister", mornings(WeekDay::Friday)), ("minister", of(&[], &[], &[]))];
        assert_eq!(check_schedule(quarter, &twice), Err(WrongSchedule::Receiver(0, WrongPattern::CodeTwice)));
        assert_eq!(check_schedule(quarter, &twice[..1]), Ok(()));
        // Two a window in each of fourteen weeks: 71 windows give 1,988 at most.
        let many = |windows: usize| [("minister", of(&vec![morning; windows], &[], &[]))];
        assert_eq!(check_schedule(quarter, &many(71)), Ok(()));
        assert_eq!(check_schedule(quarter, &many(72)), Err(WrongSchedule::TooManySlots));
    }

    #[test]
    fn a_slot_moves_to_the_next_working_days_where_the_receiver_is_free() {
        let calendar = calendar();
        let at = |starts_at: OffsetDateTime| Slot { starts_at, ends_at: starts_at + Duration::minutes(20) };
        let slot = at(datetime!(2026-03-20 10:00 +5));
        let taken = [at(datetime!(2026-03-26 10:00 +5))];
        let proposed = moves(slot, &taken, datetime!(2026-03-01 10:00 +5), &calendar).unwrap();
        // 21 to 25 March are days off.
        let starts: Vec<OffsetDateTime> = proposed.iter().map(|one| one.starts_at).collect();
        assert_eq!(
            starts,
            [datetime!(2026-03-26 09:00 +5), datetime!(2026-03-27 10:00 +5), datetime!(2026-03-30 10:00 +5)]
        );
    }

    #[test]
    fn a_slot_takes_up_the_pieces_of_the_grid() {
        let slot = Slot { starts_at: datetime!(2026-03-20 10:00 +5), ends_at: datetime!(2026-03-20 10:20 +5) };
        assert_eq!(slot.pieces().count(), 4);
        assert_eq!(Quarter::of(date!(2026 - 12 - 31)).to_string(), "2026-Q4");
        assert_eq!(Quarter::parse("2025-Q4").unwrap().end(), date!(2026 - 01 - 01));
    }

    #[test]
    fn a_slot_moves_only_from_a_day_off_to_a_free_time_on_the_grid() {
        let calendar = calendar();
        let at = |starts_at: OffsetDateTime| Slot { starts_at, ends_at: starts_at + Duration::minutes(20) };
        let (off, now) = (at(datetime!(2026-03-23 10:00 +5)), datetime!(2026-03-01 10:00 +5));
        let others = [at(datetime!(2026-03-26 10:00 +5))];
        let to = |starts_at| check_move(off, starts_at, &others, now, &calendar);
        assert_eq!(to(datetime!(2026-03-26 05:20 UTC)), Ok(at(datetime!(2026-03-26 10:20 +5))));
        for wrong in [
            datetime!(2026-02-27 10:00 +5),
            datetime!(2026-03-24 10:00 +5),
            datetime!(2026-03-26 10:10 +5),
            datetime!(2026-03-26 11:01 +5),
            datetime!(2026-03-26 23:50 +5),
            datetime!(2026-04-01 10:00 +5),
        ] {
            assert_eq!(to(wrong), Err(WrongMove::Time), "to {wrong}");
        }
        let worked = at(datetime!(2026-03-20 10:00 +5));
        let moved = check_move(worked, datetime!(2026-03-26 11:00 +5), &others, now, &calendar);
        assert_eq!(moved, Err(WrongMove::Slot));
    }

    #[test]
    fn a_room_is_free_that_nobody_has_in_any_piece_of_a_slot() {
        let at = |starts_at: OffsetDateTime| Slot { starts_at, ends_at: starts_at + Duration::minutes(20) };
        let slot = at(datetime!(2026-03-20 10:00 +5));
        let (before, after) = (at(datetime!(2026-03-20 9:50 +5)), at(datetime!(2026-03-20 10:10 +5)));
        assert_eq!(free_rooms(2, &[before, after], slot), 1);
        assert_eq!(free_rooms(2, &[before, slot], slot), 0);
        assert_eq!(free_rooms(2, &[at(slot.ends_at)], slot), 2);
    }

    #[test]
    fn a_slot_that_is_kept_says_what_of_a_wish_it_does_not_meet() {
        let (here, there) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let wish = Wish { body: "100140000003", office: here, receiver: Some("minister") };
        assert_eq!(wish.is_met_by("100140000003", here, "minister"), Ok(()));
        assert_eq!(Wish { receiver: None, ..wish }.is_met_by("100140000003", here, "deputy"), Ok(()));
        assert_eq!(wish.is_met_by("000740000004", there, "deputy"), Err(Unmet::Body));
        assert_eq!(wish.is_met_by("100140000003", there, "deputy"), Err(Unmet::Office));
        assert_eq!(wish.is_met_by("100140000003", here, "deputy"), Err(Unmet::Receiver));
    }
}
