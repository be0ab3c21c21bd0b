//! Pictures of check-ins: what is known of each in one table, their bytes in another. It does not know what is in a
//! picture.

use crate::checkins::no_such_checkin;
use crate::error::{Result, StoreError};
use crate::happened::Happened;
use crate::history::{History, logged_columns, told_checkin};
use crate::pact_telling::{About, tell_told};
use crate::proof_access::{no_such_proof, owner_only, sight, sight_of_proof};
use crate::writer::Conn;
use crate::{Store, rows};
use kith_domain::Day;
use kith_protocol::pacts::{ActivityType, Checkin, Proof};
use kith_protocol::{CheckinId, ErrorCode, HabitGoalId, ProofId, Timestamp, UserId};
use sqlx::Row;
use sqlx::any::AnyRow;
use std::collections::BTreeMap;

/// How many pictures a check-in has at most; a further one is refused.
pub const PROOFS_MAX: usize = 3;

/// A picture to be added to a check-in.
#[derive(Clone, Debug)]
pub struct NewProof {
    /// Its id, never used before; not taken if the check-in has the same picture already.
    pub id: ProofId,
    /// Of which check-in.
    pub checkin: CheckinId,
    /// Who adds it.
    pub user: UserId,
    /// Its bytes, as they are given out.
    pub picture: Vec<u8>,
    /// The bytes of a small one.
    pub thumbnail: Vec<u8>,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// The time of the call.
    pub now: Timestamp,
}

/// What became of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofAdded {
    /// The picture, or the same one that was there.
    pub proof: Proof,
    /// Whether it was not there before.
    pub fresh: bool,
    /// What is to be told.
    pub happened: Happened,
}

/// Which of a picture's two sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofSize {
    /// For looking at.
    Whole,
    /// For lists.
    Thumbnail,
}

impl Store {
    /// One check-in, with its pictures. SPEC.md PF4.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such check-in, `NOT_A_MEMBER` if it is neither the caller's nor was told to a pact that
    /// the caller may read.
    pub async fn checkin(&self, checkin: CheckinId, user: UserId) -> Result<Checkin> {
        self.read("checkin", move |conn| Box::pin(one(conn, checkin, user))).await
    }

    /// Whether somebody may add a picture to a check-in; asked before the picture is looked at.
    ///
    /// # Errors
    /// As [`Store::checkin`]; [`ErrorCode::Forbidden`] if they see it and it is not theirs.
    pub async fn may_add_proof(&self, checkin: CheckinId, user: UserId) -> Result<()> {
        let seen = self.read("may_add_proof", move |conn| Box::pin(sight(conn, checkin, user))).await;
        owner_only(seen?)
    }

    /// Adds a picture; the same bytes again are the same picture. The running pacts that were told of the check-in are
    /// told of it. SPEC.md PF1, PF6.
    ///
    /// # Errors
    /// As [`Store::may_add_proof`]; [`ErrorCode::Conflict`] if the check-in has [`PROOFS_MAX`] others.
    pub async fn add_proof(&self, new: NewProof) -> Result<ProofAdded> {
        self.write("add_proof", move |conn| Box::pin(add_proof(conn, new))).await
    }

    /// Whether somebody may see a picture. SPEC.md PF4.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such picture; `NOT_A_MEMBER` as for its check-in.
    pub async fn see_proof(&self, proof: ProofId, user: UserId) -> Result<()> {
        let seen = self.read("see_proof", move |conn| Box::pin(sight_of_proof(conn, proof, user))).await;
        seen.map(drop)
    }

    /// The bytes of a picture, for whom [`Store::see_proof`] lets see it.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such picture.
    pub async fn proof_picture(&self, proof: ProofId, size: ProofSize) -> Result<Vec<u8>> {
        self.read("proof_picture", move |conn| Box::pin(picture(conn, proof, size))).await
    }

    /// Takes a picture back.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such picture of the caller's.
    pub async fn delete_proof(&self, proof: ProofId, user: UserId) -> Result<()> {
        const DELETE: &str = "DELETE FROM proofs WHERE id = $1 AND checkin_id IN \
             (SELECT c.id FROM habit_checkins c WHERE c.user_id = $2)";
        self.write("delete_proof", move |conn| {
            Box::pin(async move {
                let delete = sqlx::query(DELETE).bind(proof.to_string()).bind(user.to_string());
                match delete.execute(conn).await?.rows_affected() {
                    0 => Err(no_such_proof()),
                    _ => Ok(()),
                }
            })
        })
        .await
    }
}

async fn one(conn: &mut Conn, checkin: CheckinId, user: UserId) -> Result<Checkin> {
    const SELECT: &str =
        concat!("SELECT c.user_id, c.goal_id, ", logged_columns!(), " FROM habit_checkins c WHERE c.id = $1");
    sight(conn, checkin, user).await?;
    let row = sqlx::query(SELECT).bind(checkin.to_string()).fetch_optional(&mut *conn).await?;
    let row = row.ok_or_else(no_such_checkin)?;
    let mut history = History::default();
    history.take(&row)?;
    let logged = history.logged.first().ok_or_else(no_such_checkin)?;
    let (owner, goal) = (UserId(rows::id(&row, "user_id")?), HabitGoalId(rows::id(&row, "goal_id")?));
    Ok(told_checkin(logged, owner, goal, proofs_of(conn, checkin).await?))
}

async fn add_proof(conn: &mut Conn, new: NewProof) -> Result<ProofAdded> {
    // Held until the commit, and changed in nothing: pictures of a check-in are added one after the other.
    const HOLD: &str = "UPDATE habit_checkins SET status = status WHERE id = $1";
    const KNOWN: &str = "SELECT r.id, r.width, r.height, \
         CAST(CASE WHEN b.picture = $2 THEN 1 ELSE 0 END AS BIGINT) AS is_same \
         FROM proofs r JOIN proof_pictures b ON b.proof_id = r.id WHERE r.checkin_id = $1";
    owner_only(sight(conn, new.checkin, new.user).await?)?;
    let checkin = new.checkin.to_string();
    sqlx::query(HOLD).bind(&checkin).execute(&mut *conn).await?;
    let known = sqlx::query(KNOWN).bind(&checkin).bind(&new.picture).fetch_all(&mut *conn).await?;
    for row in &known {
        if rows::whole(row, "is_same")? == 1 {
            return Ok(ProofAdded { proof: read_proof(row)?, fresh: false, happened: Happened::default() });
        }
    }
    if known.len() >= PROOFS_MAX {
        let sentence = format!("A check-in has at most {PROOFS_MAX} pictures. Take one back first.");
        return Err(StoreError::refused(ErrorCode::Conflict, sentence));
    }
    insert(conn, &new).await.map_err(|error| match error.is_missing_reference() {
        true => no_such_checkin(),
        false => error,
    })?;
    let about = About { kind: ActivityType::ProofAdded, checkin: new.checkin, user: new.user, message: None };
    let activities = tell_told(conn, &about, new.now).await?;
    let proof = Proof::new(new.id, new.width, new.height);
    Ok(ProofAdded { proof, fresh: true, happened: activities.into() })
}

async fn insert(conn: &mut Conn, new: &NewProof) -> Result<()> {
    const PROOF: &str =
        "INSERT INTO proofs (id, checkin_id, width, height, added_at) VALUES ($1, $2, $3, $4, $5)";
    const PICTURES: &str = "INSERT INTO proof_pictures (proof_id, thumbnail, picture) VALUES ($1, $2, $3)";
    let insert = sqlx::query(PROOF).bind(new.id.to_string()).bind(new.checkin.to_string());
    let insert = insert.bind(i64::from(new.width)).bind(i64::from(new.height)).bind(new.now.0);
    insert.execute(&mut *conn).await?;
    let insert = sqlx::query(PICTURES).bind(new.id.to_string()).bind(&new.thumbnail).bind(&new.picture);
    insert.execute(conn).await?;
    Ok(())
}

async fn picture(conn: &mut Conn, proof: ProofId, size: ProofSize) -> Result<Vec<u8>> {
    const WHOLE: &str = "SELECT picture AS bytes FROM proof_pictures WHERE proof_id = $1";
    const THUMBNAIL: &str = "SELECT thumbnail AS bytes FROM proof_pictures WHERE proof_id = $1";
    let select = match size {
        ProofSize::Whole => WHOLE,
        ProofSize::Thumbnail => THUMBNAIL,
    };
    let row = sqlx::query(select).bind(proof.to_string()).fetch_optional(conn).await?;
    Ok(row.ok_or_else(no_such_proof)?.try_get("bytes")?)
}

/// The pictures of a check-in, in the order of their adding.
pub(crate) async fn proofs_of(conn: &mut Conn, checkin: CheckinId) -> Result<Vec<Proof>> {
    const SELECT: &str = "SELECT id, width, height FROM proofs WHERE checkin_id = $1 ORDER BY added_at, id";
    let rows = sqlx::query(SELECT).bind(checkin.to_string()).fetch_all(conn).await?;
    Ok(rows.iter().map(read_proof).collect::<sqlx::Result<_>>()?)
}

/// The pictures of a person's check-ins between two dates, both included.
pub(crate) async fn proofs_between(
    conn: &mut Conn,
    user: UserId,
    from: Day,
    to: Day,
) -> Result<BTreeMap<CheckinId, Vec<Proof>>> {
    const SELECT: &str = "SELECT r.id, r.width, r.height, r.checkin_id FROM habit_checkins c \
         JOIN proofs r ON r.checkin_id = c.id WHERE c.user_id = $1 AND c.day >= $2 AND c.day <= $3 \
         ORDER BY r.added_at, r.id";
    let select = sqlx::query(SELECT).bind(user.to_string()).bind(i64::from(from.0)).bind(i64::from(to.0));
    let mut proofs = BTreeMap::<_, Vec<Proof>>::new();
    for row in select.fetch_all(conn).await? {
        proofs.entry(CheckinId(rows::id(&row, "checkin_id")?)).or_default().push(read_proof(&row)?);
    }
    Ok(proofs)
}

fn read_proof(row: &AnyRow) -> sqlx::Result<Proof> {
    let pixels = |column: &str| {
        u32::try_from(rows::whole(row, column)?).map_err(|error| rows::unreadable(column, error))
    };
    Ok(Proof::new(ProofId(rows::id(row, "id")?), pixels("width")?, pixels("height")?))
}
