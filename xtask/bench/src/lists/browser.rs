//! Somebody who is signed in, on one connection that stays open.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{CONTENT_TYPE, COOKIE, HOST, ORIGIN, SET_COOKIE};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

/// A browser.
pub(super) struct Browser {
    address: SocketAddr,
    cookie: Option<String>,
    connection: Option<SendRequest<Full<Bytes>>>,
}

impl Browser {
    pub(super) fn new(address: SocketAddr) -> Self {
        Self { address, cookie: None, connection: None }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) async fn is_ready(&self) -> bool {
        let ready = Self::new(self.address).send(Method::GET, "/health/ready", None).await;
        ready.is_ok_and(|(status, _, _)| status == 200)
    }

    pub(super) async fn signed_in(address: SocketAddr, name: &str, password: &str) -> Result<Self> {
        let mut browser = Self::new(address);
        let account = serde_json::json!({ "name": name, "password": password });
        let (status, cookie, _) = browser.send(Method::POST, "/api/v1/session", Some(&account)).await?;
        ensure!((200..300).contains(&status), "{name} cannot sign in ({status})");
        browser.cookie = Some(cookie.context("a session has a cookie")?);
        Ok(browser)
    }

    /// Does something; returns what was answered.
    pub(super) async fn post(&mut self, path: &str, body: &Value) -> Result<Value> {
        let (status, _, body) = self.send(Method::POST, &format!("/api/v1{path}"), Some(body)).await?;
        ensure!((200..300).contains(&status), "{path} answers {status}: {}", String::from_utf8_lossy(&body));
        Ok(if body.is_empty() { Value::Null } else { serde_json::from_slice(&body)? })
    }

    /// Gets something, and tells how long that took.
    pub(super) async fn get(&mut self, path: &str) -> Result<(Duration, Value)> {
        let began = Instant::now();
        let (status, _, body) = self.send(Method::GET, &format!("/api/v1{path}"), None).await?;
        let took = began.elapsed();
        ensure!(status == 200, "{path} answers {status}: {}", String::from_utf8_lossy(&body));
        Ok((took, serde_json::from_slice(&body)?))
    }

    async fn send(&mut self, method: Method, path: &str, body: Option<&Value>) -> Result<(u16, Option<String>, Bytes)> {
        let mut connection = match self.connection.take() {
            Some(connection) if !connection.is_closed() => connection,
            _ => {
                let stream = TcpStream::connect(self.address).await?;
                stream.set_nodelay(true)?;
                let (connection, driver) = handshake(TokioIo::new(stream)).await?;
                tokio::spawn(driver);
                connection
            }
        };
        connection.ready().await?;
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, self.address.to_string())
            .header(ORIGIN, format!("http://{}", self.address))
            .header(CONTENT_TYPE, "application/json");
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie);
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        let (head, body) = connection.send_request(request.body(Full::new(Bytes::from(body)))?).await?.into_parts();
        let body = body.collect().await?.to_bytes();
        self.connection = Some(connection);
        let cookie = head.headers.get(SET_COOKIE).and_then(|cookie| cookie.to_str().ok());
        let cookie = cookie.and_then(|cookie| cookie.split(';').next()).map(str::to_owned);
        Ok((head.status.as_u16(), cookie, body))
    }
}
