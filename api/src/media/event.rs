//! An event of the week, as a state body tells of it (№ 444-НҚ ¶5).

use std::collections::HashSet;

use merzim_domain::agenda::{self, EventStatus, FilmingOpenness};
use merzim_domain::calendar::days_in_words;
use merzim_domain::week::Week;
use merzim_domain::{Text, zone};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;
use validator::ValidationError;

use crate::http::input::{ends_after, not_after, once, rule};
use crate::http::{Bilingual, BilingualName, Code, GivenEmail, GivenLink, GivenPhone, RegionCode, instant};
use crate::problem::{FieldFaults, Wrong};

type EventStatusCode = Code<EventStatus>;
type FilmingOpennessCode = Code<FilmingOpenness>;

/// Where an event takes place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EventPlace {
    /// Name of the place.
    pub name: BilingualName,
    /// Its address.
    pub address: Option<BilingualName>,
    /// Its region (code of the classifier of administrative units, КАТО).
    pub region: Option<RegionCode>,
    /// Where it is watched, if it is shown on the internet.
    pub link: Option<GivenLink>,
}

/// Who holds an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "name": { "kk": "ДЕМО: Министрлік", "ru": "ДЕМО: Министерство" },
    "person": "ДЕМО: баспасөз хатшысы",
    "phone": "+7 7172 00-00-00",
}))]
pub struct Organiser {
    /// Its name.
    pub name: BilingualName,
    /// Whom to ask there; needed. In a grid only the ministry, the body itself and the mass media see this and the next two.
    #[schema(min_length = 1, max_length = 200, pattern = r"^.*\S.*$", example = "ДЕМО: баспасөз хатшысы")]
    pub person: Option<String>,
    /// Telephone number; needed.
    pub phone: Option<GivenPhone>,
    /// E-mail address.
    pub email: Option<GivenEmail>,
}

/// Who speaks at an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Speaker {
    /// Surname, first name, patronymic.
    #[schema(min_length = 1, max_length = 200, pattern = r"^.*\S.*$", example = "ДЕМО: вице-министр")]
    pub name: String,
    /// Position.
    pub position: BilingualName,
    /// Telephone number; one of the contacts is needed. In a grid only the ministry, the body itself and the mass media see them.
    pub phone: Option<GivenPhone>,
    /// E-mail address.
    pub email: Option<GivenEmail>,
}

/// Who of the mass media may film an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Filming {
    /// Who may.
    pub openness: FilmingOpennessCode,
    /// Until when one registers.
    #[serde(default, with = "instant::option", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime, example = "2026-03-23T18:00:00+05:00")]
    pub register_until: Option<OffsetDateTime>,
    /// Where one registers.
    pub register_at: Option<GivenEmail>,
}

/// An event: the six items of ¶5, and what newsrooms ask besides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MediaEvent {
    /// A code of your choice; the same event keeps it from version to version.
    #[schema(min_length = 1, max_length = 40, pattern = r"^[a-z0-9][a-z0-9-]*$", example = "briefing")]
    pub code: String,
    /// What it is called.
    pub title: BilingualName,
    /// When it begins (item 1).
    #[serde(with = "instant")]
    #[schema(value_type = String, format = DateTime, example = "2026-03-24T11:00:00+05:00")]
    pub starts_at: OffsetDateTime,
    /// When it ends.
    #[serde(with = "instant")]
    #[schema(value_type = String, format = DateTime, example = "2026-03-24T12:00:00+05:00")]
    pub ends_at: OffsetDateTime,
    /// Where it takes place (item 1).
    pub place: EventPlace,
    /// Who holds it, with contacts (item 2).
    #[schema(min_items = 1, max_items = 20)]
    pub organisers: Vec<Organiser>,
    /// Its aim (item 3).
    pub purpose: Bilingual,
    /// Its task (item 3).
    pub objective: Bilingual,
    /// The key messages (item 4).
    #[schema(min_items = 1, max_items = 20)]
    pub key_messages: Vec<Bilingual>,
    /// Who speaks, with position and contacts (item 5).
    #[schema(min_items = 1, max_items = 50)]
    pub speakers: Vec<Speaker>,
    /// What is to come of it (item 6).
    pub expected_outcome: Bilingual,
    /// How firm it is; planned, if nothing is said.
    #[serde(default = "planned")]
    pub status: EventStatusCode,
    /// Who of the mass media may film it, if that is said.
    pub filming: Option<Filming>,
    /// Until when nobody publishes anything of it, if that is asked for.
    #[serde(default, with = "instant::option", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime, example = json!(null))]
    pub embargo_until: Option<OffsetDateTime>,
}

impl MediaEvent {
    /// Whether it takes place, be it at another time.
    pub fn takes_place(&self) -> bool {
        self.status.0 != EventStatus::Cancelled
    }

    /// Leaves out how the people of whom it tells are reached.
    pub fn leave_out_contacts(&mut self) {
        for organiser in &mut self.organisers {
            (organiser.person, organiser.phone, organiser.email) = (None, None, None);
        }
        for speaker in &mut self.speakers {
            (speaker.phone, speaker.email) = (None, None);
        }
    }
}

const fn planned() -> EventStatusCode {
    Code(EventStatus::Planned)
}

const OUTSIDE: Text = Text::new("бұл аптадан тыс: {}", "вне этой недели: {}", "is outside this week: {}");

/// Looks whether each event takes place in the week.
pub fn look_at(events: &[MediaEvent], week: Week, faults: &mut FieldFaults) {
    let days = days_in_words(week.monday(), week.sunday());
    for (place, event) in events.iter().enumerate() {
        if !agenda::takes_place_in(week, event.starts_at, event.ends_at) {
            let wrong = Wrong::from(OUTSIDE.with(&days)).not_before(zone::start_of(week.monday()));
            faults.tell_of(&[&format!("/events/{place}/startsAt")], wrong.not_after(zone::start_of(week.end())));
        }
    }
}

/// The rules between the fields of events: each is told once, ends after it begins, and can be asked about.
pub fn rules(events: &[MediaEvent]) -> Vec<Result<(), ValidationError>> {
    let mut codes = HashSet::new();
    let mut rules = Vec::new();
    for (place, event) in events.iter().enumerate() {
        let at = |field: &str| format!("/events/{place}/{field}");
        let message = "бұл код екі рет көрсетілген|этот код указан дважды|this code stands twice";
        rules.push(once(codes.insert(event.code.as_str()), at("code"), message));
        rules.push(ends_after(event.starts_at, event.ends_at, format!("{} {}", at("endsAt"), at("startsAt"))));
        let registers_until = event.filming.as_ref().and_then(|filming| filming.register_until);
        let message =
            "іс-шара басталғанға дейін болуы керек|должно быть до начала мероприятия|must be before the event begins";
        let in_time = registers_until.is_none_or(|until| until <= event.starts_at);
        let in_time = rule(in_time, format!("{} {}", at("filming/registerUntil"), at("startsAt")), message);
        rules.push(in_time.map_err(not_after(event.starts_at)));
        for (number, organiser) in event.organisers.iter().enumerate() {
            let at = |field: &str| at(&format!("organisers/{number}/{field}"));
            let message = "байланысатын адам мен телефон қажет|нужны контактное лицо и телефон|a person to ask and a telephone number are needed";
            rules.push(rule(organiser.person.is_some(), at("person"), message));
            rules.push(rule(organiser.phone.is_some(), at("phone"), message));
        }
        for (number, speaker) in event.speakers.iter().enumerate() {
            let at = |field: &str| at(&format!("speakers/{number}/{field}"));
            let message = "телефон немесе электрондық пошта қажет|нужен телефон или электронная почта|a telephone number or an e-mail address is needed";
            let fields = format!("{} {}", at("phone"), at("email"));
            rules.push(rule(speaker.phone.is_some() || speaker.email.is_some(), fields, message));
        }
    }
    rules
}
