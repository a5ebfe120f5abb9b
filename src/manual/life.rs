//! The life of a mailbox: grace, deletion, termination, a new holder (R-60 … R-67).
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
//! From the end of its last phase until its deletion a mailbox keeps that phase's access, but cannot be
//! renewed. Without any phase it can only be read.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_consumer("2026-01-15");
//! life.ticks_until("2027-04-06"); // the warning before deletion (R-61)
//! let on = |text| access(&life.mailbox, day(text));
//! assert!(on("2027-01-15").send); // the expiry day
//! assert!(!on("2027-01-16").send && on("2027-01-16").receive && on("2027-01-16").read);
//! assert!(on("2027-04-15").read && on("2027-04-15").renew); // the 90th day of grace
//! assert!(on("2027-04-16").read && !on("2027-04-16").renew); // until it is deleted
//! ```
//!
//! ## R-61 no mailbox is deleted unwarned, and the last grace day is good
//!
//! On the 90th day the mailbox can still be renewed; on the 91st its deletion is due (A9, A32, A34).
//! Deletion waits while a charge is unresolved or in doubt (R-39), and while an order is open in its
//! margin (R-26): if that order is fulfilled the mailbox renews, and if not the next tick deletes it.
//!
//! No mailbox is deleted unless its holder was *warned*. The warning is a notice of its own: no reminder
//! is one, and a reminder of the same day is left out. It is owed once per period,
//! `deletion_warning_days` (1 to 60; 10 in the preset, assumed) before the day after grace, which is the
//! 81st day, or at once where that day is past. It is put off while the mailbox will renew by itself
//! (R-95, all charges settled), at the longest to the last renewable day that the phases give; a charge
//! that is unresolved puts nothing off.
//!
//! Grace does not run out unwarned either. From the day after the warning was due until it is recorded,
//! the last renewable phase goes on, ticked or not, and the mailbox can be renewed for as many days more
//! as the warning gives. A warning recorded late, for whatever cause, fixes that last renewable day, and
//! the phases after it fall away.
//!
//! The warning names the day of deletion: the latest of the day after grace, `deletion_warning_days`
//! after its own day, and the day after the open order's margin. Deletion is due on the day named, or
//! later where it waits. A day that moves later is told and begins no new count. A warning that failed
//! to arrive is given again on the next day (R-85), and that begins no new count either; that it was owed
//! is enough, its delivery is not waited for.
//!
//! *Decided:* the days of the warning are those of the period, as its phases are: a change of policy
//! holds from the next fulfilment on.
//!
//! ## R-62 deletion is final
//!
//! The contents are gone, an open order has lapsed, automatic renewal goes off, the mail platform is
//! told (R-67), and so is the holder (R-85). The
//! address is kept for the same tax id for ever (`AgID` circular of 2013). If that holder buys it
//! again, an empty mailbox begins a life of its own, with its own anchor (A32); anyone else is
//! refused (`other-holder`). The provider keeps the logs for 30 months (DPR 68/2005), and the event
//! of deletion names their last day.
//!
//! Refunds and references outlive the deletion, and any new life of the address: the deleted mailbox still
//! takes the report that a refund was paid (R-53).
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
//! off (A34, A35); after it, while its phase allows that, the mailbox can be renewed by hand. If a
//! charge is unresolved, the order stays until its outcome. If the charge is paid, the mailbox
//! renews and the request stands for the new expiry; if not, the order is cancelled.
//!
//! *Now* (*recesso*): the mailbox is deleted at once (A35), as asked and with no warning. If a charge is
//! unresolved, access ends and the contents go at once, nothing renews any more, and only the record
//! waits for the outcome. Termination alone does not
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
//! let off = "AutoRenewalSwitchedOff";
//! assert_eq!(names(&asked), ["TerminationRequested", off, "NoticeDue"]);
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
//! and the tax id are those of the new one (A37).
//!
//! An open order that the new holder would owe differently, because one of the two is under split
//! payment and the other is not (R-40), is replaced at once by one that differs only in what is owed
//! (`OrderReissued`). Origin, price list, last day, what R-21 froze, the rungs spent and the episode go
//! with it, as does what is held. If a charge of it is unresolved, that waits for the outcome: after a
//! failure the order is replaced; if the charge settles, it fulfils the order as it stood.
//!
//! *Decided:* the proof that the notice of art. 65-bis was delivered (R-81) does not pass to the
//! new holder: a consumer is owed the notice again.
//!
//! ## R-67 the mail platform is told of every change of access
//!
//! Whenever what the mailbox may do with mail differs from what the mail platform was last told, an
//! event says so (`AccessChanged`), and its errand tells the platform what the mailbox may do from that
//! day on. Opening a mailbox tells it first. Where a command changes it, it is told in the same decision;
//! where the day alone does, by that day's tick, and [`next_deadline`](crate::next_deadline) counts it.
//! [`next_access_change`](crate::next_access_change) reads the day ahead.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! use pec_renewal::next_access_change;
//!
//! let life = Life::of_a_business("2026-01-15");
//! let expired = (day("2027-01-16"), MailAccess::RECEIVE_AND_READ);
//! assert_eq!(next_access_change(&life.mailbox), Some(expired));
//! # Ok::<(), Refusal>(())
//! ```
