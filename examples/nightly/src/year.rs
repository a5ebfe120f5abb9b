//! A consumer's mailbox on plan Standard, bought for a year, and what becomes of it if nobody acts.

use anyhow::{Context, Result};
use chrono_tz::Tz;
use pec_renewal::{
    Activation, Assumption, Command, Event, Fact, advance,
    catalogue::{Holder, HolderKind, MailAccess, Method, Plan, Policy, Purchase, Term},
    project, replay,
    values::{AccountId, Day, MailboxId, MethodId, uuid::Uuid},
};

use crate::today::Today;

/// What is assumed of whoever pays.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Life {
    /// Automatic renewal is on, and every charge settles.
    Settles,
    /// Automatic renewal is on, and every charge is declined for now.
    Declined,
    /// Automatic renewal is off, and nobody pays.
    Unpaid,
}

impl Life {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Settles, Self::Declined, Self::Unpaid];

    /// In words.
    #[must_use]
    pub const fn says(self) -> &'static str {
        match self {
            Self::Settles => "Automatic renewal is on, and every charge settles",
            Self::Declined => "Automatic renewal is on, and every charge is declined for now",
            Self::Unpaid => "Automatic renewal is off, and nobody pays",
        }
    }

    /// What a projection assumes of the charges, where there are any.
    #[must_use]
    pub const fn assumption(self) -> Assumption {
        match self {
            Self::Settles => Assumption::Settled,
            Self::Declined | Self::Unpaid => Assumption::SoftlyDeclined,
        }
    }
}

/// What happens, as far as it is drawn.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mark {
    /// An order is opened.
    Opened,
    /// An order has lapsed.
    Lapsed,
    /// The mailbox is renewed.
    Renewed,
    /// A charge is asked for.
    Charge,
    /// A reminder is owed.
    Reminder,
    /// The notice of art. 65-bis is owed.
    Statutory,
    /// The warning before deletion is owed.
    Warning,
    /// Another notice is owed.
    Notice,
    /// The mailbox is deleted.
    Deleted,
    /// Something that is not drawn.
    Other,
}

/// Something that happens.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Happening {
    /// How many days after the expiry; negative before it.
    pub day: i32,
    /// What it is.
    pub mark: Mark,
    /// In words.
    pub words: String,
}

/// What happens to the mailbox under a policy, from its activation until it is renewed or deleted.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Year {
    /// The day on which the mailbox expires; D in texts.
    pub expiry: Day,
    /// In the order in which it happens.
    pub happenings: Vec<Happening>,
}

impl Year {
    /// The year under this policy.
    ///
    /// # Errors
    ///
    /// Never in practice: every day of it is in the calendar.
    pub fn under(policy: &Policy, life: Life) -> Result<Self> {
        let mailbox = replay(&opened(policy, life)?)?.context("it was opened")?;
        let expiry = mailbox.expiry();
        let mut happenings = Vec::new();
        let mut is_over = None;
        for told in project(&mailbox, policy, expiry.plus_days(YEARS_AHEAD), life.assumption()) {
            if is_over.is_some_and(|last| last < told.on) {
                break;
            }
            if matches!(told.fact, Fact::OrderFulfilled(_) | Fact::MailboxDeleted { .. }) {
                is_over = Some(told.on);
            }
            if let Some((mark, words)) = named(&told.fact) {
                happenings.push(Happening { day: expiry.days_until(told.on), mark, words });
            }
        }
        Ok(Self { expiry, happenings })
    }

    /// The days on which something of that kind happens.
    pub fn days(&self, mark: Mark) -> impl Iterator<Item = i32> + '_ {
        self.happenings.iter().filter(move |one| one.mark == mark).map(|one| one.day)
    }
}

/// The card that automatic renewal charges.
pub const CARD: MethodId = MethodId::new(Uuid::from_u128(3));

/// How the mailbox begins: it is activated and, where the life has it so, automatic renewal switched on.
///
/// # Errors
///
/// Never in practice: its day is in the calendar.
pub fn opened(policy: &Policy, life: Life) -> Result<Vec<Event>> {
    // Neither a leap year nor the end of a month is near.
    let activated_on = Day::new(2026, 1, 15)?;
    let at = Today::new(policy, activated_on, Tz::Europe__Rome)?.at();
    let mut mailbox = None;
    let holder = Holder {
        kind: HolderKind::Consumer,
        tax_id: "XXXXXX00X00X000X".parse().context("a fictitious tax id")?,
    };
    let opening = Activation {
        mailbox: MailboxId::new(Uuid::from_u128(1)),
        holder,
        account: AccountId::new(Uuid::from_u128(2)),
        purchase: Purchase::new(Plan::Standard, Term::ONE),
        activated_on,
    };
    let mut commands = vec![Command::Open(Box::new(opening.opening()?))];
    if life != Life::Unpaid {
        let method = Method::card(CARD);
        commands.push(Command::SwitchOn { method, consent: None });
    }
    let mut events = Vec::new();
    for command in commands {
        advance(&mut events, &mut mailbox, &command, policy, at)?;
    }
    Ok(events)
}

/// What a fact is, and its words; nothing of what only confirms another.
fn named(fact: &Fact) -> Option<(Mark, String)> {
    Some(match fact {
        Fact::OrderOpened(order) => (Mark::Opened, format!("order opened, {} €", order.payable())),
        Fact::OrderFulfilled(fulfilled) => {
            (Mark::Renewed, format!("renewed until {}", fulfilled.period.expiry))
        }
        Fact::ChargeRequested { rung, .. } => {
            let rung = rung.map_or(String::new(), |rung| format!(", rung {rung}"));
            (Mark::Charge, format!("charge requested{rung}"))
        }
        Fact::NoticeDue { notice, .. } => {
            let mark = match notice.name() {
                "ExpiryReminder" => Mark::Reminder,
                "TacitRenewal" => Mark::Statutory,
                "DeletionWarning" => Mark::Warning,
                _ => Mark::Notice,
            };
            let what = match notice.name() {
                "TacitRenewal" => "notice of art. 65-bis".to_owned(),
                name => in_words(name),
            };
            (mark, format!("told: {what}"))
        }
        Fact::AccessChanged { access } => (Mark::Other, format!("access: {}", allowed(*access))),
        Fact::MailboxDeleted { .. } => (Mark::Deleted, "deleted".to_owned()),
        Fact::OrderLapsed { .. } => (Mark::Lapsed, "order lapsed".to_owned()),
        Fact::NoticeDelivered { .. } | Fact::PaymentRegistered(_) | Fact::ContentsDeletionDue => {
            return None;
        }
        other => (Mark::Other, in_words(other.name())),
    })
}

/// What a mailbox may do with mail, in words.
#[must_use]
pub fn allowed(access: MailAccess) -> String {
    let MailAccess { send, receive, read } = access;
    let each = [(send, "sends"), (receive, "receives"), (read, "reads")];
    let each: Vec<&str> = each.iter().filter(|(may, _)| *may).map(|(_, what)| *what).collect();
    if each.is_empty() { "nothing".to_owned() } else { each.join(", ") }
}

/// A name such as `LadderExhausted` as a person says it: *ladder exhausted*; automatic renewal has
/// its whole name.
fn in_words(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words.replace("auto renewal", "automatic renewal")
}

/// As far as a projection may have to look: ten years of grace, and its margins.
const YEARS_AHEAD: i32 = 4_000;
