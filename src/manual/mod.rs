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
//!   name such as `order_lead_days`. The one place that explains it gives the value beside the name,
//!   (`order_lead_days`: 15, assumed): that of the preset for Aruba,
//!   [`Policy::aruba`](crate::catalogue::Policy::aruba), as scripts write it. A code such as A10 is a page that states
//!   it: see [`sources`]. *Assumed* means that no public page does. Every value of every preset, with its
//!   page: [`providers`].
//! - A paragraph says the rule first. *Decided* says how we read what the rule leaves open: as both a
//!   holder and an auditor would expect. *Differs* says where a provider's pages say something else,
//!   and why the engine does otherwise. An example comes last. Nothing elsewhere, in the code or in its
//!   tests, rests on a rule that is not written here.
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
//! To try a case yourself, write it as a dated script: [`scenario_language`]. What holders ask most, answered in
//! Italian from such scripts: [`cosa_succede_se`].
//!
//! # Words
//!
//! One word stands for one thing, here and in the code. The [`glossary`] has them all, in Italian, in
//! English and as the code calls them.
//!
//! # The numbers of the rules
//!
//! The numbers have gaps, so that a new rule never renumbers another.

pub mod around_an_expiry;
pub mod automatic_renewal;
pub mod charges;
pub mod commands;
#[doc = include_str!("links.md")]
#[doc = include_str!("cosa_succede_se.md")]
pub mod cosa_succede_se {}
#[doc = include_str!("links.md")]
#[doc = include_str!("glossary.md")]
pub mod glossary {}
pub mod known_harm;
pub mod life;
pub mod notices;
pub mod orders;
pub mod payments;
pub mod plans;
#[doc = include_str!("links.md")]
#[doc = include_str!("providers.md")]
pub mod providers {}
#[doc = include_str!("links.md")]
#[doc = include_str!("running_it.md")]
pub mod running_it {}
#[doc = include_str!("links.md")]
#[doc = include_str!("scenario_language.md")]
pub mod scenario_language {}
#[doc = include_str!("links.md")]
#[doc = include_str!("sources.md")]
pub mod sources {}
pub mod time;
