//! How the text of a setting is read.

use std::fmt::Display;
use std::net::{IpAddr, ToSocketAddrs};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::str::FromStr;

use actix_web::http::Uri;
use ipnet::IpNet;
use merzim_domain::{Role, Vocabulary};
use merzim_persistence::DatabaseUrl;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime};

use super::{Claim, KeySource};

/// What a setting says, or what it should have said. Each function here reads one text.
pub type Read<T> = Result<T, String>;

pub fn expecting<T>(expected: &str, value: Option<T>) -> Read<T> {
    value.ok_or_else(|| expected.to_owned())
}

/// A text or a path.
pub fn any<T: for<'a> From<&'a str>>(text: &str) -> Read<T> {
    Ok(T::from(text))
}

/// A secret that nobody guesses, or none.
pub fn secret(text: &str) -> Read<String> {
    let holds = text.is_empty() || text.chars().count() >= 32;
    expecting("at least 32 characters", holds.then(|| text.to_owned()))
}

pub fn flag(text: &str) -> Read<bool> {
    expecting("true or false", text.parse().ok())
}

pub fn number<T: FromStr + PartialOrd + Default + Display>(most: T) -> impl Fn(&str) -> Read<T> {
    move |text| {
        let number = text.parse().ok().filter(|number| *number > T::default() && *number <= most);
        expecting(&format!("a number from 1 to {most}"), number)
    }
}

/// A number between these, both included.
pub fn between<T: FromStr + PartialOrd + Display>(least: T, most: T) -> impl Fn(&str) -> Read<T> {
    move |text| {
        let number = text.parse().ok().filter(|number| *number >= least && *number <= most);
        expecting(&format!("a number from {least} to {most}"), number)
    }
}

pub fn number_or_zero(most: u64) -> impl Fn(&str) -> Read<u64> {
    move |text| expecting(&format!("a number up to {most}"), text.parse().ok().filter(|number| *number <= most))
}

/// A number of units, such as minutes.
pub fn units<N, T>(unit: impl Fn(N) -> T, number: impl Fn(&str) -> Read<N>) -> impl Fn(&str) -> Read<T> {
    move |text| number(text).map(&unit)
}

/// A number; 0 is no limit.
pub fn limit(text: &str) -> Read<Option<NonZeroU32>> {
    expecting("a number", text.parse().ok().map(NonZeroU32::new))
}

/// Nothing when there is no text.
pub fn optional<T>(read: impl Fn(&str) -> Read<T>) -> impl Fn(&str) -> Read<Option<T>> {
    move |text| if text.is_empty() { Ok(None) } else { read(text).map(Some) }
}

/// Items separated by commas or blanks.
pub fn list<T>(item: impl Fn(&str) -> Read<T>) -> impl Fn(&str) -> Read<Vec<T>> {
    move |text| text.split([',', ' ']).filter(|text| !text.is_empty()).map(&item).collect()
}

pub fn address(text: &str) -> Read<String> {
    expecting("an address and port such as 127.0.0.1:8080", text.to_socket_addrs().is_ok().then(|| text.to_owned()))
}

/// An address of a server.
pub fn url(text: &str) -> Read<String> {
    let tls = cfg!(feature = "tls");
    let holds = text.starts_with("http://") || (tls && text.starts_with("https://"));
    let expected =
        if tls { "an http(s):// URL" } else { "an http:// URL; https:// needs a build with the feature `tls`" };
    expecting(expected, holds.then(|| text.to_owned()))
}

/// How NCANode looks up what is revoked.
pub fn revocation(text: &str) -> Read<String> {
    expecting("OCSP, CRL, or both", ["OCSP", "CRL"].contains(&text).then(|| text.to_owned()))
}

pub fn network(text: &str) -> Read<IpNet> {
    let address = || text.parse::<IpAddr>().ok().map(IpNet::from);
    expecting("a list of addresses or networks", text.parse().ok().or_else(address))
}

/// An origin is a scheme, a host and perhaps a port, and nothing else (RFC 6454 §6.2).
pub fn origin(text: &str) -> Read<String> {
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
pub fn key_source(text: &str) -> Read<KeySource> {
    let tls = cfg!(feature = "tls");
    match text.split_once("://") {
        None => Ok(KeySource::File(PathBuf::from(text))),
        Some((scheme, _)) if scheme == "http" || (scheme == "https" && tls) => Ok(KeySource::Url(text.to_owned())),
        Some(_) if tls => Err("a path or an http(s):// URL".to_owned()),
        Some(_) => Err("a path or an http:// URL; https:// needs a build with the feature `tls`".to_owned()),
    }
}

/// The name of a claim, or a JSON Pointer to it.
pub fn claim(text: &str) -> Read<Claim> {
    let named = !text.is_empty() && text != "/";
    expecting("the name of a claim, or the way to it, such as /realm_access/roles", named.then(|| Claim::of(text)))
}

/// Two texts with `=` between them.
pub fn pair(text: &str) -> Read<(String, String)> {
    let pair = text.split_once('=').filter(|(name, _)| !name.is_empty());
    expecting("pairs such as name=value", pair.map(|(name, value)| (name.to_owned(), value.to_owned())))
}

/// What the provider calls a role, and which that is.
pub fn role_name(text: &str) -> Read<(String, Role)> {
    // A name may have the sign too; a code has none.
    let named = text.rsplit_once('=').filter(|(theirs, _)| !theirs.is_empty());
    let role = named.and_then(|(theirs, code)| Some((theirs.to_owned(), Role::parse(code)?)));
    expecting("pairs such as officer=applicantBody", role.filter(|(_, role)| role.can_be_held()))
}

/// A claim, or a claim with its value.
pub fn told_by(text: &str) -> Read<(Claim, Option<String>)> {
    match text.split_once('=') {
        None => Ok((claim(text)?, None)),
        Some((name, value)) => Ok((claim(name)?, Some(value.to_owned()))),
    }
}

pub fn database(text: &str) -> Read<DatabaseUrl> {
    expecting("a URL that begins with sqlite:// or postgres://", DatabaseUrl::parse(text).ok())
}

/// A day, such as 2026-01-05.
pub fn day(text: &str) -> Read<Date> {
    expecting("a day, YYYY-MM-DD", Date::parse(text, format_description!("[year]-[month]-[day]")).ok())
}

pub fn instant(text: &str) -> Read<OffsetDateTime> {
    let instant = OffsetDateTime::parse(text, &Rfc3339).ok().filter(|at| (2000..2100).contains(&at.year()));
    expecting("an RFC 3339 instant of this century", instant)
}
