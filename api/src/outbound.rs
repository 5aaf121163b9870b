//! Asking other servers.

use std::time::Duration;

/// An HTTP client that waits so long at most and follows no redirects.
pub fn agent(within: Duration) -> ureq::Agent {
    let config = ureq::Agent::config_builder().timeout_global(Some(within)).max_redirects(0);
    #[cfg(feature = "tls")]
    let config = config.tls_config(
        ureq::tls::TlsConfig::builder()
            .provider(ureq::tls::TlsProvider::NativeTls)
            .root_certs(ureq::tls::RootCerts::PlatformVerifier)
            .build(),
    );
    config.http_status_as_error(false).build().new_agent()
}
