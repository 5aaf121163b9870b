//! Who is played in meetings, and four of them: one ahead, one whose announcement was late, one published, one cancelled.

use merzim_domain::procedures::open_meeting::{
    Audience, Command, HolderKind, MeetingFormat, MeetingLanguage, OpenMeeting,
};
use merzim_domain::{Role, zone};
use merzim_persistence::meetings::{self, Changes};
use merzim_persistence::{Instant, Json, cases as stored_cases};
use time::macros::time;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::facts::{Cancellation, StoredOutcome};
use super::form::{AgendaItem, BroadcastForm, KazakhOrRussian, MeetingForm, ResponsibleContact};
use super::planning::begin;
use crate::app::part::demo::{Demo, For, MINISTRY, Persona, ago, play};
use crate::app::{Desk, Record, stored};
use crate::cases::flow;
use crate::http::{At, Code};
use crate::problem::Problem;

/// What meetings bring to a demo.
pub(super) const DEMO: Demo = Demo {
    personas: &[
        Persona {
            id: "holder",
            title: "ДЕМО министрлік, ақпарат иеленуші · ДЕМО министерство, обладатель информации",
            acts_for: For::Body(MINISTRY.bin),
            roles: &[Role::InformationHolder, Role::AdministrativeBody],
        },
        Persona {
            id: "responsible",
            title: "ДЕМО министрлік, отырысқа жауапты адам · ДЕМО министерство, ответственный за заседание",
            acts_for: For::Body(MINISTRY.bin),
            roles: &[Role::ResponsiblePerson],
        },
        Persona {
            id: "citizen",
            title: "ДЕМО азамат, ақпарат пайдаланушы · ДЕМО гражданин, пользователь информации",
            acts_for: For::Oneself(None),
            roles: &[Role::InformationUser, Role::Participant],
        },
    ],
    cases,
};

fn cases(desk: &mut Desk<'_>) -> Result<(), Problem> {
    let ahead = announced(desk, ("Цифрлық қызметтердің жаңа стандарты", "Новый стандарт цифровых услуг"), 12, 0)?;
    let url = "https://live.demo.example/otyrys".to_owned();
    let broadcast = stored(&BroadcastForm { url, audience: Code(Audience::Public) })?;
    let set_up = Changes { broadcast: Some(Json(broadcast)), ..Changes::default() };
    done(desk, ago(desk, 0), ahead, &Command::Broadcast, set_up)?;
    announced(desk, ("Мекемелер рейтингі", "Рейтинг учреждений"), 2, 0)?;
    let past = announced(desk, ("Жарты жылдың қорытындысы", "Итоги полугодия"), -8, 20)?;
    let held = meetings::by_id(desk.connection, past)?.1.starts_at.0 + Duration::hours(2);
    done(desk, held, past, &Command::Hold, Changes::default())?;
    let published = held + Duration::days(1);
    let outcome = StoredOutcome {
        decision: in_both("ДЕМО: есеп бекітілді", "ДЕМО: отчёт утверждён"),
        transcript: None,
        minutes: None,
        others: Vec::new(),
        published_at: At(published),
        earlier: Vec::new(),
    };
    let publication = Changes { outcome: Some(outcome.write()?), ..Changes::default() };
    done(desk, published, past, &Command::Publish, publication)?;
    let off = announced(desk, ("Бюджетті нақтылау", "Уточнение бюджета"), 15, 1)?;
    let reason = in_both("ДЕМО: кворум жоқ", "ДЕМО: нет кворума");
    let cancelled = Cancellation { reason, decided_at: At(ago(desk, 0)) };
    let cancellation = Changes { cancellation: Some(cancelled.write()?), turn: Some(1), ..Changes::default() };
    done(desk, ago(desk, 0), off, &Command::Cancel, cancellation)
}

fn in_both(kk: &str, ru: &str) -> KazakhOrRussian {
    KazakhOrRussian { kk: Some(kk.to_owned()), ru: Some(ru.to_owned()) }
}

/// A meeting so many working days from today, announced so many days ago.
fn announced(desk: &mut Desk<'_>, title: (&str, &str), working_days: i32, days_ago: i64) -> Result<Uuid, Problem> {
    let today = zone::local(desk.app.clock.now()).date();
    let calendar = &desk.app.law.calendar;
    let day = match u32::try_from(working_days) {
        Ok(ahead) => calendar.add_working_days(today, ahead)?,
        Err(_) => calendar.subtract_working_days(today, working_days.unsigned_abs())?,
    };
    let at = ago(desk, days_ago);
    let form = MeetingForm {
        holder_kind: Code(HolderKind::CentralExecutive),
        holder_name: MINISTRY.name(),
        collegial_body: in_both("ДЕМО: Алқа", "ДЕМО: Коллегия"),
        title: in_both(&format!("ДЕМО: {}", title.0), &format!("ДЕМО: {}", title.1)),
        region: None,
        starts_at: zone::at(day, time!(15:00)),
        ends_at: Some(zone::at(day, time!(17:00))),
        place: in_both("ДЕМО: мәжіліс залы", "ДЕМО: зал заседаний"),
        format: Code(MeetingFormat::Hybrid),
        languages: vec![Code(MeetingLanguage::Kk), Code(MeetingLanguage::Ru)],
        agenda: vec![AgendaItem {
            question: in_both("ДЕМО: бірінші мәселе", "ДЕМО: первый вопрос"),
            speaker: None,
            attachments: Vec::new(),
        }],
        responsible: ResponsibleContact {
            name: "ДЕМО: жауапты адам".to_owned(),
            work_phone: "+7 7172 00-00-00".to_owned(),
            email: "otyrys@demo.example".to_owned(),
        },
        access_rules: Some(in_both("ДЕМО: жеке куәлікпен", "ДЕМО: с удостоверением личности")),
    };
    let id = play(desk, MINISTRY.id, Role::InformationHolder, at, |desk| {
        begin(desk, &desk.call.actor, desk.call.organisation()?, &form)
    })?;
    let announced = Some(Instant(at));
    let changes = Changes { announced_at: Some(announced), public_at: announced, ..Changes::default() };
    done(desk, at, id, &Command::Announce, changes)?;
    Ok(id)
}

/// Takes an action on a meeting, and records what follows from it.
fn done(desk: &mut Desk<'_>, at: OffsetDateTime, id: Uuid, command: &Command, changes: Changes) -> Result<(), Problem> {
    play(desk, MINISTRY.id, Role::InformationHolder, at, |desk| {
        let row = stored_cases::by_id(desk.connection, id)?;
        flow::read::<OpenMeeting>(desk, row)?.act(desk, command)?;
        Ok(meetings::record(desk.connection, id, changes)?)
    })
}
