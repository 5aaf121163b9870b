//! Demo data: made through the same engine and storage as real data, dated back from now.

use std::collections::BTreeSet;

use actix_web::web::Data;
use merzim_domain::Bilingual as Words;
use merzim_domain::engine::{Actor, NamedParty, Party, Procedure};
use merzim_domain::identity::{Bin, Who};
use merzim_domain::procedures::accreditation::{
    Accreditation, Assessment, Command, Coverage, Format, Signed, SignerPosition,
};
use merzim_domain::procedures::open_meeting::{
    self as meeting, HolderKind, MeetingFormat, MeetingLanguage, OpenMeeting,
};
use merzim_domain::procedures::register_amendment::{self as amendment, ChannelCessation, RegisterChange};
use merzim_domain::region::Region;
use merzim_domain::role::Role;
use merzim_domain::vocabulary::Vocabulary;
use merzim_domain::zone;
use merzim_persistence::cases::{self, Viewer};
use merzim_persistence::meetings::{self as stored_meetings, Changes};
use merzim_persistence::reception::offices::{self, OfficeRow};
use merzim_persistence::register::{self, Entering};
use merzim_persistence::sql_types::{Id, Instant, Json};
use merzim_persistence::{Connection, amendments, applications};
use serde_json::json;
use time::macros::time;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{AKIMAT, MINISTRY};
use crate::accreditation::form::{AccreditationForm, Justification, Resources};
use crate::app::App;
use crate::cases::flow;
use crate::http::Bilingual;
use crate::http::code::Code;
use crate::http::input::stored;
use crate::meetings::form::{AgendaItem, KazakhOrRussian, MeetingForm, ResponsibleContact};
use crate::meetings::planning::begin as begin_meeting;
use crate::problem::Problem;
use crate::register::wording::EntryWording;

struct Channel {
    body: &'static str,
    name: (&'static str, &'static str),
    purpose: (&'static str, &'static str),
    region: Option<Region>,
    format: Format,
    regulated: bool,
}

const CHANNELS: [Channel; 5] = [
    Channel {
        body: MINISTRY,
        name: ("ДЕМО: «Ашық кеңес» порталы", "ДЕМО: портал «Открытый совет»"),
        purpose: ("Азаматтардың ұсыныстарын қабылдау және талқылау", "Приём и обсуждение предложений граждан"),
        region: None,
        format: Format::Online,
        regulated: true,
    },
    Channel {
        body: AKIMAT,
        name: ("ДЕМО: «Ауыл үні» қабылдауы", "ДЕМО: приём «Голос села»"),
        purpose: ("Ауыл тұрғындарын көшпелі қабылдау", "Выездной приём жителей сёл"),
        region: Some(Region::AlmatyRegion),
        format: Format::Offline,
        regulated: true,
    },
    Channel {
        body: MINISTRY,
        name: ("ДЕМО: «Сұрақ-жауап» чаты", "ДЕМО: чат «Вопрос-ответ»"),
        purpose: ("Азаматтардың сұрақтарына жедел жауап беру", "Оперативные ответы на вопросы граждан"),
        region: None,
        format: Format::Hybrid,
        regulated: true,
    },
    Channel {
        body: AKIMAT,
        name: ("ДЕМО: «Қала көмегі» боты", "ДЕМО: бот «Помощь города»"),
        purpose: ("Қала шаруашылығы туралы өтініштерді қабылдау", "Приём обращений о городском хозяйстве"),
        region: Some(Region::AlmatyRegion),
        format: Format::Online,
        regulated: false,
    },
    Channel {
        body: AKIMAT,
        name: ("ДЕМО: «Аула жиналысы»", "ДЕМО: «Дворовое собрание»"),
        purpose: ("Тұрғындармен аула жиналыстарын өткізу", "Проведение дворовых собраний с жителями"),
        region: Some(Region::AlmatyRegion),
        format: Format::Offline,
        regulated: true,
    },
];

fn words((kk, ru): (&str, &str)) -> Bilingual {
    Bilingual { kk: kk.to_owned(), ru: ru.to_owned() }
}

fn body_name(bin: &str) -> Bilingual {
    words(if bin == MINISTRY {
        ("ДЕМО: Цифрлық қызметтер министрлігі", "ДЕМО: Министерство цифровых услуг")
    } else {
        ("ДЕМО: Облыс әкімдігі", "ДЕМО: Акимат области")
    })
}

impl Channel {
    fn form(&self) -> AccreditationForm {
        AccreditationForm {
            body_name: body_name(self.body),
            channel_name: words(self.name),
            instruction: None,
            regulating_act: self.regulated.then(|| "ДЕМО: арнаның жұмыс регламенті".to_owned()),
            purpose: words(self.purpose),
            coverage: Code(if self.region.is_some() { Coverage::Regional } else { Coverage::Republican }),
            region: self.region.map(Code),
            format: Code(self.format),
            resources: Resources {
                infrastructure: "ДЕМО: бұлтты сервер".to_owned(),
                staff: "ДЕМО: үш модератор".to_owned(),
                finance: "ДЕМО: ведомство бюджеті шегінде".to_owned(),
            },
            justification: Justification {
                need: "ДЕМО: халықпен кері байланысты күшейту".to_owned(),
                international_experience: None,
                recommendations: None,
                survey_results: Some("ДЕМО: сауалнамаға қатысқандардың 68 %-ы қолдайды".to_owned()),
            },
            other_information: None,
        }
    }
}

/// Puts demo data into an empty database.
///
/// # Errors
/// A [`Problem`] when the database fails or the clock stands where the calendar has no data.
pub fn seed(app: &Data<App>) -> Result<(), Problem> {
    let viewer = Viewer {
        parties: Bin::parse(MINISTRY).ok().map(Who::Organisation).into_iter().collect(),
        roles: vec![Role::ApplicantBody],
    };
    app.db.write(std::time::Instant::now() + merzim_persistence::PATIENCE, |connection| {
        let known = applications::list(connection, &viewer, &applications::Filter::default(), None, 1)?;
        if known.items.is_empty() { Seeder { app, connection }.all() } else { Ok(()) }
    })
}

struct Seeder<'run> {
    app: &'run App,
    connection: &'run mut Connection,
}

impl Seeder<'_> {
    fn all(&mut self) -> Result<(), Problem> {
        let [portal, reception, chat, bot, yard] = &CHANNELS;
        let first = self.accredited(portal, 60)?;
        let second = self.accredited(reception, 45)?;
        self.changed(portal, first, 30)?;
        self.stopped(reception, second, 20)?;
        self.refused(bot, 40)?;
        self.received(chat, 4)?;
        self.received(yard, 25)?;
        self.offices()?;
        self.meetings()
    }

    /// Two offices of the State Corporation, so that a reception has a place.
    fn offices(&mut self) -> Result<(), Problem> {
        let places = [
            (("ДЕМО: № 1 бөлімше", "ДЕМО: Отделение № 1"), ("Демо көшесі, 1", "Улица Демо, 1"), Region::Astana, 2),
            (("ДЕМО: № 2 бөлімше", "ДЕМО: Отделение № 2"), ("Демо даңғылы, 5", "Проспект Демо, 5"), Region::Almaty, 1),
        ];
        for (name, address, region, rooms) in places {
            let row = OfficeRow {
                id: Id(Uuid::now_v7()),
                name_kk: name.0.to_owned(),
                name_ru: name.1.to_owned(),
                address_kk: address.0.to_owned(),
                address_ru: address.1.to_owned(),
                region: region.code().to_owned(),
                rooms,
                active: true,
                version: 1,
                updated_at: Instant(self.ago(60)),
            };
            offices::create(self.connection, &row)?;
        }
        Ok(())
    }

    /// Ten in the morning, so many days ago, but never after now.
    fn ago(&self, days: i64) -> OffsetDateTime {
        let now = self.app.clock.now();
        zone::at(zone::local(now).date() - Duration::days(days), time!(10:00)).min(now)
    }

    fn actor(&self, role: Role, organisation: &str) -> Result<Actor, Problem> {
        let subject = if role == Role::CommAuthority {
            "demo-authority"
        } else if organisation == MINISTRY {
            "demo-ministry"
        } else {
            "demo-akimat"
        };
        Ok(Actor {
            subject: subject.to_owned(),
            roles: BTreeSet::from([role]),
            organisation: Some(Bin::parse(organisation).map_err(Problem::internal)?),
            person: None,
        })
    }

    fn authority(&self) -> Result<Actor, Problem> {
        self.actor(Role::CommAuthority, self.app.organisation(Role::CommAuthority)?.bin.as_str())
    }

    fn begin<P: Procedure>(&mut self, body: &str, create: &P::Command, at: OffsetDateTime) -> Result<Uuid, Problem> {
        let actor = self.actor(P::INITIATOR, body)?;
        let who = Who::Organisation(Bin::parse(body).map_err(Problem::internal)?);
        let initiator = NamedParty { party: Party { role: P::INITIATOR, who }, name: body_name(body).into() };
        let addressees = self.app.addressees(P::ADDRESSEES);
        flow::begin::<P>(self.app, &actor, self.connection, initiator, addressees, create, at)
    }

    fn act<P: Procedure>(
        &mut self,
        id: Uuid,
        command: &P::Command,
        actor: &Actor,
        at: OffsetDateTime,
    ) -> Result<(), Problem> {
        let row = cases::by_id(self.connection, id)?;
        let case = cases::read(self.connection, &row, self.app.addressees(P::ADDRESSEES))?;
        flow::act::<P>(self.app, actor, self.connection, &case, command, at).map(drop)
    }

    /// Four meetings: one ahead, one whose announcement was late, one published, one cancelled.
    fn meetings(&mut self) -> Result<(), Problem> {
        let holder = self.actor(Role::InformationHolder, MINISTRY)?;
        let ahead =
            self.announced(&holder, ("Цифрлық қызметтердің жаңа стандарты", "Новый стандарт цифровых услуг"), 12, 0)?;
        let broadcast = json!({ "url": "https://live.demo.example/otyrys", "audience": "public" });
        let set_up = Changes { broadcast: Some(Json(broadcast)), ..Changes::default() };
        self.done(&holder, ahead, &meeting::Command::Broadcast, self.ago(0), Some(set_up))?;
        self.announced(&holder, ("Мекемелер рейтингі", "Рейтинг учреждений"), 2, 0)?;
        let past = self.announced(&holder, ("Жарты жылдың қорытындысы", "Итоги полугодия"), -8, 20)?;
        let (_, row) = stored_meetings::by_id(self.connection, past)?;
        let held = row.starts_at.0 + Duration::hours(2);
        self.done(&holder, past, &meeting::Command::Hold { starts_at: row.starts_at.0 }, held, None)?;
        let decision = json!({ "kk": "ДЕМО: есеп бекітілді", "ru": "ДЕМО: отчёт утверждён" });
        let published = held + Duration::days(1);
        let outcome = json!({
            "decision": decision, "transcript": null, "minutes": null, "others": [], "publishedAt": crate::http::rfc3339(published),
        });
        let publication = Changes { outcome: Some(Json(outcome)), ..Changes::default() };
        self.done(&holder, past, &meeting::Command::Publish, published, Some(publication))?;
        let off = self.announced(&holder, ("Бюджетті нақтылау", "Уточнение бюджета"), 15, 1)?;
        let reason = json!({ "reason": { "kk": "ДЕМО: кворум жоқ", "ru": "ДЕМО: нет кворума" }, "decidedAt": crate::http::rfc3339(self.ago(0)) });
        let starts_at = stored_meetings::by_id(self.connection, off)?.1.starts_at.0;
        let cancellation = Changes { cancellation: Some(Json(reason)), turn: Some(1), ..Changes::default() };
        self.done(&holder, off, &meeting::Command::Cancel { starts_at }, self.ago(0), Some(cancellation))
    }

    /// A meeting so many working days from today, announced so many days ago.
    fn announced(&mut self, holder: &Actor, title: (&str, &str), working_days: i32, ago: i64) -> Result<Uuid, Problem> {
        let today = zone::local(self.app.clock.now()).date();
        let calendar = &self.app.law.calendar;
        let day = match u32::try_from(working_days) {
            Ok(ahead) => calendar.add_working_days(today, ahead)?,
            Err(_) => calendar.subtract_working_days(today, working_days.unsigned_abs())?,
        };
        let at = self.ago(ago);
        let in_both = |kk: &str, ru: &str| KazakhOrRussian { kk: Some(kk.to_owned()), ru: Some(ru.to_owned()) };
        let form = MeetingForm {
            holder_kind: Code(HolderKind::CentralExecutive),
            holder_name: body_name(MINISTRY),
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
        let bin = Bin::parse(MINISTRY).map_err(Problem::internal)?;
        let id = begin_meeting(self.app, holder, self.connection, &bin, &form, at)?;
        let command = meeting::Command::Announce { starts_at: form.starts_at, format: form.format.0, emergency: false };
        let announced = Some(Instant(at));
        let changes = Changes { announced_at: Some(announced), public_at: announced, ..Changes::default() };
        self.done(holder, id, &command, at, Some(changes))?;
        Ok(id)
    }

    fn done(
        &mut self,
        holder: &Actor,
        id: Uuid,
        command: &meeting::Command,
        at: OffsetDateTime,
        changes: Option<Changes>,
    ) -> Result<(), Problem> {
        self.act::<OpenMeeting>(id, command, holder, at)?;
        match changes {
            Some(changes) => Ok(stored_meetings::record(self.connection, id, changes)?),
            None => Ok(()),
        }
    }

    fn filing(at: OffsetDateTime, signed: bool) -> serde_json::Value {
        json!({
            "edms": { "documentNumber": "ДЕМО-01-15/77", "documentDate": zone::local(at).date().to_string() },
            "signer": signed.then_some("deputyFirstHead"),
            "sha256": "0".repeat(64),
            "cms": signed.then_some("0JTQldCc0J4="),
        })
    }

    fn received(&mut self, channel: &Channel, days_ago: i64) -> Result<Uuid, Problem> {
        let at = self.ago(days_ago);
        let form = channel.form();
        let id = self.begin::<Accreditation>(channel.body, &Command::Create, at)?;
        applications::create(self.connection, id, &form.channel_name.clone().into(), stored(&form)?)?;
        let applicant = self.actor(Role::ApplicantBody, channel.body)?;
        let signed = Signed { for_applicant: true, position: SignerPosition::DeputyFirstHead };
        self.act::<Accreditation>(id, &Command::Submit(signed), &applicant, at)?;
        applications::record_filing(self.connection, id, Self::filing(at, true))?;
        Ok(id)
    }

    fn decided(
        &mut self,
        id: Uuid,
        at: OffsetDateTime,
        outcome: &str,
        met: bool,
        entry: Option<Uuid>,
    ) -> Result<(), Problem> {
        let criterion = |met: bool| json!({ "met": met, "comment": "ДЕМО" });
        let reasons = json!({ "kk": "ДЕМО: арнаның жұмыс тәртібі регламенттелмеген", "ru": "ДЕМО: порядок работы канала не регламентирован" });
        let decision = json!({
            "outcome": outcome,
            "criteria": { "noDuplication": criterion(true), "regulated": criterion(met), "effective": criterion(true) },
            "reasons": if met { serde_json::Value::Null } else { reasons },
            "decidedAt": crate::http::rfc3339(at),
            "registerEntry": entry,
        });
        Ok(applications::record_decision(self.connection, id, decision)?)
    }

    fn accredited(&mut self, channel: &Channel, days_ago: i64) -> Result<Uuid, Problem> {
        let id = self.received(channel, days_ago)?;
        let at = self.ago(days_ago - 6);
        let assessment = Assessment { no_duplication: true, regulated: true, effective: true };
        let command = Command::Accredit { assessment, regulating_act: true };
        let authority = self.authority()?;
        self.act::<Accreditation>(id, &command, &authority, at)?;
        let body = Bin::parse(channel.body).map_err(Problem::internal)?;
        let entering = Entering { case: id, on: zone::local(at).date(), at };
        let entry = register::include(self.connection, entering, &body, &channel.form().wording())?;
        self.decided(id, at, "accredited", true, Some(entry))?;
        Ok(entry)
    }

    fn refused(&mut self, channel: &Channel, days_ago: i64) -> Result<(), Problem> {
        let id = self.received(channel, days_ago)?;
        // After its term, so that the demo shows a duty met late.
        let at = self.ago(days_ago - 16);
        let authority = self.authority()?;
        self.act::<Accreditation>(id, &Command::Refuse { reasoned: true }, &authority, at)?;
        self.decided(id, at, "refused", false, None)
    }

    fn changed(&mut self, channel: &Channel, entry: Uuid, days_ago: i64) -> Result<(), Problem> {
        let at = self.ago(days_ago);
        let note = words(("ДЕМО: мобильді қосымша қосылды", "ДЕМО: добавлено мобильное приложение"));
        let mut wording = channel.form().wording();
        wording.purpose = Words {
            kk: format!("{}; мобильді қосымша", wording.purpose.kk),
            ru: format!("{}; мобильное приложение", wording.purpose.ru),
        };
        let form = json!({
            "entryId": entry,
            "newEntry": {
                "channelName": wording.channel_name, "bodyName": wording.body_name, "purpose": wording.purpose,
                "coverage": wording.coverage.code(), "region": wording.region.map(Vocabulary::code), "format": wording.format.code(),
            },
            "justification": note,
        });
        let id = self.begin::<RegisterChange>(channel.body, &amendment::Command::Create, at)?;
        let current = register::find(self.connection, entry)?.1;
        amendments::create(self.connection, id, entry, stored(&EntryWording::of(&current)?)?, form)?;
        amendments::record_filing(self.connection, id, Self::filing(at, true))?;
        let applicant = self.actor(Role::ApplicantBody, channel.body)?;
        let signed = Signed { for_applicant: true, position: SignerPosition::DeputyFirstHead };
        self.act::<RegisterChange>(id, &amendment::Command::Submit(Some(signed)), &applicant, at)?;
        let entered_at = self.ago(days_ago - 2);
        let authority = self.authority()?;
        self.act::<RegisterChange>(id, &amendment::Command::Enter { entry_removed: false }, &authority, entered_at)?;
        let (_, current) = register::find(self.connection, entry)?;
        let entering = Entering { case: id, on: zone::local(entered_at).date(), at: entered_at };
        Ok(register::change(self.connection, entering, &current, &wording, note.into())?)
    }

    fn stopped(&mut self, channel: &Channel, entry: Uuid, days_ago: i64) -> Result<(), Problem> {
        let at = self.ago(days_ago);
        let stopped_on = zone::local(at).date();
        let note = words(("ДЕМО: арнаның жұмысы тоқтатылды", "ДЕМО: работа канала прекращена"));
        let form = json!({ "entryId": entry, "stoppedOn": stopped_on.to_string(), "text": note });
        let id = self.begin::<ChannelCessation>(channel.body, &amendment::Command::Create, at)?;
        let current = register::find(self.connection, entry)?.1;
        amendments::create(self.connection, id, entry, stored(&EntryWording::of(&current)?)?, form)?;
        amendments::record_filing(self.connection, id, Self::filing(at, false))?;
        let applicant = self.actor(Role::ApplicantBody, channel.body)?;
        self.act::<ChannelCessation>(id, &amendment::Command::Submit(None), &applicant, at)?;
        let entered_at = self.ago(days_ago - 1);
        let authority = self.authority()?;
        self.act::<ChannelCessation>(id, &amendment::Command::Enter { entry_removed: false }, &authority, entered_at)?;
        let (_, current) = register::find(self.connection, entry)?;
        let entering = Entering { case: id, on: zone::local(entered_at).date(), at: entered_at };
        Ok(register::remove(self.connection, entering, &current, stopped_on, note.into())?)
    }
}
