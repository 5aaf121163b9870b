//! An event as a grid has it: made of what the body submitted and what the ministry says of it; and how two versions differ.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use merzim_domain::agenda::EventStatus;
use merzim_domain::agenda::Occurrence;
use merzim_domain::procedures::media_grid::GridChangeKind;
use merzim_domain::region::Region;
use merzim_domain::week::Week;
use merzim_domain::{Bilingual as Words, Lang};
use merzim_persistence::media::weekly;
use merzim_persistence::organisations;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

use super::form::{GridItem, MediaGridForm};
use crate::app::{Desk, Record};
use crate::http::{At, Bilingual, BilingualName, Code, GivenBin};
use crate::media::event::MediaEvent;
use crate::media::weekly::form::WeeklyRevision;
use crate::problem::Problem;

type GridChangeKindCode = Code<GridChangeKind>;

/// An event of a grid.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GridEntry {
    /// What it is known by, in every version and every form of the grid.
    #[schema(example = "0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11-briefing")]
    pub uid: String,
    /// How often it has changed since it was first sent.
    #[schema(minimum = 0, example = 0)]
    pub sequence: i64,
    /// When what is said here of it was first sent, or when its embargo ended after that; none while it is a draft.
    pub changed_at: Option<At>,
    /// Id of the submission that it is of.
    pub submission: Uuid,
    /// The version of the submission that says so; 0 where that is not known.
    #[serde(default)]
    #[schema(minimum = 0, example = 1)]
    pub submission_revision: i64,
    /// BIN of the body that submitted it.
    #[schema(value_type = GivenBin)]
    pub body: String,
    /// Name of that body.
    pub body_name: Bilingual,
    /// Under which heading it stands.
    pub heading: Option<BilingualName>,
    /// What the media should know of it, in the words of the ministry.
    pub summary: Option<Bilingual>,
    /// The event, with the title that the grid gives it.
    pub event: MediaEvent,
}

impl Record for GridEntry {}

impl GridEntry {
    /// Whether its embargo runs at this moment.
    pub fn is_under_embargo(&self, now: OffsetDateTime) -> bool {
        self.event.embargo_until.is_some_and(|until| now < until)
    }

    /// The region in which it takes place, if it is in one.
    pub fn region(&self) -> Option<Region> {
        self.event.place.region.map(|region| region.0)
    }

    /// Where it stands in the order of time.
    fn place_in_time(&self) -> (OffsetDateTime, OffsetDateTime, &str) {
        (self.event.starts_at, self.event.ends_at, &self.uid)
    }

    /// How it stands in the way of others, unless it does not take place.
    fn occurrence(&self, lang: Lang) -> Option<Occurrence> {
        match self.event.status.0 {
            EventStatus::Planned | EventStatus::Confirmed => {}
            EventStatus::Postponed | EventStatus::Cancelled => return None,
        }
        let place = &self.event.place;
        // What has a link and no address is on the internet.
        let is_online = place.link.is_some() && place.address.is_none();
        let region = place.region.map(|region| format!(", {}", region.title(lang))).unwrap_or_default();
        Some(Occurrence {
            id: self.uid.clone(),
            starts_at: self.event.starts_at,
            ends_at: self.event.ends_at,
            place: (!is_online).then(|| format!("{}{region}", place.name.get(lang))),
            speakers: self.event.speakers.iter().map(|speaker| speaker.name.clone()).collect(),
        })
    }

    /// What is said of it, name by name.
    fn said(&self) -> Result<BTreeMap<String, Value>, Problem> {
        let event = serde_json::to_value(&self.event).map_err(Problem::internal)?;
        let fields = event.as_object().into_iter().flatten();
        let mut said: BTreeMap<String, Value> =
            fields.filter(|(_, value)| !value.is_null()).map(|(name, value)| (name.clone(), value.clone())).collect();
        for (name, value) in
            [("heading", serde_json::to_value(&self.heading)), ("summary", serde_json::to_value(&self.summary))]
        {
            said.insert(name.to_owned(), value.map_err(Problem::internal)?);
        }
        Ok(said)
    }
}

/// The occurrences of entries, with their places in `lang`.
pub fn occurrences(entries: &[GridEntry], lang: Lang) -> Vec<Occurrence> {
    entries.iter().filter_map(|entry| entry.occurrence(lang)).collect()
}

/// How an event differs from what was said of it before.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GridChange {
    /// What the event is known by.
    pub uid: String,
    /// BIN of the body that submitted it.
    #[schema(value_type = GivenBin)]
    pub body: String,
    /// Its title.
    pub title: BilingualName,
    /// What has happened to it.
    pub kind: GridChangeKindCode,
    /// Until when nobody publishes anything of it, if that is asked for.
    pub embargo_until: Option<At>,
    /// What of it is different now.
    #[schema(max_items = 20, example = json!(["startsAt", "endsAt"]))]
    pub fields: Vec<String>,
}

/// How the entries of one version differ from those of the one before.
pub fn changes(before: &[GridEntry], after: &[GridEntry]) -> Result<Vec<GridChange>, Problem> {
    let known: HashMap<&str, &GridEntry> = before.iter().map(|entry| (entry.uid.as_str(), entry)).collect();
    let there: BTreeSet<&str> = after.iter().map(|entry| entry.uid.as_str()).collect();
    let change = |entry: &GridEntry, kind, fields| GridChange {
        uid: entry.uid.clone(),
        body: entry.body.clone(),
        title: entry.event.title.clone(),
        kind: Code(kind),
        embargo_until: entry.event.embargo_until.map(At),
        fields,
    };
    let mut found = Vec::new();
    for entry in after {
        let Some(old) = known.get(entry.uid.as_str()) else {
            found.push(change(entry, GridChangeKind::Added, Vec::new()));
            continue;
        };
        let (was, is) = (old.said()?, entry.said()?);
        let names: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
        let fields: Vec<String> = names.into_iter().filter(|name| was.get(*name) != is.get(*name)).cloned().collect();
        if fields.is_empty() {
            continue;
        }
        let becomes = |status| entry.event.status.0 == status && old.event.status.0 != status;
        let is_moved = fields.iter().any(|name| name == "startsAt" || name == "endsAt");
        let kind = match (becomes(EventStatus::Cancelled), becomes(EventStatus::Postponed)) {
            (true, _) => GridChangeKind::Cancelled,
            (_, true) => GridChangeKind::Postponed,
            _ if is_moved => GridChangeKind::Moved,
            _ => GridChangeKind::Changed,
        };
        found.push(change(entry, kind, fields));
    }
    let gone = before.iter().filter(|entry| !there.contains(entry.uid.as_str()));
    found.extend(gone.map(|entry| change(entry, GridChangeKind::Removed, Vec::new())));
    Ok(found)
}

/// What the bodies have submitted for a week.
#[derive(Debug)]
pub struct Sources(BTreeMap<Uuid, Source>);

/// What one body has submitted.
#[derive(Debug)]
struct Source {
    body: String,
    name: Words,
    /// The number of the latest version.
    revision: i64,
    events: Vec<MediaEvent>,
}

impl Sources {
    /// Reads what was submitted for a week: two queries.
    pub fn of(desk: &mut Desk<'_>, week: Week) -> Result<Self, Problem> {
        let rows = weekly::of_week(desk.connection, week)?;
        let bins: Vec<&str> = rows.iter().map(|(row, _)| row.body.as_str()).collect();
        let known = organisations::these(desk.connection, &bins)?;
        let source = |(row, latest): &(weekly::WeeklyRow, _)| {
            let name = known.get(&row.body);
            let name = name.map(|one| Words { kk: one.name_kk.clone(), ru: one.name_ru.clone() });
            let name = name.unwrap_or_else(|| Words { kk: row.body.clone(), ru: row.body.clone() });
            let (body, revision, events) = (row.body.clone(), row.revision, WeeklyRevision::read(latest)?.events);
            Ok((row.case_id.0, Source { body, name, revision, events }))
        };
        rows.iter().map(source).collect::<Result<_, Problem>>().map(Self)
    }

    /// Whether an event that is picked was submitted.
    pub fn have(&self, item: &GridItem) -> bool {
        self.event(item.submission, &item.event).is_some()
    }

    /// Whether there is such a submission.
    pub fn know(&self, submission: Uuid) -> bool {
        self.0.contains_key(&submission)
    }

    /// What a body says of an event in the latest version of a submission, if anything.
    pub fn event(&self, submission: Uuid, code: &str) -> Option<&MediaEvent> {
        self.0.get(&submission)?.events.iter().find(|event| event.code == code)
    }

    /// Puts an entry under the embargo that its body asks for now, if that is longer.
    pub fn hold(&self, entry: &mut GridEntry) {
        let asked = self.event(entry.submission, &entry.event.code).and_then(|event| event.embargo_until);
        entry.event.embargo_until = entry.event.embargo_until.max(asked);
    }

    /// Whether a submission has a later version than this one.
    pub fn is_later(&self, submission: Uuid, revision: i64) -> bool {
        self.0.get(&submission).is_some_and(|source| source.revision > revision)
    }

    /// Every event that was submitted, in the order of time, as it would stand in a grid.
    pub fn all(&self) -> Vec<GridEntry> {
        let items = self
            .0
            .iter()
            .flat_map(|(submission, source)| source.events.iter().map(move |event| (*submission, source, event)));
        let mut all: Vec<GridEntry> =
            items.map(|(submission, source, event)| source.entry(submission, event)).collect();
        all.sort_by(|one, other| one.place_in_time().cmp(&other.place_in_time()));
        all
    }

    /// The entries that are picked, as the bodies tell of them now. What a body has left out of its submission does not take place,
    /// if it was sent `before`.
    pub fn compiled(&self, form: &MediaGridForm, before: &[GridEntry]) -> Vec<GridEntry> {
        let sent: HashMap<&str, &GridEntry> = before.iter().map(|entry| (entry.uid.as_str(), entry)).collect();
        let found = |item: &GridItem| self.0.get(&item.submission).zip(self.event(item.submission, &item.event));
        let entry = |item: &GridItem| match found(item) {
            Some((source, event)) => {
                let mut entry = source.entry(item.submission, event);
                entry.heading.clone_from(&item.heading);
                entry.summary.clone_from(&item.summary);
                if let Some(title) = &item.title {
                    entry.event.title = title.clone();
                }
                Some(entry)
            }
            None => sent.get(uid(item.submission, &item.event).as_str()).map(|entry| cancelled(entry)),
        };
        form.items.iter().filter_map(entry).collect()
    }
}

impl Source {
    fn entry(&self, submission: Uuid, event: &MediaEvent) -> GridEntry {
        GridEntry {
            uid: uid(submission, &event.code),
            sequence: 0,
            changed_at: None,
            submission,
            submission_revision: self.revision,
            body: self.body.clone(),
            body_name: self.name.clone().into(),
            heading: None,
            summary: None,
            event: event.clone(),
        }
    }
}

fn uid(submission: Uuid, event: &str) -> String {
    format!("{submission}-{event}")
}

/// The same event, which does not take place.
pub fn cancelled(entry: &GridEntry) -> GridEntry {
    let mut entry = entry.clone();
    entry.event.status = Code(EventStatus::Cancelled);
    entry
}
