//! Settings: one optional TOML file and the environment, which goes before it. Every setting has a
//! name such as `database_url`, `MERZIM_DATABASE_URL` in the environment. A part of the program brings those of its own.

mod bodies;
pub(crate) mod read;
mod table;
mod tokens;

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use merzim_domain::Bilingual;
use merzim_domain::identity::Bin;
use merzim_domain::law::LawSettings;
use merzim_domain::role::Role;
use merzim_persistence::DatabaseUrl;
use time::macros::format_description;
use time::{OffsetDateTime, Time};

use self::bodies::bodies;
use self::read::{
    address, any, database, expecting, flag, instant, limit, list, network, number, optional, origin, revocation,
    units, url,
};
use self::table::{Kept, variable};

pub(crate) use self::bodies::{Above, Bodies};
pub(crate) use self::table::settings;
pub use self::table::{PartSettings, Reader, Setting, Settings, SingleBody};
pub use self::tokens::{Claim, KeySource, TokenSettings};

settings! {
    /// All settings, checked.
    Config:
    bind = "127.0.0.1:8080" => bind: String, address, "Address and port to listen on";
    operations_bind = "" => operations_bind: Option<String>, optional(address), "Address and port of their own for /health and /metrics, which the public one then does not have";
    data_dir = "data" => data_dir: PathBuf, any, "Folder for the embedded database, attachments and the demo key";
    database_url = "", "sqlite://PATH or postgres://…; by default a file in data_dir";
    migrate = "true" => migrate: bool, flag, "Whether the schema is brought up to date at the start; else one that is behind is refused";
    pool_size = "8" => pool_size: u32, number(500), "Connections to the database";
    workers = "2" => workers: usize, number(256), "Threads that accept requests";
    shutdown_timeout = "30" => shutdown_timeout: u64, number(DAY), "Seconds that requests under way have to end when the program is stopped";
    cors_origins = "" => cors_origins: Vec<String>, list(origin), "Origins of pages that may call the API, such as https://portal.example; * for all";
    notice_dispatch = "true" => notice_dispatch: bool, flag, "Whether this node delivers notices, and sees to what Merzim does by itself: requests follow meetings, reminders, erasure";

    audit_key = "" => audit_key: Option<PathBuf>, optional(any), "PEM file with the private key, Ed25519, that signs the heads of the log; by default one is made in data_dir";
    audit_former_keys = "" => audit_former_keys: Vec<PathBuf>, list(any), "PEM files with the public keys that signed heads before";

    vault_key = "" => vault_key: Option<PathBuf>, optional(any), "File with the master key, 32 random bytes in base64, that wraps the keys by which personal data are sealed in the database; by default one is made in data_dir";
    vault_former_keys = "" => vault_former_keys: Vec<PathBuf>, list(any), "Files with former master keys";

    viewings_kept_days = "1826" => viewings_kept: time::Duration, units(time::Duration::days, number(36_500)), "Days for which it is kept who has viewed the cases of persons";

    law_dir = "" => law_dir: Option<PathBuf>, optional(any), "Folder with acts, readings and the calendar instead of those built in";
    day_ends_at = "18:30", "End of the working day in Kazakhstan: what comes later is registered on the next working day";
    state_bodies = "" demo "demo" => bodies: Bodies, bodies, "TOML file with state bodies, their names, and the body or court to which one complains of each";
    refuse_wording_not_held = "false", "Whether nothing new can be filed under an act that is in force, but whose wording of that day is not held; else the last wording held is applied";
    serve_repealed = "", "Ids of repealed acts under which new things can be filed all the same, in the last edition, such as 95";

    demo = "false" => demo: bool, flag, "Demo data, personas and a sandbox clock; never in production";
    demo_data = "true" => demo_data: bool, flag, "Whether a demo starts with demo data";
    demo_on_production = "false", "Allow demo mode with PostgreSQL or a configured key set";
    sandbox_clock = "" => sandbox_clock: Option<OffsetDateTime>, optional(instant), "Instant at which the sandbox clock starts, RFC 3339; demo mode only";

    {
        /// The database.
        database_url: DatabaseUrl, database_of;
        /// Readings and the end of the working day.
        law: LawSettings, law_of;
        /// The bodies that there is one of in the country, those that are named.
        organisations: BTreeMap<Role, Organisation>, organisations_of;
        /// How tokens are verified.
        tokens: TokenSettings, Settings::read;
        /// How much and how long a request may take.
        limits: LimitSettings, Settings::read;
        /// Whose signatures hold.
        signatures: SignatureSettings, Settings::read;
        /// What the parts of the program need.
        parts: OfParts, OfParts::of;
    }
}

settings! {
    /// Whose signatures hold.
    SignatureSettings:
    signature_anchors = "" => anchors: Vec<PathBuf>, list(any), "PEM files with the certification authorities that are trusted, with commas between them; without one no signature holds";
    signature_intermediates = "" => intermediates: Vec<PathBuf>, list(any), "PEM files with certificates between those authorities and the signers";
    signature_tsa_anchors = "" => tsa_anchors: Vec<PathBuf>, list(any), "PEM files with the authorities that certify time-stamping authorities (TSA); by default those of signature_anchors";
    signature_crls = "" => crls: Vec<PathBuf>, list(any), "Lists of revoked certificates (CRL), PEM or DER, read again when they change; without one nothing is looked up";
    signature_accept_unknown_revocation = "false" => accepts_unknown: bool, flag, "Whether a signature holds while it is not known whether its certificates are revoked; else the answer is 503";
    signature_ncanode = "" => ncanode: Option<String>, optional(url), "Address of NCANode 3, such as http://127.0.0.1:14579, which verifies signatures by GOST; without one they do not hold";
    signature_ncanode_revocation = "OCSP" => ncanode_revocation: Vec<String>, list(revocation), "How NCANode looks up whether a certificate is revoked: OCSP, CRL, or both";
    signature_by_colleagues = "false" => by_colleagues: bool, flag, "Whether another employee of the organisation may file what one has signed; else the token's person must be the signer";
}

// A demo has limits that stand in nobody's way, not even of a load test.
settings! {
    /// How much and how long a request may take.
    LimitSettings:
    max_upload = "26214400" => max_upload: u64, number(1 << 40), "Largest attachment, in bytes";
    files_per_case = "100" => files_per_case: usize, number(100_000), "How many files a case may have";
    files_size_per_case = "268435456" => files_size_per_case: u64, number(1 << 50), "How large they may be in all, in bytes";
    body_timeout = "30" => body_timeout: Duration, units(Duration::from_secs, number(DAY)), "Seconds in which a JSON body, or the next piece of an upload, must arrive";
    rate_per_address = "60000" demo "6000000" => rate_per_address: Option<NonZeroU32>, limit, "Requests a minute from one address; 0: no limit; a demo has 6000000";
    rate_per_caller = "60000" demo "6000000" => rate_per_caller: Option<NonZeroU32>, limit, "The same by one caller, the subject of the token";
    rate_per_guest = "60" demo "6000000" => rate_per_guest: Option<NonZeroU32>, limit, "The same of writing without a token, such as requests to attend, from one address";
    connections_per_address = "1000" => connections_per_address: usize, number(1_000_000), "Connections that one address may have at a time, half of all at most; trusted proxies: any number";
    filings_per_person = "20" demo "0" => filings_per_person: Option<NonZeroU32>, limit, "Requests, comments, appeals and complaints that one person files in a day before the next must wait; 0: no limit, as in a demo";
    filings_per_address = "200" demo "0" => filings_per_address: Option<NonZeroU32>, limit, "The same from one address";
    watchers = "4000" => watchers: usize, number(1_000_000), "How many may watch comments live at this node";
    watchers_per_address = "40" => watchers_per_address: usize, number(1_000_000), "The same, from one address";
    trusted_proxies = "" => trusted_proxies: Vec<IpNet>, list(network), "Networks of reverse proxies whose X-Forwarded-For is believed: 10.0.0.0/8, …";
}

/// Variables that are no settings of their own.
const BESIDES: [&str; 5] = ["config", "readings", "log", "test_postgres", "test_screenshot"];

/// Seconds of a day: longer than anything waits.
const DAY: u64 = 86_400;

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

/// Every setting of the program and of these parts.
pub fn tables(parts: &[PartSettings]) -> impl Iterator<Item = &'static Setting> {
    let own = [Config::TABLE, TokenSettings::TABLE, SignatureSettings::TABLE, LimitSettings::TABLE];
    own.into_iter().chain(parts.iter().map(|part| part.table)).flatten()
}

fn is_setting(parts: &[PartSettings], name: &str) -> bool {
    tables(parts).any(|known| known.name == name)
}

impl Config {
    /// The moment at which the clock of the program starts: now, unless the settings have a demo start at another.
    #[must_use]
    pub fn starts_at(&self) -> OffsetDateTime {
        self.sandbox_clock.unwrap_or_else(OffsetDateTime::now_utc)
    }

    /// Reads the settings of the program and of its parts from the file that `MERZIM_CONFIG` names, if any, and the environment.
    ///
    /// # Errors
    /// [`ConfigError`] with everything that is wrong.
    pub fn from_environment(demo: bool, parts: &[PartSettings]) -> Result<Self, ConfigError> {
        let file = std::env::var("MERZIM_CONFIG");
        let mut values = file.map_or_else(|_| Ok(BTreeMap::new()), |path| from_file(&path, parts))?;
        let set = |known: &Setting| Some((known.name.to_owned(), std::env::var(variable(known.name)).ok()?));
        values.extend(tables(parts).filter_map(set));
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
            .filter(|name| !BESIDES.contains(&name.as_str()) && !is_setting(parts, name))
            .map(|name| format!("{}: there is no such setting", variable(&name)));
        checked(Reader { values, errors: unknown.collect(), parts: parts.to_vec() })
    }

    /// Checks settings given by name.
    ///
    /// # Errors
    /// [`ConfigError`] with everything that is wrong.
    pub fn of(values: BTreeMap<String, String>, parts: &[PartSettings]) -> Result<Self, ConfigError> {
        checked(Reader { values, errors: Vec::new(), parts: parts.to_vec() })
    }

    /// The settings of a part; those of one that the program is made without are as they are by default.
    pub fn part<S: Settings>(&self) -> S {
        let read = self.parts.0.iter().find_map(|read| read.downcast_ref::<S>());
        read.cloned().unwrap_or_else(|| S::read(&mut Reader::default()))
    }
}

/// The settings of the parts, by their type.
#[derive(Clone, Debug)]
pub struct OfParts(Vec<Kept>);

impl OfParts {
    fn of(reader: &mut Reader) -> Self {
        let reads: Vec<_> = reader.parts.iter().filter_map(|part| part.read).collect();
        Self(reads.into_iter().map(|read| read(reader)).collect())
    }
}

fn from_file(path: &str, parts: &[PartSettings]) -> Result<BTreeMap<String, String>, ConfigError> {
    let wrong = |sentence: String| ConfigError(vec![sentence]);
    let text = std::fs::read_to_string(path).map_err(|error| wrong(format!("MERZIM_CONFIG: {path}: {error}")))?;
    let table: toml::Table = text.parse().map_err(|error| wrong(format!("{path}: {error}")))?;
    let lines = table.into_iter().flat_map(|(name, value)| match value {
        toml::Value::Table(readings) if name == "readings" => {
            readings.into_iter().map(|(id, choice)| (format!("readings.{id}"), choice, Some("text"))).collect()
        }
        value if is_setting(parts, &name) => vec![(name, value, Some("text, a number, true or false"))],
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

/// Reads all settings and holds them against each other.
fn checked(mut reader: Reader) -> Result<Config, ConfigError> {
    let demo = reader.text("demo", "") == "true";
    for (name, value) in tables(&reader.parts).filter(|_| demo).filter_map(|known| Some((known.name, known.demo?))) {
        reader.values.entry(name.to_owned()).or_insert_with(|| value.to_owned());
    }
    let config = Config::read(&mut reader);
    let tokens = &config.tokens;
    let production = tokens.jwks.is_some() || matches!(config.database_url, DatabaseUrl::Postgres(_));
    let risky = demo && production && !reader.parsed("demo_on_production", "false", flag).unwrap_or_default();
    let of_program = [
        (
            risky,
            "MERZIM_DEMO: PostgreSQL or a key set is configured, so this looks like production; \
             MERZIM_DEMO_ON_PRODUCTION=true allows it",
        ),
        (!demo && config.sandbox_clock.is_some(), "MERZIM_SANDBOX_CLOCK: only in demo mode"),
    ];
    let at_odds = tokens.at_odds(&reader).into_iter().chain(of_program);
    reader.errors.extend(at_odds.filter(|(found, _)| *found).map(|(_, error)| error.to_owned()));
    if reader.errors.is_empty() { Ok(config) } else { Err(ConfigError(reader.errors)) }
}

/// By default a file in the folder for data.
fn database_of(reader: &mut Reader) -> DatabaseUrl {
    if reader.text("database_url", "").is_empty() {
        let name = if reader.text("demo", "") == "true" { "demo.sqlite3" } else { "merzim.sqlite3" };
        let file = PathBuf::from(reader.text("data_dir", "data")).join(name);
        reader.values.insert("database_url".to_owned(), format!("sqlite://{}", file.display()));
    }
    reader.parsed("database_url", "", database).unwrap_or(DatabaseUrl::Sqlite(String::new()))
}

fn law_of(reader: &mut Reader) -> LawSettings {
    let reading =
        |(name, choice): (&String, &String)| Some((name.strip_prefix("readings.")?.to_owned(), choice.clone()));
    let day_ends_at = reader.parsed("day_ends_at", "18:30", |text| {
        expecting("a time such as 18:30", Time::parse(text, format_description!("[hour]:[minute]")).ok())
    });
    LawSettings {
        readings: reader.values.iter().filter_map(reading).collect(),
        day_ends_at: day_ends_at.unwrap_or(Time::MIDNIGHT),
        refuse_wording_not_held: reader.parsed("refuse_wording_not_held", "false", flag).unwrap_or_default(),
        serve_repealed: reader
            .parsed("serve_repealed", "", list(any::<String>))
            .unwrap_or_default()
            .into_iter()
            .collect(),
    }
}

fn organisations_of(reader: &mut Reader) -> BTreeMap<Role, Organisation> {
    let bodies: Vec<SingleBody> = reader.parts.iter().flat_map(|part| part.bodies).copied().collect();
    bodies.into_iter().filter_map(|body| organisation(reader, body)).collect()
}

/// The body that its settings name, if they must or do.
fn organisation(reader: &mut Reader, SingleBody { role, prefix, needed }: SingleBody) -> Option<(Role, Organisation)> {
    let [id, kk, ru] = ["bin", "name_kk", "name_ru"].map(|part| format!("{prefix}_{part}"));
    if !needed && [&id, &kk, &ru].iter().all(|name| reader.text(name, "").is_empty()) {
        return None;
    }
    let name = Bilingual { kk: reader.text(&kk, "").to_owned(), ru: reader.text(&ru, "").to_owned() };
    if name.kk.trim().is_empty() || name.ru.trim().is_empty() {
        reader.errors.push(format!("{} and {}: both are needed", variable(&kk), variable(&ru)));
    }
    let bin = reader
        .parsed(&id, "", |text| Bin::parse(text).map_err(|error| format!("a valid BIN of 12 digits ({error})")))?;
    Some((role, Organisation { bin, name }))
}
