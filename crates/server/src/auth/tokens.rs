//! Tokens: JWTs signed with HS256, made here or by whoever holds the same secret. It knows no store: whether a
//! well-made token still counts is asked elsewhere.

use super::secret::Secret;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use kith_protocol::rest::User;
use kith_protocol::{ErrorCode, Refusal, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// How long a token of ours is good: 7 days.
pub const LIFETIME_MS: i64 = 7 * 24 * 60 * 60 * 1_000;

/// A longer token, in bytes, is not even looked at.
const TOKEN_MAX_BYTES: usize = 4_096;

/// A `jti` that is longer, in bytes, names its token by a hash instead.
const JTI_MAX_BYTES: usize = 64;

const OUR_NAME: &str = "kith";
const ISSUERS: [&str; 2] = [OUR_NAME, "therr-api"];
const AUDIENCES: [&str; 2] = [OUR_NAME, "therr-app"];

/// The last moment that can be written (the year 9999).
const LAST_MS: i64 = 253_402_300_799_999;

/// Makes and verifies tokens.
pub struct Tokens {
    signing: EncodingKey,
    verifying: DecodingKey,
    rules: Validation,
}

/// What a well-made token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Whose it is.
    pub user_id: UserId,
    /// What it is revoked by: whose it is, and its `jti` or else a hash of it.
    pub key: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OurClaims<'a> {
    id: UserId,
    sub: UserId,
    user_name: &'a str,
    iss: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
    jti: uuid::Uuid,
}

#[derive(Deserialize)]
struct Claims {
    id: Option<UserId>,
    sub: Option<UserId>,
    iss: Option<String>,
    aud: Option<OneOrMany>,
    /// Seconds since 1970, possibly with a fraction (RFC 7519).
    exp: f64,
    nbf: Option<f64>,
    jti: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokens(…)")
    }
}

impl Tokens {
    /// Tokens of this secret.
    #[must_use]
    pub fn new(secret: &Secret) -> Self {
        let mut rules = Validation::new(Algorithm::HS256);
        // The dates, the issuer and the audience are read below: by our clock, and strictly where they are present.
        rules.required_spec_claims.clear();
        rules.validate_exp = false;
        rules.validate_aud = false;
        Self {
            signing: EncodingKey::from_secret(secret.as_bytes()),
            verifying: DecodingKey::from_secret(secret.as_bytes()),
            rules,
        }
    }

    /// A new token for a person, good from `now` for [`LIFETIME_MS`].
    #[must_use]
    pub fn issue(&self, user: &User, now: Timestamp) -> String {
        let claims = OurClaims {
            id: user.id,
            sub: user.id,
            user_name: &user.user_name,
            iss: OUR_NAME,
            aud: OUR_NAME,
            iat: now.0.div_euclid(1_000),
            exp: now.plus_ms(LIFETIME_MS).0.div_euclid(1_000),
            jti: uuid::Uuid::now_v7(),
        };
        self.sign(&claims)
    }

    /// Reads a token and checks its signature, dates, issuer and audience.
    ///
    /// # Errors
    /// [`ErrorCode::Unauthorized`].
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<Verified, Refusal> {
        if token.len() > TOKEN_MAX_BYTES {
            return Err(invalid());
        }
        let claims = jsonwebtoken::decode::<Claims>(token, &self.verifying, &self.rules)
            .map_err(|_| invalid())?
            .claims;
        let expires_at = moment(claims.exp);
        if expires_at <= now {
            return Err(Refusal::new(ErrorCode::Unauthorized, "Your sign-in has run out. Sign in again."));
        }
        if claims.nbf.is_some_and(|from| moment(from) > now) || !claims.meant_for_us() {
            return Err(invalid());
        }
        let user_id = claims.user_id().ok_or_else(invalid)?;
        let name = claims.jti.filter(|jti| plain(jti)).unwrap_or_else(|| self.hash(token));
        // With the user in it, because makers of tokens elsewhere may count their `jti`s by user.
        Ok(Verified { user_id, key: format!("{user_id}/{name}"), expires_at })
    }

    /// Names a token that has no usable `jti`. Only what is signed counts, so no other spelling of the same token
    /// has another name.
    fn hash(&self, token: &str) -> String {
        let signed = token.rsplit_once('.').map_or(token, |(signed, _)| signed);
        let message = format!("revocation of {signed}");
        jsonwebtoken::crypto::sign(message.as_bytes(), &self.signing, Algorithm::HS256)
            .map(|mac| format!("hash:{mac}"))
            .unwrap_or_else(|error| unreachable!("HS256 signs any message: {error}"))
    }

    /// A seal on a text that a client carries for us: only who has the secret can make it.
    #[must_use]
    pub fn seal(&self, text: &str) -> String {
        jsonwebtoken::crypto::sign(sealed(text).as_bytes(), &self.signing, Algorithm::HS256)
            .unwrap_or_else(|error| unreachable!("HS256 signs any message: {error}"))
    }

    /// Whether this is the seal on this text.
    #[must_use]
    pub fn is_sealed(&self, text: &str, seal: &str) -> bool {
        jsonwebtoken::crypto::verify(seal, sealed(text).as_bytes(), &self.verifying, Algorithm::HS256)
            .unwrap_or(false)
    }

    fn sign(&self, claims: &impl Serialize) -> String {
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &self.signing)
            .unwrap_or_else(|error| unreachable!("HS256 signs any claims: {error}"))
    }
}

impl Claims {
    fn user_id(&self) -> Option<UserId> {
        match (self.id, self.sub) {
            (Some(id), Some(sub)) => (id == sub).then_some(id),
            (id, sub) => id.or(sub),
        }
    }

    fn meant_for_us(&self) -> bool {
        self.iss.as_deref().is_none_or(|issuer| ISSUERS.contains(&issuer))
            && self.aud.as_ref().is_none_or(|audience| match audience {
                OneOrMany::One(audience) => AUDIENCES.contains(&audience.as_str()),
                OneOrMany::Many(list) => list.iter().any(|audience| AUDIENCES.contains(&audience.as_str())),
            })
    }
}

#[expect(clippy::cast_possible_truncation, reason = "beyond the ends it stops there, and NaN is 1970")]
fn moment(seconds: f64) -> Timestamp {
    Timestamp(((seconds * 1_000.0) as i64).clamp(0, LAST_MS))
}

/// In a form of its own, so that no seal is a token's signature or the other way round.
fn sealed(text: &str) -> String {
    format!("seal of {text}")
}

fn plain(jti: &str) -> bool {
    (1..=JTI_MAX_BYTES).contains(&jti.len()) && jti.bytes().all(|byte| byte.is_ascii_graphic())
}

fn invalid() -> Refusal {
    Refusal::new(ErrorCode::Unauthorized, "This token is not valid here. Sign in again.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const NOW: Timestamp = Timestamp(1_800_000_000_000);
    const NOW_S: i64 = 1_800_000_000;
    const ANN: &str = "0198f3a0-0000-7000-8000-00000000000a";
    const RUTH: &str = "0198f3a0-0000-7000-8000-00000000000b";

    fn tokens_of(secret: &str) -> Tokens {
        Tokens::new(&Secret::load(Some(secret), std::path::Path::new("unused")).unwrap())
    }

    fn tokens() -> Tokens {
        tokens_of("a secret that only this test knows")
    }

    fn ann() -> User {
        User {
            id: ANN.parse().unwrap(),
            user_name: "Ann".to_owned(),
            email: "ann@kith.example".to_owned(),
            first_name: None,
            last_name: None,
            timezone: "UTC".to_owned(),
            day_starts_at: 4,
            created_at: NOW,
        }
    }

    fn verdict(claims: &Value) -> Result<Verified, ErrorCode> {
        tokens().verify(&tokens().sign(claims), NOW).map_err(|refusal| refusal.code)
    }

    #[test]
    fn our_own_token_is_good_for_seven_days() {
        let token = tokens().issue(&ann(), NOW);
        let verified = tokens().verify(&token, NOW).unwrap();
        assert_eq!(verified.user_id, ann().id);
        assert_eq!(verified.expires_at, NOW.plus_ms(LIFETIME_MS));
        assert!(tokens().verify(&token, NOW.plus_ms(LIFETIME_MS - 1)).is_ok());
        assert!(tokens().verify(&token, NOW.plus_ms(LIFETIME_MS)).is_err());
    }

    #[test]
    fn it_carries_the_claims_of_the_interface() {
        let token = tokens().issue(&ann(), NOW);
        let claims: Value = jsonwebtoken::dangerous::insecure_decode_claims(&token).unwrap();
        assert_eq!(claims["id"], ANN);
        assert_eq!(claims["sub"], ANN);
        assert_eq!(claims["userName"], "Ann");
        assert_eq!((&claims["iss"], &claims["aud"]), (&json!("kith"), &json!("kith")));
        assert_eq!(claims["iat"], NOW_S);
        assert_eq!(claims["exp"], NOW_S + 7 * 86_400);
        assert_ne!(claims["jti"], Value::Null);
    }

    #[test]
    fn a_token_made_elsewhere_with_the_same_secret_is_as_good() {
        for claims in [
            json!({"id": ANN, "exp": NOW_S + 60}),
            json!({"sub": ANN, "exp": NOW_S + 60}),
            json!({"id": ANN, "sub": ANN, "exp": NOW_S + 60, "jti": "elsewhere-1"}),
            json!({"id": ANN, "exp": NOW_S + 60, "iss": "therr-api", "aud": "therr-app", "nbf": NOW_S}),
            json!({"id": ANN, "exp": NOW_S + 60, "aud": ["something", "therr-app"]}),
            json!({"id": ANN, "exp": NOW_S as f64 + 0.5}),
            json!({"id": ANN, "exp": 1e300}),
            json!({"id": ANN, "exp": NOW_S + 60, "userName": 7, "groups": ["anything"]}),
        ] {
            assert_eq!(verdict(&claims).map(|verified| verified.user_id), Ok(ann().id), "{claims}");
        }
    }

    #[test]
    fn ac4_a_token_with_a_wrong_claim_is_refused() {
        for claims in [
            json!({"id": ANN}),
            json!({"id": ANN, "exp": NOW_S}),
            json!({"id": ANN, "exp": NOW_S - 60}),
            json!({"id": ANN, "exp": "tomorrow"}),
            json!({"id": ANN, "exp": null}),
            json!({"id": ANN, "exp": -1}),
            json!({"id": ANN, "sub": RUTH, "exp": NOW_S + 60}),
            json!({"id": "ann", "exp": NOW_S + 60}),
            json!({"id": 7, "exp": NOW_S + 60}),
            json!({"exp": NOW_S + 60}),
            json!({"id": ANN, "exp": NOW_S + 60, "iss": "somebody"}),
            json!({"id": ANN, "exp": NOW_S + 60, "iss": 5}),
            json!({"id": ANN, "exp": NOW_S + 60, "aud": "somebody"}),
            json!({"id": ANN, "exp": NOW_S + 60, "aud": []}),
            json!({"id": ANN, "exp": NOW_S + 60, "aud": {"kith": true}}),
            json!({"id": ANN, "exp": NOW_S + 60, "nbf": NOW_S + 30}),
            json!([ANN, NOW_S + 60]),
        ] {
            assert_eq!(verdict(&claims), Err(ErrorCode::Unauthorized), "{claims}");
        }
    }

    #[test]
    fn ac4_a_token_of_another_secret_or_algorithm_is_refused() {
        let claims = json!({"id": ANN, "exp": NOW_S + 60});
        let foreign = tokens_of("another secret, as long as ours is").sign(&claims);
        let key = EncodingKey::from_secret(b"a secret that only this test knows");
        let stronger = jsonwebtoken::encode(&Header::new(Algorithm::HS512), &claims, &key).unwrap();
        let good = tokens().sign(&claims);
        let (signed, signature) = good.rsplit_once('.').unwrap();
        let none = format!("eyJhbGciOiJub25lIn0.{}.", signed.split_once('.').unwrap().1);
        let unsigned = format!("{signed}.");
        let cut = good[..good.len() - 1].to_owned();
        let moved = format!("{signed}x.{signature}");
        let long = format!("{good}{}", "x".repeat(TOKEN_MAX_BYTES));
        let nonsense = ["", ".", "..", "a.b.c", "Bearer", "\u{0}", "é.é.é"].map(str::to_owned);
        for token in [foreign, stronger, none, unsigned, cut, moved, long].into_iter().chain(nonsense) {
            let refusal = tokens().verify(&token, NOW).unwrap_err();
            assert_eq!(refusal.code, ErrorCode::Unauthorized, "{token}");
        }
        assert!(tokens().verify(&good, NOW).is_ok());
    }

    #[test]
    fn ac3_every_token_has_a_name_to_revoke_it_by() {
        let key = |claims: Value| verdict(&claims).unwrap().key;
        let exp = NOW_S + 60;
        assert_eq!(key(json!({"id": ANN, "exp": exp, "jti": "first"})), format!("{ANN}/first"));
        assert_ne!(key(json!({"id": RUTH, "exp": exp, "jti": "first"})), format!("{ANN}/first"));
        let nameless = key(json!({"id": ANN, "exp": exp}));
        assert!(nameless.contains("/hash:"), "{nameless}");
        assert_eq!(key(json!({"id": ANN, "exp": exp})), nameless);
        assert_ne!(key(json!({"id": ANN, "exp": exp + 1})), nameless);
        for unusable in ["", "with space", "nul\u{0}", &"x".repeat(65)] {
            let name = key(json!({"id": ANN, "exp": exp, "jti": unusable}));
            assert!(name.contains("/hash:"), "{name}");
        }
    }
}
