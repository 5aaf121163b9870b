//! The door: what every request meets before it comes further in.

use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::web::Data;
use futures_util::future::LocalBoxFuture;
use merzim_domain::PersonKey;
use merzim_persistence::cases::Viewer;
use uuid::Uuid;

use super::contract::{Contract, Operation};
use super::input::Codes;
use super::limits::RateLimits;
use crate::auth::Issuer;
use crate::metrics::Metrics;
use crate::problem::Problem;

/// What every request meets.
pub struct Door {
    /// Checks of input.
    pub contract: Arc<Contract>,
    /// What parameters may name of the law.
    pub codes: Codes,
    /// How often one may ask.
    pub rates: RateLimits,
    /// Whose tokens are believed.
    pub issuer: Arc<Issuer>,
    /// The numbers for monitoring.
    pub metrics: Metrics,
    /// How long a body may take to arrive.
    pub body_timeout: Duration,
    /// Whether the addresses for operators are here too, where they are let by.
    pub lets_operators_by: bool,
    /// Whether this is a sandbox, which every answer says.
    pub is_sandbox: bool,
}

impl Door {
    /// The door that a request came through.
    pub fn of(request: &HttpRequest) -> Result<&Data<Self>, Problem> {
        request.app_data().ok_or_else(|| Problem::internal("the door is not set up"))
    }

    /// The operation that is asked for.
    pub fn operation(&self, request: &HttpRequest) -> Arc<Operation> {
        self.contract.operation(request.method(), &request.match_pattern().unwrap_or_default())
    }
}

/// What is asked of those inside.
pub trait Inside: Send + Sync {
    /// Whether anybody is known by this key.
    fn knows(&self, person: PersonKey) -> LocalBoxFuture<'_, Result<bool, Problem>>;

    /// Checks that there is something with an id in a collection: for whoever sees it, or for those who take part in it.
    fn expect_there(
        &self,
        viewer: Viewer,
        thing: (String, Uuid),
        for_everybody: bool,
    ) -> LocalBoxFuture<'_, Result<(), Problem>>;
}

/// Those inside.
pub fn inside(request: &HttpRequest) -> Result<&Data<dyn Inside>, Problem> {
    request.app_data().ok_or_else(|| Problem::internal("nobody is inside"))
}
