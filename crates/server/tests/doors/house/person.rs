//! Somebody with a token: what they ask over REST, and the sockets they open.

use super::{PATIENCE, Socket, number, text};
use reqwest::Method;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Error;

/// A person as one device of theirs knows them.
#[derive(Clone, Debug)]
pub struct Person {
    pub name: String,
    pub id: String,
    pub token: Option<String>,
    http: reqwest::Client,
    address: Arc<Mutex<SocketAddr>>,
}

/// What came back from a request.
#[derive(Debug)]
pub struct Answer {
    pub asked: String,
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    /// `null` where there was none.
    pub body: Value,
}

impl Person {
    pub fn new(
        name: &str,
        id: &str,
        token: Option<&str>,
        http: reqwest::Client,
        address: Arc<Mutex<SocketAddr>>,
    ) -> Self {
        Self { name: name.to_owned(), id: id.to_owned(), token: token.map(str::to_owned), http, address }
    }

    /// The same person with another token.
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// The token, where there must be one.
    pub fn token(&self) -> &str {
        self.token.as_deref().unwrap_or_else(|| panic!("{} has no token", self.name))
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.ask(Method::POST, path, Some(body)).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.ask(Method::PUT, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.ask(Method::DELETE, path, None).await
    }

    /// Asks for a path below `/api/v1`, or for any path that begins with `/`.
    pub async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        self.try_ask(method.clone(), path, body)
            .await
            .unwrap_or_else(|error| panic!("{} {method} {path}: {error:?}", self.name))
    }

    /// The same where the server may go away in the middle.
    pub async fn try_ask(&self, method: Method, path: &str, body: Option<&Value>) -> reqwest::Result<Answer> {
        let mut request = self.http.request(method.clone(), self.url(path));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        Answer::read(format!("{} {method} {path}", self.name), request).await
    }

    /// Sends a body as it is, that may be no JSON at all.
    pub async fn post_bytes(&self, path: &str, body: impl Into<reqwest::Body>) -> Answer {
        let request = self.http.post(self.url(path)).bearer_auth(self.token()).body(body);
        let request = request.header("content-type", "application/json");
        Answer::read(format!("{} POST {path}", self.name), request).await.unwrap()
    }

    /// A request to be filled in, for what is no JSON.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, self.url(path)).bearer_auth(self.token())
    }

    /// Sends the bytes of a picture, with what they are said to be.
    pub async fn sends(&self, path: &str, said: &str, picture: &[u8]) -> Answer {
        let request = self.request(Method::POST, path).header("content-type", said).body(picture.to_vec());
        Answer::read(format!("{} POST {path}", self.name), request).await.unwrap()
    }

    /// Asks for the upgrade of `/ws` where it is to be refused: as plain HTTP, so that the whole answer can be read.
    pub async fn turned_away(&self, query: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self
            .http
            .get(self.url(&format!("/ws{query}")))
            .header("connection", "upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::read(format!("{} GET /ws{query}", self.name), request).await.unwrap()
    }

    /// Opens a live connection.
    pub async fn socket(&self) -> Socket {
        self.try_socket().await.unwrap_or_else(|error| panic!("{}: no upgrade: {error}", self.name))
    }

    /// The same where the server may refuse or go away.
    pub async fn try_socket(&self) -> Result<Socket, Error> {
        let bearer = format!("Bearer {}", self.token());
        let headers = [("authorization", &*bearer)];
        let opening = Socket::open(&self.name, self.address(), "/ws", &headers);
        timeout(PATIENCE, opening).await.unwrap_or_else(|_| panic!("{}: no upgrade in time", self.name))
    }

    /// Writes a post and gives it as the server tells it.
    pub async fn writes(&self, team: &str, body: &str) -> Value {
        let answer = self.post(&format!("teams/{team}/posts"), &json!({ "body": body })).await.is(201);
        answer["post"].clone()
    }

    /// Every post of a team, newest first, page by page.
    pub async fn all_posts(&self, team: &str, limit: u32) -> Vec<Value> {
        let (mut posts, mut before) = (Vec::new(), String::new());
        loop {
            let page = self.get(&format!("teams/{team}/posts?limit={limit}&before={before}")).await.is(200);
            posts.extend(page["posts"].as_array().unwrap().iter().cloned());
            match page["next"].as_str() {
                Some(next) => before = next.to_owned(),
                None => return posts,
            }
        }
    }

    /// How a post stands for this person.
    pub async fn sees(&self, post: &str) -> Value {
        self.get(&format!("posts/{post}")).await.is(200)["post"].clone()
    }

    pub fn address(&self) -> SocketAddr {
        *self.address.lock().unwrap()
    }

    fn url(&self, path: &str) -> String {
        match path.strip_prefix('/') {
            Some(path) => format!("http://{}/{path}", self.address()),
            None => format!("http://{}/api/v1/{path}", self.address()),
        }
    }
}

impl Answer {
    async fn read(asked: String, request: reqwest::RequestBuilder) -> reqwest::Result<Self> {
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await?;
        let body = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Value::from(String::from_utf8_lossy(&bytes).into_owned()));
        let body = if bytes.is_empty() { Value::Null } else { body };
        Ok(Self { asked, status, headers, body })
    }

    /// The body of an answer with this status.
    #[track_caller]
    pub fn is(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}: {}", self.asked, self.body);
        self.body
    }

    /// The sentence of a refusal, which has the shape of every refusal.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) -> String {
        assert_eq!(
            (self.status, &self.body["code"]),
            (status, &json!(code)),
            "{}: {}",
            self.asked,
            self.body
        );
        let fields: Vec<_> = self.body.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(fields, ["code", "message", "temporary"], "{}: {}", self.asked, self.body);
        let temporary = matches!(code, "TOO_FAST" | "UNAVAILABLE");
        assert_eq!(self.body["temporary"], json!(temporary), "{}: {}", self.asked, self.body);
        if code == "TOO_FAST" {
            let wait_s = self.headers.get("retry-after").map(|value| value.to_str().unwrap().parse::<u32>());
            assert!(matches!(wait_s, Some(Ok(1..))), "{}: {:?}", self.asked, self.headers);
        }
        let sentence = text(&self.body, "message");
        assert!(sentence.ends_with(['.', '?', '!', '…']), "{}: {sentence:?} is no sentence", self.asked);
        sentence
    }
}

/// The numbers of posts, as they stand.
pub fn seqs(posts: &[Value]) -> Vec<u64> {
    posts.iter().map(|post| number(post, "seq")).collect()
}
