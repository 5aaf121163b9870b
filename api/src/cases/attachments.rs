//! Attachments: uploaded to a draft, read by whoever may see the case.

use std::io::{Read, Seek};

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::body::SizedStream;
use actix_web::http::header;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse, delete, get, post};
use futures_util::{StreamExt, TryStreamExt, stream};
use merzim_domain::Text;
use merzim_domain::engine::{Refusal, RefusalKind};
use merzim_persistence::Connection;
use merzim_persistence::attachments::{self, AttachmentRow};
use merzim_persistence::cases::{self, CaseRow};
use merzim_persistence::sql_types::{Id, Instant};
use serde::Serialize;
use tempfile::NamedTempFile;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Place;
use super::flow::{self, Loaded, built};
use crate::app::App;
use crate::http::call::{Call, IdempotencyKey, IfMatch};
use crate::http::input::{PathId, is_form};
use crate::http::problem::{Fault, Problem};
use crate::http::reply::Reply;
use crate::http::{At, File};
use crate::list_of;
use crate::signature::hex;

/// A file attached to a case.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// Id.
    pub id: Uuid,
    /// File name given by the uploader.
    #[schema(example = "regulation.pdf")]
    pub name: String,
    /// Media type found in the bytes, whatever the uploader said.
    #[schema(example = "application/pdf")]
    pub media_type: String,
    /// Size in bytes.
    #[schema(minimum = 0, example = 48213)]
    pub size: i64,
    /// SHA-256, lower-case hexadecimal.
    #[schema(pattern = "^[0-9a-f]{64}$", example = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    pub sha256: String,
    /// When it was uploaded.
    pub uploaded_at: At,
    /// From when everybody may read it.
    pub published_at: Option<At>,
    /// Where its bytes are.
    #[schema(format = "uri-reference", example = "/api/v1/attachments/0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11")]
    pub href: String,
}

impl From<AttachmentRow> for Attachment {
    fn from(row: AttachmentRow) -> Self {
        Self {
            id: row.id.0,
            name: row.name,
            media_type: row.media_type,
            size: row.size,
            sha256: row.sha256,
            uploaded_at: row.uploaded_at.into(),
            published_at: row.published_at.map(At::from),
            href: format!("{}/attachments/{}", crate::openapi::BASE, row.id.0),
        }
    }
}

list_of!(Attachments, Attachment, "The attachments of a case.");

/// A file to be attached.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the multipart body in the contract")]
pub struct Upload {
    /// The file: PDF, DOC, DOCX, XLS, XLSX, PPT, PPTX, ODT, ODS, JPEG, PNG, TIFF, ZIP or plain text in UTF-8, told by
    /// its bytes; up to the configured size (25 MiB).
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// A file on its way in.
struct Incoming {
    file: NamedTempFile,
    name: String,
    media_type: &'static str,
    size: u64,
    sha256: String,
}

/// Why a file cannot be taken off.
const PUBLISHED: Text = Text::new("файл жарияланған", "файл опубликован", "the file is published");

/// Media types that may be attached.
const ACCEPTED: [&str; 13] = [
    "application/pdf",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "image/jpeg",
    "image/png",
    "image/tiff",
    "application/zip",
];

/// Reads a case that files may be attached to by the caller.
fn load_open(app: &App, call: &Call, connection: &mut Connection, case: Uuid) -> Result<Loaded, Problem> {
    let row = cases::visible(connection, &call.viewer(), case)?;
    call.expect_version(row.version)?;
    let built = built(&row.procedure)?;
    let case = cases::for_engine(connection, &row, app.addressees(built.addressees))?;
    let loaded = Loaded { row, case };
    flow::expect_in(call, &loaded, built, &built.attaches)?;
    Ok(loaded)
}

/// Attach a file
///
/// Adds a file to a draft, or to a meeting that is not over. What it is, is found in its bytes; its SHA-256 becomes part of the document that is signed.
#[utoipa::path(tag = "Cases", operation_id = "createAttachment", params(("id" = Uuid, Path, description = "Id of the case, of whatever procedure"), IfMatch, IdempotencyKey), request_body(content = Upload, content_type = "multipart/form-data"), security(("bearer" = []), ("lookupToken" = [])), responses((status = CREATED, description = "The attachment; the entity tag is the new one of the case", body = Attachment)))]
#[post("/cases/{id}/attachments")]
pub async fn create(
    app: Data<App>,
    call: Call,
    id: PathId,
    request: HttpRequest,
    form: Multipart,
) -> Result<Reply, Problem> {
    if !is_form(&request) {
        return Err(Fault::UnsupportedMediaType.into());
    }
    // Who may not attach should not have to send 25 MB to be told so.
    let (early, asked) = (app.clone(), call.clone());
    app.query(move |connection| match asked.idempotency_key {
        // Repeated with its key, it may well be filed by now; but it must be the caller's.
        Some(_) => Ok(cases::visible(connection, &asked.viewer(), id.0).map(drop)?),
        None => load_open(&early, &asked, connection, id.0).map(drop),
    })
    .await?;
    let incoming = receive(&app, form).await?;
    let fingerprint = format!("{} {}", incoming.name, incoming.sha256);
    let (inner, asked) = (app.clone(), call.clone());
    app.write(&call, fingerprint.as_bytes(), move |connection| {
        let loaded = load_open(&inner, &asked, connection, id.0)?;
        let now = inner.clock.now();
        let row = AttachmentRow {
            id: Id(Uuid::now_v7()),
            case_id: Id(id.0),
            name: incoming.name,
            media_type: incoming.media_type.to_owned(),
            size: i64::try_from(incoming.size).map_err(Problem::internal)?,
            sha256: incoming.sha256,
            uploaded_at: Instant(now),
            uploaded_by: asked.actor.subject,
            published_at: None,
        };
        attachments::add(connection, &row)?;
        cases::touch(connection, id.0, loaded.row.version, now)?;
        inner.files.put(row.id.0, incoming.file.path()).map_err(Problem::internal)?;
        let shown = Attachment::from(row);
        let location = shown.href.clone();
        Ok(Reply::created(&shown, location)?.version(loaded.row.version + 1))
    })
    .await
}

async fn receive(app: &App, mut form: Multipart) -> Result<Incoming, Problem> {
    let mut found = None;
    while let Some(field) = in_time(app, form.try_next()).await?.map_err(|error| unread(&error))? {
        if field.name() != Some("file") || found.is_some() {
            let message = Text::new(
                "тек бір «file» өрісі күтіледі",
                "ожидается одно поле «file»",
                "exactly one field `file` is expected",
            );
            return Err(Problem::field(&format!("/{}", field.name().unwrap_or_default()), message));
        }
        found = Some(receive_file(app, field).await?);
    }
    found.ok_or_else(|| {
        Problem::field("/file", Text::new("толтырылуы міндетті", "обязательно для заполнения", "is required"))
    })
}

fn unread(error: &MultipartError) -> Problem {
    match error {
        MultipartError::ContentTypeMissing
        | MultipartError::ContentTypeParse
        | MultipartError::ContentTypeIncompatible => Fault::UnsupportedMediaType.into(),
        _ => Fault::Malformed.into(),
    }
}

/// The next piece, unless it is too long in coming.
async fn in_time<T>(app: &App, piece: impl Future<Output = T>) -> Result<T, Problem> {
    tokio::time::timeout(app.config.limits.body_timeout, piece).await.map_err(|_| Fault::Timeout.into())
}

async fn receive_file(app: &App, mut field: Field) -> Result<Incoming, Problem> {
    let name =
        plain_name(field.content_disposition().and_then(|disposition| disposition.get_filename()).unwrap_or_default());
    let staging = app.files.staging().to_owned();
    let (file, writer) = block(move || {
        let file = NamedTempFile::new_in(staging).map_err(Problem::internal)?;
        let writer = file.reopen().map_err(Problem::internal)?;
        Ok((file, writer))
    })
    .await?;
    let mut writer = tokio::fs::File::from_std(writer);
    let mut digest = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
    let mut size = 0_u64;
    let mut text = TextCheck::default();
    while let Some(chunk) = in_time(app, field.next()).await? {
        let chunk = chunk.map_err(|_| Problem::from(Fault::Malformed))?;
        size = size.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        if size > app.config.limits.max_upload {
            return Err(Fault::TooLarge.into());
        }
        digest.update(&chunk);
        text.read(&chunk);
        writer.write_all(&chunk).await.map_err(Problem::internal)?;
    }
    writer.flush().await.map_err(Problem::internal)?;
    // Before the transaction, which must not wait for the disk.
    writer.sync_all().await.map_err(Problem::internal)?;
    if size == 0 {
        return Err(Problem::field(
            "/file",
            Text::new("бос болмауы керек", "не должен быть пустым", "must not be empty"),
        ));
    }
    let is_text = text.holds();
    let (file, media_type) = block(move || sniff(&file, is_text).map(|kind| (file, kind))).await?;
    let media_type = media_type.ok_or(Fault::UnsupportedMediaType)?;
    Ok(Incoming { file, name, media_type, size, sha256: hex(digest.finish().as_ref()) })
}

/// Does work on the disk away from the async threads.
async fn block<T: Send + 'static>(work: impl FnOnce() -> Result<T, Problem> + Send + 'static) -> Result<T, Problem> {
    actix_web::web::block(work).await.map_err(Problem::internal)?
}

/// Whether bytes that come in pieces are plain text in UTF-8.
#[derive(Debug, Default)]
struct TextCheck {
    /// The beginning of a character cut at the end of the last piece.
    cut: Vec<u8>,
    broken: bool,
}

impl TextCheck {
    fn read(&mut self, piece: &[u8]) {
        if self.broken {
            return;
        }
        let bytes = [self.cut.as_slice(), piece].concat();
        let (text, rest) = match std::str::from_utf8(&bytes) {
            Ok(text) => (text, &[][..]),
            Err(error) if error.error_len().is_none() => {
                let (whole, rest) = bytes.split_at(error.valid_up_to());
                (std::str::from_utf8(whole).unwrap_or("\0"), rest)
            }
            Err(_) => ("\0", &[][..]),
        };
        self.broken = text.contains(|sign: char| sign.is_control() && !"\r\n\t".contains(sign));
        self.cut = rest.to_vec();
    }

    const fn holds(&self) -> bool {
        !self.broken && self.cut.is_empty()
    }
}

/// What the bytes are, if it is something that may be attached.
fn sniff(file: &NamedTempFile, is_text: bool) -> Result<Option<&'static str>, Problem> {
    let mut file = file.as_file();
    let mut head = Vec::new();
    file.rewind().and_then(|()| file.take(8192).read_to_end(&mut head)).map_err(Problem::internal)?;
    Ok(match infer::get(&head) {
        Some(kind) => ACCEPTED.iter().find(|accepted| **accepted == kind.mime_type()).copied(),
        None => is_text.then_some("text/plain"),
    })
}

/// Signs with a meaning to file systems, and those that turn the direction of writing, so that a name reads otherwise than it is.
const MISLEADING: &str = "\"<>|:*?\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}\u{feff}\u{61c}\u{200b}";

/// A file name without folders and signs that could mislead.
fn plain_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String =
        last.chars().filter(|sign| !sign.is_control() && !MISLEADING.contains(*sign)).take(200).collect();
    let plain = plain.trim().trim_start_matches('.').to_owned();
    if plain.is_empty() { "file".to_owned() } else { plain }
}

/// Whether a file is everybody's to read, or the caller's own.
fn is_own(call: &Call, row: &AttachmentRow) -> bool {
    row.published_at.is_some() || row.uploaded_by == call.actor.subject
}

/// Whether the caller, who sees a case, may read the files that others attached.
fn sees_files(call: &Call, connection: &mut Connection, case: &CaseRow) -> Result<bool, Problem> {
    match Place::of(&case.procedure).and_then(|place| place.files_shown) {
        Some(shown) => shown(call, &cases::parties(connection, &[case.id.0])?),
        None => Ok(true),
    }
}

/// List the attachments of a case
///
/// In the order in which they were uploaded.
#[utoipa::path(tag = "Cases", operation_id = "listAttachments", params(("id" = Uuid, Path, description = "Id of the case, of whatever procedure")), security(("bearer" = []), ("lookupToken" = [])), responses((status = OK, description = "The attachments", body = Attachments)))]
#[get("/cases/{id}/attachments")]
pub async fn list(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    app.read(move |connection| {
        let case = cases::visible(connection, &call.viewer(), id.0)?;
        let mut rows = attachments::of_case(connection, case.id.0)?;
        if !sees_files(&call, connection, &case)? {
            rows.retain(|row| is_own(&call, row));
        }
        Reply::ok(&Attachments { items: rows.into_iter().map(Attachment::from).collect() })
    })
    .await
}

/// Download an attachment
///
/// The very bytes that were uploaded: for whoever sees the case, and, if it is published, for everybody.
#[utoipa::path(tag = "Cases", operation_id = "getAttachment", params(("id" = Uuid, Path, description = "Id of the attachment")), security((), ("bearer" = []), ("lookupToken" = [])), responses((status = OK, description = "The file", content_type = "*/*", body = inline(File))))]
#[get("/attachments/{id}")]
pub async fn get(app: Data<App>, call: Call, id: PathId) -> Result<HttpResponse, Problem> {
    let row = app
        .query(move |connection| {
            let row = attachments::find(connection, &call.viewer(), id.0)?;
            let case = cases::by_id(connection, row.case_id.0)?;
            let shown = is_own(&call, &row) || sees_files(&call, connection, &case)?;
            if shown { Ok(row) } else { Err(Fault::NotFound.into()) }
        })
        .await?;
    let (files, id) = (app.files.clone(), row.id.0);
    let file = block(move || files.open(id).map_err(Problem::internal)).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, row.media_type))
        .insert_header((header::CONTENT_DISPOSITION, disposition(&row.name)))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .body(SizedStream::new(u64::try_from(row.size).unwrap_or_default(), stream_file(file))))
}

/// The chunks of a file.
pub(crate) fn stream_file(
    file: std::fs::File,
) -> std::pin::Pin<Box<dyn futures_util::Stream<Item = std::io::Result<Bytes>>>> {
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
pub(crate) fn disposition(name: &str) -> header::ContentDisposition {
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

/// Remove an attachment
///
/// Takes a file off a case to which files may still be attached: off a draft; later, only whoever attached it. What is published
/// stays.
#[utoipa::path(tag = "Cases", operation_id = "deleteAttachment", params(("id" = Uuid, Path, description = "Id of the attachment"), IfMatch), security(("bearer" = []), ("lookupToken" = [])), responses((status = NO_CONTENT, description = "It is gone; the entity tag is the new one of the case")))]
#[delete("/attachments/{id}")]
pub async fn remove(app: Data<App>, call: Call, id: PathId) -> Result<Reply, Problem> {
    let (inner, asked) = (app.clone(), call.clone());
    let reply = app
        .write(&call, b"", move |connection| {
            let row = attachments::find(connection, &asked.viewer(), id.0)?;
            let loaded = load_open(&inner, &asked, connection, row.case_id.0)?;
            if row.published_at.is_some() {
                return Err(Refusal::of(RefusalKind::StateForbidsAction).because(PUBLISHED).into());
            }
            // What has been filed is others' to read, and nobody's to take off but who attached it.
            let is_draft = built(&loaded.row.procedure)?.drafts.contains(&loaded.case.state.as_str());
            if !is_draft && row.uploaded_by != asked.actor.subject {
                return Err(Refusal::of(RefusalKind::RoleForbidsAction).into());
            }
            attachments::remove(connection, id.0)?;
            cases::touch(connection, row.case_id.0, loaded.row.version, inner.clock.now())?;
            Ok(Reply::nothing()?.version(loaded.row.version + 1))
        })
        .await?;
    // After the commit: a file without a row does no harm, a row without a file would.
    let files = app.files.clone();
    block(move || files.remove(id.0).map_err(Problem::internal)).await?;
    Ok(reply)
}
