//! What the model is given, and which page each thing is for.

use pec_renewal::{
    Command, Event, Fact, Mailbox, Notice, Opening, Refusal, advance,
    catalogue::Policy,
    values::{ChargeKey, Day, NoticeNumber},
};
use pec_test_support::noon;

use super::{
    calendar::whole_years,
    goods,
    objections::against_opening,
    record::{Binding, Charge, Elsewhere, Money, Period, Record, Size, Tells, Told},
};

/// A command or a fact, the day it came, and the policy of that day.
#[derive(Clone, Debug)]
pub struct Given {
    pub command: Command,
    pub policy: &'static Policy,
    pub day: Day,
    /// What was told again then: the engine alone has words for it.
    pub told_again: ToldAgain,
}

/// Whether something that was said no longer held, and what became of telling it again.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ToldAgain {
    /// There was nothing to tell again.
    Nothing,
    /// It was told again.
    Now,
    /// It was to be told again on a day on which no tick came, and holds again.
    Missed,
}

impl ToldAgain {
    /// What an answer says of it, and the state that was asked.
    pub fn of(
        before: Option<&Mailbox>,
        policy: &Policy,
        outcome: &Result<Vec<Event>, Refusal>,
    ) -> Self {
        let is_missed = |event: &Event| match (&event.fact, before) {
            (Fact::DueDayMissed { day }, Some(before)) => tells_again(before, policy, *day),
            _ => false,
        };
        if is_told_again(outcome) {
            Self::Now
        } else if outcome.iter().flatten().any(is_missed) {
            Self::Missed
        } else {
            Self::Nothing
        }
    }
}

/// Whether a tick on that day would tell something again.
pub fn tells_again(mailbox: &Mailbox, policy: &Policy, day: Day) -> bool {
    // At the end of the calendar no moment is left for it.
    if Day::LAST_EXPIRY < day {
        return false;
    }
    let (mut events, mut state) = (Vec::new(), Some(mailbox.clone()));
    advance(&mut events, &mut state, &Command::Tick, policy, noon(day)).expect("a tick");
    is_told_again(&Ok(events))
}

fn is_told_again(outcome: &Result<Vec<Event>, Refusal>) -> bool {
    outcome.iter().flatten().any(|event| {
        matches!(event.fact, Fact::NoticeDue { notice: Notice::OutlookChanged(_), .. })
    })
}

/// The model of one mailbox: no record until it is opened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model {
    pub record: Option<Record>,
}

impl Model {
    /// What all that was given adds up to.
    pub fn of(all: &[Given]) -> Self {
        let mut model = Self::default();
        for given in all {
            // What is refused leaves nothing behind.
            let _refused = model.give(given);
        }
        model
    }

    /// Takes one more, and says what it wrote down.
    ///
    /// # Errors
    ///
    /// The code of the refusal.
    pub fn give(&mut self, given: &Given) -> Result<Vec<&'static str>, &'static str> {
        let Some(record) = &self.record else {
            let Command::Open(opening) = &given.command else {
                return Err("no-such-mailbox");
            };
            against_opening(opening, given.day).judged()?;
            self.record = Some(Record::begun(opening, given.policy, given.day));
            return Ok(vec!["MailboxOpened"]);
        };
        // News may come late, and is then taken as of the last day; wishes may not.
        if given.day < record.today && !is_news(&given.command) {
            return Err("clock-went-backwards");
        }
        let mut after = record.clone();
        after.today = record.today.max(given.day);
        let before = after.journal.len();
        // An order whose last day is over counts as lapsed for every command.
        after.lapse_if_over(given.policy);
        let lapsed = after.journal.len();
        let could = after.mail_access(after.today);
        after.tells_again = given.told_again == ToldAgain::Now;
        after.take(&given.command, given.policy)?;
        after.tells_again = false;
        // Of one that is ending no day's work tells it any more.
        if after.mail_access(after.today) != could || after.is_gone() {
            after.tell_of_access();
        }
        // What came due and ran out before this tick is said to be missed.
        let is_idle = is_tick(&given.command) && after.journal.len() == before;
        let missed = given.told_again == ToldAgain::Missed
            || record.missed_something_before(after.today, given.policy);
        if is_idle && missed {
            after.write("DueDayMissed");
        }
        let led_to_something = lapsed < after.journal.len() || is_tick(&given.command);
        if !led_to_something || after.journal.len() == before {
            return Ok(vec![]);
        }
        let written = after.journal[before..].to_vec();
        self.record = Some(after);
        Ok(written)
    }
}

impl Record {
    /// The first page.
    fn begun(opening: &Opening, policy: &Policy, today: Day) -> Self {
        let Opening { purchase, anchor, expiry, .. } = *opening;
        let years = whole_years(anchor, expiry).expect("the expiry stands on the anchor");
        let phases = policy.parameters().grace.phases().to_vec();
        let warning_days = policy.parameters().deletion_warning_days;
        let first = Period {
            anchor,
            years,
            expiry,
            began_on: today,
            number: 0,
            renewed_on: None,
            came_back: None,
            phases,
            warning_days,
        };
        let room = goods::room(purchase.package);
        let method = opening.bound_method;
        let mut begun = Self {
            today,
            tells: Tells::All,
            opening: opening.clone(),
            elsewhere: Elsewhere::default(),
            journal: vec!["MailboxOpened"],
            holders: vec![opening.holder],
            accounts: vec![opening.account],
            periods: vec![first],
            periods_begun: 1,
            terms: vec![],
            ended: vec![],
            undone_at: None,
            leaving: false,
            bindings: vec![Binding {
                at: 0,
                on: today,
                method,
                why: "Opening",
                switched_on: false,
            }],
            dead_methods: opening.dead_methods.iter().map(|dead| (*dead, "taken over")).collect(),
            bought: vec![purchase],
            orders: vec![],
            charges: vec![],
            payments: vec![],
            reasons: vec![],
            notices: vec![],
            refunds: vec![],
            slips: vec![],
            reversed: 0,
            debts: vec![],
            words: vec![],
            reversals: vec![],
            commitments: vec![],
            withdrawn: vec![],
            payouts: vec![],
            accesses: vec![],
            reminders: vec![],
            sizes: vec![Size { at: 0, package: purchase.package, room, change: None }],
            changes: vec![],
            measured: vec![],
            asked: vec![],
            rooms_kept: vec![],
            terminations: vec![],
            asks_holder: false,
            lifted: vec![],
            consent: None,
            deleted_on: None,
            logs_until: None,
            tells_again: false,
            released_to: None,
        };
        if let Some(carried) = &opening.carried {
            begun.carry(carried, policy);
        }
        begun.accesses.push(begun.mail_access(today));
        begun
    }

    fn take(&mut self, command: &Command, policy: &Policy) -> Result<(), &'static str> {
        match command {
            Command::Open(opening) if **opening == self.opening => Ok(()),
            Command::Open(_) => Err("mailbox-already-open"),
            Command::SwitchOn { method, consent } => self.switch_on(method, *consent),
            Command::SwitchOff => self.switch_off(),
            Command::ReplaceMethod { old, new } => self.replace_method(*old, new),
            Command::RemoveMethod { method } => self.remove_method(*method),
            Command::RenewByHand(wish) => self.renew_by_hand(wish, policy),
            Command::CancelOrder { order } => self.cancel(*order, policy),
            Command::TerminateAtExpiry => self.terminate_at_expiry(policy),
            Command::RevokeTermination => self.revoke_termination(),
            Command::TerminateNow => self.terminate_now(policy),
            Command::BuyAgain { mailbox, tax_id } => self.buy_again(*mailbox, tax_id),
            Command::Tick => {
                self.work(policy);
                Ok(())
            }
            Command::Payment(payment) => self.payment(payment, policy),
            Command::Leave { order } => self.leave(*order, policy),
            Command::Withdrawal { order, declared_at } => {
                self.withdrawal(*order, *declared_at, policy)
            }
            Command::WithdrawalInformationGiven { order, on } => self.informed(*order, *on),
            Command::RefundPaid { refund, payout } => self.refund_paid(*refund, payout),
            Command::Reversal(reversal) => self.reversal(reversal, policy),
            Command::Commitment(commitment) => self.commitment(commitment, policy),
            Command::ChargeOutcome { key, outcome } => self.outcome(*key, *outcome, policy),
            Command::MethodNews { method, news } => self.method_news(*method, *news, policy),
            Command::NoticeDelivered { notice, on } => self.notice_delivered(*notice, *on),
            Command::NoticeFailed { notice } => self.notice_failed(*notice),
            Command::UsedSpace { used, on } => self.used_space(*used, *on),
            Command::SpaceBought { extra } => self.space_bought(*extra),
            Command::HolderChanged { holder } => self.holder_changed(holder, policy),
            Command::AccountChanged { account } => self.account_changed(*account),
            // The list of commands may grow; then the model is to grow with it.
            other => unreachable!("the model does not know {}", other.name()),
        }
    }

    /// The charge with this key, if it was requested.
    pub fn charge(&self, key: ChargeKey) -> Option<&Charge> {
        self.charges.iter().find(|charge| charge.key == key)
    }

    /// The money that a charge brought, if it was reported settled.
    pub fn settlement(&self, key: ChargeKey) -> Option<&Money> {
        let reference = pec_renewal::values::PaymentReference::of_charge(&key);
        self.payments.iter().find(|known| known.reference == reference)
    }

    pub fn notice(&self, number: NoticeNumber) -> Option<&Told> {
        let place = usize::try_from(number.number()).ok()?.checked_sub(1)?;
        self.notices.get(place)
    }
}

/// What reports of something outside.
const fn is_news(command: &Command) -> bool {
    matches!(
        command,
        Command::Payment(_)
            | Command::RefundPaid { .. }
            | Command::Reversal(_)
            | Command::Commitment(_)
            | Command::ChargeOutcome { .. }
            | Command::MethodNews { .. }
            | Command::Withdrawal { .. }
            | Command::WithdrawalInformationGiven { .. }
            | Command::NoticeDelivered { .. }
            | Command::NoticeFailed { .. }
            | Command::UsedSpace { .. }
            | Command::SpaceBought { .. }
            | Command::HolderChanged { .. }
            | Command::AccountChanged { .. }
    )
}

const fn is_tick(command: &Command) -> bool {
    matches!(command, Command::Tick)
}
