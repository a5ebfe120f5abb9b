//! What an order froze when it was opened (R-21).

use serde::{Deserialize, Serialize};

use crate::{
    catalogue::{AfterExhaustion, GracePhases, Ladder, MethodKind, Purchase},
    values::{Day, Money, OrderId, Price},
};

/// An order as it was agreed: nothing in it ever changes (R-21).
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OpenOrder {
    /// Its identity: the mailbox, the expiry it renews, and an ordinal never used again (R-20).
    pub id: OrderId,
    /// Who made it.
    pub origin: Origin,
    /// Plan, extra space and term.
    pub purchase: Purchase,
    /// Net, VAT and gross by the list of the opening day.
    pub price: Price,
    /// The holder is a public body under split payment and owes the net only (R-40).
    pub net_only: bool,
    /// The holder agreed that the archive is deleted (R-51).
    pub archive_consent: bool,
    /// The day it was opened.
    pub opened_on: Day,
    /// The last day on which a payment can fulfil it (R-26).
    pub last_day: Day,
    /// The policy on open orders, as it was that day.
    pub agreed: Agreed,
}

/// Who made an order.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum Origin {
    /// Automatic renewal (R-14).
    Generated,
    /// The holder, by hand (R-22).
    Manual {
        /// How the holder said it would be paid; any other way may be used in the end.
        method_kind: MethodKind,
        /// The order it took the place of, cancelled in the same decision (R-29).
        replaces: Option<OrderId>,
    },
}

/// The part of the policy that an open order lives by, frozen with it (R-21).
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Agreed {
    /// The days on which the bound method is charged (R-33).
    pub ladder: Ladder,
    /// The last rung stays in force through the last renewable day.
    pub late_charge: bool,
    /// A method bound after a failure is asked at once (R-34).
    pub recharge_on_method_update: bool,
    /// What exhaustion does to automatic renewal (R-35).
    pub after_exhaustion: AfterExhaustion,
    /// Days from its opening after which an unpaid order lapses, if ever.
    pub unpaid_order_days: Option<u16>,
    /// The version of the policy's parameters.
    pub policy_version: u32,
    /// The version of the price list.
    pub price_list_version: u32,
}

impl OpenOrder {
    /// Whether automatic renewal made it.
    #[must_use]
    pub const fn is_generated(&self) -> bool {
        match self.origin {
            Origin::Generated => true,
            Origin::Manual { .. } => false,
        }
    }

    /// Whether it was open when the expiry day ended, if it closed on `closed_on` (R-15).
    pub(crate) fn is_open_at_expiry(&self, closed_on: Day) -> bool {
        self.opened_on <= self.id.expiry() && self.id.expiry() < closed_on
    }

    /// The frozen price as this holder owes it: gross, or net under split payment (R-40).
    #[must_use]
    pub const fn payable(&self) -> Money {
        if self.net_only { self.price.net() } else { self.price.gross() }
    }

    /// What covers the order with money of `day`, before anything held: the frozen price plus the
    /// late fee of the grace phase of that day, with VAT at the order's rate (R-44).
    ///
    /// `None` where the sum leaves the range of [`Money`].
    ///
    /// # Examples
    /// What is due now is that, less what [the ledger](crate::Ledger::held) holds for the order:
    /// ```
    /// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
    /// # use example::*;
    /// let mut life = Life::of_a_consumer("2026-01-15");
    /// life.on("2026-12-01", Command::RenewByHand(by_hand("2027-01-15")))?;
    /// let part = transfer("CRO 1", life.open_order(), "9.00", "2026-12-03");
    /// life.on("2026-12-03", Command::Payment(part))?;
    ///
    /// let mailbox = &life.mailbox;
    /// let order = mailbox.open_order().expect("the order waits for the rest");
    /// let covers = order.due_on(mailbox.grace(), day("2026-12-04"));
    /// let due = covers.map(|covers| covers.saturating_sub(mailbox.ledger().held));
    /// assert_eq!((covers, due), (Some(money("9.64")), Some(money("0.64"))));
    /// # Ok::<(), Refusal>(())
    /// ```
    #[must_use]
    pub fn due_on(&self, grace: &GracePhases, day: Day) -> Option<Money> {
        self.payable().checked_add(self.late_fee_on(grace, day)?)
    }

    /// The late fee of the grace phase of `day` as this holder owes it (R-44).
    #[must_use]
    pub fn late_fee_on(&self, grace: &GracePhases, day: Day) -> Option<Money> {
        let net =
            grace.on(self.id.expiry(), day).map_or(Money::ZERO, |(_, phase)| phase.late_fee_net);
        let fee = Price::of(net, self.price.rate())?;
        Some(if self.net_only { fee.net() } else { fee.gross() })
    }
}
