//! Answers: built where the database is, sent from where HTTP is.

use actix_web::body::BoxBody;
use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, Responder};
use merzim_domain::Lang;
use serde::{Deserialize, Serialize};

use super::download::disposition;
use super::paging::seal;
use super::tags::{is_known, tag_of, tag_of_version, tag_of_view};
use crate::problem::Problem;

/// What a request comes to.
pub type Answer = Result<Reply, Problem>;

/// An answer with a JSON body, or none.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Reply {
    status: u16,
    body: Option<String>,
    #[serde(default)]
    etag: Option<String>,
    /// The version of what is read; the tag says what is sent of it too.
    #[serde(skip)]
    version: Option<i64>,
    #[serde(default)]
    location: Option<String>,
    /// Language of an answer that is remembered: who asks again may prefer another by then.
    #[serde(default)]
    language: Option<String>,
    /// Where the next page begins; its cursor and the link are made from the request.
    #[serde(skip)]
    next: Option<String>,
    #[serde(skip)]
    is_public: bool,
    #[serde(skip)]
    replayed: bool,
    #[serde(skip)]
    statements: u32,
}

impl Reply {
    fn with<T: Serialize>(status: StatusCode, body: Option<&T>) -> Result<Self, Problem> {
        let body = body.map(serde_json::to_string).transpose().map_err(Problem::internal)?;
        Ok(Self { status: status.as_u16(), body, ..Self::default() })
    }

    /// 200 with `body`.
    pub fn ok<T: Serialize>(body: &T) -> Result<Self, Problem> {
        Self::with(StatusCode::OK, Some(body))
    }

    /// 201 with `body`, which now stands at `location`.
    pub fn created<T: Serialize>(body: &T, location: String) -> Result<Self, Problem> {
        Ok(Self { location: Some(location), ..Self::with(StatusCode::CREATED, Some(body))? })
    }

    /// 204.
    pub fn nothing() -> Result<Self, Problem> {
        Self::with::<()>(StatusCode::NO_CONTENT, None)
    }

    /// What is sent, alone.
    pub fn into_body(self) -> String {
        self.body.unwrap_or_default()
    }

    /// The version of what is sent, for a strong entity tag.
    pub fn version(self, version: i64) -> Self {
        Self { etag: Some(tag_of_version(version)), version: Some(version), ..self }
    }

    /// There is a next page, which begins at this place.
    pub fn next(self, place: Option<String>) -> Self {
        Self { next: place, ..self }
    }

    /// Writes the cursor of the next page into a page, and gives it.
    fn go_on(&mut self, request: &HttpRequest) -> Option<String> {
        let cursor = seal(request, self.next.as_deref()?);
        if let Some(body) = &mut self.body
            && body.ends_with('}')
        {
            body.truncate(body.len() - 1);
            [",\"nextCursor\":\"", &cursor, "\"}"].into_iter().for_each(|part| body.push_str(part));
        }
        Some(cursor)
    }

    /// Public data: tagged by its content, so that a client that has it is sent 304.
    pub fn public(self) -> Self {
        Self { is_public: true, ..self }
    }

    /// So many statements were sent to the database for it.
    pub(crate) fn after(self, statements: u32) -> Self {
        Self { statements, ..self }
    }

    /// Written in `lang`, and so it stays.
    pub(crate) fn in_language(self, lang: Lang) -> Self {
        Self { language: Some(lang.code().to_owned()), ..self }
    }

    /// Remembered from an earlier request with the same idempotency key.
    pub(crate) fn replayed(self) -> Self {
        Self { replayed: true, ..self }
    }
}

impl Responder for Reply {
    type Body = BoxBody;

    fn respond_to(mut self, request: &HttpRequest) -> HttpResponse {
        let next = self.go_on(request);
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let sent = self.body.as_deref().unwrap_or_default().as_bytes();
        let (etag, caching) = match self.version.filter(|_| request.method() == Method::GET) {
            _ if self.is_public => (Some(tag_of(sent)), PUBLIC),
            Some(version) => (Some(tag_of_view(version, sent)), "no-store"),
            None => (self.etag, "no-store"),
        };
        let known = status == StatusCode::OK && etag.as_ref().is_some_and(|etag| is_known(request, etag));
        let mut response = HttpResponse::build(if known { StatusCode::NOT_MODIFIED } else { status });
        response.insert_header((header::CACHE_CONTROL, caching));
        if let Some(etag) = etag {
            response.insert_header((header::ETAG, etag));
        }
        if let Some(location) = &self.location {
            response.insert_header((header::LOCATION, location.as_str()));
        }
        if let Some(language) = &self.language {
            response.insert_header((header::CONTENT_LANGUAGE, language.as_str()));
        }
        if let Some(next) = &next {
            response.insert_header((header::LINK, next_link(request, next)));
        }
        if self.replayed {
            response.insert_header(("Idempotency-Replayed", "true"));
        }
        if self.statements > 0 {
            response.insert_header(("X-Merzim-Statements", self.statements));
        }
        match self.body {
            Some(body) if !known => response.content_type("application/json").body(body),
            _ => response.finish(),
        }
    }
}

/// What everybody may keep, as long as it is still so.
const PUBLIC: &str = "public, no-cache";

/// An answer that everybody may keep under this tag: 200, or 304 without a body when the client has it, which is said too.
pub fn public(request: &HttpRequest, etag: &str) -> (HttpResponseBuilder, bool) {
    let known = is_known(request, etag);
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header((header::ETAG, etag)).insert_header((header::CACHE_CONTROL, PUBLIC));
    (response, known)
}

/// Sends text that everybody may have, unless the client has it: of this media type, under this name if it is one to keep.
pub fn send_public(request: &HttpRequest, kind: &str, name: Option<&str>, body: String, lang: Lang) -> HttpResponse {
    let (mut answer, known) = public(request, &tag_of(body.as_bytes()));
    if known {
        return answer.finish();
    }
    answer.insert_header((header::CONTENT_TYPE, kind)).insert_header((header::CONTENT_LANGUAGE, lang.code()));
    if let Some(name) = name {
        answer.insert_header((header::CONTENT_DISPOSITION, disposition(name)));
    }
    answer.body(body)
}

/// The same request with another cursor.
fn next_link(request: &HttpRequest, cursor: &str) -> String {
    let mut query: Vec<(String, String)> = serde_urlencoded::from_str(request.query_string()).unwrap_or_default();
    query.retain(|(name, _)| name != "cursor");
    query.push(("cursor".to_owned(), cursor.to_owned()));
    format!("<{}?{}>; rel=\"next\"", request.path(), serde_urlencoded::to_string(query).unwrap_or_default())
}
