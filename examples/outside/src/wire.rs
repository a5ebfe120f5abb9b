//! What a home and the outside say to each other, as JSON.

use pec_renewal::{
    Command, Errand, Event, Mailbox,
    catalogue::Policy,
    charge::Outcome,
    values::{ChargeKey, Day, MailboxId, MethodId, Moment, Money},
};
use serde::{Deserialize, Serialize};

use crate::Report;

/// `POST /charges`: the gateway is to collect money, once for a key that it remembers.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Charge {
    /// The idempotency key.
    pub key: ChargeKey,
    /// How much.
    pub amount: Money,
    /// From what.
    pub method: MethodId,
    /// From then on the gateway does not take the request up.
    pub last_moment: Moment,
    /// The time, where whoever asks has one of its own; otherwise the gateway's clock counts.
    pub at: Option<Moment>,
    /// How many events the mailbox had when its key was found to be awaited: for whoever compares the
    /// books.
    pub left_after: u64,
}

/// `POST /inquiries`: what became of a charge?
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Inquiry {
    /// The key that it was requested under.
    pub key: ChargeKey,
    /// The last moment of that request: once it is over, what did not come never will.
    pub last_moment: Moment,
    /// As that of a [`Charge`].
    pub at: Option<Moment>,
}

/// The answer to both.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Answer {
    /// What became of the charge, as far as the gateway tells.
    pub outcome: Outcome,
}

/// `POST /errands`: anything but a charge or an inquiry. The answer is a list of reports.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Asked {
    /// The mailbox, as its holder sees it.
    pub mailbox: Mailbox,
    /// The sequence of the event that asks for it: with the mailbox, the errand's name.
    pub sequence: u64,
    /// What is to be done.
    pub errand: Errand,
    /// As that of a [`Charge`].
    pub at: Option<Moment>,
}

/// `POST /debts`: the desk is to ask for a debt that an event left. The answer is a list of reports.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Owed {
    /// The mailbox, as its holder sees it.
    pub mailbox: Mailbox,
    /// The event.
    pub event: Event,
    /// The time.
    pub at: Moment,
}

/// `GET /reports?after=N`: what the gateway says on its own account; `GET /reports/of/KEY`: of a charge
/// that was asked for with a time of its own, also what it will say.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Said {
    /// Its place in the list, from 1 on.
    pub number: u64,
    /// Whom it is about.
    pub mailbox: MailboxId,
    /// When it was said.
    pub at: Moment,
    /// What it says.
    pub command: Command,
}

impl Said {
    /// How the names of its reports begin.
    pub const SENDER: &str = "gateway/";

    /// The report of it, for the inbox of its mailbox.
    #[must_use]
    pub fn report(self) -> (MailboxId, Report) {
        let Self { number, mailbox, at, command } = self;
        // So many digits that the last in the order of texts is the last in that of numbers.
        let source = format!("{}{number:012}", Self::SENDER);
        (mailbox, Report { source, due: at, command })
    }
}

/// `PUT /clock`: the operator sets the time, and tells of a new price list.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Clock {
    /// The time.
    pub now: Moment,
    /// What the holders see in the shop from now on; as before, where none is named.
    pub policy: Option<Policy>,
}

/// `PUT /kind`: the operator asks that nothing go wrong any more.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Kind {
    /// From this day on; from now on, where none is named.
    pub from: Option<Day>,
}

/// `PUT /hold`: the operator holds up the next charge, as a slow network does; `GET /hold` tells which
/// are held up, and `DELETE /hold` lets them go on.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Hold {
    /// Where.
    pub place: Place,
    /// Only this one, where one is named.
    pub key: Option<ChargeKey>,
}

/// Where a charge is held up.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Place {
    /// Its request, before it is taken up.
    Request,
    /// Its answer, after the money was taken.
    Answer,
}
