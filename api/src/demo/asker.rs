//! Asks the application in process, as a persona.

use actix_http::Request;
use actix_web::Error;
use actix_web::body::{MessageBody, to_bytes};
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::header::{self, HeaderMap};
use actix_web::http::{Method, StatusCode};
// The library asks the application in process in this way, and in no other.
use actix_web::test::TestRequest;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use merzim_domain::zone;
use serde_json::Value;
use time::Date;

use super::example::Moved;
use super::{Persona, Sandbox};
use crate::app::App;
use crate::http::BASE;

/// A program with its service, whose personas are asked for.
#[derive(Debug)]
pub struct Asker<'stage, S> {
    /// The program.
    pub app: &'stage App,
    /// Who may ask.
    pub sandbox: &'stage Sandbox,
    /// What answers.
    pub service: &'stage S,
    /// What may be asked for.
    pub contract: &'stage Value,
}

/// A request of somebody.
#[derive(Clone, Debug)]
pub struct Asked<'asked> {
    /// Who; nobody who says so, if none.
    pub by: Option<&'asked Persona>,
    /// The method.
    pub method: Method,
    /// The path with its query.
    pub path: &'asked str,
    /// The version in `If-Match`.
    pub version: Option<&'asked str>,
    /// The JSON body.
    pub body: Option<&'asked Value>,
    /// Whether a form with a file is sent in place of a body.
    pub with_file: bool,
}

impl<'asked> Asked<'asked> {
    /// A look at something.
    pub const fn look(by: Option<&'asked Persona>, path: &'asked str) -> Self {
        Self { by, method: Method::GET, path, version: None, body: None, with_file: false }
    }
}

/// What was answered.
#[derive(Debug)]
pub struct Answered {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, if it is JSON.
    pub body: Value,
}

impl<'stage, S, B> Asker<'stage, S>
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    /// What is answered to a request.
    pub async fn ask(&self, asked: &Asked<'_>) -> Answered {
        let mut request = TestRequest::default()
            .method(asked.method.clone())
            .uri(asked.path)
            .insert_header((header::ACCEPT_LANGUAGE, "en"));
        if let Some(persona) = asked.by {
            request = request.insert_header((header::AUTHORIZATION, format!("Bearer {}", persona.token)));
        }
        if let Some(version) = asked.version {
            request = request.insert_header((header::IF_MATCH, version));
        }
        if let Some(body) = asked.body {
            request = request.set_json(body);
        }
        if asked.with_file {
            let kind = format!("multipart/form-data; boundary={BOUNDARY}");
            request = request.insert_header((header::CONTENT_TYPE, kind)).set_payload(FILE);
        }
        match self.service.call(request.to_request()).await {
            Ok(answer) => {
                let (status, headers) = (answer.status(), answer.headers().clone());
                let kind = headers.get(header::CONTENT_TYPE).map(header::HeaderValue::as_bytes);
                // What goes on for as long as one watches never ends.
                let body = match kind.is_some_and(|kind| kind.ends_with(b"json")) {
                    true => to_bytes(answer.into_body()).await.unwrap_or_default(),
                    false => actix_web::web::Bytes::new(),
                };
                Answered { status, headers, body: serde_json::from_slice(&body).unwrap_or_default() }
            }
            Err(error) => {
                let status = error.as_response_error().status_code();
                Answered { status, headers: HeaderMap::new(), body: Value::String(error.to_string()) }
            }
        }
    }

    /// The version of the thing that a path is about, as this persona sees it.
    pub async fn version(&self, by: Option<&Persona>, path: &str) -> Option<String> {
        let thing = thing_of(path)?;
        // What holds for any case is about the case where it stands.
        let cases = thing.strip_prefix(&format!("{BASE}/cases/")).and_then(|id| id.parse().ok());
        let places =
            cases.map(|id| self.app.parts.iter().flat_map(|part| part.places).map(move |place| place.path(id)));
        for path in places.into_iter().flatten().chain([thing]) {
            let answer = self.ask(&Asked::look(by, &path)).await;
            if let Some(tag) = answer.headers.get(header::ETAG).and_then(|tag| tag.to_str().ok()) {
                return Some(tag.to_owned());
            }
        }
        None
    }

    /// Puts the demo signature of a persona into a body that takes one: under the document of the case that is submitted at this
    /// path, or of what is to be filed there.
    pub async fn sign(&self, by: Option<&Persona>, path: &str, body: &mut Value) {
        if body.pointer("/signature/cms").is_none() {
            return;
        }
        let thing = thing_of(path);
        let document = format!("{}/document", thing.as_deref().unwrap_or(path));
        let asked = match thing {
            Some(_) => Asked::look(by, &document),
            None => Asked { method: Method::POST, body: Some(body), ..Asked::look(by, &document) },
        };
        let answered = self.ask(&asked).await.body;
        let signer = by.and_then(Persona::signer);
        let document =
            answered.get("content").and_then(Value::as_str).and_then(|text| BASE64_STANDARD.decode(text).ok());
        if let Some((signer, document)) = signer.zip(document)
            && let Ok(signed) = self.sandbox.authority.sign(&signer, &document)
            && let Some(cms) = body.pointer_mut("/signature/cms")
        {
            *cms = signed.into();
        }
    }

    /// Today, by the clock of the program.
    pub fn today(&self) -> Date {
        zone::local(self.app.clock.now()).date()
    }

    /// The example of the contract with this name, as of a day.
    pub fn example(&self, name: &str, today: Date) -> Option<Value> {
        let example = self.contract.pointer(&format!("/components/examples/{name}/value"))?;
        Some(Moved::to(today, &self.app.law.calendar).value(example))
    }
}

const BOUNDARY: &str = "merzim";
/// A file as a browser sends it.
const FILE: &str = "--merzim\r\nContent-Disposition: form-data; name=\"file\"; filename=\"demo.txt\"\r\n\
Content-Type: text/plain\r\n\r\nDEMO\r\n--merzim--\r\n";

/// The path of the thing in a collection that a path is about.
fn thing_of(path: &str) -> Option<String> {
    let mut steps = path.strip_prefix(BASE)?.trim_start_matches('/').split(['/', '?']);
    Some(format!("{BASE}/{}/{}", steps.next()?, steps.next()?))
}
