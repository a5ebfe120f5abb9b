//! Automatic renewal: when it is on, what it repeats, and when it makes no order (R-10 … R-17).
//!
//! Automatic renewal (*rinnovo automatico*) is a switch on a mailbox. While it is on, an order is
//! generated before every expiry and charged to one stored payment method, without the customer
//! being there. This chapter says when it is on and when it makes an order; the next two say what
//! an order is (R-20) and how it is charged (R-30).
//!
//! ## R-10 automatic renewal is off with a cause or on with one method
//!
//! It is off, for a recorded cause, or on, for a recorded cause and with exactly one bound method.
//! Only a method that can be charged again without the customer can be bound: a card or a `PayPal`
//! account. A bank transfer or a postal slip cannot (A4, A15, A27). The term to buy next is kept
//! beside the switch, and is remembered while the switch is off (R-11).
//!
//! *Decided:* holders do ask to have a transfer bound, so the request can be made. It is refused
//! (`method-not-reusable`).
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_consumer("2026-01-15");
//! let transfer = Method { kind: MethodKind::BankTransfer, ..card(1) };
//! let refused = life.on("2026-02-01", Command::SwitchOn { method: transfer }).unwrap_err();
//! assert_eq!(refused.code(), "method-not-reusable");
//! ```
//!
//! ## R-11 a signed-in payment switches automatic renewal on
//!
//! If automatic renewal is off and no termination stands, a customer who is signed in and pays an
//! order by card or `PayPal` switches it on. The method used becomes the bound one, the customer is
//! owed a notice that automatic renewal is now on, and the cause names the order (A3, A4, A9, A20,
//! A27; `auto_enable_on`). A guest's payment, a transfer, a slip or a charge never switches it on.
//! The method must be usable: neither dead nor past its own expiry date. In every case the term of
//! the paid order becomes the next one.
//!
//! ## R-12 the customer switches automatic renewal on and off
//!
//! Off: at any time until the mailbox is deleted (A3, A4). While it is off, no charge is
//! requested. One that was requested before may still settle, and would then renew the mailbox. The
//! customer is told of both: that it is off and what follows (R-85), and that the charge may still settle. An order already generated stays open: it can be paid, and it can be
//! cancelled.
//!
//! On: with a stored method that is reusable, not dead and not past its own expiry date, while the
//! mailbox can be renewed and no termination stands.
//!
//! *Decided:* the notice that automatic renewal is on is owed here as well (A15), unless the same
//! method was already bound. However automatic renewal ends, the holder is told of a charge still
//! on its way: also when the method is removed, the account changes, or the mailbox is terminated. The
//! notice says which of two ends it has: the charge renews the mailbox, or its money is owed
//! back, as it is after a termination now.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_consumer("2026-01-15");
//! life.on("2026-01-15", Command::SwitchOn { method: card(1) })?;
//! life.ticks_until("2027-01-07"); // the order was generated, the charge is due tomorrow
//! assert_eq!(names(&life.on("2027-01-07", Command::SwitchOff)?), ["AutoRenewalSwitchedOff", "NoticeDue"]);
//!
//! let later = life.ticks_until("2027-01-15");
//! assert!(!names(&later).contains(&"ChargeRequested"));
//! let order = life.open_order();
//! assert_eq!(names(&life.on("2027-01-15", Command::CancelOrder { order })?), ["OrderCancelled"]);
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-13 a generated order repeats what was last paid for
//!
//! It repeats the plan, the extra space and the term of the last order paid or, if none was paid,
//! of the original purchase (A3, A4, A7). The price is that of the day on which the order is
//! generated (R-41).
//!
//! Extra space bought between renewals is sold elsewhere (A30, A31) and reported here. It takes
//! effect at once. It counts for the purchase that is repeated and for the check on going down
//! (R-51), but not for an order already open.
//!
//! *Decided:* the report states the total that the mailbox has now, so that a repeated report is
//! recognised. More than the plan offers is refused (`space-not-offered`), and so is less than the
//! mailbox has (`extra-space-shrank`). While a plan change is planned, the space bought lasts only
//! until the expiry and is not repeated.
//!
//! ## R-14 when an order is generated and first charged
//!
//! From 15 days before expiry (`order_lead_days`, assumed), while the mailbox can be renewed, the
//! next tick generates the order. It is charged from the ladder's first rung on, 7 days before
//! expiry (A3, A12, A13). A mailbox taken over later than that is not given up: the next
//! tick generates its order and charges it (R-16).
//!
//! ## R-15 when no order is generated
//!
//! Even with automatic renewal on, no order is generated for any of these reasons:
//!
//! - a manual order is open;
//! - in this period a generated order was cancelled, or lapsed;
//! - the mailbox can no longer be renewed;
//! - the purchase to repeat has no price today (R-41), or would end today or earlier (R-03).
//!
//! The reason is recorded and the holder is told, once per reason and period, with whether the mailbox
//! will renew by itself all the same once the reason has passed (R-84). A new period begins without any
//! of them.
//!
//! *Decided:* the reasons have a fixed order, that of [`NotGenerated`](crate::NotGenerated): manual
//! order open, order cancelled, order lapsed, not renewable, no price, term too short. The first that
//! applies is recorded. A generated order counts as cancelled if a termination cancelled it, but not if
//! another replaced it (R-25, R-29).
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_business("2026-01-15");
//! life.on("2026-01-15", Command::SwitchOn { method: card(1) })?;
//! life.ticks_until("2027-01-02");
//! let order = life.open_order();
//! life.on("2027-01-03", Command::CancelOrder { order })?;
//!
//! let tick = life.on("2027-01-03", Command::Tick)?;
//! let reason = NotGenerated::OrderCancelled;
//! assert_eq!(tick[0], Fact::OrderNotGenerated { expiry: day("2027-01-15"), reason });
//!
//! // Switching on again, with the same method, lifts that (R-16).
//! life.on("2027-01-04", Command::SwitchOn { method: card(1) })?;
//! assert_eq!(names(&life.on("2027-01-04", Command::Tick)?), ["OrderOpened"]);
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-16 switched on late, automatic renewal acts on the next tick
//!
//! Switched on within the lead or in grace, it acts on the next tick, not a year later. Switching
//! on also lifts what was in its way: an order that was cancelled or lapsed (R-15), and a method that waits for the customer to authenticate (R-34). Switching on
//! again with the method already bound lifts these too. If there is nothing to lift, it is no
//! event.
//!
//! *Decided:* binding the same method again may bring a new mandate cap or a new expiry date, and
//! is then an event. The kind of a method cannot change (`method-differs`).
//!
//! ## R-17 a removed method switches off, a replaced one is bound
//!
//! Removing the bound method switches automatic renewal off, with that cause and a notice (A18).
//! Replacing it binds the other method, which must be reusable and usable (A18). Removing a method
//! that is not bound is no event. Replacing one is refused (`method-not-bound`; with automatic
//! renewal off, `nothing-bound`). Methods belong to the account: when the mailbox moves to another
//! account, automatic renewal goes off, with a cause of its own and a notice (assumed). In all
//! these cases a charge already requested runs on.
//!
//! *Decided:* a change of account or of holder is refused for a deleted mailbox
//! (`mailbox-deleted`). There is nothing left for it to change, and the address stays with its tax
//! id (R-62).
