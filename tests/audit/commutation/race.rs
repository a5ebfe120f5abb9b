//! What races: the situations to begin with, and the commands of which two meet.

use pec_renewal::{
    Command, Event, Mailbox, ManualRenewal, Refusal,
    catalogue::Plan,
    charge::Outcome,
    values::{Day, OrderId},
};
use pec_test_support::{card, decided, noon, paypal, transfer};

use crate::situations::{
    Life,
    list::{
        Step, charge,
        ends::{renewed_by_hand_uninformed, renewed_unannounced},
        on, order, other_card, price, renewal, report, situation, then, ticks_through,
        warned_and_ticked_through,
    },
};

/// Where two commands meet.
pub struct Base {
    pub name: &'static str,
    pub today: Day,
    pub life: Life,
    /// The order that the page shows as open.
    pub open: OrderId,
}

/// Two commands given on one day, one after the other.
pub struct Raced {
    /// What came of each, in the order given.
    pub outcomes: [Result<Vec<Event>, Refusal>; 2],
    /// The mailbox afterwards.
    pub mailbox: Mailbox,
}

/// A command, as it is called in the table.
pub struct Racer {
    pub name: &'static str,
    pub kind: Kind,
    pub command: Command,
}

/// What a command is about: why two of them do not commute depends on that.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// The holder cancels the order, or replaces it.
    CallsOff,
    /// Money by hand.
    Pays,
    /// The gateway reports of the charge.
    Reports,
    /// The day's tick.
    Ticks,
    SwitchesOff,
    /// Another method is bound.
    Binds,
    EndsAtExpiry,
    EndsNow,
    /// The holder withdraws or leaves.
    EndsTerm,
}

/// The situations: the generated order in four stages, a manual one beside it, and terms that can be ended.
pub fn bases() -> [Base; 7] {
    let declined = || report("2026-01-08", "soft decline", 1, Outcome::SOFT_DECLINE);
    let cancelled = on("2026-01-09", "cancelled", Command::CancelOrder { order: order(1) });
    let by_hand = on(
        "2026-01-09",
        "renewed by hand to Pro, by transfer",
        Command::RenewByHand(renewal(Plan::Pro)),
    );
    [
        base(
            "the order is generated, and not charged yet; it is the first rung's day",
            "2026-01-08",
            warned_and_ticked_through("2026-01-07"),
        ),
        base(
            "the order is generated, and its charge unresolved since yesterday",
            "2026-01-09",
            warned_and_ticked_through("2026-01-08"),
        ),
        base(
            "the charge ended in a soft decline; it is the second rung's day",
            "2026-01-10",
            then(
                warned_and_ticked_through("2026-01-08"),
                [declined(), ticks_through("2026-01-09")],
            ),
        ),
        base(
            "the charge ended in a soft decline, the order cancelled; a manual order is open in the lead",
            "2026-01-14",
            then(
                warned_and_ticked_through("2026-01-08"),
                [declined(), cancelled, by_hand, ticks_through("2026-01-13")],
            ),
        ),
        base(
            "expired since midnight, the charge of the last rung still unresolved",
            "2026-01-16",
            then(
                warned_and_ticked_through("2026-01-08"),
                [declined(), ticks_through("2026-01-15")],
            ),
        ),
        base(
            "the term bought by hand can be withdrawn from; the charge of the next order is unresolved",
            "2027-01-09",
            then(renewed_by_hand_uninformed(), [ticks_through("2027-01-08")]),
        ),
        base(
            "the term can be left; the next order is generated, and not charged yet",
            "2027-01-08",
            then(renewed_unannounced(), [ticks_through("2027-01-07")]),
        ),
    ]
}

/// The commands that race, each as it is meant on the page that everybody saw before.
pub fn racers(base: &Base) -> Vec<Racer> {
    let state = base.life.mailbox();
    // The charge that is unresolved; else the last one requested; else the one to be requested.
    let unresolved = state.charge().unresolved().map(|request| request.key);
    let last = state.attempts().last().map(|attempt| attempt.key);
    let key = unresolved.or(last).unwrap_or(charge(1, 1));
    let open = state.open_order().expect("an order is open");
    let due = open.payable();
    let (order, expiry) = (base.open, state.expiry());
    let replacing = ManualRenewal { expiry, replaces: Some(order), ..renewal(Plan::Premium) };
    let outcome = |outcome| Command::ChargeOutcome { key, outcome };
    let amount = price();
    let replace = Command::ReplaceMethod { old: card().id, new: other_card() };
    let declared_at = noon(base.today);
    let ends_term = state.bought_terms().iter().map(|term| match term.withdrawable_until() {
        Some(_) => ("withdraw", Command::Withdrawal { order: term.order, declared_at }),
        None => ("leave the term", Command::Leave { order: term.order }),
    });
    let ends_term = ends_term.map(|(name, command)| (name, Kind::EndsTerm, command));
    let pay = Command::Payment(transfer("TRN 2", order, due, base.today));
    [
        ("cancel the order", Kind::CallsOff, Command::CancelOrder { order }),
        ("renew by hand, replacing it", Kind::CallsOff, Command::RenewByHand(replacing)),
        ("pay by transfer", Kind::Pays, pay),
        ("charge settles", Kind::Reports, outcome(Outcome::Settled { amount })),
        ("charge soft decline", Kind::Reports, outcome(Outcome::SOFT_DECLINE)),
        ("charge hard decline", Kind::Reports, outcome(Outcome::HardDecline)),
        ("tick", Kind::Ticks, Command::Tick),
        ("switch off", Kind::SwitchesOff, Command::SwitchOff),
        (
            "switch on with PayPal",
            Kind::Binds,
            Command::SwitchOn { method: paypal(), consent: None },
        ),
        ("replace the card", Kind::Binds, replace),
        ("terminate at expiry", Kind::EndsAtExpiry, Command::TerminateAtExpiry),
        ("terminate now", Kind::EndsNow, Command::TerminateNow),
    ]
    .into_iter()
    .chain(ends_term)
    .map(|(name, kind, command)| Racer { name, kind, command })
    .collect()
}

/// One after the other, on the day of the base.
pub fn raced(base: &Base, first: &Racer, second: &Racer) -> Raced {
    let mut mailbox = base.life.mailbox().clone();
    let outcomes = [first, second].map(|racer| {
        let at = noon(base.today);
        let (events, after) = decided(Some(&mailbox), &racer.command, base.life.policy(), at)?;
        mailbox = after.expect("the mailbox is open");
        Ok(events)
    });
    Raced { outcomes, mailbox }
}

fn base(name: &'static str, today: &str, steps: Vec<Step>) -> Base {
    let situation = situation(name, today, steps);
    let life = situation.lived();
    let open = life.mailbox().open_order().expect("an order is open").id;
    Base { name, today: situation.on, life, open }
}
