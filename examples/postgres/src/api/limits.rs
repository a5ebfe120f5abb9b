//! How much one caller may take.

use std::time::Duration;

/// What keeps one caller from taking all there is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limits {
    /// How many connections are served at a time. Whoever comes then waits in the system's queue.
    pub connections: usize,
    /// How long the head of a request may take, and how long a connection may wait for the next one.
    pub head_time: Duration,
    /// How large a body may be.
    pub body_bytes: usize,
    /// How long a body may take.
    pub body_time: Duration,
    /// How long an answer waits for a caller that does not read it.
    pub answer_time: Duration,
    /// How long a request may take in all.
    pub request_time: Duration,
    /// How long a request waits for another one that works on the same mailbox.
    pub lock_time: Duration,
    /// For how long an answer is kept under its `Idempotency-Key`.
    pub answers_kept: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            head_time: Duration::from_secs(10),
            body_bytes: 256 * 1024,
            body_time: Duration::from_secs(10),
            answer_time: Duration::from_secs(10),
            request_time: Duration::from_secs(30),
            lock_time: Duration::from_secs(5),
            answers_kept: Duration::from_secs(24 * 60 * 60),
        }
    }
}
