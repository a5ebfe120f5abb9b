//! Payments: what counts, what is due, what is owed back (R-40 … R-49).
//!
//! A payment is money that the provider has registered, however it came. The engine moves no money:
//! it says where each cent belongs. Paying out what is owed back is the caller's work. Commitments
//! of public bodies (R-47) and reversals (R-48) are for a later version.
//!
//! ## R-40 amounts, tax and rounding
//!
//! Amounts are euro with two decimals, counted in whole cents, never negative. Prices and payments
//! are above zero (`amount-zero`). VAT is computed on the net amount and rounded to the cent, half
//! a cent away from zero; net and VAT make the gross exactly. A public body under split payment
//! owes the net only (A25). The ordinary rate is 22 %.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let price = Price::of(money("7.90"), VatRate::ORDINARY).unwrap();
//! assert_eq!((price.vat(), price.gross()), (money("1.74"), money("9.64"))); // 1.738
//! let half = Price::of(money("0.25"), VatRate::ORDINARY).unwrap();
//! assert_eq!(half.vat(), money("0.06")); // 0.055
//! ```
//!
//! *Decided:* all that one mailbox ever registers can come to 10 billion euro. A report that would
//! go beyond is refused (`amount-too-large`), as a defect of the report.
//!
//! ## R-41 prices come from a dated list
//!
//! The caller supplies the price list: for each plan and term a price, what each extra GB adds, and
//! from when to when it holds. No two lines hold for the same purchase on the same day. Without a
//! price today a manual renewal is refused (`no-price`), with the first later day that has one; a
//! generated order waits for that day, and the holder is told (R-15). The prices of the preset are
//! a third party's of about 2021-22: illustrations.
//!
//! ## R-42 the day on which a payment counts
//!
//! What counts is the day on which the provider registers the payment (A32, A34;
//! `settlement_clock`), not the day on which the customer paid, nor the one on which the engine is
//! told. A settled charge counts for the day on which it was requested, however late it settles.
//!
//! *Decided:* where a policy counts the day on which the customer paid, that is taken where it is
//! known, and the day of registration where it is not.
//!
//! ## R-43 a payment is recognised by its reference
//!
//! Every payment has the provider's reference; that of a settled charge is its key. The same
//! reference again with the same content is no event. With other content it is refused, and both
//! are shown (`payment-differs`). A reference stays known for ever.
//!
//! *Decided:* the content compared is the amount, the day that counts, the order named and the way
//! of paying. Which day counted was settled when the payment was registered: the same report is still
//! the same after the policy's `settlement_clock` changed. A payment whose reference is the key of a charge is refused with the advice to report
//! that charge's outcome (`reference-is-charge-key`): else the same money could come twice under
//! two names.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_consumer("2026-01-15");
//! life.on("2026-12-01", Command::RenewByHand(by_hand("2027-01-15")))?;
//! let order = life.open_order();
//! let paid = || Command::Payment(transfer("CRO 7701", order, "9.64", "2026-12-03"));
//! assert_eq!(names(&life.on("2026-12-03", paid())?), ["PaymentRegistered", "OrderFulfilled"]);
//! assert_eq!(life.on("2026-12-09", paid())?, []); // the bank repeats itself
//!
//! let other = Command::Payment(transfer("CRO 7701", order, "9.46", "2026-12-03"));
//! assert_eq!(life.on("2026-12-09", other).unwrap_err().code(), "payment-differs");
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-44 what is due, and part payments
//!
//! Due is the order's frozen price, with the late fee of the grace phase in which the payment's day
//! falls, less what is held for the order already. A payment that covers it fulfils the order, and
//! any excess is owed back. A smaller one is held as a part payment: the order waits, and the
//! holder is told what is missing.
//!
//! *Decided:* the late fee is a net amount. VAT at the order's rate is added, except for a holder
//! who owes the net only. No grace phase may have a lower fee than the one before it, or waiting
//! would turn a part payment into a full one. What a part payment's notice calls missing is as of
//! today. A settlement states its amount, so a charge too can pay in part or too much.
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
//! let rest = Command::Payment(transfer("CRO 2", order, "1.00", "2026-12-10"));
//! let facts = life.on("2026-12-10", rest)?;
//! assert_eq!(names(&facts), ["PaymentRegistered", "OrderFulfilled", "RefundOwed"]);
//! assert_eq!(life.mailbox.ledger().owed_back, money("0.36"));
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-45 money that cannot fulfil is owed back
//!
//! A payment registered while a charge is unresolved fulfils the order all the same. If the charge
//! then settles too, that money is owed back. Money for an order that is cancelled, lapsed,
//! fulfilled or unknown, or dated after its last day, or for a mailbox deleted or ending, never
//! revives anything: it is owed back, with the reason. The form is the policy's (`late_payment`):
//! in the preset a credit for 12 months, as the hosting brand has it (H3). A credit counts from the
//! day on which it is recorded, and other money owed back, an excess for instance, takes the same
//! form.
//!
//! *Decided:* money for a lapsed order, dated within its last day, has a reason of its own:
//! reported late. Then only the report came late, and the record shows it.
//!
//! ## R-46 money is conserved to the cent
//!
//! At every moment, registered = applied + held + owed back. Nothing is lost, and nothing is
//! counted twice. And after every decision, all that is owed back was named in an instruction to
//! pay it back, and no more than that. Both are checked by [`check`](crate::check).
//!
//! *Decided:* receivables and debts enter the sum with R-47 and R-48.
//!
//! ## R-49 reports of money are refused only for their own defects
//!
//! News of money is never refused for the state that it finds, but only for a defect of its own:
//! there is no such mailbox, the amount is zero or beyond all bounds, a day lies in the future, the
//! reference is known with other content or is the key of a charge, the charge is another
//! mailbox's.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! // The mailbox is deleted; a transfer for its lapsed order comes a month later.
//! let mut life = Life::of_a_consumer("2026-01-15");
//! life.on("2027-01-20", Command::RenewByHand(by_hand("2027-01-15")))?;
//! let order = life.open_order();
//! life.ticks_until("2027-04-16");
//! let late = Command::Payment(transfer("CRO 9", order, "9.64", "2027-05-16"));
//! let facts = life.on("2027-05-16", late)?;
//! assert_eq!(names(&facts), ["PaymentRegistered", "RefundOwed"]);
//! assert_eq!(life.mailbox.standing(day("2027-05-16")), Standing::Deleted);
//! # Ok::<(), Refusal>(())
//! ```
