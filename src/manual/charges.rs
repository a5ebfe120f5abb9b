//! Charges: the ladder, what a gateway can answer, what follows (R-30 … R-39).
//!
//! A charge (*addebito*) is one attempt to collect a generated order from the bound method, without
//! the customer being there. The hard part is what is not known: a charge whose answer was lost may
//! have taken the money. So a charge is recorded before it is made, and stays *unresolved* until
//! someone reports what became of it.
//!
//! ## R-30 a charge is recorded before it is made
//!
//! First the charge is recorded as requested: with its idempotency key, the amount due that day,
//! and the method. Only then may anyone contact the gateway, with that key. The key is made of the
//! mailbox, the expiry, the order's ordinal and the attempt's ordinal. There is nothing random in
//! it, nor the time of day, so that repeating a request after a crash repeats the same charge and
//! makes no second one. Its text has at most 63 characters.
//!
//! *Decided:* a settlement may be reported under a key that was not requested yet (R-39). That ordinal is
//! then passed over: the answer to it is known, so a request under it would wait for another for ever.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_business("2026-01-15");
//! life.on("2026-01-15", Command::SwitchOn { method: card(1) })?;
//! life.ticks_until("2027-01-08");
//! let request = life.mailbox.charge().unresolved().unwrap();
//! assert_eq!(request.amount, money("9.64")); // 7.90, and 1.74 of VAT
//! assert_eq!(request.key.to_string(), "00000000000000000000000000000001.20270115.1.1");
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-31 the outcomes of a charge
//!
//! Six answers are told apart. *Settled*: the money was collected, and how much. Three are
//! failures: a *soft decline*, where trying later may help; a *hard decline*, where this
//! method must never be tried again; *authentication required*, where the customer must act. *Not
//! executed*: it certainly did not happen. And *unknown*: it may have happened. All are final but
//! the last.
//!
//! ## R-32 an unresolved charge blocks until its outcome is known
//!
//! While a charge is unresolved, nothing else may charge the mailbox, and its order can neither be
//! cancelled nor lapse. Only a final outcome ends this, never the passing of time: a charge given
//! up as lost, and paid after all, would be a double charge. From `charge_unresolved_days` after
//! the request (1, assumed) the gateway is to be asked what became of it, and then daily.
//!
//! *Decided:* the asking also goes on while a mailbox that its holder terminated waits for the outcome
//! (R-63).
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_business("2026-01-15");
//! life.on("2026-01-15", Command::SwitchOn { method: card(1) })?;
//! life.ticks_until("2027-01-08");
//! let (order, key) = (life.open_order(), life.charge());
//!
//! let outcome = Outcome::Unknown;
//! life.on("2027-01-08", Command::ChargeOutcome { key, outcome })?;
//! let refused = life.on("2027-01-09", Command::CancelOrder { order }).unwrap_err();
//! assert_eq!(refused.code(), "charge-unresolved");
//! assert!(refused.is_transient()); // waiting helps
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-33 the retry ladder
//!
//! The ladder lists the days on which a charge may be requested: 7, 5, 3 and 1 days before expiry
//! (7 as A3, A12 and A13 say, the others assumed). Each day is a rung. A rung is in force from its
//! day until the day of the next one; the last goes on through the last renewable day
//! (`late_charge`: yes, assumed), or else through the expiry, or its own day if that is later. Each
//! rung is spent once: by a request, or by being skipped, when the next one has come or the method
//! may not be charged. An answer *not executed* gives the rung back.
//!
//! *Decided:* a rung given back can be used from the day after that report. A rung still in force
//! when a request outside the ladder is made (R-34) is spent by that request: one request, not two.
//! If the last rung passes unused, where it does not go on after expiry, it is skipped and the
//! ladder is exhausted (R-35).
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let policy = Policy::aruba();
//! let ladder = &policy.parameters().ladder;
//! let expiry = day("2027-01-15");
//! assert_eq!(ladder.rungs(), [7, 5, 3, 1]);
//! assert_eq!(ladder.in_force(expiry, day("2027-01-07")), None);
//! assert_eq!(ladder.in_force(expiry, day("2027-01-08")), Some(0)); // the first
//! assert_eq!(ladder.in_force(expiry, day("2027-01-09")), Some(0));
//! assert_eq!(ladder.in_force(expiry, day("2027-01-10")), Some(1)); // the second
//! ```
//!
//! ## R-34 a dead method is never charged
//!
//! After a hard decline a method is dead: it is not charged again in any period, and cannot be
//! bound again (`method-dead`). A method past its own expiry date, where that is known, is not
//! charged either. After *authentication required*, or a mandate cap that is too low (R-38), the
//! method is not charged for this order until it is bound anew. Rungs that come meanwhile are spent
//! unused.
//!
//! When a method is bound after a failure or a barred rung, by replacing (R-17) or switching on
//! (R-12), one request is owed at once, outside the ladder (`recharge_on_method_update`: yes,
//! assumed); otherwise the next rung asks it.
//!
//! *Decided:* the failure of a method that was replaced while its charge was unresolved says
//! nothing of the new one. It begins no failure episode and bars nothing, and the new one is asked
//! at once, or on the next rung. The same method bound anew meanwhile is still the one that fails. What binding the same method anew may change stands under R-16.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_business("2026-01-15");
//! life.on("2026-01-15", Command::SwitchOn { method: card(1) })?;
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
//! let refused = life.on("2027-01-09", Command::SwitchOn { method: card(1) }).unwrap_err();
//! assert_eq!(refused.code(), "method-dead");
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-35 the exhausted ladder and the failure notice
//!
//! The ladder is exhausted when its last rung is spent and no charge is unresolved. The order stays
//! open and can be paid by hand (A12, A13). Automatic renewal stays on for the next period
//! (`after_exhaustion`: keep, assumed), or is switched off with a notice.
//!
//! The holder is told of a failure once per *episode*, not once per attempt: an episode begins with
//! a failure, a barred rung or exhaustion, and ends when a method is bound or the order closes. The
//! notice says what is due, what bars the method if anything does, when the next charge will be if
//! there is one, and until when the order can be paid.
//!
//! *Decided:* the notice follows in the same decision as the failure. There is none if the order
//! closed with that outcome.
//!
//! ## R-36 paying by hand rebinds nothing
//!
//! Paying an order by hand leaves the bound method as it is (A12, A13; `manual_payment_rebinds`:
//! no). If that method is dead, or past its own date, the customer is warned that its next charge
//! will fail.
//!
//! *Decided:* the warning comes as well where the order was paid by hand first, and its charge is
//! declined for good afterwards.
//!
//! ## R-37 what every charge requires
//!
//! A charge is requested only with all of this: automatic renewal on; a bound method that is not
//! dead, not past its date and not waiting for the customer; an open generated order; a rung in
//! force and unspent, or the request owed to a newly bound method (R-34); no charge of the mailbox
//! unresolved; no earlier request of that day to that method for that order; a mailbox that can be
//! renewed.
//!
//! ## R-38 a charge above the mandate cap is not attempted
//!
//! A mandate may state the most that one charge may ask for (A19). Exactly that much is allowed. If
//! more is due, the gateway is not contacted: the rung is spent and the method waits until it is
//! bound anew, as after *authentication required*.
//!
//! ## R-39 the first final outcome stands
//!
//! Reports may come twice, late, and in contradiction. The first final outcome stands. The same
//! again, or *unknown* after it, is no event. *Settled* after another outcome is money all the
//! same: it is registered, and fulfils the order if that is still open (R-44), or is owed back
//! (R-45). Any other contradiction is recorded, once, and changes nothing.
//!
//! *Decided:* an outcome for a charge that was never requested is refused (`unknown-charge`),
//! except *settled*: that is money, registered and owed back. An outcome for another mailbox's
//! charge is refused (`foreign-key`).
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_business("2026-01-15");
//! life.on("2026-01-15", Command::SwitchOn { method: card(1) })?;
//! life.ticks_until("2027-01-08");
//! let (key, outcome) = (life.charge(), Outcome::SoftDecline);
//! life.on("2027-01-08", Command::ChargeOutcome { key, outcome })?;
//!
//! // The gateway corrects itself: the money was taken after all.
//! let outcome = Outcome::Settled { amount: money("9.64") };
//! let settled = life.on("2027-01-09", Command::ChargeOutcome { key, outcome })?;
//! assert_eq!(names(&settled), ["PaymentRegistered", "OrderFulfilled"]);
//! assert_eq!(life.mailbox.expiry(), day("2028-01-15"));
//! # Ok::<(), Refusal>(())
//! ```
