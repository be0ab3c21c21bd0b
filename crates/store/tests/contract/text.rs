//! Text of every kind comes back as it went in; the one character that PostgreSQL cannot hold is refused everywhere.

use crate::bed::{NOW, account, refused, writing};
use kith_protocol::{ErrorCode, TeamId};
use kith_store::{CounterAdd, NewInvite, NewPost, NewTeam};
use uuid::Uuid;

contract! {
    async fn st1_text_comes_back_as_it_went_in(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let long = "ß".repeat(4_000);
        let texts = [
            "👩‍👩‍👧 🎉 c'est l'été",
            "'; DROP TABLE posts; --",
            "$1 ? :name %s \\ \" ` \u{FEFF} \u{202E}abc",
            "tab\tline\r\nend \u{1F}",
            &long,
        ];
        for text in texts {
            let client_id = Some(text.chars().take(16).collect());
            let new = NewPost { client_id, ..writing(team, coach, text) };
            let post = bed.store.create_post(new.clone()).await.unwrap().value;
            assert_eq!(bed.store.post(post.id, coach).await.unwrap().body, text);
            assert!(!bed.store.create_post(new).await.unwrap().fresh);
        }
        let mut new = account("emoji");
        new.user_name = "Zoë 🏃".into();
        assert_eq!(bed.store.create_user(new).await.unwrap().user_name, "Zoë 🏃");
    }

    async fn st1_a_nul_character_is_refused_wherever_text_comes_in(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let store = &bed.store;
        let nul = "a\0b";
        let mut named = account("nul");
        named.user_name = nul.into();
        let mut called = account("nul");
        called.last_name = Some(nul.into());
        let mut addressed = account("nul");
        addressed.email = nul.into();
        let fresh_id = TeamId(Uuid::now_v7());
        let new_team = NewTeam { fresh_id, coach, name: nul.into(), epoch: "e".into(), now: NOW };
        let invite = NewInvite { team, by: coach, code: nul.into(), expires_at: NOW, now: NOW };
        let tagged = NewPost { client_id: Some(nul.into()), ..writing(team, coach, "fine") };
        let add = CounterAdd { team, name: nul.into(), user: coach, delta: 1, client_id: None, now: NOW };
        let add_tagged = CounterAdd { name: "steps".into(), client_id: Some(nul.into()), ..add.clone() };
        let refusals = [
            refused(store.create_user(named).await),
            refused(store.create_user(called).await),
            refused(store.create_user(addressed).await),
            refused(store.credentials(nul).await),
            refused(store.revoke_token(nul, NOW, NOW).await),
            refused(store.token_revoked(nul).await),
            refused(store.create_team(new_team).await),
            refused(store.create_invite(invite).await),
            refused(store.invite(nul, NOW).await),
            refused(store.accept_invite(nul, coach, NOW).await),
            refused(store.create_post(writing(team, coach, nul)).await),
            refused(store.create_post(tagged).await),
            refused(store.add_to_counter(add).await),
            refused(store.add_to_counter(add_tagged).await),
            refused(store.set_thresholds(team, nul, coach, vec![1], "steps".into(), NOW).await),
            refused(store.set_thresholds(team, "steps", coach, vec![1], nul.into(), NOW).await),
        ];
        assert_eq!(refusals, [ErrorCode::BadMessage; 16]);
        assert_eq!(store.posts_since(team, coach, 0).await.unwrap().count, 0);
    }
}
