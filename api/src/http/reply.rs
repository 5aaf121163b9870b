//! Answers: built where the database is, sent from where HTTP is.

use std::pin::Pin;

use actix_web::body::BoxBody;
use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, Responder};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use futures_util::Stream;
use futures_util::stream;
use merzim_domain::Lang;
use serde::{Deserialize, Serialize};
use tokio::io::AsyncReadExt;

use crate::digest;
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
    #[serde(default)]
    location: Option<String>,
    /// Language of an answer that is remembered: who asks again may prefer another by then.
    #[serde(default)]
    language: Option<String>,
    /// Cursor of the next page; the link is made from the request.
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

    /// The version of what is sent, as a strong entity tag.
    pub fn version(self, version: i64) -> Self {
        Self { etag: Some(format!("\"{version}\"")), ..self }
    }

    /// There is a next page, at this cursor.
    pub fn next(self, cursor: Option<String>) -> Self {
        Self { next: cursor, ..self }
    }

    /// Public data: tagged by its content, so that a client that has it is sent 304.
    pub fn public(self) -> Self {
        let etag = tag_of(self.body.as_deref().unwrap_or_default().as_bytes());
        Self { etag: Some(etag), is_public: true, ..self }
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

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        // Only public answers are the same for everybody as long as their content is.
        let (mut response, known) = match &self.etag {
            Some(etag) if self.is_public => public(request, etag),
            etag => {
                let mut response = HttpResponse::build(status);
                if let Some(etag) = etag {
                    response.insert_header((header::ETAG, etag.as_str()));
                }
                response.insert_header((header::CACHE_CONTROL, "no-store"));
                (response, false)
            }
        };
        if let Some(location) = &self.location {
            response.insert_header((header::LOCATION, location.as_str()));
        }
        if let Some(language) = &self.language {
            response.insert_header((header::CONTENT_LANGUAGE, language.as_str()));
        }
        if let Some(next) = &self.next {
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

/// A strong entity tag of content that `seed` determines.
pub fn tag_of(seed: &[u8]) -> String {
    let sha256 = digest::of(seed);
    format!("\"{}\"", BASE64_URL_SAFE_NO_PAD.encode(sha256.as_ref().get(..16).unwrap_or_default()))
}

/// An answer that everybody may keep under this tag: 200, or 304 without a body when the client has it, which is said too.
pub fn public(request: &HttpRequest, etag: &str) -> (HttpResponseBuilder, bool) {
    let known = is_known(request, etag);
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header((header::ETAG, etag)).insert_header((header::CACHE_CONTROL, "public, no-cache"));
    (response, known)
}

/// Whether the client has what bears this tag, by `If-None-Match`.
fn is_known(request: &HttpRequest, etag: &str) -> bool {
    let lines = request.headers().get_all(header::IF_NONE_MATCH).filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(str::trim).any(|tag| tag == "*" || tag.trim_start_matches("W/") == etag)
}

/// The same request with another cursor.
fn next_link(request: &HttpRequest, cursor: &str) -> String {
    let mut query: Vec<(String, String)> = serde_urlencoded::from_str(request.query_string()).unwrap_or_default();
    query.retain(|(name, _)| name != "cursor");
    query.push(("cursor".to_owned(), cursor.to_owned()));
    format!("<{}?{}>; rel=\"next\"", request.path(), serde_urlencoded::to_string(query).unwrap_or_default())
}

/// The chunks of a file.
pub fn stream_file(file: std::fs::File) -> Pin<Box<dyn Stream<Item = std::io::Result<Bytes>>>> {
    const CHUNK: usize = 64 * 1024;
    let file = tokio::fs::File::from_std(file);
    Box::pin(stream::try_unfold(file, |mut file| async move {
        let mut chunk = vec![0; CHUNK];
        let read = file.read(&mut chunk).await?;
        chunk.truncate(read);
        Ok((read > 0).then(|| (Bytes::from(chunk), file)))
    }))
}

/// `Content-Disposition` for saving under a name in any script.
pub fn disposition(name: &str) -> header::ContentDisposition {
    let extended = header::ExtendedValue {
        charset: header::Charset::Ext("UTF-8".to_owned()),
        language_tag: None,
        value: name.as_bytes().to_vec(),
    };
    header::ContentDisposition {
        disposition: header::DispositionType::Attachment,
        parameters: vec![header::DispositionParam::FilenameExt(extended)],
    }
}
