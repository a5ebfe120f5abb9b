//! Where every cent is: one slip of paper for each sum, in the order in which they were written (R-46,
//! Nothing is reckoned but by going through all of them.

use pec_renewal::{
    Commitment, Reversal, ReversalKind,
    catalogue::{HolderKind, Policy},
    values::{ChargeKey, DebtNumber, OrderId, PaymentReference, RefundNumber},
};

use super::record::{Money, Prospect, Record, Refund, Tells};

/// So many cents, what stands behind them, and where they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Slip {
    pub cents: u64,
    pub behind: Behind,
    pub at: At,
}

#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Behind {
    Payment(PaymentReference),
    /// The holder's word, given or not: a debt.
    Debt(u32),
    /// A public body's word.
    Word(OrderId),
    /// Nothing.
    Nothing,
    /// Money that came elsewhere, of no payment that is known.
    Elsewhere,
}

#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum At {
    Held,
    /// To be paid back, by its number; none until that is written, which is for this order.
    Back(Option<u32>, Option<OrderId>),
    /// It paid an order; none where it is not known which.
    Used(Option<OrderId>),
    /// With the holder, by this payout.
    Out(PaymentReference),
}

impl Behind {
    /// Money that came, and not what stands for it.
    pub const fn is_money(&self) -> bool {
        matches!(self, Self::Payment(_) | Self::Elsewhere)
    }
}

impl At {
    pub const fn is_back(&self) -> bool {
        matches!(self, Self::Back(..))
    }

    /// In this order money is taken back: first what was not spent.
    const fn rank(&self) -> u8 {
        match self {
            Self::Held => 0,
            Self::Back(..) => 1,
            Self::Used(_) => 2,
            Self::Out(_) => 3,
        }
    }
}

/// Sums, each by going through all slips.
impl Record {
    pub fn cents(&self, counts: impl Fn(&Slip) -> bool) -> u64 {
        self.slips.iter().filter(|slip| counts(slip)).map(|slip| slip.cents).sum()
    }

    pub fn held(&self) -> u64 {
        self.cents(|slip| slip.at == At::Held)
    }

    pub fn applied(&self) -> u64 {
        self.cents(|slip| matches!(slip.at, At::Used(_)))
    }

    pub fn owed_back(&self) -> u64 {
        self.cents(|slip| slip.at.is_back())
    }

    pub fn paid_out(&self) -> u64 {
        self.cents(|slip| matches!(slip.at, At::Out(_)))
    }

    pub fn debts_open(&self) -> u64 {
        self.cents(|slip| matches!(slip.behind, Behind::Debt(_)))
    }

    pub fn words_open(&self) -> u64 {
        self.cents(|slip| matches!(slip.behind, Behind::Word(_)))
    }

    pub fn written_off(&self) -> u64 {
        self.cents(|slip| slip.behind == Behind::Nothing)
    }

    /// All that ever came, and all that stands for money.
    pub fn booked(&self) -> u64 {
        self.registered() + self.debts_open() + self.words_open() + self.written_off()
    }

    pub fn debt_open(&self, number: DebtNumber) -> u64 {
        self.cents(|slip| slip.behind == Behind::Debt(number.number()))
    }

    pub fn word_open(&self, order: OrderId) -> u64 {
        self.cents(|slip| slip.behind == Behind::Word(order))
    }

    /// What of a payment is still there.
    pub fn left_of(&self, payment: &PaymentReference) -> u64 {
        self.cents(|slip| slip.behind == Behind::Payment(payment.clone()))
    }

    /// What of a payout is still out.
    pub fn left_out(&self, payout: &PaymentReference) -> u64 {
        self.cents(|slip| slip.at == At::Out(payout.clone()))
    }

    pub fn is_known_reference(&self, reference: &PaymentReference) -> bool {
        self.payments.iter().any(|it| it.reference == *reference)
            || self.payouts.iter().any(|it| it.reference == *reference)
            || self.reversals.iter().any(|it| it.reference == *reference)
            || self.commitments.iter().any(|it| it.reference == *reference)
    }

    pub fn is_open(&self, number: RefundNumber) -> bool {
        self.payout_for(number).is_none() && !self.is_withdrawn(number)
    }

    pub fn is_withdrawn(&self, number: RefundNumber) -> bool {
        self.withdrawn.iter().any(|(refund, _)| *refund == number)
    }

    /// The refund that money for a number settles: that one, or the one in its place.
    pub fn settled_for(&self, number: RefundNumber) -> Option<RefundNumber> {
        if self.payout_for(number).is_some() {
            return None;
        }
        match self.withdrawn.iter().find(|(refund, _)| *refund == number) {
            Some((_, next)) => self.settled_for((*next)?),
            None => Some(number),
        }
    }
}

/// What moves them.
impl Record {
    pub fn slip(&mut self, behind: Behind, at: At, cents: u64) {
        if 0 < cents {
            self.slips.push(Slip { cents, behind, at });
        }
    }

    /// So much of the slips that count becomes something else, the first first. What is left of a slip
    /// stays in its place.
    pub fn turn(
        &mut self,
        cents: u64,
        counts: impl Fn(&Slip) -> bool,
        into: impl Fn(&Slip) -> Option<(Behind, At)>,
    ) {
        let turned = turned(self.slips.iter_mut(), cents, counts, into);
        self.put_turned(turned);
    }

    /// The same, the last first.
    fn turn_the_last(
        &mut self,
        cents: u64,
        counts: impl Fn(&Slip) -> bool,
        into: impl Fn(&Slip) -> Option<(Behind, At)>,
    ) {
        let turned = turned(self.slips.iter_mut().rev(), cents, counts, into);
        self.put_turned(turned);
    }

    fn put_turned(&mut self, turned: Vec<Slip>) {
        self.slips.extend(turned);
        self.slips.retain(|slip| 0 < slip.cents);
    }

    pub fn moves(&mut self, cents: u64, from: &At, to: &At) {
        self.turn(cents, |it| it.at == *from, |it| Some((it.behind.clone(), to.clone())));
    }

    /// What is to be paid back gets its number.
    pub fn number(&mut self, number: u32, order: Option<OrderId>, cents: u64) {
        self.moves(cents, &At::Back(None, order), &At::Back(Some(number), None));
    }

    /// What money settles that was to come, and how much of it is used; none where nothing was.
    pub fn settle_with(&mut self, money: &Money, is_asked: bool) -> Option<u64> {
        let payment = Behind::Payment(money.reference.clone());
        if let Some(number) = money.debt {
            let open = self.debt_open(number);
            let used = money.amount.min(open);
            let debt = Behind::Debt(number.number());
            // What is with the holder first: of several payouts the last by name.
            let mut left = used;
            for at in self.places(&debt).into_iter().rev() {
                let part = left.min(self.cents(|it| it.behind == debt && it.at == at));
                left -= part;
                self.turn(
                    part,
                    |it| it.behind == debt && it.at == at,
                    |it| Some((payment.clone(), it.at.clone())),
                );
            }
            return (0 < open).then_some(used);
        }
        let order = self.stands_for(money.named.filter(|_| is_asked)?);
        let open = self.word_open(order);
        if open == 0 {
            return None;
        }
        let word = Behind::Word(order);
        let used = money.amount.min(open);
        self.turn(used, |it| it.behind == word, |it| Some((payment.clone(), it.at.clone())));
        let waived = self.words.iter().find(|(of, ..)| *of == order).expect("it was given").2;
        if open - used <= waived {
            let nothing = |it: &Slip| Some((Behind::Nothing, it.at.clone()));
            self.turn(open - used, |it| it.behind == word, nothing);
        }
        Some(used)
    }

    /// Where it is, in the order in which it is taken back.
    fn places(&self, behind: &Behind) -> Vec<At> {
        let of_it = self.slips.iter().filter(|slip| slip.behind == *behind);
        let mut places: Vec<At> = of_it.map(|slip| slip.at.clone()).collect();
        places.sort_by_key(|at| (at.rank(), at.clone()));
        places.dedup();
        places
    }

    /// What paid an order is to be paid back: it first settles what of it is owed; of the money the last
    /// comes back first. Says what comes back.
    pub fn take_back(&mut self, order: OrderId, cents: u64) -> u64 {
        let used = At::Used(Some(order));
        let mut left = cents;
        for debt in 1..=u32::try_from(self.debts.len()).expect("few debts") {
            left -= self.void(left, &Behind::Debt(debt), &used);
        }
        left -= self.void(left, &Behind::Word(order), &used);
        let is_money = |it: &Slip| it.behind.is_money() && it.at == used;
        let to = At::Back(None, Some(order));
        self.turn_the_last(left, is_money, |it| Some((it.behind.clone(), to.clone())));
        left
    }

    /// At most so much that stands for money there is no more; says how much it was.
    fn void(&mut self, cents: u64, behind: &Behind, at: &At) -> u64 {
        let there = |it: &Slip| it.behind == *behind && it.at == *at;
        let part = cents.min(self.cents(there));
        self.turn(part, there, |_| None);
        part
    }

    /// Money is taken back.
    pub fn reversal(&mut self, reversal: &Reversal, policy: &Policy) -> Result<(), &'static str> {
        self.against_reversal(reversal).judged()?;
        if self.reversals.iter().any(|known| known.reference == reversal.reference) {
            return Ok(());
        }
        self.reversals.push(reversal.clone());
        if self.payouts.iter().any(|payout| payout.reference == reversal.of) {
            self.payout_comes_back(reversal, policy);
        } else {
            self.payment_is_reversed(reversal, policy);
        }
        Ok(())
    }

    fn payment_is_reversed(&mut self, reversal: &Reversal, policy: &Policy) {
        let behind = Behind::Payment(reversal.of.clone());
        let is_owed = reversal.kind != ReversalKind::Correction { owed: false };
        let was_barred = self.is_bound_barred(policy);
        let next_debt = u32::try_from(self.debts.len() + 1).expect("few debts");
        let (mut left, mut rests, mut spent, mut from_held) =
            (reversal.amount.cents(), vec![], 0, 0);
        for at in self.places(&behind) {
            let there = |it: &Slip| it.behind == behind && it.at == at;
            let part = left.min(self.cents(there));
            left -= part;
            match &at {
                _ if part == 0 => {}
                At::Held => {
                    from_held = part;
                    self.turn(part, there, |_| None);
                    self.reversed += part;
                }
                At::Back(number, _) => {
                    self.turn(part, there, |_| None);
                    self.reversed += part;
                    rests.push(RefundNumber::new(number.expect("it is numbered")));
                }
                At::Used(_) | At::Out(_) => {
                    let instead = if is_owed { Behind::Debt(next_debt) } else { Behind::Nothing };
                    self.turn(part, there, |it| Some((instead.clone(), it.at.clone())));
                    self.reversed += part;
                    spent += part;
                }
            }
        }
        self.write("PaymentReversed");
        if is_owed && 0 < spent {
            self.debts.push(spent);
        }
        let dead = self.kill_what_was_charged(reversal);
        for number in rests {
            self.owe_in_the_place_of(number);
        }
        let is_asked_for = self.open_order().is_some() && !self.is_gone() && !self.leaving;
        if 0 < from_held && is_asked_for {
            self.tell_what_is_missing();
        }
        let is_bound = dead.is_some() && self.bound().map(|bound| bound.id) == dead;
        if is_bound && !was_barred && self.is_bound_barred(policy) {
            self.tell("BoundMethodDead", String::new());
        }
    }

    fn is_bound_barred(&self, policy: &Policy) -> bool {
        self.tells == Tells::All
            && self.prospect(policy, Tells::WarningOnly) == Prospect::MethodBarred
    }

    /// A charge that was requested here, charged back: its method is dead.
    fn kill_what_was_charged(
        &mut self,
        reversal: &Reversal,
    ) -> Option<pec_renewal::values::MethodId> {
        if reversal.kind != ReversalKind::Chargeback {
            return None;
        }
        let key = reversal.of.as_str().parse::<ChargeKey>().ok()?;
        let method = self.charge(key)?.method;
        if self.died_of(method) != Some("closed") {
            self.is_now(method, Some("charged back"));
        }
        Some(method)
    }

    /// What is left of a refund that was withdrawn, if anything is.
    fn owe_in_the_place_of(&mut self, number: RefundNumber) {
        let before = *self.refund(number).expect("it was owed");
        let (here, there) = (At::Back(Some(number.number()), None), At::Back(None, before.order));
        let rest = self.cents(|slip| slip.at == here);
        let next = u32::try_from(self.refunds.len() + 1).expect("few refunds");
        self.withdrawn.push((number, (0 < rest).then_some(RefundNumber::new(next))));
        if 0 < rest {
            self.moves(rest, &here, &there);
            let month_left = |until: &pec_renewal::values::Day| self.today.plus_days(30) <= *until;
            let credit_until = before.credit_until.filter(month_left);
            self.owe(Refund { amount: rest, credit_until, ..before });
        }
    }

    fn payout_comes_back(&mut self, reversal: &Reversal, policy: &Policy) {
        let out = At::Out(reversal.of.clone());
        let mut left = reversal.amount.cents();
        for debt in 1..=u32::try_from(self.debts.len()).expect("few debts") {
            left -= self.void(left, &Behind::Debt(debt), &out);
        }
        left -= self.void(left, &Behind::Nothing, &out);
        let number = self.payouts.iter().find(|it| it.reference == reversal.of);
        let number = number.expect("it is known").number;
        let order = self.refund(number).expect("it was owed").order;
        let is_money = |it: &Slip| it.behind.is_money() && it.at == out;
        let to = At::Back(None, order);
        self.turn_the_last(left, is_money, |it| Some((it.behind.clone(), to.clone())));
        self.write("PayoutCameBack");
        self.pay_back_in_cash(left, order, policy);
    }

    /// A public body's word is as good as money.
    pub fn commitment(
        &mut self,
        commitment: &Commitment,
        policy: &Policy,
    ) -> Result<(), &'static str> {
        self.against_commitment(commitment, policy).judged()?;
        if self.commitments.iter().any(|known| known.reference == commitment.reference) {
            return Ok(());
        }
        self.write("CommitmentRegistered");
        self.commitments.push(commitment.clone());
        if self.fulfils(commitment, policy) {
            self.fulfil_by_word(commitment, policy);
        }
        Ok(())
    }

    pub fn fulfils(&self, commitment: &Commitment, policy: &Policy) -> bool {
        policy.parameters().fulfil_on_commitment
            && self.can_be_put_to(commitment.order, commitment.on)
    }

    pub fn is_public_body(&self) -> bool {
        matches!(self.holder().kind, HolderKind::PublicBody { .. })
    }
}

/// Takes so much off these slips, one after the other, and gives what becomes of it.
fn turned<'s>(
    slips: impl Iterator<Item = &'s mut Slip>,
    mut cents: u64,
    counts: impl Fn(&Slip) -> bool,
    into: impl Fn(&Slip) -> Option<(Behind, At)>,
) -> Vec<Slip> {
    let mut turned = vec![];
    for slip in slips.filter(|slip| counts(slip)) {
        let part = slip.cents.min(cents);
        cents -= part;
        slip.cents -= part;
        if let Some((behind, at)) = into(slip).filter(|_| 0 < part) {
            turned.push(Slip { cents: part, behind, at });
        }
    }
    assert_eq!(cents, 0, "so much is not there");
    turned
}
