//! What an order froze when it was opened.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::Due;
use crate::{
    catalogue::{
        AfterExhaustion, ExtensionBase, Grace, Ladder, MethodKind, Policy, Purchase, Rung,
    },
    values::{Day, Money, OrderId, Price},
};

/// An order as it was agreed: nothing in it ever changes.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OpenOrder {
    /// Its identity: the mailbox, the expiry it renews, and an ordinal never used again.
    pub id: OrderId,
    /// Who made it.
    pub origin: Origin,
    /// Plan, extra space and term.
    pub purchase: Purchase,
    /// Net, VAT and gross by the list of the opening day.
    pub price: Price,
    /// The holder is under split payment and owes the net only.
    pub net_only: bool,
    /// The holder agreed that the archive is deleted.
    pub archive_consent: bool,
    /// The day it was opened.
    pub opened_on: Day,
    /// The day after which nobody is asked to pay it, even if the mailbox can still be renewed: its
    /// agreed lapse, or the day before the expiry that it would give.
    pub limit: Option<Day>,
    /// What it asks for and until when, as reckoned on the opening day. The last of these days is its last
    /// day; where the last renewable day moves, so does it: see
    /// [`Mailbox::last_day_of_order`](crate::Mailbox::last_day_of_order).
    pub asks: Vec<Due>,
    /// The policy on open orders, as it was that day.
    pub agreed: Agreed,
}

/// Who made an order.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum Origin {
    /// Automatic renewal.
    Generated,
    /// The holder, by hand.
    Manual {
        /// How the holder said it would be paid; any other way may be used in the end.
        method_kind: MethodKind,
        /// The order it took the place of, cancelled in the same decision.
        replaces: Option<OrderId>,
        /// The holder was informed of the right to withdraw.
        informed: bool,
        /// The holder expressly asked that the term begin at once.
        start_requested: bool,
    },
}

/// The part of the policy that an open order lives by, frozen with it.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Agreed {
    /// The days on which the bound method is charged.
    pub ladder: Ladder,
    /// The last rung stays in force through the last renewable day.
    pub late_charge: bool,
    /// A method bound after a failure is asked at once.
    pub recharge_on_method_update: bool,
    /// What exhaustion does to automatic renewal.
    pub after_exhaustion: AfterExhaustion,
    /// Days from its opening after which an unpaid order lapses, if ever.
    pub unpaid_order_days: Option<u16>,
    /// Days after its last day in which money of a good day may still be reported.
    pub report_margin_days: u16,
    /// By how much money may fall short and fulfil it all the same.
    pub shortfall_waived: Money,
    /// From which day it extends.
    pub extension_base: ExtensionBase,
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

    /// The last day on which a payment can fulfil it, as the last renewable day stands.
    pub(crate) fn last_day(&self, grace: &Grace<'_>) -> Day {
        let renewable = grace.last_renewable_day();
        self.limit.map_or(renewable, |limit| limit.min(renewable))
    }

    /// The frozen price as this holder owes it: gross, or net under split payment.
    #[must_use]
    pub const fn payable(&self) -> Money {
        self.price.owed(self.net_only)
    }

    /// What covers the order with money of `day`, before anything held: the frozen price plus the
    /// late fee of the grace phase of that day, with VAT at the order's rate.
    ///
    /// What is still due is [`Mailbox::amount_due`](crate::Mailbox::amount_due). At most
    /// [`Money::MAX`]: no policy that is accepted reaches it.
    #[must_use]
    pub fn due_on(&self, grace: &Grace<'_>, day: Day) -> Money {
        self.payable().saturating_add(self.late_fee_on(grace, day))
    }

    /// The late fee of the grace phase of `day` as this holder owes it.
    #[must_use]
    pub fn late_fee_on(&self, grace: &Grace<'_>, day: Day) -> Money {
        grace.late_fee(day, self.price.rate(), self.net_only)
    }
}

impl Agreed {
    /// What an order opened now lives by.
    #[must_use]
    pub fn of(policy: &Policy) -> Self {
        let parameters = policy.parameters();
        Self {
            ladder: parameters.ladder.clone(),
            late_charge: parameters.late_charge,
            recharge_on_method_update: parameters.recharge_on_method_update,
            after_exhaustion: parameters.after_exhaustion,
            unpaid_order_days: parameters.unpaid_order_days,
            report_margin_days: parameters.report_margin_days,
            shortfall_waived: parameters.shortfall_waived,
            extension_base: parameters.extension_base,
            policy_version: parameters.version,
            price_list_version: policy.prices().version(),
        }
    }

    /// The first day on which a rung is no longer in force: that of the next, or none for the last
    /// where it is charged late.
    #[must_use]
    pub(crate) fn over_from(&self, rung: Rung, expiry: Day) -> Option<Day> {
        match self.ladder.after(Some(rung)) {
            Some(next) => self.ladder.day(next, expiry),
            None if self.late_charge => None,
            None => Some(expiry.max(self.ladder.day(rung, expiry)?).next()),
        }
    }

    /// Whether the last rung is no longer in force on `day`: where nothing is charged late, it ends
    /// with the expiry, or with its own day if that is later.
    #[must_use]
    pub fn is_ladder_over(&self, expiry: Day, day: Day) -> bool {
        if self.late_charge {
            return false;
        }
        let own = self.ladder.day(self.ladder.last(), expiry).unwrap_or(expiry);
        expiry.max(own) < day
    }
}
