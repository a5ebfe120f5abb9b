//! The life of a mailbox: grace, deletion, termination, a new holder (R-60 … R-66).
//!
//! A mailbox is in service (*attiva*) until its expiry day ends, then in grace (*scaduta*), then
//! deleted (*cancellata*). Every step but the last follows from the day alone (R-07). Withdrawal
//! within 14 days (R-64) is for a later version.
//!
//! ## R-60 the grace phases after expiry
//!
//! What an expired mailbox may still do is a list of phases: for so many days it may send, receive
//! or read, a renewal costs a late fee or none, and it can be renewed or not. In the preset there
//! is one: for 90 days the mailbox receives and can be read, but cannot send, and can be renewed
//! (A10). There is no late fee (assumed, as A10 names none). A period keeps the phases with which
//! it began: a provider that shortens grace does so from the next fulfilment on. A mailbox that is
//! opened or taken over begins with those of that day, in whatever phase of its life it is met.
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
//! A34). Deletion waits while a charge is unresolved: should the charge renew the mailbox, it must
//! still be there. Waiting prolongs nothing else: access has ended with grace.
//!
//! *Decided:* if the outcome does not renew it, the next tick deletes.
//!
//! ## R-62 deletion is final
//!
//! The contents are gone; an open order lapsed on its day before; automatic renewal goes off. The
//! address is kept for the same tax id for ever (`AgID` circular of 2013). If that holder buys it
//! again, an empty mailbox begins a life of its own, with its own anchor (A32); anyone else is
//! refused (`other-holder`). The provider's logs are kept for 30 months (DPR 68/2005): the event of
//! deletion names their last day.
//!
//! *Decided:* buying again is asked of the deleted mailbox and names the new one; the caller then
//! opens that. Asking twice with the same new mailbox is no event; with another, it is refused
//! (`address-already-released`). Whether the buyer is the former holder is judged before that, so
//! that a stranger learns nothing. If a termination ended the mailbox, it cancelled the open order.
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
//! *At expiry* (*disdetta*), asked for up to the expiry day (`expiry-over` after it): automatic
//! renewal goes off, the open order is cancelled, and nothing renews until the expiry
//! (`termination-stands`). Until then it can be revoked; automatic renewal stays off all the same
//! (A34, A35). If a charge is unresolved, the order stays until its outcome. If it is paid, the
//! mailbox renews and the request stands for the new expiry; if not, the order is cancelled.
//!
//! *Now* (*recesso*): the mailbox is deleted at once (A35). If a charge is unresolved, access ends
//! at once, nothing renews any more, and deletion follows the outcome. What is not earned is not
//! owed back for this alone; only what was held for an order is.
//!
//! *Decided:* after the expiry day the request is spent. It cannot be revoked then
//! (`termination-spent`), but a holder who renews by hand or switches automatic renewal on in grace
//! has ended it. A renewal paid by hand while the charge of the kept order is unresolved also
//! leaves the request standing. A mailbox that its holder terminated now is deleted in the same decision
//! as the outcome.
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
//! What a mailbox may do on a day (send, receive, read, be renewed) is a function of its state and
//! that day, and of nothing else. It never depends on how the collecting of an order goes: a failed
//! charge before expiry takes nothing away. Where a termination stands, the mailbox cannot be
//! renewed.
//!
//! ## R-66 a new holder takes over everything else unchanged
//!
//! A change of holder keeps the expiry, the orders and the money; the kind of holder and the tax id
//! are the new one's from then on (A37). An open order stays as it was agreed, also as to the tax
//! that it asks for (R-21).
//!
//! *Decided:* the proof that the notice of art. 65-bis was delivered (R-81) does not pass to the
//! new holder: a consumer is owed the notice again.
