//! Settings: one optional TOML file and the environment, which goes before it. Every setting has a
//! name such as `database_url`, `MERZIM_DATABASE_URL` in the environment.

use std::collections::BTreeMap;
use std::path::PathBuf;

use merzim_domain::Bilingual;
use merzim_domain::identity::Bin;
use merzim_domain::law::LawSettings;
use merzim_persistence::DatabaseUrl;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{OffsetDateTime, Time};

/// The settings, each with its default and meaning.
pub const SETTINGS: &[(&str, &str, &str)] = &[
    ("bind", "127.0.0.1:8080", "Address and port to listen on"),
    ("data_dir", "data", "Folder for the embedded database, attachments and the demo key"),
    ("database_url", "", "sqlite://PATH or postgres://…; by default a file in data_dir"),
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
    ("jwks", "", "File with the JSON Web Key Set that tokens are verified against"),
    ("token_issuer", "merzim-demo", "Required issuer of tokens (`iss`)"),
    ("token_audience", "merzim", "Required audience of tokens (`aud`)"),
    ("token_leeway", "30", "Seconds by which clocks may differ"),
    ("max_upload", "26214400", "Largest attachment, in bytes"),
    ("notice_dispatch", "true", "Whether this node delivers notices"),
    ("demo", "false", "Demo data, personas and a sandbox clock; never in production"),
    ("demo_data", "true", "Whether a demo starts with demo data"),
    ("demo_on_production", "false", "Allow demo mode with PostgreSQL or a configured key set"),
    ("sandbox_clock", "", "Instant at which the sandbox clock starts, RFC 3339; demo mode only"),
];

/// Variables that are no settings of their own.
const BESIDES: [&str; 4] = ["config", "readings", "log", "test_postgres"];

/// All settings, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Address and port to listen on.
    pub bind: String,
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
    /// The authorised body in communications.
    pub authority: Organisation,
    /// File with the key set.
    pub jwks: Option<PathBuf>,
    /// Required issuer of tokens.
    pub token_issuer: String,
    /// Required audience of tokens.
    pub token_audience: String,
    /// Seconds by which clocks may differ.
    pub token_leeway: u64,
    /// Largest attachment, in bytes.
    pub max_upload: u64,
    /// Whether this node delivers notices.
    pub notice_dispatch: bool,
    /// Whether this is a demo.
    pub demo: bool,
    /// Whether a demo starts with demo data.
    pub demo_data: bool,
    /// Where the sandbox clock starts.
    pub sandbox_clock: Option<OffsetDateTime>,
}

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
            self.errors.push(format!("MERZIM_{}: `{text}` is not {expected}", name.to_uppercase()));
        }
        value
    }

    fn optional<T>(&mut self, name: &str, expected: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        if self.text(name).is_empty() { None } else { self.parsed(name, expected, parse) }
    }

    fn flag(&mut self, name: &str) -> bool {
        self.parsed(name, "true or false", |text| text.parse().ok()).unwrap_or_default()
    }

    fn number<T: std::str::FromStr + PartialOrd + From<u8>>(&mut self, name: &str) -> Option<T> {
        self.parsed(name, "a number above 0", |text| text.parse().ok().filter(|number| *number >= T::from(1)))
    }
}

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
            for (name, value) in crate::demo::AUTHORITY {
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
        let bin = reader.parsed("authority_bin", "a valid BIN of 12 digits", |text| Bin::parse(text).ok());
        let jwks = reader.optional("jwks", "a path", |text| Some(PathBuf::from(text)));
        if !demo && jwks.is_none() {
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
        let name = Bilingual { kk: reader.text("authority_name_kk"), ru: reader.text("authority_name_ru") };
        if name.kk.trim().is_empty() || name.ru.trim().is_empty() {
            reader.errors.push("MERZIM_AUTHORITY_NAME_KK and MERZIM_AUTHORITY_NAME_RU: both are needed".to_owned());
        }
        let sandbox_clock =
            reader.optional("sandbox_clock", "an RFC 3339 instant", |text| OffsetDateTime::parse(text, &Rfc3339).ok());
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
        let workers =
            reader.parsed("workers", "a number above 0", |text| text.parse().ok().filter(|number| *number > 0));
        let token_leeway = reader.parsed("token_leeway", "a number of seconds", |text| text.parse().ok());
        let law_dir = reader.optional("law_dir", "a path", |text| Some(PathBuf::from(text)));
        let (pool_size, max_upload) = (reader.number("pool_size"), reader.number("max_upload"));
        let (notice_dispatch, demo_data) = (reader.flag("notice_dispatch"), reader.flag("demo_data"));
        // What could not be read has left an error, so nothing is missing where there is none.
        match (database_url, bin, workers, token_leeway, pool_size, max_upload) {
            (Some(database_url), Some(bin), Some(workers), Some(token_leeway), Some(pool_size), Some(max_upload))
                if reader.errors.is_empty() =>
            {
                Ok(Self {
                    bind: reader.text("bind"),
                    token_issuer: reader.text("token_issuer"),
                    token_audience: reader.text("token_audience"),
                    authority: Organisation { bin, name },
                    data_dir,
                    database_url,
                    pool_size,
                    workers,
                    law_dir,
                    law,
                    jwks,
                    token_leeway,
                    max_upload,
                    notice_dispatch,
                    demo,
                    demo_data,
                    sandbox_clock,
                })
            }
            _ => Err(ConfigError(reader.errors)),
        }
    }
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
