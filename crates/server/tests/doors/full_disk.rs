//! A disk that has no room for the journal: likes are refused for the time being, what was accepted stays, and the
//! rest of the server goes on.

use crate::house::{House, Socket, has, kind, text};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const DRAIN_MAX: Duration = Duration::from_secs(20);
const DISK_BYTES: usize = 3 << 20;
/// Leaves less than the journal wants to write ahead.
const BALLAST_BYTES: usize = 1_900_000;
const FANS: usize = 20;
/// More than one of them says before what was written ahead is used up.
const WORDS_MAX: usize = 20_000;

/// A small disk over a folder, until it is dropped.
struct SmallDisk {
    place: PathBuf,
}

impl SmallDisk {
    fn over(place: &Path) -> Option<Self> {
        let size = format!("size={DISK_BYTES}");
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", &size, "kith-test"]).arg(place).output();
        let place = place.to_owned();
        mounted.is_ok_and(|output| output.status.success()).then_some(Self { place })
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // The server may still hold it; lazily, so that it goes in any case.
        Command::new("umount").arg("--lazy").arg(&self.place).status().unwrap();
    }
}

/// Likes a post and takes it back in turn until it is refused; gives what was acknowledged last.
async fn says_until_refused(socket: &mut Socket, post: &str) -> bool {
    let mut liked = false;
    for _ in 0..WORDS_MAX {
        let word = if liked { "POST_UNLIKE" } else { "POST_LIKE" };
        let answer = socket.ask(json!({"type": word, "postId": post})).await;
        if kind(&answer) == "ERROR" {
            let refused = (&answer["code"], &answer["temporary"]);
            assert_eq!(refused, (&json!("UNAVAILABLE"), &json!(true)), "{answer}");
            return liked;
        }
        assert_eq!(answer["likedByMe"], json!(!liked), "{answer}");
        liked = !liked;
        socket.forget();
    }
    panic!("the disk never became full");
}

#[tokio::test]
async fn jo4_on_a_full_disk_likes_are_refused_and_nothing_accepted_is_lost() {
    let mut house = House::with(&["--like-flush-ms=86400000"]).await;
    let (team, [sarah]) = house.team(["sarah"]).await;
    let post = text(&sarah.writes(&team, "Along the harbour").await, "id");
    let fans = house.crowd(&team, &sarah, FANS).await;
    house.terminate();
    assert!(house.ended(DRAIN_MAX).await.success());
    let journal = house.data_dir().join("journal");
    let disk = SmallDisk::over(&journal);
    if !has("the right to mount a small disk", disk.is_some()) {
        return;
    }
    house.start_again().await;
    let mut sockets = join_all(fans.iter().map(|fan| fan.socket())).await;
    let path = format!("posts/{post}/like");
    sarah.put(&path, &Value::Null).await.is(200);
    let ballast = journal.join("ballast");
    std::fs::write(&ballast, vec![1; BALLAST_BYTES]).unwrap();

    let said = join_all(sockets.iter_mut().map(|socket| says_until_refused(socket, &post))).await;
    let count = 1 + said.iter().filter(|liked| **liked).count();
    sarah.put(&path, &Value::Null).await.refused(503, "UNAVAILABLE");
    assert_eq!(sarah.sees(&post).await["likeCount"], json!(count), "what was refused does not count");
    sarah.writes(&team, "The database has room").await;
    sarah.get("/healthz").await.is(200);

    // Once there is room again, likes are taken without a restart; and a crash loses none of it.
    std::fs::remove_file(&ballast).unwrap();
    let first = usize::from(!said[0]);
    fans[0].put(&path, &Value::Null).await.is(200);
    assert_eq!(sarah.sees(&post).await["likeCount"], json!(count + first));
    house.start_again().await;
    assert_eq!(sarah.sees(&post).await["likeCount"], json!(count + first), "after kill -9");
    for (fan, liked) in fans.iter().zip(said).skip(1) {
        assert_eq!(fan.sees(&post).await["likedByMe"], json!(liked));
    }
    drop(house);
}
