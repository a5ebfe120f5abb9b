//! Plans: fulfilment, going up and down, the customer's own domain (R-50 … R-52).
//!
//! There are three plans (*tipologia*). Standard has 1 GB for mail, at most one more, and no
//! archive. Pro has 2 GB and an archive of 3 GB, Premium 2 GB and an archive of 8 GB; both can be
//! enlarged without a limit (A27, A30).
//!
//! ## R-50 fulfilment alone extends the expiry
//!
//! When an order is paid in full it is fulfilled. That, and nothing else, extends the expiry, once
//! for each order. It ends grace; it begins a new period, with its own notices and with the grace
//! phases of that day's policy; and it may switch automatic renewal on (R-11). What was bought
//! takes effect with the term (A30; `plan_change_takes_effect`): on the day after the old expiry,
//! or at once where that is over already. Older pages of the same provider say on payment; a policy
//! can say so too.
//!
//! *Decided:* who renews for several years ahead, with several plans, has several changes planned;
//! each takes effect on its own day.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_business("2026-01-15");
//! let pro = ManualRenewal { plan: Plan::Pro, ..by_hand("2027-01-15") };
//! life.on("2026-09-01", Command::RenewByHand(pro))?;
//! let order = life.open_order();
//! life.on("2026-09-02", Command::Payment(transfer("CRO 5", order, "30.50", "2026-09-02")))?;
//! assert_eq!(life.mailbox.expiry(), day("2028-01-15"));
//!
//! life.ticks_until("2027-01-15");
//! assert_eq!(life.mailbox.space().plan, Plan::Standard);
//! life.ticks_until("2027-01-16");
//! assert_eq!(life.mailbox.space().plan, Plan::Pro);
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-51 a smaller room must fit what is used
//!
//! Going down is checked against the space used twice: when it is ordered and when it takes effect.
//! Exactly full fits. Leaving Pro or Premium for Standard deletes the archive, and the holder must
//! have agreed (`archive-consent-missing`; A28, A29). Above 1 GB of mail Standard needs extra
//! space, or less mail; above 2 GB less mail is the only way. From Premium to Pro the same holds
//! for an archive above 3 GB, and for every cut of extra space. The refusal (`space-in-use`) says
//! how much to free, and which extra space would do.
//!
//! No data is ever purged silently. On the day of the change the plan changes, but the room shrinks
//! only on a report of used space, of that day or later, that fits; until such a report comes, one
//! is asked for daily. If it does not fit, the old room stays and the holder is told.
//!
//! *Decided:* mail and archive are judged apart, and an archive whose end the holder agreed to is
//! not counted. Where no report of used space is known, a smaller room is refused
//! (`used-space-unknown`). The shrinking is all or nothing. A report that does not fit ends the
//! daily asking; a later one that fits still shrinks the room. A measurement older than the last
//! one known is no event. 1 GB is 10⁹ bytes.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let purchase = Purchase { plan: Plan::Premium, extra: ExtraSpace::NONE, term: Term::ONE };
//! let business = opening(HolderKind::Business, purchase, "2026-01-15");
//! let mut life = Life::open(Policy::aruba(), "2026-01-15", business);
//! let used = UsedSpace { mailbox: "1.6 GB".parse()?, archive: "5 GB".parse()? };
//! life.on("2026-12-01", Command::UsedSpace { used, on: day("2026-12-01") })?;
//!
//! let mut wish = by_hand("2027-01-15"); // Standard, with no extra space
//! let refused = life.on("2026-12-01", Command::RenewByHand(wish)).unwrap_err();
//! assert_eq!(refused.code(), "archive-consent-missing");
//!
//! wish.archive_consent = true;
//! let refused = life.on("2026-12-01", Command::RenewByHand(wish)).unwrap_err();
//! let Refusal::SpaceInUse { to_free, extra_would_do, .. } = refused else { panic!() };
//! assert_eq!(to_free.mailbox, "600 MB".parse()?);
//! assert_eq!(extra_would_do, Some("+1 GB mailbox".parse()?));
//!
//! wish.extra = "+1 GB mailbox".parse()?;
//! assert_eq!(names(&life.on("2026-12-01", Command::RenewByHand(wish))?), ["OrderOpened"]);
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! ## R-52 a mailbox on the customer's own domain renews elsewhere
//!
//! A mailbox on the customer's own domain has the expiry of that domain and is renewed with it
//! (A6). It cannot change plan, buy space or renew here, and ticks do nothing.
//!
//! *Decided:* every request of the holder is refused with where to go (`own-domain`), and so is a
//! report of space bought. Reports of notices, money, the holder, the account and used space are
//! still taken; money is owed back. Ticks do not even delete. State and access of such a mailbox are
//! good only up to the expiry stated at its opening: that its domain was renewed, nobody reports here.
