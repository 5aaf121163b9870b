//! Starting and stopping.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_cors::Cors;
use actix_server::ServerBuilder;
use actix_web::body::MessageBody;
use actix_web::dev::{Server, ServerHandle, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, Condition, from_fn};
// The library asks the application in process in this way, and in no other.
use actix_web::test::init_service;
use actix_web::web::{Bytes, Data, PayloadConfig};
use actix_web::{App as Actix, Error, rt};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use merzim_domain::law::{Law, LawError};
use merzim_domain::{Vocabulary, procedures, zone};
use merzim_persistence::audit::Finding;
use merzim_persistence::storage::{FileStore, Folder, Untouched};
use merzim_persistence::{Database, DatabaseUrl, DbError, PATIENCE, attachments, events, keys, signatures};
use serde_json::Value;
use tokio::sync::watch;

use crate::app::ids::Ids;
use crate::app::lanes::{Lane, Lanes};
use crate::app::live::Live;
use crate::app::part::Update;
use crate::app::pulse::{self, Pulse};
use crate::app::viewings::{self, Viewings};
use crate::app::{App, Clock};
use crate::audit::AuditHead;
use crate::auth::{ACTING_FOR, Issuer, lookup};
use crate::cases::signature::SignatureReport;
use crate::config::{Config, KeySource, LimitSettings, SignatureSettings};
use crate::connections::Manners;
use crate::demo::asker::Asker;
use crate::demo::rehearsal::{Rehearsal, Rehearses, Wish, WorkingRequest};
use crate::demo::{self, Sandbox, play};
use crate::dispatch::{Carrier, Inbox};
use crate::http::block;
use crate::http::door::{Door, Inside};
use crate::http::edge::edge;
use crate::http::gate::gate;
use crate::http::input::Codes;
use crate::http::limits::RateLimits;
use crate::http::places::Places;
use crate::metrics::Metrics;
use crate::notary::Notary;
use crate::openapi::{Installation, Published};
use crate::parts::PARTS;
use crate::problem::{Fault, Problem};
use crate::signature::{SignatureVerifier, Unverified, Verifiers, When};
use crate::{audit, connections, daily, descriptors, dispatch, docs, masters, openapi, operations};

/// Why Merzim did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The law could not be read.
    #[error("the law: {0}")]
    Law(#[from] LawError),
    /// The database could not be opened or brought up to date.
    #[error("the database: {0}")]
    Database(#[from] DbError),
    /// The address could not be listened on, or a file not read or written.
    #[error("{0}: {1}")]
    Io(String, std::io::Error),
    /// Keys, contract or demo data are not as they should be.
    #[error("{0}")]
    Setup(String),
}

/// A running server.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// Stops it.
    pub handle: ServerHandle,
    /// Ends when it has stopped.
    pub server: Server,
    /// What it shares.
    pub app: Data<App>,
}

impl std::fmt::Debug for Running {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Running({})", self.address)
    }
}

/// Reads the law from the folder in the settings, or the one built in.
///
/// # Errors
/// [`StartError`] with file and line for the first mistake.
pub fn read_law(config: &Config) -> Result<Law, StartError> {
    let Some(folder) = &config.law_dir else {
        return Ok(Law::embedded(&config.law, &procedures::usage())?);
    };
    let mut files = Vec::new();
    let io = |path: &Path, error| StartError::Io(path.display().to_string(), error);
    for part in ["", "acts", "calendar"] {
        let inside = folder.join(part);
        for entry in std::fs::read_dir(&inside).map_err(|error| io(&inside, error))? {
            let path = entry.map_err(|error| io(&inside, error))?.path();
            if path.is_file() {
                let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
                files.push((name, std::fs::read_to_string(&path).map_err(|error| io(&path, error))?));
            }
        }
    }
    Ok(Law::read(&files, &config.law, &procedures::usage())?)
}

/// Opens the database of the settings.
///
/// # Errors
/// [`StartError`] when it cannot be opened.
pub fn open_database(config: &Config) -> Result<Database, StartError> {
    if let DatabaseUrl::Sqlite(path) = &config.database_url
        && let Some(folder) = Path::new(path).parent()
    {
        std::fs::create_dir_all(folder).map_err(|error| StartError::Io(folder.display().to_string(), error))?;
    }
    Ok(Database::open(config.database_url.clone(), config.pool_size)?)
}

/// Opens what is sealed in the database, whose schema is of now.
///
/// # Errors
/// [`StartError`] when a master key cannot be read, or the database is sealed with another.
pub fn unlock(config: &Config, db: Database) -> Result<Database, StartError> {
    let masters = masters::masters(config, keys::are_there(&db)?).map_err(StartError::Setup)?;
    Ok(keys::open(db, masters, time::OffsetDateTime::now_utc())?)
}

/// The same for a command, which makes no keys: a node does, when it first serves.
fn unlock_for_command(config: &Config) -> Result<Database, StartError> {
    let db = open_database(config)?;
    if db.is_behind()? || !keys::are_there(&db)? {
        return Err(StartError::Setup("no node of this release has served from this database yet".to_owned()));
    }
    unlock(config, db)
}

/// Seals all that is sealed with a new key, while nodes go on; tells its number.
///
/// # Errors
/// As [`unlock`].
pub fn rotate_keys(config: &Config) -> Result<i64, StartError> {
    let db = unlock_for_command(config)?;
    Ok(keys::rotate(&db, time::OffsetDateTime::now_utc())?)
}

/// Brings the schema up to date, and what is stored; returns the names of the migrations run.
///
/// # Errors
/// [`DbError`] when that fails.
pub fn bring_up_to_date(db: &Database) -> Result<Vec<String>, DbError> {
    let run = db.migrate()?;
    if !run.is_empty() {
        db.write_at_length(Instant::now() + PATIENCE, |connection| {
            attachments::hide_uploaders(connection, lookup::account)
        })?;
    }
    const AT_ONCE: i64 = 200;
    let of_all: [Update; 1] = [events::seal_old];
    for update in of_all.into_iter().chain(PARTS.iter().filter_map(|part| part.updates)) {
        // In a transaction for each batch, so that whoever is stopped goes on where they were.
        while db.write(Instant::now() + PATIENCE, |connection| update(connection, AT_ONCE))? {}
    }
    Ok(run)
}

/// Starts the server: reads the law, brings the database up to date, plays what a demo starts with, listens.
///
/// # Errors
/// [`StartError`] when any of that fails.
pub async fn start(config: Config) -> Result<Running, StartError> {
    let law = Arc::new(read_law(&config)?);
    let db = open_database(&config)?;
    if config.migrate {
        bring_up_to_date(&db)?;
    } else if db.is_behind()? {
        return Err(StartError::Setup("the schema is behind this program: run `merzim migrate` first".to_owned()));
    }
    let db = unlock(&config, db)?;
    if !config.demo && config.limits.trusted_proxies.is_empty() {
        tracing::warn!(
            "MERZIM_TRUSTED_PROXIES is empty: behind a reverse proxy all would share the limits of one address"
        );
    }
    let ground = Ground::of(config, law)?;
    if let Some(sandbox) = ground.sandbox.as_ref().filter(|_| ground.config.demo_data) {
        let past = ground.earlier();
        let stage = past.program(db.stage()?, &unlimited(&past.config.limits), &past.files, Ids::counted())?;
        let played = play_demo(&stage, sandbox, &ground.published.json).await;
        played.map_err(|said| StartError::Setup(format!("demo data: {said}")))?;
    }
    let app = ground.program(db, &ground.config.limits, &ground.files, Ids::default())?;
    if ground.config.demo_data && ground.sandbox.is_some() {
        // What the demo begins with can be proven from its first moment on. Another node, with a key of its own, may see to it.
        if let Err(problem) = audit::grow(&app).await {
            tracing::warn!(code = problem.code(), cause = problem.cause(), "the tree of events does not grow");
        }
    }
    let shown = match &ground.sandbox {
        Some(_) if ground.config.demo_data => ground.rehearsed(&app).await.map_err(StartError::Setup)?,
        _ => ground.published.sent.clone(),
    };
    listen(app, Arc::new(ground), shown)
}

/// Limits of a program of which personas ask what is not counted against them.
fn unlimited(limits: &LimitSettings) -> LimitSettings {
    LimitSettings { rate_per_caller: None, filings_per_person: None, ..limits.clone() }
}

/// Who verifies signatures; in a demo those too that it makes.
fn verifiers(settings: &SignatureSettings, sandbox: Option<&Sandbox>) -> Result<Verifiers, String> {
    let verifiers = Verifiers::open(settings)?;
    Ok(match sandbox {
        Some(sandbox) => verifiers.trusting(sandbox.authority.certificate()),
        None => verifiers,
    })
}

/// Reads the certificates, CRLs and keys that the settings name.
///
/// # Errors
/// What is wrong with a file.
pub fn check_signatures(config: &Config) -> Result<(), String> {
    if config.audit_key.is_some() || !config.audit_former_keys.is_empty() {
        Notary::read(config)?;
    }
    if config.vault_key.is_some() || !config.vault_former_keys.is_empty() {
        masters::check(config)?;
    }
    Verifiers::open(&config.signatures).map(drop)
}

/// Holds everything that is stored against the log; tells what is wrong, and gives the number of events. `kept` is a file with a head, as
/// `GET /audit/head` gave it.
///
/// # Errors
/// When the key, the file or the database cannot be read.
pub fn verify_log(config: &Config, kept: Option<&str>, tell: &mut impl FnMut(Finding)) -> Result<i64, StartError> {
    let read = |path: &str| {
        let text = std::fs::read_to_string(path).map_err(|error| StartError::Io(path.to_owned(), error))?;
        serde_json::from_str(&text).map_err(|error| StartError::Setup(format!("{path}: {error}")))
    };
    let kept: Option<AuditHead> = kept.map(read).transpose()?;
    let notary = Notary::read(config).map_err(StartError::Setup)?;
    const LONGEST: Duration = Duration::from_secs(3600);
    let verified = open_database(config)?.snapshot(Instant::now() + PATIENCE, LONGEST, |connection| {
        audit::verify(connection, &notary, kept.as_ref(), tell)
    });
    verified.map_err(|problem: Problem| StartError::Setup(problem.to_string()))
}

/// Verifies again the signature under which the case with this id or number was filed; says who signed.
///
/// # Errors
/// Why it does not hold, or cannot be verified.
pub fn verify_signature(config: &Config, case: &str) -> Result<String, String> {
    let sandbox = config.demo.then(|| Sandbox::open(config, PARTS)).transpose()?;
    // Lists of today do not tell of certificates that have expired since.
    let signatures = SignatureSettings { accepts_unknown: true, ..config.signatures.clone() };
    let verifiers = verifiers(&signatures, sandbox.as_ref())?;
    let db = unlock_for_command(config).map_err(|error| error.to_string())?;
    let row = db.read(Instant::now() + PATIENCE, |connection| {
        let id = signatures::case_named(connection, case)?;
        signatures::of_case(connection, id)
    });
    let row = row.map_err(|error: DbError| format!("{case}: {error}"))?;
    let when = When { received: row.verified_at.0, now: config.starts_at() };
    match verifiers.verify(&row.cms, &row.document, when) {
        Ok(verified) => Ok(format!("{case}: {}", SignatureReport::of(verified, when.received).line())),
        Err(Unverified::Fault(fault)) => Err(format!("{case}: the signature does not hold: {}", fault.title().en)),
        Err(Unverified::Unavailable(cause)) => Err(format!("{case}: the signature cannot be verified: {cause}")),
    }
}

/// What a program stands on: the one that answers, and before it the one that plays what a demo starts with.
#[derive(Clone)]
struct Ground {
    config: Config,
    law: Arc<Law>,
    sandbox: Option<Data<Sandbox>>,
    signatures: Arc<dyn SignatureVerifier>,
    notary: Arc<Notary>,
    files: Arc<dyn FileStore>,
    published: &'static Published,
    issuer: Arc<Issuer>,
    /// How many connections a worker may have.
    connections: usize,
}

impl Ground {
    fn of(config: Config, law: Arc<Law>) -> Result<Self, StartError> {
        let sandbox = config.demo.then(|| Sandbox::open(&config, PARTS).map(Data::new)).transpose();
        let sandbox = sandbox.map_err(StartError::Setup)?;
        let keys = match (&sandbox, config.tokens.keys()) {
            (Some(sandbox), _) => KeySource::Given(sandbox.key_set().clone()),
            (None, Some(source)) => source,
            (None, None) => return Err(StartError::Setup("no key set".to_owned())),
        };
        let signatures =
            verifiers(&config.signatures, sandbox.as_ref().map(|sandbox| &***sandbox)).map_err(StartError::Setup)?;
        let notary = Notary::open(&config).map_err(StartError::Setup)?;
        let folder = config.data_dir.join("attachments");
        let files = Folder::open(&folder).map_err(|error| StartError::Io(folder.display().to_string(), error))?;
        let tokens = if config.demo { config.tokens.of_demo() } else { config.tokens.clone() };
        let issuer = Issuer::open(keys, &tokens).map_err(StartError::Setup)?;
        let installation = Installation { sandbox: sandbox.is_some(), provider: issuer.discovery().is_some() };
        let published = openapi::published(installation).map_err(StartError::Setup)?;
        Ok(Self {
            issuer: Arc::new(issuer),
            connections: descriptors::connections(descriptors::raise(), config.pool_size, config.workers),
            files: Arc::new(files),
            config,
            law,
            sandbox,
            signatures: Arc::new(signatures),
            notary: Arc::new(notary),
            published,
        })
    }

    /// The ground on which the past of a demo is played.
    fn earlier(&self) -> Self {
        let law = demo::earlier(&self.law, zone::local(self.config.starts_at()).date());
        Self { law: Arc::new(law), ..self.clone() }
    }

    /// A program over a database and a store of files, with these limits.
    fn program(
        &self,
        db: Database,
        limits: &LimitSettings,
        files: &Arc<dyn FileStore>,
        ids: Ids,
    ) -> Result<Data<App>, StartError> {
        let config = &self.config;
        let door = Door {
            contract: Arc::clone(&self.published.contract),
            codes: Codes::of(&self.law.rulebook),
            rates: RateLimits::of(limits),
            issuer: Arc::clone(&self.issuer),
            metrics: Metrics::new().map_err(|error| StartError::Setup(error.to_string()))?,
            body_timeout: limits.body_timeout,
            lets_operators_by: config.operations_bind.is_none(),
            is_sandbox: self.sandbox.is_some(),
        };
        let clock = Clock::default();
        if let Some(instant) = config.sandbox_clock {
            clock.set(instant);
        }
        // Others want connections too.
        let watchers = limits.watchers.min(self.connections * config.workers / 2);
        Ok(Data::new(App {
            door: Arc::new(door),
            parts: PARTS,
            pulse: Pulse::default(),
            live: Live::with(watchers, limits.watchers_per_address),
            viewings: Viewings::default(),
            lanes: Lanes::to(usize::try_from(config.pool_size).unwrap_or(1)),
            changed: watch::Sender::new(()),
            law: Arc::clone(&self.law),
            db,
            clock,
            ids,
            files: Arc::clone(files),
            signatures: Arc::clone(&self.signatures),
            notary: Arc::clone(&self.notary),
            config: config.clone(),
        }))
    }

    /// The contract with requests that work now.
    async fn rehearsed(&self, app: &App) -> Result<Bytes, String> {
        let why = |problem: Problem| problem.cause().map_or_else(|| problem.to_string(), str::to_owned);
        let requests = self.rehearse(app, None).await.map_err(why)?;
        let mut document = self.published.document.clone();
        openapi::working::fill(&mut document, &requests);
        openapi::sent(&document)
    }

    /// Requests that work now, on the database and at the time of `app`: of all operations, or of one.
    async fn rehearse(&self, app: &App, one: Option<(&str, Wish)>) -> Result<Vec<WorkingRequest>, Problem> {
        let Some(sandbox) = &self.sandbox else { return Ok(Vec::new()) };
        let files: Arc<dyn FileStore> = Arc::new(Untouched(Arc::clone(&self.files)));
        // Nobody else writes on SQLite meanwhile, so it waits for a turn, as whoever writes does.
        let _turn = app.lanes.enter(Lane::Write).await?;
        let db = app.db.clone();
        let db = block(move || Ok(db.rehearsal()?)).await?;
        let stage =
            self.program(db, &unlimited(&self.config.limits), &files, Ids::default()).map_err(Problem::internal)?;
        stage.clock.set(app.clock.now());
        let service = init_service(application(&stage, Some(sandbox), None, &Bytes::new())).await;
        let asker = Asker { app: &stage, sandbox, service: &service, contract: &self.published.json };
        let (operation, wish) = one.unzip();
        let mut rehearsal = Rehearsal::new(asker, wish.unwrap_or_default()).map_err(Problem::internal)?;
        match operation {
            None => rehearsal.all().await,
            Some(operation) => Ok(vec![rehearsal.one(operation).await?]),
        }
    }
}

/// Rehearses for a running demo.
struct Rehearsing {
    ground: Arc<Ground>,
    app: Data<App>,
}

impl Rehearses for Rehearsing {
    fn request_for(&self, operation: String, wish: Wish) -> LocalBoxFuture<'_, Result<WorkingRequest, Problem>> {
        async move {
            let found = self.ground.rehearse(&self.app, Some((&operation, wish))).await?;
            found.into_iter().next().ok_or_else(|| Fault::NotFound.into())
        }
        .boxed_local()
    }
}

/// Has the demo played by a program whose database is one transaction: what it starts with is there whole, or not at all.
async fn play_demo(stage: &Data<App>, sandbox: &Data<Sandbox>, contract: &Value) -> Result<(), String> {
    if !play::is_new(stage, sandbox).await? {
        return Ok(());
    }
    let carrier: Arc<dyn Carrier> = Arc::new(Inbox);
    let service = init_service(application(stage, Some(sandbox), None, &Bytes::new())).await;
    let asker = Asker { app: stage, sandbox, service: &service, contract };
    let deliver = async || dispatch::deliver_waiting(stage, &carrier).await;
    play::play(asker, async || daily::run(stage).await, deliver).await?;
    stage.db.commit().map_err(|error| error.to_string())
}

/// Largest JSON body.
const BODY_LIMIT: usize = 1024 * 1024;

/// What answers every request.
fn application(
    app: &Data<App>,
    sandbox: Option<&Data<Sandbox>>,
    rehearses: Option<&Data<dyn Rehearses>>,
    shown: &Bytes,
) -> Actix<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody + use<>>,
        Error = Error,
        InitError = (),
    > + use<>,
> {
    let inside: Arc<dyn Inside> = app.clone().into_inner();
    Actix::new()
        // The last one is the outermost: the edge, then who may read it from which page, then the gate.
        .wrap(Compress::default())
        .wrap(from_fn(gate))
        .wrap(Condition::new(!app.config.cors_origins.is_empty(), cors(&app.config.cors_origins)))
        .wrap(from_fn(edge))
        .app_data(app.clone())
        .app_data(Data::from(Arc::clone(&app.door)))
        .app_data(Data::from(inside))
        .app_data(PayloadConfig::new(BODY_LIMIT))
        .configure(|config| {
            if let Some(sandbox) = sandbox {
                config.app_data(sandbox.clone());
            }
            if let Some(rehearses) = rehearses {
                config.app_data(rehearses.clone());
            }
        })
        // Before the API, which answers for everything below its base.
        .configure(|config| {
            if app.config.operations_bind.is_none() {
                operations::routes(config);
            }
        })
        .configure(|config| docs::routes(config, shown))
        .configure(|config| openapi::routes(config, sandbox.is_some()))
}

/// Answers whoever asks; `shown` is the contract that people see.
fn listen(app: Data<App>, ground: Arc<Ground>, shown: Bytes) -> Result<Running, StartError> {
    let (shared, sandbox, connections) = (app.clone(), ground.sandbox.clone(), ground.connections);
    let rehearsing: Arc<dyn Rehearses> = Arc::new(Rehearsing { ground, app: app.clone() });
    let rehearses = sandbox.is_some().then(|| Data::from(rehearsing));
    let application = move || application(&shared, sandbox.as_ref(), rehearses.as_ref(), &shown);
    let builder = ServerBuilder::default()
        .workers(app.config.workers)
        // All turns at the database may be taken on one worker, and its files want a thread too.
        .worker_max_blocking_threads(usize::try_from(app.config.pool_size).unwrap_or(1) + 4)
        .shutdown_timeout(app.config.shutdown_timeout)
        .max_concurrent_connections(connections)
        .disable_signals();
    let io = |bind: &str, error| StartError::Io(bind.to_owned(), error);
    // Nobody takes more than half of the connections.
    let places = app.config.limits.connections_per_address.min((connections * app.config.workers / 2).max(1));
    let manners = Manners {
        body_timeout: app.config.limits.body_timeout,
        places: Places::of(places),
        proxies: app.config.limits.trusted_proxies.clone(),
    };
    let (builder, addresses) = connections::listen(builder, &app.config.bind, &manners, application)
        .map_err(|error| io(&app.config.bind, error))?;
    let address = addresses.first().copied().ok_or_else(|| StartError::Setup("no address to listen on".to_owned()))?;
    let server = builder.run();
    let handle = server.handle();
    if let Some(bind) = &app.config.operations_bind {
        rt::spawn(for_operators(&app, bind, &manners).map_err(|error| io(bind, error))?);
    }
    rt::spawn(pulse::watch(app.clone()));
    rt::spawn(pulse::recover(app.clone()));
    rt::spawn(Arc::clone(&app.door.issuer).keep_fresh());
    rt::spawn(viewings::keep(app.clone()));
    rt::spawn(forget_idle(app.clone()));
    rt::spawn(descriptors::watch(app.clone()));
    if app.config.notice_dispatch {
        rt::spawn(dispatch::run(app.clone(), Arc::new(Inbox)));
        rt::spawn(audit::keep(app.clone()));
        rt::spawn(daily::keep(app.clone()));
        for keeps in PARTS.iter().filter_map(|part| part.keeps) {
            rt::spawn(keeps(app.clone()));
        }
    }
    Ok(Running { address, handle, server, app })
}

/// The addresses for operators, at a port of their own.
fn for_operators(app: &Data<App>, bind: &str, manners: &Manners) -> std::io::Result<Server> {
    let (shared, door) = (app.clone(), Data::from(Arc::clone(&app.door)));
    let answers = move || {
        Actix::new().wrap(from_fn(edge)).app_data(shared.clone()).app_data(door.clone()).configure(operations::routes)
    };
    let builder = ServerBuilder::default().workers(1).disable_signals();
    let (builder, addresses) = connections::listen(builder, bind, manners, answers)?;
    tracing::info!(?addresses, "operators are answered here");
    Ok(builder.run())
}

/// Which pages may call the API, and what of an answer they may read.
fn cors(origins: &[String]) -> Cors {
    let cors = Cors::default()
        .allowed_methods(["GET", "HEAD", "POST", "PUT", "DELETE"])
        .allowed_headers([
            "Accept-Language",
            ACTING_FOR,
            "Authorization",
            "Content-Type",
            "Idempotency-Key",
            "If-Match",
            "If-None-Match",
            "If-Range",
            "Last-Event-ID",
            "Lookup-Token",
            "Range",
            "traceparent",
            "X-Request-Id",
        ])
        .expose_headers([
            "Accept-Ranges",
            "API-Version",
            "Content-Disposition",
            "Content-Language",
            "Content-Range",
            "ETag",
            "Idempotency-Replayed",
            "Link",
            "Location",
            "RateLimit",
            "RateLimit-Policy",
            "Retry-After",
            "X-Merzim-Sandbox",
            "X-Request-Id",
        ])
        .max_age(600);
    if origins.iter().any(|origin| origin == "*") {
        return cors.allow_any_origin().send_wildcard();
    }
    origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}

/// Forgets, once a minute, who has not asked for long.
async fn forget_idle(app: Data<App>) {
    loop {
        tokio::time::sleep(Duration::from_secs(60)).await;
        app.door.rates.forget_idle();
    }
}
