//! Speed of the hot paths: `cargo bench -p merzim-domain`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "tests may panic: that is how they fail"
)]

use std::collections::BTreeSet;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use merzim_domain::Bilingual;
use merzim_domain::engine::{Actor, Case, CaseFile, NamedParty, Party, apply};
use merzim_domain::identity::{Bin, Who};
use merzim_domain::law::{Law, LawSettings};
use merzim_domain::procedures;
use merzim_domain::procedures::accreditation::{Accreditation, ApplicationState, Command, Facts};
use merzim_domain::role::Role;
use merzim_domain::signing::SignerPosition;
use merzim_domain::term;
use time::macros::{date, datetime};
use time::{Date, Duration};
use uuid::Uuid;

fn arithmetic(criterion: &mut Criterion) {
    let law = Law::embedded(&LawSettings::default(), &procedures::usage()).unwrap();
    let starts: Vec<(Date, u32)> = (0..1_000_i64)
        .map(|i| (date!(2015 - 01 - 01) + Duration::days(i * 4), u32::try_from(i % 60).unwrap() + 1))
        .collect();

    let mut group = criterion.benchmark_group("working days");
    group.throughput(Throughput::Elements(1_000));
    group.bench_function("add to 1000 dates", |bencher| {
        bencher.iter(|| {
            for (day, count) in &starts {
                let _ = black_box(law.calendar.add_working_days(black_box(*day), black_box(*count)));
            }
        });
    });
    group.bench_function("subtract from 1000 dates", |bencher| {
        bencher.iter(|| {
            for (day, count) in &starts {
                let _ = black_box(law.calendar.subtract_working_days(black_box(*day), black_box(*count)));
            }
        });
    });
    // What any such loop costs at the least, to hold the figures above against on a shared machine.
    let table: Vec<Date> = starts.iter().map(|(day, _)| *day).collect();
    group.bench_function("read 1000 dates from an array", |bencher| {
        bencher.iter(|| {
            for place in 0..table.len() {
                let _ = black_box(table.get(black_box(place)));
            }
        });
    });
    group.finish();

    let rule = law.rulebook.rule("93-3").unwrap();
    let event = datetime!(2026-03-16 10:00 +5);
    criterion.bench_function("due date of 93-3 without a trace", |bencher| {
        bencher.iter(|| term::due(&law, black_box(rule), black_box(event)));
    });
    criterion.bench_function("deadline of 93-3 with its trace", |bencher| {
        bencher.iter(|| term::deadline(&law, black_box(rule), black_box(event)));
    });

    let body = Bin::parse("100140000003").unwrap();
    let file = CaseFile {
        id: Uuid::nil(),
        version: 1,
        edition: "2024-03-24".to_owned(),
        parties: vec![Party { role: Role::ApplicantBody, who: Who::Organisation(body.clone()) }],
        addressees: vec![NamedParty {
            party: Party { role: Role::CommAuthority, who: Who::Organisation(body.clone()) },
            name: Bilingual { kk: String::new(), ru: String::new() },
        }],
        owed: vec![],
    };
    let case =
        Case { state: Some(ApplicationState::Draft), facts: Facts { names_regulating_act: true, bound: false }, file };
    let actor = Actor {
        subject: "someone".to_owned(),
        roles: BTreeSet::from([Role::ApplicantBody]),
        organisation: Some(body),
        person: None,
    };
    let submit = Command::Submit(SignerPosition::DeputyFirstHead);
    criterion.bench_function("apply: submit an application", |bencher| {
        bencher.iter(|| apply::<Accreditation>(black_box(&case), black_box(&submit), &actor, event, &law));
    });
}

criterion_group!(benches, arithmetic);
criterion_main!(benches);
