//! The collection desk: no notice tells of a debt, so it asks for what the record says is owed.

use pec_renewal::{Event, Fact, LeftDebt, ReversalKind, catalogue::MethodKind};

use super::{
    Answer, Asked, half_of,
    holder::{self, Paying},
};

/// A debt that a report left.
pub(super) struct Owing {
    pub(super) debt: LeftDebt,
    /// A card scheme took the money: the provider may dispute that.
    charged_back: bool,
}

/// The debt that an event leaves, if any.
pub(super) fn owing(event: &Event) -> Option<Owing> {
    if let Fact::PaymentReversed(reversed) = &event.fact {
        let charged_back = reversed.reversal.kind == ReversalKind::Chargeback;
        reversed.debt.map(|debt| Owing { debt, charged_back })
    } else if let Fact::RefundPaid { beyond, .. } = &event.fact {
        beyond.map(|debt| Owing { debt, charged_back: false })
    } else {
        None
    }
}

/// Asks for a debt: about half of them are paid, some in part. Of those that a card scheme left, the
/// provider wins a few disputes, and the scheme pays. The others stand: only a correction writes off.
pub(super) fn ask(asked: &Asked<'_>, owing: &Owing) -> Answer {
    let Owing { debt, charged_back } = owing;
    let mut dice = asked.dice("debt");
    let (amount, method_kind, days) = match dice.below(100) {
        0..8 if *charged_back => (debt.amount, MethodKind::Card, dice.days(30, 60)),
        0..50 => (debt.amount, holder::way_to_pay(&mut dice), dice.days(2, 25)),
        50..60 => (half_of(debt.amount), holder::way_to_pay(&mut dice), dice.days(2, 25)),
        _ => return Answer::default(),
    };
    let paid_on = asked.day().plus_days(days);
    let debt = Some(debt.number);
    let paying = Paying { order: None, debt, amount, method_kind, signed_in: false, paid_on };
    holder::hands_over(asked, &mut dice, &paying)
}
