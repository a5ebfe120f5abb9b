//! Charges: the ladder, what a gateway can answer, what follows (R-30 … R-39).
//!
//! A charge (*addebito*) is one attempt to collect a generated order from the bound method, without
//! the customer being there. The hard part is what nobody knows: a charge whose answer was lost may
//! still have taken the money. So a charge is recorded before it is made, and stays *unresolved*
//! until someone reports what became of it.
//!
//! ## R-30 a charge is recorded before it is made
//!
//! A charge is first recorded as requested, with its idempotency key, the amount due that day and
//! the method. Only then may anyone contact the gateway, with that key. The key is made of the
//! mailbox, the expiry, the order's ordinal and the attempt's ordinal. It contains nothing random
//! and no time of day, so repeating a request after a crash repeats the same charge and never makes
//! a second one. Its text has at most 63 characters.
//!
//! *Decided:* a settlement may be reported under a key that has not been requested yet (R-39). That
//! ordinal is then skipped: its outcome is already known, and a request under it would wait for
//! another one for ever.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_business("2026-01-15");
//! life.on("2026-01-15", Command::SwitchOn { method: card(1), consent: None })?;
//! life.ticks_until("2027-01-08");
//! let request = life.mailbox.charge().unresolved().unwrap();
//! assert_eq!(request.amount, money("12.08")); // 9.90, and 2.18 of VAT
//! assert_eq!(request.key.to_string(), "00000000000000000000000000000001.20270115.1.1");
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-31 the outcomes of a charge
//!
//! The engine tells seven answers apart. *Settled*: the money was collected, and the report says how
//! much: less than is due is a part payment, more leaves an excess (R-44). Four are failures: after a
//! *soft decline*, trying later may help, and the answer may say before which day it will not (R-33);
//! after a *hard decline*, this method must never be tried again; *authentication required* means that
//! the customer must act; *stopped* means that the holder withdrew the consent at the bank or with
//! `PayPal`. *Not executed*: it certainly did not happen, and the request can no longer leave (one that
//! may have left is *unknown*). *Unknown*: it may have happened. All but the last are final.
//!
//! Gateways tell *stopped* from a hard decline by a code of the scheme: with Visa, for instance, by R0,
//! R1 and R3, and with `PayPal` by an agreement that was cancelled. Which outcome to report for which
//! code is a table with its sources, `examples/decline-codes`; what is not in it is *unknown*.
//!
//! A method that was stopped is dead (R-34). Where it is the one bound, the holder has taken back more
//! than one card: automatic renewal goes off, with a cause of its own, and the holder is told. Where
//! another method is bound by then, or automatic renewal is off already, only the method dies.
//!
//! *Decided:* automatic renewal goes off whenever *stopped* comes and stands: also if the order was
//! paid or cancelled meanwhile, or lapses with that outcome. The failure of the open order is told as
//! any other (R-35), and the notice that automatic renewal is off comes after it. If *stopped* came
//! into doubt (R-39) and another outcome takes its place, the method is alive again, but automatic
//! renewal stays off: whoever was told that it is off counts on that, and can switch it on.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_business("2026-01-15");
//! life.on("2026-01-15", Command::SwitchOn { method: card(1), consent: None })?;
//! life.ticks_until("2027-01-08");
//! let (key, outcome) = (life.charge(), Outcome::Stopped);
//! let stopped = life.on("2027-01-08", Command::ChargeOutcome { key, outcome })?;
//! let expected = ["ChargeFailed", "AutoRenewalSwitchedOff", "NoticeDue", "NoticeDue"];
//! assert_eq!(names(&stopped), expected);
//!
//! let refused = life.on("2027-01-09", Command::SwitchOn { method: card(1), consent: None }).unwrap_err();
//! assert_eq!(refused.code(), "method-dead");
//! assert!(refused.to_string().ends_with("was stopped by its holder at the bank or with PayPal"));
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-32 an unresolved charge blocks until its outcome is known
//!
//! While a charge is unresolved, nothing else may charge the mailbox, and its order can neither be
//! cancelled nor lapse. Only a final outcome ends this, never the passing of time: if a charge were
//! given up as lost and then settled after all, the customer would pay twice.
//!
//! The key of a charge is **awaited** while the charge is unresolved, its order is open, the mailbox
//! is neither ending nor leaving (R-64, R-82), and automatic renewal is on with that method, which is not dead
//! ([`awaits`](crate::Mailbox::awaits)). Whoever sends a charge asks for that first. A request that
//! was not sent and whose key is not awaited is never sent: its sender reports *not executed*. A
//! request that may have left is *unknown* until the gateway's answer. A request carries a last
//! moment, shorter than the gateway's memory of keys; after it, neither the worker nor the gateway
//! takes the request. A gateway that has forgotten a key would charge it a second time.
//!
//! From some days after the request on (`charge_unresolved_days`: 1, assumed) an **inquiry** is owed:
//! daily for 30 days, then weekly. It asks the gateway what became of the charge, and says whether its
//! key is awaited. Only if it is, and only before the request's last moment, may it ask by sending the
//! same request again. A gateway that no longer finds the key proves nothing: that is *unknown*. A
//! person who has looked into the gateway's books reports the outcome found, with the gateway's
//! reference kept beside it, and that is a final outcome like any other.
//!
//! *Decided:* these inquiries go on while a terminated mailbox waits for the outcome (R-63). The 30
//! days begin with the day on which the first inquiry is owed, whenever a tick asks it. While a
//! charge is in doubt (R-39) no key is awaited: what has not left yet must not be added to what may
//! have been taken.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_business("2026-01-15");
//! life.on("2026-01-15", Command::SwitchOn { method: card(1), consent: None })?;
//! life.ticks_until("2027-01-08");
//! let (order, key) = (life.open_order(), life.charge());
//!
//! let outcome = Outcome::Unknown;
//! life.on("2027-01-08", Command::ChargeOutcome { key, outcome })?;
//! let refused = life.on("2027-01-09", Command::CancelOrder { order }).unwrap_err();
//! assert_eq!(refused.code(), "charge-unresolved");
//! assert!(refused.is_transient()); // waiting helps
//!
//! // Switched off, the charge is no longer wanted; the gateway is asked, and nothing is sent again.
//! life.on("2027-01-09", Command::SwitchOff)?;
//! assert!(!life.mailbox.awaits(&key));
//! let asked = life.on("2027-01-09", Command::Tick)?;
//! assert_eq!(asked[0], Fact::InquiryRequested { key, awaited: false });
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-33 the retry ladder
//!
//! The ladder lists the days before expiry, or after it, on which a charge may be requested (`ladder`:
//! 7 5 3 1; A3 and A27, on PEC itself, and A12 state the 7, and the others are assumed). Each day is a rung. A
//! rung is in force from its day until the day of the next one. The last one stays in force through the
//! last day of the order (`late_charge`: yes, assumed); under a policy that says no, it stays through
//! the expiry, or through its own day if that is later. Each rung is spent once: by a request, or by
//! being skipped because the next one has come or the method may not be charged. The answer *not
//! executed* gives the rung back for the next day. After the last rung there is none.
//!
//! A soft decline may name a day before which this method is not to be asked again, as card schemes
//! advise. Until then neither a rung nor a newly bound method's own request (R-34) asks it. The rung
//! in force waits and is not spent by that; when the next one comes, it is skipped. If none is left on
//! that day, no charge follows, and the notice of the failure says so (R-35).
//!
//! *Decided:* the day belongs to the method, not to the order: another method is asked as if nothing
//! had been said, and another order of the same method waits too. Binding the same method again does
//! not shorten it. Today or an earlier day is nothing; advice in
//! hours names the day on which they are over. A day more than
//! [60 days](crate::charge::NOT_BEFORE_DAYS_MAX) ahead is refused (`not-before-too-far`): schemes give
//! ten days at most, and a year taken for a month would silence automatic renewal. The same failure
//! reported again with another day is the same failure, and the first day stands; an outcome that ends
//! a doubt brings its own day, or none (R-39).
//!
//! *Decided:* a rung that was given back can be used from the day after that report. If a request
//! outside the ladder (R-34) is made while a rung is in force, it spends that rung: one request,
//! not two. If the last rung does not stay in force after expiry and passes unused, it is skipped
//! and the ladder is exhausted (R-35).
//!
//! *Differs:* Aruba's pages tell of one charge, a week before expiry, and of no second attempt (A3,
//! A12, A27). Three more are assumed, so that one day's refusal does not yet cost the mailbox.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let policy = Policy::aruba();
//! let ladder = &policy.parameters().ladder;
//! let expiry = day("2027-01-15");
//! assert_eq!(ladder.rungs(), [7, 5, 3, 1]);
//! assert_eq!(ladder.in_force(expiry, day("2027-01-07")), None);
//! assert_eq!(ladder.in_force(expiry, day("2027-01-08")), Some(Rung::FIRST));
//! assert_eq!(ladder.in_force(expiry, day("2027-01-09")), Some(Rung::FIRST));
//! assert_eq!(ladder.in_force(expiry, day("2027-01-10")), Some(Rung::new(2)?));
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_business("2026-01-15");
//! life.on("2026-01-15", Command::SwitchOn { method: card(1), consent: None })?;
//! life.ticks_until("2027-01-08");
//! let (key, outcome) =
//!     (life.charge(), Outcome::SoftDecline { not_before: Some(day("2027-01-11")) });
//! life.on("2027-01-08", Command::ChargeOutcome { key, outcome })?;
//! assert_eq!(names(&life.on("2027-01-10", Command::Tick)?), [""; 0]); // the second rung waits
//! assert_eq!(names(&life.on("2027-01-11", Command::Tick)?), ["ChargeRequested"]);
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-34 a dead method is never charged
//!
//! After a hard decline a method is dead, and so it is after *stopped* (R-31), when it was *closed*
//! (R-18), and when a charge of it is charged back (R-48): it is never charged again, in any period,
//! unless news revives it (R-18), and cannot be bound again (`method-dead`, which says why). A method
//! past its own expiry date, where that is known, is not charged either. After *authentication
//! required* the method is not charged for this order until it is bound anew. Rungs that come in the
//! meantime are spent without a charge.
//!
//! When a method is bound after a failure or a barred rung, by replacing (R-17) or switching on (R-12),
//! one request to it is owed, at once or on the first day that R-37 allows it, outside the ladder
//! (`recharge_on_method_update`: yes, assumed). Where no charge comes after the expiry (`late_charge`),
//! this one does not either. Under a policy that says no, it is charged on the next rung.
//!
//! News that lifts what barred the method owes a request in the same way, once in an order (R-18).
//!
//! *Decided:* if a method was replaced while its charge was unresolved, its failure says nothing
//! about the new one. It begins no failure episode and bars nothing, and the new method is charged
//! at once, or on the next rung. If the same method was bound anew in the meantime, the failure is
//! still its own. R-16 says what binding the same method anew may change.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_business("2026-01-15");
//! life.on("2026-01-15", Command::SwitchOn { method: card(1), consent: None })?;
//! life.ticks_until("2027-01-08");
//! let (key, outcome) = (life.charge(), Outcome::HardDecline);
//! let failed = life.on("2027-01-08", Command::ChargeOutcome { key, outcome })?;
//! assert_eq!(names(&failed), ["ChargeFailed", "NoticeDue"]);
//!
//! // The next day the customer replaces the card; the new one is asked with the next tick.
//! let old = card(1).id;
//! life.on("2027-01-09", Command::ReplaceMethod { old, new: card(2) })?;
//! assert_eq!(names(&life.on("2027-01-09", Command::Tick)?), ["ChargeRequested"]);
//!
//! let refused = life.on("2027-01-09", Command::SwitchOn { method: card(1), consent: None }).unwrap_err();
//! assert_eq!(refused.code(), "method-dead");
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-35 the exhausted ladder and the failure notice
//!
//! The ladder is exhausted when its last rung is spent and no charge is unresolved. The order stays
//! open and can be paid by hand (A12, A13). Automatic renewal stays on for the next period
//! (`after_exhaustion`: keep, assumed), or goes off with a notice.
//!
//! The holder is told of a failure once per *episode*, not once per attempt. An episode begins with
//! a failure, a barred rung or exhaustion, and ends when a method is bound, when news lifts the bar (R-18), or
//! when the order closes. The
//! notice says what went wrong this time, when the next charge will be and of what sum or why none
//! follows, and what can be paid by hand, until which day which sum suffices. Where no charge
//! follows, it says which would come if another method were bound that day; and what follows if the
//! mailbox is not renewed. Within an episode it is told again when the next charge that it named is
//! now barred, or put off or missing after another failure, and when the ladder is exhausted. A
//! charge that was named and took place overtakes nothing.
//!
//! *Decided:* the notice is part of the same decision as the failure. There is none if the order
//! closed with that outcome.
//!
//! ## R-36 paying by hand rebinds nothing
//!
//! Paying an order by hand leaves the bound method as it is (`manual_payment_rebinds`: no; A12 and A13
//! say so of sister products). If that method is dead, past its own expiry date, or may not be asked
//! for the sum by its mandate cap, the customer is warned that its next charge will fail, and why.
//!
//! *Decided:* the warning also comes if the order is paid by hand first and its charge is declined
//! for good afterwards, and when news bars the bound method (R-18).
//!
//! ## R-37 what every charge requires
//!
//! A charge is requested only with all of this: automatic renewal on; a bound method that is not dead,
//! not past its expiry date, not waiting for the customer, and whose cap the amount fits (R-38); an
//! open generated order, on or before its last day, of which something is due; a rung in force and
//! unspent, or the request owed to a newly bound method (R-34); the day come to which a soft decline
//! put that method off (R-33); no charge of the mailbox unresolved or in doubt; no earlier request that
//! day to that method for that order; a mailbox that can be renewed.
//!
//! *Decided:* a method is asked at most once a day for an order, even if another was bound in between.
//!
//! ## R-38 a charge above the mandate cap is not attempted
//!
//! A mandate may cap the amount of a single charge (A19). An amount equal to the cap is allowed. If
//! more is due, the gateway is not contacted: the rung is spent. The next one asks again whether the amount
//! fits: after a part payment, or for a new holder who owes less, it may. A method that is bound after the
//! bar is asked at once (R-34), and so it is where news of a larger cap lifts it (R-18).
//!
//! *Decided:* the rung that was barred stays spent, so an amount that fits only after the last one is
//! not charged any more: the reason then given is the end of the ladder. Switching on with the same
//! method and the same cap changes nothing.
//!
//! ## R-39 the first final outcome stands, unless it comes into doubt
//!
//! Reports may arrive twice, late, or in contradiction. The first final outcome stands. The same
//! outcome again, or *unknown* after *settled*, is no event. *Settled* after another outcome is
//! money all the same: it is registered, and it fulfils the order if that is still open (R-44) or is
//! owed back (R-45). Any other contradiction is recorded once and changes nothing.
//!
//! *Unknown* after a failure, or after *not executed*, says that the money may have been taken after
//! all. If it was not told of that charge before, and the charge is one of this period, the charge is then
//! **in doubt**, and the holder is told once that automatic renewal waits for it. In doubt counts as
//! unresolved in every rule: nothing else is charged, its order is neither cancelled, replaced nor lapsed,
//! nothing is deleted, and the gateway is asked what became of it. There are two exceptions: its order can be
//! paid by hand (R-94), and its key is not awaited (R-32), so that the charge is never sent again.
//!
//! The next final outcome ends the doubt, also if it is the same as the first. It stands in the place of
//! the first, as if it had been the first:
//!
//! - *Not executed* in place of a failure gives the rung back, unless a later one is spent, and
//!   lifts what the failure barred. A failure in place of *not executed* spends the rung.
//! - A method is dead while a hard decline that stands says so, or *stopped* does. Whatever else takes
//!   the place of that outcome brings the method back, *settled* and *not executed* too: nothing then
//!   says that it is refused for good. If another charge of the method was declined for good or
//!   stopped, it stays dead. Automatic renewal that went off with *stopped* stays off (R-31).
//! - *Settled* is money. If the order was paid otherwise by then, what the charge took is paid back in
//!   cash (R-45).
//!
//! *Decided:* the gateway is asked about a doubt from `charge_unresolved_days` after it began, daily for 30
//! days, then weekly.
//!
//! *Decided:* several charges can be in doubt at once, even beside one that is unresolved. Each comes into
//! doubt once at most.
//!
//! *Decided:* when a doubt ends, its order may be closed, or may have been charged again. Then the outcome
//! decides only whether the method can still be charged; the collection of the order goes on from the later
//! charge. A method bound since the request, or since a failure, keeps its right to be charged (R-34), and
//! the failure says nothing about it.
//!
//! *Decided:* the end of a doubt leaves alone what does not come of that charge. A failure episode that the
//! holder was told of stays open (R-35), and what barred a method for another reason, such as its cap, goes
//! on barring it.
//!
//! *Decided:* if automatic renewal is off, nothing waits, and the holder is told nothing. *Unknown* about a
//! charge of an earlier period, or of a deleted mailbox, is recorded once: what it took is owed back when it
//! comes.
//!
//! *Decided:* the engine cannot tell a new report from a copy of an old one. A copy of the first report that
//! arrives during the doubt would end it, although nobody has found anything out. So whoever passes reports
//! on must remember each one, and pass it on only once.
//!
//! *Decided:* an outcome for a charge that was never requested is refused (`unknown-charge`),
//! except *settled*: that is money, and it is registered and owed back. An outcome for another
//! mailbox's charge is refused (`foreign-key`).
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_business("2026-01-15");
//! life.on("2026-01-15", Command::SwitchOn { method: card(1), consent: None })?;
//! life.ticks_until("2027-01-08");
//! let (key, outcome) = (life.charge(), Outcome::SOFT_DECLINE);
//! life.on("2027-01-08", Command::ChargeOutcome { key, outcome })?;
//!
//! // The gateway corrects itself: the money was taken after all.
//! let outcome = Outcome::Settled { amount: money("12.08") };
//! let settled = life.on("2027-01-09", Command::ChargeOutcome { key, outcome })?;
//! assert_eq!(names(&settled), ["PaymentRegistered", "OrderFulfilled", "NoticeDue"]);
//! assert_eq!(life.mailbox.expiry(), day("2028-01-15"));
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_business("2026-01-15");
//! life.on("2026-01-15", Command::SwitchOn { method: card(1), consent: None })?;
//! life.ticks_until("2027-01-08");
//! let key = life.charge();
//! let mut told = |day, outcome| life.on(day, Command::ChargeOutcome { key, outcome });
//! told("2027-01-08", Outcome::NotExecuted)?;
//!
//! // The request had left after all, and nobody knows what became of it.
//! assert_eq!(names(&told("2027-01-08", Outcome::Unknown)?), ["ChargeInDoubt", "NoticeDue"]);
//! assert_eq!(names(&told("2027-01-09", Outcome::HardDecline)?), ["ChargeFailed", "NoticeDue"]);
//! assert!(life.mailbox.is_dead(card(1).id));
//! # Ok::<(), Refusal>(())
//! ```
