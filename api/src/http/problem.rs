//! Problems (RFC 9457): one table of codes, statuses and titles, and one way to say them.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use merzim_domain::calendar::UnknownYear;
use merzim_domain::engine::{Refusal, RefusalKind};
use merzim_domain::vocabulary::Vocabulary;
use merzim_domain::{Lang, Text};
use merzim_persistence::{AsDbError, DbError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What went wrong, apart from refusals of the engine, which have codes of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The request is not HTTP or JSON that can be read.
    Malformed,
    /// The request does not fit the contract.
    Invalid,
    /// No valid token.
    Unauthenticated,
    /// The caller may not do this.
    Forbidden,
    /// There is nothing here for the caller.
    NotFound,
    /// The path does not know this method.
    MethodNotAllowed,
    /// The case has changed since it was read.
    Stale,
    /// The request must say which version it changes.
    PreconditionRequired,
    /// The body or file is too large.
    TooLarge,
    /// The body or file is of a kind not accepted.
    UnsupportedMediaType,
    /// The idempotency key was used for another request.
    KeyReused,
    /// A mistake in the program.
    Internal,
    /// The database is away or too busy.
    Unavailable,
}

/// A line of the table of problems.
#[derive(Clone, Debug)]
pub struct Line {
    /// Stable code, the end of `type`.
    pub code: &'static str,
    /// HTTP status.
    pub status: StatusCode,
    /// Title.
    pub title: Text,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Self; 13] = [
        Self::Malformed,
        Self::Invalid,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::Stale,
        Self::PreconditionRequired,
        Self::TooLarge,
        Self::UnsupportedMediaType,
        Self::KeyReused,
        Self::Internal,
        Self::Unavailable,
    ];

    /// Its line in the table.
    #[must_use]
    pub const fn line(self) -> Line {
        let (code, status, kk, ru, en) = match self {
            Self::Malformed => (
                "malformed-request",
                StatusCode::BAD_REQUEST,
                "Сұрау оқылмады",
                "Запрос не удалось прочитать",
                "The request cannot be read",
            ),
            Self::Invalid => (
                "invalid-input",
                StatusCode::BAD_REQUEST,
                "Деректер қате толтырылған",
                "Данные заполнены с ошибками",
                "The input has errors",
            ),
            Self::Unauthenticated => (
                "unauthenticated",
                StatusCode::UNAUTHORIZED,
                "Жарамды токен қажет",
                "Нужен действительный токен",
                "A valid token is needed",
            ),
            Self::Forbidden => (
                "forbidden",
                StatusCode::FORBIDDEN,
                "Бұл әрекетке рұқсат жоқ",
                "Это действие вам не разрешено",
                "You may not do this",
            ),
            Self::NotFound => ("not-found", StatusCode::NOT_FOUND, "Табылмады", "Не найдено", "Not found"),
            Self::MethodNotAllowed => (
                "method-not-allowed",
                StatusCode::METHOD_NOT_ALLOWED,
                "Бұл мекенжай мұндай әдісті қабылдамайды",
                "Этот адрес не принимает такой метод",
                "This address does not accept the method",
            ),
            Self::Stale => (
                "stale",
                StatusCode::PRECONDITION_FAILED,
                "Дерек осы арада өзгерді, қайта оқыңыз",
                "Данные тем временем изменились, прочитайте их снова",
                "It has changed in the meantime: read it again",
            ),
            Self::PreconditionRequired => (
                "precondition-required",
                StatusCode::PRECONDITION_REQUIRED,
                "If-Match тақырыбы қажет",
                "Нужен заголовок If-Match",
                "The header If-Match is needed",
            ),
            Self::TooLarge => (
                "too-large",
                StatusCode::PAYLOAD_TOO_LARGE,
                "Дерек көлемі тым үлкен",
                "Слишком большой объём данных",
                "Too large",
            ),
            Self::UnsupportedMediaType => (
                "unsupported-media-type",
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "Бұл пішім қабылданбайды",
                "Этот формат не принимается",
                "This format is not accepted",
            ),
            Self::KeyReused => (
                "idempotency-key-reused",
                StatusCode::UNPROCESSABLE_ENTITY,
                "Idempotency-Key басқа сұрауға пайдаланылған",
                "Idempotency-Key уже использован для другого запроса",
                "The Idempotency-Key was used for another request",
            ),
            Self::Internal => (
                "internal",
                StatusCode::INTERNAL_SERVER_ERROR,
                "Бағдарлама қатесі",
                "Ошибка программы",
                "A mistake in the program",
            ),
            Self::Unavailable => (
                "unavailable",
                StatusCode::SERVICE_UNAVAILABLE,
                "Қызмет уақытша қолжетімсіз",
                "Сервис временно недоступен",
                "Temporarily unavailable",
            ),
        };
        Line { code, status, title: Text::new(kk, ru, en) }
    }
}

/// The line of an engine's refusal.
#[must_use]
pub fn refusal_line(kind: RefusalKind) -> Line {
    let status = match kind {
        RefusalKind::StateForbidsAction | RefusalKind::ActNotInForce | RefusalKind::EntryRemoved => {
            StatusCode::CONFLICT
        }
        RefusalKind::RoleForbidsAction => StatusCode::FORBIDDEN,
        RefusalKind::CriterionUnmet
        | RefusalKind::ReasonsMissing
        | RefusalKind::SignatureInvalid
        | RefusalKind::SignerNotEntitled
        | RefusalKind::CalendarYearUnknown => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Line { code: kind.code(), status, title: kind.title() }
}

/// One field that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// JSON Pointer into the body, or `?name` for a parameter.
    pub pointer: String,
    /// What is wrong.
    pub message: Text,
}

/// Anything but success.
#[derive(Clone, Debug)]
pub struct Problem(Box<Particulars>);

#[derive(Clone, Debug)]
struct Particulars {
    line: Line,
    detail: Option<Text>,
    errors: Vec<FieldFault>,
    rule: Option<&'static str>,
    /// What the caller may do with the case now, where its state refused.
    actions: Vec<&'static str>,
    /// For the log only.
    cause: Option<String>,
}

impl Problem {
    fn of(line: Line) -> Self {
        Self(Box::new(Particulars {
            line,
            detail: None,
            errors: Vec::new(),
            rule: None,
            actions: Vec::new(),
            cause: None,
        }))
    }

    fn with(mut self, set: impl FnOnce(&mut Particulars)) -> Self {
        set(&mut self.0);
        self
    }

    /// Input that does not fit, with every fault found.
    #[must_use]
    pub fn invalid(mut errors: Vec<FieldFault>) -> Self {
        // Two rules may say the same of a field, as of one that is empty.
        errors.dedup();
        // Enough to mend; not so many that a small request has a large answer.
        errors.truncate(100);
        Self::from(Fault::Invalid).with(|problem| problem.errors = errors)
    }

    /// One parameter that is wrong.
    #[must_use]
    pub fn parameter(name: &str, message: Text) -> Self {
        Self::invalid(vec![FieldFault { pointer: format!("?{name}"), message }])
    }

    /// One field of the body that is wrong.
    #[must_use]
    pub fn field(pointer: &str, message: Text) -> Self {
        Self::invalid(vec![FieldFault { pointer: pointer.to_owned(), message }])
    }

    /// A mistake in the program, with its cause for the log.
    #[must_use]
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self::from(Fault::Internal).with(|problem| problem.cause = Some(cause.to_string()))
    }

    /// The same problem with a sentence that explains it.
    #[must_use]
    pub fn because(self, detail: Text) -> Self {
        self.with(|problem| problem.detail = Some(detail))
    }

    /// The same problem with the actions that the caller may take instead.
    #[must_use]
    pub fn with_actions(self, actions: Vec<&'static str>) -> Self {
        self.with(|problem| problem.actions = actions)
    }

    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.line.code
    }

    /// HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.line.status
    }

    /// Cause, for the log.
    #[must_use]
    pub fn cause(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }

    /// The answer in the caller's language.
    #[must_use]
    pub fn render(&self, lang: Lang, request_id: &str) -> HttpResponse {
        let body = ProblemBody {
            r#type: format!("urn:merzim:problem:{}", self.0.line.code),
            title: self.0.line.title.get(lang).to_owned(),
            status: self.0.line.status.as_u16(),
            detail: self.0.detail.as_ref().map(|detail| detail.get(lang).to_owned()),
            instance: format!("urn:merzim:request:{request_id}"),
            errors: self
                .0
                .errors
                .iter()
                .map(|error| FieldError { pointer: error.pointer.clone(), detail: error.message.get(lang).to_owned() })
                .collect(),
            rule: self.0.rule.map(str::to_owned),
            actions: self.0.actions.iter().map(|action| (*action).to_owned()).collect(),
        };
        let mut response = HttpResponse::build(self.0.line.status);
        match self.0.line.status {
            StatusCode::UNAUTHORIZED => {
                response.insert_header(("WWW-Authenticate", "Bearer realm=\"merzim\", error=\"invalid_token\""));
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                response.insert_header(("Retry-After", "2"));
            }
            _ => {}
        }
        response.content_type("application/problem+json").body(serde_json::to_string(&body).unwrap_or_default())
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self::of(fault.line())
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::of(refusal_line(refusal.kind)).with(|problem| {
            problem.rule = refusal.rule;
            problem.detail = refusal.detail;
        })
    }
}

impl From<UnknownYear> for Problem {
    fn from(unknown: UnknownYear) -> Self {
        Refusal::from(unknown).into()
    }
}

impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        let fault = match &error {
            DbError::Stale => Fault::Stale,
            DbError::NotFound => Fault::NotFound,
            DbError::Unavailable(_) => Fault::Unavailable,
            DbError::Duplicate(_) | DbError::Internal(_) => Fault::Internal,
        };
        Self::from(fault).with(|problem| problem.cause = Some(error.to_string()))
    }
}

impl AsDbError for Problem {
    fn is_unavailable(&self) -> bool {
        self.0.line.status == StatusCode::SERVICE_UNAVAILABLE
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.0.line.code)
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.0.line.status
    }

    fn error_response(&self) -> HttpResponse {
        // The edge renders the problem again, in the caller's language.
        self.render(Lang::default(), "")
    }
}

/// What went wrong, as RFC 9457 has it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// Stable name of the problem; `GET /api/v1/problems` lists them all.
    #[schema(format = "uri", example = "urn:merzim:problem:criterion-unmet")]
    pub r#type: String,
    /// What it is, in the caller's language.
    #[schema(example = "The criteria are not met in aggregate")]
    pub title: String,
    /// HTTP status.
    #[schema(minimum = 400, maximum = 599, example = 422)]
    pub status: u16,
    /// What it is in this case.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "the channel's operating procedure is regulated")]
    pub detail: Option<String>,
    /// The request, as in `X-Request-Id`.
    #[schema(format = "uri", example = "urn:merzim:request:0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11")]
    pub instance: String,
    /// Every field that is wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The rule of law that refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "93-2")]
    pub rule: Option<String>,
    /// What the caller may do now instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<String>,
}

/// A field that is wrong.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// JSON Pointer into the body, or `?name` for a query parameter.
    #[schema(example = "/channelName/kk")]
    pub pointer: String,
    /// What is wrong.
    #[schema(example = "must not be empty")]
    pub detail: String,
}
