//! The table of problems: what can go wrong, with its code, status, title and remedy.

use actix_web::http::StatusCode;
use merzim_domain::Text;
use merzim_domain::engine::RefusalKind;
use merzim_domain::vocabulary::Vocabulary;

/// A line of the table of problems.
#[derive(Clone, Debug)]
pub struct Line {
    /// Stable code, the end of `type`.
    pub code: &'static str,
    /// HTTP status.
    pub status: StatusCode,
    /// Title.
    pub title: Text,
    /// What the caller can do about it.
    pub remedy: Text,
}

/// Declares [`Fault`]: each line has code, status, titles and remedies in Kazakh, Russian and English.
macro_rules! faults {
    ($(#[doc = $about:literal] $name:ident = $code:literal, $status:ident,
        $kk:literal, $ru:literal, $en:literal;
        $remedy_kk:literal, $remedy_ru:literal, $remedy_en:literal;)*) => {
        /// What went wrong, apart from refusals of the engine, which have codes of their own.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Fault {
            $(#[doc = $about] $name,)*
        }

        impl Fault {
            /// Every fault.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Its line in the table.
            #[must_use]
            pub const fn line(self) -> Line {
                match self {
                    $(Self::$name => Line {
                        code: $code,
                        status: StatusCode::$status,
                        title: Text::new($kk, $ru, $en),
                        remedy: Text::new($remedy_kk, $remedy_ru, $remedy_en),
                    },)*
                }
            }
        }
    };
}

faults! {
    /// The request is not HTTP or JSON that can be read.
    Malformed = "malformed-request", BAD_REQUEST,
        "Сұрау оқылмады", "Запрос не удалось прочитать", "The request cannot be read";
        "Синтаксисін түзетіңіз; қай жерде екенін detail айтады", "Исправьте синтаксис; detail говорит, где ошибка", "Correct the syntax; detail says where";
    /// The request does not fit the contract.
    Invalid = "invalid-input", BAD_REQUEST,
        "Деректер қате толтырылған", "Данные заполнены с ошибками", "The input has errors";
        "errors тізіміндегі өрістерді түзетіңіз; бәрі сонда, жүзге дейін", "Исправьте поля из errors: там все ошибки, до ста", "Correct the fields in errors; all are there, up to a hundred";
    /// No token was sent.
    Unauthenticated = "unauthenticated", UNAUTHORIZED,
        "Жарамды токен қажет", "Нужен действительный токен", "A valid token is needed";
        "Authorization: Bearer тақырыбымен токен жіберіңіз", "Пришлите токен в заголовке Authorization: Bearer", "Send a token in the header Authorization: Bearer";
    /// The token is not valid.
    InvalidToken = "invalid-token", UNAUTHORIZED,
        "Токен жарамсыз", "Токен недействителен", "The token is not valid";
        "Жаңа токен алыңыз; себебін detail айтады", "Получите новый токен; detail называет причину", "Get a new token; detail says why";
    /// The caller may not do this.
    Forbidden = "forbidden", FORBIDDEN,
        "Бұл әрекетке рұқсат жоқ", "Это действие вам не разрешено", "You may not do this";
        "Ұйымы (org) көрсетілген токенмен келіңіз", "Используйте токен, в котором указана организация (org)", "Use a token that names an organisation (org)";
    /// There is nothing here for the caller.
    NotFound = "not-found", NOT_FOUND,
        "Табылмады", "Не найдено", "Not found";
        "Мекенжайды тексеріңіз; сізге көрінбейтін нәрсе де осылай жауап береді", "Проверьте адрес; так же отвечает и то, что вам не видно", "Check the address; what you may not see answers the same";
    /// The path does not know this method.
    MethodNotAllowed = "method-not-allowed", METHOD_NOT_ALLOWED,
        "Бұл мекенжай мұндай әдісті қабылдамайды", "Этот адрес не принимает такой метод", "This address does not accept the method";
        "Әдістер Allow тақырыбында", "Методы перечислены в заголовке Allow", "The header Allow lists the methods";
    /// The body did not arrive in time.
    Timeout = "request-timeout", REQUEST_TIMEOUT,
        "Сұрау денесі уақытында келмеді", "Тело запроса не пришло вовремя", "The body did not arrive in time";
        "Қайта жіберіңіз", "Отправьте снова", "Send it again";
    /// The case has changed since it was read.
    Stale = "stale", PRECONDITION_FAILED,
        "Дерек осы арада өзгерді, қайта оқыңыз", "Данные тем временем изменились, прочитайте их снова", "It has changed in the meantime: read it again";
        "Қайта оқып, қайта шешіңіз, жаңа ETag-ті жіберіңіз", "Прочитайте снова, решите снова, пришлите новый ETag", "Read it again, decide again, send the new ETag";
    /// The request must say which version it changes.
    PreconditionRequired = "precondition-required", PRECONDITION_REQUIRED,
        "If-Match тақырыбы қажет", "Нужен заголовок If-Match", "The header If-Match is needed";
        "Оқыған ETag-ті If-Match тақырыбында жіберіңіз", "Пришлите прочитанный ETag в заголовке If-Match", "Send the ETag that was read in If-Match";
    /// The body or file is too large.
    TooLarge = "too-large", PAYLOAD_TOO_LARGE,
        "Дерек көлемі тым үлкен", "Слишком большой объём данных", "Too large";
        "JSON 1 МиБ-тан, файл орнатылған шектен аспауы керек", "JSON до 1 МиБ, файл до установленного предела", "JSON up to 1 MiB, a file up to the limit that is set";
    /// The body or file is of a kind not accepted.
    UnsupportedMediaType = "unsupported-media-type", UNSUPPORTED_MEDIA_TYPE,
        "Бұл пішім қабылданбайды", "Этот формат не принимается", "This format is not accepted";
        "UTF-8 application/json жіберіңіз; қабылданатын файл түрлері API сипаттамасында", "Отправьте application/json в UTF-8; виды файлов названы в контракте", "Send application/json in UTF-8; the contract names the kinds of files";
    /// The idempotency key was used for another request.
    KeyReused = "idempotency-key-reused", UNPROCESSABLE_ENTITY,
        "Idempotency-Key басқа сұрауға пайдаланылған", "Idempotency-Key уже использован для другого запроса", "The Idempotency-Key was used for another request";
        "Жаңа кілт таңдаңыз", "Выберите новый ключ", "Choose a new key";
    /// Too many requests.
    TooManyRequests = "too-many-requests", TOO_MANY_REQUESTS,
        "Сұраулар тым жиі", "Слишком много запросов", "Too many requests";
        "Retry-After көрсеткен секундтан кейін қайталаңыз", "Повторите через столько секунд, сколько указано в Retry-After", "Try again after the seconds in Retry-After";
    /// The settings do not name a body that takes part.
    NotConfigured = "not-configured", CONFLICT,
        "Баптауда қатысушы орган көрсетілмеген", "В настройках не назван участвующий орган", "The settings do not name a body that takes part";
        "Оператор баптауға detail атаған органды енгізеді", "Оператор внесёт в настройки орган, названный в detail", "The operator names in the settings the body that detail says";
    /// A mistake in the program.
    Internal = "internal", INTERNAL_SERVER_ERROR,
        "Бағдарлама қатесі", "Ошибка программы", "A mistake in the program";
        "Сұрау нөмірімен (instance) хабарлаңыз", "Сообщите номер запроса (instance)", "Report it with the request id (instance)";
    /// The database is away or too busy.
    Unavailable = "unavailable", SERVICE_UNAVAILABLE,
        "Қызмет уақытша қолжетімсіз", "Сервис временно недоступен", "Temporarily unavailable";
        "Retry-After өткен соң сол Idempotency-Key-мен қайталаңыз: өзгеріс орындалған болуы мүмкін", "Повторите после Retry-After с тем же Idempotency-Key: изменение могло быть выполнено", "Try again after Retry-After with the same Idempotency-Key: a change may have been made";
}

/// The line of an engine's refusal.
#[must_use]
pub fn refusal_line(kind: RefusalKind) -> Line {
    let (status, remedy) = match kind {
        RefusalKind::StateForbidsAction => (
            StatusCode::CONFLICT,
            Text::new(
                "Істі қайта оқыңыз; actions қазір не істеуге болатынын айтады",
                "Прочитайте дело снова; actions говорит, что можно сделать сейчас",
                "Read the case again; actions says what can be done now",
            ),
        ),
        RefusalKind::RoleForbidsAction => (
            StatusCode::FORBIDDEN,
            Text::new(
                "Қажет рөлі бар токенмен келіңіз; рөлдер detail-де немесе API сипаттамасында аталады",
                "Используйте токен с нужной ролью; роли названы в detail или в контракте",
                "Use a token with a role that may; detail or the contract names it",
            ),
        ),
        RefusalKind::ActNotInForce => (
            StatusCode::CONFLICT,
            Text::new(
                "Күту керек немесе басқа акт бойынша беру керек; себебін detail айтады",
                "Подождите или подайте по другому акту; detail называет причину",
                "Wait, or file under another act; detail says why",
            ),
        ),
        RefusalKind::EntryRemoved => (
            StatusCode::CONFLICT,
            Text::new(
                "Алып тасталған арна туралы ештеңе берілмейді",
                "По исключённому каналу ничего не подаётся",
                "Nothing is filed for a channel that has been removed",
            ),
        ),
        RefusalKind::CriterionUnmet => (
            StatusCode::UNPROCESSABLE_ENTITY,
            Text::new(
                "Бас тартыңыз немесе бағалауды түзетіңіз",
                "Откажите или исправьте оценку",
                "Refuse, or correct the assessment",
            ),
        ),
        RefusalKind::ReasonsMissing => (
            StatusCode::UNPROCESSABLE_ENTITY,
            Text::new("Себептерін көрсетіңіз", "Укажите причины", "Give the reasons"),
        ),
        RefusalKind::SignatureInvalid => (
            StatusCode::UNPROCESSABLE_ENTITY,
            Text::new(
                "Құжатты қайта алып, қол қойыңыз",
                "Получите документ снова и подпишите его",
                "Get the document again and sign it",
            ),
        ),
        RefusalKind::SignerNotEntitled => (
            StatusCode::UNPROCESSABLE_ENTITY,
            Text::new(
                "detail атаған адам қол қойсын",
                "Пусть подпишет тот, кто назван в detail",
                "Have it signed by the one whom detail names",
            ),
        ),
        RefusalKind::OutsideScope => (
            StatusCode::UNPROCESSABLE_ENTITY,
            Text::new(
                "Мұндай органның өз тәртібі бар; Қағидалар оған қолданылмайды",
                "У такого органа свой порядок; Правила на него не распространяются",
                "Such a body has an order of its own; the Rules do not extend to it",
            ),
        ),
        RefusalKind::TooEarly => (
            StatusCode::CONFLICT,
            Text::new("Уақыты келгенде қайталаңыз", "Повторите, когда придёт время", "Try again when it is time"),
        ),
        RefusalKind::TooLate => (
            StatusCode::CONFLICT,
            Text::new(
                "Енді кеш; ақпарат иеленуші отырысты ауыстыра алады",
                "Уже поздно; обладатель информации может перенести заседание",
                "It is too late; the holder can postpone the meeting",
            ),
        ),
        RefusalKind::FormatNotGuaranteed => (
            StatusCode::UNPROCESSABLE_ENTITY,
            Text::new(
                "hybrid форматын таңдаңыз, немесе 6-тармақтағы негізбен онлайн режимге ауыстырыңыз",
                "Выберите формат hybrid или переведите в онлайн по основанию из пункта 6",
                "Choose the format hybrid, or make it online only on a ground of paragraph 6",
            ),
        ),
        RefusalKind::TooFewSeats => (
            StatusCode::UNPROCESSABLE_ENTITY,
            Text::new(
                "Кемінде detail айтқанша орын дайындаңыз",
                "Подготовьте не меньше мест, чем названо в detail",
                "Prepare at least as many seats as detail says",
            ),
        ),
        RefusalKind::NoticeIncomplete => (
            StatusCode::UNPROCESSABLE_ENTITY,
            Text::new(
                "Үшеуінде де хабарлаңыз, сосын toldThrough тізімінде атаңыз",
                "Известите всеми тремя способами и назовите их в toldThrough",
                "Tell them in all three ways, then name these in toldThrough",
            ),
        ),
        RefusalKind::OnlineOnly => (
            StatusCode::CONFLICT,
            Text::new(
                "Трансляцияны көріңіз: онлайн қатысуға өтінім қажет емес",
                "Смотрите трансляцию: для онлайн-участия заявка не нужна",
                "Watch the broadcast: attending online needs no request",
            ),
        ),
        RefusalKind::MeetingForbidsAction => (
            StatusCode::CONFLICT,
            Text::new(
                "Отырыстың state мәнін қараңыз: өтінім анонстан кейін, комментарий трансляция кезінде беріледі",
                "Смотрите state заседания: заявка подаётся после анонса, комментарий во время трансляции",
                "Look at the state of the meeting: one asks to attend after the announcement, and comments during the broadcast",
            ),
        ),
        RefusalKind::NotInAudience => (
            StatusCode::FORBIDDEN,
            Text::new(
                "Токенмен кіріңіз немесе Lookup-Token жіберіңіз: аудиторияны broadcast.audience айтады",
                "Войдите с токеном или пришлите Lookup-Token: аудитория названа в broadcast.audience",
                "Come with a token or a Lookup-Token: broadcast.audience says who may",
            ),
        ),
        RefusalKind::NoticeTooShort => (
            StatusCode::UNPROCESSABLE_ENTITY,
            Text::new(
                "Тыңдау туралы хабарламаның ең кеш күнін detail айтады: бас тартуды кейінге қалдырыңыз, қажет болса, мерзімді ұзартыңыз",
                "detail называет последний день уведомления: отложите отказ, при необходимости продлите срок",
                "detail says the latest day of the notice: refuse later, and extend the term if need be",
            ),
        ),
        RefusalKind::ExtensionTooLong => (
            StatusCode::UNPROCESSABLE_ENTITY,
            Text::new("Ең кеш күнін detail айтады", "Самый поздний день назван в detail", "detail says the latest day"),
        ),
        RefusalKind::SlotTaken => (
            StatusCode::CONFLICT,
            Text::new(
                "Басқа бос уақытты таңдаңыз: GET /reception-slots",
                "Выберите другое свободное время: GET /reception-slots",
                "Choose another free slot: GET /reception-slots",
            ),
        ),
        RefusalKind::HoldExpired => {
            (StatusCode::CONFLICT, Text::new("Уақытты қайта таңдаңыз", "Выберите время снова", "Hold a slot again"))
        }
        RefusalKind::DayNotWorked => (
            StatusCode::UNPROCESSABLE_ENTITY,
            Text::new(
                "Жұмыс күнін таңдаңыз; күнін detail атайды",
                "Выберите рабочий день; день назван в detail",
                "Choose a working day; detail names the day",
            ),
        ),
        RefusalKind::RegistrationClosed => (
            StatusCode::CONFLICT,
            Text::new(
                "Кейінгі айды таңдаңыз; жазылу аяқталған сәтті detail айтады",
                "Выберите более поздний месяц; detail называет, когда запись завершилась",
                "Choose a later month; detail says when registration closed",
            ),
        ),
        RefusalKind::NothingToComplainOf => (
            StatusCode::CONFLICT,
            Text::new(
                "Шешімді немесе мерзімнің өтуін күтіңіз",
                "Дождитесь решения или истечения срока",
                "Wait for a decision, or until the term has run out",
            ),
        ),
        RefusalKind::AlreadyComplained => (
            StatusCode::CONFLICT,
            Text::new(
                "Берілген шағымның қаралуын күтіңіз",
                "Дождитесь рассмотрения поданной жалобы",
                "Wait until the complaint that was filed is decided",
            ),
        ),
        RefusalKind::CalendarYearUnknown => (
            StatusCode::UNPROCESSABLE_ENTITY,
            Text::new(
                "Оператор күнтізбені толықтырады; жылын detail атайды",
                "Оператор дополнит календарь; год назван в detail",
                "The operator extends the calendar; detail names the year",
            ),
        ),
    };
    Line { code: kind.code(), status, title: kind.title(), remedy }
}

/// Every line of the table.
pub fn lines() -> impl Iterator<Item = Line> {
    let faults = Fault::ALL.iter().map(|fault| fault.line());
    faults.chain(RefusalKind::ALL.iter().map(|kind| refusal_line(*kind)))
}
