//! The numbers that a monitoring system collects.

use std::time::Duration;

use actix_web::http::{Method, StatusCode};
use prometheus::core::Collector;
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
    /// Notices delivered.
    pub(crate) notices_delivered: IntCounter,
    /// Attempts to deliver a notice that failed.
    pub(crate) notices_failed: IntCounter,
}

/// A number that is looked up only when the numbers are asked for: its name, what it is, and how much.
pub type Seen = (&'static str, &'static str, u64);

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

/// Keeps a number in a registry, from which it is written out.
fn registered<C: Collector + Clone + 'static>(registry: &Registry, number: C) -> prometheus::Result<C> {
    registry.register(Box::new(number.clone()))?;
    Ok(number)
}

impl Metrics {
    /// All numbers, at zero.
    pub fn new() -> prometheus::Result<Self> {
        let registry = Registry::new();
        let timed = |name: &str, about: &str| HistogramOpts::new(name, about).buckets(SECONDS.to_vec());
        let counter = |name: &str, about: &str| registered(&registry, IntCounter::new(name, about)?);
        let requests = Opts::new("http_requests_total", "Requests answered.");
        let seconds = timed("http_request_duration_seconds", "From the head of a request to the head of its answer.");
        let wait = timed("merzim_database_wait_seconds", "How long work waited for its turn at the database.");
        let under_way = IntGauge::new("http_requests_under_way", "Requests that are being answered.")?;
        Ok(Self {
            requests: registered(&registry, IntCounterVec::new(requests, &["method", "route", "status"])?)?,
            seconds: registered(&registry, HistogramVec::new(seconds, &["method", "route"])?)?,
            database_wait: registered(&registry, Histogram::with_opts(wait)?)?,
            under_way: registered(&registry, under_way)?,
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
    pub fn text(&self, seen: impl IntoIterator<Item = Seen>) -> prometheus::Result<Vec<u8>> {
        let now = Registry::new();
        for (name, about, number) in seen {
            let gauge = registered(&now, IntGauge::new(name, about)?)?;
            gauge.set(i64::try_from(number).unwrap_or(i64::MAX));
        }
        let mut families = [self.registry.gather(), now.gather()].concat();
        families.sort_by(|one, other| one.name().cmp(other.name()));
        let mut text = Vec::new();
        TextEncoder::new().encode(&families, &mut text)?;
        Ok(text)
    }
}
