//! Plays the scenes of the parts: each step is a request to the API, made with the token of a persona at a moment of the past.

use std::collections::HashMap;

use actix_http::Request;
use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::Method;
use merzim_domain::calendar::{UnknownYear, WorkCalendar};
use merzim_domain::engine::CommonRefusal;
use merzim_domain::reception::{Quarter, month_name};
use merzim_domain::week::Week;
use merzim_domain::{Bin, Role, Vocabulary, Who, zone};
use merzim_persistence::cases::Viewer;
use merzim_persistence::obligations::{self, Filter};
use serde::Deserialize;
use serde_json::{Map, Value};
use time::macros::format_description;
use time::{Date, Duration, OffsetDateTime, Time};

use super::asker::{Asked, Asker};
use super::{Persona, Sandbox, script_of};
use crate::app::App;
use crate::http::BASE;
use crate::problem::Problem;

/// What a persona does at a moment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scene {
    /// Short name of the persona.
    #[serde(rename = "as")]
    who: String,
    /// When, as [`Player::moment`] reads it. What would come after now is done now.
    at: String,
    steps: Vec<Step>,
    /// Whether the notices that wait after it are delivered then, with what follows from that. Else they are when the demo starts.
    #[serde(default)]
    told: bool,
    /// Whether it is left out where it cannot be played, as when the calendar does not reach so far.
    #[serde(default)]
    optional: bool,
}

/// A request. In braces, its path and body name days, moments and what was answered before, as [`Player::named`] reads them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    /// Method, and path below the base of the API.
    #[serde(rename = "do")]
    request: String,
    /// The example of the contract that is sent, by its name; today's, and signed if it takes a signature.
    form: Option<String>,
    /// What is sent, or what stands in the example in place of its own.
    #[serde(default)]
    body: Option<Map<String, Value>>,
    /// The names for each of which it is taken, if it is taken several times: `*` stands for the name.
    #[serde(default)]
    each: Vec<String>,
    /// Whether a file is sent.
    #[serde(default)]
    file: bool,
    /// The name under which the answer is kept.
    keep: Option<String>,
}

/// Whether a demo is to be played: the body of its first persona owes nothing, and is owed nothing.
///
/// # Errors
/// What the database says when it cannot tell.
pub async fn is_new(app: &App, sandbox: &Sandbox) -> Result<bool, String> {
    let body = sandbox.personas.first().and_then(|first| first.organisation.as_deref());
    let party = body.map(Bin::parse).transpose().map_err(|error| error.to_string())?.map(Who::Organisation);
    let viewer = Viewer { parties: party.into_iter().collect(), roles: Role::ALL.to_vec() };
    let now = app.clock.now();
    let owed =
        app.query(move |connection| Ok(obligations::list(connection, &viewer, &Filter::default(), now, None, 1)?));
    Ok(owed.await.map_err(|problem| said(&problem))?.items.is_empty())
}

fn said(problem: &Problem) -> String {
    format!("{problem} {}", problem.cause().unwrap_or_default())
}

/// Why something is not played.
#[derive(Debug)]
enum Missed {
    /// The calendar does not reach so far.
    Beyond(String),
    /// What is to be played is wrong.
    Wrong(String),
}

impl From<String> for Missed {
    fn from(said: String) -> Self {
        Self::Wrong(said)
    }
}

impl From<&str> for Missed {
    fn from(said: &str) -> Self {
        Self::Wrong(said.to_owned())
    }
}

impl From<UnknownYear> for Missed {
    fn from(unknown: UnknownYear) -> Self {
        Self::Beyond(unknown.to_string())
    }
}

impl From<&Problem> for Missed {
    fn from(problem: &Problem) -> Self {
        let is_beyond = problem.code() == CommonRefusal::CalendarYearUnknown.code();
        if is_beyond { Self::Beyond(said(problem)) } else { Self::Wrong(said(problem)) }
    }
}

impl From<Missed> for String {
    fn from(missed: Missed) -> Self {
        match missed {
            Missed::Beyond(said) | Missed::Wrong(said) => said,
        }
    }
}

/// Plays the scenes of every part; `begin` begins what is to begin by itself before each, `deliver` has the notices that wait delivered.
/// Where the calendar does not reach so far, a scene ends there, and so does each that goes on with it.
///
/// # Errors
/// The first step that was not answered with success, and what was said to it.
pub async fn play<S, B>(
    asker: Asker<'_, S>,
    begin: impl AsyncFn() -> Result<(), Problem>,
    deliver: impl AsyncFn() -> Result<(), Problem>,
) -> Result<(), String>
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    let mut player = Player { now: asker.app.clock.now(), asker, kept: HashMap::new(), part: "", each: String::new() };
    let (mut scenes, mut left_out) = (Vec::new(), 0_usize);
    for part in player.asker.app.parts {
        for scene in script_of(part)?.scenes {
            match player.instant(&scene.at) {
                Ok(at) => scenes.push((at, part.tag.0, scene)),
                Err(Missed::Beyond(_)) => left_out += 1,
                Err(Missed::Wrong(said)) => return Err(format!("{}: {}: {said}", part.tag.0, scene.at)),
            }
        }
    }
    // As time goes by, whatever part tells of it.
    scenes.sort_by_key(|(at, ..)| *at);
    for (at, part, scene) in scenes {
        player.asker.app.clock.set(at);
        player.part = part;
        let played = match begin().await {
            Ok(()) => player.scene(&scene).await,
            Err(problem) => Err(Missed::from(&problem)),
        };
        match played {
            Ok(()) => {}
            Err(_) if scene.optional => continue,
            // What goes on with a scene that was left out fails for that.
            Err(missed) if left_out > 0 || matches!(missed, Missed::Beyond(_)) => {
                tracing::debug!(part, by = scene.who, at = scene.at, why = String::from(missed), "not played");
                left_out += 1;
            }
            Err(missed) => return Err(format!("{part}: {}, {}: {}", scene.who, scene.at, String::from(missed))),
        }
        if scene.told {
            deliver().await.map_err(|problem| said(&problem))?;
        }
    }
    if left_out > 0 {
        tracing::warn!(left_out, "the calendar ends too soon for a whole demo: some scenes are left out");
    }
    Ok(())
}

struct Player<'play, S> {
    asker: Asker<'play, S>,
    /// Now, from which days are counted.
    now: OffsetDateTime,
    /// What was answered before, by part and name.
    kept: HashMap<(&'static str, String), Value>,
    /// Whose scene it is.
    part: &'static str,
    /// For what `*` stands.
    each: String,
}

impl<S, B> Player<'_, S>
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    /// Plays a scene, and keeps what was answered.
    async fn scene(&mut self, scene: &Scene) -> Result<(), Missed> {
        let persona = self.asker.sandbox.personas.iter().find(|persona| persona.id == scene.who);
        let persona = persona.ok_or("there is no such persona")?;
        for step in &scene.steps {
            let times = step.each.len().max(1);
            for each in step.each.iter().cloned().map(Some).chain([None]).take(times) {
                self.each = each.unwrap_or_default();
                let answer = self.take(persona, step).await?;
                let kept = step.keep.as_ref().map(|name| name.replace('*', &self.each));
                self.kept.extend(kept.map(|name| ((self.part, name), answer)));
            }
        }
        Ok(())
    }

    /// The instant of a scene. What would come after now is done now.
    fn instant(&self, at: &str) -> Result<OffsetDateTime, Missed> {
        let (day, time) = self.moment(at)?;
        Ok(zone::at(day, time.ok_or("no time of day")?).min(self.now))
    }

    async fn take(&self, persona: &Persona, step: &Step) -> Result<Value, Missed> {
        let (method, path) = step.request.split_once(' ').ok_or("no method and path")?;
        let (path, method) = (format!("{BASE}{}", self.fill_text(path)?), method.parse().map_err(|_| "no method")?);
        let by = Some(persona);
        // What is changed is read first: its version stands in `If-Match`.
        let version = if Method::is_safe(&method) { None } else { self.asker.version(by, &path).await };
        let mut body = match &step.form {
            Some(name) => {
                let today = zone::local(self.now).date();
                Some(self.asker.example(name, today).ok_or_else(|| format!("no example `{name}`"))?)
            }
            None => step.body.as_ref().map(|_| Value::Object(Map::new())),
        };
        if let Some(Value::Object(body)) = &mut body {
            for (name, value) in step.body.iter().flatten() {
                // Nothing takes the place of what is left out.
                match value {
                    Value::Null => drop(body.remove(name)),
                    value => drop(body.insert(name.clone(), self.fill_value(value)?)),
                }
            }
        }
        if let Some(body) = &mut body {
            self.asker.sign(by, &path, body).await;
        }
        let (version, body) = (version.as_deref(), body.as_ref());
        let asked = Asked { by, method, path: &path, version, body, with_file: step.file };
        let answer = self.asker.ask(&asked).await;
        if answer.status.is_success() {
            return Ok(answer.body);
        }
        let said = format!("{}: {} {}", step.request, answer.status, answer.body);
        let code = answer.body.get("type").and_then(Value::as_str).unwrap_or_default();
        let is_beyond = code.ends_with(CommonRefusal::CalendarYearUnknown.code());
        Err(if is_beyond { Missed::Beyond(said) } else { Missed::Wrong(said) })
    }

    fn fill_value(&self, value: &Value) -> Result<Value, Missed> {
        Ok(match value {
            Value::String(text) => Value::String(self.fill_text(text)?),
            Value::Array(items) => items.iter().map(|item| self.fill_value(item)).collect::<Result<_, _>>()?,
            Value::Object(fields) => {
                let filled = fields.iter().map(|(name, value)| Ok((name.clone(), self.fill_value(value)?)));
                Value::Object(filled.collect::<Result<_, Missed>>()?)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        })
    }

    fn fill_text(&self, text: &str) -> Result<String, Missed> {
        let Some((before, rest)) = text.split_once('{') else { return Ok(text.to_owned()) };
        let (name, after) = rest.split_once('}').ok_or_else(|| format!("`{text}` lacks a brace"))?;
        Ok(format!("{before}{}{}", self.named(name)?, self.fill_text(after)?))
    }

    /// What a name in braces stands for: a moment with a sign, such as `-60d` or `+12w 15:00`; a quarter, such as `+1q` for the
    /// next one, or `-10d q` for that of a day, of which `-10d q1` is the first month; the id of something kept, such as
    /// `portal`; a week, such as `+1W` for the next one; or whatever else a JSON pointer finds in it, such as `portal/decision/registerEntry`.
    fn named(&self, name: &str) -> Result<String, Missed> {
        let name = &name.replace('*', &self.each);
        if let Some(count) = name.strip_prefix('+').and_then(|name| name.strip_suffix('q')) {
            let count: u8 = count.parse().map_err(|_| format!("`{name}` is no quarter"))?;
            let running = Quarter::of(zone::local(self.now).date());
            return Ok((0..count).fold(running, |quarter, _| Quarter::of(quarter.end())).to_string());
        }
        if let Some(day) = name.strip_suffix(" q") {
            return Ok(Quarter::of(self.moment(day)?.0).to_string());
        }
        if let Some((day, month)) = name.split_once(" q") {
            let months = Quarter::of(self.moment(day)?.0).months();
            let month = month.parse().ok().and_then(|number: usize| months.get(number.checked_sub(1)?).copied());
            return month.map(month_name).ok_or_else(|| format!("`{name}` is no month of a quarter").into());
        }
        if let Some(weeks) = name.strip_suffix('W') {
            let weeks = weeks.parse().map_err(|_| format!("`{name}` is no week"))?;
            return Ok(Week::of(zone::local(self.now).date()).plus(weeks).to_string());
        }
        if name.starts_with(['-', '+']) {
            let (day, time) = self.moment(name)?;
            return Ok(time.map_or_else(|| day.to_string(), |time| zone::rfc3339(zone::at(day, time))));
        }
        let (kept, pointer) = name.split_once('/').unwrap_or((name, "id"));
        // Of its own part, else of the one that has such a name.
        let own = self.kept.get(&(self.part, kept.to_owned()));
        let mut others = self.kept.iter().filter(|((_, name), _)| name == kept).map(|(_, answer)| answer);
        let other = others.next().filter(|_| others.next().is_none());
        let found = own.or(other).and_then(|answer| answer.pointer(&format!("/{pointer}"))?.as_str());
        found.map(str::to_owned).ok_or_else(|| format!("no `{name}` was answered before").into())
    }

    /// A day, and the time of day if one follows: `-60d` is sixty days ago, `+12w` the twelfth working day from today on, `+1W2` Tuesday
    /// of the next week, and
    /// `2025-12-01 10:00` says all itself; `-10dq1-3w` is three working days before the first month of the quarter of ten days ago. `-30m` is half an hour ago, but today.
    fn moment(&self, text: &str) -> Result<(Date, Option<Time>), Missed> {
        let wrong = || format!("`{text}` is no moment");
        if let Some(minutes) = text.strip_suffix('m') {
            let minutes: i64 = minutes.parse().map_err(|_| wrong())?;
            // What is under way today began today. So in the first hour of a day, what was in the hour before now moves nearer to it.
            let passed = (self.now - zone::start_of(zone::local(self.now).date())).whole_minutes();
            let near = if minutes < 0 && (1..60).contains(&passed) { (minutes * passed - 30) / 60 } else { minutes };
            let at = zone::local(self.now + Duration::minutes(near));
            return Ok((at.date(), Some(at.time().truncate_to_minute())));
        }
        let (day, time) = text.split_once(' ').map_or((text, None), |(day, time)| (day, Some(time)));
        let (today, calendar) = (zone::local(self.now).date(), &self.asker.app.law.calendar);
        let day = if let Some((of, from)) = day.split_once('q') {
            let (month, days) = from
                .split_once('-')
                .and_then(|(month, days)| Some((month, days.strip_suffix('w')?)))
                .ok_or_else(wrong)?;
            let place: usize = month.parse().map_err(|_| wrong())?;
            let months = Quarter::of(self.moment(of)?.0).months();
            let first = place.checked_sub(1).and_then(|place| months.get(place)).ok_or_else(wrong)?;
            calendar.subtract_working_days(*first, days.parse().map_err(|_| wrong())?)?
        } else if let Some(days) = day.strip_suffix('d') {
            let days = days.parse().map_err(|_| wrong())?;
            today.checked_add(Duration::days(days)).ok_or_else(wrong)?
        } else if let Some(days) = day.strip_suffix('w') {
            let days: i32 = days.parse().map_err(|_| wrong())?;
            let count = if days < 0 { WorkCalendar::subtract_working_days } else { WorkCalendar::add_working_days };
            count(calendar, today, days.unsigned_abs())?
        } else if let Some((weeks, number)) = day.split_once('W') {
            let (weeks, number): (i64, u8) =
                (weeks.parse().map_err(|_| wrong())?, number.parse().map_err(|_| wrong())?);
            let day = Week::of(today).plus(weeks).days().nth(usize::from(number).checked_sub(1).ok_or_else(wrong)?);
            day.ok_or_else(wrong)?
        } else {
            Date::parse(day, format_description!("[year]-[month]-[day]")).map_err(|_| wrong())?
        };
        let time = time.map(|time| Time::parse(time, format_description!("[hour]:[minute]")));
        Ok((day, time.transpose().map_err(|_| wrong())?))
    }
}
