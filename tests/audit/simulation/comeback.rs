//! Money that comes back: card schemes and banks take it weeks later, the provider mends what it booked, the
//! refund desk pays twice, and public bodies give their word before they pay.

use std::collections::BTreeMap;

use pec_renewal::{
    Command, Commitment, Mailbox, Payment, Payout, Reversal, ReversalKind,
    catalogue::{HolderKind, MethodKind},
    values::{Day, DebtNumber, MailboxId, Money, PaymentReference, RefundNumber},
};

use super::{desks::is_heard, seen::Sight, world::World};

/// What was taken back, what went out twice, and whose word was given.
#[derive(Default)]
pub struct Comeback {
    pub reversals: BTreeMap<PaymentReference, (MailboxId, Reversal)>,
    /// What the desk paid once more, and when it says so again.
    pub beyond: Vec<(MailboxId, RefundNumber, Payout, Day)>,
    pub commitments: Vec<(MailboxId, Commitment)>,
}

impl Comeback {
    /// What of a payment or payout was taken back, in cents.
    fn taken_of(&self, of: &PaymentReference) -> u64 {
        let of_it = self.reversals.values().filter(|(_, reversal)| reversal.of == *of);
        of_it.map(|(_, reversal)| reversal.amount.cents()).sum()
    }

    pub fn of(&self, mailbox: MailboxId) -> impl Iterator<Item = &Reversal> {
        let of_it = self.reversals.values().filter(move |(owner, _)| *owner == mailbox);
        of_it.map(|(_, reversal)| reversal)
    }

    /// What was taken back from this day on.
    pub fn statement(&self, from: Day) -> Vec<(MailboxId, Command)> {
        let taken = self.reversals.values().filter(|(_, reversal)| from <= reversal.on);
        let taken = taken.map(|(mailbox, it)| (*mailbox, Command::Reversal(it.clone())));
        let given = self.commitments.iter().filter(|(_, commitment)| from <= commitment.on);
        let given = given.map(|(mailbox, it)| (*mailbox, Command::Commitment(it.clone())));
        given.chain(taken).collect()
    }
}

/// Money that came in or went out, and can be taken back.
struct Movable {
    mailbox: MailboxId,
    reference: PaymentReference,
    amount: Money,
    charged: bool,
}

impl World {
    /// What a day brings of it, seldom anything.
    pub fn money_comes_back(&mut self) {
        if self.desk_chance.per_mille(3) {
            self.a_payment_is_taken_back();
        }
        if self.desk_chance.per_mille(2) {
            self.a_payout_comes_back();
        }
        let Some(page) = self.store.row(self.current).map(|row| row.state.clone()) else { return };
        if self.desk_chance.per_mille(60) {
            self.gives_its_word(&page);
        }
        if self.desk_chance.per_mille(25) {
            self.pays_what_stands(&page);
        }
    }

    /// Two weeks to four months later.
    fn a_payment_is_taken_back(&mut self) {
        let today = self.clock.today();
        let (from, until) = (today.minus_days(120), today.minus_days(14));
        let in_time = |day: Day| from <= day && day <= until;
        let by_hand = self.bank.books.values();
        let by_hand = by_hand.filter(|(_, payment)| in_time(payment.registered_on));
        let by_hand = by_hand.map(|(mailbox, payment)| Movable {
            mailbox: *mailbox,
            reference: payment.reference.clone(),
            amount: payment.amount,
            charged: false,
        });
        let charged = self.gateway.books().iter().filter_map(|(key, entry)| {
            let (amount, _) = entry.captured.filter(|(_, day)| in_time(*day))?;
            let reference = PaymentReference::of_charge(key);
            Some(Movable { mailbox: key.order().mailbox(), reference, amount, charged: true })
        });
        let all: Vec<Movable> = by_hand.chain(charged).collect();
        if all.is_empty() {
            return;
        }
        let money = &all[self.desk_chance.below(all.len())];
        let kind = match (money.charged, self.desk_chance.below(10)) {
            (true, 0..8) => ReversalKind::Chargeback,
            (false, 0..6) => ReversalKind::Return,
            (_, place) => ReversalKind::Correction { owed: place % 2 == 0 },
        };
        self.seen.see(match kind {
            ReversalKind::Chargeback => Sight::ChargedBack,
            ReversalKind::Return => Sight::SentBack,
            ReversalKind::Correction { .. } => Sight::Corrected,
        });
        self.takes_back(money, kind);
    }

    fn a_payout_comes_back(&mut self) {
        let paid = self.desk.refunds.iter();
        let paid = paid.filter_map(|((mailbox, ..), owed)| Some((*mailbox, owed.payout.as_ref()?)));
        let beyond = self.comeback.beyond.iter().map(|(mailbox, _, payout, _)| (*mailbox, payout));
        let all: Vec<Movable> = paid
            .chain(beyond)
            .map(|(mailbox, payout)| Movable {
                mailbox,
                reference: payout.reference.clone(),
                amount: payout.amount,
                charged: false,
            })
            .collect();
        if !all.is_empty() {
            self.seen.see(Sight::PayoutSentBack);
            let money = &all[self.desk_chance.below(all.len())];
            self.takes_back(money, ReversalKind::Return);
        }
    }

    /// All that is left, or a part.
    fn takes_back(&mut self, money: &Movable, kind: ReversalKind) {
        let left = money.amount.cents() - self.comeback.taken_of(&money.reference);
        if left == 0 {
            return;
        }
        let part = self.desk_chance.percent(25) && 1 < left;
        let amount = Money::from_cents(if part { left / 2 } else { left }).expect("some money");
        let number = self.comeback.reversals.len() + 1;
        let reference: PaymentReference = format!("REV {number}").parse().expect("a reference");
        let on = self.clock.today();
        let of = money.reference.clone();
        let reversal = Reversal { reference: reference.clone(), of, amount, on, kind };
        self.tell(|| format!("** {reversal}"));
        self.comeback.reversals.insert(reference, (money.mailbox, reversal.clone()));
        self.report(money.mailbox, Command::Reversal(reversal));
    }

    /// A public body commits itself to pay the open order.
    fn gives_its_word(&mut self, page: &Mailbox) {
        let is_public = matches!(page.holder().kind, HolderKind::PublicBody { .. });
        let Some(order) = page.open_order().filter(|_| is_public) else { return };
        let number = self.comeback.commitments.len() + 1;
        let reference = format!("IMP {number}").parse().expect("a reference");
        let commitment = Commitment { reference, order: order.id, on: self.clock.today() };
        self.seen.see(Sight::Committed);
        self.comeback.commitments.push((page.id(), commitment.clone()));
        self.report(page.id(), Command::Commitment(commitment));
    }

    /// A debt, or what is to come for an order: in parts, in full, or too much.
    fn pays_what_stands(&mut self, page: &Mailbox) {
        let debt = page.debts().iter().find(|debt| !debt.open.is_zero());
        let to_come = page.receivables().iter().find(|it| !it.open.is_zero());
        if let Some(receivable) = to_come {
            self.seen.see(Sight::PaidToCome);
            let amount = self.about(receivable.open);
            self.transfers(Some(receivable.order), amount);
        } else if let Some(debt) = debt {
            self.seen.see(Sight::PaidDebt);
            let (number, amount) = (debt.number, self.about(debt.open));
            self.pays_debt(page.id(), number, amount);
        }
    }

    fn about(&mut self, open: Money) -> Money {
        let cents = match self.desk_chance.below(10) {
            0..4 => open.cents().div_ceil(2),
            4..9 => open.cents(),
            _ => open.cents() + 100,
        };
        Money::from_cents(cents).expect("some money")
    }

    fn pays_debt(&mut self, mailbox: MailboxId, debt: DebtNumber, amount: Money) {
        let payment = Payment {
            reference: self.bank.next_reference(),
            order: None,
            debt: Some(debt),
            amount,
            registered_on: self.clock.today(),
            paid_on: None,
            method_kind: MethodKind::BankTransfer,
            signed_in_with: None,
            consent: None,
        };
        self.money_comes(mailbox, payment);
    }

    /// The desk forgot that it had paid.
    pub fn pays_once_more(&mut self, mailbox: MailboxId, number: RefundNumber, amount: Money) {
        let today = self.clock.today();
        let reference = format!("SCT again {}", self.comeback.beyond.len() + 1);
        let reference = reference.parse().expect("a reference");
        self.seen.see(Sight::RefundPaidTwice);
        self.comeback.beyond.push((
            mailbox,
            number,
            Payout { reference, amount, on: today },
            today,
        ));
    }

    /// What went out twice is said until it was heard.
    pub fn says_what_went_out_twice(&mut self) {
        let today = self.clock.today();
        for place in 0..self.comeback.beyond.len() {
            let (mailbox, refund, payout, says_on) = self.comeback.beyond[place].clone();
            let is_late = says_on <= today || self.healthy;
            if !is_late || is_heard(&self.store, mailbox, refund, &payout) {
                continue;
            }
            let report = Command::RefundPaid { refund, payout };
            let chance = (!self.healthy).then_some(&mut self.desk_chance);
            self.post.report(mailbox, report, today, chance, &mut self.seen);
            self.comeback.beyond[place].3 = today.plus_days(self.desk_chance.days(3, 20));
        }
    }
}
