//! The life of a mailbox: grace, deletion, termination, a new holder (R-60 … R-66).
//!
//! A mailbox is in service (*attiva*) until its expiry day ends, then in grace (*scaduta*), then
//! deleted (*cancellata*). Every step but the last follows from the day alone (R-07). Withdrawal
//! within 14 days (R-64) is left to a later version.
//!
//! ## R-60 the grace phases after expiry
//!
//! A list of phases says what an expired mailbox may still do. Each phase says for how many days it
//! lasts, whether the mailbox may send, receive or read, whether it can be renewed, and what late
//! fee a renewal costs, if any. The preset has one: for 90 days the mailbox receives and can be
//! read, cannot send, and can be renewed (A10). There is no late fee (assumed, as A10 names none).
//! A period keeps the phases with which it began: if a provider shortens grace, that holds from the
//! next fulfilment on. A mailbox that is opened or taken over begins with the phases of that day's
//! policy, whatever phase of its life it is in.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let life = Life::of_a_consumer("2026-01-15");
//! let on = |text| access(&life.mailbox, day(text));
//! assert!(on("2027-01-15").send); // the expiry day
//! assert!(!on("2027-01-16").send && on("2027-01-16").receive && on("2027-01-16").read);
//! assert!(on("2027-04-15").read && on("2027-04-15").renew); // the 90th day of grace
//! assert!(!on("2027-04-16").read && !on("2027-04-16").renew);
//! ```
//!
//! ## R-61 the last grace day is good, deletion is due after it
//!
//! On the 90th day the mailbox can still be renewed; on the 91st its deletion is due (A9, A32,
//! A34). Deletion waits while a charge is unresolved or in doubt (R-39), so that the mailbox is still there if the
//! charge renews it. Waiting prolongs nothing else: access ended with grace.
//!
//! *Decided:* if the outcome does not renew the mailbox, the next tick deletes it.
//!
//! ## R-62 deletion is final
//!
//! The contents are gone, an open order lapsed the day before, and automatic renewal goes off. The
//! address is kept for the same tax id for ever (`AgID` circular of 2013). If that holder buys it
//! again, an empty mailbox begins a life of its own, with its own anchor (A32); anyone else is
//! refused (`other-holder`). The provider keeps the logs for 30 months (DPR 68/2005), and the event
//! of deletion names their last day.
//!
//! *Decided:* tax ids are compared in one spelling, whatever the case and with or without `IT`
//! before the 11 digits. A [pseudonym](crate::values::TaxId#pseudonyms) in place of a tax id is
//! compared in the same way.
//!
//! *Decided:* the command to buy again goes to the deleted mailbox and names the new one, which the
//! caller then opens. Asking twice with the same new mailbox is no event; asking with another is
//! refused (`address-already-released`). Whether the buyer is the former holder is checked before
//! that, so that a stranger learns nothing. If a termination ended the mailbox, it cancelled the
//! open order.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_consumer("2026-01-15");
//! let facts = life.ticks_until("2027-04-16");
//! let deleted = Fact::MailboxDeleted {
//!     cause: DeletionCause::GraceOver,
//!     logs_until: day("2029-10-16"),
//! };
//! assert!(facts.contains(&deleted));
//! assert_eq!(life.deadline(), None);
//!
//! let mailbox = MailboxId::new(Uuid::from_u128(3));
//! let stranger = Command::BuyAgain { mailbox, tax_id: "YYYYYY00Y00Y000Y".parse()? };
//! assert_eq!(life.on("2027-06-01", stranger).unwrap_err().code(), "other-holder");
//! let holder = Command::BuyAgain { mailbox, tax_id: "XXXXXX00X00X000X".parse()? };
//! assert_eq!(names(&life.on("2027-06-01", holder)?), ["AddressReleased"]);
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! ## R-63 termination at expiry and termination now
//!
//! *At expiry* (*disdetta*): the holder can ask for it up to the expiry day (`expiry-over` after
//! it). Automatic renewal goes off, the open order is cancelled, and nothing renews until the
//! expiry (`termination-stands`). Until then the holder can revoke it, but automatic renewal stays
//! off (A34, A35). If a charge is unresolved, the order stays until its outcome. If the charge is
//! paid, the mailbox renews and the request stands for the new expiry; if not, the order is
//! cancelled.
//!
//! *Now* (*recesso*): the mailbox is deleted at once (A35). If a charge is unresolved, access ends
//! at once, nothing renews any more, and deletion follows the outcome. Termination alone does not
//! make the unused part of the term owed back, only what was held for an order.
//!
//! *Decided:* after the expiry day the request is spent. It can no longer be revoked
//! (`termination-spent`), but a holder who renews by hand or switches automatic renewal on in grace
//! has ended it. If the holder pays a renewal by hand while the charge of the kept order is
//! unresolved, the request also stands. A mailbox that its holder terminated now is deleted in the
//! same decision as the outcome.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_consumer("2026-01-15");
//! life.on("2026-01-15", Command::SwitchOn { method: card(1) })?;
//! let asked = life.on("2026-10-07", Command::TerminateAtExpiry)?;
//! assert_eq!(names(&asked), ["TerminationRequested", "AutoRenewalSwitchedOff"]);
//!
//! let refused = life.on("2026-12-01", Command::RenewByHand(by_hand("2027-01-15"))).unwrap_err();
//! assert_eq!(refused.code(), "termination-stands");
//!
//! // In grace the holder thinks better of it.
//! let renewal = life.on("2027-02-01", Command::RenewByHand(by_hand("2027-01-15")))?;
//! assert_eq!(names(&renewal), ["OrderOpened"]);
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-65 access follows from state and day
//!
//! What a mailbox may do on a day (send, receive, read, be renewed) depends on its state and that
//! day, and on nothing else. It never depends on how the collection of an order is going: a failed
//! charge before expiry takes nothing away. While a termination stands, the mailbox cannot be
//! renewed.
//!
//! ## R-66 a new holder takes over everything else unchanged
//!
//! A change of holder keeps the expiry, the orders and the money; from then on, the kind of holder
//! and the tax id are those of the new one (A37). An open order stays as it was agreed, including
//! the tax that it charges (R-21).
//!
//! *Decided:* the proof that the notice of art. 65-bis was delivered (R-81) does not pass to the
//! new holder: a consumer is owed the notice again.
