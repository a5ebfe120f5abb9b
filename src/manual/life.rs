//! The life of a mailbox: grace, deletion, termination, a new holder, a take-over (R-60 … R-68).
//!
//! A mailbox is in service (*attiva*) until its expiry day ends, then in grace (*scaduta*), then
//! deleted (*cancellata*). Every step but the last follows from the day alone (R-07).
//!
//! ## R-60 the grace phases after expiry
//!
//! A list of phases says what an expired mailbox may still do. Each phase says for how many days it
//! lasts, whether the mailbox may send, receive or read, whether it can be renewed, and what late fee a
//! renewal costs, if any. The preset has one: for 90 days the mailbox receives and can be read, cannot
//! send, and can be renewed (`grace`: 90 receive read; A10). There is no late fee (assumed, as A10
//! names none). A period keeps the phases with which it began: if a provider shortens grace, that holds
//! from the next fulfilment on. A mailbox that is opened or taken over begins with the phases of that
//! day's policy, whatever phase of its life it is in.
//!
//! From the end of its last phase until its deletion a mailbox keeps that phase's access, but cannot be
//! renewed. Without any phase it can only be read.
//!
//! *Differs:* one of Register.it's pages counts the end both as 30 and as 35 days after expiry (RE1),
//! and two pages about PECpro suspend after 7 and after 8 days (PP1, PP2). A preset has to choose, and
//! takes the later end of the first and the page on PECpro of the second.
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
//! No mailbox is deleted unless its holder was *warned*. The warning is a notice of its own: no
//! reminder is one, and a reminder of the same day is left out. It is owed once per period, some days
//! before the day after grace (`deletion_warning_days`: 10, assumed; 1 to 60), which is the 81st day of
//! the preset's grace; under another policy it may lie before the expiry. Where that day is past it is
//! owed at once. It is put off while the mailbox will renew by itself (R-95, all charges settled), at
//! the longest to the last renewable day that the phases give; a charge that is unresolved or in doubt
//! puts nothing off.
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
//! holds from the next fulfilment on. An order generated after the warning moves the day on, and that
//! is told. A deletion that waited for a charge is done by the next tick after the outcome.
//!
//! *Differs:* Aruba's pages delete after 90 days without a registered payment and tell of no warning
//! (A9, A32, A34). Here nothing is deleted unwarned, and deletion waits for a charge and for an order's
//! margin: an address is lost for good, and with it mail that may count in law.
//!
//! ## R-62 deletion is final
//!
//! The contents are gone, an open order has lapsed, automatic renewal goes off, the mail platform is
//! told (R-67), and so is the holder (R-85). The address is kept for the same tax id for ever (`AgID`
//! circular of 2013). If that holder buys it again, an empty mailbox begins a life of its own, with its
//! own anchor (A32); anyone else is refused (`other-holder`). The provider keeps the logs for 30 months
//! after it (`log_retention_months`: 30; DPR 68/2005), and the event of deletion names their last day.
//!
//! Debts, receivables, refunds and references outlive the deletion, and any new life of the address:
//! the deleted mailbox still takes money for a debt or a receivable, reversals, and the report that a
//! refund was paid (R-45, R-48, R-53).
//!
//! *Decided:* tax ids are compared in one spelling, whatever the case and with or without `IT`
//! before the 11 digits. A [pseudonym](crate::values::TaxId#pseudonyms) in place of a tax id is
//! compared in the same way.
//!
//! *Decided:* the command to buy again goes to the deleted mailbox and names the new one, which the
//! caller then opens with `Open`, like any mailbox. Asking twice with the same new mailbox is no event;
//! asking with another is refused (`address-already-released`). Whether the buyer is the former holder
//! is checked before that, so that a stranger learns nothing. If a termination ended the mailbox, it
//! cancelled the open order.
//!
//! *Decided:* waiting may help who is refused an address that is not deleted yet (`not-deleted`), and
//! nothing else does.
//!
//! *Differs:* Register.it sells the address again as a new product of the same kind (RE1), and Virgilio
//! keeps an address after its contents are gone (VI1). Here both end together, and the former holder
//! buys the address again with any plan.
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
//! *At expiry* (*disdetta*): the holder can ask for it up to the expiry day (A34, A35; `expiry-over`
//! after it). Automatic renewal goes off, the open order is cancelled, and nothing renews until the
//! expiry (`termination-stands`). Until then the holder can revoke it, but automatic renewal stays off;
//! after it, while its phase allows that, the mailbox can be renewed by hand. If a charge is
//! unresolved, the order stays until its outcome. If the charge is paid, the mailbox renews and the
//! request stands for the new expiry; if not, the order is cancelled.
//!
//! *Now* (*chiusura immediata*): the mailbox is deleted at once (A35), as asked and with no warning. If
//! a charge is unresolved, access ends and the contents go at once, nothing renews any more, and only
//! the record waits for the outcome. Termination alone does not make the unused part of the term owed
//! back, only what was held for an order; but whoever may leave the term (R-82) and terminates now has
//! left it.
//!
//! *Decided:* after the expiry day the request is spent. It can no longer be revoked
//! (`termination-spent`), but a holder who renews by hand or switches automatic renewal on in grace
//! has ended it. If the holder pays a renewal by hand while the charge of the kept order is
//! unresolved, the request also stands. A mailbox that its holder terminated now is deleted in the
//! same decision as the outcome.
//!
//! *Differs:* Aruba's form calls both a *recesso* (A34), which here is a consumer's withdrawal (R-64),
//! and its pages name no way back from a request to end the service (A34, A35). Here what was asked for
//! at expiry can be revoked until then, and the mailbox renewed by hand in grace. Registered letters,
//! forms and heirs are the caller's: the engine hears what was decided.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_consumer("2026-01-15");
//! life.on("2026-01-15", Command::SwitchOn { method: card(1), consent: None })?;
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
//! ## R-64 a consumer may withdraw from a renewal by hand
//!
//! A consumer may withdraw (*recesso*) from a renewal by a manual order, however it was paid (Consumer
//! Code artt. 52–59 and, for contracts from 19 June 2026, the online function of art. 54-bis). The
//! withdrawal is a *report*, with the order that the declaration is about and the moment of the declaration:
//! its day counts, however late it is told, and in time it is never refused for the state that it finds.
//! Between order and payment the way out is to cancel (R-24).
//!
//! A declaration is in time up to some days after the payment that fulfilled the order
//! (`withdrawal_days`: 18, assumed; at least 14, which the law sets, and a last day on a Saturday,
//! Sunday or holiday moves on). Where the order does not say that the holder was informed of the right
//! (R-22), it is in time for 12 months more, or for as many days after the report that the holder was
//! informed (`WithdrawalInformationGiven`), whichever is earlier. One that is too late is refused
//! (`withdrawal-too-late`) with the day on which the right ended. The same again is no event.
//!
//! The term ends, and so does every later one. Expiry, anchor, plan and room return to what they were before
//! it, and so does the period, with its grace phases and notices; but the warning before deletion (R-61) is
//! owed anew. Where the old grace would be over on the day of the declaration, that day becomes the expiry
//! and the anchor, as if the holder had left (R-82). Automatic renewal goes off, and an open order is
//! cancelled. Of a mailbox that is deleted or ending only the money is owed back.
//!
//! Owed back, in cash and by `refund_days` after the declaration (14 where the policy sets none), is
//! all that was applied; or, where the holder was informed *and* asked for the start at once (R-22),
//! the part that was not used: what was applied × unused days ÷ days of the term, rounded half away
//! from zero to the cent. The term's days run from the day after the old expiry; unused are those that
//! lie after both the declaration and the old expiry. Of a later term all is owed back. All of it is
//! reckoned on what was applied less what was written off, and first settles the debt that a reversal
//! of that money left (R-48), and what a public body was still to pay for the order (R-47). A notice
//! acknowledges the withdrawal at once, with its content, its moment and what it leads to (R-85).
//!
//! With a charge of the open order unresolved or in doubt all this holds at once. Only that order stays open
//! until the outcome, and renews nothing any more: its key is not awaited (R-32), money that comes for it is
//! owed back in cash, and the outcome cancels it. So the notice says when sending stops, and names no day of
//! deletion, which waits for the outcome.
//!
//! A mailbox that was renewed late in grace may be past its last day once that is withdrawn:
//! [`permitted`](crate::permitted) says beforehand what comes back, to which day the expiry goes, and when
//! the mailbox would be deleted.
//!
//! *Decided:* the declaration names its order, so that a second click is the same declaration and not another
//! one about the renewal before. An earlier renewal by hand can be withdrawn from too while that is in time:
//! the later ones end with it. Withdrawing from a term that ended with another is no event.
//!
//! *Decided:* the 12 months are added to the end of the days that the right would have had. Informing the
//! holder late shortens the right and does not bring back the deduction: the law keeps what was used only
//! from whoever was told before. Informed before the payment counts from the payment.
//!
//! *Decided:* the expiry never moves later: where the term itself is over by the day of the declaration, it
//! stays. Reminders whose day has gone by are not made up for. With the declaration's day as expiry it is
//! another period: no notice of art. 65-bis was given in it, and R-15 remembers nothing.
//!
//! *Decided:* the plan that was before takes effect again at once, as any plan does (R-51): the room shrinks
//! only where a report of used space fits, and an archive whose deletion nobody agreed to stays. Space bought
//! since (R-13) stays where that plan offers it.
//!
//! *Decided:* a termination at expiry (R-63) stands for the expiry that comes back; where that is over, it is
//! spent. What was held for the cancelled order comes back in cash with the rest. A change of holder leaves
//! the right as it stands (R-66).
//!
//! *Differs:* ABWebSolutions says that renewals are not refunded (AB2). A consumer can withdraw all the
//! same, as the law says. The same decision that fined Aruba for switching on (R-19) found that it
//! neither told of the right to withdraw nor recognised it.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_consumer("2026-01-15");
//! let renewal = ManualRenewal { informed: true, ..by_hand("2027-01-15") };
//! life.on("2027-01-04", Command::RenewByHand(renewal))?;
//! let order = life.open_order();
//! life.on("2027-01-04", Command::Payment(transfer("CRO 1", order, "12.08", "2027-01-04")))?;
//! assert_eq!(life.mailbox.expiry(), day("2028-01-15"));
//!
//! // Declared on the last day, told a fortnight later.
//! let declared_at = morning("2027-01-22");
//! life.on("2027-02-05", Command::Withdrawal { order, declared_at })?;
//! assert_eq!(life.mailbox.expiry(), day("2027-01-15"));
//! let refund = life.mailbox.refund(RefundNumber::new(1)).unwrap();
//! assert_eq!((refund.amount, refund.due), (money("12.08"), Some(day("2027-02-05"))));
//! assert_eq!(life.on("2027-02-06", Command::Withdrawal { order, declared_at })?, []);
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
//! *Differs:* between payment and service Aruba has some ten minutes *in attivazione* (A10). Here the
//! mailbox is in service with the event.
//!
//! ## R-66 a new holder takes over everything else unchanged
//!
//! A change of holder keeps the expiry, the orders and the money; from then on, the kind of holder
//! and the tax id are those of the new one (A37).
//!
//! An open order that the new holder would owe differently, because one of the two is under split
//! payment and the other is not (R-40), is replaced at once by one that differs only in what is owed
//! (`OrderReissued`). Origin, price list, last day, what R-21 froze, the rungs spent, what bars the
//! method and the episode go with it, as does what is held; R-15 remembers nothing of it. If a charge
//! of it is unresolved, that waits for the outcome: after a failure the order is replaced; if the
//! charge settles, it fulfils the order as it stood.
//!
//! *Decided:* the proof that the notice of art. 65-bis was delivered (R-81) does not pass to the
//! new holder: a consumer is owed the notice again. A right to withdraw or to leave that stands goes on,
//! whoever holds the mailbox (R-64, R-82); whether a new one arises is judged by the holder at the renewal.
//!
//! ## R-67 the mail platform is told of every change of access
//!
//! Whenever what the mailbox may do with mail differs from what the mail platform was last told, an
//! event says so (`AccessChanged`), and its errand tells the platform what the mailbox may do from that
//! day on. Opening a mailbox tells it first. Where a command changes it, it is told in the same
//! decision; where the day alone does, by that day's tick, and [`next_deadline`](crate::next_deadline)
//! counts it. [`next_access_change`](crate::next_access_change) reads the day ahead.
//!
//! *Decided:* a mailbox that is ended now has no such tick any more (R-63): it is told of at once, also
//! where its access had ended with that very day.
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
//!
//! ## R-68 a mailbox is taken over with what stands elsewhere
//!
//! Every provider begins with a portfolio. An [`Opening`](crate::Opening) states a mailbox as it stands in
//! any phase of its life, and in [`carried`](crate::Opening::carried) what else a life lived elsewhere left
//! standing ([`Carried`](crate::Carried)): each part where there is something to state. What is not stated
//! is not so.
//!
//! - A *termination* at expiry that stands, and what R-15 remembers: that a generated order was cancelled or
//!   lapsed in this period.
//! - The *plan in effect* with the changes to come, and a *room* that is larger than that plan gives. Used
//!   space is reported afterwards, as ever (R-51).
//! - The *open order*: its identity, who made it, purchase, price, opening and last day; of a generated one
//!   the charges requested, the rungs spent, a wait for authentication and whether the failure was told. What
//!   it does not state of R-21 (ladder, margin, what exhaustion does, the lapse where it states no last day)
//!   is the policy's of that day: the event records it as it was then judged, and no later policy changes
//!   it.
//! - *Payments*, with where their money lies, and *refunds*, those owed and those settled. Their references
//!   stay recognised for ever (R-43), and numbers go on from the last refund. What is stated as applied,
//!   held or owed back counts as registered (R-46), unless a debt or a receivable stands for it: a refund or a
//!   term counts with no payment stated too. Where a payment names the order of a term or of a refund, its money
//!   is taken to lie there, so that it can be reversed (R-48); else the first of which any is left is taken.
//! - *Debts*, by number, and *receivables*, by order: what of them still stands. Each stands for money that was
//!   applied. A debt that is settled is stated with nothing, so that its number is not used again; a refund
//!   whose number was withdrawn is left out, and what was paid beyond what was owed is a debt.
//! - *Terms* that can still be ended, with the right to leave or to withdraw, and those bought after them.
//! - What the *notice* of art. 65-bis named, and a *warning* with the day of deletion that it told: there is
//!   no deletion before that day. Where an open order's margin lasts beyond it, the later day is told by a
//!   second warning (R-61). A warning that is not stated was not given, and is owed.
//! - That the mailbox is *deleted*: its address goes to a new life of the same tax id only (R-62).
//!
//! The order has an identity of this engine: the mailbox, its expiry, and as ordinal the number of orders
//! before, which counts it. Money may still name it, and an order with a receivable, by the number that it had
//! elsewhere:
//! [`Mailbox::order_named`](crate::Mailbox::order_named) gives the identity for it, for ever, and the payment
//! is reported with that. A number that reads as an order of this engine is refused, as it could mean two.
//!
//! What contradicts itself, or the rest of the opening, is refused
//! ([`CarriedContradiction`](crate::CarriedContradiction) lists it), with what to do: more held than came, an
//! order beside a deleted mailbox, a reference that comes twice. The same opening again is no event; another
//! is refused, with the first part that differs (R-91).
//!
//! **How to move a portfolio.** A charge in flight elsewhere is not taken over: it ends there first. So,
//! mailbox by mailbox or all together:
//!
//! 1. Stop generating and charging there, and let every charge requested come to its final outcome; one that
//!    settles renews there.
//! 2. Fulfil there what is covered, pay out or write down what is owed back, and stop taking new requests.
//! 3. Export each mailbox as it then stands, and open it here with `Open`, on the same day. A file
//!    can be read again: an opening that is there already is no event.
//! 4. From then on report here whatever comes: payments under the old numbers by `order_named`, and late news
//!    of money taken there as payments of their own.
//! 5. Tick. What is due by now is done: a notice or warning that was not stated is given, and a rung that is
//!    in force and not stated as spent is charged.
//!
//! *Decided:* the ordinal of the open order is the number of orders before, so neither can say
//! otherwise. A ladder whose last rung is stated as spent is exhausted, and its holder counts as told
//! (R-35). After a failure that was told, what bars the method but a wait for its holder follows from
//! the method and the amount of that day (R-38). A term taken over that is ended leads back to the plan
//! in effect, as what was before it is not known. The last day to withdraw is reckoned by the policy of
//! the day of opening, from the payment's day. A notice of art. 65-bis of which only the day is known
//! counts as true (R-82); of one that says what it named, a larger sum or an earlier charge is told
//! again (R-81). The day of a soft decline's *not before* (R-33), the method of a charge, the day of
//! the last renewal (`renewal_gap_days`) and reminders sent are not taken over.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! use pec_renewal::{Carried, CarriedOrder, CarriedOrigin, CarriedPayment, KnownPayment};
//!
//! let begins = standard(HolderKind::Consumer, "2026-01-15"); // it expires on 2027-01-15
//! let order = OrderId::new(begins.mailbox, begins.expiry, 1);
//! let reference = "CRO 1".parse().unwrap();
//! let method_kind = Some(MethodKind::BankTransfer);
//! let payment =
//!     KnownPayment { reference, amount: money("9.00"), day: day("2026-12-03"), order: Some(order), debt: None, method_kind };
//! let carried = Carried {
//!     order: Some(CarriedOrder {
//!         id: order,
//!         number: Some("ORD-0815".parse().unwrap()),
//!         origin: CarriedOrigin::Manual {
//!             method_kind: MethodKind::BankTransfer,
//!             informed: true,
//!             start_requested: false,
//!         },
//!         purchase: begins.purchase,
//!         price: Price::of(money("9.90"), VatRate::ORDINARY).unwrap(), // 12.08
//!         archive_consent: false,
//!         opened_on: day("2026-12-01"),
//!         last_day: Some(day("2027-02-28")),
//!     }),
//!     payments: vec![CarriedPayment { payment, applied: Money::ZERO, held: money("9.00") }],
//!     ..Carried::default()
//! };
//! let taken_over = Opening { orders_before: 1, carried: Some(Box::new(carried)), ..begins };
//! let mut life = Life::open(Policy::aruba(), "2026-12-10", taken_over);
//! assert_eq!(life.mailbox.amount_due(day("2026-12-10")), money("3.08"));
//!
//! let named = life.mailbox.order_named("ORD-0815").unwrap();
//! life.on("2026-12-12", Command::Payment(transfer("CRO 2", named, "3.08", "2026-12-12")))?;
//! assert_eq!(life.mailbox.expiry(), day("2028-01-15"));
//! # Ok::<(), Refusal>(())
//! ```
