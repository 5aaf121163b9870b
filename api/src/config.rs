//! Settings: one optional TOML file and the environment, which goes before it. Every setting has a
//! name such as `database_url`, `MERZIM_DATABASE_URL` in the environment.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::net::{IpAddr, ToSocketAddrs};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::str::FromStr;
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
use time::{Duration as Span, OffsetDateTime, Time};

/// Declares the settings in the order of `merzim help`, one a line: `name = default => field: type, how it is read, meaning;`.
/// The field is one of [`Config`] or of a part of it; a setting without one is read by hand. After `demo` stands the default of
/// a demo. [`SETTINGS`], the structs and their reading are made of these lines; the meaning documents the field.
macro_rules! settings {
    ($(
        $name:ident = $default:literal $(demo $demo:literal)?
        $(=> config.$config:ident: $config_type:ty, $config_read:expr)?
        $(=> tokens.$token:ident: $token_type:ty, $token_read:expr)?
        $(=> limits.$limit:ident: $limit_type:ty, $limit_read:expr)?
        $(=> meetings.$meeting:ident: $meeting_type:ty, $meeting_read:expr)?
        $(=> receptions.$reception:ident: $reception_type:ty, $reception_read:expr)?,
        $about:literal;
    )*) => {
        /// The settings, each with its default and meaning.
        pub const SETTINGS: &[(&str, &str, &str)] = &[$((stringify!($name), $default, $about)),*];

        /// Settings of a demo, unless they are set: its bodies, and limits that stand in nobody's way, not even of a load test.
        const DEMO: &[(&str, &str)] = &[$($((stringify!($name), $demo),)?)*];

        /// All settings, checked.
        #[derive(Clone, Debug)]
        pub struct Config {
            $($(#[doc = $about] pub $config: $config_type,)?)*
            /// The database.
            pub database_url: DatabaseUrl,
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
        }

        /// How tokens are verified.
        #[derive(Clone, Debug)]
        pub struct TokenSettings { $($(#[doc = $about] pub $token: $token_type,)?)* }

        /// How much and how long a request may take.
        #[derive(Clone, Debug)]
        pub struct LimitSettings { $($(#[doc = $about] pub $limit: $limit_type,)?)* }

        /// How meetings are run.
        #[derive(Clone, Copy, Debug)]
        pub struct MeetingSettings { $($(#[doc = $about] pub $meeting: $meeting_type,)?)* }

        /// How receptions are run.
        #[derive(Clone, Copy, Debug)]
        pub struct ReceptionSettings { $($(#[doc = $about] pub $reception: $reception_type,)?)* }

        fn read(reader: &mut Reader) -> Config {
            Config {
                $($($config: reader.read(stringify!($name), $config_read),)?)*
                database_url: reader.parsed("database_url", database).unwrap_or(DatabaseUrl::Sqlite(String::new())),
                law: reader.law(),
                organisations: SINGLE_BODIES.into_iter().filter_map(|body| reader.organisation(body)).collect(),
                tokens: TokenSettings { $($($token: reader.read(stringify!($name), $token_read),)?)* },
                limits: LimitSettings { $($($limit: reader.read(stringify!($name), $limit_read),)?)* },
                meetings: MeetingSettings { $($($meeting: reader.read(stringify!($name), $meeting_read),)?)* },
                receptions: ReceptionSettings { $($($reception: reader.read(stringify!($name), $reception_read),)?)* },
            }
        }
    };
}

settings! {
    bind = "127.0.0.1:8080" => config.bind: String, address, "Address and port to listen on";
    operations_bind = "" => config.operations_bind: Option<String>, optional(address), "Address and port of their own for /health and /metrics, which the public one then does not have";
    data_dir = "data" => config.data_dir: PathBuf, any, "Folder for the embedded database, attachments and the demo key";
    database_url = "", "sqlite://PATH or postgres://…; by default a file in data_dir";
    migrate = "true" => config.migrate: bool, flag, "Whether the schema is brought up to date at the start; else one that is behind is refused";
    pool_size = "8" => config.pool_size: u32, number(500), "Connections to the database";
    workers = "2" => config.workers: usize, number(256), "Threads that accept requests";

    law_dir = "" => config.law_dir: Option<PathBuf>, optional(any), "Folder with acts, readings and the calendar instead of those built in";
    day_ends_at = "18:30", "End of the working day in Kazakhstan: what comes later is registered on the next working day";
    refuse_not_in_force = "true", "Whether nothing new can be filed under an act that is not in force";

    authority_bin = "" demo "940740000911", "BIN of the authorised body in communications (№ 93-НҚ)";
    authority_name_kk = "" demo "ДЕМО: Коммуникациялар саласындағы уәкілетті орган", "Its name in Kazakh";
    authority_name_ru = "" demo "ДЕМО: Уполномоченный орган в сфере коммуникаций", "Its name in Russian";
    informatization_bin = "" demo "050140000100", "BIN of the authorised body in informatization (№ 213/НҚ), if receptions are run here";
    informatization_name_kk = "" demo "ДЕМО: Ақпараттандыру саласындағы уәкілетті орган", "Its name in Kazakh";
    informatization_name_ru = "" demo "ДЕМО: Уполномоченный орган в сфере информатизации", "Its name in Russian";
    operator_bin = "" demo "050140000201", "BIN of the operator of the e-government infrastructure (№ 213/НҚ), if receptions are run here";
    operator_name_kk = "" demo "ДЕМО: «Электрондық үкімет» операторы", "Its name in Kazakh";
    operator_name_ru = "" demo "ДЕМО: Оператор «электронного правительства»", "Its name in Russian";
    state_corporation_bin = "" demo "050140000309", "BIN of the State Corporation (№ 213/НҚ), if receptions are run here";
    state_corporation_name_kk = "" demo "ДЕМО: Мемлекеттік корпорация", "Its name in Kazakh";
    state_corporation_name_ru = "" demo "ДЕМО: Государственная корпорация", "Its name in Russian";

    jwks = "" => tokens.jwks: Option<KeySource>, optional(key_source), "File or http(s):// URL of the JSON Web Key Set that tokens are verified against";
    jwks_refresh = "300" => tokens.jwks_refresh: Duration, units(Duration::from_secs, number(DAY)), "Seconds after which the key set is read again";
    jwks_max_age = "86400" => tokens.jwks_max_age: Duration, units(Duration::from_secs, number(365 * DAY)), "Seconds for which keys are believed while the set cannot be read again";
    token_issuer = "merzim-demo" => tokens.issuer: String, any, "Required issuer of tokens (`iss`)";
    token_audience = "merzim" => tokens.audience: String, any, "Required audience of tokens (`aud`)";
    token_leeway = "30" => tokens.leeway: u64, number_or_zero(3600), "Seconds by which clocks may differ";
    token_untyped = "false" => tokens.untyped: bool, flag, "Whether tokens without a type (`typ`) are accepted; else it must be at+jwt (RFC 9068)";

    max_upload = "26214400" => limits.max_upload: u64, number(1 << 40), "Largest attachment, in bytes";
    files_per_case = "100" => limits.files_per_case: usize, number(100_000), "How many files a case may have";
    files_size_per_case = "268435456" => limits.files_size_per_case: u64, number(1 << 50), "How large they may be in all, in bytes";
    body_timeout = "30" => limits.body_timeout: Duration, units(Duration::from_secs, number(DAY)), "Seconds in which a JSON body, or the next piece of an upload, must arrive";
    shutdown_timeout = "30" => config.shutdown_timeout: u64, number(DAY), "Seconds that requests under way have to end when the program is stopped";
    rate_per_address = "60000" demo "6000000" => limits.rate_per_address: Option<NonZeroU32>, limit, "Requests a minute from one address; 0: no limit; a demo has 6000000";
    rate_per_caller = "60000" demo "6000000" => limits.rate_per_caller: Option<NonZeroU32>, limit, "The same by one caller, the subject of the token";
    rate_per_guest = "60" demo "6000000" => limits.rate_per_guest: Option<NonZeroU32>, limit, "The same of writing without a token, such as requests to attend, from one address";
    connections_per_address = "1000" => limits.connections_per_address: usize, number(1_000_000), "Connections that one address may have at a time, half of all at most; trusted proxies: any number";
    filings_per_person = "20" => limits.filings_per_person: Option<NonZeroU32>, limit, "Requests, comments, appeals and complaints that one person files in a day before the next must wait; 0: no limit";
    filings_per_address = "200" => limits.filings_per_address: Option<NonZeroU32>, limit, "The same from one address";

    attendance_kept_days = "30" => meetings.kept: Span, units(Span::days, number(36_500)), "Days after a meeting until the personal data of those who asked to attend are erased";
    remind_before = "24" => meetings.remind_before: Span, units(Span::hours, number(8_760)), "Hours before a meeting at which those who asked to attend are reminded";
    broadcast_margin = "30" => meetings.broadcast_margin: Span, units(Span::minutes, number(1_440)), "Minutes before and after a meeting in which its broadcast is shown";
    watchers = "4000" => meetings.watchers: usize, number(1_000_000), "How many may watch comments live at this node";
    watchers_per_meeting = "1000" => meetings.watchers_per_meeting: usize, number(1_000_000), "The same, of one meeting";
    watchers_per_address = "40" => meetings.watchers_per_address: usize, number(1_000_000), "The same, from one address";

    // Later in the month it might leave no time to report the roster.
    registration_closes_on = "20" => receptions.registration_closes_on: u8, number(24), "Day of the month, 1 to 24, at whose end registration for receptions in the next month closes";
    slot_held_minutes = "10" => receptions.held: Span, units(Span::minutes, number(1_440)), "Minutes for which a slot is held for whoever fills in an appeal";
    room_margin = "15" => receptions.room_margin: Span, units(Span::minutes, number(1_440)), "Minutes before and after a reception in which its room link is shown";

    trusted_proxies = "" => limits.trusted_proxies: Vec<IpNet>, list(network), "Networks of reverse proxies whose X-Forwarded-For is believed: 10.0.0.0/8, …";
    cors_origins = "" => config.cors_origins: Vec<String>, list(origin), "Origins of pages that may call the API, such as https://portal.example; * for all";
    notice_dispatch = "true" => config.notice_dispatch: bool, flag, "Whether this node delivers notices, and sees to what Merzim does by itself: requests follow meetings, reminders, erasure";

    demo = "false" => config.demo: bool, flag, "Demo data, personas and a sandbox clock; never in production";
    demo_data = "true" => config.demo_data: bool, flag, "Whether a demo starts with demo data";
    demo_on_production = "false", "Allow demo mode with PostgreSQL or a configured key set";
    sandbox_clock = "" => config.sandbox_clock: Option<OffsetDateTime>, optional(instant), "Instant at which the sandbox clock starts, RFC 3339; demo mode only";
}

/// Variables that are no settings of their own.
const BESIDES: [&str; 5] = ["config", "readings", "log", "test_postgres", "test_screenshot"];

/// Seconds of a day: longer than anything waits.
const DAY: u64 = 86_400;

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

impl Config {
    /// Reads the settings from the file that `MERZIM_CONFIG` names, if any, and the environment.
    ///
    /// # Errors
    /// [`ConfigError`] with everything that is wrong.
    pub fn from_environment(demo: bool) -> Result<Self, ConfigError> {
        let file = std::env::var("MERZIM_CONFIG");
        let mut values = file.map_or_else(|_| Ok(BTreeMap::new()), |path| from_file(&path))?;
        let set = |name: &str| Some((name.to_owned(), std::env::var(variable(name)).ok()?));
        values.extend(SETTINGS.iter().filter_map(|(name, _, _)| set(name)));
        let readings = std::env::var("MERZIM_READINGS").unwrap_or_default();
        for pair in readings.split(',').filter(|pair| !pair.trim().is_empty()) {
            let (id, choice) = pair.split_once('=').unwrap_or((pair, ""));
            values.insert(format!("readings.{}", id.trim()), choice.trim().to_owned());
        }
        if demo {
            values.insert("demo".to_owned(), "true".to_owned());
        }
        let unknown = std::env::vars()
            .filter_map(|(variable, _)| variable.strip_prefix("MERZIM_").map(str::to_lowercase))
            .filter(|name| !BESIDES.contains(&name.as_str()) && !is_setting(name))
            .map(|name| format!("{}: there is no such setting", variable(&name)));
        Reader { values, errors: unknown.collect() }.checked()
    }

    /// Checks settings given by name.
    ///
    /// # Errors
    /// [`ConfigError`] with everything that is wrong.
    pub fn of(values: BTreeMap<String, String>) -> Result<Self, ConfigError> {
        Reader { values, errors: Vec::new() }.checked()
    }
}

fn is_setting(name: &str) -> bool {
    SETTINGS.iter().any(|(known, _, _)| *known == name)
}

fn variable(name: &str) -> String {
    format!("MERZIM_{}", name.to_uppercase())
}

fn from_file(path: &str) -> Result<BTreeMap<String, String>, ConfigError> {
    let wrong = |sentence: String| ConfigError(vec![sentence]);
    let text = std::fs::read_to_string(path).map_err(|error| wrong(format!("MERZIM_CONFIG: {path}: {error}")))?;
    let table: toml::Table = text.parse().map_err(|error| wrong(format!("{path}: {error}")))?;
    let lines = table.into_iter().flat_map(|(name, value)| match value {
        toml::Value::Table(readings) if name == "readings" => {
            readings.into_iter().map(|(id, choice)| (format!("readings.{id}"), choice, Some("text"))).collect()
        }
        value if is_setting(&name) => vec![(name, value, Some("text, a number, true or false"))],
        value => vec![(name, value, None)],
    });
    let (mut values, mut errors) = (BTreeMap::new(), Vec::new());
    for line in lines {
        match line {
            (name, _, None) => errors.push(format!("{path}: unknown setting `{name}`")),
            (name, toml::Value::String(text), _) => drop(values.insert(name, text)),
            (name, toml::Value::Integer(number), _) => drop(values.insert(name, number.to_string())),
            (name, toml::Value::Boolean(flag), _) => drop(values.insert(name, flag.to_string())),
            (name, _, Some(expected)) => errors.push(format!("{path}: {name} must be {expected}")),
        }
    }
    if errors.is_empty() { Ok(values) } else { Err(ConfigError(errors)) }
}

/// Reads settings, and collects what is wrong with them.
struct Reader {
    values: BTreeMap<String, String>,
    errors: Vec<String>,
}

impl Reader {
    /// Reads all settings and holds them against each other.
    fn checked(mut self) -> Result<Config, ConfigError> {
        let demo = self.text("demo") == "true";
        for (name, value) in DEMO.iter().filter(|_| demo) {
            self.values.entry((*name).to_owned()).or_insert_with(|| (*value).to_owned());
        }
        if self.text("database_url").is_empty() {
            let file = PathBuf::from(self.text("data_dir")).join(if demo { "demo.sqlite3" } else { "merzim.sqlite3" });
            self.values.insert("database_url".to_owned(), format!("sqlite://{}", file.display()));
        }
        let config = read(&mut self);
        let tokens = &config.tokens;
        let keyless = !demo && self.text("jwks").is_empty();
        let production = tokens.jwks.is_some() || matches!(config.database_url, DatabaseUrl::Postgres(_));
        let risky = demo && production && !self.read("demo_on_production", flag);
        let forgetful = tokens.jwks_max_age < tokens.jwks_refresh;
        let at_odds = [
            (keyless, "MERZIM_JWKS: a key set is needed to verify tokens, unless this is a demo"),
            (
                risky,
                "MERZIM_DEMO: PostgreSQL or a key set is configured, so this looks like production; \
                 MERZIM_DEMO_ON_PRODUCTION=true allows it",
            ),
            (self.text("token_issuer").is_empty(), "MERZIM_TOKEN_ISSUER: must not be empty"),
            (self.text("token_audience").is_empty(), "MERZIM_TOKEN_AUDIENCE: must not be empty"),
            (!demo && config.sandbox_clock.is_some(), "MERZIM_SANDBOX_CLOCK: only in demo mode"),
            (forgetful, "MERZIM_JWKS_MAX_AGE: must not be less than MERZIM_JWKS_REFRESH"),
        ];
        self.errors.extend(at_odds.into_iter().filter(|(found, _)| *found).map(|(_, error)| error.to_owned()));
        if self.errors.is_empty() { Ok(config) } else { Err(ConfigError(self.errors)) }
    }

    fn text(&self, name: &str) -> &str {
        let default = || SETTINGS.iter().find(|(known, _, _)| *known == name).map_or("", |(_, default, _)| default);
        self.values.get(name).map_or_else(default, String::as_str)
    }

    /// What cannot be read leaves an error, so that the value given instead is never used.
    fn read<T: Default>(&mut self, name: &str, read: impl Fn(&str) -> Read<T>) -> T {
        self.parsed(name, read).unwrap_or_default()
    }

    fn parsed<T>(&mut self, name: &str, read: impl Fn(&str) -> Read<T>) -> Option<T> {
        let text = self.text(name);
        // A URL may hold a password.
        let shown = if name == "database_url" { "what is set".to_owned() } else { format!("`{text}`") };
        let value = read(text).map_err(|expected| format!("{}: {shown} is not {expected}", variable(name)));
        value.map_err(|error| self.errors.push(error)).ok()
    }

    fn law(&mut self) -> LawSettings {
        let reading =
            |(name, choice): (&String, &String)| Some((name.strip_prefix("readings.")?.to_owned(), choice.clone()));
        let day_ends_at = self.parsed("day_ends_at", |text| {
            expecting("a time such as 18:30", Time::parse(text, format_description!("[hour]:[minute]")).ok())
        });
        LawSettings {
            readings: self.values.iter().filter_map(reading).collect(),
            day_ends_at: day_ends_at.unwrap_or(Time::MIDNIGHT),
            refuse_not_in_force: self.read("refuse_not_in_force", flag),
        }
    }

    /// The body that the settings with this prefix name; the authorised body in communications must be named.
    fn organisation(&mut self, (role, prefix): (Role, &str)) -> Option<(Role, Organisation)> {
        let [id, kk, ru] = ["bin", "name_kk", "name_ru"].map(|part| format!("{prefix}_{part}"));
        if role != Role::CommAuthority && [&id, &kk, &ru].iter().all(|name| self.text(name).is_empty()) {
            return None;
        }
        let name = Bilingual { kk: self.text(&kk).to_owned(), ru: self.text(&ru).to_owned() };
        if name.kk.trim().is_empty() || name.ru.trim().is_empty() {
            self.errors.push(format!("{} and {}: both are needed", variable(&kk), variable(&ru)));
        }
        let bin = self.parsed(&id, |text| expecting("a valid BIN of 12 digits", Bin::parse(text).ok()))?;
        Some((role, Organisation { bin, name }))
    }
}

/// What a setting says, or what it should have said. The functions below read one text each.
type Read<T> = Result<T, String>;

fn expecting<T>(expected: &str, value: Option<T>) -> Read<T> {
    value.ok_or_else(|| expected.to_owned())
}

/// A text or a path.
fn any<T: for<'a> From<&'a str>>(text: &str) -> Read<T> {
    Ok(T::from(text))
}

fn flag(text: &str) -> Read<bool> {
    expecting("true or false", text.parse().ok())
}

fn number<T: FromStr + PartialOrd + Default + Display>(most: T) -> impl Fn(&str) -> Read<T> {
    move |text| {
        let number = text.parse().ok().filter(|number| *number > T::default() && *number <= most);
        expecting(&format!("a number from 1 to {most}"), number)
    }
}

fn number_or_zero(most: u64) -> impl Fn(&str) -> Read<u64> {
    move |text| expecting(&format!("a number up to {most}"), text.parse().ok().filter(|number| *number <= most))
}

/// A number of units, such as minutes.
fn units<N, T>(unit: impl Fn(N) -> T, number: impl Fn(&str) -> Read<N>) -> impl Fn(&str) -> Read<T> {
    move |text| number(text).map(&unit)
}

/// A number; 0 is no limit.
fn limit(text: &str) -> Read<Option<NonZeroU32>> {
    expecting("a number", text.parse().ok().map(NonZeroU32::new))
}

/// Nothing when there is no text.
fn optional<T>(read: impl Fn(&str) -> Read<T>) -> impl Fn(&str) -> Read<Option<T>> {
    move |text| if text.is_empty() { Ok(None) } else { read(text).map(Some) }
}

/// Items separated by commas or blanks.
fn list<T>(item: impl Fn(&str) -> Read<T>) -> impl Fn(&str) -> Read<Vec<T>> {
    move |text| text.split([',', ' ']).filter(|text| !text.is_empty()).map(&item).collect()
}

fn address(text: &str) -> Read<String> {
    expecting("an address and port such as 127.0.0.1:8080", text.to_socket_addrs().is_ok().then(|| text.to_owned()))
}

fn network(text: &str) -> Read<IpNet> {
    let address = || text.parse::<IpAddr>().ok().map(IpNet::from);
    expecting("a list of addresses or networks", text.parse().ok().or_else(address))
}

/// An origin is a scheme, a host and perhaps a port, and nothing else (RFC 6454 §6.2).
fn origin(text: &str) -> Read<String> {
    let is_origin = || {
        let uri: Uri = text.parse().ok()?;
        let authority = uri.authority()?;
        let whole = format!("{}://{authority}", uri.scheme_str()?);
        let port_is_number = authority.port_u16().is_some() || authority.as_str() == authority.host();
        (port_is_number && whole == text && ["http", "https"].contains(&uri.scheme_str()?)).then_some(())
    };
    let origin = (text == "*" || is_origin().is_some()).then(|| text.to_owned());
    expecting("a list of origins such as https://portal.example, or *", origin)
}

/// A URL or a path.
fn key_source(text: &str) -> Read<KeySource> {
    let tls = cfg!(feature = "tls");
    match text.split_once("://") {
        None => Ok(KeySource::File(PathBuf::from(text))),
        Some((scheme, _)) if scheme == "http" || (scheme == "https" && tls) => Ok(KeySource::Url(text.to_owned())),
        Some(_) if tls => Err("a path or an http(s):// URL".to_owned()),
        Some(_) => Err("a path or an http:// URL; https:// needs a build with the feature `tls`".to_owned()),
    }
}

fn database(text: &str) -> Read<DatabaseUrl> {
    expecting("a URL that begins with sqlite:// or postgres://", DatabaseUrl::parse(text).ok())
}

fn instant(text: &str) -> Read<OffsetDateTime> {
    let instant = OffsetDateTime::parse(text, &Rfc3339).ok().filter(|at| (2000..2100).contains(&at.year()));
    expecting("an RFC 3339 instant of this century", instant)
}
