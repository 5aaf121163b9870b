//! Connections: which are taken, how they are read, and when they are given up.

use std::convert::Infallible;
use std::fmt::Debug;
use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::time::Duration;

use actix_http::{HttpService, Protocol, Request, Response};
use actix_server::ServerBuilder;
use actix_service::{IntoServiceFactory, Service, ServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::AppConfig;
use actix_web::rt::net::TcpStream;

use crate::http::strict::Strict;

/// How long a head may take to arrive.
const HEAD_WITHIN: Duration = Duration::from_secs(5);
const FAREWELL: Duration = Duration::from_secs(1);

/// Has a server answer with `app` at an address; gives the places where it listens.
///
/// # Errors
/// [`io::Error`] when there is nothing to listen on.
pub fn listen<F, I, S, B>(mut server: ServerBuilder, bind: &str, app: F) -> io::Result<(ServerBuilder, Vec<SocketAddr>)>
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
        let (app, stopping) = (app.clone(), server.graceful_shutdown_signal());
        server = server.listen(format!("http {address}"), listener, move || {
            let stopping = stopping.clone();
            let answers = app().into_factory().map_err(|error| error.into().error_response());
            let http = HttpService::build()
                .graceful_shutdown_signal(move || {
                    let stopping = stopping.clone();
                    async move { stopping.notified().await }
                })
                .client_request_timeout(HEAD_WITHIN)
                // Whoever is refused while they still send is listened to so long, so that they see the answer.
                .client_disconnect_timeout(FAREWELL)
                // Whoever closes their end has gone: nothing is worked on or sent for them any more.
                .h1_allow_half_closed(false)
                .finish(map_config(answers, |()| AppConfig::default()));
            let connected = fn_service(|stream: TcpStream| async move {
                give_up_on_silence(&stream);
                let peer = stream.peer_addr().ok();
                Ok::<_, Infallible>((Strict::new(stream), Protocol::Http1, peer))
            });
            connected.map_err(|never| match never {}).and_then(http)
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
