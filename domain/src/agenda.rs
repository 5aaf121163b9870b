//! What bodies plan for a week: how firm an event is, who may film it, and what does not go together.

use std::collections::BTreeMap;

use time::{Duration, OffsetDateTime, Time};

use crate::law::Law;
use crate::week::Week;
use crate::writing::fold;
use crate::zone;

vocabulary! {
    /// How firm an event is.
    EventStatus {
        /// It is planned.
        Planned = "planned", "жоспарланған", "планируется", "planned";
        /// It is certain.
        Confirmed = "confirmed", "расталған", "подтверждено", "confirmed";
        /// It is put off to a time that is not known yet.
        Postponed = "postponed", "кейінге қалдырылған", "отложено", "postponed";
        /// It will not be.
        Cancelled = "cancelled", "өткізілмейді", "отменено", "cancelled";
    }
}

impl EventStatus {
    /// Whether it takes place at its time.
    #[must_use]
    pub const fn takes_place(self) -> bool {
        match self {
            Self::Planned | Self::Confirmed => true,
            Self::Postponed | Self::Cancelled => false,
        }
    }
}

vocabulary! {
    /// Who of the mass media may film an event.
    FilmingOpenness {
        /// Everybody.
        Open = "open", "барлығына ашық", "открыто для всех", "open to all";
        /// Whoever has registered.
        Registered = "registered", "тіркелгендер үшін", "по аккредитации", "for those who have registered";
        /// A few who share what they film.
        Pool = "pool", "пул үшін", "для пула", "for a pool";
        /// Nobody.
        Closed = "closed", "түсіруге жабық", "закрыто для съёмки", "closed to filming";
    }
}

vocabulary! {
    /// What does not go together.
    ClashKind {
        /// Events are at the same place at the same time.
        SamePlace = "samePlace", "бір уақытта бір жерде", "в одно время в одном месте", "at the same place at the same time";
        /// Somebody speaks at several events at the same time.
        SameSpeaker = "sameSpeaker", "бір спикер бір уақытта бірнеше іс-шарада", "один спикер одновременно на нескольких мероприятиях", "one speaker at several events at the same time";
        /// More events are going on within an hour than the ministry wants.
        TooMany = "tooMany", "бір сағатта іс-шара тым көп", "слишком много мероприятий в течение часа", "too many events within an hour";
        /// An event begins or ends on a day off, or outside working hours.
        OutsideWorkingTime = "outsideWorkingTime", "жұмыс уақытынан тыс", "вне рабочего времени", "outside working time";
    }
}

/// Whether an event takes place in a week, if only in part.
#[must_use]
pub fn takes_place_in(week: Week, starts_at: OffsetDateTime, ends_at: OffsetDateTime) -> bool {
    starts_at < zone::start_of(week.end()) && zone::start_of(week.monday()) < ends_at
}

/// An event, as far as it may be in the way of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// What it is known by.
    pub id: String,
    /// When it begins.
    pub starts_at: OffsetDateTime,
    /// When it ends.
    pub ends_at: OffsetDateTime,
    /// Where it is, in words that are the same for the same place; none if it is at no place, as what is online.
    pub place: Option<String>,
    /// Who speaks.
    pub speakers: Vec<String>,
}

/// Events that do not go together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// Why.
    pub kind: ClashKind,
    /// From when.
    pub from: OffsetDateTime,
    /// Until when.
    pub until: OffsetDateTime,
    /// The place or the speaker, as the first of them has it.
    pub of: Option<String>,
    /// What they are known by, the first to begin first.
    pub events: Vec<String>,
}

/// What does not go together among these events, in the order of time. More than `most` within an hour are too many.
#[must_use]
pub fn clashes(events: &[Occurrence], most: usize, law: &Law) -> Vec<Clash> {
    let mut events: Vec<&Occurrence> = events.iter().collect();
    events.sort_by_key(|event| (event.starts_at, event.ends_at, &event.id));
    let places = events.iter().filter_map(|event| Some((event.place.as_deref()?, *event)));
    let speakers = events.iter().flat_map(|event| event.speakers.iter().map(|speaker| (speaker.as_str(), *event)));
    let mut found = overlaps(ClashKind::SamePlace, places);
    found.extend(overlaps(ClashKind::SameSpeaker, speakers));
    found.extend(crowded(&events, most));
    found.extend(events.iter().filter(|event| is_outside(event, law)).map(|event| Clash {
        kind: ClashKind::OutsideWorkingTime,
        from: event.starts_at,
        until: event.ends_at,
        of: None,
        events: vec![event.id.clone()],
    }));
    found.sort_by(|one, other| (one.from, one.kind, &one.events).cmp(&(other.from, other.kind, &other.events)));
    found
}

/// The events of one name that follow one another without a gap, wherever there are several. The events come in the order of time.
fn overlaps<'event>(kind: ClashKind, named: impl Iterator<Item = (&'event str, &'event Occurrence)>) -> Vec<Clash> {
    let mut open: BTreeMap<String, Clash> = BTreeMap::new();
    let mut found = Vec::new();
    for (name, event) in named {
        let key = fold(name);
        if key.is_empty() {
            continue;
        }
        match open.get_mut(&key) {
            // Who speaks twice at one event is there once.
            Some(clash) if clash.events.last() == Some(&event.id) => {}
            Some(clash) if event.starts_at < clash.until => {
                clash.events.push(event.id.clone());
                clash.until = clash.until.max(event.ends_at);
            }
            _ => {
                let (from, until) = (event.starts_at, event.ends_at);
                let clash = Clash { kind, from, until, of: Some(name.to_owned()), events: vec![event.id.clone()] };
                found.extend(open.insert(key, clash));
            }
        }
    }
    found.extend(open.into_values());
    found.retain(|clash| clash.events.len() > 1);
    found
}

/// The hours of the clock in which more than `most` events are going on.
fn crowded(events: &[&Occurrence], most: usize) -> Vec<Clash> {
    /// What lasts longer is going on for days, and brings nobody anywhere at an hour.
    const LONGEST: i64 = 24;
    let mut hours: BTreeMap<OffsetDateTime, Vec<String>> = BTreeMap::new();
    for event in events.iter().filter(|event| event.ends_at - event.starts_at <= Duration::hours(LONGEST)) {
        let start = zone::local(event.starts_at);
        let hour = start.replace_time(Time::from_hms(start.hour(), 0, 0).unwrap_or(Time::MIDNIGHT));
        let begun = std::iter::successors(Some(hour), |hour| hour.checked_add(Duration::HOUR));
        for hour in begun.take_while(|hour| *hour < event.ends_at.max(event.starts_at + Duration::SECOND)) {
            hours.entry(hour).or_default().push(event.id.clone());
        }
    }
    let full = hours.into_iter().filter(|(_, events)| events.len() > most);
    full.map(|(from, events)| Clash { kind: ClashKind::TooMany, from, until: from + Duration::HOUR, of: None, events })
        .collect()
}

/// Whether an event begins or ends outside working hours, or on a day off. A year that the calendar does not know has no working time
/// that is known.
fn is_outside(event: &Occurrence, law: &Law) -> bool {
    let (start, end) = (zone::local(event.starts_at), zone::local(event.ends_at));
    let last = if end > start { end - Duration::NANOSECOND } else { end };
    let is_worked = |at: OffsetDateTime| law.calendar.is_working_day(at.date()).unwrap_or(false);
    !(is_worked(start) && is_worked(last) && law.within_hours(start) && law.within_hours(last))
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::law::LawSettings;

    fn law() -> Law {
        Law::embedded(&LawSettings::default(), &crate::procedures::usage()).unwrap()
    }

    fn event(id: &str, starts_at: OffsetDateTime, minutes: i64, place: &str, speakers: &[&str]) -> Occurrence {
        let place = (!place.is_empty()).then(|| place.to_owned());
        let ends_at = starts_at + Duration::minutes(minutes);
        Occurrence {
            id: id.to_owned(),
            starts_at,
            ends_at,
            place,
            speakers: speakers.iter().map(ToString::to_string).collect(),
        }
    }

    fn told(events: &[Occurrence], most: usize) -> Vec<(&'static str, String)> {
        use crate::vocabulary::Vocabulary;
        clashes(events, most, &law()).into_iter().map(|clash| (clash.kind.code(), clash.events.concat())).collect()
    }

    #[test]
    fn two_events_clash_at_one_place_while_they_overlap_and_not_when_one_follows_the_other() {
        let ten = datetime!(2026-05-12 10:00 +5);
        let one = event("a", ten, 60, "Үкімет үйі", &[]);
        let at = |start, minutes| event("b", start, minutes, "ҮКІМЕТ  үйі", &[]);
        assert_eq!(told(&[one.clone(), at(datetime!(2026-05-12 10:59 +5), 30)], 9), [("samePlace", "ab".into())]);
        assert!(told(&[one.clone(), at(datetime!(2026-05-12 11:00 +5), 30)], 9).is_empty());
        assert!(told(&[one.clone(), event("b", ten, 60, "Орталық", &[])], 9).is_empty());
        // What is at no place is in nobody's way.
        assert!(told(&[event("a", ten, 60, "", &[]), event("b", ten, 60, "", &[])], 9).is_empty());
        // A third that the first one covers.
        let three = [
            one,
            at(datetime!(2026-05-12 10:10 +5), 10),
            event("c", datetime!(2026-05-12 10:30 +5), 10, "үкімет үйі", &[]),
        ];
        assert_eq!(told(&three, 9), [("samePlace", "abc".into())]);
    }

    #[test]
    fn a_speaker_is_at_one_event_at_a_time() {
        let ten = datetime!(2026-05-12 10:00 +5);
        let events = [
            event("a", ten, 60, "", &["Демо Айгүл", "Демо Айгүл"]),
            event("b", ten, 30, "", &["демо  айгүл", "Басқа"]),
        ];
        assert_eq!(told(&events, 9), [("sameSpeaker", "ba".into())]);
        assert!(told(&events[..1], 9).is_empty());
    }

    #[test]
    fn an_hour_holds_so_many_events_and_no_more() {
        let ten = datetime!(2026-05-12 10:00 +5);
        let events = [
            event("a", ten, 60, "", &[]),
            event("b", ten + Duration::minutes(59), 2, "", &[]),
            event("c", ten + Duration::HOUR, 30, "", &[]),
        ];
        assert!(told(&events, 2).is_empty());
        assert_eq!(told(&events, 1), [("tooMany", "ab".into()), ("tooMany", "bc".into())]);
        // An exhibition of several days fills no hour.
        assert!(
            !told(&[event("a", ten, 3 * 24 * 60, "", &[]), event("b", ten, 30, "", &[])], 1)
                .iter()
                .any(|one| one.0 == "tooMany")
        );
    }

    #[test]
    fn days_off_nights_and_early_hours_are_no_working_time() {
        let outside = |start, minutes| {
            told(&[event("a", start, minutes, "", &[])], 9) == [("outsideWorkingTime", "a".to_owned())]
        };
        assert!(!outside(datetime!(2026-05-12 09:00 +5), 570));
        assert!(outside(datetime!(2026-05-12 09:00 +5), 571));
        assert!(outside(datetime!(2026-05-12 08:59 +5), 60));
        assert!(outside(datetime!(2026-05-16 10:00 +5), 60));
        // The day off for Victory Day.
        assert!(outside(datetime!(2026-05-11 10:00 +5), 60));
        // Two days of a conference, and one that ends on a Saturday.
        assert!(!outside(datetime!(2026-05-12 10:00 +5), 24 * 60 + 7 * 60));
        assert!(outside(datetime!(2026-05-15 10:00 +5), 24 * 60 + 60));
        assert!(outside(datetime!(2026-05-12 22:00 +5), 24 * 60));
        assert!(outside(datetime!(2036-05-12 10:00 +5), 60));
    }
}
