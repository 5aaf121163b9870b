//! Reads the rulebook's files, strictly: what is unknown, missing, overlapping or unused is an
//! error that names the file and the line.

use std::collections::BTreeMap;

use serde::Deserialize;
use time::Date;
use time::macros::format_description;
use toml::Spanned;

use super::ids::RuleId;
use super::{
    Act, ActKind, Certainty, Edition, Provenance, Provision, Reading, ReadingOption, Repeal, Rule, RuleKind, Rulebook,
    Term, Trigger, Unit,
};
use crate::calendar::data::line_of;
use crate::reading::Readings;
use crate::role::Role;
use crate::text::{Lang, Text};
use crate::vocabulary::Vocabulary;

/// A mistake in the rulebook.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct RulebookError {
    /// The file, as named to the loader.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// A file with its name.
#[derive(Clone, Copy, Debug)]
pub struct Source<'text> {
    /// Its name, for messages.
    pub name: &'text str,
    /// Its content.
    pub text: &'text str,
}

impl Source<'_> {
    fn error(&self, span: Option<std::ops::Range<usize>>, message: impl Into<String>) -> RulebookError {
        RulebookError { file: self.name.to_owned(), line: line_of(self.text, span), message: message.into() }
    }

    fn at<T>(&self, place: &Spanned<T>, message: impl Into<String>) -> RulebookError {
        self.error(Some(place.span()), message)
    }

    fn read<T: serde::de::DeserializeOwned>(&self) -> Result<T, RulebookError> {
        toml::from_str(self.text).map_err(|error| self.error(error.span(), error.message()))
    }

    fn date(&self, text: &Spanned<String>) -> Result<Date, RulebookError> {
        Date::parse(text.get_ref(), format_description!("[year]-[month]-[day]"))
            .map_err(|_| self.at(text, format!("`{}` is not a date", text.get_ref())))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct RawAct {
    id: String,
    number: String,
    kind: ActKind,
    adopted_on: Spanned<String>,
    provenance: Provenance,
    text_language: Option<Lang>,
    procedures: Vec<String>,
    #[serde(default)]
    not_yet_built: Vec<String>,
    issuer: Option<Text>,
    title: Spanned<Text>,
    registration: Option<RawRegistration>,
    repeal: Option<RawRepeal>,
    editions: Vec<Spanned<RawEdition>>,
    provisions: Vec<Spanned<RawProvision>>,
    rules: Vec<Spanned<RawRule>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRegistration {
    number: String,
    on: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRepeal {
    from: Spanned<String>,
    by: String,
    note: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct RawEdition {
    id: String,
    from: Spanned<String>,
    until: Option<Spanned<String>>,
    wording_held: Option<bool>,
    text_held: Option<bool>,
    certainty: Option<Certainty>,
    note: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawProvision {
    id: String,
    text: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct RawRule {
    id: String,
    kind: RuleKind,
    provision: Spanned<String>,
    bearer: Role,
    owed_to: Option<Role>,
    procedures: Option<Vec<String>>,
    trigger: Trigger,
    term: Option<Spanned<RawTerm>>,
    #[serde(default)]
    readings: Vec<Spanned<String>>,
    editions: Option<Vec<Spanned<String>>>,
    phrase: Option<Spanned<String>>,
    what: Text,
    event: Text,
    note: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct RawTerm {
    within: Option<u32>,
    before: Option<u32>,
    unit: Option<Unit>,
    from: Option<String>,
    weekly: Option<String>,
    at_once: Option<bool>,
    at_event: Option<bool>,
    with: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReadings {
    readings: Vec<Spanned<RawReading>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReading {
    id: String,
    #[expect(dead_code, reason = "the number in the list of open questions is for people")]
    row: u32,
    choice: Spanned<String>,
    title: Text,
    basis: Text,
    options: Vec<RawOption>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOption {
    code: String,
    title: Text,
    #[serde(default = "yes")]
    available: bool,
}

const fn yes() -> bool {
    true
}

/// What a built procedure does with rules.
#[derive(Clone, Debug)]
pub struct Used {
    /// The rules whose duties begin in its cases.
    pub opens: Vec<RuleId>,
    /// Every rule that its table names.
    pub names: Vec<RuleId>,
    /// Roles of the parties to its cases.
    pub parties: Vec<Role>,
    /// Roles that act in its cases.
    pub acts: Vec<Role>,
    /// Codes of its notices, each with the role that is told.
    pub tells: Vec<(&'static str, Role)>,
}

/// What the built procedures do with rules, by procedure code.
pub type Usage = BTreeMap<&'static str, Used>;

/// The files of a rulebook.
#[derive(Clone, Debug)]
pub struct Sources<'text> {
    /// One file for each act.
    pub acts: Vec<Source<'text>>,
    /// `readings.toml`.
    pub readings: Source<'text>,
}

impl Rulebook {
    /// Reads and checks the rulebook. `overrides` are choices of the operator, by reading id.
    ///
    /// # Errors
    /// [`RulebookError`] with file and line for the first mistake found.
    pub fn read(
        sources: &Sources<'_>,
        usage: &Usage,
        overrides: &BTreeMap<String, String>,
    ) -> Result<Self, RulebookError> {
        let (readings, switches) = read_readings(&sources.readings, overrides)?;
        let mut book = Self { acts: Vec::new(), rules: Vec::new(), readings, switches, not_yet_built: Vec::new() };
        let mut places = Vec::new();
        for source in &sources.acts {
            let raw: RawAct = source.read()?;
            if book.act(&raw.id).is_some() {
                return Err(source.error(None, format!("act `{}` stands in two files", raw.id)));
            }
            read_act(source, raw, &mut book, &mut places)?;
        }
        for (rule, (source, span)) in book.rules.iter().zip(&places) {
            let fail = |message: String| Err(source.error(Some(span.clone()), message));
            if let Err(message) = book.check_term(rule) {
                return fail(message);
            }
            if let Err(message) = book.check_use(rule, usage) {
                return fail(message);
            }
        }
        // A table stands in the program: no one file is at fault.
        let acts = Source { name: "acts", text: "" };
        for (procedure, used) in usage {
            book.check_table(procedure, used).map_err(|message| acts.error(None, message))?;
        }
        Ok(book)
    }

    /// A table names rules that some act states, and nobody who takes no part in the case.
    fn check_table(&self, procedure: &str, used: &Used) -> Result<(), String> {
        if let Some(unknown) = used.names.iter().find(|id| self.rule(id).is_none()) {
            return Err(format!("the procedure `{procedure}` names the rule `{unknown}`, which no act states"));
        }
        let outside = |role: &Role| !used.parties.contains(role);
        if let Some((notice, role)) = used.tells.iter().find(|(_, role)| outside(role)) {
            let role = role.code();
            return Err(format!("the procedure `{procedure}` tells `{notice}` to `{role}`, which is no party"));
        }
        // Merzim itself acts without being a party.
        if let Some(role) = used.acts.iter().find(|role| **role != Role::System && outside(role)) {
            return Err(format!("in the procedure `{procedure}` acts `{}`, which is no party", role.code()));
        }
        Ok(())
    }

    /// Terms that refer to other rules refer to known ones, and never in a circle.
    fn check_term(&self, rule: &Rule) -> Result<(), String> {
        let mut seen = vec![rule.id.as_str()];
        let mut current = rule;
        while let Some(next) = current.term.as_ref().and_then(Term::refers_to) {
            if seen.contains(&next) {
                return Err(format!("the term of `{}` refers to itself", rule.id));
            }
            seen.push(next);
            current = self
                .rule(next)
                .ok_or_else(|| format!("the term of `{}` refers to the unknown rule `{next}`", current.id))?;
        }
        Ok(())
    }

    fn check_use(&self, rule: &Rule, usage: &Usage) -> Result<(), String> {
        for procedure in &rule.procedures {
            let built = usage.get(procedure.as_str());
            let declared = self.not_yet_built.contains(procedure);
            match (built, declared) {
                (None, true) => {}
                (None, false) => return Err(format!("`{}` names the unknown procedure `{procedure}`", rule.id)),
                (Some(_), true) => return Err(format!("the procedure `{procedure}` is built, yet declared not built")),
                (Some(_), false) if rule.kind == RuleKind::Housekeeping => {}
                (Some(Used { opens, parties, .. }), false) => {
                    if !opens.iter().any(|id| id.as_str() == rule.id) {
                        return Err(format!("the procedure `{procedure}` does not use the rule `{}`", rule.id));
                    }
                    if !parties.contains(&rule.bearer) {
                        return Err(format!("the bearer of `{}` is no party to `{procedure}`", rule.id));
                    }
                }
            }
        }
        if rule.procedures.is_empty() {
            return Err(format!("no procedure uses the rule `{}`", rule.id));
        }
        Ok(())
    }
}

impl Term {
    /// The rule that this term is measured from, if any.
    #[must_use]
    pub fn refers_to(&self) -> Option<&str> {
        match self {
            Self::Within { from, .. } | Self::Before { from, .. } => from.as_deref(),
            Self::With(rule) => Some(rule),
            Self::Weekly(_) | Self::AtOnce | Self::AtEvent => None,
        }
    }
}

type Place<'text> = (Source<'text>, std::ops::Range<usize>);

fn read_act<'text>(
    source: &Source<'text>,
    raw: RawAct,
    book: &mut Rulebook,
    places: &mut Vec<Place<'text>>,
) -> Result<(), RulebookError> {
    complete(source, raw.title.span(), [Some(raw.title.get_ref()), raw.issuer.as_ref()])?;
    // The orders are held in Kazakh. Of what was only seen, a text is held where the file says in which language.
    let text_language = raw.text_language.or((raw.provenance == Provenance::ActText).then_some(Lang::Kk));
    let editions = read_editions(source, raw.editions, text_language)?;
    let mut provisions: Vec<Provision> = Vec::new();
    for place in raw.provisions {
        let span = place.span();
        let RawProvision { id, text } = place.into_inner();
        if text_language.is_some() != text.is_some() {
            return Err(source.error(
                Some(span),
                format!("provision `{id}`: the text stands where the act's text is held, and only there"),
            ));
        }
        if provisions.iter().any(|provision| provision.id == id) {
            return Err(source.error(Some(span), format!("provision `{id}` stands twice")));
        }
        provisions.push(Provision { id, text });
    }
    let registration = match raw.registration {
        Some(registration) => Some((registration.number, source.date(&registration.on)?)),
        None => None,
    };
    let repeal = match raw.repeal {
        Some(repeal) => {
            complete(source, repeal.from.span(), [Some(&repeal.note)])?;
            Some(Repeal { from: source.date(&repeal.from)?, by: repeal.by, note: repeal.note })
        }
        None => None,
    };
    let act = Act {
        adopted_on: source.date(&raw.adopted_on)?,
        id: raw.id,
        number: raw.number,
        kind: raw.kind,
        provenance: raw.provenance,
        text_language,
        issuer: raw.issuer,
        title: raw.title.into_inner(),
        registration,
        repeal,
        editions,
        provisions,
    };
    for place in raw.rules {
        let span = place.span();
        let rule = read_rule(source, &act, book, &raw.procedures, place)?;
        book.rules.push(rule);
        places.push((*source, span));
    }
    book.acts.push(act);
    book.not_yet_built.extend(raw.not_yet_built);
    Ok(())
}

fn read_editions(
    source: &Source<'_>,
    raw: Vec<Spanned<RawEdition>>,
    text_language: Option<Lang>,
) -> Result<Vec<Edition>, RulebookError> {
    let mut editions: Vec<Edition> = Vec::new();
    for place in raw {
        let span = place.span();
        let raw = place.into_inner();
        complete(source, span.clone(), [Some(&raw.note)])?;
        let held = raw.wording_held.unwrap_or(true);
        let text_held = if held { text_language.is_some() } else { editions.last().is_some_and(|last| last.text_held) };
        let edition = Edition {
            from: source.date(&raw.from)?,
            until: raw.until.as_ref().map(|until| source.date(until)).transpose()?,
            wording: if held { Some(raw.id.clone()) } else { editions.last().and_then(|last| last.wording.clone()) },
            text_held: raw.text_held.unwrap_or(text_held),
            id: raw.id,
            certainty: raw.certainty,
            note: raw.note,
        };
        let fail = |message: &str| Err(source.error(Some(span), format!("edition `{}`: {message}", edition.id)));
        if edition.until.is_some_and(|until| until <= edition.from) {
            return fail("it ends before it begins");
        }
        if held == edition.certainty.is_some() {
            return fail("how sure it is stands where the wording is not held, and only there");
        }
        if edition.text_held && !text_held {
            return fail("its text is not held");
        }
        if let Some(before) = editions.last()
            && before.until.is_none_or(|until| until > edition.from)
        {
            return fail("it overlaps the one above it");
        }
        editions.push(edition);
    }
    if editions.is_empty() {
        return Err(source.error(None, "the act has no edition"));
    }
    Ok(editions)
}

fn read_rule(
    source: &Source<'_>,
    act: &Act,
    book: &Rulebook,
    procedures: &[String],
    place: Spanned<RawRule>,
) -> Result<Rule, RulebookError> {
    let span = place.span();
    let raw = place.into_inner();
    complete(source, span.clone(), [Some(&raw.what), Some(&raw.event), raw.note.as_ref()])?;
    let provision = act
        .provision(raw.provision.get_ref())
        .ok_or_else(|| source.at(&raw.provision, format!("the act has no provision `{}`", raw.provision.get_ref())))?;
    for reading in &raw.readings {
        if book.reading(reading.get_ref()).is_none() {
            return Err(source.at(reading, format!("unknown reading `{}`", reading.get_ref())));
        }
    }
    for edition in raw.editions.iter().flatten() {
        if !act.editions.iter().any(|known| known.id == *edition.get_ref()) {
            return Err(source.at(edition, format!("unknown edition `{}`", edition.get_ref())));
        }
    }
    let named: Option<Vec<String>> =
        raw.editions.map(|editions| editions.into_iter().map(Spanned::into_inner).collect());
    // An edition whose wording is not held borrows that of an earlier one.
    let states = |edition: &&Edition| {
        named.as_ref().is_none_or(|named| {
            named.contains(&edition.id) || edition.wording.as_ref().is_some_and(|wording| named.contains(wording))
        })
    };
    let editions: Vec<String> = act.editions.iter().filter(states).map(|edition| edition.id.clone()).collect();
    let held = act.editions.iter().any(|edition| edition.text_held && editions.contains(&edition.id));
    match (provision.text.as_ref().filter(|_| held), &raw.phrase) {
        (Some(text), Some(phrase)) if !squeeze(text).contains(&squeeze(phrase.get_ref())) => {
            return Err(source.at(phrase, format!("provision `{}` does not contain this phrase", provision.id)));
        }
        (Some(_), None) => return Err(source.error(Some(span), format!("rule `{}` has no phrase", raw.id))),
        (None, Some(phrase)) => return Err(source.at(phrase, "a phrase of a text that is not held")),
        _ => {}
    }
    // One id may stand twice only in the wordings of different editions.
    let mut known = book.rules.iter().filter(|rule| rule.id == raw.id).flat_map(|rule| &rule.editions);
    if known.any(|edition| editions.contains(edition)) {
        return Err(source.error(Some(span), format!("rule `{}` stands twice", raw.id)));
    }
    Ok(Rule {
        term: raw.term.map(|term| read_term(source, term)).transpose()?,
        id: raw.id,
        act: act.id.clone(),
        kind: raw.kind,
        provision: raw.provision.into_inner(),
        bearer: raw.bearer,
        owed_to: raw.owed_to,
        trigger: raw.trigger,
        readings: raw.readings.into_iter().map(Spanned::into_inner).collect(),
        editions,
        procedures: raw.procedures.unwrap_or_else(|| procedures.to_vec()),
        phrase: raw.phrase.map(Spanned::into_inner),
        what: raw.what,
        event: raw.event,
        note: raw.note,
    })
}

fn read_term(source: &Source<'_>, place: Spanned<RawTerm>) -> Result<Term, RulebookError> {
    let span = place.span();
    let unknown = || {
        source.error(
            Some(span.clone()),
            "a term is one of: within or before with unit (and from); weekly; atOnce = true; atEvent = true; with",
        )
    };
    let RawTerm { within, before, unit, from, weekly, at_once, at_event, with } = place.into_inner();
    match (within, before, unit, from, weekly, at_once, at_event, with) {
        (Some(amount), None, Some(unit), from, None, None, None, None) => Ok(Term::Within { amount, unit, from }),
        (None, Some(amount), Some(unit), from, None, None, None, None) => Ok(Term::Before { amount, unit, from }),
        (None, None, None, None, Some(day), None, None, None) => weekday(&day).map(Term::Weekly).ok_or_else(unknown),
        (None, None, None, None, None, Some(true), None, None) => Ok(Term::AtOnce),
        (None, None, None, None, None, None, Some(true), None) => Ok(Term::AtEvent),
        (None, None, None, None, None, None, None, Some(rule)) => Ok(Term::With(rule)),
        _ => Err(unknown()),
    }
}

fn weekday(name: &str) -> Option<time::Weekday> {
    use time::Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
    [Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday]
        .into_iter()
        .find(|day| day.to_string().eq_ignore_ascii_case(name))
}

fn read_readings(
    source: &Source<'_>,
    overrides: &BTreeMap<String, String>,
) -> Result<(Vec<Reading>, Readings), RulebookError> {
    let RawReadings { readings: places } = source.read()?;
    let mut switches = Readings::default();
    let mut readings: Vec<Reading> = Vec::new();
    for place in places {
        let span = place.span();
        let raw = place.into_inner();
        let fail = |message: String| Err(source.error(Some(span.clone()), message));
        complete(
            source,
            span.clone(),
            raw.options.iter().map(|option| &option.title).chain([&raw.title, &raw.basis]).map(Some),
        )?;
        let codes: Vec<&str> = raw.options.iter().map(|option| option.code.as_str()).collect();
        let switch = Readings::SWITCHES.iter().find(|(id, _)| *id == raw.id);
        let offered = raw.options.iter().filter(|option| option.available).count();
        match switch {
            Some((_, known)) if *known != codes.as_slice() || offered != codes.len() => {
                return fail(format!("reading `{}` must offer: {}", raw.id, known.join(", ")));
            }
            None if offered != 1 => return fail(format!("reading `{}` offers options that nothing acts on", raw.id)),
            _ => {}
        }
        let choice = overrides.get(&raw.id).unwrap_or(raw.choice.get_ref()).clone();
        if !raw.options.iter().any(|option| option.available && option.code == choice) {
            return fail(format!("reading `{}` does not offer `{choice}`", raw.id));
        }
        if switch.is_some() && !switches.set(&raw.id, &choice) {
            return fail(format!("reading `{}` cannot be set to `{choice}`", raw.id));
        }
        readings.push(Reading {
            id: raw.id,
            title: raw.title,
            basis: raw.basis,
            options: raw
                .options
                .into_iter()
                .map(|RawOption { code, title, available }| ReadingOption { code, title, available })
                .collect(),
            choice,
        });
    }
    let stands = |id: &str| readings.iter().any(|reading| reading.id == id);
    if let Some((missing, _)) = Readings::SWITCHES.iter().find(|(id, _)| !stands(id)) {
        return Err(source.error(None, format!("reading `{missing}` is missing")));
    }
    if let Some(unknown) = overrides.keys().find(|id| !stands(id)) {
        return Err(source.error(None, format!("the setting names the unknown reading `{unknown}`")));
    }
    Ok((readings, switches))
}

fn complete<'text>(
    source: &Source<'_>,
    span: std::ops::Range<usize>,
    texts: impl IntoIterator<Item = Option<&'text Text>>,
) -> Result<(), RulebookError> {
    if texts.into_iter().flatten().any(Text::is_incomplete) {
        return Err(source.error(Some(span), "a translation is empty"));
    }
    Ok(())
}

/// Lower case with every run of white space one blank, for finding a phrase in a text.
fn squeeze(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}
