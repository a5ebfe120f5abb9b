//! The home's end: requests by HTTP, and what a failed one means.

use std::{fmt, time::Duration};

use anyhow::{Result, anyhow, bail};
use axum::body::Bytes;
use chrono_tz::Europe::Rome;
use http_body_util::{BodyExt, Full};
use hyper::{Method, Request, StatusCode, header::CONTENT_TYPE};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use pec_renewal::{
    Command, Errand, Mailbox, Refund,
    catalogue::Policy,
    charge::Outcome,
    values::{
        ChargeKey, Day, MailboxId, Moment,
        chrono::{DateTime, FixedOffset, TimeDelta},
    },
};
use pec_step::Outgoing;
use serde::{Serialize, de::DeserializeOwned};
use tokio::time::timeout;

use super::{
    Report,
    gateway::Opened,
    start_of,
    wire::{Answer, Asked, Charge, Clock, Inquiry, Owed, Said},
};

/// Whoever runs errands: a gateway, a mailer, a mail platform.
#[derive(Clone, Debug)]
pub struct Outside {
    http: Client<HttpConnector, Full<Bytes>>,
    address: String,
    patience: Duration,
    manner: Manner,
}

/// How it is asked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Manner {
    /// By the gateway's clock.
    GatewaysClock,
    /// By that of whoever asks.
    AskersClock,
    /// The same, and everything as an errand whose reports come in later.
    Nightly,
}

impl Outside {
    /// The outside at an address such as `127.0.0.1:8700`, and how long an answer is waited for.
    #[must_use]
    pub fn new(address: &str, patience: Duration) -> Self {
        // A charge is sent by whoever decided to, and by nobody else: not again by the client.
        let http =
            Client::builder(TokioExecutor::new()).retry_canceled_requests(false).build_http();
        Self { http, address: address.to_owned(), patience, manner: Manner::GatewaysClock }
    }

    /// The same, for a simulation in which every mailbox has a time of its own: what is asked names its
    /// moment, and what the gateway will say of a charge on its own account is told at once, each report
    /// with the moment at which it comes in.
    #[must_use]
    pub fn on_the_askers_clock(self) -> Self {
        Self { manner: Manner::AskersClock, ..self }
    }

    /// The same, for an outside that answers as the nightly job's.
    #[must_use]
    pub fn as_the_nightly_jobs(self) -> Self {
        Self { manner: Manner::Nightly, ..self }
    }

    /// Runs an errand of a mailbox, and gives what is to be reported of it.
    ///
    /// # Errors
    ///
    /// Where it cannot be run now, and is to be run again later.
    pub async fn run(&self, outgoing: &Outgoing<MailboxId>, at: Moment) -> Result<Vec<Report>> {
        let mailbox = &*outgoing.state;
        let own_time = (self.manner != Manner::GatewaysClock).then_some(at);
        if self.manner == Manner::Nightly {
            return self.run_at(outgoing, own_time).await;
        }
        match outgoing.errand {
            Errand::Charge { key, amount, method } => {
                let last_moment = last_moment(outgoing.asked_on)?;
                let left_after = mailbox.sequence();
                let charge = Charge { key, amount, method, last_moment, at: own_time, left_after };
                let outcome = self.charge(&charge, outgoing.may_have_left).await?;
                let mut reports = vec![answered(outgoing, key, outcome, at)];
                if own_time.is_some() {
                    reports.extend(self.will_say(key).await?);
                }
                Ok(reports)
            }
            Errand::Inquire { key, awaited: _ } => {
                let last_moment = last_moment(requested_on(mailbox, key)?)?;
                let outcome = self.inquire(&Inquiry { key, last_moment, at: own_time }).await?;
                Ok(vec![answered(outgoing, key, outcome, at)])
            }
            // It was withdrawn meanwhile: another number stands in its place.
            Errand::Refund { number, .. }
                if !mailbox.refund(number).is_some_and(Refund::is_open) =>
            {
                Ok(Vec::new())
            }
            Errand::Notify { .. }
            | Errand::Refund { .. }
            | Errand::SetAccess { .. }
            | Errand::MeasureSpace
            | Errand::DeleteContents
            | Errand::OpenNewLife { .. } => self.run_at(outgoing, own_time).await,
        }
    }

    /// Has the desk ask for the debt that an event left, and gives what is to be reported of it.
    ///
    /// # Errors
    ///
    /// As [`Self::run`].
    pub async fn ask_for_debt(&self, owed: &Owed) -> Result<Vec<Report>> {
        Ok(self.ask(Method::POST, "/debts", owed).await?)
    }

    async fn run_at(
        &self,
        outgoing: &Outgoing<MailboxId>,
        at: Option<Moment>,
    ) -> Result<Vec<Report>> {
        let asked = Asked {
            mailbox: Mailbox::clone(&outgoing.state),
            sequence: outgoing.sequence,
            errand: outgoing.errand.clone(),
            at,
        };
        Ok(self.ask(Method::POST, "/errands", &asked).await?)
    }

    /// What the gateway said on its own account after the report with this number.
    ///
    /// # Errors
    ///
    /// Where it does not answer.
    pub async fn reports(&self, after: u64) -> Result<Vec<Said>> {
        Ok(self.ask(Method::GET, &format!("/reports?after={after}"), &()).await?)
    }

    /// Tells what time it is, and what the holders see in the shop; as before, where no policy is named.
    ///
    /// # Errors
    ///
    /// Where it does not answer.
    pub async fn set_clock(&self, now: Moment, policy: Option<Policy>) -> Result<()> {
        self.operate(Method::PUT, "/clock", &Clock { now, policy }).await
    }

    /// The books, laid open.
    ///
    /// # Errors
    ///
    /// Where it does not answer.
    pub async fn books(&self) -> Result<Opened> {
        self.operate(Method::GET, "/books", &()).await
    }

    /// An operator's request.
    ///
    /// # Errors
    ///
    /// Where it is refused or not answered.
    pub async fn operate<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T> {
        Ok(self.ask(method, path, body).await?)
    }

    /// What the gateway says and will say of a charge on its own account.
    async fn will_say(&self, key: ChargeKey) -> Result<Vec<Report>> {
        let said: Vec<Said> = self.ask(Method::GET, &format!("/reports/of/{key}"), &()).await?;
        Ok(said.into_iter().map(|said| said.report().1).collect())
    }

    /// What becomes of a charge. The money may be gone whenever no answer comes back, so that is
    /// *unknown*. The gateway refuses what comes after its last moment, but knows of that request alone:
    /// an earlier one may have left.
    async fn charge(&self, charge: &Charge, may_have_left: bool) -> Result<Outcome> {
        let answer: Result<Answer, _> = self.ask(Method::POST, "/charges", charge).await;
        match answer {
            Ok(answer) => Ok(answer.outcome),
            Err(Trouble::Lost(_)) => Ok(Outcome::Unknown),
            Err(Trouble::TooLate) if may_have_left => Ok(Outcome::Unknown),
            Err(Trouble::TooLate) => Ok(Outcome::NotExecuted),
            Err(trouble @ (Trouble::Unreached(_) | Trouble::Refused(_))) => Err(trouble.into()),
        }
    }

    /// What became of a charge. Without an answer, that is still unknown.
    async fn inquire(&self, inquiry: &Inquiry) -> Result<Outcome> {
        match self.ask::<Answer>(Method::POST, "/inquiries", inquiry).await {
            Ok(answer) => Ok(answer.outcome),
            Err(Trouble::Lost(_)) => Ok(Outcome::Unknown),
            Err(trouble @ (Trouble::Unreached(_) | Trouble::Refused(_) | Trouble::TooLate)) => {
                Err(trouble.into())
            }
        }
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, Trouble> {
        let text = serde_json::to_vec(body).map_err(|error| Trouble::Refused(error.into()))?;
        let request = Request::builder()
            .method(method)
            .uri(format!("http://{}{path}", self.address))
            .header(CONTENT_TYPE, "application/json")
            .body(Full::from(text))
            .map_err(|error| Trouble::Refused(error.into()))?;
        match timeout(self.patience, self.exchange(request)).await {
            Ok(exchanged) => exchanged,
            Err(_) => Err(Trouble::Lost(anyhow!("no answer within {:?}", self.patience))),
        }
    }

    async fn exchange<T: DeserializeOwned>(
        &self,
        request: Request<Full<Bytes>>,
    ) -> Result<T, Trouble> {
        let response = self.http.request(request).await.map_err(|error| {
            if error.is_connect() {
                Trouble::Unreached(error.into())
            } else {
                Trouble::Lost(error.into())
            }
        })?;
        let status = response.status();
        let body = response.into_body().collect().await;
        let body = body.map_err(|error| Trouble::Lost(error.into()))?.to_bytes();
        match status {
            StatusCode::OK => {
                serde_json::from_slice(&body).map_err(|error| Trouble::Lost(error.into()))
            }
            StatusCode::GONE => Err(Trouble::TooLate),
            status if status.is_client_error() => {
                Err(Trouble::Refused(anyhow!("{status}: {}", String::from_utf8_lossy(&body))))
            }
            status => Err(Trouble::Lost(anyhow!("{status}"))),
        }
    }
}

/// Why a request has no answer.
#[derive(Debug)]
enum Trouble {
    /// Nothing left.
    Unreached(anyhow::Error),
    /// It may have arrived.
    Lost(anyhow::Error),
    /// It came after its last moment, and was not taken up.
    TooLate,
    /// It cannot be understood.
    Refused(anyhow::Error),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreached(error) => write!(f, "the outside cannot be reached: {error:#}"),
            Self::Lost(error) => write!(f, "the answer of the outside is lost: {error:#}"),
            Self::TooLate => write!(f, "the outside refuses it as too late"),
            Self::Refused(error) => write!(f, "the outside refuses it: {error:#}"),
        }
    }
}

impl std::error::Error for Trouble {}

fn answered(
    outgoing: &Outgoing<MailboxId>,
    key: ChargeKey,
    outcome: Outcome,
    due: Moment,
) -> Report {
    let source = format!("{}/{}/answer", outgoing.mailbox, outgoing.sequence);
    Report { source, due, command: Command::ChargeOutcome { key, outcome } }
}

/// The end of the day that asks for a charge, or a day's hours after its beginning, where the clocks are set
/// back and it has one more: sooner than any gateway forgets a key that it was asked with on that day.
fn last_moment(asked_on: Day) -> Result<Moment> {
    let end = start_of(asked_on.next())?;
    let hours = DateTime::<FixedOffset>::from(start_of(asked_on)?).to_utc() + MEMORY_MIN;
    let before_it_forgets = Moment::in_zone(hours, &Rome)?;
    Ok(if before_it_forgets.unix_seconds() < end.unix_seconds() { before_it_forgets } else { end })
}

fn requested_on(mailbox: &Mailbox, key: ChargeKey) -> Result<Day> {
    let mut attempts = mailbox.attempts().iter();
    let attempt = attempts.find(|attempt| attempt.key == key);
    let Some(attempt) = attempt else {
        bail!("mailbox {} asks what became of {key}, which it never requested", mailbox.id())
    };
    Ok(attempt.on)
}

/// How long every gateway remembers a key.
const MEMORY_MIN: TimeDelta = TimeDelta::hours(24);
