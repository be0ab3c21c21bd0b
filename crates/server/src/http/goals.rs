//! Habit goals: what people want to keep at.

use super::input::{Route, Sent};
use super::pact_fields;
use super::problem::Problem;
use super::refusals::{SignedInOnly, WithBody};
use crate::app::Shared;
use crate::auth::Identity;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use kith_protocol::HabitGoalId;
use kith_protocol::pacts::{
    FrequencyType, HabitGoal, HabitGoalBody, HabitGoals, HabitTemplate, HabitTemplates, NewHabitGoal,
};
use kith_protocol::rest::ErrorBody;
use kith_store::NewGoal;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list_goals, create_goal))
        .routes(routes!(list_templates))
        .routes(routes!(archive_goal))
}

/// List my habit goals
#[utoipa::path(get, path = "/api/v1/habit-goals", tag = "pacts", security(("bearer" = [])), responses(
    (status = 200, description = "Oldest first, those put away among them.", body = HabitGoals),
    SignedInOnly,
))]
async fn list_goals(State(app): State<Shared>, caller: Identity) -> Result<Json<HabitGoals>, Problem> {
    Ok(Json(HabitGoals { habit_goals: app.store.goals(caller.user_id).await? }))
}

/// List habits to begin with
///
/// Each holds what making a habit goal takes.
#[utoipa::path(get, path = "/api/v1/habit-goals/templates", tag = "pacts", security(("bearer" = [])), responses(
    (status = 200, description = "The most usual first.", body = HabitTemplates),
    SignedInOnly,
))]
async fn list_templates(_caller: Identity) -> Json<HabitTemplates> {
    let templates = vec![
        template("morning-workout", "Morning workout", "fitness", "🏃", "build_good"),
        template("read", "Read for 15 minutes", "learning", "📖", "build_good"),
        template("meditate", "Meditate", "mindfulness", "🧘", "build_good"),
        template("drink-water", "Drink eight glasses of water", "health", "💧", "build_good"),
        template("journal", "Write in my journal", "mindfulness", "📓", "build_good"),
        template("no-phone", "No phone in the first hour", "productivity", "📵", "break_bad"),
        HabitTemplate {
            frequency_type: FrequencyType::Weekly,
            frequency_count: Some(1),
            ..template("save-for-a-trip", "Save for a trip together", "social", "🐷", "savings_goal")
        },
    ];
    Json(HabitTemplates { templates })
}

/// A daily one.
fn template(key: &str, name: &str, category: &str, emoji: &str, goal_type: &str) -> HabitTemplate {
    HabitTemplate {
        key: key.to_owned(),
        name: name.to_owned(),
        category: category.to_owned(),
        emoji: emoji.to_owned(),
        frequency_type: FrequencyType::Daily,
        frequency_count: None,
        goal_type: goal_type.to_owned(),
    }
}

/// Make a habit goal
#[utoipa::path(post, path = "/api/v1/habit-goals", tag = "pacts", security(("bearer" = [])),
    request_body = NewHabitGoal,
    responses(
        (status = 201, description = "The new goal.", body = HabitGoalBody),
        (status = 409, description = "`CONFLICT`: the caller has 100 goals. Put one away first.", body = ErrorBody),
        SignedInOnly, WithBody,
    ))]
async fn create_goal(
    State(app): State<Shared>,
    caller: Identity,
    Sent(new): Sent<NewHabitGoal>,
) -> Result<(StatusCode, Json<HabitGoalBody>), Problem> {
    let new = pact_fields::habit_goal(new)?;
    let goal = HabitGoal {
        id: HabitGoalId(Uuid::now_v7()),
        name: new.name,
        category: new.category,
        emoji: new.emoji,
        frequency_type: new.frequency_type,
        frequency_count: new.frequency_count,
        target_days_of_week: new.target_days_of_week,
        goal_type: new.goal_type.unwrap_or_default(),
        archived: false,
        created_at: app.clock.now(),
    };
    let habit_goal = app.store.create_goal(NewGoal { owner: caller.user_id, goal }).await?;
    Ok((StatusCode::CREATED, Json(HabitGoalBody { habit_goal })))
}

/// Put a habit goal away
///
/// Nothing new begins with it. What was logged stays, and pacts on it go on. Twice is the same as once.
#[utoipa::path(delete, path = "/api/v1/habit-goals/{id}", tag = "pacts", security(("bearer" = [])),
    params(("id" = HabitGoalId, Path, description = "The goal.")),
    responses(
        (status = 204, description = "It is put away."),
        (status = 400, description = "`BAD_MESSAGE`: this is no id.", body = ErrorBody),
        (status = 404, description = "`NOT_FOUND`: there is no such goal of the caller's.", body = ErrorBody),
        SignedInOnly,
    ))]
async fn archive_goal(
    State(app): State<Shared>,
    caller: Identity,
    Route(goal): Route<HabitGoalId>,
) -> Result<StatusCode, Problem> {
    app.store.archive_goal(goal, caller.user_id, app.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}
