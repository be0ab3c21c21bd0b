//! Which pages may open a socket here. Browsers say where a page comes from; other programs say nothing, and their
//! token speaks for them.

use axum::http::{HeaderMap, header};
use kith_protocol::{ErrorCode, Refusal};

/// The pages that may open a socket: those served from here, and those that the operator named.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    allowed: Vec<String>,
}

impl Origins {
    /// Allows `allowed` (such as `https://app.example`) besides the pages served from here.
    pub fn new(allowed: impl IntoIterator<Item = String>) -> Self {
        let tidy = |origin: String| origin.trim().trim_end_matches('/').to_ascii_lowercase();
        Self { allowed: allowed.into_iter().map(tidy).filter(|origin| !origin.is_empty()).collect() }
    }

    /// Whether a request may go on.
    ///
    /// # Errors
    /// [`ErrorCode::Forbidden`] for a page from elsewhere (SPEC.md OR1).
    pub fn check(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let Some(origin) = headers.get(header::ORIGIN) else { return Ok(()) };
        let origin = origin.to_str().unwrap_or_default().to_ascii_lowercase();
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let authority = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
        let from_here = host.is_some_and(|host| authority == Some(&host.to_ascii_lowercase()));
        if from_here || self.allowed.contains(&origin) {
            return Ok(());
        }
        Err(Refusal::new(
            ErrorCode::Forbidden,
            "This page may not open a connection here. Its address has to be among the allowed origins.",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn allowed(origin: Option<&'static str>) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("Kith.example:7743"));
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
        }
        Origins::new(["https://App.example/".to_owned(), String::new()]).check(&headers).is_ok()
    }

    #[test]
    fn or1_only_pages_from_here_and_named_ones_may_open_a_socket() {
        for fine in [
            None,
            Some("http://kith.example:7743"),
            Some("https://KITH.example:7743"),
            Some("https://app.example"),
        ] {
            assert!(allowed(fine), "{fine:?}");
        }
        for foreign in [
            "https://evil.example",
            "https://app.example.evil",
            "http://app.example",
            "https://app.example:444",
            "http://kith.example",
            "null",
            "",
            "kith.example:7743",
            "ftp://kith.example:7743",
        ] {
            assert!(!allowed(Some(foreign)), "{foreign}");
        }
    }
}
