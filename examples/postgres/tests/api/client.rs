//! A caller of the API. Each exchange is held against the document: what it does not allow must be
//! refused, and every answer must be one that it has.

use std::{net::SocketAddr, time::Duration};

use reqwest::{Client, Method};
use serde_json::Value;

use crate::document::Operation;

/// A caller with a key, or without one.
#[derive(Clone)]
pub struct Caller {
    address: SocketAddr,
    key: Option<String>,
    http: Client,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub content_type: String,
    pub text: String,
}

impl Reply {
    /// Its body, as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The code of the problem that it tells.
    pub fn code(&self) -> String {
        assert_eq!(self.content_type, "application/problem+json", "{self:?}");
        let problem = self.json();
        assert_eq!(problem["status"], self.status);
        problem["code"].as_str().expect("a code").to_owned()
    }

    /// Makes sure of the status, and gives the body.
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.json()
    }

    /// Makes sure of the problem told, and gives the body.
    pub fn expect_problem(&self, status: u16, code: &str) -> Value {
        assert_eq!((self.status, self.code().as_str()), (status, code), "{}", self.text);
        self.json()
    }
}

impl Caller {
    pub fn new(address: SocketAddr, key: Option<String>) -> Self {
        let http = Client::builder().timeout(Duration::from_secs(60)).build().expect("a client");
        Self { address, key, http }
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, &[], None).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Reply {
        self.send("PUT", path, &[], Some(body.to_string())).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.send("POST", path, &[], Some(body.to_string())).await
    }

    /// Posts under an `Idempotency-Key`.
    pub async fn post_as(&self, name: &str, path: &str, body: &Value) -> Reply {
        self.send("POST", path, &[("idempotency-key", name)], Some(body.to_string())).await
    }

    /// Posts to a server that may be killed before it answers.
    pub async fn try_post_as(&self, name: &str, path: &str, body: &Value) -> Option<Reply> {
        let headers = [("idempotency-key", name)];
        self.try_send("POST", path, &headers, Some(body.to_string())).await.ok()
    }

    pub async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<String>,
    ) -> Reply {
        let operation = Operation::of(method, path);
        let is_allowed = body.as_ref().is_none_or(|body| {
            serde_json::from_str(body).is_ok_and(|body| operation.allows(&body))
        });
        let reply = self.send_unjudged(method, path, headers, body).await;
        operation.assert_answer(reply.status, &reply.content_type, &reply.text);
        assert!(
            is_allowed || (400..500).contains(&reply.status),
            "the document does not allow what was sent, and it was taken: {reply:?}"
        );
        reply
    }

    /// Sends what the document says nothing of: routes and methods that there are not.
    pub async fn send_unjudged(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<String>,
    ) -> Reply {
        self.try_send(method, path, headers, body).await.expect("an answer")
    }

    async fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<String>,
    ) -> reqwest::Result<Reply> {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let mut request = self.http.request(method, format!("http://{}{path}", self.address));
        if let Some(key) = &self.key {
            request = request.bearer_auth(key);
        }
        if let Some(body) = body {
            if !headers.iter().any(|(name, _)| *name == "content-type") {
                request = request.header("content-type", "application/json");
            }
            request = request.body(body);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await?;
        let content_type = response.headers().get("content-type");
        let content_type =
            content_type.map_or("", |value| value.to_str().expect("text")).to_owned();
        let status = response.status().as_u16();
        Ok(Reply { status, content_type, text: response.text().await? })
    }
}
