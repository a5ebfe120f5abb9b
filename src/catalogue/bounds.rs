//! The largest and the smallest that a provider may choose, each stated once.

use crate::values::Money;

/// The most days that a day count of a policy may have: ten years, so that sums of days stay inside
/// the calendar; inclusive.
pub const DAYS_MAX: u16 = 3650;

/// The most months that a month count of a policy may have: a hundred years, so that the end of logs
/// and credits stays inside the calendar; inclusive.
pub const MONTHS_MAX: u16 = 1200;

/// The most that one order may come to, tax and late fee included: a hundred million euro; inclusive
///
///
/// It is a hundredth of [`Money::MAX`]. So what is due stays in the range of money also where price
/// and late fee were frozen under two policies, and the sums of a mailbox have room for
/// a hundred such orders.
pub const AMOUNT_DUE_MAX: Money = Money::of_cents(10_000_000_000);

/// How many days before expiry the notice of art. 65-bis of the Consumer Code must have reached a
/// consumer, at the latest; inclusive.
pub const STATUTORY_NOTICE_DAYS_MIN: u16 = 30;

/// The longest margin of an order, in days; inclusive.
pub const REPORT_MARGIN_DAYS_MAX: u16 = 30;

/// The longest notice of a deletion, in days; inclusive. The shortest is a day.
pub const WARNING_DAYS_MAX: u16 = 60;

/// The most days that a provider may take to pay back what it owes; inclusive. The fewest is 1
///
pub const REFUND_DAYS_MAX: u16 = 14;

/// For how many days a consumer can withdraw, at the fewest; inclusive (Consumer Code art. 52; ).
pub const WITHDRAWAL_DAYS_MIN: u16 = 14;

/// How many rungs may stand within 30 days: card schemes let a merchant try no more often; inclusive
///
pub const RUNGS_IN_30_DAYS_MAX: usize = 20;

/// For how many months the law has logs kept, at least (DPR 68/2005); inclusive.
pub const LOG_RETENTION_MONTHS_MIN: u16 = 30;

/// How many orders a mailbox may have had before it is taken over, at most: a thousand million, so
/// that its ordinals never run out; inclusive.
pub const ORDERS_BEFORE_MAX: u32 = 1_000_000_000;
