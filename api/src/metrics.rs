//! The numbers that a monitoring system collects.

use std::time::Duration;

use actix_web::http::{Method, StatusCode};
use prometheus::{
    Encoder, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, Opts, Registry, TextEncoder,
};

/// Upper bounds of the buckets, in seconds.
const SECONDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5];

/// The numbers.
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
    under_way: IntGauge,
    database_wait: Histogram,
    database_up: IntGauge,
    connections: IntGauge,
    idle_connections: IntGauge,
    database_writable: IntGauge,
    files_writable: IntGauge,
    watchers: IntGauge,
    open_descriptors: IntGauge,
    descriptor_limit: IntGauge,
    /// Notices delivered.
    pub(crate) notices_delivered: IntCounter,
    /// Attempts to deliver a notice that failed.
    pub(crate) notices_failed: IntCounter,
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Metrics")
    }
}

/// What is seen when the numbers are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Gauges {
    /// Connections to the database.
    pub connections: u32,
    /// Those of them that nobody uses.
    pub idle: u32,
    /// Whether the database answers.
    pub database_up: bool,
    /// Whether it can be written.
    pub database_writable: bool,
    /// Whether files can be kept.
    pub files_writable: bool,
    /// Those who watch something live.
    pub watchers: usize,
    /// Open file descriptors.
    pub open_descriptors: u64,
    /// How many there may be.
    pub descriptor_limit: u64,
}

/// Counts a request as under way until it is dropped.
#[derive(Debug)]
pub struct UnderWay(IntGauge);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// A method by its name; whatever a caller invents has none, and makes no series of its own.
pub fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

impl Metrics {
    /// All numbers, at zero.
    pub fn new() -> prometheus::Result<Self> {
        let registry = Registry::new();
        let gauge = |name: &str, about: &str| {
            let gauge = IntGauge::new(name, about)?;
            registry.register(Box::new(gauge.clone()))?;
            Ok::<_, prometheus::Error>(gauge)
        };
        let counter = |name: &str, about: &str| {
            let counter = IntCounter::new(name, about)?;
            registry.register(Box::new(counter.clone()))?;
            Ok::<_, prometheus::Error>(counter)
        };
        let requests =
            IntCounterVec::new(Opts::new("http_requests_total", "Requests answered."), &["method", "route", "status"])?;
        registry.register(Box::new(requests.clone()))?;
        let buckets = |name: &str, about: &str| HistogramOpts::new(name, about).buckets(SECONDS.to_vec());
        let seconds = HistogramVec::new(
            buckets("http_request_duration_seconds", "From the head of a request to the head of its answer."),
            &["method", "route"],
        )?;
        registry.register(Box::new(seconds.clone()))?;
        let database_wait = Histogram::with_opts(buckets(
            "merzim_database_wait_seconds",
            "How long work waited for its turn at the database.",
        ))?;
        registry.register(Box::new(database_wait.clone()))?;
        Ok(Self {
            requests,
            seconds,
            database_wait,
            under_way: gauge("http_requests_under_way", "Requests that are being answered.")?,
            database_up: gauge("merzim_database_up", "Whether the database answers.")?,
            connections: gauge("merzim_database_connections", "Connections to the database.")?,
            idle_connections: gauge("merzim_database_idle_connections", "Connections that nobody uses now.")?,
            database_writable: gauge("merzim_database_writable", "Whether the database can be written.")?,
            files_writable: gauge("merzim_files_writable", "Whether files can be kept.")?,
            watchers: gauge("merzim_watchers", "Those who watch comments live.")?,
            open_descriptors: gauge("process_open_fds", "Open file descriptors.")?,
            descriptor_limit: gauge("process_max_fds", "How many file descriptors there may be.")?,
            notices_delivered: counter("merzim_notices_delivered_total", "Notices delivered by this node.")?,
            notices_failed: counter("merzim_notices_failed_total", "Attempts to deliver a notice that failed.")?,
            registry,
        })
    }

    /// A request has begun.
    pub fn under_way(&self) -> UnderWay {
        self.under_way.inc();
        UnderWay(self.under_way.clone())
    }

    /// A request has been answered. `route` is the pattern of its path, so that there are as many series as routes.
    pub fn answered(&self, method: &Method, route: &str, status: StatusCode, took: Duration) {
        let method = method_name(method);
        self.requests.with_label_values(&[method, route, status.as_str()]).inc();
        self.seconds.with_label_values(&[method, route]).observe(took.as_secs_f64());
    }

    /// Work has waited so long for its turn at the database.
    pub fn waited(&self, wait: Duration) {
        self.database_wait.observe(wait.as_secs_f64());
    }

    /// Everything in the text format of Prometheus, with what is seen when it is asked for.
    pub fn text(&self, seen: &Gauges) -> prometheus::Result<Vec<u8>> {
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        self.connections.set(i64::from(seen.connections));
        self.idle_connections.set(i64::from(seen.idle));
        self.database_up.set(i64::from(seen.database_up));
        self.database_writable.set(i64::from(seen.database_writable));
        self.files_writable.set(i64::from(seen.files_writable));
        self.watchers.set(i64::try_from(seen.watchers).unwrap_or(i64::MAX));
        self.open_descriptors.set(number(seen.open_descriptors));
        self.descriptor_limit.set(number(seen.descriptor_limit));
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        Ok(text)
    }
}
