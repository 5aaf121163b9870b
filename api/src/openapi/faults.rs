//! Which problems each operation can have: by its shape, and by the procedures whose cases its path names. A problem has one example,
//! which stands in the contract once.

use std::collections::{BTreeMap, BTreeSet};

use merzim_domain::engine::{CommonRefusal, DecisionRefusal, SignatureRefusal, remedy_in_place_of};
use merzim_domain::procedures::Built;
use merzim_domain::{Lang, Role, Text, Vocabulary};
use serde_json::{Value, json};
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::{Components, OpenApi, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{PartialSchema, ToSchema};

use super::finish::{any, has, in_parts, refer, tagged};
use crate::app::Place;
use crate::http::BASE;
use crate::http::contract::{SCHEME, role_needed};
use crate::parts::PARTS;
use crate::problem::{Line, ProblemBody, lines};

/// What can go wrong, and in which procedures alone.
type Known = Vec<(Line, Vec<&'static Built>)>;

/// What of one status and procedure only some operations have, and the word for it in the name of the answer.
const MORE: [(&str, &str); 4] = [
    ("signature-invalid", "signed"),
    ("idempotency-key-reused", "keyed"),
    ("act-not-in-force", "changed"),
    ("reasons-missing", "changed"),
];

/// Writes into the contract what a problem is.
pub(super) fn declare(document: &mut OpenApi) {
    let mut schemas = vec![(ProblemBody::name().into_owned(), ProblemBody::schema())];
    ProblemBody::schemas(&mut schemas);
    document.components.get_or_insert_default().schemas.extend(schemas);
}

/// Gives operations their problems, and the contract each answer that is one.
pub(super) struct Problems {
    known: Known,
    /// The answers that were referred to, the codes that each may have, and the roles of which one is needed.
    answers: BTreeMap<String, (Vec<&'static str>, Vec<Role>)>,
}

impl Problems {
    pub(super) fn new() -> Self {
        Self { known: lines(), answers: BTreeMap::new() }
    }

    /// Names the problems that an operation can have.
    pub(super) fn name(&mut self, path: &str, operation: &mut Operation) {
        // Said even where no token is needed.
        operation.security.get_or_insert_default();
        let own = procedures_of(path);
        for status in statuses(operation) {
            let arises = |(line, only): &&(Line, Vec<&'static Built>)| {
                line.status.as_u16() == status
                    && match only.as_slice() {
                        [] => fits(line, operation),
                        only => only.iter().any(|built| own.contains(built.code)) && is_signed(line.code, path),
                    }
            };
            let of_status: Vec<_> = self.known.iter().filter(arises).collect();
            if of_status.is_empty() {
                continue;
            }
            let apart: BTreeSet<&str> = of_status.iter().flat_map(|(_, only)| only).map(|built| built.code).collect();
            let apart: Vec<&str> = apart.into_iter().filter(|code| own.contains(code)).collect();
            let codes: Vec<&'static str> = of_status.iter().map(|(line, _)| line.code).collect();
            let more = MORE.into_iter().filter(|(code, _)| codes.contains(code)).map(|(_, name)| name.to_owned());
            let apart = apart.into_iter().map(str::to_owned);
            let plain = (matches!(status, 409 | 422) && !of_cases(operation)).then(|| "plain".to_owned());
            // Who lacks a role is told which.
            let roles = if status == 403 { roles_of(operation) } else { Vec::new() };
            let named = roles.iter().map(|role| role.code().to_owned());
            let words = std::iter::once(format!("Problem{status}")).chain(apart).chain(more).chain(plain).chain(named);
            let name = words.collect::<Vec<_>>().join(".");
            let answer = RefOr::Ref(Ref::new(format!("#/components/responses/{name}")));
            operation.responses.responses.insert(status.to_string(), answer);
            let (known, _) = self.answers.entry(name).or_insert_with(|| (codes.clone(), roles));
            debug_assert_eq!(*known, codes, "two answers with one name: {path}");
        }
    }

    /// Writes the answers and the examples into the contract.
    pub(super) fn write(self, components: &mut Components) {
        for (name, (codes, roles)) in self.answers {
            let told: Vec<&Line> =
                self.known.iter().map(|(line, _)| line).filter(|line| codes.contains(&line.code)).collect();
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
    let needs = serde_json::to_value(&operation.security).unwrap_or_default();
    let needs: Vec<&Value> = needs.as_array().into_iter().flatten().filter_map(|need| need.get(SCHEME)).collect();
    let named = needs.iter().filter_map(|roles| roles.as_array()).flatten().filter_map(Value::as_str);
    let mut roles: Vec<Role> = named.filter_map(Role::parse).collect();
    if roles.len() != needs.len() {
        return Vec::new();
    }
    roles.sort_by_key(|role| role.code());
    roles.dedup();
    roles
}

/// The codes of the procedures whose cases a path names, or the things with which they begin; of what holds for any case, none.
fn procedures_of(path: &str) -> BTreeSet<&'static str> {
    let steps: Vec<&str> = path.trim_start_matches(BASE).split('/').collect();
    let places = PARTS.iter().flat_map(|part| part.places);
    let names = |place: &&Place| steps.iter().any(|step| *step == place.collection || place.things.contains(step));
    places.filter(names).map(|place| place.procedure).collect()
}

/// The statuses that an operation can be answered with by its shape.
fn statuses(operation: &Operation) -> BTreeSet<u16> {
    let is_live = |response: &RefOr<Response>| matches!(response, RefOr::T(response) if response.content.contains_key("text/event-stream"));
    let shapes: [(bool, &[u16]); 10] = [
        // Unknown query parameters are refused everywhere, and so is who asks too often.
        (true, &[400, 429, 500, 503]),
        (any(operation, |parameter| parameter.parameter_in == ParameterIn::Path), &[404]),
        (operation.security.as_ref().is_some_and(|security| !security.is_empty()), &[401, 403]),
        (operation.request_body.is_some(), &[408, 413, 415, 422]),
        (has(operation, "If-Match"), &[409, 412, 422, 428]),
        (has(operation, "Idempotency-Key"), &[409, 422]),
        // What its handler says besides.
        (operation.responses.responses.contains_key("409"), &[409]),
        // What goes on for as long as something is so, and it is not.
        (operation.responses.responses.values().any(is_live), &[409]),
        (in_parts(operation), &[416]),
        // A year beyond the calendar.
        (tagged(operation, "Law") || tagged(operation, "Calendar"), &[422]),
    ];
    shapes.iter().filter(|(can, _)| *can).flat_map(|(_, statuses)| *statuses).copied().collect()
}

/// Whether a problem of no procedure in particular can arise in an operation that can have its status.
fn fits(line: &Line, operation: &Operation) -> bool {
    let changes = operation.request_body.is_some() || has(operation, "If-Match") || has(operation, "Idempotency-Key");
    match (line.code, line.status.as_u16()) {
        ("idempotency-key-reused", _) => has(operation, "Idempotency-Key"),
        // What is no case stands in no state.
        (code, 409 | 422) if CommonRefusal::parse(code).is_some() && !of_cases(operation) => false,
        // What only is read is refused for the state and the clock, and where the calendar ends.
        (code, 409 | 422) if !changes => READS.contains(&code),
        _ => true,
    }
}

/// Whether an operation is of a part that has cases, or of them all.
fn of_cases(operation: &Operation) -> bool {
    !PARTS.iter().any(|part| part.places.is_empty() && tagged(operation, part.tag.0))
}

/// Whether a problem can arise as far as it is one of what is signed: that is checked when it is submitted.
fn is_signed(code: &str, path: &str) -> bool {
    SignatureRefusal::parse(code).is_none() || path.ends_with("/submission")
}

const READS: [&str; 4] = ["state-forbids-action", "too-early", "too-late", "calendar-year-unknown"];

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
const OF_CASE: [(&str, &str, &str); 50] = [
    ("malformed-request", "", "Line 3, column 14: this is no JSON."),
    ("invalid-token", "", "It has expired."),
    ("unsupported-media-type", "", "A body is sent as application/json; charset=utf-8, uncompressed."),
    ("not-configured", "", "The settings do not name this body: Authorised body in informatization."),
    ("state-forbids-action", "", "It stands so: received. It has stood so since 16 March 2026, 10:00."),
    ("too-early", "605-11", "This is possible from 16 March 2026, 10:00 on."),
    ("too-late", "605-12", "This was possible until 16 March 2026, 10:00."),
    ("act-not-in-force", "", "The repealing order takes effect ten calendar days after its first official publication; the text does not give that date, so the earliest possible day, counted from the day of signing, is taken."),
    ("wording-not-held", "", "The order is in force; its wording since 01.01.2026 is not held here; the last wording held is applied."),
    ("bound-by-complaint", "", "The complaint is CMP-2026-000123."),
    ("not-heard", "213-5", ""),
    ("notice-too-short", "213-6", "The earliest day is 19 March 2026."),
    ("hearing-too-soon", "213-7", "The earliest day is 19 March 2026."),
    ("outside-hours", "213-7", "The working hours are 9:00–18:30."),
    ("no-time-to-mend", "L3-2", "The earliest day is 17 March 2026."),
    ("beyond-term", "213-11", "The latest day is 27 March 2026."),
    ("day-not-worked", "L7-2", "21 March 2026 is no working day."),
    ("reasons-missing", "93-3", ""),
    ("signature-invalid", "93-1", "What is signed are the bytes in content of the document, decoded from base64; sha256 is their hash."),
    ("signer-not-entitled", "93-1", "Signed by: employee."),
    ("criterion-unmet", "93-2", "Not met: no duplication of the functionality of existing channels."),
    ("no-ground", "93-2", ""),
    ("entry-removed", "", "Removed on 2 March 2026."),
    ("body-not-covered", "444-6", "This is such a body: quasi-state entity."),
    ("too-many-additions", "", "The limit is 50."),
    ("too-many-changes", "", "The limit is 200."),
    ("too-many-events", "", "The limit is 1000."),
    ("too-many-outlets", "", "The limit is 100."),
    ("too-many-codes", "", "The limit for one outlet a day is 5."),
    ("body-not-there", "444-6", ""),
    ("body-unknown", "", ""),
    ("already-filed", "93-10", "Its number: CHG-2026-000123."),
    ("nothing-changes", "93-10", ""),
    ("format-not-guaranteed", "605-3", "The format planned is this: online."),
    ("outside-scope", "605-1", "The kind of holder is this: law-enforcement body."),
    ("notice-incomplete", "L1", ""),
    ("too-few-seats", "605-10", "14 have registered."),
    ("too-late-to-tell", "605-6", "The earliest day is 20 March 2026."),
    ("online-only", "605-4", "The meeting is online on this ground: threat of the spread of an epidemic disease."),
    ("already-asked", "605-9", ""),
    ("already-responded", "", "You responded on 16 March 2026."),
    ("already-extended", "L7-2", ""),
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
const TIMES: [(&str, &str, &str); 11] = [
    ("state-forbids-action", "since", AT),
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
    let errors = match line.code {
        "invalid-input" => {
            json!([{ "pointer": "/channelName/kk", "code": "tooLong", "detail": "must have at most 300 characters", "max": 300 }])
        }
        "calendar-year-unknown" => {
            json!([{ "pointer": "/startsAt", "code": "unfit", "detail": "there are data for 2015–2027", "min": "2015-01-01", "max": "2027-12-31" }])
        }
        _ => Value::Null,
    };
    let complaint = format!("{BASE}/complaints/0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11");
    let mut example = json!({
        "type": format!("urn:merzim:problem:{}", line.code),
        "title": line.title.get(Lang::En),
        "status": line.status.as_u16(),
        "detail": some(&detail, json!(detail)),
        "instance": "urn:merzim:request:0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11",
        "errors": errors,
        "rule": some(rule, json!(rule)),
        "ruleHref": some(rule, json!(format!("{BASE}/rules/{rule}"))),
        "caseHref": of(DecisionRefusal::BoundByComplaint.code(), json!(complaint)),
        "actions": of(CommonRefusal::StateForbidsAction.code(), json!(["withdraw"])),
    });
    if let Some(fields) = example.as_object_mut() {
        let times = TIMES.into_iter().filter(|(code, ..)| *code == line.code);
        fields.extend(times.map(|(_, name, time)| (name.to_owned(), json!(time))));
        fields.retain(|_, value| !value.is_null());
    }
    example
}
