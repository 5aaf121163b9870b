//! The table of problems: what can go wrong, with its code, status, title and remedy.

use actix_web::http::StatusCode;
use merzim_domain::engine::{CommonRefusal, Obstacle, Reason, Reasons};
use merzim_domain::procedures::{self, Built};
use merzim_domain::{Text, Vocabulary};

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
        "Синтаксисін түзетіңіз; қатенің орны detail өрісінде көрсетілген", "Исправьте синтаксис; место ошибки указано в detail", "Correct the syntax; detail says where";
    /// The request does not fit the contract.
    Invalid = "invalid-input", BAD_REQUEST,
        "Деректер қате толтырылған", "Данные заполнены с ошибками", "The input has errors";
        "errors тізімінде көрсетілген өрістерді түзетіңіз (100 қатеге дейін көрсетіледі)", "Исправьте поля, указанные в errors (показывается до 100 ошибок)", "Correct the fields in errors; all are there, up to a hundred";
    /// No token was sent.
    Unauthenticated = "unauthenticated", UNAUTHORIZED,
        "Жарамды токен қажет", "Нужен действительный токен", "A valid token is needed";
        "Authorization: Bearer тақырыбымен токен жіберіңіз", "Пришлите токен в заголовке Authorization: Bearer", "Send a token in the header Authorization: Bearer";
    /// The token is not valid.
    InvalidToken = "invalid-token", UNAUTHORIZED,
        "Токен жарамсыз", "Токен недействителен", "The token is not valid";
        "Жаңа токен алыңыз; себебі detail өрісінде көрсетілген", "Получите новый токен; причина указана в detail", "Get a new token; detail says why";
    /// The caller may not do this.
    Forbidden = "forbidden", FORBIDDEN,
        "Бұл әрекетке рұқсат жоқ", "Это действие вам не разрешено", "You may not do this";
        "Ұйымы (org) көрсетілген токенді пайдаланыңыз, не ұйымды Acting-For тақырыбында атаңыз", "Используйте токен, в котором указана организация (org), или назовите её в Acting-For", "Use a token that names an organisation (org), or name it in Acting-For";
    /// The token is for several organisations, and the request says for none.
    OrganisationNotChosen = "organisation-not-chosen", FORBIDDEN,
        "Қай ұйымның атынан әрекет ететініңіз көрсетілмеген", "Не указано, от имени какой организации вы действуете", "It is not said for which organisation you act";
        "Acting-For тақырыбында ұйымның БСН-ін, не өз атыңыздан болса, self жіберіңіз; ұйымдар GET /caller жауабында", "Пришлите в заголовке Acting-For БИН организации или, если действуете от себя, self; организации перечислены в GET /caller", "Send the organisation's BIN in the header Acting-For, or self where you act for yourself; GET /caller lists the organisations";
    /// The request names an organisation that the token does not.
    OrganisationNotHeld = "organisation-not-held", FORBIDDEN,
        "Токен бұл ұйымның атынан әрекет етуге құқық бермейді", "Токен не даёт действовать от имени этой организации", "The token does not let you act for this organisation";
        "Acting-For тақырыбында токендегі ұйымдардың бірін көрсетіңіз; олар GET /caller жауабында", "Укажите в Acting-For одну из организаций токена; они перечислены в GET /caller", "Name one of the token's organisations in Acting-For; GET /caller lists them";
    /// Only a person can do this.
    PersonNeeded = "person-needed", FORBIDDEN,
        "Мұны тек жеке адам жасай алады", "Это может сделать только человек", "Only a person can do this";
        "Адамның токенін пайдаланыңыз: бағдарлама тек ұйымның атынан әрекет етеді", "Используйте токен человека: программа действует только от имени организации", "Use a person's token: a program acts for an organisation only";
    /// There is nothing here for the caller.
    NotFound = "not-found", NOT_FOUND,
        "Табылмады", "Не найдено", "Not found";
        "Мекенжайды тексеріңіз; қолжетімсіз объект үшін де осы жауап беріледі", "Проверьте адрес; такой же ответ даётся о том, что вам недоступно", "Check the address; what you may not see answers the same";
    /// The path does not know this method.
    MethodNotAllowed = "method-not-allowed", METHOD_NOT_ALLOWED,
        "Бұл мекенжай мұндай әдісті қабылдамайды", "Этот адрес не принимает такой метод", "This address does not accept the method";
        "Әдістер Allow тақырыбында көрсетілген", "Методы перечислены в заголовке Allow", "The header Allow lists the methods";
    /// The body did not arrive in time.
    Timeout = "request-timeout", REQUEST_TIMEOUT,
        "Сұрау денесі уақытында келмеді", "Тело запроса не пришло вовремя", "The body did not arrive in time";
        "Қайта жіберіңіз", "Отправьте снова", "Send it again";
    /// The case has changed since it was read.
    Stale = "stale", PRECONDITION_FAILED,
        "Деректер осы аралықта өзгертілді, қайта оқыңыз", "Данные тем временем изменились, прочитайте их снова", "It has changed in the meantime: read it again";
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
        "UTF-8 application/json жіберіңіз; қабылданатын файл түрлері API сипаттамасында көрсетілген", "Отправьте application/json в UTF-8; виды файлов указаны в описании API", "Send application/json in UTF-8; the contract names the kinds of files";
    /// A file has no part that was asked for.
    NoSuchPart = "no-such-part", RANGE_NOT_SATISFIABLE,
        "Файлда сұралған бөлік жоқ", "В файле нет запрошенной части", "The file has no such part";
        "Файлдың көлемі Content-Range тақырыбында көрсетілген", "Размер файла указан в заголовке Content-Range", "The header Content-Range says how long the file is";
    /// The idempotency key was used for another request.
    KeyReused = "idempotency-key-reused", UNPROCESSABLE_ENTITY,
        "Idempotency-Key басқа сұрауға пайдаланылған", "Idempotency-Key уже использован для другого запроса", "The Idempotency-Key was used for another request";
        "Жаңа кілт таңдаңыз", "Выберите новый ключ", "Choose a new key";
    /// Too many requests.
    TooManyRequests = "too-many-requests", TOO_MANY_REQUESTS,
        "Сұраулар тым жиі", "Слишком много запросов", "Too many requests";
        "Retry-After тақырыбында көрсетілген секундтан кейін қайталаңыз", "Повторите через столько секунд, сколько указано в Retry-After", "Try again after the seconds in Retry-After";
    /// The settings do not name a body that takes part.
    NotConfigured = "not-configured", CONFLICT,
        "Баптауда қатысушы орган көрсетілмеген", "В настройках не указан участвующий орган", "The settings do not name a body that takes part";
        "Жүйе әкімшісі баптауға detail өрісінде көрсетілген органды енгізеді", "Администратор системы внесёт в настройки орган, указанный в detail", "The operator names in the settings the body that detail says";
    /// A mistake in the program.
    Internal = "internal", INTERNAL_SERVER_ERROR,
        "Бағдарлама қатесі", "Ошибка программы", "A mistake in the program";
        "Сұрау нөмірімен (instance) хабарлаңыз", "Сообщите номер запроса (instance)", "Report it with the request id (instance)";
    /// The database is away or too busy.
    Unavailable = "unavailable", SERVICE_UNAVAILABLE,
        "Қызмет уақытша қолжетімсіз", "Сервис временно недоступен", "Temporarily unavailable";
        "Retry-After өткен соң сол Idempotency-Key-мен қайталаңыз: өзгеріс орындалған болуы мүмкін", "Повторите после Retry-After с тем же Idempotency-Key: изменение могло быть выполнено", "Try again after Retry-After with the same Idempotency-Key: a change may have been made";
}

impl From<&Reason> for Line {
    fn from(Reason { code, title, remedy, obstacle }: &Reason) -> Self {
        let status = match obstacle {
            Obstacle::Caller => StatusCode::FORBIDDEN,
            Obstacle::Circumstances => StatusCode::CONFLICT,
            Obstacle::Request => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self { code, status, title: title.clone(), remedy: remedy.clone() }
    }
}

/// Every line of the table by status, each with the procedures in which alone it can arise; none, if it can anywhere.
pub fn lines() -> Vec<(Line, Vec<&'static Built>)> {
    let faults = Fault::ALL.iter().map(|fault| fault.line());
    let common = CommonRefusal::ALL.iter().map(|word| Line::from(word.reason()));
    let mut lines: Vec<(Line, Vec<&Built>)> = faults.chain(common).map(|line| (line, Vec::new())).collect();
    for built in procedures::all() {
        for reason in &built.refusals {
            match lines.iter_mut().find(|(line, _)| line.code == reason.code) {
                Some((_, arises)) => arises.push(built),
                None => lines.push((Line::from(*reason), vec![built])),
            }
        }
    }
    lines.sort_by_key(|(line, _)| line.status.as_u16());
    lines
}
