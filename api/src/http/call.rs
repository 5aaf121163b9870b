//! Who asks, in which language, and with which conditions.

use std::collections::BTreeSet;
use std::future::{Ready, ready};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, Shared, WeakShared};
use merzim_domain::engine::{Actor, Party};
use merzim_domain::{Bin, Iin, Lang, PersonKey, Role, Text, Who};
use merzim_persistence::cases::Viewer;
use parking_lot::Mutex;
use utoipa::IntoParams;
use uuid::Uuid;

use super::door::{Door, inside};
use super::tags::{Condition, lines};
use crate::auth::lookup::{self, LookupToken};
use crate::auth::{ACTING_FOR, Bearer, ClaimFault, Rejected};
use crate::problem::{Fault, FieldFaults, Problem, Wrong};

/// The language that the caller prefers among Kazakh, Russian and English.
pub fn language(request: &HttpRequest) -> Lang {
    let header = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let mut best = (Lang::DEFAULT, 0.0_f32);
    for range in header.unwrap_or_default().split(',') {
        let mut parts = range.split(';');
        let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let weight = parts.find_map(|part| part.trim().strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
        let spoken = [Lang::Kk, Lang::Ru, Lang::En].into_iter().find(|lang| tag.split('-').next() == Some(lang.code()));
        if let Some(lang) = spoken.filter(|_| weight > best.1) {
            best = (lang, weight);
        }
    }
    best.0
}

/// Somebody who need not say who.
#[derive(Clone, Copy, Debug)]
pub struct Visit {
    /// The language to answer in.
    pub lang: Lang,
}

impl FromRequest for Visit {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self { lang: language(request) }))
    }
}

/// Somebody with a valid token or a lookup token; or, where the contract lets them, anybody.
#[derive(Clone, Debug)]
pub struct Call {
    /// Who.
    pub actor: Actor,
    /// The person, where the token names one.
    pub person: Option<Iin>,
    /// The language to answer in.
    pub lang: Lang,
    /// Where the request comes from.
    pub address: Option<IpAddr>,
    /// Whether the caller is a person with a token of the identity provider.
    has_account: bool,
    /// Whether the caller is a program.
    is_program: bool,
    /// Whether a subscriber number is connected to the caller's account.
    pub has_phone: bool,
    /// When that token runs out.
    ends_at: Option<Instant>,
    /// The version that a change is meant for.
    if_match: Option<String>,
    /// Key under which the answer is remembered.
    pub(crate) idempotency_key: Option<String>,
    /// The request, for its fingerprint.
    pub(crate) target: String,
    /// Id of the request; none of what nobody asked for.
    pub request_id: Option<String>,
    /// The cases of persons that it has viewed, for an organisation.
    viewings: Arc<Mutex<BTreeSet<Uuid>>>,
}

impl Call {
    /// A call that no request made, in the name of Merzim itself.
    pub fn of_system() -> Self {
        Self {
            actor: Actor::system(),
            person: None,
            lang: Lang::DEFAULT,
            address: None,
            has_account: false,
            is_program: false,
            has_phone: false,
            ends_at: None,
            if_match: None,
            idempotency_key: None,
            target: String::new(),
            request_id: None,
            viewings: Arc::default(),
        }
    }

    /// Notes that an organisation which takes part in a person's case views it.
    pub fn note_viewing(&self, case: Uuid, parties: &[Party]) {
        let is_person = |party: &&Party| matches!(party.who, Who::Person(_));
        let is_somebody = |party: &Party| party.who != Who::Person(PersonKey::nobody());
        // Whoever is a party in person reads their own case, whatever organisation their token names.
        let mut own = parties.iter().filter(|party| self.actor.is(party)).peekable();
        let for_organisation = own.peek().is_some() && !own.any(|party| is_person(&party));
        if for_organisation && parties.iter().filter(is_person).any(is_somebody) {
            self.viewings.lock().insert(case);
        }
    }

    /// The cases of persons that it has viewed, which are forgotten with that.
    pub fn take_viewings(&self) -> BTreeSet<Uuid> {
        std::mem::take(&mut *self.viewings.lock())
    }

    /// What the caller may see.
    pub fn viewer(&self) -> Viewer {
        let organisation = self.actor.organisation.clone().map(Who::Organisation);
        let person = self.actor.person.clone().map(Who::Person);
        Viewer {
            parties: organisation.into_iter().chain(person).collect(),
            roles: self.actor.roles.iter().copied().collect(),
        }
    }

    /// The same caller as somebody who files something for themselves, an information user (№ 605-НҚ ¶2(2)): by what they
    /// are known, and a token for those who could not come back otherwise.
    pub fn in_person(&self) -> Result<(Self, PersonKey, Option<LookupToken>), Problem> {
        let comes_back = self.actor.roles.contains(&Role::InformationUser) && !self.is_program;
        let (person, token) = match self.actor.person.clone().filter(|_| comes_back) {
            Some(person) => (person, None),
            None => {
                let token = LookupToken::new()?;
                (token.person(), Some(token))
            }
        };
        let actor = Actor { person: Some(person.clone()), ..information_user(&self.actor.subject) };
        Ok((Self { actor, ..self.clone() }, person, token))
    }

    /// The same caller as an information user who is known so: by what they have filed before.
    pub fn as_person(&self, who: Option<Who>) -> Self {
        let person = match who {
            Some(Who::Person(person)) => Some(person),
            Some(Who::Organisation(_)) | None => None,
        };
        Self { actor: Actor { person, ..information_user(&self.actor.subject) }, ..self.clone() }
    }

    /// Whether the caller is a person with a token of the identity provider.
    pub const fn has_account(&self) -> bool {
        self.has_account
    }

    /// When the token of the caller runs out, if it does.
    pub const fn ends_at(&self) -> Option<Instant> {
        self.ends_at
    }

    /// The organisation acted for. Else a 403 when the token names none.
    pub fn organisation(&self) -> Result<&Bin, Problem> {
        self.actor.organisation.as_ref().ok_or_else(|| Fault::Forbidden.into())
    }

    /// By what the person is known who asks. Else a 403: guests and programs are nobody.
    pub fn by_person(&self) -> Result<&PersonKey, Problem> {
        self.actor.person.as_ref().filter(|_| !self.is_program).ok_or_else(|| Fault::PersonNeeded.into())
    }

    /// By what the person is known who files something: by the token that they are given for it, or else by their account.
    pub fn filer(&self, token: Option<&LookupToken>) -> Result<PersonKey, Problem> {
        token.map_or_else(|| self.by_person().cloned(), |token| Ok(token.person()))
    }

    /// Whether the caller is a program, which nobody is behind.
    pub const fn is_program(&self) -> bool {
        self.is_program
    }

    /// Whether it names a version.
    pub const fn is_conditional(&self) -> bool {
        self.if_match.is_some()
    }

    /// Checks that the change is meant for `version`. Else 428 without the header `If-Match`, 412 when it names another
    /// version.
    pub fn expect_version(&self, version: i64) -> Result<(), Problem> {
        let named = self.if_match.as_deref().ok_or(Fault::PreconditionRequired)?;
        let is_named = Condition::read(named).is_some_and(|condition| condition.names_version(version));
        if is_named { Ok(()) } else { Err(Fault::Stale.into()) }
    }
}

/// The id of a request, as the edge has given or taken it.
pub(super) struct RequestId(pub(super) String);

type Asking = LocalBoxFuture<'static, Result<Call, Problem>>;

/// The caller of a request, as long as anybody still wants to know. It holds the request, which must not hold it in turn.
struct Asked(WeakShared<Asking>);

/// The caller of a request, if anybody wants to know who that is.
pub(super) fn asked(request: &HttpRequest) -> Option<Shared<Asking>> {
    request.extensions().get::<Asked>().and_then(|Asked(asking)| asking.upgrade())
}

/// Marks a request of which anybody wanted to know who asks.
struct WhoMatters;

/// Whether anybody wanted to know who asks.
pub(super) fn is_asked(request: &HttpRequest) -> bool {
    request.extensions().contains::<WhoMatters>()
}

impl FromRequest for Call {
    type Error = Problem;
    type Future = Shared<Asking>;

    /// Who asks is found out, and counted, once, however many want to know.
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        asked(request).unwrap_or_else(|| {
            let asking = call(request.clone()).boxed_local().shared();
            request.extensions_mut().insert(WhoMatters);
            if let Some(asking) = asking.downgrade() {
                request.extensions_mut().insert(Asked(asking));
            }
            asking
        })
    }
}

/// What is said of an `If-Match` that no version can match.
const NO_VERSION: Text = Text::new(
    "оқылған ETag тырнақшасымен берілуі керек, мысалы \"3\"; W/ әлсіз белгісі өзгеріске жарамайды",
    "нужен прочитанный ETag в кавычках, например \"3\"; слабая метка W/ для изменений не подходит",
    "must be the ETag that was read, with its quotation marks, such as \"3\"; a weak tag, W/, does not do for a change",
);

const KEY: &str = "Idempotency-Key";
const LONGEST_KEY: usize = 255;
/// The subject of those who need not say who they are.
const GUEST: &str = "guest";

fn information_user(subject: &str) -> Actor {
    let roles = BTreeSet::from([Role::InformationUser]);
    Actor { subject: subject.to_owned(), roles, organisation: None, person: None }
}

/// Counts what somebody writes without a token of the identity provider.
fn count_guest(door: &Door, request: &HttpRequest) -> Result<(), Problem> {
    if request.method().is_safe() { Ok(()) } else { door.rates.count_guest(request) }
}

fn text<'request>(request: &'request HttpRequest, name: &str) -> Option<&'request str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}

/// Who has the token of a request, if it has one of the identity provider.
async fn bearer(request: &HttpRequest, door: &Door) -> Result<Option<Bearer>, Problem> {
    let Some(said) = text(request, header::AUTHORIZATION.as_str()).and_then(|said| said.split_once(' ')) else {
        return Ok(None);
    };
    let (scheme, token) = said;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Fault::Unauthenticated.into());
    }
    let bearer = door.issuer.verify(token.trim()).await?;
    door.rates.count_caller(request, &bearer.subject)?;
    Ok(Some(bearer))
}

/// For whom the bearer of a token acts in a request, and in which roles.
fn acting(request: &HttpRequest, bearer: &Bearer) -> Result<Actor, Fault> {
    let mut said = request.headers().get_all(ACTING_FOR);
    match (said.next(), said.next()) {
        (None, _) => bearer.acting(None),
        // What cannot be read names nobody's organisation.
        (Some(one), None) => bearer.acting(Some(one.to_str().unwrap_or_default())),
        (Some(_), Some(_)) => Err(Fault::OrganisationNotHeld),
    }
}

async fn call(request: HttpRequest) -> Result<Call, Problem> {
    let door = Door::of(&request)?;
    let operation = door.operation(&request);
    let openness = operation.openness;
    let bearer = bearer(&request, door).await?;
    let actor = match (&bearer, text(&request, lookup::HEADER)) {
        (Some(bearer), _) => {
            if let Some(wrong) = bearer.wrong.first() {
                return Err(wrong.into());
            }
            let actor = acting(&request, bearer)?;
            operation.admit(&actor.roles)?;
            actor
        }
        (None, Some(token)) if openness.lookup_tokens => {
            count_guest(door, &request)?;
            let person = LookupToken::shown(token.trim()).person();
            if !inside(&request)?.knows(person.clone()).await? {
                return Err(Rejected::UnknownLookupToken.into());
            }
            // Whatever somebody filed without an account, they are a participant in its procedure too.
            let mut actor = Actor { person: Some(person.clone()), ..information_user(person.as_str()) };
            actor.roles.insert(Role::Participant);
            actor
        }
        (None, _) if openness.guests => {
            count_guest(door, &request)?;
            information_user(GUEST)
        }
        _ => return Err(Fault::Unauthenticated.into()),
    };
    Ok(Call {
        actor,
        has_account: bearer.as_ref().is_some_and(|bearer| !bearer.is_program),
        is_program: bearer.as_ref().is_some_and(|bearer| bearer.is_program),
        has_phone: bearer.as_ref().is_some_and(|bearer| bearer.has_phone),
        ends_at: bearer.as_ref().and_then(|bearer| bearer.ends_at),
        person: bearer.and_then(|bearer| bearer.person),
        lang: language(&request),
        address: door.rates.address(&request),
        if_match: lines(request.headers(), &header::IF_MATCH),
        idempotency_key: idempotency_key(&request),
        target: format!("{} {}", request.method(), request.path()),
        request_id: request.extensions().get::<RequestId>().map(|RequestId(id)| id.clone()),
        viewings: Arc::default(),
    })
}

/// Whoever has a valid token, whatever it lacks.
pub struct Known {
    /// What the token says.
    pub bearer: Bearer,
    /// For whom they act, and in which roles; or why for nobody.
    pub acting: Result<Actor, Fault>,
    /// What the token lacks for that.
    pub lacks: Vec<ClaimFault>,
    /// The language to answer in.
    pub lang: Lang,
}

impl FromRequest for Known {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        request.extensions_mut().insert(WhoMatters);
        let request = request.clone();
        async move {
            let door = Door::of(&request)?;
            let bearer = bearer(&request, door).await?.ok_or(Fault::Unauthenticated)?;
            let acting = acting(&request, &bearer);
            let lacks = door.issuer.lacks(&bearer, acting.as_ref().map_or(&bearer.roles, |actor| &actor.roles));
            Ok(Self { acting, lacks, bearer, lang: language(&request) })
        }
        .boxed_local()
    }
}

fn idempotency_key(request: &HttpRequest) -> Option<String> {
    request.headers().get(KEY).map(|key| key.to_str().unwrap_or_default().to_owned())
}

/// Tells which headers of a call cannot be what they should, whatever they are about. A version is looked at where one is needed.
pub(super) fn look_at_headers(request: &HttpRequest, needs_version: bool, faults: &mut FieldFaults) {
    if idempotency_key(request).is_some_and(|key| key.trim().is_empty() || key.len() > LONGEST_KEY) {
        let message = Text::new(
            "1–255 ASCII таңбасы болуы керек",
            "должен содержать от 1 до 255 знаков ASCII",
            "must have 1 to 255 ASCII characters",
        );
        faults.tell(|| KEY.to_owned(), Wrong::from(message).at_least(1).at_most(LONGEST_KEY));
    }
    let named = lines(request.headers(), &header::IF_MATCH).filter(|_| needs_version);
    if named.is_some_and(|named| !Condition::read(&named).is_some_and(|condition| condition.is_strong())) {
        faults.tell(|| "If-Match".to_owned(), NO_VERSION);
    }
}

/// Header of changes to a case.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes a header in the contract; `Call` reads it")]
pub struct IfMatch {
    /// The `ETag` of the case as it was read, with its quotation marks: the change is made only if that version still stands. Its
    /// number alone, `"3"`, will do; of several, `"2", "3"`, one must be right, and `*` is right whatever the version. A weak tag,
    /// `W/"3"`, or one without quotation marks is a 400.
    #[param(rename = "If-Match", required = true, pattern = r#"^(\*|"[!#-~]*"( *, *"[!#-~]*")*)$"#)]
    if_match: String,
}

/// Header of requests that create something.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes a header in the contract; `Call` reads it")]
pub struct IdempotencyKey {
    /// A key of your choice, best a UUID: the same key with the same request gets the same answer for
    /// 24 hours, however often it is sent.
    #[param(rename = "Idempotency-Key", max_length = 255, min_length = 1, required = false)]
    idempotency_key: String,
}
