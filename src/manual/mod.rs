//! The rule book: what the engine does with a mailbox, rule by rule, for whoever has to judge it.
//!
//! It is written for auditors, for a holder's lawyer, and for the people who answer the telephone.
//! You need no Rust: skip the examples. The manual is text only. The rules are enforced elsewhere;
//! the examples run as tests, so that they at least cannot fall behind.
//!
//! # How to read it
//!
//! - A rule has a number that never changes. Every event of a mailbox names the rule that caused it
//!   so the number leads from a line of a transcript to its paragraph here. The titles are
//!   those of [`Rule::title`](crate::values::Rule::title).
//! - What a provider may choose is a parameter of the [`Policy`](crate::catalogue::Policy), with a
//!   name such as `order_lead_days`. The value given beside it is that of the preset for Aruba,
//!   [`Policy::aruba`](crate::catalogue::Policy::aruba). A code such as A10 is a page that states
//!   it: see [`sources`]. *Assumed* means that no public page does. Every value of every preset, with its
//!   page: [`providers`].
//! - *Decided* says how we read what the rule leaves open: as both a holder and an auditor would
//!   expect.
//! - A word such as `wrong-expiry` is the code of a [`Refusal`](crate::Refusal), and one such as
//!   `OrderOpened` the name of an event. There is a list of all
//!   [codes](commands#the-codes-of-refusals) and one of all [events](commands#the-names-of-events).
//! - The examples share a few hidden lines, `src/manual/example.rs`: a mailbox on plan Standard,
//!   bought for a year. `on` gives it a command on a day and returns what happened, and
//!   `ticks_until` lets the days go by, with a tick whenever one is due.
//!
//! # The chapters
//!
//! | chapter | rules | answers |
//! |---|---|---|
//! | [`time`] | R-01 … R-08 | When does a term end? What if nobody ticked for a week? |
//! | [`automatic_renewal`] | R-10 … R-19 | Why did it renew by itself? Why not? |
//! | [`orders`] | R-20 … R-29 | Why can I not renew, or not cancel? |
//! | [`charges`] | R-30 … R-39 | Why was I charged, and when will it be tried again? |
//! | [`payments`] | R-40 … R-49, R-53 | Where is my money? |
//! | [`plans`] | R-50 … R-52 | When do I get what I bought? Is my archive safe? |
//! | [`life`] | R-60 … R-68 | How long is my mail kept? How do I leave? |
//! | [`notices`] | R-80 … R-85 | When should I have been told, and was it true? |
//! | [`commands`] | R-90 … R-98 | How is the engine asked, and what does it promise? What will happen? Which refusals and events are there? |
//!
//! What may still hurt a holder although every rule is kept, and what to ask a lawyer: [`known_harm`].
//!
//! What providers do differently, the presets value by value, and what a provider does that the engine
//! cannot: [`providers`].
//!
//! How a backend with a database, workers and people on call keeps all this: [`running_it`].
//!
//! What is told, asked, charged and allowed in the days around an expiry, in one drawing:
//! [`around_an_expiry`].
//!
//! To try a case yourself, write it as a dated script: [`scenario_language`].
//!
//! # Words
//!
//! One word stands for one thing, here and in the code.
//!
//! - **Mailbox** (*casella*): one PEC address, sold for a term to one **holder** (*titolare*): a
//!   consumer, a business or a public body.
//! - **Plan** (*tipologia*): Standard, Pro or Premium. **Room**: the space that the mailbox has,
//!   for mail and for the archive.
//! - **Term**: 1 to 5 years, bought by one order. **Expiry** (*scadenza*): the last day of service.
//!   **Anchor**: the day from which terms are counted. **Grace**: the time after expiry in which
//!   the mailbox is still kept. **Period**: the time up to one expiry and through its grace;
//!   fulfilment begins the next. **Warning**: the notice without which no mailbox is deleted.
//! - **Catalogue**: the plans, prices and methods of payment, and the policy.
//! - **Order** (*ordine di rinnovo*): one renewal to be paid, *generated* by automatic renewal or
//!   *manual*; open until it takes its **final status**: fulfilled, cancelled or lapsed. **Last
//!   day**: the last on which it can be paid. **Margin**: the days after it in which money of a good
//!   day may still be told.
//! - **Method**: a stored way to pay; *reusable* if it is a card or `PayPal`; *bound* when
//!   automatic renewal uses it; *barred* when it may not be charged for the open order; *dead* when
//!   it is charged no more, unless news of it or the end of a doubt takes that back.
//! - **Charge** (*addebito*): one attempt to collect a generated order from the bound method;
//!   *unresolved* until its outcome is known, *orphaned* if its order closes before that, *in
//!   doubt* if it may have happened although it was reported as failed or not executed; *awaited*
//!   while it should still be sent. **Inquiry**: asking the gateway what became of it (reconciliation request, status inquiry).
//! - **Ladder**: the days on which an order is charged (dunning or retry schedule); each is a
//!   **rung**. **Soft decline**: try again later, where told *not before* a day. **Hard decline**: never
//!   again with this method. **Stopped**: the holder withdrew the consent at the bank or with
//!   `PayPal`.
//! - **Payment**: money that the provider registered, *by hand* unless a charge settled.
//!   **Allocation**: where it went (payment allocation): held or owed back. **Held**: kept for the
//!   open order (unapplied cash, on account). **Owed back**: to be paid out or credited; the caller
//!   does it. **Refund**: what is owed back, under its number; *open* until a report settles it.
//!   **Payout**: what went out, or was credited, for a refund.
//! - **Reversal**: money taken back: a **chargeback** by the payer, a **return** by the bank, or a
//!   **correction** of what was booked wrongly. **Debt**: what the holder owes after one. **Written off**: what
//!   nobody owes any more. **Commitment** (*impegno di pagamento*): a public body's word that it will pay.
//!   **Receivable**: what is then still to come. **Portion**: money of one kind in one place.
//! - **Terminated at expiry**: the holder has asked that nothing renew, and service goes on until
//!   the expiry. **Ending**: terminated now, to be deleted once the unresolved charge has its
//!   outcome.
//! - **Withdrawing**: a consumer takes back a renewal by hand. **Leaving**: a consumer ends a term of
//!   which no true notice came in time. **Exit right**: the right to leave.
//! - **Day**: a civil day in the provider's zone. **Tick**: the command that says only what day it
//!   is. **Report**: a command that tells what happened outside. **Fact**: what an event records.
//!   **Errand**: what an event asks the caller to do outside.
//! - **Caller**: the program that uses this crate, a provider's backend. **Customer**: whoever acts
//!   for the holder, signed in or paying. **Engine**: this library.
//!
//! # The numbers of the rules
//!
//! The numbers have gaps, so that a new rule never renumbers another.

pub mod around_an_expiry;
pub mod automatic_renewal;
pub mod charges;
pub mod commands;
pub mod known_harm;
pub mod life;
pub mod notices;
pub mod orders;
pub mod payments;
pub mod plans;
#[doc = include_str!("providers.md")]
pub mod providers {}
#[doc = include_str!("running_it.md")]
pub mod running_it {}
#[doc = include_str!("scenario_language.md")]
pub mod scenario_language {}
#[doc = include_str!("sources.md")]
pub mod sources {}
pub mod time;
