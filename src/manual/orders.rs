//! Orders: one at a time, frozen, closed for good (R-20 … R-29).
//!
//! An order (*ordine di rinnovo*) is for one renewal. Automatic renewal generates it, or the holder
//! makes it by hand. It is open until it is fulfilled (*evaso*), cancelled (*annullato*) or lapsed.
//!
//! ## R-20 one open order per mailbox, with an identity of its own
//!
//! At most one order is open, and it renews the current expiry. Its identity is the mailbox, that
//! expiry, and an ordinal that counts all the orders the mailbox ever had, including those before
//! it was taken over. Asking again for the same order creates no second one. Neither an order's
//! identity nor the key of a charge is ever reused.
//!
//! *Decided:* a mailbox taken over may have had at most a thousand million orders elsewhere
//! (`ORDERS_BEFORE_MAX`), so that ordinals never run out; more is refused
//! (`too-many-orders-before`). An identity is compared whole: an order or a charge with the ordinals
//! of this mailbox and another expiry is not this mailbox's.
//!
//! *Differs:* Aruba takes several mailboxes in one order (A6, A9). Here an order is of one mailbox, so
//! that it is paid, cancelled or late without the others; who shows them together adds them up.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_consumer("2026-01-15");
//! life.on("2026-06-01", Command::RenewByHand(by_hand("2027-01-15")))?;
//! let order = life.open_order();
//! assert_eq!(order.to_string(), "00000000000000000000000000000001.20270115.1");
//!
//! // A second click asks for what is so already: no event (R-23).
//! assert_eq!(life.on("2026-06-01", Command::RenewByHand(by_hand("2027-01-15")))?, []);
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-21 an order freezes what was agreed
//!
//! When it is opened, an order records the plan, the extra space, the term, and the price by the
//! list of that day: net, VAT and gross. It also records how it is treated while open: the ladder,
//! whether the last rung stays in force after expiry (`late_charge`), whether a new method is
//! charged at once (`recharge_on_method_update`), what happens at the end of the ladder
//! (`after_exhaustion`), when the order lapses (`unpaid_order_days`, `report_margin_days`), how little
//! may be missing (`shortfall_waived`), and from which day it extends (`extension_base`), with the versions of
//! policy and price list. Later changes of policy or prices do not touch it. The method is not
//! frozen: each charge goes to the one that is bound that day.
//!
//! ## R-22 a manual renewal states what it wants and what it believes
//!
//! A renewal by hand chooses the plan, the extra space, the term of 1 to 5 years and the way of paying,
//! although in the end it may be paid in any other way. It also states the expiry that the customer
//! saw. If that is not the current one, the renewal is refused and the refusal names the right one
//! (`wrong-expiry`), so that clicking twice cannot renew twice. The order says until when it can be
//! paid, and where a late fee begins meanwhile, which sum suffices until which day (R-26, R-44).
//!
//! It is possible at any time up to the last renewable day (`not-renewable` after it). A provider may
//! allow it only from some days before expiry (`manual_window_opens`: none; A6), limit how many years
//! ahead an expiry may lie (`prepaid_years_max`: none, assumed), or require some days since the last
//! renewal (`renewal_gap_days`: none, assumed). The preset sets none of the three; the refusals are
//! `window-not-open`, `prepaid-too-far` and `renewal-too-soon`.
//!
//! For a consumer it also says whether the holder was informed of the right to withdraw (`informed`),
//! and whether the holder expressly asked that the term begin at once (`start_requested`). Both are
//! frozen in the order, and R-64 hangs on them.
//!
//! *Decided:* window, years ahead and days since the last renewal are judged on the day of the command,
//! the years with the expiry that paying today would give. For the days since every renewal counts,
//! including one by a charge.
//!
//! *Decided:* whoever orders, both statements are recorded as they are made; they count where the
//! holder is a consumer when the order is fulfilled. A renewal that makes another statement than the
//! open order is not the same one asked again: it is refused, or replaces that order (R-23, R-29).
//!
//! *Differs:* Aruba's pages advise to renew two weeks before expiry at the latest (A6, A7). Nothing
//! here holds anybody to that.
//!
//! ## R-23 a manual renewal needs that no order is open
//!
//! While an order is open, the refusal (`order-already-open`) names it and says whether automatic
//! renewal made it, what can be done with it now (pay, cancel, replace it by what was asked for), and
//! from which day it is out of the way if nobody acts. While a charge of it is unresolved only waiting
//! helps. A manual renewal is possible with automatic renewal on (`manual_while_auto`: yes; A1, A5,
//! A29). A policy can say that it must be switched off first (`auto-renewal-is-on`); waiting then helps
//! only where failed charges would switch it off (R-35).
//!
//! *Decided:* asking again for the open manual order, unchanged, is recognised before that refusal
//! and is no event, through its last day. In its margin (R-26) it can no longer be paid: the refusal
//! then says that it can be replaced.
//!
//! *Decided:* that the open order can be replaced is said only where what was asked for would be
//! accepted in its place, and a day on which it is out of the way only where the mailbox can be renewed
//! then.
//!
//! *Differs:* two of Aruba's pages, and older ones, want automatic renewal switched off before a
//! renewal by hand (A9, A10); the preset follows the three that do not. Aruba hides the button while an
//! order is open (A5). Here the refusal says which order it is and what can be done.
//!
//! ## R-24 when an open order can be cancelled
//!
//! The customer can cancel an open order (A24) unless one of its charges is unresolved: then the
//! refusal (`charge-unresolved`) names the charge and its day, and waiting helps. Cancelling an
//! order that is already cancelled is no event. A fulfilled or lapsed order cannot be cancelled
//! (`order-closed`).
//!
//! *Differs:* Aruba's page says only that a paid order cannot be cancelled (A24). Here a charge whose
//! outcome nobody knows keeps it open too: its money may be on the way.
//!
//! ## R-25 a cancelled order asks for nothing and is remembered
//!
//! Once a generated order is cancelled, a manual renewal is possible again (A5), and automatic renewal
//! makes no other in this period (R-15), unless the order was cancelled to be replaced (R-29). A
//! cancelled order asks for nothing: no charge, no fee, no debt. What was held for it is owed back,
//! unless it goes to the order that replaced it.
//!
//! ## R-26 the last day of an order, and its margin
//!
//! An order's last day is the last renewable day, or earlier if the policy lets unpaid orders lapse
//! (`unpaid_order_days`: none; A22 names no end), or the day before the expiry that the order would
//! give. After it nobody is asked to pay any more.
//!
//! But money is often told a few days late: the bank's file of Maundy Thursday is read on the Tuesday
//! after Easter. So a *margin* follows (`report_margin_days`: 5, assumed; at most 30), in which money
//! that counts for a day up to the last one (R-42) still fulfils. In its margin the order is still the
//! open one: it can be cancelled and, while the mailbox can be renewed, replaced; it is not charged. On
//! the day after the margin it lapses, and what is held for it is owed back. While one of its charges
//! is unresolved it stays open, and it lapses on the outcome.
//!
//! *Decided:* if renewals are counted from the payment (R-03), the expiry that the order would give
//! is no limit, since it always lies after the payment. Where the last renewable day moves because
//! nobody was warned (R-61), the last day of the order moves with it.
//!
//! *Decided:* an order that has lapsed stays so, although the mailbox may become renewable again on a
//! later day because nobody was warned (R-61).
//!
//! *Differs:* Aruba's page says that an unpaid order can be paid at any time (A22). Here it can be paid
//! as long as the mailbox can be renewed: later money would buy nothing.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_consumer("2026-01-15");
//! life.on("2027-01-20", Command::RenewByHand(by_hand("2027-01-15")))?;
//! let order = life.open_order();
//! life.ticks_until("2027-04-15"); // the warning before deletion was given on the 6th (R-61)
//! let last_day = life.mailbox.last_day_of_order(day("2027-04-15"));
//! assert_eq!(last_day, Some(day("2027-04-15"))); // the 90th day of grace
//!
//! // The transfer of that day is told within the margin of five days.
//! let in_time = Command::Payment(transfer("CRO 5", order, "12.08", "2027-04-15"));
//! assert!(names(&life.on("2027-04-20", in_time)?).contains(&"OrderFulfilled"));
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-27 a closed order stays closed
//!
//! Fulfilled, cancelled and lapsed are final. Money that comes later revives nothing (R-45). What is undone
//! later, by withdrawing or leaving, is recorded beside the order, which stays fulfilled (R-64, R-82).
//!
//! ## R-28 an open manual order suppresses the generated one
//!
//! While a manual order is open, no order is generated and nothing is charged: the customer's
//! transfer may be on its way, and must not coincide with a charge. If the manual order is
//! cancelled or lapses, in grace too, automatic renewal resumes with the next tick. A transfer
//! on its way for a *generated* order stops no charge, since the engine does not know of it.
//! Until the charge is requested, switching off (R-12) or replacing the order (R-29) stops it, and the
//! transfer still counts. Cancelling the order (R-24) stops it too, but the transfer then pays for
//! nothing: it is owed back as the policy says, under the preset as a credit (R-45).
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_business("2026-01-15");
//! life.on("2026-01-15", Command::SwitchOn { method: card(1), consent: None })?;
//! life.on("2026-12-20", Command::RenewByHand(by_hand("2027-01-15")))?;
//! let days_of_charging = life.ticks_until("2027-01-15");
//! assert!(!names(&days_of_charging).contains(&"ChargeRequested"));
//!
//! let order = life.open_order();
//! life.on("2027-01-15", Command::CancelOrder { order })?;
//! let tick = life.on("2027-01-15", Command::Tick)?;
//! assert!(names(&tick).contains(&"ChargeRequested"));
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-29 a manual renewal may replace the open order
//!
//! A manual renewal may name the open order that it replaces. Cancelling that one and opening the new
//! one are then a single decision: both happen or neither does, and what bars the one (R-24) or the
//! other (R-22) bars both. This is how to get another plan, another term or a bank transfer when
//! automatic renewal has already made its order.
//!
//! What was held for the old order is held for the new one. Where that covers it, the new order is
//! fulfilled in the same decision, as by the last payment held, and the excess is owed back. Money that
//! names the replaced order counts for the one that replaced it, while that is open.
//!
//! *Decided:* if the order named is closed, the renewal is refused, and the refusal says how the
//! order ended (`order-closed`).
//!
//! *Differs:* with Aruba these are two steps, to cancel and then to renew (A1, A5), with no order open
//! in between. They can be taken here too; replacing does both or neither, and money on its way for the
//! old order is lost to the renewal only if that was cancelled by itself (R-28).
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_business("2026-01-15");
//! life.on("2026-01-15", Command::SwitchOn { method: card(1), consent: None })?;
//! life.ticks_until("2027-01-05");
//! let generated = life.open_order();
//!
//! let refused = life.on("2027-01-05", Command::RenewByHand(by_hand("2027-01-15"))).unwrap_err();
//! assert_eq!(refused.code(), "order-already-open");
//!
//! let replacing = ManualRenewal { replaces: Some(generated), ..by_hand("2027-01-15") };
//! let done = life.on("2027-01-05", Command::RenewByHand(replacing))?;
//! assert_eq!(names(&done), ["OrderCancelled", "OrderOpened"]);
//! # Ok::<(), Refusal>(())
//! ```
