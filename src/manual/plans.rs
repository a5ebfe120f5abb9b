//! Plans: fulfilment, going up and down, the customer's own domain (R-50 … R-52).
//!
//! There are three plans (*tipologia*). Standard has 1 GB for mail, at most one more, and no
//! archive. Pro has 2 GB and an archive of 3 GB, Premium 2 GB and an archive of 8 GB; both can be
//! enlarged without limit (A27, A30).
//!
//! ## R-50 fulfilment alone extends the expiry
//!
//! When an order is paid in full it is fulfilled. That, and nothing else, extends the expiry, once per
//! order. It ends grace and begins a new period, with its own notices and with the grace phases of that
//! day's policy. It may switch automatic renewal on (R-11). What was bought takes effect with the term
//! (`plan_change_takes_effect`: with term, assumed; A29 and A30 say that a plan is changed by renewing,
//! and not from which day it counts): on the day after the old expiry, or at once if that day has gone
//! by. A policy can say on payment.
//!
//! *Decided:* a holder who renews several years ahead, with several plans, has several changes planned.
//! Each takes effect on its own day. A plan bought in grace takes effect with the payment, even if an
//! earlier change was still to be made.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let mut life = Life::of_a_business("2026-01-15");
//! let purchase = Purchase::new(Plan::Pro, Term::ONE);
//! let pro = ManualRenewal { purchase, ..by_hand("2027-01-15") };
//! life.on("2026-09-01", Command::RenewByHand(pro))?;
//! let order = life.open_order();
//! life.on("2026-09-02", Command::Payment(transfer("CRO 5", order, "30.50", "2026-09-02")))?;
//! assert_eq!(life.mailbox.expiry(), day("2028-01-15"));
//!
//! life.ticks_until("2027-01-15");
//! assert_eq!(life.mailbox.space().package.plan, Plan::Standard);
//! life.ticks_until("2027-01-16");
//! assert_eq!(life.mailbox.space().package.plan, Plan::Pro);
//! # Ok::<(), Refusal>(())
//! ```
//!
//! ## R-51 a smaller room must fit what is used
//!
//! Going down is checked twice against the space used: when it is ordered and when it takes effect.
//! Exactly full fits. Leaving Pro or Premium for Standard deletes the archive, so the holder must
//! have agreed (`archive-consent-missing`; A28, A29). Above 1 GB of mail, Standard needs extra
//! space, or less mail; above 2 GB, less mail is the only way. The same holds from Premium to Pro
//! for an archive above 3 GB, and for every cut of extra space. The refusal (`space-in-use`) says
//! how much to free, which extra space would do, and from which day on it is no cut any more because a
//! smaller plan bought before has taken effect.
//!
//! No data is ever purged silently. On the day of the change the plan changes, but the room shrinks
//! only when a report of used space, dated that day or later, shows that the data fits. Until such
//! a report comes, one is asked for every day. If the data does not fit, the old room stays and the
//! holder is told.
//!
//! *Decided:* mail and archive are judged separately, and an archive whose deletion the holder
//! agreed to is not counted. If no report of used space is known, a smaller room is refused
//! (`used-space-unknown`). Shrinking is all or nothing. After a report that does not fit, the
//! engine stops asking daily; a later one that fits still shrinks the room. A measurement older
//! than the last one known is no event. 1 GB is 10⁹ bytes.
//!
//! *Differs:* Aruba's pages check the space once, when the renewal is made, and then delete the archive
//! (A28, A29). Here it is checked again on the day of the change, for mail goes on arriving, and what
//! does not fit stays. Aruba warns of a room that is nearly full (A30); the engine tells of none.
//!
//! ```
//! # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
//! # use example::*;
//! let purchase = Purchase::new(Plan::Premium, Term::ONE);
//! let business = opening(HolderKind::Business { split_payment: false }, purchase, "2026-01-15");
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
//! wish.purchase.package.extra = "+1 GB mailbox".parse()?;
//! assert_eq!(names(&life.on("2026-12-01", Command::RenewByHand(wish))?), ["OrderOpened"]);
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! ## R-52 a mailbox on the customer's own domain renews elsewhere
//!
//! A mailbox on the customer's own domain has the expiry of that domain and is renewed with it
//! (A6). It cannot change plan, buy space or renew here, and ticks do nothing.
//!
//! *Decided:* every request of the holder is refused, and the refusal says where to go
//! (`own-domain`); so is a report of space bought. Reports of notices, money, the holder, the
//! account and used space are still accepted; money is owed back. Ticks do not even delete. State
//! and access of such a mailbox are reliable only up to the expiry stated when it was opened,
//! because nobody reports here that its domain was renewed.
//!
//! *Differs:* a newer page deletes such a mailbox 30 days after its expiry (A32). Here its ticks delete
//! nothing, since nobody reports what became of the domain.
