//! Connections: which are taken, how they are read, and when they are given up.

use std::fmt::Debug;
use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

use actix_http::error::DispatchError;
use actix_http::{HttpService, Protocol, Request, Response};
use actix_server::ServerBuilder;
use actix_service::{IntoServiceFactory, Service, ServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::AppConfig;
use actix_web::rt::net::TcpStream;
use ipnet::IpNet;

use crate::http::limits;
use crate::http::places::Places;
use crate::http::strict::{Patience, Strict};

/// How long a head may take to arrive.
const HEAD_WITHIN: Duration = Duration::from_secs(5);
/// Whoever is refused while they still send is listened to so long, so that they see the answer.
const FAREWELL: Duration = Duration::from_secs(1);
/// How many bytes a second a body must bring, on the whole, once its first time is over: who drips would hold a place for ever.
pub const SLOWEST: u64 = 1024;

/// How connections are treated.
#[derive(Clone, Debug)]
pub struct Manners {
    /// How long a body may take to begin with.
    pub body_timeout: Duration,
    /// The places of each address, and the proxies, which have as many as they like.
    pub places: Arc<Places>,
    /// Networks of proxies.
    pub proxies: Vec<IpNet>,
}

/// A connection that was taken, if its address has a place left.
fn connected(stream: TcpStream, manners: &Manners) -> io::Result<(Strict<TcpStream>, Protocol, Option<SocketAddr>)> {
    let peer = stream.peer_addr()?;
    let address = peer.ip().to_canonical();
    let place = if manners.proxies.iter().any(|network| network.contains(&address)) {
        None
    } else {
        let place = manners.places.take(limits::network(address));
        Some(place.ok_or_else(|| io::Error::other("an address has too many connections"))?)
    };
    give_up_on_silence(&stream);
    // Whoever answers says 408 first.
    let first = manners.body_timeout + Duration::from_secs(5);
    let patience = Patience { first, slowest: SLOWEST, farewell: FAREWELL };
    Ok((Strict::new(stream, patience, place), Protocol::Http1, Some(peer)))
}

/// Has a server answer with `app` at an address; gives the places where it listens.
pub fn listen<F, I, S, B>(
    mut server: ServerBuilder,
    bind: &str,
    manners: &Manners,
    app: F,
) -> io::Result<(ServerBuilder, Vec<SocketAddr>)>
where
    F: Fn() -> I + Send + Clone + 'static,
    I: IntoServiceFactory<S, Request>,
    S: ServiceFactory<Request, Config = AppConfig> + 'static,
    S::Service: 'static,
    S::Error: Into<Error>,
    S::InitError: Debug,
    S::Response: Into<Response<B>>,
    <S::Service as Service<Request>>::Future: 'static,
    B: MessageBody + 'static,
{
    let mut places = Vec::new();
    for address in bind.to_socket_addrs()? {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        places.push(listener.local_addr()?);
        let (app, manners, stopping) = (app.clone(), manners.clone(), server.graceful_shutdown_signal());
        server = server.listen(format!("http {address}"), listener, move || {
            let stopping = stopping.clone();
            let answers = app().into_factory().map_err(|error| error.into().error_response());
            let http = HttpService::build()
                .graceful_shutdown_signal(move || {
                    let stopping = stopping.clone();
                    async move { stopping.notified().await }
                })
                .client_request_timeout(HEAD_WITHIN)
                .client_disconnect_timeout(FAREWELL)
                .on_connect_ext(|stream: &Strict<TcpStream>, known| {
                    known.insert(stream.answers());
                })
                // Whoever closes their end has gone: nothing is worked on or sent for them any more.
                .h1_allow_half_closed(false)
                .finish(map_config(answers, |()| AppConfig::default()));
            let manners = manners.clone();
            let connected = fn_service(move |stream: TcpStream| {
                let connected = connected(stream, &manners);
                async move { connected.map_err(DispatchError::Io) }
            });
            connected.and_then(http)
        })?;
    }
    Ok((server, places))
}

/// Has the system end a connection on which what is sent is not taken for so long: whoever went without a word, or does not
/// read, holds nothing for ever.
fn give_up_on_silence(stream: &TcpStream) {
    #[cfg(target_os = "linux")]
    {
        const SILENCE: u32 = 30_000;
        let _ = rustix::net::sockopt::set_tcp_user_timeout(stream, SILENCE);
    }
    let _ = stream.set_nodelay(true);
}
