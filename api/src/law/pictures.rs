//! Pictures as they are sent: in the language asked for, with a style of their own.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use merzim_domain::Lang;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::http::edge::STYLED_POLICY;
use crate::http::reply::send_public;
use crate::http::{LangCode, Visit};

const SVG: &str = "image/svg+xml";

/// In which language a picture or a calendar is, for pages and programs that cannot say so in a header.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InLanguage {
    /// In this language, whatever `Accept-Language` says.
    #[param(inline)]
    lang: Option<LangCode>,
}

impl InLanguage {
    /// The language, or else that of the caller.
    pub fn or(self, preferred: Lang) -> Lang {
        self.lang.map_or(preferred, |lang| lang.0)
    }

    /// The same for whoever need not say who they are.
    pub fn of(self, visit: Visit) -> Lang {
        self.or(visit.lang)
    }
}

/// Sends a picture that everybody may have.
pub fn send_picture(request: &HttpRequest, picture: String, lang: Lang) -> HttpResponse {
    with_style(send_public(request, SVG, None, picture, lang))
}

/// Sends a picture that is for the caller only, of what is so at this moment.
pub fn send_private_picture(picture: String, lang: Lang) -> HttpResponse {
    send_private(SVG, picture, lang)
}

/// Sends something with a style of its own that is for the caller only: of this media type, of what is so at this moment.
pub fn send_private(kind: &str, body: String, lang: Lang) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header((header::CONTENT_LANGUAGE, lang.code()))
        .insert_header((header::CACHE_CONTROL, "no-store"));
    with_style(answer.body(body))
}

fn with_style(mut answer: HttpResponse) -> HttpResponse {
    answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, header::HeaderValue::from_static(STYLED_POLICY));
    answer
}
