//! Payments: what counts, what is due, what is owed back, paid out and taken back (R-40 … R-49, R-53).
//!
//! A payment is money that the provider has registered, however it came. The engine moves no money:
//! it says where each cent belongs. Paying out what is owed back is the caller's work, and so is the
//! report that it was done. A public body's commitment counts before the money comes (R-47); what is taken
//! back may leave a debt (R-48).
//!
//! ## R-40 amounts, tax and rounding
//!
//! Amounts are in euro with two decimals, counted in whole cents and never negative. Prices and
//! payments are above zero (`amount-zero`). VAT is computed on the net amount and rounded to the cent,
//! half a cent away from zero; net plus VAT is exactly the gross. Whoever is under split payment
//! (*scissione dei pagamenti*, DPR 633/1972 art. 17-ter) owes only the net: a public body (A25), or a
//! business that one controls. The ordinary rate is 22 %.
//!
//! *Decided:* all that one mailbox ever registers can come to 10 billion euro. A report that would
//! exceed that is refused (`amount-too-large`), as a defect of the report.
//!
//! *Differs:* Aruba's page speaks of public bodies (A25). The law has the companies that they control
//! under split payment too, so a business can be.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let price = Price::of(money("9.90"), VatRate::ORDINARY).unwrap();
//! assert_eq!((price.vat(), price.gross()), (money("2.18"), money("12.08"))); // 2.178
//! let half = Price::of(money("0.25"), VatRate::ORDINARY).unwrap();
//! assert_eq!(half.vat(), money("0.06")); // 0.055
//! ```
//!
//! ## R-41 prices come from a dated list
//!
//! The caller supplies the price list: a price for each plan and term, what each extra GB adds, and
//! from when to when it holds. No two lines hold for the same purchase on the same day. If there is
//! no price today, a manual renewal is refused (`no-price`), and the refusal names the first later
//! day that has one; a generated order waits for that day, and the holder is told (R-15). The
//! prices of the preset are what third parties wrote of one provider, and serve as illustrations
//! ([`providers`](super::providers)).
//!
//! *Differs:* Aruba takes discount codes (A6, A7, A9) and sells promotions. Here an order has the price
//! of the list; a price by agreement is a list of its own.
//!
//! ## R-42 the day on which a payment counts
//!
//! A payment counts on the day on which the provider registers it (`settlement_clock`: registered; A32,
//! A34), not on the day on which the customer paid or the engine is told. A settled charge counts on
//! the day on which it was requested, however late it settles.
//!
//! *Decided:* under a policy that counts the day on which the customer paid, that day is used where
//! it is known, and the day of registration where it is not.
//!
//! *Differs:* to the letter of the pages a charge, too, would count on the day on which it is
//! registered (A32). Here it counts on the day of its request, or a slow gateway would cost somebody
//! the mailbox.
//!
//! ## R-43 a payment is recognised by its reference
//!
//! Every payment has the provider's reference; for a settled charge that is its key. The same reference
//! again with the same content is no event. With other content it is refused, and the refusal shows
//! both (`payment-differs`). A reference stays known for ever. What goes out for a refund (R-53), what
//! is taken back (R-48) and what a public body commits itself to (R-47) has a reference too: all share
//! them, so that one names only one.
//!
//! *Decided:* the content compared is the amount, the day that counts, the order or debt named and the way
//! of paying. Which day counts was settled when the payment was registered, so the same report
//! stays the same after the policy's `settlement_clock` has changed. A payment whose reference is
//! the key of a charge is refused, with the advice to report that charge's outcome
//! (`reference-is-charge-key`); otherwise the same money could come twice under two names.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_consumer("2026-01-15");
//! life.on("2026-12-01", Command::RenewByHand(by_hand("2027-01-15")))?;
//! let order = life.open_order();
//! let paid = || Command::Payment(transfer("CRO 7701", order, "12.08", "2026-12-03"));
//! assert_eq!(names(&life.on("2026-12-03", paid())?), ["PaymentRegistered", "OrderFulfilled", "NoticeDue"]);
//! assert_eq!(life.on("2026-12-09", paid())?, []); // the bank repeats itself
//!
//! let other = Command::Payment(transfer("CRO 7701", order, "9.46", "2026-12-03"));
//! assert_eq!(life.on("2026-12-09", other).unwrap_err().code(), "payment-differs");
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-44 what is due, and part payments
//!
//! The amount due is the order's frozen price, plus the late fee of the grace phase in which the
//! payment's day falls, less what is already held for the order. A payment that covers it fulfils the
//! order, and any excess is owed back, in cash. A payment that falls short by no more than a small sum
//! (`shortfall_waived`: 0.00, assumed) fulfils the order too, and the event says how much was waived. A
//! smaller one is held as a part payment: the order waits, and the holder is told what is missing, and
//! until which day which sum suffices.
//!
//! *Decided:* the late fee is a net amount. VAT at the order's rate is added, except for a holder who
//! owes only the net. No grace phase may have a lower fee than the one before it, or waiting would turn
//! a part payment into a full one. The notice of a part payment states what is missing as of today, and
//! what follows if the mailbox is not renewed; of money that comes after the order's last day, and is
//! owed back, there is no such notice. If a charge will collect the rest, it says so; while one bars
//! paying (R-94), it asks for nothing. A settlement states its amount, so a charge too can pay in part
//! or too much. An excess is never turned into a credit, however it came: the credit of R-45 is for
//! money that came too late or for nothing.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_consumer("2026-01-15");
//! life.on("2026-12-01", Command::RenewByHand(by_hand("2027-01-15")))?;
//! let order = life.open_order();
//! let short = Command::Payment(transfer("CRO 1", order, "9.00", "2026-12-03"));
//! assert_eq!(names(&life.on("2026-12-03", short)?), ["PaymentRegistered", "NoticeDue"]);
//! assert_eq!(life.mailbox.ledger().held, money("9.00"));
//!
//! let rest = Command::Payment(transfer("CRO 2", order, "3.44", "2026-12-10"));
//! let facts = life.on("2026-12-10", rest)?;
//! let told = "NoticeDue"; // of the renewal, and of the excess
//! assert_eq!(names(&facts), ["PaymentRegistered", "OrderFulfilled", told, "RefundOwed", told]);
//! assert_eq!(life.mailbox.ledger().owed_back, money("0.36"));
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-45 money that cannot fulfil is owed back
//!
//! A payment registered while a charge is unresolved fulfils the order all the same. If the charge
//! then settles too, its money is owed back. The provider took it twice, so it is paid out, never
//! credited.
//!
//! Money revives nothing. If its order is cancelled (but not replaced, R-29), lapsed, fulfilled or
//! unknown, if it is dated after the order's last day, if the term that it would buy is over already
//! (R-03), or if the mailbox is deleted or ending, it is owed back, with the reason, and the holder is
//! told (R-85). The policy sets the form (`late_payment`: credit 12 months; H3, of the hosting brand).
//! A credit counts from the day of the payment; where fewer than 30 days of it would be left, the money
//! is paid out instead. What was held for an order that closes unpaid takes the same form. What a
//! withdrawal or a leaving owes back is always paid out, and so is what was held for the order that it
//! cancels and what still comes for one that waits for the outcome of its charge (R-64, R-82).
//!
//! Money for a receivable (R-47) or a debt (R-48) settles it in every state, deleted too; only the
//! excess is owed back, in cash. Money that names a debt which never was is treated as money for an
//! unknown order, with a reason of its own; for a debt that is settled already it is an excess, in
//! cash.
//!
//! *Decided:* a payment by hand for an order that a charge fulfilled was taken twice as well, and is
//! paid out: which of the two is told first depends on the day on which a bank's file is read, and the
//! holder's money must not.
//!
//! *Decided:* money that comes for an order cancelled before has a reason of its own
//! (`CancelledBefore`): what was held for it when it was cancelled is owed back by R-25.
//!
//! *Decided:* money for a lapsed order that is dated on or before its last day has a reason of its
//! own, reported late: only the report came late, and the record shows it.
//!
//! *Differs:* the hosting brand keeps all money that bought nothing as credit, and keeps it for good
//! after 12 months (H3). Here what the provider took twice, an excess, and what a consumer gets back
//! who withdraws or leaves is paid out. For a consumer such a clause may not bind at all (Consumer Code
//! artt. 33–36; see [known harm](super::known_harm)).
//!
//! ## R-46 money is conserved to the cent
//!
//! At every moment, registered − reversed + debts + receivables + written off = applied + held + owed
//! back + paid out. Nothing is lost, and nothing is counted twice. Applied is money, or money owed or
//! written off, never a price: what was waived (R-44) is in no sum. Debts and receivables are what of
//! them still stands. After every decision, the refunds that are open add up to everything that is owed
//! back, and no more. What was credited counts as paid out (R-53). [`check`](crate::check) checks all
//! of it.
//!
//! Every cent is in a portion, with what backs it (a payment, a debt, a receivable, or nothing any
//! more: it was written off) and where it lies (held, applied to an order, owed back under a number,
//! paid out by a payout). A move of money changes one or the other, so neither side of the sum can
//! change without the other. Anyone can read them: [`Mailbox::portions`](crate::Mailbox::portions).
//!
//! *Decided:* what lies somewhere is used in the order in which it came: what is held pays an order first come
//! first, so an excess is of the last payment. Of money registered before a take-over (R-68) that no payment is
//! stated for, the portion says *elsewhere*.
//!
//! ## R-47 a public body's commitment renews before the money
//!
//! A public body that renews by hand signs a commitment to pay (*impegno di pagamento*, A25). Once the
//! provider registers it ([`Commitment`](crate::Commitment)), it fulfils the open order as money of
//! that day would: what is due on that day, less what is held, becomes a receivable, and the mailbox is
//! renewed. Later payments that name the order settle it, a settled charge too, in parts if need be.
//! The excess is owed back. A last part that falls short by no more than the order's `shortfall_waived`
//! is written off.
//!
//! *Decided:* a provider may wait for the money all the same (`fulfil_on_commitment`: yes; A25). Then,
//! and where money of that day would not fulfil the order (it is closed, its last day is over, the
//! mailbox is ending or its holder left), the commitment is recorded and changes nothing (R-97). It is
//! refused for an order that the mailbox never had, and where the holder is not a public body
//! (`not-a-public-body`). It never switches automatic renewal on (R-11). A term renewed so carries no
//! right to withdraw or to leave: its holder is no consumer.
//!
//! *Decided:* where what is held falls short of what is due today and covers what was due on the day of
//! the commitment, before a late fee began, the order is fulfilled with that: nothing is to come, and
//! the excess is owed back.
//!
//! *Decided:* what settled a receivable and is reversed afterwards is a debt (R-48), and no receivable
//! again: the commitment was kept once.
//!
//! *Differs:* Aruba takes a commitment for an order that is to be paid by transfer (A25). Here it
//! fulfils any open order of a public body, however that was to be paid.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! use pec_renewal::Commitment;
//! let kind = HolderKind::PublicBody { split_payment: true };
//! let mut life = Life::open(Policy::aruba(), "2026-01-15", standard(kind, "2026-01-15"));
//! life.on("2026-12-01", Command::RenewByHand(by_hand("2027-01-15")))?;
//! let order = life.open_order();
//! let reference = "IMP 7".parse().unwrap();
//! let commitment = Commitment { reference, order, on: day("2026-12-10") };
//! let facts = life.on("2026-12-10", Command::Commitment(commitment))?;
//! assert_eq!(names(&facts), ["CommitmentRegistered", "OrderFulfilled", "NoticeDue"]);
//! assert_eq!(life.mailbox.expiry(), day("2028-01-15"));
//! assert_eq!(life.mailbox.ledger().receivables, money("9.90")); // the net: split payment
//!
//! life.on("2027-02-10", Command::Payment(transfer("CRO 1", order, "9.90", "2027-02-10")))?;
//! assert_eq!(life.mailbox.ledger().receivables, Money::ZERO);
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-48 money taken back leaves a debt
//!
//! A reversal ([`Reversal`](crate::Reversal)) takes money back of a payment: a **chargeback** by the
//! payer, a **return** by the bank, or a **correction** of money that was booked wrongly; so an amount
//! reported in error is mended, and what was booked too low is a payment under another reference. It
//! has a reference of its own (R-43), and a payment may be reversed in parts.
//!
//! It comes out of where that payment's own money lies: first what is held, then what is owed back and
//! not paid out, whose refund is withdrawn (R-53). What was applied or paid out becomes a **debt** of
//! the holder's, with a number. A payment that names the debt ([`Payment::debt`](crate::Payment::debt))
//! settles it, in parts if need be, and then backs what the debt backed. Of a correction that the
//! holder does not owe, the rest is written off instead.
//!
//! A reversal deletes nothing, moves no expiry and bars no renewal. A charge that is charged back makes
//! its method dead, as news of a closed method does (R-18): it is never charged again, whatever other
//! news comes, and where it is the bound one the holder is told. What a withdrawal or a leaving owes
//! back of a renewal is reckoned on what was applied less what was written off of it, and first settles
//! the debt that a reversal of its money left; of several payments the last registered comes back first
//! (R-64, R-82).
//!
//! It is refused only for its own defect (R-49): besides those of every report of money, a payment that
//! is unknown (`unknown-payment`; waiting may help, its own report may be on its way) or of which less
//! is left (`reversal-exceeds-payment`).
//!
//! *Decided:* of a debt that was left by what was applied and by what was paid out, a payment settles
//! first what was paid out, so that a later withdrawal can still be set against the rest. Of several
//! payouts that a reversal touches, they are taken in the order of their references.
//!
//! *Decided:* where what is taken back was held, the holder is told again what is missing (R-44). No
//! notice tells of a debt: the event carries its number, and how it is asked for is the provider's.
//!
//! *Decided:* a chargeback of a charge that was never requested here kills no method, for none is known.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! use pec_renewal::{Reversal, ReversalKind, values::DebtNumber};
//! let mut life = Life::of_a_consumer("2026-01-15");
//! life.on("2026-12-01", Command::RenewByHand(by_hand("2027-01-15")))?;
//! let paid = Command::Payment(transfer("CRO 1", life.open_order(), "12.08", "2026-12-03"));
//! life.on("2026-12-03", paid)?;
//! let chargeback = Command::Reversal(Reversal {
//!     reference: "CB 1".parse().unwrap(),
//!     of: "CRO 1".parse().unwrap(),
//!     amount: money("12.08"),
//!     on: day("2027-01-20"),
//!     kind: ReversalKind::Chargeback,
//! });
//! assert_eq!(names(&life.on("2027-01-20", chargeback)?), ["PaymentReversed"]);
//! assert_eq!(life.mailbox.expiry(), day("2028-01-15"));
//! let debt = life.mailbox.debt(DebtNumber::new(1)).unwrap();
//! assert_eq!((debt.amount, debt.open), (money("12.08"), money("12.08")));
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-49 reports of money are refused only for their own defects
//!
//! A report of money is never refused because of the mailbox's state, only for a defect of its own: the
//! mailbox does not exist, the amount is zero or too large to book, a day lies in the future, the
//! reference is known with other content or is the key of a charge, or the charge belongs to another
//! mailbox. So it is with money that was taken back, and with money that went out: what their reports
//! may be refused for besides stands under R-48 and R-53.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! // The mailbox is deleted; a transfer for its lapsed order comes a month later.
//! let mut life = Life::of_a_consumer("2026-01-15");
//! life.on("2027-01-20", Command::RenewByHand(by_hand("2027-01-15")))?;
//! let order = life.open_order();
//! life.ticks_until("2027-04-21"); // the day after the margin (R-61)
//! let late = Command::Payment(transfer("CRO 9", order, "12.08", "2027-05-16"));
//! let facts = life.on("2027-05-16", late)?;
//! assert_eq!(names(&facts), ["PaymentRegistered", "RefundOwed", "NoticeDue"]);
//! assert_eq!(life.mailbox.standing(day("2027-05-16")), Standing::Deleted);
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-53 what is owed back is a numbered refund
//!
//! What is owed back is a refund. It has a number, a reason, a form (paid out or credited), an amount
//! that never changes and, where the policy sets one, the day by which it is due (`refund_days`: 14,
//! assumed; 1 to 14, as the law sets 14 days for a consumer's withdrawal). Where no rule names a form,
//! it is paid out. The days are counted from the day on which the money was owed; of a withdrawal, from
//! its declaration, and there they are 14 where the policy sets none (R-64). The errand and the notice
//! carry all of it (R-83, R-85).
//!
//! Numbers are counted in each mailbox, from 1, and never used again. The refunds of a deleted mailbox
//! stay with it. The new life of its address (R-62) is another mailbox, which counts its own.
//!
//! Whoever pays asks first whether the number is still open
//! ([`Mailbox::refund`](crate::Mailbox::refund)), and then reports what went out, under a reference of
//! its own (R-43), with its day. The report settles the number, in every state of the mailbox. For a
//! credit the same report says that it was credited. If less went out than was owed, the rest is owed
//! under a new number. The same report again is no event.
//!
//! A reversal (R-48) that takes from a refund withdraws it: its number is no longer open, and the rest
//! is owed in its place, under a new number, for the same reason and by the same day. A payout for a
//! number that was withdrawn settles the one in its place, which is withdrawn with it. What goes out
//! beyond what was owed is a debt, and so is all of a payout for a number that was settled before. A
//! payout that came back is a reversal of its reference: it is owed under a new number, in cash; but
//! where the payout was partly a debt, that debt goes first.
//!
//! A credit belongs to the account, and so does its end: the engine says until when the policy lets it
//! be used (R-45), and keeps no balance. What is bought with it comes in as a payment by the way
//! *credit*, like any other money by hand.
//!
//! A report is refused only for a defect of its own: its day lies in the future, the amount is zero,
//! the reference is known with other content or is the key of a charge, or no such refund was ever owed
//! (`unknown-refund`).
//!
//! *Decided:* what is missing is due by the same day as the refund that was paid short, even if that
//! day is over: the holder has waited since then, and paying short must not gain time. It keeps the
//! order and the form; but where fewer than 30 days of a credit would be left, it is paid out, as in
//! R-45. Its reason names the refund that was paid short.
//!
//! *Decided:* what is owed in the place of a withdrawn credit is paid out too where fewer than 30 days
//! of the credit would be left. What was written off and comes back with a payout is the provider's
//! own: it is owed to nobody.
//!
//! *Decided:* a payout may be dated before the day on which the engine owed it: a clerk can be faster
//! than a file of the bank.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_consumer("2026-01-15");
//! life.on("2026-12-01", Command::RenewByHand(by_hand("2027-01-15")))?;
//! let too_much = Command::Payment(transfer("CRO 1", life.open_order(), "22.44", "2026-12-03"));
//! life.on("2026-12-03", too_much)?;
//! let (first, second) = (RefundNumber::new(1), RefundNumber::new(2));
//! let refund = life.mailbox.refund(first).unwrap();
//! assert_eq!((refund.amount, refund.due), (money("10.36"), Some(day("2026-12-17"))));
//! assert!(refund.is_open());
//!
//! // The desk pays ten euro, and later the rest.
//! let short = paid_out(first, "SCT 1", "10.00", "2026-12-10");
//! let facts = life.on("2026-12-10", short.clone())?;
//! assert_eq!(names(&facts), ["RefundPaid", "RefundOwed", "NoticeDue"]);
//! assert!(!life.mailbox.refund(first).unwrap().is_open());
//! assert_eq!(life.mailbox.refund(second).unwrap().due, Some(day("2026-12-17")));
//! assert_eq!(life.on("2026-12-11", short)?, []); // it repeats itself
//! life.on("2026-12-15", paid_out(second, "SCT 2", "0.36", "2026-12-15"))?;
//! assert_eq!(life.mailbox.ledger().paid_out, money("10.36"));
//!
//! // Paid once more, it is a debt.
//! life.on("2026-12-16", paid_out(second, "SCT 3", "0.36", "2026-12-16"))?;
//! assert_eq!(life.mailbox.ledger().debts, money("0.36"));
//! # Ok::<(), Refusal>(())
//! ```
