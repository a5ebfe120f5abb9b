//! The reference model: the rules a second time, read straight from the rule book.
//!
//! The engine is four machines, a fold of events and a list of what waits. This is none of that. A
//! [`Record`](record::Record) is what a clerk with paper would keep: a list of orders, a list of
//! charges, a list of payments, a list of notices. Whatever is asked of the mailbox is answered by
//! going through the lists again ([`answers`], [`collection`]); nothing that can be looked up is
//! kept. It shares with the engine the value types (days, amounts, names, the policy as data) and
//! the declared order of the refusals, and no code: terms, tax, prices, rooms and grace are worked
//! out by hand here.
//!
//! It is given the requests and reports, with the policy and the day of each, and never sees an event.
//! For every one it says whether it is refused, and with which reason: it collects *all* that speaks
//! against it ([`objections`]) and names the reason declared first. If nothing does, it says
//! what is written down.
//!
//! After every command of random lives the two are compared ([`compared`]): refusal or events by
//! name, notices by kind, then every answer, and whether a tick would find work on the day that the
//! engine calls its deadline and on no day before it. [`lives`] counts what the lives reached, so
//! that an agreement about nothing does not pass for one.
//!
//! Not compared is what only the engine has words for: what a notice says of the outlook, of ways out and
//! of sums to come beside the charge that it names, when that is told again, the rule that an event names, and the order of
//! events within one decision.
//!
//! Where they differ, one of them misreads the rules. The model is written to be read, not to be
//! fast.
//!
//! | file | what it says |
//! |---|---|
//! | [`record`] | the lists |
//! | [`calendar`], [`goods`] | terms by hand; prices, tax and room by hand |
//! | [`answers`], [`books`] | what the lists say: of life and renewal; of orders, money, room, notices, and of what is to come |
//! | [`collection`] | what one order's file says of its charges (R-30 … R-38) |
//! | [`objections`] | all that speaks against a command (R-92) |
//! | [`given`] | which page a command is for; opening (R-04, R-07, R-91) |
//! | [`carried`] | the first pages of a mailbox taken over in the middle of a life (R-68) |
//! | [`requests`], [`reports`] | what the holder's wishes and outside news write down |
//! | [`ending`] | what it writes down that a term is ended (R-64, R-82) |
//! | [`money`] | what a payment does, and a payout (R-42 …) |
//! | [`slips`] | where every cent is, what is taken back, and what stands for money (R-46 …) |
//! | [`space`] | when a plan takes effect, and when the room shrinks (R-50, R-51) |
//! | [`tick`] | what a day does (R-08) |
//! | [`compared`], [`difference`] | the comparison, of answers and of a step |
//! | [`lives`], [`kinds`], [`seen`], [`report`] | the lives that it is made on, and what they reached: `tests/audit/tables/model.txt` |

mod answers;
mod books;
mod calendar;
mod carried;
mod collection;
mod compared;
pub mod difference;
mod ending;
pub mod given;
mod goods;
mod kinds;
mod lives;
mod money;
mod objections;
mod record;
mod report;
mod reports;
mod requests;
mod seen;
mod slips;
mod space;
mod tick;
