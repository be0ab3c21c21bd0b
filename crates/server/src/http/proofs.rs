//! Pictures of check-ins: taken as raw bytes, given out to who may see the check-in. Nothing that a client says about the
//! bytes is believed.

use super::input::{Floor, Route, Unread};
use super::problem::Problem;
use super::refusals::{Paced, PactMembersOnly, SignedInOnly};
use super::site::is_known;
use crate::app::Shared;
use crate::auth::Identity;
use crate::pictures::PICTURE_MAX_BYTES;
use crate::services;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kith_protocol::pacts::ProofBody;
use kith_protocol::rest::ErrorBody;
use kith_protocol::{CheckinId, ProofId};
use kith_store::{NewProof, ProofSize};
use std::time::Duration;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// Where pictures are sent.
pub const ADDRESS: &str = "/api/v1/checkins/{id}/proofs";

/// How long a whole picture may take to arrive (SPEC.md PF7).
const ARRIVING_MAX: Duration = Duration::from_secs(30);

/// How slowly a picture may arrive (SPEC.md PF7): somebody else waits for its place.
const ARRIVING_FLOOR: Floor = Floor { bytes: 64 * 1024, each: Duration::from_secs(5) };

/// A picture never changes under its id. A browser that keeps it gives it to nobody with another token.
const KEPT: &str = "private, max-age=604800, immutable";
/// Whoever opens one as a page sees it, and nothing in it does anything.
const INERT: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(add_proof))
        .routes(routes!(read_proof, delete_proof))
        .routes(routes!(read_thumbnail))
}

/// Add a picture to a check-in
///
/// The body is the picture itself: JPEG, PNG or WebP, whatever its `Content-Type` says, at most 8 MiB and 25 million
/// pixels. It is turned upright, made smaller (1,600 pixels at most) and kept as JPEG; what the camera wrote beside
/// the pixels, such as the place, is not kept. The same picture again is the same one, so it can be sent again after a
/// lost answer. Running pacts that were told of the check-in hear of it as `proof_added`.
#[utoipa::path(post, path = "/api/v1/checkins/{id}/proofs", tag = "pacts", security(("bearer" = [])),
    params(("id" = CheckinId, Path, description = "The check-in, one of the caller's own.")),
    request_body(description = "The bytes of the picture.", content(("image/jpeg"), ("image/png"), ("image/webp"))),
    responses(
        (status = 201, description = "It is added.", body = ProofBody),
        (status = 200, description = "The check-in had this picture.", body = ProofBody),
        (status = 400, description = "`BAD_MESSAGE`: this is no id, or no picture, or only a part of one.", body = ErrorBody),
        (status = 408, description = "`BAD_MESSAGE`: the picture did not arrive within 30 seconds.", body = ErrorBody),
        (status = 409, description = "`CONFLICT`: the check-in has three others.", body = ErrorBody),
        (status = 413, description = "`TOO_LARGE`: more than 8,388,608 bytes, or too many pixels.", body = ErrorBody),
        PactMembersOnly, Paced,
    ))]
async fn add_proof(
    State(app): State<Shared>,
    caller: Identity,
    Route(checkin): Route<CheckinId>,
    headers: HeaderMap,
    body: Unread,
) -> Result<Response, Problem> {
    let (user, now) = (caller.user_id, app.clock.now());
    app.paces.picturing.step(user, now)?;
    app.store.may_add_proof(checkin, user).await?;
    let place = app.pictures.place(user).await?;
    let sent = match body.read(&headers, PICTURE_MAX_BYTES, ARRIVING_MAX, ARRIVING_FLOOR).await {
        Ok(sent) => sent,
        Err(refused) => return Ok(refused),
    };
    let picture = place.prepare(sent).await?;
    let new = NewProof {
        id: ProofId(Uuid::now_v7()),
        checkin,
        user,
        picture: picture.whole,
        thumbnail: picture.thumbnail,
        width: picture.width,
        height: picture.height,
        now,
    };
    let added = services::proofs::add(&app, new).await?;
    let status = if added.fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(ProofBody { proof: added.proof })).into_response())
}

/// Read a picture
///
/// As JPEG. For who sees its check-in.
#[utoipa::path(get, path = "/api/v1/proofs/{id}", tag = "pacts", security(("bearer" = [])),
    params(("id" = ProofId, Path, description = "The picture.")),
    responses(
        (status = 200, description = "The picture.", content_type = "image/jpeg"),
        (status = 304, description = "`If-None-Match` names it: the caller has it."),
        PactMembersOnly,
    ))]
async fn read_proof(
    State(app): State<Shared>,
    caller: Identity,
    Route(proof): Route<ProofId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    answer(&app, &caller, proof, ProofSize::Whole, &headers).await
}

/// Read a small picture
///
/// As JPEG, no side over 320 pixels. For who sees its check-in.
#[utoipa::path(get, path = "/api/v1/proofs/{id}/thumbnail", tag = "pacts", security(("bearer" = [])),
    params(("id" = ProofId, Path, description = "The picture.")),
    responses(
        (status = 200, description = "The small picture.", content_type = "image/jpeg"),
        (status = 304, description = "`If-None-Match` names it: the caller has it."),
        PactMembersOnly,
    ))]
async fn read_thumbnail(
    State(app): State<Shared>,
    caller: Identity,
    Route(proof): Route<ProofId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    answer(&app, &caller, proof, ProofSize::Thumbnail, &headers).await
}

async fn answer(
    app: &Shared,
    caller: &Identity,
    proof: ProofId,
    size: ProofSize,
    asked: &HeaderMap,
) -> Result<Response, Problem> {
    app.store.see_proof(proof, caller.user_id).await?;
    let etag = match size {
        ProofSize::Whole => format!("\"{proof}\""),
        ProofSize::Thumbnail => format!("\"{proof}-thumbnail\""),
    };
    let is_kept = asked.get(header::IF_NONE_MATCH).is_some_and(|known| is_known(known, &etag));
    let about = [
        (header::ETAG, etag.as_str()),
        (header::CACHE_CONTROL, KEPT),
        (header::VARY, "authorization"),
        (header::CONTENT_SECURITY_POLICY, INERT),
    ];
    if is_kept {
        return Ok((StatusCode::NOT_MODIFIED, about).into_response());
    }
    let bytes = app.store.proof_picture(proof, size).await?;
    Ok((about, [(header::CONTENT_TYPE, "image/jpeg")], bytes).into_response())
}

/// Take a picture back
///
/// What pacts were told stays told.
#[utoipa::path(delete, path = "/api/v1/proofs/{id}", tag = "pacts", security(("bearer" = [])),
    params(("id" = ProofId, Path, description = "The picture.")),
    responses(
        (status = 204, description = "It is gone."),
        (status = 400, description = "`BAD_MESSAGE`: this is no id.", body = ErrorBody),
        (status = 404, description = "`NOT_FOUND`: there is no such picture of the caller's.", body = ErrorBody),
        SignedInOnly,
    ))]
async fn delete_proof(
    State(app): State<Shared>,
    caller: Identity,
    Route(proof): Route<ProofId>,
) -> Result<StatusCode, Problem> {
    app.store.delete_proof(proof, caller.user_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
