//! Settings: one optional TOML file and the environment, which goes before it. Every setting has a
//! name such as `database_url`, `MERZIM_DATABASE_URL` in the environment.

use std::collections::BTreeMap;
use std::net::{IpAddr, ToSocketAddrs};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use actix_web::http::Uri;
use ipnet::IpNet;
use jsonwebtoken::jwk::JwkSet;
use merzim_domain::Bilingual;
use merzim_domain::identity::Bin;
use merzim_domain::law::LawSettings;
use merzim_domain::role::Role;
use merzim_persistence::DatabaseUrl;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{OffsetDateTime, Time};

/// The settings, each with its default and meaning.
pub const SETTINGS: &[(&str, &str, &str)] = &[
    ("bind", "127.0.0.1:8080", "Address and port to listen on"),
    (
        "operations_bind",
        "",
        "Address and port of their own for /health and /metrics, which the public one then does not have",
    ),
    ("data_dir", "data", "Folder for the embedded database, attachments and the demo key"),
    ("database_url", "", "sqlite://PATH or postgres://…; by default a file in data_dir"),
    ("migrate", "true", "Whether the schema is brought up to date at the start; else one that is behind is refused"),
    ("pool_size", "8", "Connections to the database"),
    ("workers", "2", "Threads that accept requests"),
    ("law_dir", "", "Folder with acts, readings and the calendar instead of those built in"),
    (
        "day_ends_at",
        "18:30",
        "End of the working day in Kazakhstan: what comes later is registered on the next working day",
    ),
    ("refuse_not_in_force", "true", "Whether nothing new can be filed under an act that is not in force"),
    ("authority_bin", "", "BIN of the authorised body in communications (№ 93-НҚ)"),
    ("authority_name_kk", "", "Its name in Kazakh"),
    ("authority_name_ru", "", "Its name in Russian"),
    ("informatization_bin", "", "BIN of the authorised body in informatization (№ 213/НҚ), if receptions are run here"),
    ("informatization_name_kk", "", "Its name in Kazakh"),
    ("informatization_name_ru", "", "Its name in Russian"),
    (
        "operator_bin",
        "",
        "BIN of the operator of the e-government infrastructure (№ 213/НҚ), if receptions are run here",
    ),
    ("operator_name_kk", "", "Its name in Kazakh"),
    ("operator_name_ru", "", "Its name in Russian"),
    ("state_corporation_bin", "", "BIN of the State Corporation (№ 213/НҚ), if receptions are run here"),
    ("state_corporation_name_kk", "", "Its name in Kazakh"),
    ("state_corporation_name_ru", "", "Its name in Russian"),
    ("jwks", "", "File or http(s):// URL of the JSON Web Key Set that tokens are verified against"),
    ("jwks_refresh", "300", "Seconds after which the key set is read again"),
    ("jwks_max_age", "86400", "Seconds for which keys are believed while the set cannot be read again"),
    ("token_issuer", "merzim-demo", "Required issuer of tokens (`iss`)"),
    ("token_audience", "merzim", "Required audience of tokens (`aud`)"),
    ("token_leeway", "30", "Seconds by which clocks may differ"),
    ("token_untyped", "false", "Whether tokens without a type (`typ`) are accepted; else it must be at+jwt (RFC 9068)"),
    ("max_upload", "26214400", "Largest attachment, in bytes"),
    ("files_per_case", "100", "How many files a case may have"),
    ("files_size_per_case", "268435456", "How large they may be in all, in bytes"),
    ("body_timeout", "30", "Seconds in which a JSON body, or the next piece of an upload, must arrive"),
    ("shutdown_timeout", "30", "Seconds that requests under way have to end when the program is stopped"),
    ("rate_per_address", "60000", "Requests a minute from one address; 0: no limit; a demo has 6000000"),
    ("rate_per_caller", "60000", "The same by one caller, the subject of the token"),
    ("rate_per_guest", "60", "The same of writing without a token, such as requests to attend, from one address"),
    (
        "connections_per_address",
        "1000",
        "Connections that one address may have at a time, half of all at most; trusted proxies: any number",
    ),
    (
        "filings_per_person",
        "20",
        "Requests, comments, appeals and complaints that one person files in a day before the next must wait; 0: no limit",
    ),
    ("filings_per_address", "200", "The same from one address"),
    (
        "attendance_kept_days",
        "30",
        "Days after a meeting until the personal data of those who asked to attend are erased",
    ),
    ("remind_before", "24", "Hours before a meeting at which those who asked to attend are reminded"),
    ("broadcast_margin", "30", "Minutes before and after a meeting in which its broadcast is shown"),
    ("watchers", "4000", "How many may watch comments live at this node"),
    ("watchers_per_meeting", "1000", "The same, of one meeting"),
    ("watchers_per_address", "40", "The same, from one address"),
    (
        "registration_closes_on",
        "20",
        "Day of the month, 1 to 24, at whose end registration for receptions in the next month closes",
    ),
    ("slot_held_minutes", "10", "Minutes for which a slot is held for whoever fills in an appeal"),
    ("room_margin", "15", "Minutes before and after a reception in which its room link is shown"),
    ("trusted_proxies", "", "Networks of reverse proxies whose X-Forwarded-For is believed: 10.0.0.0/8, …"),
    ("cors_origins", "", "Origins of pages that may call the API, such as https://portal.example; * for all"),
    (
        "notice_dispatch",
        "true",
        "Whether this node delivers notices, and sees to what Merzim does by itself: requests follow meetings, reminders, erasure",
    ),
    ("demo", "false", "Demo data, personas and a sandbox clock; never in production"),
    ("demo_data", "true", "Whether a demo starts with demo data"),
    ("demo_on_production", "false", "Allow demo mode with PostgreSQL or a configured key set"),
    ("sandbox_clock", "", "Instant at which the sandbox clock starts, RFC 3339; demo mode only"),
];

/// Variables that are no settings of their own.
const BESIDES: [&str; 5] = ["config", "readings", "log", "test_postgres", "test_screenshot"];

/// All settings, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Address and port to listen on.
    pub bind: String,
    /// Address and port for operators, if they have one of their own.
    pub operations_bind: Option<String>,
    /// Whether the schema is brought up to date at the start.
    pub migrate: bool,
    /// Folder for files.
    pub data_dir: PathBuf,
    /// The database.
    pub database_url: DatabaseUrl,
    /// Connections to it.
    pub pool_size: u32,
    /// Threads that accept requests.
    pub workers: usize,
    /// Folder with the law, if not the one built in.
    pub law_dir: Option<PathBuf>,
    /// Readings and the end of the working day.
    pub law: LawSettings,
    /// The bodies that there is one of in the country, those that are named.
    pub organisations: BTreeMap<Role, Organisation>,
    /// How tokens are verified.
    pub tokens: TokenSettings,
    /// How much and how long a request may take.
    pub limits: LimitSettings,
    /// How meetings are run.
    pub meetings: MeetingSettings,
    /// How receptions are run.
    pub receptions: ReceptionSettings,
    /// Seconds that requests under way have to end.
    pub shutdown_timeout: u64,
    /// Origins of pages that may call the API.
    pub cors_origins: Vec<String>,
    /// Whether this node delivers notices.
    pub notice_dispatch: bool,
    /// Whether this is a demo.
    pub demo: bool,
    /// Whether a demo starts with demo data.
    pub demo_data: bool,
    /// Where the sandbox clock starts.
    pub sandbox_clock: Option<OffsetDateTime>,
}

/// Where a JSON Web Key Set is read from.
#[derive(Clone, Debug)]
pub enum KeySource {
    /// A file.
    File(PathBuf),
    /// An address of the identity provider, its `jwks_uri`.
    Url(String),
    /// The set itself: the demo's own.
    Given(JwkSet),
}

impl KeySource {
    /// What a setting must be.
    const EXPECTED: &'static str = if cfg!(feature = "tls") {
        "a path or an http(s):// URL"
    } else {
        "a path or an http:// URL; https:// needs a build with the feature `tls`"
    };

    /// Tells a URL from a path.
    fn parse(text: &str) -> Option<Self> {
        match text.split_once("://") {
            Some(("http", _)) => Some(Self::Url(text.to_owned())),
            Some(("https", _)) => cfg!(feature = "tls").then(|| Self::Url(text.to_owned())),
            Some(_) => None,
            None => Some(Self::File(PathBuf::from(text))),
        }
    }
}

/// How tokens are verified.
#[derive(Clone, Debug)]
pub struct TokenSettings {
    /// Where the key set is; a demo makes its own.
    pub jwks: Option<KeySource>,
    /// How long a key set is used before it is read again.
    pub jwks_refresh: Duration,
    /// How long keys are believed while the set cannot be read.
    pub jwks_max_age: Duration,
    /// Whether tokens without a type are accepted.
    pub untyped: bool,
    /// Required issuer.
    pub issuer: String,
    /// Required audience.
    pub audience: String,
    /// Seconds by which clocks may differ.
    pub leeway: u64,
}

/// How much and how long a request may take.
#[derive(Clone, Debug)]
pub struct LimitSettings {
    /// Largest attachment, in bytes.
    pub max_upload: u64,
    /// How many files a case may have.
    pub files_per_case: usize,
    /// How large they may be in all, in bytes.
    pub files_size_per_case: u64,
    /// How long a JSON body, or the next piece of an upload, may take to arrive.
    pub body_timeout: Duration,
    /// Requests a minute from one address, if limited.
    pub rate_per_address: Option<NonZeroU32>,
    /// Requests a minute by one caller, if limited.
    pub rate_per_caller: Option<NonZeroU32>,
    /// Writing requests a minute without a token from one address, if limited.
    pub rate_per_guest: Option<NonZeroU32>,
    /// Connections that one address may have at a time.
    pub connections_per_address: usize,
    /// What one person files in a day before the next must wait, if that is limited.
    pub filings_per_person: Option<NonZeroU32>,
    /// The same from one address.
    pub filings_per_address: Option<NonZeroU32>,
    /// Networks of reverse proxies that are believed.
    pub trusted_proxies: Vec<IpNet>,
}

/// How meetings are run.
#[derive(Clone, Copy, Debug)]
pub struct MeetingSettings {
    /// How long after a meeting the personal data of those who asked to attend are kept.
    pub kept: time::Duration,
    /// How long before a meeting those who asked to attend are reminded.
    pub remind_before: time::Duration,
    /// How long before and after a meeting its broadcast is shown.
    pub broadcast_margin: time::Duration,
    /// How many may watch live at this node.
    pub watchers: usize,
    /// How many may watch one meeting.
    pub watchers_per_meeting: usize,
    /// How many may watch from one address.
    pub watchers_per_address: usize,
}

/// How receptions are run.
#[derive(Clone, Copy, Debug)]
pub struct ReceptionSettings {
    /// The day of the month at whose end registration for the next month closes.
    pub registration_closes_on: u8,
    /// How long a slot is held for whoever fills in an appeal.
    pub held: time::Duration,
    /// How long before and after a reception its room link is shown.
    pub room_margin: time::Duration,
}

/// The roles of which there is one body in the country, and what its settings begin with.
const SINGLE_BODIES: [(Role, &str); 4] = [
    (Role::CommAuthority, "authority"),
    (Role::InformatizationAuthority, "informatization"),
    (Role::EgovOperator, "operator"),
    (Role::StateCorporation, "state_corporation"),
];

/// An organisation that the settings name.
#[derive(Clone, Debug)]
pub struct Organisation {
    /// Its BIN.
    pub bin: Bin,
    /// Its name.
    pub name: Bilingual,
}

/// Settings that cannot be used, each with the reason.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct ConfigError(pub Vec<String>);

/// Seconds of a day: longer than anything waits.
const DAY: u64 = 86_400;

struct Reader {
    values: BTreeMap<String, String>,
    errors: Vec<String>,
}

impl Reader {
    fn text(&self, name: &str) -> String {
        let default = SETTINGS.iter().find(|(known, _, _)| *known == name).map_or("", |(_, default, _)| default);
        self.values.get(name).cloned().unwrap_or_else(|| default.to_owned())
    }

    fn parsed<T>(&mut self, name: &str, expected: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(name);
        let value = parse(&text);
        if value.is_none() {
            // A URL may hold a password.
            let shown = if name == "database_url" { "what is set".to_owned() } else { format!("`{text}`") };
            self.errors.push(format!("MERZIM_{}: {shown} is not {expected}", name.to_uppercase()));
        }
        value
    }

    fn optional<T>(&mut self, name: &str, expected: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        if self.text(name).is_empty() { None } else { self.parsed(name, expected, parse) }
    }

    fn flag(&mut self, name: &str) -> bool {
        self.parsed(name, "true or false", |text| text.parse().ok()).unwrap_or_default()
    }

    // What cannot be read leaves an error, so that the value given instead is never used.
    fn number<T>(&mut self, name: &str, most: T) -> T
    where
        T: std::str::FromStr + PartialOrd + Default + std::fmt::Display,
    {
        let expected = format!("a number from 1 to {most}");
        let fits = |number: &T| *number > T::default() && *number <= most;
        self.parsed(name, &expected, |text| text.parse().ok().filter(fits)).unwrap_or_default()
    }

    fn limit(&mut self, name: &str) -> Option<NonZeroU32> {
        NonZeroU32::new(self.parsed(name, "a number", |text| text.parse().ok()).unwrap_or_default())
    }

    /// The body that the settings with this prefix name; the authorised body in communications must be named.
    fn organisation(&mut self, role: Role, prefix: &str) -> Option<Organisation> {
        let [bin, kk, ru] = ["bin", "name_kk", "name_ru"].map(|part| format!("{prefix}_{part}"));
        let unnamed = [&bin, &kk, &ru].iter().all(|name| self.text(name).is_empty());
        if unnamed && role != Role::CommAuthority {
            return None;
        }
        let name = Bilingual { kk: self.text(&kk), ru: self.text(&ru) };
        if name.kk.trim().is_empty() || name.ru.trim().is_empty() {
            let (kk, ru) = (kk.to_uppercase(), ru.to_uppercase());
            self.errors.push(format!("MERZIM_{kk} and MERZIM_{ru}: both are needed"));
        }
        let bin = self.parsed(&bin, "a valid BIN of 12 digits", |text| Bin::parse(text).ok())?;
        Some(Organisation { bin, name })
    }

    fn seconds(&mut self, name: &str) -> Duration {
        Duration::from_secs(self.number(name, DAY))
    }

    /// Items separated by commas or blanks.
    fn list<T>(&mut self, name: &str, expected: &str, parse: impl Fn(&str) -> Option<T>) -> Vec<T> {
        let items =
            |text: &str| text.split([',', ' ']).filter(|item| !item.is_empty()).map(&parse).collect::<Option<Vec<T>>>();
        self.parsed(name, expected, items).unwrap_or_default()
    }
}

/// Settings of a demo that are not the usual ones, unless they are set: the bodies of which there is one, and limits that stand in
/// nobody's way, not even of a load test.
const DEMO: [(&str, &str); 15] = [
    ("rate_per_guest", "6000000"),
    ("rate_per_address", "6000000"),
    ("rate_per_caller", "6000000"),
    ("authority_bin", "940740000911"),
    ("authority_name_kk", "ДЕМО: Коммуникациялар саласындағы уәкілетті орган"),
    ("authority_name_ru", "ДЕМО: Уполномоченный орган в сфере коммуникаций"),
    ("informatization_bin", "050140000100"),
    ("informatization_name_kk", "ДЕМО: Ақпараттандыру саласындағы уәкілетті орган"),
    ("informatization_name_ru", "ДЕМО: Уполномоченный орган в сфере информатизации"),
    ("operator_bin", "050140000201"),
    ("operator_name_kk", "ДЕМО: «Электрондық үкімет» операторы"),
    ("operator_name_ru", "ДЕМО: Оператор «электронного правительства»"),
    ("state_corporation_bin", "050140000309"),
    ("state_corporation_name_kk", "ДЕМО: Мемлекеттік корпорация"),
    ("state_corporation_name_ru", "ДЕМО: Государственная корпорация"),
];

impl Config {
    /// Reads the settings from the file that `MERZIM_CONFIG` names, if any, and the environment.
    ///
    /// # Errors
    /// [`ConfigError`] with everything that is wrong.
    pub fn from_environment(demo: bool) -> Result<Self, ConfigError> {
        let mut values = match std::env::var("MERZIM_CONFIG") {
            Ok(path) => {
                let text = std::fs::read_to_string(&path)
                    .map_err(|error| ConfigError(vec![format!("MERZIM_CONFIG: {path}: {error}")]))?;
                from_toml(&text)
                    .map_err(|errors| ConfigError(errors.iter().map(|error| format!("{path}: {error}")).collect()))?
            }
            Err(_) => BTreeMap::new(),
        };
        for (name, _, _) in SETTINGS {
            if let Ok(value) = std::env::var(format!("MERZIM_{}", name.to_uppercase())) {
                values.insert((*name).to_owned(), value);
            }
        }
        if let Ok(readings) = std::env::var("MERZIM_READINGS") {
            for pair in readings.split(',').filter(|pair| !pair.trim().is_empty()) {
                let (id, choice) = pair.split_once('=').unwrap_or((pair, ""));
                values.insert(format!("readings.{}", id.trim()), choice.trim().to_owned());
            }
        }
        if demo {
            values.insert("demo".to_owned(), "true".to_owned());
        }
        let unknown: Vec<String> = std::env::vars()
            .filter_map(|(variable, _)| variable.strip_prefix("MERZIM_").map(str::to_lowercase))
            .filter(|name| !BESIDES.contains(&name.as_str()) && !SETTINGS.iter().any(|(known, _, _)| known == name))
            .map(|name| format!("MERZIM_{}: there is no such setting", name.to_uppercase()))
            .collect();
        match Self::of(values) {
            Ok(config) if unknown.is_empty() => Ok(config),
            Ok(_) => Err(ConfigError(unknown)),
            Err(ConfigError(errors)) => Err(ConfigError(errors.into_iter().chain(unknown).collect())),
        }
    }

    /// Checks settings given by name.
    ///
    /// # Errors
    /// [`ConfigError`] with everything that is wrong.
    pub fn of(values: BTreeMap<String, String>) -> Result<Self, ConfigError> {
        let mut reader = Reader { values, errors: Vec::new() };
        let demo = reader.flag("demo");
        if demo {
            for (name, value) in DEMO {
                reader.values.entry(name.to_owned()).or_insert_with(|| value.to_owned());
            }
        }
        let data_dir = PathBuf::from(reader.text("data_dir"));
        if reader.text("database_url").is_empty() {
            let file = data_dir.join(if demo { "demo.sqlite3" } else { "merzim.sqlite3" });
            reader.values.insert("database_url".to_owned(), format!("sqlite://{}", file.display()));
        }
        let database_url = reader.parsed("database_url", "a URL that begins with sqlite:// or postgres://", |url| {
            DatabaseUrl::parse(url).ok()
        });
        const ADDRESS: &str = "an address and port such as 127.0.0.1:8080";
        let address = |text: &str| text.to_socket_addrs().is_ok().then(|| text.to_owned());
        let bind = reader.parsed("bind", ADDRESS, address);
        let operations_bind = reader.optional("operations_bind", ADDRESS, address);
        let organisations: BTreeMap<Role, Organisation> = SINGLE_BODIES
            .iter()
            .filter_map(|(role, prefix)| Some((*role, reader.organisation(*role, prefix)?)))
            .collect();
        let jwks = reader.optional("jwks", KeySource::EXPECTED, KeySource::parse);
        if !demo && reader.text("jwks").is_empty() {
            reader.errors.push("MERZIM_JWKS: a key set is needed to verify tokens, unless this is a demo".to_owned());
        }
        let production = jwks.is_some() || matches!(database_url, Some(DatabaseUrl::Postgres(_)));
        if demo && production && !reader.flag("demo_on_production") {
            reader.errors.push(
                "MERZIM_DEMO: PostgreSQL or a key set is configured, so this looks like production; \
                 MERZIM_DEMO_ON_PRODUCTION=true allows it"
                    .to_owned(),
            );
        }
        for required in ["token_issuer", "token_audience"] {
            if reader.text(required).is_empty() {
                reader.errors.push(format!("MERZIM_{}: must not be empty", required.to_uppercase()));
            }
        }
        let sandbox_clock = reader.optional("sandbox_clock", "an RFC 3339 instant of this century", |text| {
            OffsetDateTime::parse(text, &Rfc3339).ok().filter(|at| (2000..2100).contains(&at.year()))
        });
        if sandbox_clock.is_some() && !demo {
            reader.errors.push("MERZIM_SANDBOX_CLOCK: only in demo mode".to_owned());
        }
        let day_ends_at = reader.parsed("day_ends_at", "a time such as 18:30", |text| {
            Time::parse(text, format_description!("[hour]:[minute]")).ok()
        });
        let readings = reader
            .values
            .iter()
            .filter_map(|(name, value)| Some((name.strip_prefix("readings.")?.to_owned(), value.clone())))
            .collect();
        let law = LawSettings {
            readings,
            day_ends_at: day_ends_at.unwrap_or(Time::MIDNIGHT),
            refuse_not_in_force: reader.flag("refuse_not_in_force"),
        };
        let tokens = TokenSettings {
            jwks,
            jwks_refresh: reader.seconds("jwks_refresh"),
            jwks_max_age: Duration::from_secs(reader.number("jwks_max_age", 365 * DAY)),
            untyped: reader.flag("token_untyped"),
            issuer: reader.text("token_issuer"),
            audience: reader.text("token_audience"),
            leeway: reader
                .parsed("token_leeway", "a number up to 3600", |text| {
                    text.parse().ok().filter(|seconds| *seconds <= 3600)
                })
                .unwrap_or_default(),
        };
        if tokens.jwks_max_age < tokens.jwks_refresh {
            reader.errors.push("MERZIM_JWKS_MAX_AGE: must not be less than MERZIM_JWKS_REFRESH".to_owned());
        }
        let limits = LimitSettings {
            max_upload: reader.number("max_upload", 1 << 40),
            files_per_case: reader.number("files_per_case", 100_000),
            files_size_per_case: reader.number("files_size_per_case", 1 << 50),
            body_timeout: reader.seconds("body_timeout"),
            rate_per_address: reader.limit("rate_per_address"),
            rate_per_caller: reader.limit("rate_per_caller"),
            rate_per_guest: reader.limit("rate_per_guest"),
            connections_per_address: reader.number("connections_per_address", 1_000_000),
            filings_per_person: reader.limit("filings_per_person"),
            filings_per_address: reader.limit("filings_per_address"),
            trusted_proxies: reader.list("trusted_proxies", "a list of addresses or networks", network),
        };
        let meetings = MeetingSettings {
            kept: time::Duration::days(reader.number("attendance_kept_days", 36_500)),
            remind_before: time::Duration::hours(reader.number("remind_before", 8_760)),
            broadcast_margin: time::Duration::minutes(reader.number("broadcast_margin", 1_440)),
            watchers: reader.number("watchers", 1_000_000),
            watchers_per_meeting: reader.number("watchers_per_meeting", 1_000_000),
            watchers_per_address: reader.number("watchers_per_address", 1_000_000),
        };
        let receptions = ReceptionSettings {
            // Later in the month it might leave no time to report the roster.
            registration_closes_on: reader.number("registration_closes_on", 24),
            held: time::Duration::minutes(reader.number("slot_held_minutes", 1_440)),
            room_margin: time::Duration::minutes(reader.number("room_margin", 1_440)),
        };
        let cors_origins =
            reader.list("cors_origins", "a list of origins such as https://portal.example, or *", origin);
        let law_dir = reader.optional("law_dir", "a path", |text| Some(PathBuf::from(text)));
        let (pool_size, workers) = (reader.number("pool_size", 500), reader.number("workers", 256));
        let shutdown_timeout = reader.number("shutdown_timeout", DAY);
        let (notice_dispatch, demo_data) = (reader.flag("notice_dispatch"), reader.flag("demo_data"));
        let migrate = reader.flag("migrate");
        match (bind, database_url) {
            (Some(bind), Some(database_url)) if reader.errors.is_empty() => Ok(Self {
                bind,
                operations_bind,
                migrate,
                organisations,
                data_dir,
                database_url,
                pool_size,
                workers,
                law_dir,
                law,
                tokens,
                limits,
                meetings,
                receptions,
                shutdown_timeout,
                cors_origins,
                notice_dispatch,
                demo,
                demo_data,
                sandbox_clock,
            }),
            _ => Err(ConfigError(reader.errors)),
        }
    }
}

fn network(text: &str) -> Option<IpNet> {
    text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

/// An origin is a scheme, a host and perhaps a port, and nothing else (RFC 6454 §6.2).
fn origin(text: &str) -> Option<String> {
    let is_origin = || {
        let uri: Uri = text.parse().ok()?;
        let authority = uri.authority()?;
        let whole = format!("{}://{authority}", uri.scheme_str()?);
        let port_is_number = authority.port_u16().is_some() || authority.as_str() == authority.host();
        (port_is_number && whole == text && ["http", "https"].contains(&uri.scheme_str()?)).then_some(())
    };
    (text == "*" || is_origin().is_some()).then(|| text.to_owned())
}

fn from_toml(text: &str) -> Result<BTreeMap<String, String>, Vec<String>> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| vec![error.to_string()])?;
    let mut values = BTreeMap::new();
    let mut errors = Vec::new();
    let plain = |value: &toml::Value| match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(flag) => Some(flag.to_string()),
        _ => None,
    };
    for (name, value) in &table {
        match (name.as_str(), value) {
            ("readings", toml::Value::Table(readings)) => {
                for (id, choice) in readings {
                    match plain(choice) {
                        Some(choice) => drop(values.insert(format!("readings.{id}"), choice)),
                        None => errors.push(format!("readings.{id} must be text")),
                    }
                }
            }
            (name, value) if SETTINGS.iter().any(|(known, _, _)| *known == name) => match plain(value) {
                Some(value) => drop(values.insert(name.to_owned(), value)),
                None => errors.push(format!("{name} must be text, a number, true or false")),
            },
            (name, _) => errors.push(format!("unknown setting `{name}`")),
        }
    }
    if errors.is_empty() { Ok(values) } else { Err(errors) }
}
