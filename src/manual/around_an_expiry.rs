//! The days around an expiry, in one drawing: what is told, asked, charged and allowed on each of them.
//!
//! One mailbox in three lives, under the preset for Aruba; D is its expiry. The drawing shows all days
//! from D−90 on, and the tables below it each day on which something changes. A bar in a lane of the
//! holder's means that it is possible on those days. Days, sums and sentences are those of the engine's
//! own projection; a test compares them. `pec-nightly --around-expiry` draws the same under another
//! preset or a policy of your own, and in Italian.
//!
//! - **Deleted on D+91, or on D+96:** an order that stays open can be paid until D+90, as can be renewed
//!   by hand without one. Money of that day may be told for five days more, its margin, and so
//!   long the mailbox waits.
//! - **Switching off:** until D−8 it certainly prevents the charge. Later it stops every charge not yet
//!   requested.
//! - **Withdrawing and leaving** are possible in none of the three: no term was bought by a renewal by
//!   hand, and the notice that the law asks for came in time.
//!
#![doc = include_str!("around_an_expiry.svg")]
//!
#![doc = include_str!("around_an_expiry.md")]
