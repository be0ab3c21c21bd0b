//! Pictures of check-ins: what becomes of the bytes that a camera made, who gets them, and what is turned away.

use crate::house::pictures::{JPEG_END, SECRETS, bomb, encoded, halves, holds, markers, photograph, picture};
use crate::house::{Answer, House, Person, number, text};
use futures_util::future::join_all;
use image::{ImageFormat, Rgb, RgbImage};
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};

const PICTURE_MAX_BYTES: usize = 8 * 1024 * 1024;
/// Adds a picture, and gives its id.
pub async fn add_picture(person: &Person, checkin: &str) -> String {
    let sent = person.sends(&format!("checkins/{checkin}/proofs"), "image/png", &picture(0)).await;
    text(&sent.is(201)["proof"], "id")
}

async fn got(person: &Person, path: &str, known: Option<&str>) -> (u16, HeaderMap, Vec<u8>) {
    let mut request = person.request(Method::GET, path);
    if let Some(etag) = known {
        request = request.header("if-none-match", etag);
    }
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    (status, headers, response.bytes().await.unwrap().to_vec())
}

/// A picture and its small one, as they are given out.
async fn seen(person: &Person, proof: &Value) -> [RgbImage; 2] {
    let mut pictures = Vec::new();
    for field in ["url", "thumbnailUrl"] {
        let (status, headers, bytes) = got(person, &text(proof, field), None).await;
        assert_eq!((status, &headers["content-type"]), (200, &"image/jpeg".parse().unwrap()));
        assert_eq!(image::guess_format(&bytes).unwrap(), ImageFormat::Jpeg);
        for words in SECRETS {
            assert!(!holds(&bytes, words), "{}", String::from_utf8_lossy(words));
        }
        assert!(bytes.ends_with(&JPEG_END));
        let is_plain = |marker: &u8| matches!(marker, 0xE0 | 0xDB | 0xC0 | 0xC4 | 0xDA);
        assert!(markers(&bytes).iter().all(is_plain), "{:x?}", markers(&bytes));
        pictures.push(image::load_from_memory(&bytes).unwrap().into_rgb8());
    }
    pictures.try_into().unwrap()
}

fn is_red(pixel: &Rgb<u8>) -> bool {
    pixel.0[0] > 150 && pixel.0[2] < 100
}

/// Somebody's habit with a check-in, and who else is in a pact on it.
struct Cast {
    house: House,
    goal: String,
    pact: String,
    checkin: String,
    sarah: Person,
    ruth: Person,
    dave: Person,
}

impl Cast {
    async fn assemble() -> Self {
        let house = House::open().await;
        let (sarah, ruth, dave) =
            (house.person("sarah").await, house.person("ruth").await, house.person("dave").await);
        let goal = json!({"name": "Run", "frequencyType": "daily"});
        let goal = text(&sarah.post("habit-goals", &goal).await.is(201)["habitGoal"], "id");
        let pact = pact_with(&sarah, &goal, &[&ruth, &dave]).await;
        let checkin = json!({"habitGoalId": goal, "status": "completed"});
        let checkin = text(&sarah.post("checkins", &checkin).await.is(201)["checkin"], "id");
        Self { house, goal, pact, checkin, sarah, ruth, dave }
    }

    async fn adds(&self, said: &str, picture: &[u8]) -> Answer {
        self.sarah.sends(&format!("checkins/{}/proofs", self.checkin), said, picture).await
    }
}

async fn pact_with(creator: &Person, goal: &str, partners: &[&Person]) -> String {
    let ids: Vec<_> = partners.iter().map(|partner| &partner.id).collect();
    let body = json!({"habitGoalId": goal, "durationDays": 7, "partnerUserIds": ids});
    let pact = text(&creator.post("pacts", &body).await.is(201)["pact"], "id");
    for partner in partners {
        partner.post(&format!("pacts/{pact}/accept"), &Value::Null).await.is(200);
    }
    pact
}

#[tokio::test]
async fn pf3_nothing_but_the_pixels_is_given_out_and_they_are_upright() {
    let cast = Cast::assemble().await;
    let sent = photograph(&halves(2_400, 1_200), 6);
    assert!(SECRETS.iter().all(|words| holds(&sent, words)), "what is to be found missing was there");
    let proof = cast.adds("image/jpeg", &sent).await.is(201)["proof"].clone();
    assert_eq!((number(&proof, "width"), number(&proof, "height")), (800, 1_600));
    let [whole, thumbnail] = seen(&cast.ruth, &proof).await;
    assert_eq!((whole.dimensions(), thumbnail.dimensions()), ((800, 1_600), (160, 320)));
    for picture in [whole, thumbnail] {
        let (width, height) = picture.dimensions();
        let (top, bottom) = (height / 4, height * 3 / 4);
        assert!(is_red(picture.get_pixel(width / 2, top)), "what was left is on top");
        assert!(!is_red(picture.get_pixel(width / 2, bottom)));
    }
    // The server's own database has no more than is given out.
    let database = std::fs::read_dir(cast.house.data_dir()).unwrap();
    for file in database.map(|file| file.unwrap().path()).filter(|path| path.is_file()) {
        let bytes = std::fs::read(&file).unwrap();
        assert!(SECRETS[1..].iter().all(|words| !holds(&bytes, words)), "{}", file.display());
    }
}

#[tokio::test]
async fn pf2_the_bytes_say_what_a_picture_is_whatever_the_header_says() {
    let cast = Cast::assemble().await;
    let see_through = image::RgbaImage::from_pixel(50, 20, image::Rgba([255, 0, 0, 0]));
    for (said, bytes, size) in [
        ("image/jpeg", encoded(halves(60, 30), ImageFormat::Png), (60, 30)),
        ("text/html", encoded(halves(40, 30), ImageFormat::WebP), (40, 30)),
        ("image/svg+xml", encoded(see_through, ImageFormat::Png), (50, 20)),
    ] {
        let proof = cast.adds(said, &bytes).await.is(201)["proof"].clone();
        let [whole, _] = seen(&cast.sarah, &proof).await;
        assert_eq!(whole.dimensions(), size, "{said}: not made larger");
        assert_eq!(
            is_red(whole.get_pixel(1, 1)),
            said != "image/svg+xml",
            "what can be seen through is white"
        );
    }
}

#[tokio::test]
async fn pf2_what_is_no_whole_picture_is_refused_and_leaves_nothing() {
    let cast = Cast::assemble().await;
    let whole = photograph(&halves(400, 300), 1);
    let end = whole.windows(2).rposition(|pair| pair == JPEG_END).unwrap();
    let (png, webp) = (encoded(halves(90, 90), ImageFormat::Png), encoded(halves(90, 90), ImageFormat::WebP));
    for no_picture in [
        &b""[..],
        b"{}",
        b"I ran ten kilometres.",
        b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"\xFF\xD8\xFF\xE0<html><script>alert(1)</script></html>\xFF\xD9",
        b"GIF89a/*\x01\0\x01\0\0\0\0;*/=1;alert(1)",
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        b"\xFF\xD8",
        &whole[..end],
        &whole[..end * 2 / 3],
        &png[..png.len() / 2],
        &webp[..webp.len() - 40],
    ] {
        cast.adds("image/jpeg", no_picture).await.refused(400, "BAD_MESSAGE");
    }
    for (width, height) in [(50_000, 50_000), (1, 2_000_000_000), (6_000, 6_000)] {
        cast.adds("image/png", &bomb(width, height)).await.refused(413, "TOO_LARGE");
    }
    let left = cast.sarah.get(&format!("checkins/{}", cast.checkin)).await.is(200);
    assert_eq!(left["checkin"].get("proofs"), None);
}

#[tokio::test]
async fn pf7_a_picture_has_at_most_8_mib_and_other_bodies_no_more_than_ever() {
    let cast = Cast::assemble().await;
    let mut heavy = photograph(&halves(200, 100), 1);
    heavy.resize(PICTURE_MAX_BYTES, b' ');
    cast.adds("image/jpeg", &heavy).await.is(201);
    heavy.push(b' ');
    cast.adds("image/jpeg", &heavy).await.refused(413, "TOO_LARGE");
    // Refused before it is read, and yet in words.
    let path = format!("checkins/{}/proofs", cast.checkin);
    cast.ruth.sends(&path, "image/jpeg", &heavy).await.refused(403, "FORBIDDEN");
    cast.sarah.post_bytes("checkins", vec![b' '; 64 * 1024 + 1]).await.refused(413, "TOO_LARGE");
    let path = format!("checkins/{}/celebrate", cast.checkin);
    cast.ruth.post_bytes(&path, vec![b' '; 64 * 1024 + 1]).await.refused(413, "TOO_LARGE");
}

#[tokio::test]
async fn pf1_a_check_in_has_three_pictures_and_a_retry_is_none() {
    let cast = Cast::assemble().await;
    let first = picture(1);
    let answers = join_all((0..4).map(|_| cast.adds("image/png", &first))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    let ids: Vec<_> = answers.iter().map(|answer| text(&answer.body["proof"], "id")).collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{answers:?}");
    let second = text(&cast.adds("image/png", &picture(2)).await.is(201)["proof"], "id");
    cast.adds("image/png", &picture(3)).await.is(201);
    cast.adds("image/png", &picture(4)).await.refused(409, "CONFLICT");
    cast.adds("image/png", &first).await.is(200);
    cast.sarah.delete(&format!("proofs/{second}")).await.is(204);
    cast.sarah.delete(&format!("proofs/{second}")).await.refused(404, "NOT_FOUND");
    cast.sarah.get(&format!("proofs/{second}")).await.refused(404, "NOT_FOUND");
    let fourth = cast.adds("image/png", &picture(4)).await.is(201)["proof"].clone();
    let page = cast.sarah.get("checkins").await.is(200);
    let listed = page["checkins"][0]["proofs"].as_array().unwrap();
    assert_eq!((listed.len(), &listed[0]["id"], &listed[2]), (3, &json!(ids[0]), &fourth));
}

#[tokio::test]
async fn pf4_pictures_are_served_to_their_person_and_the_pact_alone() {
    let cast = Cast::assemble().await;
    let proof = cast.adds("image/png", &picture(1)).await.is(201)["proof"].clone();
    let eve = cast.house.person("eve").await;
    pact_with(&cast.sarah, &cast.goal, &[&eve]).await;
    let stranger = cast.house.person("mallory").await;
    let paths = [text(&proof, "url"), text(&proof, "thumbnailUrl"), format!("checkins/{}", cast.checkin)];
    for path in &paths {
        for person in [&cast.sarah, &cast.ruth, &cast.dave] {
            assert_eq!(got(person, path, None).await.0, 200, "{} {path}", person.name);
        }
        for person in [&eve, &stranger] {
            person.get(path).await.refused(403, "NOT_A_MEMBER");
        }
        cast.house.nobody().get(path).await.refused(401, "UNAUTHORIZED");
    }
    let etag = got(&cast.dave, &paths[0], None).await.1["etag"].to_str().unwrap().to_owned();
    cast.dave.post(&format!("pacts/{}/abandon", cast.pact), &Value::Null).await.is(200);
    for path in &paths {
        cast.dave.get(path).await.refused(403, "NOT_A_MEMBER");
        assert_eq!(got(&cast.ruth, path, None).await.0, 200);
    }
    assert_eq!(got(&cast.dave, &paths[0], Some(&etag)).await.0, 403, "not even that it is the same");
    cast.ruth.delete(&paths[0]).await.refused(404, "NOT_FOUND");
}

#[tokio::test]
async fn pf8_a_browser_may_keep_a_picture_and_never_runs_it() {
    let cast = Cast::assemble().await;
    let proof = cast.adds("image/png", &picture(1)).await.is(201)["proof"].clone();
    let mut etags = Vec::new();
    for field in ["url", "thumbnailUrl"] {
        let (_, headers, bytes) = got(&cast.ruth, &text(&proof, field), None).await;
        let header = |name: &str| headers[name].to_str().unwrap();
        assert_eq!(header("cache-control"), "private, max-age=604800, immutable");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("content-security-policy"), "default-src 'none'; sandbox; frame-ancestors 'none'");
        assert_eq!((header("vary"), header("content-length")), ("authorization", &*bytes.len().to_string()));
        etags.push(header("etag").to_owned());
        let (status, headers, bytes) =
            got(&cast.ruth, &text(&proof, field), etags.last().map(String::as_str)).await;
        assert_eq!(
            (status, bytes.len(), headers["etag"].to_str().unwrap()),
            (304, 0, &*etags[etags.len() - 1])
        );
    }
    assert_ne!(etags[0], etags[1]);
    let refused = cast.ruth.get(&format!("proofs/{}", crate::house::NOBODYS_ID)).await;
    assert_eq!(refused.headers["cache-control"], "no-store", "a refusal is not kept");
}

#[tokio::test]
async fn pf5_pf6_the_pact_hears_of_a_picture_and_it_goes_with_its_check_in() {
    let cast = Cast::assemble().await;
    let proof = cast.adds("image/png", &picture(1)).await.is(201)["proof"].clone();
    cast.adds("image/png", &picture(1)).await.is(200);
    let feed = cast.ruth.get(&format!("pacts/{}/activities?since=0", cast.pact)).await.is(200);
    let told: Vec<_> = feed["activities"].as_array().unwrap().iter().rev().take(2).collect();
    assert_eq!((&told[0]["type"], &told[1]["type"]), (&json!("proof_added"), &json!("checkin_completed")));
    let checkin = text(&told[0]["data"], "checkinId");
    let body = cast.ruth.get(&format!("checkins/{checkin}")).await.is(200);
    assert_eq!(
        (&body["checkin"]["proofs"], &body["checkin"]["userId"]),
        (&json!([proof]), &json!(cast.sarah.id))
    );
    cast.sarah.delete(&format!("checkins/{checkin}")).await.is(204);
    for person in [&cast.sarah, &cast.ruth] {
        person.get(&text(&proof, "url")).await.refused(404, "NOT_FOUND");
        person.get(&format!("checkins/{checkin}")).await.refused(404, "NOT_FOUND");
    }
}

#[tokio::test]
async fn pf7_one_person_sends_only_so_many_and_a_storm_of_many_is_served() {
    let cast = Cast::assemble().await;
    let body = json!({"habitGoalId": cast.goal, "status": "completed"});
    let photograph = photograph(&halves(1_000, 700), 3);
    let mut uploads = Vec::new();
    for person in [&cast.sarah, &cast.ruth, &cast.dave] {
        let checkin = text(&person.post("checkins", &body).await.body["checkin"], "id");
        for sent in [photograph.clone(), picture(1), picture(2)] {
            for _ in 0..2 {
                let (path, sent) = (format!("checkins/{checkin}/proofs"), sent.clone());
                uploads.push(async move { person.sends(&path, "image/jpeg", &sent).await.status });
            }
        }
    }
    let answers = join_all(uploads).await;
    let (fresh, again): (Vec<_>, Vec<_>) = answers.iter().partition(|status| **status == 201);
    assert_eq!((fresh.len(), again), (9, vec![&200; 9]), "more at once than are held");
    let mut refused = 0;
    for _ in 0..30 {
        let answer = cast.adds("image/jpeg", b"no picture").await;
        if answer.status == 429 {
            answer.refused(429, "TOO_FAST");
            refused += 1;
        }
    }
    assert!(refused > 10, "{refused}");
    let path = format!("checkins/{}/proofs", cast.checkin);
    cast.ruth.sends(&path, "image/jpeg", b"no picture").await.refused(403, "FORBIDDEN");
}
