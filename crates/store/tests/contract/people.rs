//! Accounts and revoked tokens.

use crate::bed::{NOW, account, at_once, refusal, refused};
use kith_protocol::{ErrorCode, UserId};
use uuid::Uuid;

contract! {
    async fn ac1_an_account_is_stored_as_it_was_made(bed: Bed) {
        let mut new = account("Ann");
        new.email = "  Ann.Smith@Example.COM ".into();
        new.first_name = Some("Ann".into());
        new.timezone = "Europe/Lisbon".into();
        let user = bed.store.create_user(new.clone()).await.unwrap();
        assert_eq!(user.email, "ann.smith@example.com");
        assert_eq!((user.first_name.as_deref(), user.last_name.as_deref()), (Some("Ann"), None));
        assert_eq!((user.timezone.as_str(), user.created_at), ("Europe/Lisbon", NOW));
        assert_eq!(bed.store.user(new.id).await.unwrap(), Some(user.clone()));
        let credentials = bed.store.credentials("ANN.smith@example.com").await.unwrap().unwrap();
        assert_eq!((credentials.user, credentials.password_hash), (user, new.password_hash));
    }

    async fn ac1_one_account_per_address_whatever_its_case(bed: Bed) {
        let ann = bed.person("ann").await;
        let mut again = account("other");
        again.email = "ANN@EXAMPLE.COM".into();
        let id = again.id;
        let refusal = refusal(bed.store.create_user(again).await);
        assert_eq!(refusal.code, ErrorCode::Conflict);
        assert_eq!(refusal.message, "There is already an account with this address. Sign in instead.");
        assert_eq!(bed.store.user(id).await.unwrap(), None);
        assert_eq!(bed.store.credentials("ann@example.com").await.unwrap().unwrap().user, ann);
    }

    async fn ac1_of_many_accounts_made_at_once_with_one_address_one_stands(bed: Bed) {
        let made = at_once((0..16).map(|_| {
            let (store, new) = (bed.store.clone(), account("ann"));
            async move { store.create_user(new).await }
        }));
        let (made, other): (Vec<_>, Vec<_>) = made.await.into_iter().partition(Result::is_ok);
        assert_eq!(made.len(), 1);
        assert!(other.into_iter().all(|outcome| refused(outcome) == ErrorCode::Conflict));
    }

    async fn ac1_nobody_is_nobody(bed: Bed) {
        assert!(!bed.store.has_users().await.unwrap());
        assert_eq!(bed.store.user(UserId(Uuid::now_v7())).await.unwrap(), None);
        assert_eq!(bed.store.credentials("nobody@example.com").await.unwrap(), None);
        bed.person("somebody").await;
        assert!(bed.store.has_users().await.unwrap());
    }

    async fn ac3_a_revoked_token_stays_revoked_until_it_would_have_expired(bed: Bed) {
        let (soon, late) = (NOW.plus_ms(10), NOW.plus_ms(1_000));
        assert!(!bed.store.token_revoked("one").await.unwrap());
        bed.store.revoke_token("one", soon, NOW).await.unwrap();
        bed.store.revoke_token("one", soon, NOW).await.unwrap();
        bed.store.revoke_token("two", late, NOW).await.unwrap();
        assert!(bed.store.token_revoked("one").await.unwrap());
        assert!(!bed.store.token_revoked("three").await.unwrap());
        bed.store.revoke_token("three", late, soon).await.unwrap();
        assert!(bed.store.token_revoked("two").await.unwrap());
        assert_eq!(bed.number("SELECT COUNT(*) FROM revoked_tokens").await, 2, "\"one\" has expired");
    }
}
