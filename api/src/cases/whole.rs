//! A whole case as one file.

use std::io;

use actix_web::{HttpRequest, HttpResponse, get};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use merzim_domain::pictures::timeline::{self, Timeline};
use merzim_domain::zone;
use merzim_persistence::archive::{Content, pack};
use merzim_persistence::{attachments, events};
use serde::Serialize;
use time::OffsetDateTime;
use uuid::Uuid;

use super::attachments::readable;
use super::events::{open_log, show_event};
use super::obligations::of_case;
use super::proofs::proofs_of;
use super::signature::{self, SignatureReport};
use super::timeline::timeline_of;
use crate::app::{Ask, Desk};
use crate::audit;
use crate::digest::sha256;
use crate::http::download::Download;
use crate::http::tags::is_known;
use crate::http::{File, PathId, Reply, block};
use crate::problem::Problem;

/// How many events it has at the most.
const MOST_EVENTS: i64 = 10_000;

/// What each file is, in three languages.
const READ_ME: &str = "\
case.json         іс, сізге көрсетілетін түрде / дело, как его видите вы / the case as you see it
events.json       кім не істеді, қашан / кто что сделал и когда / who did what, and when
proofs.json       оқиғалардың қол қойылған журналда екенінің дәлелі / доказательства, что события стоят в подписанном журнале / the proofs that the events are in the signed log
obligations.json  кім кімге не істеуге міндетті, мерзімі және есебі / кто кому что должен, срок и расчёт / who owes what to whom, the term and its count
signature/        қол қойылған құжат, қолтаңба (CMS), оны тексеру есебі, егер болса / подписанный документ, подпись (CMS), отчёт о её проверке, если есть / the signed document, the signature (CMS), the report of its verification, if any
timeline.svg      уақыт сызығы / лента времени / the time line
files/            сіз оқи алатын файлдар / файлы, которые вам доступны / the files that you may read

Тексеру / Проверка / To verify:

python3 verify.py
openssl pkeyutl -verify -pubin -inkey log.pem -rawin -in head.json -sigfile head.sig

log.pem is the key of the log. Compare it with one that you have from elsewhere: whoever forges this file can forge the key too.
log.pem журналдың кілті: басқа жерден алған кілтпен салыстырыңыз. / log.pem это ключ журнала: сравните его с полученным из другого места.
";

/// The same of a case that was signed. The authorities are those that the state publishes; certificates are looked at as of the filing.
const SIGNED: &str = "
Signature (RSA, ECDSA), at the moment of signature/report.json, verifiedAt, in seconds since 1970:

openssl cms -verify -binary -inform DER -in signature/signature.p7s -content signature/document.json -CAfile AUTHORITIES.pem -attime SECONDS -purpose any -out /dev/null
";

/// What verifies the proofs, with nothing but Python's own library.
const VERIFY: &str = include_str!("verify.py");

/// A list as it stands in a file.
#[derive(Serialize)]
struct Items<T> {
    items: Vec<T>,
}

/// What is packed, and under which name it is sent.
struct Whole {
    name: String,
    /// When the case last changed.
    at: OffsetDateTime,
    contents: Vec<(String, Content)>,
}

impl Whole {
    fn of(desk: &mut Desk<'_>, id: Uuid) -> Result<Self, Problem> {
        let (case, built) = open_log(desk, id)?;
        let place = desk.app.place(&case.procedure).and_then(|place| place.whole);
        let shown = place.ok_or_else(|| Problem::internal("a case that is not shown"))?(desk, id)?;
        let rows = events::of_case(desk.connection, id, 0, MOST_EVENTS)?;
        // The first head above them stays the same, so that a download goes on as it began.
        let head = audit::head_over(desk.app, desk.connection, rows.iter().filter_map(|row| row.leaf).max())?;
        let proofs = proofs_of(desk, head, None, &rows)?;
        let bytes = |text: &str| BASE64_STANDARD.decode(text).map_err(Problem::internal);
        let (head, seal) = (bytes(&proofs.head.signed)?, bytes(&proofs.head.signature)?);
        let rows = rows.into_iter().map(|row| show_event(desk, built, row));
        let events = Items { items: rows.collect::<Result<_, _>>()? };
        let obligations = Items { items: of_case(desk, &case)? };
        let lang = desk.call.lang;
        // The line goes to the last change, or to the beginning of the day: so a download goes on as it began.
        let now = case.updated_at.0.max(zone::start_of(zone::local(desk.now).date()));
        let picture = timeline::draw(&Timeline { now, ..timeline_of(desk, id, lang)? }, lang);
        let made = |name: &str, content: Vec<u8>| (name.to_owned(), Content::Made(content));
        let signature = signature::shown(desk, &case)?;
        let read_me = READ_ME.to_owned() + if signature.is_some() { SIGNED } else { "" };
        let mut contents = vec![
            made("README.txt", read_me.into_bytes()),
            made("case.json", shown.into_body().into_bytes()),
            made("events.json", Reply::ok(&events)?.into_body().into_bytes()),
            made("proofs.json", Reply::ok(&proofs)?.into_body().into_bytes()),
            made("head.json", head),
            made("head.sig", seal),
            made("log.pem", proofs.head.public_key.clone().into_bytes()),
            made("verify.py", VERIFY.as_bytes().to_vec()),
            made("obligations.json", Reply::ok(&obligations)?.into_body().into_bytes()),
            made("timeline.svg", picture.into_bytes()),
        ];
        if let Some(row) = signature {
            let report = Reply::ok(&SignatureReport::stored(&row.report)?)?;
            contents.push(made("signature/document.json", row.document));
            contents.push(made("signature/signature.p7s", row.cms));
            contents.push(made("signature/report.json", report.into_body().into_bytes()));
        }
        let files = attachments::of_case(desk.connection, id)?;
        for (number, row) in (1..).zip(readable(desk, &case, files)?) {
            // Of two files with one name each has its own place.
            contents.push((format!("files/{number}-{}", row.name.replace(['/', '\\'], "_")), Content::Kept(row.id.0)));
        }
        let name = case.number.unwrap_or_else(|| id.to_string());
        Ok(Self { name: format!("{name}.zip"), at: case.updated_at.0, contents })
    }

    /// A tag of what is packed; a file never changes under its id.
    fn tag(&self) -> String {
        let seeds = self.contents.iter().map(|(name, content)| match content {
            Content::Made(bytes) => format!("{name} {}", sha256(bytes)),
            Content::Kept(id) => format!("{name} {id}"),
        });
        let seeds = seeds.chain([self.at.to_string()]).collect::<Vec<_>>();
        format!("\"{}\"", sha256(seeds.join("\n").as_bytes()))
    }
}

/// Download a whole case as one file
///
/// A ZIP file, in the caller's language: the case as the caller sees it, its events with their proofs, what is owed with the count of each term,
/// the time line as a picture, the signature under which it was filed, and the files that the caller may read. For whoever sees the events of the case. Of more than 10,000 events the first ones.
#[utoipa::path(tag = "Cases", operation_id = "downloadCase", params(("id" = Uuid, Path, description = "Id of the case, of whatever procedure")), security(("bearer" = []), ("lookupToken" = [])), responses((status = OK, description = "The file", content_type = "application/zip", body = inline(File)), (status = PARTIAL_CONTENT, description = "The part that `Range` names", content_type = "application/zip", body = inline(File))))]
#[get("/cases/{id}/case.zip")]
pub async fn download(ask: Ask, id: PathId, request: HttpRequest) -> Result<HttpResponse, Problem> {
    send(ask, id, request).await
}

/// Download what proves a case
///
/// The same file as `downloadCase`. A stranger verifies with it, without Merzim, what was signed and what was done: the signed document and
/// its signature, the events with their proofs, the signed head of the log, and a program that checks them.
#[utoipa::path(tag = "Cases", operation_id = "downloadEvidence", params(("id" = Uuid, Path, description = "Id of the case, of whatever procedure")), security(("bearer" = []), ("lookupToken" = [])), responses((status = OK, description = "The file", content_type = "application/zip", body = inline(File)), (status = PARTIAL_CONTENT, description = "The part that `Range` names", content_type = "application/zip", body = inline(File))))]
#[get("/cases/{id}/evidence.zip")]
pub async fn prove(ask: Ask, id: PathId, request: HttpRequest) -> Result<HttpResponse, Problem> {
    send(ask, id, request).await
}

async fn send(ask: Ask, id: PathId, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let files = ask.app.files.clone();
    let whole = ask.query(move |desk| Whole::of(desk, id.0)).await?;
    let (name, etag, media_type) = (whole.name.clone(), whole.tag(), "application/zip".to_owned());
    if is_known(&request, &etag) {
        let known = Download { name, media_type, etag, length: 1 };
        return known.answer(&request, || Err(io::Error::from(io::ErrorKind::NotFound).into())).await;
    }
    let packed = block(move || Ok(pack(&*files, whole.at, whole.contents)?)).await?;
    let length = packed.as_file().metadata().map_err(Problem::internal)?.len();
    let sent = Download { name, media_type, etag, length };
    sent.answer(&request, move || Ok(packed.into_file())).await
}
