//! A file on its way in: one field of a form, read piece by piece, kept before it has a row.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use actix_web::http::header;
use actix_web::web::{Bytes, Payload};
use actix_web::{HttpRequest, rt};
use futures_util::{Stream, StreamExt, stream};
use merzim_domain::Text;
use merzim_persistence::kinds::{Kind, PLAIN, TextCheck, Unfit, plain_name};
use merzim_persistence::storage::Placed;
use multer::{Error, Field, Multipart};
use tokio::io::{AsyncWriteExt, BufWriter};
use tokio::sync::mpsc;

use crate::app::App;
use crate::connections::SLOWEST;
use crate::digest;
use crate::http::block;
use crate::http::contract::{REQUIRED, escaped};
use crate::problem::{Fault, FieldFaults, Problem, Wrong, WrongCode};

/// A file that is whole and in its place, but without a row yet.
pub(super) struct Incoming {
    pub(super) file: Placed,
    pub(super) name: String,
    pub(super) kind: &'static Kind,
    pub(super) size: u64,
    pub(super) sha256: String,
}

/// How much of a form may be anything else than its file: what is before it, its headers, what comes after it; and what has come
/// and is not looked at yet.
const BESIDES: u64 = 512 * 1024;
/// How many chunks are taken at a time.
const MANY: usize = 16;
/// How much is written to the disk at a time.
const PIECE: usize = 256 * 1024;

/// Reads the one file of a form, of no more than `most` bytes.
pub(super) async fn receive(
    app: &App,
    request: &HttpRequest,
    payload: Payload,
    most: u64,
    too_large: impl Fn() -> Problem,
) -> Result<Incoming, Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(kind).map_err(|_| Fault::UnsupportedMediaType)?;
    let read = Arc::new(AtomicU64::new(0));
    let mut form = Multipart::new(pieces(payload, Arc::clone(&read)), boundary);
    let mut found = None;
    while let Some(field) = in_time(app, form.next_field()).await? {
        if field.name() != Some("file") || found.is_some() {
            let message = Text::new(
                "тек бір «file» өрісі күтіледі",
                "ожидается одно поле «file»",
                "exactly one field `file` is expected",
            );
            let mut faults = FieldFaults::default();
            let name = escaped(field.name().unwrap_or_default());
            faults.tell(|| format!("/{name}"), Wrong::of(WrongCode::UnknownName, message));
            if found.is_none() {
                faults.tell(|| "/file".to_owned(), Wrong::of(WrongCode::Required, REQUIRED));
            }
            return Err(faults.besides(Fault::Invalid.into()));
        }
        found = Some(receive_file(app, field, &read, most, &too_large).await?);
    }
    found.ok_or_else(|| Problem::field("/file", Wrong::of(WrongCode::Required, REQUIRED)))
}

/// What comes, piece by piece, as long as not much more has come than was `read` of the file.
fn pieces(payload: Payload, read: Arc<AtomicU64>) -> impl Stream<Item = Result<Bytes, &'static str>> + Send {
    let (send, receive) = mpsc::channel(1);
    rt::spawn(async move {
        let mut come = 0_u64;
        // What has come already is one piece, however small its chunks are.
        let mut payload = payload.ready_chunks(MANY);
        while let Some(chunks) = payload.next().await {
            let piece =
                chunks.into_iter().collect::<Result<Vec<Bytes>, _>>().map(|chunks| Bytes::from(chunks.concat()));
            let piece = piece.map_err(|_| "cut off").and_then(|piece| {
                // This piece nobody could have looked at yet.
                let besides = come.saturating_sub(read.load(Ordering::Relaxed));
                come = come.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
                if besides > BESIDES { Err("too much besides the file") } else { Ok(piece) }
            });
            let ends = piece.is_err();
            if send.send(piece).await.is_err() || ends {
                return;
            }
        }
    });
    stream::unfold(receive, |mut receive| async move { Some((receive.recv().await?, receive)) })
}

/// What is said of a form whose file has a head that cannot be read, and of one that is cut off.
const BROKEN_HEAD: Text = Text::new(
    "файлдың тақырыптары оқылмады: файл атында басқару таңбасы болмауы керек",
    "заголовки файла не прочитаны: в имени файла не должно быть управляющих знаков",
    "the headers of the file cannot be read: its name must hold no control character",
);
const CUT_OFF: Text = Text::new("файл толық келмеді", "файл пришёл не полностью", "the file did not come whole");

/// The next piece, unless it is too long in coming or cannot be read.
async fn in_time<T>(app: &App, piece: impl Future<Output = Result<T, Error>>) -> Result<T, Problem> {
    let piece = tokio::time::timeout(app.config.limits.body_timeout, piece).await.map_err(|_| Fault::Timeout)?;
    piece.map_err(|error| match error {
        Error::NoMultipart | Error::NoBoundary | Error::DecodeContentType(_) => Fault::UnsupportedMediaType.into(),
        Error::ReadHeaderFailed(_) | Error::DecodeHeaderName { .. } | Error::DecodeHeaderValue { .. } => {
            Problem::from(Fault::Malformed).because(BROKEN_HEAD)
        }
        Error::IncompleteFieldData { .. } | Error::IncompleteHeaders | Error::IncompleteStream => {
            Problem::from(Fault::Malformed).because(CUT_OFF)
        }
        _ => Fault::Malformed.into(),
    })
}

async fn receive_file(
    app: &App,
    mut field: Field<'_>,
    read: &AtomicU64,
    most: u64,
    too_large: impl Fn() -> Problem,
) -> Result<Incoming, Problem> {
    let name = plain_name(field.file_name().unwrap_or_default());
    let files = app.files.clone();
    let (file, writer) = block(move || {
        let file = files.begin()?;
        let writer = file.reopen().map_err(|error| files.failed(error))?;
        Ok((file, writer))
    })
    .await?;
    let failed = |error| Problem::from(app.files.failed(error));
    // Pieces may be very small, and each write goes to another thread.
    let mut writer = BufWriter::with_capacity(PIECE, tokio::fs::File::from_std(writer));
    let mut sha256 = digest::begin();
    let (mut size, begun) = (0_u64, Instant::now());
    let mut text = TextCheck::default();
    while let Some(piece) = in_time(app, field.chunk()).await? {
        let length = u64::try_from(piece.len()).unwrap_or(u64::MAX);
        size = size.saturating_add(length);
        read.fetch_add(length, Ordering::Relaxed);
        if size > most {
            return Err(if size > app.config.limits.max_upload { Fault::TooLarge.into() } else { too_large() });
        }
        if begun.elapsed() > app.config.limits.body_timeout + Duration::from_secs(size / SLOWEST) {
            return Err(Fault::Timeout.into());
        }
        sha256.update(&piece);
        text.read(&piece);
        writer.write_all(&piece).await.map_err(failed)?;
    }
    writer.flush().await.map_err(failed)?;
    if size == 0 {
        let message = Text::new("бос болмауы керек", "не должен быть пустым", "must not be empty");
        return Err(Problem::field("/file", Wrong::of(WrongCode::Empty, message)));
    }
    let (is_text, files) = (text.holds(), app.files.clone());
    // Before the transaction, which must not wait for the disk.
    let (name, kind, file) = block(move || {
        let refused = |why| Problem::from(Fault::UnsupportedMediaType).because(why);
        let kind = Kind::of(&file, is_text).map_err(Problem::internal)?.map_err(|unfit| refused(words(unfit)))?;
        let name = kind.name(&name).ok_or_else(|| refused(ends_otherwise(kind)))?;
        Ok((name, kind, Placed::put(files, file)?))
    })
    .await?;
    Ok(Incoming { file, name, kind, size, sha256: digest::hex(sha256.finish().as_ref()) })
}

/// Why a file is not taken under any name.
const fn words(unfit: Unfit) -> Text {
    match unfit {
        Unfit::Unknown => Text::new(
            "файлдың мазмұны қабылданатын түрлердің ешқайсысына жатпайды",
            "содержимое файла не относится ни к одному из принимаемых видов",
            "what the file holds is none of the kinds that are taken",
        ),
        Unfit::Programs => Text::new(
            "құжатта макростар бар; оны макроссыз сақтаңыз",
            "документ содержит макросы; сохраните его без макросов",
            "the document has macros; save it without them",
        ),
        Unfit::Encrypted => Text::new(
            "файл шифрланған, алушы оны аша алмайды; құпиясөзсіз сақтаңыз",
            "файл зашифрован, получатель не сможет его открыть; сохраните без пароля",
            "the file is encrypted, whoever receives it could not open it; save it without a password",
        ),
        Unfit::Ambiguous => Text::new(
            "архивте бір атпен екі файл тұр немесе файлдың екі аты бар; қайта сақтаңыз",
            "в архиве два файла с одним именем или один файл с двумя именами; сохраните его заново",
            "two files in it have one name, or one file has two; save it anew",
        ),
        Unfit::Remote => Text::new(
            "құжат ашылғанда желіден үлгі немесе бөлік жүктейді; сілтемелерін үзіп, қайта сақтаңыз",
            "документ при открытии загружает шаблон или вложение из сети; разорвите эти связи и сохраните заново",
            "the document loads a template or a part over the network when it is opened; break these links and save it anew",
        ),
        Unfit::Acts => Text::new(
            "PDF ішінде сценарий, бағдарламаны іске қосу немесе салынған файл бар; оларсыз сақтаңыз",
            "в PDF есть сценарий, запуск программы или вложенный файл; сохраните его без них",
            "the PDF has a script, starts a program or has a file attached; save it without them",
        ),
        Unfit::EndsOtherwise => Text::new(
            "файл толық емес немесе соңынан кейін бөгде деректер тұр; қайта сақтаңыз",
            "файл неполный, или после его конца есть посторонние данные; сохраните его заново",
            "the file is cut off, or something else follows its end; save it anew",
        ),
    }
}

/// Why a file of this kind is not taken under a name that says something else.
fn ends_otherwise(Kind { media_type, ends }: &Kind) -> Text {
    if *media_type == PLAIN {
        return Text::new(
            "бұл – ZIP архиві, оның ішінде қабылданатын түрдегі құжат (.docx, .xlsx, .pptx, .odt, .ods) жоқ; архив болса, аты .zip деп аяқталуы керек",
            "это архив ZIP, и в нём нет документа принимаемого вида (.docx, .xlsx, .pptx, .odt, .ods); если это просто архив, его имя должно оканчиваться на .zip",
            "it is a ZIP archive without a document of a kind that is taken (.docx, .xlsx, .pptx, .odt, .ods); if it is just an archive, its name must end in .zip",
        );
    }
    let fitting = ends.iter().map(|end| format!(".{end}")).collect::<Vec<_>>().join(", ");
    Text {
        kk: format!("мазмұны {media_type}, ал аты олай аяқталмайды; сай келетіндері: {fitting}").into(),
        ru: format!("содержимое {media_type}, а имя оканчивается иначе; подходят: {fitting}").into(),
        en: format!("it is {media_type}, but its name ends otherwise; these fit: {fitting}").into(),
    }
}
