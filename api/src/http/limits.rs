//! How often one may ask: a rate for each address and one for each caller.

use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpMessage, HttpRequest};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use ipnet::IpNet;

use super::call::Call;
use crate::config::LimitSettings;
use crate::problem::{Fault, Problem};

/// What is said of a proxy that the settings do not name.
pub const UNNAMED_PROXY: &str = "requests come through a proxy that MERZIM_TRUSTED_PROXIES does not name: all who come through it share the limits of one address";

type Limiter<K> = RateLimiter<K, DashMapStateStore<K>, DefaultClock, StateInformationMiddleware>;

/// Counts requests by address and by caller.
pub struct RateLimits {
    addresses: Option<Limiter<IpAddr>>,
    callers: Option<Limiter<String>>,
    guests: Option<Limiter<IpAddr>>,
    filings: Filings,
    proxies: Vec<IpNet>,
    /// Whether a request came through a proxy that is not among these.
    unnamed: AtomicBool,
}

/// Every limit that a request has been counted against, and what is left of it, as the headers say it.
#[derive(Clone, Debug, Default)]
struct Tally {
    policies: Vec<String>,
    left: Vec<String>,
}

fn limiter<K: Hash + Eq + Clone>(a_minute: NonZeroU32) -> Limiter<K> {
    RateLimiter::dashmap(Quota::per_minute(a_minute)).with_middleware()
}

/// Whoever files: a person, or whoever is at an address.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Filer {
    Person(String),
    Address(IpAddr),
}

/// How much is filed in a day.
struct Filings {
    persons: Option<Limiter<Filer>>,
    addresses: Option<Limiter<Filer>>,
    /// At the end of a term, when there is no day left to wait for.
    last_minutes: Limiter<Filer>,
}

impl Filings {
    fn of(settings: &LimitSettings) -> Self {
        let a_day = |number: NonZeroU32| {
            let each = Duration::from_secs(24 * 60 * 60) / number.get();
            Quota::with_period(each).map(|quota| RateLimiter::dashmap(quota.allow_burst(number)).with_middleware())
        };
        Self {
            persons: settings.filings_per_person.and_then(a_day),
            addresses: settings.filings_per_address.and_then(a_day),
            last_minutes: limiter(NonZeroU32::MIN),
        }
    }

    fn delay(&self, filer: &Filer, rest: Option<Duration>) -> Option<Duration> {
        let a_day = match filer {
            Filer::Person(_) => &self.persons,
            Filer::Address(_) => &self.addresses,
        };
        let wait = |limiter: &Limiter<Filer>| {
            limiter.check_key(filer).err().map(|much| much.wait_time_from(DefaultClock::default().now()))
        };
        let waits = wait(a_day.as_ref()?)?;
        match rest {
            Some(rest) if waits > rest => wait(&self.last_minutes).filter(|waits| *waits <= rest),
            _ => Some(waits),
        }
    }

    fn forget_idle(&self) {
        for limiter in [&self.persons, &self.addresses].into_iter().flatten().chain([&self.last_minutes]) {
            limiter.retain_recent();
        }
    }
}

impl RateLimits {
    /// Limits as the settings have them.
    pub fn of(settings: &LimitSettings) -> Self {
        Self {
            addresses: settings.rate_per_address.map(limiter),
            callers: settings.rate_per_caller.map(limiter),
            guests: settings.rate_per_guest.map(limiter),
            filings: Filings::of(settings),
            proxies: settings.trusted_proxies.clone(),
            unnamed: AtomicBool::new(false),
        }
    }

    /// Counts a request against its address. Else 429 when there are too many.
    pub fn count_address(&self, request: &HttpRequest) -> Result<(), Problem> {
        count(request, "address", self.addresses.as_ref(), self.address(request))
    }

    /// Counts a request against its caller. Else 429 when there are too many.
    pub fn count_caller(&self, request: &HttpRequest, subject: &str) -> Result<(), Problem> {
        count(request, "caller", self.callers.as_ref(), Some(subject.to_owned()))
    }

    /// Counts what somebody without a token writes, against the address. Else 429 when there is too much.
    pub fn count_guest(&self, request: &HttpRequest) -> Result<(), Problem> {
        count(request, "guest", self.guests.as_ref(), self.address(request))
    }

    /// How long somebody who files must wait, if they must: a day's number is spent, of the person or of the address. If that
    /// were longer than the `rest` of a term, then no longer than until the next of its minutes; and never beyond its end.
    pub fn delay(&self, call: &Call, rest: Option<Duration>) -> Option<Duration> {
        let person = call.by_person().ok().map(|person| Filer::Person(person.as_str().to_owned()));
        let address = call.address.map(Filer::Address);
        // Where an address must wait, nothing is counted against the person.
        address.into_iter().chain(person).find_map(|filer| self.filings.delay(&filer, rest))
    }

    /// Forgets who has not asked for long.
    pub fn forget_idle(&self) {
        for limiter in [&self.addresses, &self.guests].into_iter().flatten() {
            limiter.retain_recent();
        }
        self.filings.forget_idle();
        if let Some(limiter) = &self.callers {
            limiter.retain_recent();
        }
    }

    /// Whether a request came through a proxy that the settings do not name, so that all who come through it have one address.
    pub fn sees_unnamed_proxy(&self) -> bool {
        self.unnamed.load(Ordering::Relaxed)
    }

    fn notice_proxy(&self) {
        if !self.unnamed.swap(true, Ordering::Relaxed) {
            tracing::warn!("{}", UNNAMED_PROXY);
        }
    }

    /// Where a request comes from: the peer, or, if the peer is a trusted proxy, the last of
    /// those that it names which is none.
    pub fn address(&self, request: &HttpRequest) -> Option<IpAddr> {
        let trusted = |address: &IpAddr| self.proxies.iter().any(|network| network.contains(address));
        let mut address = request.peer_addr()?.ip().to_canonical();
        if !trusted(&address) && is_near(address) && request.headers().contains_key("X-Forwarded-For") {
            self.notice_proxy();
        }
        let lines = request.headers().get_all("X-Forwarded-For").filter_map(|line| line.to_str().ok());
        let named: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
        // From the last, which the nearest proxy has written, back to the first that no proxy of ours has.
        for name in named.into_iter().rev() {
            match forwarded(name) {
                Some(before) if trusted(&address) => address = before,
                _ => break,
            }
        }
        Some(network(address))
    }
}

/// An address as proxies write it, with or without a port.
fn forwarded(name: &str) -> Option<IpAddr> {
    let address = name.parse::<IpAddr>().ok();
    let address = address.or_else(|| name.parse::<SocketAddr>().ok().map(|address| address.ip()));
    address.map(|address| address.to_canonical())
}

/// Whether an address is one of the operator's own networks, where proxies stand.
const fn is_near(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    }
}

/// One subscriber of IPv6 has a whole network of addresses.
pub fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
        IpAddr::V4(_) => address,
    }
}

/// Counts a request, where there is a limit and somebody to count.
fn count<K: Hash + Eq + Clone>(
    request: &HttpRequest,
    policy: &str,
    limiter: Option<&Limiter<K>>,
    key: Option<K>,
) -> Result<(), Problem> {
    let (Some(limiter), Some(key)) = (limiter, key) else { return Ok(()) };
    let (quota, remaining, wait, refused) = match limiter.check_key(&key) {
        Ok(state) => {
            let (quota, remaining) = (state.quota(), state.remaining_burst_capacity());
            let used = quota.burst_size().get().saturating_sub(remaining);
            (quota, remaining, quota.replenish_interval() * used, false)
        }
        Err(too_many) => (too_many.quota(), 0, too_many.wait_time_from(DefaultClock::default().now()), true),
    };
    // Seconds until all of it is there again, or anything at all.
    let seconds = wait.as_secs() + 1;
    let mut extensions = request.extensions_mut();
    let tally = extensions.get_or_insert_with(Tally::default);
    tally.policies.push(format!("\"{policy}\";q={};w=60", quota.burst_size()));
    tally.left.push(format!("\"{policy}\";r={remaining};t={seconds}"));
    if refused { Err(Problem::from(Fault::TooManyRequests).retry_after(seconds)) } else { Ok(()) }
}

/// Headers that tell what is left of the limits, as the draft of the IETF has it
/// (`draft-ietf-httpapi-ratelimit-headers`).
pub(super) fn headers(request: &HttpRequest) -> Vec<(HeaderName, HeaderValue)> {
    let Some(Tally { policies, left }) = request.extensions().get::<Tally>().cloned() else { return Vec::new() };
    [("ratelimit-policy", policies), ("ratelimit", left)]
        .into_iter()
        .filter_map(|(name, said)| Some((HeaderName::from_static(name), HeaderValue::from_str(&said.join(", ")).ok()?)))
        .collect()
}
