use time::macros::date;

use super::*;

fn calendar() -> WorkCalendar {
    WorkCalendar::read(include_str!("../../law/calendar/days.csv"), include_str!("../../law/calendar/names.toml"))
        .unwrap()
}

#[test]
fn days_that_other_calendars_get_wrong_hold() {
    let calendar = calendar();
    for day in [
        date!(2025 - 01 - 05),
        date!(2024 - 05 - 04),
        date!(2020 - 05 - 11),
        date!(2024 - 06 - 17),
        date!(2026 - 08 - 31),
    ] {
        assert_eq!(calendar.is_working_day(day), Ok(true), "{day}");
    }
    for day in [date!(2020 - 05 - 08), date!(2026 - 03 - 24), date!(2026 - 03 - 25)] {
        assert_eq!(calendar.is_working_day(day), Ok(false), "{day}");
    }
}

#[test]
fn each_year_has_the_number_of_working_days_of_the_official_balance() {
    let calendar = calendar();
    let expected = [(2021, 245), (2022, 246), (2023, 246), (2024, 249), (2025, 246), (2026, 247), (2027, 247)];
    for (year, days) in expected {
        assert_eq!(calendar.working_days_in(year), Ok(days), "{year}");
    }
}

const fn unknown_year(year: i32) -> UnknownYear {
    UnknownYear { year, first: 2015, last: 2027 }
}

#[test]
fn a_year_without_data_is_an_error_everywhere() {
    let calendar = calendar();
    let unknown = |day: Date| {
        let year = day.year();
        assert_eq!(calendar.kind(day), Err(unknown_year(year)));
        assert_eq!(calendar.add_working_days(day, 0), Err(unknown_year(year)));
        assert_eq!(calendar.add_working_days(day, 1), Err(unknown_year(year)));
        assert_eq!(calendar.subtract_working_days(day, 1), Err(unknown_year(year)));
        assert!(calendar.working_days_in(year).is_err());
        assert!(calendar.exceptions_of(year).is_err());
    };
    unknown(date!(2014 - 12 - 31));
    unknown(date!(2028 - 01 - 01));
    assert_eq!(calendar.add_working_days(date!(2027 - 12 - 31), 1), Err(unknown_year(2028)));
    assert_eq!(calendar.subtract_working_days(date!(2015 - 01 - 01), 1), Err(unknown_year(2014)));
    assert_eq!(calendar.add_working_days(date!(2015 - 01 - 01), u32::MAX), Err(unknown_year(2028)));
}

#[test]
fn the_first_and_the_last_day_of_the_data_count() {
    let calendar = calendar();
    assert_eq!(calendar.add_working_days(date!(2015 - 01 - 01), 1), Ok(date!(2015 - 01 - 05)));
    assert_eq!(calendar.add_working_days(date!(2027 - 12 - 30), 1), Ok(date!(2027 - 12 - 31)));
    assert_eq!(calendar.subtract_working_days(date!(2015 - 01 - 06), 1), Ok(date!(2015 - 01 - 05)));
    assert_eq!(calendar.working_day_from(date!(2027 - 12 - 31)), Ok(date!(2027 - 12 - 31)));
}
