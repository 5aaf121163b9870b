//! Which problems each operation can have: by its shape, and as its handler says. A problem has one example, which stands in the contract
//! once.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::StatusCode;
use merzim_domain::engine::{CommonRefusal, SignatureRefusal, remedy_in_place_of};
use merzim_domain::{Lang, Role, Text, Vocabulary};
use serde_json::{Value, json};
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::{Components, OpenApi, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{PartialSchema, ToSchema};

use super::finish::{acts_for, any, has, in_parts, refer, tokens_needed};
use crate::http::BASE;
use crate::http::contract::role_needed;
use crate::problem::{Fault, Line, ProblemBody, lines};

/// Where a handler names, by their codes, the refusals that it can give besides those that its shape tells of.
const REFUSALS: &str = "x-refusals";

/// Writes into the contract what a problem is.
pub(super) fn declare(document: &mut OpenApi) {
    let mut schemas = vec![(ProblemBody::name().into_owned(), ProblemBody::schema())];
    ProblemBody::schemas(&mut schemas);
    document.components.get_or_insert_default().schemas.extend(schemas);
}

/// Where a handler says that whoever has a valid token is answered, whatever it says.
const ANY_TOKEN: &str = "x-any-token";

/// Gives operations their problems, and the contract each answer that is one.
pub(super) struct Problems {
    known: Vec<Line>,
    /// The answers that were referred to, the codes that each may have, and the roles of which one is needed.
    answers: BTreeMap<String, (BTreeSet<&'static str>, Vec<Role>)>,
}

impl Problems {
    pub(super) fn new() -> Self {
        Self { known: lines().into_iter().map(|(line, _)| line).collect(), answers: BTreeMap::new() }
    }

    /// Names the problems that an operation can have.
    pub(super) fn name(&mut self, method: &str, operation: &mut Operation) {
        // Said even where no token is needed.
        operation.security.get_or_insert_default();
        let mut said = |name| operation.extensions.as_mut().and_then(|extensions| extensions.remove(name));
        let (refusals, any_token) = (said(REFUSALS), said(ANY_TOKEN).is_some());
        let refusals: BTreeSet<&str> =
            refusals.iter().filter_map(Value::as_str).flat_map(str::split_whitespace).collect();
        let shaped = by_shape(method, operation);
        let is_for_it = |line: &&Line| !(any_token && line.status == StatusCode::FORBIDDEN);
        let can_be = |line: &&Line| is_for_it(line) && (refusals.contains(line.code) || shaped.contains(line.code));
        let mut by_status: BTreeMap<u16, BTreeSet<&'static str>> = BTreeMap::new();
        for line in self.known.iter().filter(can_be) {
            by_status.entry(line.status.as_u16()).or_default().insert(line.code);
        }
        let told: BTreeSet<&str> = by_status.values().flatten().copied().collect();
        let unknown: Vec<_> = refusals.difference(&told).collect();
        debug_assert!(unknown.is_empty(), "no such refusals: {unknown:?}");
        for (status, codes) in by_status {
            // Who lacks a role is told which.
            let roles = if status == 403 { roles_of(operation) } else { Vec::new() };
            // What every answer of this status can be does not tell one from another.
            let always = |code: &&&str| !matches!(status, 409 | 422) && shaped.contains(*code);
            let more = codes.iter().filter(|code| !always(code)).copied();
            let named = roles.iter().map(|role| role.code());
            let name = more.chain(named).fold(format!("Problem{status}"), |name, word| name + "." + word);
            let answer = RefOr::Ref(Ref::new(format!("#/components/responses/{name}")));
            operation.responses.responses.insert(status.to_string(), answer);
            let (known, _) = self.answers.entry(name).or_insert_with(|| (codes.clone(), roles));
            debug_assert_eq!(*known, codes, "two answers with one name");
        }
    }

    /// Writes the answers and the examples into the contract.
    pub(super) fn write(self, components: &mut Components) {
        for (name, (codes, roles)) in self.answers {
            let told: Vec<&Line> = self.known.iter().filter(|line| codes.contains(line.code)).collect();
            components.responses.insert(name, RefOr::T(answer(&told, &roles)));
            for line in told {
                let value = example(line, &roles);
                let example = ExampleBuilder::new().summary(line.title.get(Lang::En)).value(Some(value)).build();
                components.examples.insert(example_name(line.code, &roles), RefOr::T(example));
            }
        }
    }
}

/// The name of the example of a problem; of the one that says which of these roles is needed, with them.
fn example_name(code: &str, roles: &[Role]) -> String {
    let roles = if code == CommonRefusal::RoleForbidsAction.code() { roles } else { &[] };
    roles.iter().fold(format!("problem.{code}"), |name, role| name + "." + role.code())
}

/// The roles of which an operation needs one; none, where any will do.
fn roles_of(operation: &Operation) -> Vec<Role> {
    let needs = tokens_needed(operation);
    let named = needs.iter().filter_map(|roles| roles.as_array()).flatten().filter_map(Value::as_str);
    let mut roles: Vec<Role> = named.filter_map(Role::parse).collect();
    if roles.len() != needs.len() {
        return Vec::new();
    }
    roles.sort_by_key(|role| role.code());
    roles.dedup();
    roles
}

/// The codes of the problems that an operation can have by its shape.
fn by_shape(method: &str, operation: &Operation) -> BTreeSet<&'static str> {
    let (has_body, has_version) = (operation.request_body.is_some(), has(operation, "If-Match"));
    let names_something = any(operation, |parameter| parameter.parameter_in == ParameterIn::Path);
    let asks_who = operation.security.as_ref().is_some_and(|security| !security.is_empty());
    let faults: [(bool, &[Fault]); 8] = [
        // Unknown query parameters are refused everywhere, and so is who asks too often.
        (true, &[Fault::Malformed, Fault::Invalid, Fault::TooManyRequests, Fault::Internal, Fault::Unavailable]),
        (names_something, &[Fault::NotFound]),
        (asks_who, &[Fault::Unauthenticated, Fault::InvalidToken, Fault::Forbidden]),
        (acts_for(operation), &[Fault::OrganisationNotChosen, Fault::OrganisationNotHeld]),
        (has_body, &[Fault::Timeout, Fault::TooLarge, Fault::UnsupportedMediaType]),
        (has_version, &[Fault::Stale, Fault::PreconditionRequired]),
        (has(operation, "Idempotency-Key"), &[Fault::KeyReused]),
        (in_parts(operation), &[Fault::NoSuchPart]),
    ];
    let refusals = [
        (asks_who, CommonRefusal::RoleForbidsAction),
        // What is done with something may be impossible as that stands.
        (has_version && method == "POST", CommonRefusal::StateForbidsAction),
    ];
    let faults =
        faults.into_iter().filter(|(can, _)| *can).flat_map(|(_, faults)| faults).map(|fault| fault.line().code);
    let refusals = refusals.into_iter().filter(|(can, _)| *can).map(|(_, refusal)| refusal.code());
    faults.chain(refusals).collect()
}

/// An answer that is one of these problems.
fn answer(told: &[&Line], roles: &[Role]) -> Response {
    let named: Vec<String> =
        told.iter().map(|line| format!("- `{}`: {}", line.code, line.title.get(Lang::En))).collect();
    let mut content = ContentBuilder::new().schema(Some(Ref::from_schema_name(ProblemBody::name()))).build();
    for line in told {
        let example = Ref::new(format!("#/components/examples/{}", example_name(line.code, roles)));
        content.examples.insert(line.code.to_owned(), RefOr::Ref(example));
    }
    let about =
        format!("A problem (RFC 9457), in the caller's language. By the end of its `type`:\n\n{}", named.join("\n"));
    let mut response = ResponseBuilder::new().description(about).content("application/problem+json", content).build();
    let status = told.first().map(|line| line.status.as_u16());
    let own: &[&str] = match status {
        Some(401) => &["WWW-Authenticate"],
        Some(416) => &["Content-Range"],
        Some(429 | 503) => &["Retry-After"],
        _ => &[],
    };
    let all = ["X-Request-Id", "API-Version", "RateLimit", "RateLimit-Policy"];
    response.headers = all.iter().chain(own).map(|name| refer(name)).collect();
    response
}

/// When the case of an example was filed, or may be.
const AT: &str = "2026-03-16T10:00:00+05:00";

/// What a problem says of its case, by code: the rule that refuses, and the sentence.
#[rustfmt::skip]
const OF_CASE: [(&str, &str, &str); 58] = [
    ("malformed-request", "", "Line 3, column 14: this is no JSON."),
    ("invalid-token", "", "It has expired."),
    ("unsupported-media-type", "", "A body is sent as application/json; charset=utf-8, uncompressed."),
    ("not-configured", "", "The settings do not name this body: Authorised body in informatization."),
    ("state-forbids-action", "", "It stands so: received. It has stood so since 16 March 2026, 10:00."),
    ("too-early", "", "This is possible from 16 March 2026, 10:00 on."),
    ("too-late", "", "This was possible until 16 March 2026, 10:00."),
    ("act-not-in-force", "", "The repealing order takes effect ten calendar days after its first official publication; the text does not give that date, so the earliest possible day, counted from the day of signing, is taken."),
    ("wording-not-held", "", "The order is in force; its wording since 01.01.2026 is not held here; the last wording held is applied."),
    ("bound-by-complaint", "", "The number of the case is CMP-2026-000123. It has stood so since 16 March 2026, 10:00."),
    ("not-heard", "213-5", ""),
    ("notice-too-short", "213-6", "The earliest day is 19 March 2026."),
    ("hearing-too-soon", "213-7", "The earliest day is 19 March 2026."),
    ("outside-hours", "213-7", "The working hours are 9:00–18:30."),
    ("no-time-to-mend", "L3-2", "The earliest day is 17 March 2026."),
    ("beyond-term", "213-11", "The latest day is 27 March 2026."),
    ("day-not-worked", "L7-2", "21 March 2026 is no working day."),
    ("reasons-missing", "", ""),
    ("signature-invalid", "93-1", "Its certificate has expired."),
    ("signer-not-entitled", "93-1", "Signed by: employee."),
    ("criterion-unmet", "93-2", "Not met: no duplication of the functionality of existing channels."),
    ("no-ground", "93-2", ""),
    ("entry-removed", "", "Removed on 2 March 2026."),
    ("body-not-covered", "444-6", "This is such a body: quasi-state entity."),
    ("too-many-additions", "", "The limit is 50."),
    ("too-many-changes", "", "The limit is 200."),
    ("too-many-events", "", "The limit is 1000."),
    ("too-many-outlets", "", "The limit is 100."),
    ("too-many-codes", "", "The limit for one outlet a day is 5. The earliest day is 17 March 2026."),
    ("body-not-there", "444-6", ""),
    ("body-unknown", "", ""),
    ("already-filed", "93-10", "The number of the case is CHG-2026-000123. It has stood so since 16 March 2026, 10:00."),
    ("already-complained", "", "The number of the case is CMP-2026-000123. It has stood so since 16 March 2026, 10:00."),
    ("officer-named", "", "The number of the case is PRO-2026-000123. It has stood so since 16 March 2026, 10:00."),
    ("nothing-changes", "93-10", ""),
    ("meeting-forbids-action", "", "It stands so: cancelled. It has stood so since 16 March 2026, 10:00."),
    ("conference-forbids-action", "", "It stands so: closed. It has stood so since 16 March 2026, 10:00."),
    ("format-not-guaranteed", "605-3", "The format planned is this: online."),
    ("outside-scope", "605-1", "The kind of holder is this: law-enforcement body."),
    ("notice-incomplete", "L1", ""),
    ("too-few-seats", "605-10", "14 have registered."),
    ("too-late-to-tell", "605-6", "The earliest day is 20 March 2026."),
    ("online-only", "605-4", "The meeting is online on this ground: threat of the spread of an epidemic disease."),
    ("already-asked", "605-9", "It has stood so since 16 March 2026, 10:00."),
    ("asked-again", "L2-8", "It has stood so since 16 March 2026, 10:00."),
    ("slot-taken", "", "It stands so until 16 March 2026, 10:00."),
    ("already-responded", "", "You responded on 16 March 2026."),
    ("already-extended", "L7-2", "The term ends on 16 May 2026, 00:00."),
    ("nothing-to-complain-of", "L8-4", "The term ends on 17 March 2026, 00:00."),
    ("entry-changed", "93-8", "It has stood so since 16 March 2026, 10:00."),
    ("extension-too-long", "L7-2", "The latest day is 16 May 2026."),
    ("not-entitled-to-extend", "L7-2", "Extended by: head of the apparatus."),
    ("registration-closed", "213-9", "Registration closed on 24 February 2026, 00:00."),
    ("nothing-to-annul", "L8-4", ""),
    ("nothing-to-do-anew", "L8-10", ""),
    ("body-above", "L8-2", ""),
    ("no-body-above", "L8-2", ""),
    ("calendar-year-unknown", "", "The calendar has no year 2031: there are data for 2015–2027."),
];

/// What a problem says of time in its members, by code.
const TIMES: [(&str, &str, &str); 25] = [
    ("already-responded", "since", "2026-03-16T00:00:00+05:00"),
    ("already-extended", "until", "2026-05-16T00:00:00+05:00"),
    ("nothing-to-complain-of", "from", "2026-03-17T00:00:00+05:00"),
    ("entry-changed", "since", AT),
    ("state-forbids-action", "since", AT),
    ("bound-by-complaint", "since", AT),
    ("already-filed", "since", AT),
    ("too-many-codes", "earliestOn", "2026-03-17"),
    ("meeting-forbids-action", "since", AT),
    ("conference-forbids-action", "since", AT),
    ("already-complained", "since", AT),
    ("officer-named", "since", AT),
    ("already-asked", "since", AT),
    ("asked-again", "since", AT),
    ("slot-taken", "until", AT),
    ("too-early", "from", AT),
    ("too-late", "until", AT),
    ("notice-too-short", "earliestOn", "2026-03-19"),
    ("hearing-too-soon", "earliestOn", "2026-03-19"),
    ("no-time-to-mend", "earliestOn", "2026-03-17"),
    ("beyond-term", "latestOn", "2026-03-27"),
    ("entry-removed", "since", "2026-03-02T00:00:00+05:00"),
    ("too-late-to-tell", "earliestOn", "2026-03-20"),
    ("extension-too-long", "latestOn", "2026-05-16"),
    ("registration-closed", "since", "2026-02-24T00:00:00+05:00"),
];

/// Where the case stands that is in the way, by code.
const CASES: [(&str, &str); 4] = [
    ("bound-by-complaint", "complaints"),
    ("already-complained", "complaints"),
    ("already-filed", "register-change-applications"),
    ("officer-named", "press-officers"),
];

/// What a problem looks like, where one of these roles is needed.
fn example(line: &Line, roles: &[Role]) -> Value {
    let (_, rule, detail) = OF_CASE.into_iter().find(|(code, ..)| *code == line.code).unwrap_or_default();
    let needed = || role_needed(roles).sentence().get(Lang::En).to_owned();
    let is_role = line.code == CommonRefusal::RoleForbidsAction.code() && !roles.is_empty();
    let known = Some(Text::same(detail)).filter(|_| !detail.is_empty());
    let told = remedy_in_place_of(known.as_ref(), &line.remedy).map(|told| told.get(Lang::En).to_owned());
    let detail = if is_role { needed() } else { told.unwrap_or_default() };
    let some = |text: &str, value: Value| if text.is_empty() { Value::Null } else { value };
    let of = |code: &str, value: Value| if line.code == code { value } else { Value::Null };
    let in_the_way = CASES.into_iter().find(|(code, _)| *code == line.code).map(|(_, collection)| collection);
    let errors = match line.code {
        "invalid-input" => {
            json!([{ "pointer": "/channelName/kk", "code": "tooLong", "detail": "must have at most 300 characters", "max": 300 }])
        }
        "calendar-year-unknown" => {
            json!([{ "pointer": "/startsAt", "code": "unfit", "detail": "there are data for 2015–2027", "min": "2015-01-01", "max": "2027-12-31" }])
        }
        _ => Value::Null,
    };
    let case = |collection| format!("{BASE}/{collection}/0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11");
    let mut example = json!({
        "type": format!("urn:merzim:problem:{}", line.code),
        "title": line.title.get(Lang::En),
        "status": line.status.as_u16(),
        "detail": some(&detail, json!(detail)),
        "instance": "urn:merzim:request:0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11",
        "errors": errors,
        "reason": of(SignatureRefusal::SignatureInvalid.code(), json!("expired")),
        "rule": some(rule, json!(rule)),
        "ruleHref": some(rule, json!(format!("{BASE}/rules/{rule}"))),
        "caseHref": in_the_way.map(case),
        "actions": of(CommonRefusal::StateForbidsAction.code(), json!(["withdraw"])),
    });
    if let Some(fields) = example.as_object_mut() {
        let times = TIMES.into_iter().filter(|(code, ..)| *code == line.code);
        fields.extend(times.map(|(_, name, time)| (name.to_owned(), json!(time))));
        fields.retain(|_, value| !value.is_null());
    }
    example
}
