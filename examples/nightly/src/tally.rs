//! What is counted of each night, for the closing table.

use std::{collections::BTreeMap, fmt};

use anyhow::Result;
use comfy_table::{CellAlignment, Table, presets::UTF8_BORDERS_ONLY};
use pec_renewal::{
    Event, Fact, Notice, PaymentSource,
    charge::Failure,
    order::Origin,
    values::{Day, Money},
};
use rusqlite::{Connection, params};

/// Something that is counted, by its name in the closing table.
pub type What = &'static str;

/// Numbers and sums, by what they count.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Tally(BTreeMap<String, Sum>);

/// How often, and how much money in all.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Sum {
    /// How often.
    pub count: i64,
    /// How many cents in all.
    pub cents: i64,
}

/// The table of the homes with a server: each name with its number, and its sum in euro.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new();
        table.load_style(UTF8_BORDERS_ONLY).set_header(["since the start", "", "euro"]);
        for (what, Sum { count, cents }) in self.iter() {
            let euro = if cents == 0 {
                String::new()
            } else {
                format!("{}.{:02}", cents / 100, cents % 100)
            };
            table.add_row([what.to_owned(), count.to_string(), euro]);
        }
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        table.fmt(f)
    }
}

impl Tally {
    /// Counts an event.
    pub fn add(&mut self, event: &Event) {
        if let Some((what, money)) = counted(&event.fact) {
            self.add_one(what, money);
        }
    }

    /// Counts something once.
    pub fn add_one(&mut self, what: What, money: Money) {
        self.add_sum(
            what,
            Sum { count: 1, cents: i64::try_from(money.cents()).unwrap_or(i64::MAX) },
        );
    }

    /// What was counted under a name.
    #[must_use]
    pub fn get(&self, what: &str) -> Sum {
        self.0.get(what).copied().unwrap_or_default()
    }

    /// Everything counted, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Sum)> {
        self.0.iter().map(|(what, sum)| (what.as_str(), *sum))
    }

    /// Adds this to what is counted of a night, in the caller's transaction.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub fn save(&self, db: &Connection, night: Day) -> Result<()> {
        let mut upsert = db.prepare_cached(
            "INSERT INTO tally (night, what, count, cents) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (night, what) DO UPDATE
             SET count = count + excluded.count, cents = cents + excluded.cents",
        )?;
        for (what, sum) in self.iter() {
            upsert.execute(params![night.to_string(), what, sum.count, sum.cents])?;
        }
        Ok(())
    }

    /// What was counted in the nights from one to another.
    ///
    /// # Errors
    ///
    /// Where the database cannot be read.
    pub fn load(db: &Connection, from: Day, through: Day) -> Result<Self> {
        let mut query = db.prepare_cached(
            "SELECT what, sum(count), sum(cents) FROM tally WHERE night BETWEEN ?1 AND ?2
             GROUP BY what",
        )?;
        let mut rows = query.query(params![from.to_string(), through.to_string()])?;
        let mut tally = Self::default();
        while let Some(row) = rows.next()? {
            let sum = Sum { count: row.get(1)?, cents: row.get(2)? };
            tally.add_sum(row.get_ref(0)?.as_str()?, sum);
        }
        Ok(tally)
    }

    fn add_sum(&mut self, what: &str, sum: Sum) {
        // Looked up first: nearly always it is there, and then nothing is allocated.
        match self.0.get_mut(what) {
            Some(total) => {
                total.count = total.count.saturating_add(sum.count);
                total.cents = total.cents.saturating_add(sum.cents);
            }
            None => {
                self.0.insert(what.to_owned(), sum);
            }
        }
    }
}

/// Counted where the engine refused a request; there is no event of it.
pub const REFUSED: What = "requests refused";

/// What a fact counts as, and with how much money; every fact stands here.
fn counted(fact: &Fact) -> Option<(What, Money)> {
    let (what, money) = match fact {
        Fact::MailboxOpened { .. } => ("mailboxes opened", Money::ZERO),
        Fact::AutoRenewalSwitchedOn { .. } => ("automatic renewal switched on", Money::ZERO),
        Fact::AutoRenewalSwitchedOff { .. } => ("automatic renewal switched off", Money::ZERO),
        Fact::MethodReplaced { .. } => ("methods replaced", Money::ZERO),
        Fact::OrderOpened(order) => match order.origin {
            Origin::Generated => ("orders generated", order.payable()),
            Origin::Manual { .. } => ("orders by hand", order.payable()),
        },
        Fact::OrderNotGenerated { .. } => ("orders not generated", Money::ZERO),
        Fact::OrderCancelled { .. } => ("orders cancelled", Money::ZERO),
        Fact::OrderReissued { .. } => ("orders reissued", Money::ZERO),
        Fact::OrderLapsed { .. } => ("orders lapsed", Money::ZERO),
        Fact::OrderFulfilled(fulfilment) => ("renewals", fulfilment.applied),
        Fact::RungSkipped { .. } => ("rungs skipped", Money::ZERO),
        Fact::ChargeBarred { due, .. } => ("charges barred", *due),
        Fact::ChargeRequested { amount, .. } => ("charges requested", *amount),
        Fact::ChargeUnknown { .. } => ("charges answered: unknown", Money::ZERO),
        Fact::ChargeFailed { failure, .. } => match failure {
            Failure::SoftDecline { .. } => ("soft declines", Money::ZERO),
            Failure::HardDecline => ("hard declines", Money::ZERO),
            Failure::AuthenticationRequired => ("charges needing authentication", Money::ZERO),
            Failure::Stopped => ("methods stopped", Money::ZERO),
        },
        Fact::ChargeNotExecuted { .. } => ("charges not executed", Money::ZERO),
        Fact::ChargeInDoubt { .. } => ("charges in doubt", Money::ZERO),
        Fact::ChargeContradicted { .. } => ("contradictory reports", Money::ZERO),
        Fact::LadderExhausted { .. } => ("ladders exhausted", Money::ZERO),
        Fact::InquiryRequested { .. } => ("inquiries", Money::ZERO),
        Fact::PaymentRegistered(payment) => match payment.source {
            PaymentSource::ByHand { .. } => ("payments by hand", payment.amount),
            PaymentSource::Charge { .. } => ("charges settled", payment.amount),
        },
        Fact::RefundOwed { amount, .. } => ("sums owed back", *amount),
        Fact::RefundPaid { payout, .. } => ("refunds paid", payout.amount),
        Fact::PaymentReversed(reversed) => ("payments reversed", reversed.reversal.amount),
        Fact::PayoutCameBack(returned) => ("payouts that came back", returned.reversal.amount),
        Fact::CommitmentRegistered(_) => ("commitments", Money::ZERO),
        Fact::PlanChanged { .. } => ("plans changed", Money::ZERO),
        Fact::TerminationRequested { .. } => ("terminations asked for", Money::ZERO),
        Fact::RenewalWithdrawn { .. } => ("withdrawals", Money::ZERO),
        Fact::TermLeft { .. } => ("terms left", Money::ZERO),
        Fact::MailboxDeleted { .. } => ("mailboxes deleted", Money::ZERO),
        Fact::AccessChanged { .. } => ("changes of access", Money::ZERO),
        Fact::NoticeDue { notice, .. } => (counted_notice(notice), Money::ZERO),
        Fact::DueDayMissed { .. } => ("days missed", Money::ZERO),
        Fact::ReminderSkipped { .. } => ("reminders skipped", Money::ZERO),
        Fact::NoticeDelivered { .. } => ("notices delivered", Money::ZERO),
        Fact::NoticeFailed { .. } => ("notices that failed", Money::ZERO),
        Fact::ConsentRecorded { .. }
        | Fact::MethodNewsReported { .. }
        | Fact::UsedSpaceRequested
        | Fact::UsedSpaceReported { .. }
        | Fact::RoomShrunk { .. }
        | Fact::RoomKept { .. }
        | Fact::SpaceBought { .. }
        | Fact::HolderChanged { .. }
        | Fact::AccountChanged { .. }
        | Fact::TerminationRevoked
        | Fact::ExitRightLifted { .. }
        | Fact::WithdrawalInformationGiven { .. }
        | Fact::ContentsDeletionDue
        | Fact::AddressReleased { .. } => return None,
    };
    Some((what, money))
}

const fn counted_notice(notice: &Notice) -> What {
    match notice {
        Notice::ExpiryReminder(_) => "reminders",
        Notice::TacitRenewal(_) => "notices of tacit renewal",
        Notice::DeletionWarning(_) => "warnings before deletion",
        Notice::ChargeFailed(_) => "notices of a failed charge",
        Notice::Renewed(_) => "notices of a renewal",
        Notice::OutlookChanged(_)
        | Notice::AutoRenewalSwitchedOn { .. }
        | Notice::AutoRenewalSwitchedOff { .. }
        | Notice::ChargeStillOnItsWay { .. }
        | Notice::ChargeInDoubt { .. }
        | Notice::OrderNotGenerated { .. }
        | Notice::PaymentIncomplete(_)
        | Notice::BoundMethodDead { .. }
        | Notice::MethodNeedsHolder { .. }
        | Notice::MoneyOwedBack { .. }
        | Notice::TerminationReceived { .. }
        | Notice::WithdrawalReceived { .. }
        | Notice::LeavingReceived(_)
        | Notice::TerminationRevoked { .. }
        | Notice::TerminationMoved { .. }
        | Notice::MailboxDeleted { .. }
        | Notice::RoomKept { .. } => "other notices",
    }
}
