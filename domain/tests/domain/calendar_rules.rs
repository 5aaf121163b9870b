//! The calendar's rows against the rules of the Law on holidays: which holidays there are in a
//! year, where their substitutes fall, and which days were moved by decree.

use std::collections::BTreeMap;

use merzim_domain::calendar::{DayKind, WorkCalendar};
use proptest::prelude::*;
use time::macros::date;
use time::{Date, Duration, Month, Weekday};

use crate::law;

/// Day off ← day worked, from the decrees and orders.
const MOVES: &[(Date, Date)] = &[
    (date!(2016 - 03 - 07), date!(2016 - 03 - 05)),
    (date!(2017 - 03 - 20), date!(2017 - 03 - 18)),
    (date!(2017 - 07 - 07), date!(2017 - 07 - 01)),
    (date!(2018 - 03 - 09), date!(2018 - 03 - 03)),
    (date!(2018 - 04 - 30), date!(2018 - 04 - 28)),
    (date!(2018 - 05 - 08), date!(2018 - 05 - 05)),
    (date!(2018 - 08 - 31), date!(2018 - 08 - 25)),
    (date!(2018 - 12 - 31), date!(2018 - 12 - 29)),
    (date!(2019 - 05 - 10), date!(2019 - 05 - 04)),
    (date!(2020 - 01 - 03), date!(2020 - 01 - 05)),
    (date!(2020 - 05 - 08), date!(2020 - 05 - 11)),
    (date!(2020 - 12 - 18), date!(2020 - 12 - 20)),
    (date!(2021 - 07 - 05), date!(2021 - 07 - 03)),
    (date!(2022 - 03 - 07), date!(2022 - 03 - 05)),
    (date!(2022 - 08 - 29), date!(2022 - 08 - 27)),
    (date!(2022 - 10 - 24), date!(2022 - 10 - 22)),
    (date!(2023 - 07 - 07), date!(2023 - 07 - 01)),
    (date!(2024 - 05 - 08), date!(2024 - 05 - 04)),
    (date!(2025 - 01 - 03), date!(2025 - 01 - 05)),
];

const KURBAN_AIT: &[Date] = &[
    date!(2015 - 09 - 24),
    date!(2016 - 09 - 12),
    date!(2017 - 09 - 01),
    date!(2018 - 08 - 21),
    date!(2019 - 08 - 11),
    date!(2020 - 07 - 31),
    date!(2021 - 07 - 20),
    date!(2022 - 07 - 09),
    date!(2023 - 06 - 28),
    date!(2024 - 06 - 16),
    date!(2025 - 06 - 06),
    date!(2026 - 05 - 27),
    date!(2027 - 05 - 16),
];

fn state_holidays(year: i32) -> Vec<Date> {
    let mut days = vec![(1, 1), (1, 2), (3, 8), (3, 21), (3, 22), (3, 23), (5, 1), (5, 7), (5, 9), (7, 6), (12, 16)];
    if year <= 2025 {
        days.push((8, 30));
    }
    if year >= 2027 {
        days.push((3, 15));
    }
    if year >= 2022 {
        days.push((10, 25));
    } else {
        days.extend([(12, 1), (12, 17)]);
    }
    let mut dates: Vec<Date> = days
        .into_iter()
        .map(|(month, day)| Date::from_calendar_date(year, Month::try_from(month).unwrap(), day).unwrap())
        .collect();
    dates.sort();
    dates
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The kinds that the rules give, for every date that is not ordinary.
fn by_the_rules(year: i32) -> BTreeMap<Date, DayKind> {
    let mut kinds = BTreeMap::new();
    let holidays = state_holidays(year);
    let christmas = Date::from_calendar_date(year, Month::January, 7).unwrap();
    kinds.insert(christmas, DayKind::DayOff);
    kinds.extend(KURBAN_AIT.iter().filter(|day| day.year() == year).map(|day| (*day, DayKind::DayOff)));
    kinds.extend(holidays.iter().map(|day| (*day, DayKind::Holiday)));
    for holiday in holidays.into_iter().filter(|day| is_weekend(*day)) {
        let mut day = holiday;
        while is_weekend(day) || kinds.contains_key(&day) {
            day += Duration::DAY;
        }
        kinds.insert(day, DayKind::SubstituteDayOff);
    }
    for (off, worked) in MOVES.iter().filter(|(off, _)| off.year() == year) {
        kinds.insert(*off, DayKind::MovedDayOff);
        kinds.insert(*worked, DayKind::MovedWorkingDay);
    }
    kinds
}

#[test]
fn the_rows_are_what_the_rules_and_the_decrees_give() {
    let calendar = &law().calendar;
    for year in calendar.years() {
        let rows: BTreeMap<Date, DayKind> =
            calendar.exceptions_of(year).unwrap().into_iter().map(|day| (day.date, day.kind)).collect();
        assert_eq!(rows, by_the_rules(year), "{year}");
    }
}

#[test]
fn every_day_that_is_not_ordinary_names_the_act_that_says_so() {
    let calendar = &law().calendar;
    for day in every_day(calendar) {
        let known = calendar.day(day).unwrap();
        assert_eq!(known.basis.is_none(), known.kind == DayKind::WorkingDay, "{day}");
    }
    assert!(calendar.is_provisional(2027) && !calendar.is_provisional(2026));
}

fn every_day(calendar: &WorkCalendar) -> Vec<Date> {
    let years = calendar.years();
    let first = Date::from_calendar_date(*years.start(), Month::January, 1).unwrap();
    std::iter::successors(Some(first), |day| day.next_day()).take_while(|day| day.year() <= *years.end()).collect()
}

fn dates() -> impl Strategy<Value = Date> {
    (0..4748_i64).prop_map(|days| date!(2015 - 01 - 01) + Duration::days(days))
}

proptest! {
    #[test]
    fn adding_is_the_same_as_walking(start in dates(), count in 1_u32..400) {
        let calendar = &law().calendar;
        let mut walked = Ok(start);
        let mut left = count;
        while let (Ok(day), 1..) = (walked, left) {
            let next = day.next_day().unwrap();
            walked = calendar.is_working_day(next).map(|working| { left -= u32::from(working); next });
        }
        prop_assert_eq!(calendar.add_working_days(start, count), walked);
    }

    #[test]
    fn subtracting_undoes_adding_from_a_working_day(start in dates(), count in 0_u32..400) {
        let calendar = &law().calendar;
        if let (Ok(true), Ok(end)) = (calendar.is_working_day(start), calendar.add_working_days(start, count)) {
            prop_assert_eq!(calendar.subtract_working_days(end, count), Ok(start));
        }
    }
}
