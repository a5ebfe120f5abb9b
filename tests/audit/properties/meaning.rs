//! What a choice means to the state that it meets: the command that it becomes.

use pec_renewal::{
    Backing, Command, Commitment, Fact, Hosting, Lies, Mailbox, ManualRenewal, MethodNews, Opening,
    Payment, Payout, Reversal, TermRight,
    catalogue::{Method, Package, Purchase},
    charge::{Failure, Outcome},
    values::{
        ChargeKey, Day, DebtNumber, MailboxId, MethodId, Money, NoticeNumber, OrderId,
        PaymentReference, RefundNumber, uuid::Uuid,
    },
};
use pec_test_support::{cents, day, mailbox_id, noon};
use proptest::sample::Index;

use super::{
    moves::{
        Act, Amount, Answer, Birth, Born, Named, PaidOut, Pay, Renewal, Says, TakenBack, Which,
        WhichCharge, WhichDebt, WhichMoney, WhichRefund,
    },
    pool::{self, account, extra, holder, tax_id, used},
    story::Story,
};

impl Story {
    /// The command that a choice means now.
    pub fn meant(&self, act: &Act) -> Command {
        let today = self.clock;
        let mailbox = self.life.mailbox();
        let holds = mailbox.holder().tax_id;
        match *act {
            Act::Tick => Command::Tick,
            Act::Answer(answer) => match mailbox.charge().unresolved() {
                Some(request) => {
                    let (key, outcome) = (request.key, outcome(answer, request.amount, today));
                    Command::ChargeOutcome { key, outcome }
                }
                None => Command::Tick,
            },
            Act::OpenAgain { same } => self.open_again(same),
            Act::SwitchOn { method, consent } => {
                let bound = mailbox.auto_renewal().method().copied();
                let good = || bound.unwrap_or_else(|| self.method(0));
                Command::SwitchOn {
                    method: method.map_or_else(good, |index| self.method(index)),
                    consent: consent.map(|ago| pool::consent(today.minus_days(ago.into()))),
                }
            }
            Act::SwitchOff => Command::SwitchOff,
            Act::Replace { bound, by } => {
                Command::ReplaceMethod { old: self.old_method(bound), new: self.method(by) }
            }
            Act::Remove { bound } => Command::RemoveMethod { method: self.old_method(bound) },
            Act::Renew(renewal) => Command::RenewByHand(self.renewal(renewal)),
            Act::Cancel(which) => Command::CancelOrder { order: self.order(which) },
            Act::TerminateAtExpiry => Command::TerminateAtExpiry,
            Act::Revoke => Command::RevokeTermination,
            Act::TerminateNow => Command::TerminateNow,
            Act::Leave { which } => {
                let leavable = mailbox.leavable_on(today).filter(|_| matches!(which, Which::Open));
                Command::Leave { order: leavable.unwrap_or_else(|| self.order(which)) }
            }
            Act::Withdraw { which, ago } => Command::Withdrawal {
                order: self.bought(which),
                declared_at: noon(today.minus_days(ago.into()).min(Day::LAST_EXPIRY)),
            },
            Act::Informed { which, ago } => Command::WithdrawalInformationGiven {
                order: self.bought(which),
                on: today.minus_days(ago.into()),
            },
            Act::BuyAgain { itself, mailbox, same_holder } => {
                let other = MailboxId::new(Uuid::from_u128(if mailbox { 2 } else { 3 }));
                let tax_id = if same_holder { holds } else { tax_id(2) };
                Command::BuyAgain { mailbox: if itself { mailbox_id() } else { other }, tax_id }
            }
            Act::Pay(pay) => Command::Payment(self.payment(pay)),
            Act::PayAgain { which, other_amount } => self.paid_again(which, other_amount),
            Act::PaidOut(paid) => self.paid_out(paid),
            Act::PaidOutAgain { which, other_amount } => self.paid_out_again(which, other_amount),
            Act::TakenBack(taken) => self.taken_back(taken),
            Act::TakenBackAgain { which, other_amount } => {
                self.taken_back_again(which, other_amount)
            }
            Act::Commit { order, ago, again } => self.commitment(order, ago, again),
            Act::Outcome { which, answer } => {
                let (key, asked) = self.charge(which);
                Command::ChargeOutcome { key, outcome: outcome(answer, asked, today) }
            }
            Act::News { method, says } => {
                let bound = mailbox.auto_renewal().method().copied();
                let good = || bound.unwrap_or_else(|| self.method(0));
                let method = method.map_or_else(good, |index| self.method(index)).id;
                let news = match says {
                    Says::Refreshed(days, cap) => MethodNews::Refreshed {
                        valid_until: days.map(|days| today.plus_days(days.into())),
                        mandate_cap: cap.map(|count| cents(count.into())),
                    },
                    Says::Closed => MethodNews::Closed,
                    Says::AskHolder => MethodNews::AskHolder,
                };
                Command::MethodNews { method, news }
            }
            // Told late, one that had come in time.
            Act::Delivered { which, unknown: false, .. }
                if which.index(4) == 0 && self.lifts_an_exit_right().is_some() =>
            {
                let (notice, on) = self.lifts_an_exit_right().expect("there is one");
                Command::NoticeDelivered { notice, on }
            }
            Act::Delivered { which, unknown, ago } => Command::NoticeDelivered {
                notice: notice(mailbox, which, unknown),
                on: today.minus_days(ago.into()),
            },
            Act::Failed { which, unknown } => {
                Command::NoticeFailed { notice: notice(mailbox, which, unknown) }
            }
            Act::Used { mailbox, archive, ago } => Command::UsedSpace {
                used: used(mailbox, archive),
                on: today.minus_days(ago.into()),
            },
            Act::SpaceBought { mailbox_gb, archive_gb } => {
                Command::SpaceBought { extra: extra((mailbox_gb, archive_gb)) }
            }
            Act::HolderChanged { kind, other } => {
                Command::HolderChanged { holder: holder(kind, other) }
            }
            Act::AccountChanged { other } => Command::AccountChanged { account: account(other) },
        }
    }

    fn open_again(&self, same: bool) -> Command {
        let first = self.life.history().first().map(|event| &event.fact);
        let Some(Fact::MailboxOpened { opening, .. }) = first else {
            return Command::Tick;
        };
        let mut opening = opening.clone();
        if !same {
            opening.orders_before += 1;
        }
        Command::Open(opening)
    }

    fn renewal(&self, renewal: Renewal) -> ManualRenewal {
        let mailbox = self.life.mailbox();
        let purchase = mailbox.purchase();
        let other = renewal.other.map(|(plan, gb)| Package { plan, extra: extra(gb) });
        let package = other.unwrap_or(purchase.package);
        let expiry = mailbox.expiry();
        ManualRenewal {
            expiry: if renewal.wrong_expiry { expiry.previous() } else { expiry },
            purchase: Purchase { package, term: renewal.term },
            method_kind: renewal.method_kind,
            archive_consent: renewal.consent,
            replaces: renewal.replaces.map(|which| self.order(which)),
            informed: renewal.informed,
            start_requested: renewal.start_requested,
        }
    }

    /// A notice that, delivered in time, would lift an exit right, and the last day in time.
    fn lifts_an_exit_right(&self) -> Option<(NoticeNumber, Day)> {
        let terms = self.life.mailbox().bought_terms().iter();
        let mut lifting = terms.filter_map(|term| match &term.right {
            Some(TermRight::Exit { lifted_by }) => {
                Some((*lifted_by.first()?, term.order.expiry().minus_days(30)))
            }
            Some(TermRight::Withdrawal { .. }) | None => None,
        });
        lifting.next()
    }

    /// An order whose term can be ended; else any order.
    fn bought(&self, which: Index) -> OrderId {
        let terms = self.life.mailbox().bought_terms();
        match terms.get(which.index(terms.len() + 1)) {
            Some(term) => term.order,
            None => self.order(Which::Closed(which)),
        }
    }

    fn order(&self, which: Which) -> OrderId {
        let mailbox = self.life.mailbox();
        let closed = mailbox.closed_orders();
        let id = |ordinal, expiry| OrderId::new(mailbox_id(), expiry, ordinal);
        let unknown = id(77, mailbox.expiry());
        let last = closed.last().map_or(unknown, |order| id(order.ordinal, order.expiry));
        match which {
            Which::Open => mailbox.open_order().map_or(last, |open| open.id),
            Which::Closed(index) if !closed.is_empty() => {
                let order = closed.get(index.index(closed.len()));
                order.map_or(unknown, |order| id(order.ordinal, order.expiry))
            }
            Which::Closed(_) | Which::Unknown => unknown,
            Which::Foreign => OrderId::new(MailboxId::new(Uuid::from_u128(9)), mailbox.expiry(), 1),
        }
    }

    fn payment(&self, pay: Pay) -> Payment {
        let order = pay.order.map(|which| self.order(which));
        let registered_on = self.clock.minus_days(pay.ago.into());
        let debt = pay.debt.map(|which| self.debt(which));
        let due = match debt {
            Some(debt) => self.life.mailbox().debt(debt).map_or(cents(1_208), |debt| debt.open),
            None => self.to_come(order).unwrap_or_else(|| self.due(registered_on)),
        };
        let key = self.charge(WhichCharge::Unresolved).0;
        let reference = if pay.named_like_a_charge {
            PaymentReference::of_charge(&key)
        } else {
            format!("TRN {}", self.age()).parse().expect("a reference")
        };
        Payment {
            reference,
            order,
            debt,
            amount: measured(pay.amount, due),
            registered_on,
            paid_on: pay.paid_before.map(|days| registered_on.minus_days(days.into())),
            method_kind: pay.method_kind,
            signed_in_with: pay.signed_in.map(|index| self.method(index)),
            consent: pay.consent.map(|ago| pool::consent(self.clock.minus_days(ago.into()))),
        }
    }

    /// What is due for the open order with money of a day; something plausible where none is.
    fn due(&self, day: Day) -> Money {
        let mailbox = self.life.mailbox();
        let due = mailbox.open_order().map(|order| order.due_on(&mailbox.grace_on(day), day));
        due.map_or(cents(1_208), |due| due.saturating_sub(mailbox.ledger().held))
    }

    fn paid_again(&self, which: Index, other_amount: bool) -> Command {
        if self.payments.is_empty() {
            return Command::Tick;
        }
        let mut payment = which.get(&self.payments).clone();
        if other_amount {
            payment.amount = payment.amount.checked_add(cents(1)).unwrap_or(cents(1));
        }
        Command::Payment(payment)
    }

    fn paid_out(&self, paid: PaidOut) -> Command {
        let refunds = self.life.mailbox().refunds();
        let count = refunds.iter().count();
        let never = RefundNumber::new(u32::try_from(count).expect("a number of refunds") + 1);
        let last = refunds.iter().next_back();
        let owed = match paid.refund {
            WhichRefund::Open => refunds.iter().find(|refund| refund.is_open()).or(last),
            WhichRefund::Any(index) if 0 < count => refunds.iter().nth(index.index(count)),
            WhichRefund::Any(_) | WhichRefund::NeverOwed => None,
        };
        let due = owed.map_or(cents(1_208), |refund| refund.amount);
        let reference = self.reference("SCT", paid.named);
        let on = self.clock.minus_days(paid.ago.into());
        let payout = Payout { reference, amount: measured(paid.amount, due), on };
        Command::RefundPaid { refund: owed.map_or(never, |refund| refund.number), payout }
    }

    /// What is still to come for an order, if anything is.
    fn to_come(&self, order: Option<OrderId>) -> Option<Money> {
        let receivable = self.life.mailbox().receivable(order?)?;
        (!receivable.open.is_zero()).then_some(receivable.open)
    }

    fn debt(&self, which: WhichDebt) -> DebtNumber {
        let debts = self.life.mailbox().debts();
        let count = u32::try_from(debts.iter().count()).expect("few debts");
        let open = debts.iter().find(|debt| !debt.open.is_zero());
        match which {
            WhichDebt::Open => open
                .or(debts.iter().next_back())
                .map_or_else(|| DebtNumber::new(1), |debt| debt.number),
            WhichDebt::NeverLeft => DebtNumber::new(count + 1),
        }
    }

    fn taken_back(&self, taken: TakenBack) -> Command {
        let mailbox = self.life.mailbox();
        let mut known: Vec<&PaymentReference> =
            mailbox.payments().iter().map(|payment| &payment.reference).collect();
        let payouts: Vec<&PaymentReference> = mailbox
            .refunds()
            .iter()
            .flat_map(|refund| refund.payouts().map(|payout| &payout.reference))
            .collect();
        let unknown: PaymentReference = "CRO unknown".parse().expect("a reference");
        known.sort_by_key(|reference| {
            self.payments.iter().position(|payment| payment.reference == **reference)
        });
        let of = match taken.of {
            WhichMoney::Last => known.last().copied(),
            WhichMoney::Payment(index) if !known.is_empty() => Some(*index.get(&known)),
            WhichMoney::Payout(index) if !payouts.is_empty() => Some(*index.get(&payouts)),
            WhichMoney::Payment(_) | WhichMoney::Payout(_) | WhichMoney::Unknown => None,
        };
        let of = of.cloned().unwrap_or(unknown);
        let payment = Backing::Payment { reference: of.clone() };
        let paid_out = Lies::PaidOut { payout: of.clone() };
        let portions = mailbox.portions();
        let left = portions.backed_by(&payment).chain(portions.lying(&paid_out));
        let left = left.fold(Money::ZERO, |sum, portion| sum.saturating_add(portion.amount));
        let reference = self.reference("REV", taken.named);
        let amount = measured(taken.amount, left);
        let on = self.clock.minus_days(taken.ago.into());
        Command::Reversal(Reversal { reference, of, amount, on, kind: taken.kind })
    }

    fn taken_back_again(&self, which: Index, other_amount: bool) -> Command {
        if self.reversals.is_empty() {
            return Command::Tick;
        }
        let mut reversal = which.get(&self.reversals).clone();
        if other_amount {
            reversal.amount = reversal.amount.checked_add(cents(1)).unwrap_or(cents(1));
        }
        Command::Reversal(reversal)
    }

    fn commitment(&self, order: Which, ago: i8, again: Option<bool>) -> Command {
        let on = self.clock.minus_days(ago.into());
        let last = self.life.mailbox().commitments().last();
        Command::Commitment(match (again, last) {
            (Some(true), Some(last)) => last.clone(),
            (Some(false), Some(last)) => Commitment { on: last.on.previous(), ..last.clone() },
            (None, _) | (_, None) => {
                let reference = self.reference("IMP", Named::Anew);
                Commitment { reference, order: self.order(order), on }
            }
        })
    }

    fn reference(&self, prefix: &str, named: Named) -> PaymentReference {
        match named {
            Named::LikeACharge => {
                PaymentReference::of_charge(&self.charge(WhichCharge::Unresolved).0)
            }
            Named::LikeAPayment(index) if !self.payments.is_empty() => {
                index.get(&self.payments).reference.clone()
            }
            Named::LikeAPayment(_) | Named::Anew => {
                format!("{prefix} {}", self.age()).parse().expect("a reference")
            }
        }
    }

    fn paid_out_again(&self, which: Index, other_amount: bool) -> Command {
        if self.payouts.is_empty() {
            return Command::Tick;
        }
        let (refund, mut payout) = which.get(&self.payouts).clone();
        if other_amount {
            payout.amount = payout.amount.checked_add(cents(1)).unwrap_or(cents(1));
        }
        Command::RefundPaid { refund, payout }
    }

    /// A charge's key, and what was asked with it.
    fn charge(&self, which: WhichCharge) -> (ChargeKey, Money) {
        let mailbox = self.life.mailbox();
        let never = (ChargeKey::new(self.order(Which::Open), 88), cents(1_208));
        let last = self.charges.last().copied().unwrap_or(never);
        match which {
            WhichCharge::Unresolved => {
                mailbox.charge().unresolved().map_or(last, |asked| (asked.key, asked.amount))
            }
            WhichCharge::Requested(index) if !self.charges.is_empty() => *index.get(&self.charges),
            WhichCharge::Requested(_) | WhichCharge::NeverRequested => never,
            WhichCharge::Foreign => (ChargeKey::new(self.order(Which::Foreign), 1), cents(1_208)),
        }
    }

    fn old_method(&self, bound: bool) -> MethodId {
        let method = self.life.mailbox().auto_renewal().method();
        method.filter(|_| bound).map_or(self.method(1).id, |method| method.id)
    }

    /// The opening that the birth states.
    pub fn opening(&self, birth: &Birth) -> Opening {
        let start = self.start;
        let expiry = match birth.when {
            Born::Activated { ago } => {
                same_day_of_year(start.minus_days(ago.into()), i32::from(birth.term.years()))
            }
            Born::TakenOver { days_left } => start.plus_days(days_left.into()),
            Born::EndOfCalendar => day("2896-06-15"),
            Born::OffAnchor => start.plus_days(100),
            Born::NotYet => same_day_of_year(start.plus_days(10), 1),
        };
        let anchor = match birth.when {
            Born::Activated { ago } => start.minus_days(ago.into()),
            Born::OffAnchor => start.minus_days(10),
            Born::NotYet => start.plus_days(10),
            // Such a day came in the year before, or four years ago.
            Born::TakenOver { .. } | Born::EndOfCalendar => (1..=4)
                .map(|years| same_day_of_year(expiry, -years))
                .find(|day| *day <= start && day.day() == expiry.day())
                .unwrap_or(expiry),
        };
        let package = Package { plan: birth.plan, extra: extra(birth.extra) };
        Opening {
            mailbox: mailbox_id(),
            holder: holder(birth.kind, false),
            account: account(false),
            hosting: if birth.own_domain { Hosting::OwnDomain } else { Hosting::Provider },
            purchase: Purchase { package, term: birth.term },
            anchor,
            expiry,
            bound_method: birth.bound.map(|index| self.method(index)),
            dead_methods: birth.dead.map(|index| self.method(index).id).into_iter().collect(),
            statutory_notice_delivered: birth
                .notice_given
                .map(|days| start.minus_days(days.into())),
            orders_before: match birth.orders_before {
                u8::MAX => u32::MAX,
                few => few.into(),
            },
            carried: None,
        }
    }

    /// One that is accepted in any case.
    pub fn plain_opening(&self, birth: &Birth) -> Opening {
        Opening {
            hosting: Hosting::Provider,
            purchase: Purchase::new(birth.plan, birth.term),
            anchor: self.start,
            expiry: same_day_of_year(self.start, 1),
            bound_method: birth.bound.map(|_| self.method(0)),
            statutory_notice_delivered: None,
            orders_before: birth.orders_before.min(3).into(),
            ..self.opening(birth)
        }
    }

    fn method(&self, index: u8) -> Method {
        pool::method(index, self.start)
    }
}

fn measured(amount: Amount, due: Money) -> Money {
    match amount {
        Amount::Exact => due,
        Amount::Less(cents) => part_of(due, cents),
        Amount::More(count) => due.checked_add(cents(count.into())).unwrap_or(due),
        Amount::Cents(count) => cents(count.into()),
        Amount::Nothing => Money::ZERO,
        Amount::Everything => Money::MAX,
    }
}

/// Less than what is due, and more than nothing.
fn part_of(due: Money, cents: u16) -> Money {
    let less = u64::from(cents) % due.cents().max(1);
    self::cents(due.cents() - less)
}

fn notice(mailbox: &Mailbox, which: Index, unknown: bool) -> NoticeNumber {
    let count = mailbox.notices().count;
    let number = if unknown || count == 0 {
        count + 1
    } else {
        1 + u32::try_from(which.index(count as usize)).expect("a number of notices")
    };
    NoticeNumber::new(number)
}

fn outcome(answer: Answer, asked: Money, today: Day) -> Outcome {
    match answer {
        Answer::Settled => Outcome::Settled { amount: asked },
        Answer::SettledOther(count) => Outcome::Settled { amount: cents(count.into()) },
        Answer::Failed(Failure::SoftDecline { not_before }) => Outcome::SoftDecline { not_before },
        Answer::PutOff(days) => {
            Outcome::SoftDecline { not_before: Some(today.plus_days(days.into())) }
        }
        Answer::Failed(Failure::Stopped) => Outcome::Stopped,
        Answer::Failed(Failure::HardDecline) => Outcome::HardDecline,
        Answer::Failed(Failure::AuthenticationRequired) => Outcome::AuthenticationRequired,
        Answer::NotExecuted => Outcome::NotExecuted,
        Answer::Unknown => Outcome::Unknown,
    }
}

/// The same day so many years later or earlier; the last of its month where the year lacks it.
fn same_day_of_year(day: Day, years: i32) -> Day {
    let year = day.year() + years;
    (0..3)
        .find_map(|less| Day::new(year, day.month(), day.day() - less).ok())
        .expect("a month has one of its last days")
}
