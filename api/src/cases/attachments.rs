//! Attachments: uploaded to a draft, read by whoever may see the case.

use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse, delete, get, post};
use merzim_domain::engine::{self, Alteration, CommonRefusal, Party, Refusal};
use merzim_domain::procedures::Built;
use merzim_domain::{Role, Text, Vocabulary};
use merzim_persistence::attachments::{self, AttachmentRow};
use merzim_persistence::cases::{self, CaseRow, as_parties};
use merzim_persistence::{Id, Sealed, sql_types};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::flow::{self, built};
use super::upload;
use super::view::note_viewings;
use crate::app::{self, App, Ask, Desk};
use crate::http::call::{IdempotencyKey, IfMatch};
use crate::http::download::Download;
use crate::http::input::is_form;
use crate::http::{Answer, At, Call, Code, File, PathId, Reply, block, list_of};
use crate::law::RoleCode;
use crate::problem::{Fault, Problem};

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
    /// In which role whoever attached it takes part.
    pub uploaded_as: Option<RoleCode>,
    /// From when everybody may read it.
    pub published_at: Option<At>,
    /// Where its bytes are.
    #[schema(format = "uri-reference", example = "/api/v1/attachments/0199f3f4-93a1-7c5e-8f5d-2f9c1a1f0a11")]
    pub href: String,
}

impl TryFrom<AttachmentRow> for Attachment {
    type Error = Problem;

    fn try_from(row: AttachmentRow) -> Result<Self, Problem> {
        Ok(Self {
            id: row.id.0,
            name: row.name.0,
            media_type: row.media_type,
            size: row.size,
            sha256: row.sha256,
            uploaded_at: row.uploaded_at.into(),
            uploaded_as: Code::some(row.uploaded_as.as_deref())?,
            published_at: row.published_at.map(At::from),
            href: format!("{}/attachments/{}", crate::http::BASE, row.id.0),
        })
    }
}

list_of!(Attachments, Attachment, "The attachments of a case.");

/// A file to be attached.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the multipart body in the contract")]
pub struct Upload {
    /// The file: PDF, DOC, DOCX, XLS, XLSX, PPT, PPTX, ODT, ODS, JPEG, PNG, TIFF, ZIP or plain text in UTF-8, told by
    /// its bytes, without macros or scripts, not encrypted, whole; up to the configured size (25 MiB). A name without an end gets one.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Why a file cannot be taken off.
const PUBLISHED: Text = Text::new("файл жарияланған", "файл опубликован", "the file is published");

/// How large the next file of a case may be, in bytes. Else 413 when the case has as many files, or bytes in them, as
/// it may have.
fn room_in(desk: &mut Desk<'_>, case: Uuid) -> Result<u64, Problem> {
    let limits = &desk.app.config.limits;
    let (number, size) = attachments::weight(desk.connection, case)?;
    if number >= limits.files_per_case || size >= limits.files_size_per_case {
        return Err(full(desk.app));
    }
    Ok(limits.max_upload.min(limits.files_size_per_case - size))
}

/// That a case takes no more files.
fn full(app: &App) -> Problem {
    let (number, size) = (app.config.limits.files_per_case, app.config.limits.files_size_per_case);
    Problem::from(Fault::TooLarge).because(Text {
        kk: format!("бір іске {number} файлға және барлығы {size} байтқа дейін тіркеледі").into(),
        ru: format!("к делу прилагается до {number} файлов, всего до {size} байт").into(),
        en: format!("a case takes up to {number} files of {size} bytes in all").into(),
    })
}

/// A case that files may be attached to.
struct Open {
    row: CaseRow,
    built: &'static Built,
    parties: Vec<Party>,
    /// In which role the caller attaches.
    role: Role,
}

impl Open {
    /// Notes what the caller does with the files of the case.
    fn alter(&self, desk: &mut Desk<'_>, alteration: Alteration) -> Result<(), Problem> {
        flow::alter(desk, &self.row, &self.parties, self.built.attachers, alteration)
    }
}

/// Reads a case that files may be attached to by the caller.
fn load_open(desk: &mut Desk<'_>, case: Uuid) -> Result<Open, Problem> {
    let row = cases::visible(desk.connection, &desk.call.viewer(), case)?;
    desk.call.expect_version(row.version)?;
    let built = built(&row.procedure)?;
    let parties = as_parties(&cases::parties(desk.connection, &[case])?)?;
    let place = desk.app.place(built.code).ok_or_else(|| Problem::internal("a procedure without a place"))?;
    if !built.attaches.contains(&row.state.as_str()) {
        let title = built.state_title(&row.state).cloned();
        let refusal = Refusal::of(CommonRefusal::StateForbidsAction).because_it_is(title);
        let refusal = flow::since_it_came(desk, refusal, case, &row.state)?;
        let possible = (place.possible)(desk, &row, &parties)?;
        return Err(Problem::from(refusal).with_actions(engine::possible_now(&possible, desk.now)));
    }
    let role = flow::expect_role(desk.call, &parties, built.attachers)?;
    if let Some(expect) = place.attaching {
        expect(desk, &row, &parties)?;
    }
    Ok(Open { row, built, parties, role })
}

/// How a file is to come.
const AS_FORM: Text = Text::new(
    "Файл multipart/form-data түрінде, сығылмай жіберіледі.",
    "Файл отправляется как multipart/form-data, без сжатия.",
    "A file is sent as multipart/form-data, uncompressed.",
);

/// Attach a file
///
/// Adds a file to a case that still takes some: a draft, a meeting that is not over, an appeal or a complaint that is not decided, and what
/// a body tells or is asked for under № 444-НҚ. What it is, is found in its bytes; its SHA-256 becomes part of the document that is signed.
#[utoipa::path(tag = "Cases", operation_id = "createAttachment", params(("id" = Uuid, Path, description = "Id of the case, of whatever procedure"), IfMatch, IdempotencyKey), request_body(content = Upload, content_type = "multipart/form-data"), security(("bearer" = []), ("lookupToken" = [])), responses((status = CREATED, description = "The attachment; the entity tag is the new one of the case", body = Attachment)))]
#[post("/cases/{id}/attachments")]
pub async fn create(ask: Ask, id: PathId, request: HttpRequest, payload: Payload) -> Answer {
    if !is_form(&request) {
        return Err(Problem::from(Fault::UnsupportedMediaType).because(AS_FORM));
    }
    // Who may not attach should not have to send 25 MB to be told so.
    let room = ask
        .query(move |desk| {
            if app::is_repeated(desk.call, desk.connection)? {
                // It may well be filed by now; but it must be the caller's.
                cases::visible(desk.connection, &desk.call.viewer(), id.0)?;
                return Ok(desk.app.config.limits.max_upload);
            }
            load_open(desk, id.0)?;
            room_in(desk, id.0)
        })
        .await?;
    let incoming = upload::receive(&ask.app, &request, payload, room, || full(&ask.app)).await?;
    let fingerprint = format!("{} {}", incoming.name, incoming.sha256);
    ask.write(fingerprint.as_bytes(), move |desk| {
        let open = load_open(desk, id.0)?;
        if incoming.size > room_in(desk, id.0)? {
            return Err(full(desk.app));
        }
        let missing = || Problem::internal("an uploader without a key");
        let uploader = desk.call.actor.person.as_ref().ok_or_else(missing)?;
        let row = AttachmentRow {
            id: Id(incoming.file.id()),
            case_id: Id(id.0),
            name: Sealed(incoming.name),
            media_type: incoming.kind.media_type.to_owned(),
            size: i64::try_from(incoming.size).map_err(Problem::internal)?,
            sha256: incoming.sha256,
            uploaded_at: sql_types::Instant(desk.now),
            uploaded_by: uploader.as_str().to_owned(),
            uploaded_as: Some(open.role.code().to_owned()),
            published_at: None,
        };
        attachments::add(desk.connection, &row)?;
        open.alter(desk, Alteration::AttachFile)?;
        let shown = Attachment::try_from(row)?;
        let location = shown.href.clone();
        let reply = Reply::created(&shown, location)?.version(open.row.version + 1);
        incoming.file.stay();
        Ok(reply)
    })
    .await
}

/// Whether a file is everybody's to read, or the caller's own.
fn is_readable(call: &Call, row: &AttachmentRow) -> bool {
    row.published_at.is_some() || row.is_by(&call.actor)
}

/// Those of the files of a case that the caller, who sees it, may read.
pub(super) fn readable(
    desk: &mut Desk<'_>,
    case: &CaseRow,
    files: Vec<AttachmentRow>,
) -> Result<Vec<AttachmentRow>, Problem> {
    let Some(hide) = desk.app.place(&case.procedure).and_then(|place| place.files_hidden) else { return Ok(files) };
    let (mut seen, mut others): (Vec<_>, Vec<_>) = files.into_iter().partition(|row| is_readable(desk.call, row));
    if !others.is_empty() {
        hide(desk, case, &mut others)?;
    }
    seen.extend(others);
    seen.sort_by_key(|row| row.id.0);
    Ok(seen)
}

/// Checks that the caller, who sees the case of a file, may read it. Else 404.
fn expect_readable(desk: &mut Desk<'_>, file: &AttachmentRow) -> Result<(), Problem> {
    if is_readable(desk.call, file) {
        return Ok(());
    }
    let case = cases::by_id(desk.connection, file.case_id.0)?;
    let seen = readable(desk, &case, vec![file.clone()])?;
    if seen.is_empty() { Err(Fault::NotFound.into()) } else { Ok(()) }
}

/// List the attachments of a case
///
/// In the order in which they were uploaded. What a holder attaches to a request for information is seen by whoever asks once it is given
/// with an answer.
#[utoipa::path(tag = "Cases", operation_id = "listAttachments", params(("id" = Uuid, Path, description = "Id of the case, of whatever procedure")), security(("bearer" = []), ("lookupToken" = [])), responses((status = OK, description = "The attachments", body = Attachments)))]
#[get("/cases/{id}/attachments")]
pub async fn list(ask: Ask, id: PathId) -> Answer {
    ask.show(move |desk| {
        let case = cases::visible(desk.connection, &desk.call.viewer(), id.0)?;
        let rows = attachments::of_case(desk.connection, case.id.0)?;
        let rows = readable(desk, &case, rows)?;
        note_viewings(desk, &[case.id.0])?;
        Reply::ok(&Attachments { items: rows.into_iter().map(Attachment::try_from).collect::<Result<_, _>>()? })
    })
    .await
}

/// Download an attachment
///
/// The very bytes that were uploaded: for whoever sees the case, and, if it is published, for everybody. A download that broke off goes
/// on with `Range`, and with the `ETag` in `If-Range`; of several parts asked for at once the whole file is sent.
#[utoipa::path(tag = "Cases", operation_id = "getAttachment", params(("id" = Uuid, Path, description = "Id of the attachment")), security((), ("bearer" = []), ("lookupToken" = [])), responses((status = OK, description = "The file", content_type = "*/*", body = inline(File)), (status = PARTIAL_CONTENT, description = "The part that `Range` names", content_type = "*/*", body = inline(File))))]
#[get("/attachments/{id}")]
pub async fn get(ask: Ask, id: PathId, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let row = ask
        .query(move |desk| {
            let row = attachments::find(desk.connection, &desk.call.viewer(), id.0)?;
            expect_readable(desk, &row)?;
            if row.published_at.is_none() {
                note_viewings(desk, &[row.case_id.0])?;
            }
            Ok(row)
        })
        .await?;
    let (files, id) = (ask.app.files.clone(), row.id.0);
    let download = Download {
        etag: format!("\"{}\"", row.sha256),
        length: row.size.unsigned_abs(),
        name: row.name.0,
        media_type: row.media_type,
    };
    download.answer(&request, move || files.open(id)).await
}

/// Remove an attachment
///
/// Takes a file off a case to which files may still be attached: off a draft; later, only whoever attached it. What is published
/// stays.
#[utoipa::path(tag = "Cases", operation_id = "deleteAttachment", extensions(("x-refusals" = json!("state-forbids-action"))), params(("id" = Uuid, Path, description = "Id of the attachment"), IfMatch), security(("bearer" = []), ("lookupToken" = [])), responses((status = NO_CONTENT, description = "It is gone; the entity tag is the new one of the case")))]
#[delete("/attachments/{id}")]
pub async fn remove(ask: Ask, id: PathId) -> Answer {
    let files = ask.app.files.clone();
    let reply = ask
        .change((), move |desk, ()| {
            let row = attachments::find(desk.connection, &desk.call.viewer(), id.0)?;
            expect_readable(desk, &row)?;
            let open = load_open(desk, row.case_id.0)?;
            if let Some(at) = row.published_at {
                return Err(Refusal::of(CommonRefusal::StateForbidsAction).because(PUBLISHED).since(at.0).into());
            }
            // What has been filed is others' to read, and nobody's to take off but who attached it.
            let is_draft = open.built.drafts.contains(&open.row.state.as_str());
            if !is_draft && !row.is_by(&desk.call.actor) {
                return Err(Refusal::of(CommonRefusal::RoleForbidsAction).into());
            }
            attachments::remove(desk.connection, id.0)?;
            open.alter(desk, Alteration::RemoveFile)?;
            Ok(Reply::nothing()?.version(open.row.version + 1))
        })
        .await?;
    // After the commit: a file without a row does no harm, a row without a file would.
    block(move || Ok(files.remove(id.0)?)).await?;
    Ok(reply)
}
