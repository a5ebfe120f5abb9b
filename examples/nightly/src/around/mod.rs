//! The days around an expiry, for one mailbox and in three lives: what is told, asked, charged and allowed.
//!
//! What happens is the engine's own projection ([`pec_renewal::project`]) of the mailbox of
//! [`year`](crate::year); on each day the state is folded from it, and asked what the mailbox may do and
//! what its holder may. Nothing here knows a rule.
//!
//! - `text`: the days on which something changes, as Markdown. `drawing`: all days, as one SVG.
//! - `words`: what neither the engine nor its languages say.

mod drawing;
mod text;
mod words;

use std::{fmt::Write, fs, path::Path};

use anyhow::{Context, Result};
use chrono_tz::Tz;
use pec_renewal::{
    Action, Event, Fact, Mailbox, Notice, Permission, access,
    audit::explain::{English, Italian, Language},
    catalogue::Policy,
    permitted, project, replay,
    service::Access,
    values::Day,
};
use words::Words;

use crate::{
    args::Lang,
    policy,
    today::Today,
    year::{Life, opened},
};

/// The days around the expiry under a policy.
#[derive(Debug)]
pub struct Around {
    name: String,
    expiry: Day,
    lang: Lang,
    lives: Vec<Lived>,
}

/// Those days in one life.
#[derive(Debug)]
struct Lived {
    life: Life,
    days: Vec<Shown>,
    /// What the holder may do while the outcome of the first charge is awaited.
    while_charged: Option<Vec<(Action, Permission)>>,
}

/// A day, and the mailbox as it stands when the day is over.
#[derive(Debug)]
struct Shown {
    /// How many days after the expiry; negative before it.
    day: i32,
    date: Day,
    facts: Vec<Fact>,
    access: Access,
    is_deleted: bool,
    actions: Vec<(Action, Permission)>,
}

impl Around {
    /// The preset of this name, or the policy of this file.
    ///
    /// # Errors
    ///
    /// Where it is neither a preset's name nor a policy file.
    pub fn read(asked: &Path, lang: Lang) -> Result<Self> {
        let policy = policy::read(asked)?;
        let name = asked.file_name().unwrap_or(asked.as_os_str()).to_string_lossy().into_owned();
        let lives = Life::ALL.map(|life| Lived::under(&policy, life));
        let lives = lives.into_iter().collect::<Result<Vec<_>>>()?;
        let expiry = mailbox(&opened(&policy, Life::Settles)?)?.expiry();
        Ok(Self { name, expiry, lang, lives })
    }

    /// The days on which something changes, as Markdown.
    #[must_use]
    pub fn text(&self) -> String {
        text::written_out(self)
    }

    /// All days, as a drawing that needs no other file.
    ///
    /// # Errors
    ///
    /// Never in practice: it is written to memory.
    pub fn svg(&self) -> Result<String> {
        drawing::drawn(self)
    }

    fn words(&self) -> &'static Words {
        Words::of(self.lang)
    }

    fn language(&self) -> &'static dyn Language {
        match self.lang {
            Lang::En => &English,
            Lang::It => &Italian,
        }
    }

    /// The last day shown.
    fn last(&self) -> i32 {
        let ends = self.lives.iter().filter_map(|lived| lived.days.last());
        ends.map(|shown| shown.day).max().unwrap_or(LAST)
    }
}

impl Lived {
    fn under(policy: &Policy, life: Life) -> Result<Self> {
        let mut events = opened(policy, life)?;
        let opened = mailbox(&events)?;
        let expiry = opened.expiry();
        let far = expiry.plus_days(FAR);
        let mut coming = project(&opened, policy, far, life.assumption()).into_iter().peekable();
        let (mut days, mut while_charged, mut deleted_on) = (Vec::new(), None, None);
        for day in FIRST..=FAR {
            let date = expiry.plus_days(day);
            let mut facts = Vec::new();
            while let Some(told) = coming.next_if(|told| told.on <= date) {
                let is_charge = matches!(told.fact, Fact::ChargeRequested { .. });
                if matches!(told.fact, Fact::MailboxDeleted { .. }) {
                    deleted_on = Some(day);
                }
                if told.on == date {
                    facts.push(told.fact.clone());
                }
                let at = Today::new(policy, told.on, Tz::Europe__Rome)?.at();
                events.push(Event::new(at, told.fact));
                if is_charge && while_charged.is_none() {
                    while_charged = Some(permitted(&mailbox(&events)?, policy, date));
                }
            }
            let mailbox = mailbox(&events)?;
            days.push(Shown {
                day,
                date,
                facts,
                access: access(&mailbox, date),
                is_deleted: deleted_on.is_some(),
                actions: permitted(&mailbox, policy, date),
            });
            // A mailbox that is renewed is shown as long as one that is not; one that waits, to its end.
            let renewed = expiry < mailbox.expiry();
            if LAST <= day && (renewed || deleted_on.is_some()) {
                break;
            }
        }
        Ok(Self { life, days, while_charged })
    }

    fn facts(&self) -> impl Iterator<Item = (&Shown, &Fact)> {
        self.days.iter().flat_map(|shown| shown.facts.iter().map(move |fact| (shown, fact)))
    }

    fn notices(&self) -> impl Iterator<Item = (&Shown, &Notice)> {
        self.facts().filter_map(|(shown, fact)| Some((shown, told_by(fact)?)))
    }

    fn first(&self, is_it: impl Fn(&Fact) -> bool) -> Option<i32> {
        self.facts().find(|(_, fact)| is_it(fact)).map(|(shown, _)| shown.day)
    }

    /// The last day on which switching off certainly prevents the charge, as the notice says it.
    fn opt_out_by(&self) -> Option<Day> {
        self.notices().find_map(|(_, notice)| {
            if let Notice::TacitRenewal(told) = notice { told.opt_out_by } else { None }
        })
    }

    /// The last day on which the mailbox can be renewed, where there is one.
    fn last_renewable(&self) -> Option<i32> {
        let over = self.days.iter().find(|shown| !shown.access.renew)?;
        Some(over.day - 1)
    }

    /// The stretches of days on which that is so: the first and the last day of each.
    fn stretches(&self, is_so: impl Fn(&Shown) -> bool) -> Vec<(i32, i32)> {
        let mut found: Vec<(i32, i32)> = Vec::new();
        for shown in self.days.iter().filter(|shown| is_so(shown)) {
            match found.last_mut() {
                Some((_, last)) if *last + 1 == shown.day => *last = shown.day,
                _ => found.push((shown.day, shown.day)),
            }
        }
        found
    }

    /// What the holder is refused on all of these days, and why on the first; of a mailbox that lives its
    /// address is not for sale.
    fn never(&self) -> impl Iterator<Item = &(Action, Permission)> {
        let on_the_first = self.days.first().map(|shown| shown.actions.iter());
        on_the_first.into_iter().flatten().filter(|(asked, _)| {
            let mut all = self.days.iter().flat_map(|shown| &shown.actions);
            *asked != Action::BuyAgain
                && all.all(|(action, permission)| action != asked || !is_permitted(permission))
        })
    }
}

impl Shown {
    /// Whether the holder may do that. Switching on is of use only where it is off.
    fn may(&self, asked: Action) -> bool {
        let may = |asked: Action| {
            let mut actions = self.actions.iter();
            actions.any(|(action, permission)| *action == asked && is_permitted(permission))
        };
        may(asked) && !(asked == Action::SwitchOn && may(Action::SwitchOff))
    }
}

fn is_permitted(permission: &Permission) -> bool {
    match permission {
        Permission::Permitted
        | Permission::PermittedBesideCharge { .. }
        | Permission::PermittedEnding { .. } => true,
        Permission::AlreadySo | Permission::Refused(_) => false,
    }
}

fn told_by(fact: &Fact) -> Option<&Notice> {
    if let Fact::NoticeDue { notice, .. } = fact { Some(notice) } else { None }
}

fn mailbox(events: &[Event]) -> Result<Mailbox> {
    replay(events)?.context("it was opened")
}

/// The text, and the drawing written to a file, where one is named.
///
/// # Errors
///
/// Where the policy cannot be read or the file cannot be written.
pub fn run(asked: &Path, svg: Option<&Path>, lang: Lang) -> Result<String> {
    let around = Around::read(asked, lang)?;
    let mut report = around.text();
    if let Some(file) = svg {
        let shown = file.display();
        fs::write(file, around.svg()?).with_context(|| {
            format!("the drawing cannot be written to {shown}: does its folder exist?")
        })?;
        write!(report, "\n{} {shown}.", around.words().drawn_in)?;
    }
    Ok(report)
}

/// The first day shown.
const FIRST: i32 = -90;
/// The last day shown, unless the mailbox still waits for its deletion.
const LAST: i32 = 91;
/// As far as it may wait.
const FAR: i32 = 400;
