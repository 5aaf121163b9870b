//! A grid as its reader may see it, and the words of its events.

use merzim_domain::engine::{CommonRefusal, Refusal};
use merzim_domain::week::Week;
use merzim_domain::{Lang, Role, Text, zone};
use merzim_persistence::media::grids;
use serde::Deserialize;
use time::OffsetDateTime;
use utoipa::IntoParams;
use uuid::Uuid;

use super::entry::{GridChange, GridEntry};
use super::readers::{self, Reader};
use super::revision::{self, GridRevision};
use crate::app::{Ask, Desk, Record};
use crate::http::{Bilingual, EitherLanguage, PathId};
use crate::problem::Problem;

/// Which state of a grid is wanted.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichGrid {
    /// For the ministry: what it compiles, in place of what was sent or approved. Before that it is shown in any case.
    compiled: Option<bool>,
    /// The version with this number, in place of the latest.
    #[param(minimum = 1)]
    revision: Option<i64>,
}

/// A grid, as its reader may see it.
pub(super) struct Shown {
    pub id: Uuid,
    pub week: Week,
    /// The number of the version, and when it was sent; none of what is compiled.
    pub version: Option<(i64, OffsetDateTime)>,
    /// The events, in the order of the ministry.
    pub entries: Vec<GridEntry>,
    /// Those that were sent once and are left out now.
    pub withdrawn: Vec<GridEntry>,
    /// Why this version was sent, in words.
    pub reason: Option<EitherLanguage>,
    /// How it differs from the version before.
    pub changes: Vec<GridChange>,
    pub issuer: Bilingual,
    pub now: OffsetDateTime,
}

fn shown(desk: &mut Desk<'_>, id: Uuid, which: WhichGrid) -> Result<Shown, Problem> {
    let (_, row) = readers::find(desk, id)?;
    let latest = revision::latest(desk, id)?;
    let reader = Reader::of(desk, latest.as_ref())?;
    if which.compiled == Some(true) && !reader.compiles {
        return Err(Refusal::of(CommonRefusal::RoleForbidsAction).because(FOR_WHO_COMPILES).into());
    }
    let sent = match which.revision {
        Some(number) => Some(GridRevision::read(&grids::numbered(desk.connection, id, number)?)?),
        None => latest,
    };
    let issuer = desk.app.organisation(Role::MassMediaAuthority)?.name.clone().into();
    let (week, now) = (row.week()?, desk.now);
    match sent.map(|sent| reader.shown(sent)) {
        Some(sent) if which.compiled != Some(true) => {
            let GridRevision { head, entries, withdrawn } = sent;
            let (version, reason, changes) = (Some((head.revision, head.sent_at.0)), head.reason, head.changes);
            Ok(Shown { week, id, version, entries, withdrawn, reason, changes, issuer, now })
        }
        sent => {
            let sent = sent.map(|sent| sent.entries).unwrap_or_default();
            // What was approved is what will be sent.
            let approved = Vec::<GridEntry>::read_some(row.approved.as_ref())?.filter(|_| which.compiled != Some(true));
            let entries = approved.map_or_else(|| revision::compiled(desk, &row, &sent), Ok)?;
            let (withdrawn, changes) = (Vec::new(), Vec::new());
            Ok(Shown { week, id, version: None, entries, withdrawn, reason: None, changes, issuer, now })
        }
    }
}

pub(super) async fn read(ask: &Ask, id: PathId, which: WhichGrid) -> Result<Shown, Problem> {
    ask.query(move |desk| shown(desk, id.0, which)).await
}

const FOR_WHO_COMPILES: Text = Text::new(
    "құрастырылып жатқан медиа-грид оны құрастыратын органға ғана көрсетіледі",
    "составляемый медиа-грид показывается только органу, который его составляет",
    "a media grid that is being compiled is shown only to the body that compiles it",
);
const REGISTERED_UNTIL: Text = Text::new("тіркелу мерзімі: {}", "регистрация до {}", "register until {}");
const EMBARGO: Text = Text::new("эмбарго: {} дейін", "эмбарго до {}", "under embargo until {}");
pub(super) const SUMMARY: Text = Text::new("Медиа үшін", "Для СМИ", "For the media");
pub(super) const AIM: Text = Text::new("Мақсаты", "Цель", "Aim");
pub(super) const TASK: Text = Text::new("Міндеті", "Задача", "Task");
pub(super) const KEY_MESSAGES: Text = Text::new("Негізгі месседждер", "Ключевые сообщения", "Key messages");
pub(super) const OUTCOME: Text = Text::new("Күтілетін нәтиже", "Ожидаемый результат", "Expected outcome");
const SPEAKERS: Text = Text::new("Спикерлер", "Спикеры", "Speakers");
const CONTACTS: Text = Text::new("Байланыс", "Контакты", "Contacts");
const FILMING: Text = Text::new("Түсірілім", "Съёмка", "Filming");
pub(super) const BROADCAST: Text = Text::new("Трансляция", "Трансляция", "Broadcast");

pub(super) fn joined<'words>(words: impl IntoIterator<Item = &'words str>, by: &str) -> String {
    words.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(by)
}

/// A moment as people write it, by Kazakhstan's clocks.
pub(super) fn moment(at: OffsetDateTime) -> String {
    let at = zone::local(at);
    format!("{:02}.{:02}.{} {:02}:{:02}", at.day(), u8::from(at.month()), at.year(), at.hour(), at.minute())
}

pub(super) fn speakers(entry: &GridEntry, lang: Lang) -> String {
    let said = entry.event.speakers.iter().map(|one| {
        let phone = one.phone.as_ref().map_or("", |phone| phone.0.as_str());
        let email = one.email.as_ref().map_or("", |email| email.0.as_str());
        joined([joined([one.name.as_str(), one.position.get(lang)], ", ").as_str(), phone, email], " · ")
    });
    said.collect::<Vec<_>>().join("; ")
}

/// How each organiser is reached, as far as that is told.
pub(super) fn contacts(entry: &GridEntry) -> impl Iterator<Item = String> {
    let said = entry.event.organisers.iter().map(|one| {
        let phone = one.phone.as_ref().map_or("", |phone| phone.0.as_str());
        let email = one.email.as_ref().map_or("", |email| email.0.as_str());
        joined([one.person.as_deref().unwrap_or_default(), phone, email], " · ")
    });
    said.filter(|contact| !contact.is_empty())
}

pub(super) fn key_messages(entry: &GridEntry, lang: Lang) -> String {
    entry.event.key_messages.iter().map(|message| message.get(lang)).collect::<Vec<_>>().join("; ")
}

pub(super) fn organisers(entry: &GridEntry, lang: Lang) -> String {
    entry.event.organisers.iter().map(|one| one.name.get(lang)).collect::<Vec<_>>().join("; ")
}

pub(super) fn place(entry: &GridEntry, lang: Lang) -> String {
    let place = &entry.event.place;
    joined([place.name.get(lang), place.address.as_ref().map_or("", |address| address.get(lang))], ", ")
}

/// The same, with the region.
pub(super) fn place_in_region(entry: &GridEntry, lang: Lang) -> String {
    let region = entry.event.place.region.map(|region| region.title(lang));
    joined([place(entry, lang).as_str(), region.as_deref().unwrap_or_default()], ", ")
}

pub(super) fn filming(entry: &GridEntry, lang: Lang) -> String {
    let Some(filming) = &entry.event.filming else { return String::new() };
    let until = filming.register_until.map(|until| REGISTERED_UNTIL.with(&Text::same(moment(until))));
    let until = until.as_ref().map_or("", |until| until.get(lang));
    let at = filming.register_at.as_ref().map_or("", |email| email.0.as_str());
    joined([filming.openness.title(lang).as_str(), until, at], ", ")
}

/// Until when it is under embargo, in words; nothing, if it is under none now.
pub(super) fn embargo(entry: &GridEntry, now: OffsetDateTime, lang: Lang) -> String {
    let until =
        entry.event.embargo_until.filter(|until| now < *until).map(|until| EMBARGO.with(&Text::same(moment(until))));
    until.map(|words| words.get(lang).to_owned()).unwrap_or_default()
}

/// Where it is watched on the internet.
pub(super) fn broadcast(entry: &GridEntry) -> &str {
    entry.event.place.link.as_ref().map_or("", |link| link.0.as_str())
}

/// What the ministry says of it.
pub(super) fn summary(entry: &GridEntry, lang: Lang) -> &str {
    entry.summary.as_ref().map_or("", |summary| summary.get(lang))
}

/// What else there is to say of an event than what it is, when, where and whose: each with its name.
pub(super) fn details(entry: &GridEntry, lang: Lang) -> Vec<(String, String)> {
    let said = [
        (SUMMARY, summary(entry, lang).to_owned()),
        (AIM, entry.event.purpose.get(lang).to_owned()),
        (TASK, entry.event.objective.get(lang).to_owned()),
        (KEY_MESSAGES, key_messages(entry, lang)),
        (SPEAKERS, speakers(entry, lang)),
        (OUTCOME, entry.event.expected_outcome.get(lang).to_owned()),
        (CONTACTS, contacts(entry).collect::<Vec<_>>().join("; ")),
        (FILMING, filming(entry, lang)),
        (BROADCAST, broadcast(entry).to_owned()),
    ];
    let said = said.into_iter().filter(|(_, words)| !words.is_empty());
    said.map(|(name, words)| (name.get(lang).to_owned(), words)).collect()
}
