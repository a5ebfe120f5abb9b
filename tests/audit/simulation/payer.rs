//! The holder as a payer: exactly, less, more, twice, for an order that is closed, or for none.

use pec_renewal::{
    Command, Mailbox, Payment,
    catalogue::MethodKind,
    order::OpenOrder,
    values::{MailboxId, Money, OrderId},
};
use pec_test_support::cents;

use super::{seen::Sight, world::World};

impl World {
    pub fn pays(&mut self, page: &Mailbox, open: &OpenOrder) {
        let today = self.clock.today();
        let price = open.due_on(&page.grace_on(today), today);
        let due = price.saturating_sub(page.ledger().held).max(cents(1));
        let order = Some(open.id);
        match self.chance.below(20) {
            0..3 => {
                self.seen.see(Sight::PaidShort);
                let part = u64::try_from(self.chance.below(100)).expect("below a hundred");
                self.transfers(order, cents((due.cents() * part / 100).max(1)));
            }
            3..5 => {
                self.seen.see(Sight::PaidOver);
                let more = u64::try_from(self.chance.below(5_000)).expect("below five thousand");
                self.transfers(order, cents(due.cents() + more + 1));
            }
            5..7 => {
                self.seen.see(Sight::PaidTwice);
                self.transfers(order, due);
                self.transfers(order, due);
            }
            7..11 => self.checks_out(page.id(), order, due),
            _ => {
                self.seen.see(Sight::PaidExactly);
                self.transfers(order, due);
            }
        }
    }

    /// A transfer reaches the bank today; it was made some days ago.
    pub fn transfers(&mut self, order: Option<OrderId>, amount: Money) {
        let today = self.clock.today();
        let payment = Payment {
            reference: self.bank.next_reference(),
            order,
            debt: None,
            amount,
            registered_on: today,
            paid_on: Some(today.minus_days(self.chance.days(0, 3))),
            method_kind: self.chance.pick(&[
                MethodKind::BankTransfer,
                MethodKind::BankTransfer,
                MethodKind::PostalSlip,
                MethodKind::PrefilledSlip,
                MethodKind::Credit,
            ]),
            signed_in_with: None,
            consent: None,
        };
        let mailbox = order.map_or(self.current, |order| order.mailbox());
        self.money_comes(mailbox, payment);
    }

    /// A payment by card or `PayPal`, as a guest or signed in.
    fn checks_out(&mut self, mailbox: MailboxId, order: Option<OrderId>, amount: Money) {
        let method = self.some_method();
        let signed_in = self.chance.percent(60);
        if signed_in {
            self.seen.see(Sight::PaidSignedIn);
        }
        let payment = Payment {
            reference: self.bank.next_reference(),
            order,
            debt: None,
            amount,
            registered_on: self.clock.today(),
            paid_on: None,
            method_kind: method.kind,
            signed_in_with: signed_in.then_some(method),
            consent: None,
        };
        self.money_comes(mailbox, payment);
    }

    pub fn money_comes(&mut self, mailbox: MailboxId, payment: Payment) {
        self.tell(|| {
            let order = payment.order.map(|order| order.ordinal());
            format!("** {} comes, {}, order {order:?}", payment.amount, payment.reference)
        });
        self.bank.take(mailbox, payment.clone());
        self.report(mailbox, Command::Payment(payment));
    }

    pub fn pays_what_is_closed(&mut self, page: &Mailbox) {
        if let Some(closed) = page.closed_orders().last() {
            self.seen.see(Sight::PaidClosedOrder);
            let order = OrderId::new(page.id(), closed.expiry, closed.ordinal);
            self.transfers(Some(order), cents(1_208));
        }
    }
}
