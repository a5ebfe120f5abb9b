//! Automatic renewal: when it is on, what it repeats, and when it makes no order (R-10 … R-19).
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
//! *Differs:* domainregister takes the money from credit that was paid in beforehand (PP2), and TIM
//! from the credit of a mobile line (TI1). Neither can be bound here: bind a card in its place, or
//! report the payment.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_consumer("2026-01-15");
//! let transfer = Method { kind: MethodKind::BankTransfer, ..card(1) };
//! let refused = life.on("2026-02-01", Command::SwitchOn { method: transfer, consent: None }).unwrap_err();
//! assert_eq!(refused.code(), "method-not-reusable");
//! ```
//!
//! ## R-11 a signed-in payment switches automatic renewal on
//!
//! If automatic renewal is off and no termination stands, the payment that fulfils an order switches it
//! on, where the customer made it by card or `PayPal` while signed in. The method used becomes the
//! bound one, the customer is owed a notice that automatic renewal is now on, and the cause names the
//! order (`auto_enable_on`: card paypal; A3, A4, A9). Signed in is whoever signed in, in whatever way:
//! with the account, or with the mailbox and its password (A20). A guest's payment, a transfer, a slip,
//! a public body's commitment or a charge never switches it on. The method must be usable: neither dead
//! nor past its own expiry date. The policy can ask for the payer's consent as well (R-19). In every
//! case, on or off, the term of the paid order becomes the next one.
//!
//! *Differs:* with Aruba a first purchase, or more space bought between renewals, switches it on too
//! where it is paid by card or `PayPal` (A3, A27). Here only the payment of a renewal does. A mailbox
//! is opened with automatic renewal on or off, as its caller says, and of space the engine hears only
//! how much there is (R-13).
//!
//! ## R-12 the customer switches automatic renewal on and off
//!
//! Off: at any time until the mailbox is deleted (A3, A4). While it is off, no charge is
//! requested. One that was requested before may still settle, and would then renew the mailbox. The
//! customer is told of both: that it is off and what follows (R-85), and that the charge may still
//! settle. An order already generated stays open: it can be paid, and it can be cancelled.
//!
//! On: with a stored method that is reusable, not dead and not past its own expiry date, while the
//! mailbox can be renewed and no termination stands.
//!
//! *Decided:* the notice that automatic renewal is on is owed here as well (A15), unless the same
//! method was already bound. However automatic renewal ends, the holder is told of a charge still
//! on its way: also when the method is removed, the account changes, or the mailbox is terminated. The
//! notice says which of two ends it has: the charge renews the mailbox, or its money is owed
//! back, as it is after a termination now, or where the term that it would buy is over by then (R-03). A charge
//! of an order that was replaced renews by the new one (R-29).
//!
//! *Differs:* ABWebSolutions wants to be told 30 days before expiry (AB2). Here the holder can switch
//! off until the charge is requested, under every policy.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_consumer("2026-01-15");
//! life.on("2026-01-15", Command::SwitchOn { method: card(1), consent: None })?;
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
//! *Differs:* with Aruba, space bought between renewals costs a share of the months that are left
//! (A30), other add-ons are renewed with the mailbox (A31), and a product on promotion is renewed for
//! two years at most (A9). Here a purchase is plan, space and term, at the list's price, and nothing is
//! prorated.
//!
//! ## R-14 when an order is generated and first charged
//!
//! From some days before expiry on (`order_lead_days`: 15, assumed), while the mailbox can be renewed,
//! the next tick generates the order. It is charged from the ladder's first rung on, which in the
//! preset is 7 days before expiry (R-33). A mailbox taken over later than that is not given up: the
//! next tick generates its order and charges it (R-16).
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
//! will renew by itself all the same once the reason has passed; and again where that has changed
//! (R-84). A new period begins without any of them.
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
//! life.on("2026-01-15", Command::SwitchOn { method: card(1), consent: None })?;
//! life.ticks_until("2027-01-02");
//! let order = life.open_order();
//! life.on("2027-01-03", Command::CancelOrder { order })?;
//!
//! let tick = life.on("2027-01-03", Command::Tick)?;
//! let reason = NotGenerated::OrderCancelled;
//! assert_eq!(tick[0], Fact::OrderNotGenerated { expiry: day("2027-01-15"), reason });
//!
//! // Switching on again, with the same method, lifts that (R-16).
//! life.on("2027-01-04", Command::SwitchOn { method: card(1), consent: None })?;
//! assert_eq!(names(&life.on("2027-01-04", Command::Tick)?), ["OrderOpened"]);
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-16 switched on late, automatic renewal acts on the next tick
//!
//! Switched on within the lead or in grace, it acts on the next tick, not a year later. Switching on
//! also lifts what was in its way: an order that was cancelled or lapsed (R-15), and a method that
//! waits for the customer to authenticate (R-34). Switching on again with the method already bound
//! lifts these too. If there is nothing to lift, it is no event.
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
//!
//! *Differs:* Aruba's page replaces or removes a method for a whole account, and every renewal that
//! used it follows (A18). Here each mailbox is asked: the caller gives the command to every mailbox
//! that has the method bound.
//!
//! ## R-18 news of a stored method
//!
//! Card schemes, network tokens and `PayPal` tell of stored methods what nobody asked
//! ([`Command::MethodNews`](crate::Command::MethodNews)): that one goes on with another last day or cap
//! (*refreshed*), that one was *closed*, or that only its holder knows (*ask the holder*). Nobody
//! acted, so such news is judged afresh and lifts nothing that waits for the holder: neither what R-15
//! remembers, nor a wait for authentication (R-34), nor a day before which the method is not to be
//! asked (R-33).
//!
//! - **Refreshed.** The bound method has the validity and the cap that the news states, and none where
//!   it states none. A method that was declined for good, or is past its date, is alive again; one
//!   that its holder *stopped*, that was *closed*, of which a charge was charged back (R-48), or that was dead when the mailbox was taken over
//!   is not. Where this
//!   lifts what barred the collection of an order (dead, past its date, above its cap), the episode ends (R-35) and
//!   one request is owed at once, as if a method had been bound (R-34), once in an order. A second
//!   time, and where nothing was barred, the next rung comes as it would.
//! - **Closed.** The method is dead, also where it was dead of a decline: a later last day does not
//!   revive it. Automatic renewal stays on.
//! - **Ask the holder.** The holder is told (`MethodNeedsHolder`); nothing else changes.
//!
//! The same news again, with nothing between that changed it, is no event.
//!
//! *Decided:* what news of the bound method bars is told at once (`BoundMethodDead`), also where a cap
//! became too small or a last day came nearer, unless it was barred anyway. It is told where that is
//! certain: not while a charge is unresolved or in doubt. A bar falls if the method could not be asked
//! for what is due today, and can now: a cap that grows, and not enough, lifts nothing. Of a method
//! that is not bound, a validity or a cap is not kept; only that it is alive again, or closed, is
//! recorded. A hard decline that is reported after the news counts anew, also one that ends a doubt
//! (R-39). *Stopped* before it weighs less than *closed*, which then stands. Where a method that waits
//! for authentication is barred for another reason as well, it goes on waiting when that one falls.
//! News for a mailbox deleted or ending is refused (`mailbox-deleted`), as other reports about its life
//! are (R-97). A method that the holder binds when the ladder is at its end is asked at once, also
//! where news had ended the episode before and was owed nothing (R-34).
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! # use pec_renewal::MethodNews;
//! let mut life = Life::of_a_business("2026-01-15");
//! life.on("2026-01-15", Command::SwitchOn { method: card(1), consent: None })?;
//! life.ticks_until("2027-01-08");
//! let (key, outcome) = (life.charge(), Outcome::HardDecline);
//! life.on("2027-01-08", Command::ChargeOutcome { key, outcome })?;
//!
//! // The bank had issued another card, and the updater brings its date.
//! let valid_until = Some(day("2031-03-31"));
//! let news = MethodNews::Refreshed { valid_until, mandate_cap: None };
//! life.on("2027-01-09", Command::MethodNews { method: card(1).id, news })?;
//! assert_eq!(names(&life.on("2027-01-09", Command::Tick)?), ["ChargeRequested"]);
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-19 consent to automatic renewal, on record
//!
//! Switching on, by the holder or by a payment, can carry the holder's consent: the day on which it was
//! given and the caller's record of it ([`Consent`](crate::auto_renewal::Consent)). Where the policy
//! asks for it (`auto_enable_needs_consent`: no; A3, A4, A9), a signed-in payment without one switches
//! nothing on; it renews all the same. Aruba's pages say that such a payment switches on. The Italian
//! competition authority fined a provider for taking the choice of a card for consent (decision 26626
//! of 2017), so whoever sells to consumers should ask, and set the parameter.
//!
//! *Decided:* the consent stands in the events and, while automatic renewal is on, in the state. It is
//! a consent to automatic renewal and not to a method, so it stays when another method is bound. It
//! goes when automatic renewal goes off, and when the mailbox passes to a holder with another tax id,
//! who gave none; that alone switches nothing off. The holder's own wish to switch on needs no consent
//! beside it. A consent that comes for what is on already is recorded (`ConsentRecorded`) and binds
//! nothing anew, so that no charge follows from it (R-34); the same one again is no event. A payment's
//! consent counts where it switches on; where automatic renewal is on already, it stands in the
//! payment's event only. A consent of a later day is refused (`dated-in-the-future`), also in a
//! payment: then the report has a defect of its own (R-49). A mailbox taken over has none on record
//! until one comes.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! # use pec_renewal::{auto_renewal::Consent, values::{ConsentId, uuid::Uuid}};
//! let mut life = Life::of_a_consumer("2026-01-15");
//! let consent = Consent { on: day("2026-03-01"), record: ConsentId::from(Uuid::from_u128(17)) };
//! let agreed = Command::SwitchOn { method: card(1), consent: Some(consent) };
//! life.on("2026-03-01", agreed.clone())?;
//! assert_eq!(life.mailbox.auto_renewal().consent(), Some(consent));
//! assert_eq!(life.on("2026-03-02", agreed)?, []);
//! # Ok::<(), Refusal>(())
//! ```
