//! Routes: served by each worker, published once.

use actix_web::dev::HttpServiceFactory;
use actix_web::web::ServiceConfig;
use utoipa::openapi::path::Paths;
use utoipa::openapi::{RefOr, Schema};
use utoipa_actix_web::OpenApiFactory;

/// Where routes go.
pub enum Routes<'a> {
    /// They answer requests.
    Served(&'a mut ServiceConfig),
    /// They are described.
    Published(&'a mut Described),
}

/// What routes say of themselves.
#[derive(Default)]
pub struct Described {
    /// Their paths.
    pub paths: Paths,
    /// The schemas that they name.
    pub schemas: Vec<(String, RefOr<Schema>)>,
}

impl Routes<'_> {
    /// Takes one more.
    pub fn service<F: HttpServiceFactory + OpenApiFactory + 'static>(&mut self, route: F) -> &mut Self {
        match self {
            Self::Served(config) => {
                config.service(route);
            }
            Self::Published(described) => {
                described.paths.merge(route.paths());
                route.schemas(&mut described.schemas);
            }
        }
        self
    }
}

impl std::fmt::Debug for Routes<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Served(_) => "Served",
            Self::Published(_) => "Published",
        })
    }
}

impl std::fmt::Debug for Described {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_list().entries(self.paths.paths.keys()).finish()
    }
}
