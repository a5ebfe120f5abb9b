//! What a holder is to be told, and what is known of its delivery (R-80 … R-83).

use alloc::{boxed::Box, vec::Vec};

use serde::{Deserialize, Serialize};

use super::event::NotGenerated;
use crate::{
    auto_renewal::{OffCause, OnCause},
    catalogue::{STATUTORY_NOTICE_DAYS_MIN, Term},
    charge::Bar,
    values::{ChargeKey, Day, MethodId, Money, NoticeNumber, OrderId, Price, Room, Rule, named},
};

named! {
    /// What a notice says; wording and channel are the caller's.
    #[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
    #[serde(deny_unknown_fields)]
    pub enum Notice {
        /// The mailbox expires, or has expired.
        ExpiryReminder(Box<ExpiryReminder>),
        /// The notice of art. 65-bis: until when switching off surely prevents the charge.
        TacitRenewal {
            /// The expiry of the running period.
            expiry: Day,
            /// The last day on which switching off surely prevents the charge; none where the next
            /// tick may charge.
            opt_out_by: Option<Day>,
            /// The term that the renewal will buy.
            term: Term,
            /// What the renewal will cost, if it has a price today.
            price: Option<Price>,
        },
        /// Automatic renewal was switched on.
        AutoRenewalSwitchedOn {
            /// The method bound.
            method: MethodId,
            /// Who or what switched it on.
            cause: OnCause,
        },
        /// Automatic renewal was switched off by something other than the holder's wish (R-17,
        ///
        AutoRenewalSwitchedOff {
            /// What switched it off.
            cause: OffCause,
        },
        /// Automatic renewal was switched off, but a charge already requested may still settle
        ///
        ChargeStillOnItsWay {
            /// The charge that may still settle.
            key: ChargeKey,
        },
        /// A charge reported as failed or not executed may have happened after all: automatic renewal
        /// waits for its outcome. Its order can be paid by hand; what is taken twice is paid back
        ///
        ChargeInDoubt {
            /// The charge that may have happened.
            key: ChargeKey,
        },
        /// Automatic renewal is on, yet no order will be generated for now.
        OrderNotGenerated {
            /// The expiry that stays as it is.
            expiry: Day,
            /// The reason, each told once per period.
            reason: NotGenerated,
        },
        /// A charge failed, or could not be tried; with what can be done.
        ChargeFailed {
            /// The order, still payable by hand.
            order: OrderId,
            /// What is due today.
            due: Money,
            /// What bars the method, if anything does: then another must be bound.
            bar: Option<Bar>,
            /// The next day on which the method is charged again, if it will be.
            next_charge: Option<Day>,
            /// The last day on which the order can be paid.
            last_day: Day,
        },
        /// Less came than is due.
        PaymentIncomplete {
            /// The order that was paid in part.
            order: OrderId,
            /// What is held for it.
            held: Money,
            /// What is missing as of today.
            missing: Money,
            /// The last day on which the order can be paid.
            last_day: Day,
        },
        /// The order was paid by hand, but the bound method is dead: its next charge will fail
        ///
        BoundMethodDead {
            /// The bound method.
            method: MethodId,
        },
        /// The plan shrank, but data is in the way: the old room stays.
        RoomKept {
            /// The room that stays.
            room: Room,
            /// The room that the plan gives.
            entitled: Room,
        },
    }
}

/// What an expiry reminder carries.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ExpiryReminder {
    /// The last day of service.
    pub expiry: Day,
    /// Days from today to the expiry; negative once expired.
    pub days_left: i32,
    /// The last day on which the mailbox can be renewed.
    pub renewable_until: Day,
    /// The price of renewing as last time today, or of the open order if there is one.
    pub price: Option<Price>,
    /// What is owed on top today, because the mailbox is in a grace phase with a late fee.
    pub late_fee: Money,
    /// The open order, if there is one.
    pub open_order: Option<OrderToPay>,
    /// Whether it renews by itself.
    pub outlook: Outlook,
}

/// An open order, as a reminder names it.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OrderToPay {
    /// The order to pay.
    pub order: OrderId,
    /// What is still to be paid as of today.
    pub due: Money,
    /// The last day on which it can be paid.
    pub last_day: Day,
}

/// Whether a mailbox renews by itself, as far as can be known today.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum Outlook {
    /// The bound method will be charged.
    WillRenew {
        /// From this day on.
        charge_on: Day,
    },
    /// A charge is unresolved: until its outcome nothing else is charged.
    AwaitsOutcome {
        /// The charge whose outcome is awaited.
        key: ChargeKey,
    },
    /// It will not renew by itself.
    WillNotRenew {
        /// The first reason that applies.
        reason: NoRenewal,
    },
}

/// Why a mailbox will not renew by itself.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum NoRenewal {
    /// Automatic renewal is off.
    AutoRenewalOff,
    /// No order will be generated.
    NoOrder(NotGenerated),
    /// The bound method may not be charged.
    MethodBarred(Bar),
    /// The ladder is exhausted, or no rung is left.
    LadderExhausted,
}

/// Where the notice of art. 65-bis stands in the running period.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum StatutoryNotice {
    /// Not given yet.
    #[default]
    NotGiven,
    /// Given, with no report of its delivery.
    Given {
        /// The day on which it was given.
        on: Day,
    },
    /// Its delivery failed.
    Failed {
        /// The day on which that was reported.
        on: Day,
    },
    /// Delivered: the proof.
    Delivered {
        /// The earliest day on which it was.
        on: Day,
    },
}

/// What is remembered of a mailbox's notices.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Notices {
    /// How many notices there were; they are numbered from 1.
    pub count: u32,
    /// Reminders of days up to this one are done with.
    pub reminded_through: Day,
    /// The notice of art. 65-bis of the running period.
    pub statutory: StatutoryNotice,
    /// Every such notice of the running period, with its day: a delivery of any of them is the
    /// proof.
    pub statutory_given: Vec<(NoticeNumber, Day)>,
    /// What was reported of their delivery.
    pub reports: Reports,
}

/// Which notices were reported delivered or failed. They are kept as runs of numbers, so years of
/// notices that all arrived take no more room than one.
#[derive(Clone, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Reports(Vec<(u32, u32, Delivery)>);

/// What was reported of a notice.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub enum Delivery {
    /// It reached the holder.
    Delivered,
    /// It did not.
    Failed,
}

impl Notice {
    /// The rule that owes it.
    #[must_use]
    pub const fn rule(&self) -> Rule {
        match self {
            Self::ExpiryReminder(_) => Rule::R80,
            Self::TacitRenewal { .. } => Rule::R81,
            Self::AutoRenewalSwitchedOn { cause, .. } => match cause {
                OnCause::Payment { .. } => Rule::R11,
                OnCause::Holder | OnCause::Opening => Rule::R12,
            },
            Self::AutoRenewalSwitchedOff { cause } => match cause {
                OffCause::LadderExhausted => Rule::R35,
                OffCause::MethodRemoved
                | OffCause::AccountChanged
                | OffCause::Opening
                | OffCause::Holder
                | OffCause::Termination
                | OffCause::Deletion => Rule::R17,
            },
            Self::ChargeStillOnItsWay { .. } => Rule::R12,
            Self::OrderNotGenerated { reason, .. } => match reason {
                NotGenerated::NoPrice => Rule::R41,
                NotGenerated::TermTooShort => Rule::R03,
                NotGenerated::ManualOrderOpen
                | NotGenerated::OrderCancelled
                | NotGenerated::OrderLapsed
                | NotGenerated::ManualOrderOpenAtExpiry
                | NotGenerated::NotRenewable => Rule::R15,
            },
            Self::ChargeFailed { .. } => Rule::R35,
            Self::ChargeInDoubt { .. } => Rule::R39,
            Self::PaymentIncomplete { .. } => Rule::R44,
            Self::BoundMethodDead { .. } => Rule::R36,
            Self::RoomKept { .. } => Rule::R51,
        }
    }
}

impl StatutoryNotice {
    /// The last day of delivery that is in time for an expiry: 30 days before it (L1, R-81).
    #[must_use]
    pub fn last_day_in_time(expiry: Day) -> Day {
        expiry.minus_days(i32::from(STATUTORY_NOTICE_DAYS_MIN))
    }

    /// Whether it is proved that it was delivered in time for this expiry.
    #[must_use]
    pub fn is_proved_for(&self, expiry: Day) -> bool {
        match self {
            Self::Delivered { on } => *on <= Self::last_day_in_time(expiry),
            Self::NotGiven | Self::Given { .. } | Self::Failed { .. } => false,
        }
    }
}

impl Notices {
    /// The number that the next notice takes.
    pub(crate) const fn next_number(&self) -> NoticeNumber {
        NoticeNumber::new(self.count.saturating_add(1))
    }

    /// Whether there was a notice of this number.
    pub(crate) const fn has_given(&self, number: NoticeNumber) -> bool {
        0 < number.number() && number.number() <= self.count
    }

    /// The day on which a notice of art. 65-bis of the running period was due, by its number.
    #[must_use]
    pub fn statutory_given_on(&self, number: NoticeNumber) -> Option<Day> {
        self.statutory_given.iter().find(|(given, _)| *given == number).map(|(_, on)| *on)
    }
}

impl Reports {
    /// What was reported of a notice, if anything was.
    #[must_use]
    pub fn of(&self, number: NoticeNumber) -> Option<Delivery> {
        let number = number.number();
        self.0
            .iter()
            .find(|(first, last, _)| *first <= number && number <= *last)
            .map(|(_, _, delivery)| *delivery)
    }

    /// Remembers a report; a delivery takes the place of a failure.
    pub(crate) fn remember(&mut self, number: NoticeNumber, delivery: Delivery) {
        let number = number.number();
        let mut runs = Vec::with_capacity(self.0.len().saturating_add(2));
        let mut pending = Some((number, number, delivery));
        for (first, last, kind) in self.0.iter().copied() {
            // What a run holds of the number itself gives way to the new report.
            if first < number {
                push(&mut runs, (first, last.min(number.saturating_sub(1)), kind));
            }
            if number <= last {
                if let Some(run) = pending.take() {
                    push(&mut runs, run);
                }
                if number < last {
                    push(&mut runs, (first.max(number.saturating_add(1)), last, kind));
                }
            }
        }
        if let Some(run) = pending {
            push(&mut runs, run);
        }
        self.0 = runs;
    }
}

/// Appends a run, joining it to the one before where they touch and say the same.
fn push(runs: &mut Vec<(u32, u32, Delivery)>, run: (u32, u32, Delivery)) {
    match runs.last_mut() {
        Some((_, last, kind)) if last.saturating_add(1) == run.0 && *kind == run.2 => *last = run.1,
        Some(_) | None => runs.push(run),
    }
}
