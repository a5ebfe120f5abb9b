//! A mailbox in every situation that changes what its stored state holds.

use pec_renewal::{
    Command, Mailbox, ManualRenewal, Opening,
    catalogue::{Method, MethodKind, Plan, Policy, Purchase, Term},
    charge::Outcome,
    values::{AccountId, Bytes, MailboxId, Moment, UsedSpace, uuid::Uuid},
};
use pec_test_support::{self as support, TAX_ID, day, method, money, opening, transfer};

/// Each under the name of its situation.
pub fn specimens() -> Vec<(&'static str, Mailbox)> {
    let off = || Life::born(Plan::Standard, None);
    let on = || Life::born(Plan::Standard, Some(visa(1)));
    let ordered = || on().ticked_until("2026-12-31");
    let charged = || ordered().ticked_until("2027-01-08");
    let failed = || charged().answered(Outcome::SOFT_DECLINE, "2027-01-08");
    let exhausted = ["2027-01-10", "2027-01-12", "2027-01-14"]
        .into_iter()
        .fold(failed(), |life, on| life.ticked_until(on).answered(Outcome::SOFT_DECLINE, on));
    let settled = Outcome::Settled { amount: money("12.08") };
    let put_off = Outcome::SoftDecline { not_before: Some(day("2027-01-12")) };
    let replaced = Command::ReplaceMethod { old: visa(1).id, new: visa(2) };
    let full = UsedSpace { mailbox: Bytes::gb(1), archive: Bytes::gb(5) };
    let shrinking = Life::born(Plan::Premium, None)
        .given(&Command::UsedSpace { used: full, on: day("2026-10-02") }, "2026-10-02")
        .renewed(Plan::Standard, "2026-10-02")
        .paid("12.08", "2026-10-03");
    let deleted = off().renewed(Plan::Standard, "2026-12-01").ticked_until("2027-04-21");
    let other = MailboxId::new(Uuid::from_u128(9));
    let lives = vec![
        ("newborn, automatic renewal off", off()),
        ("newborn, automatic renewal on", on()),
        ("the notice of art. 65-bis is on its way", on().ticked_until("2026-12-14")),
        ("an order is generated", ordered()),
        ("a generated order is cancelled", ordered().cancelled("2027-01-02")),
        ("a charge is requested", charged()),
        ("a charge is settled", charged().answered(settled, "2027-01-09")),
        ("a charge is unknown", charged().answered(Outcome::Unknown, "2027-01-09")),
        ("a soft decline", failed()),
        ("a hard decline", charged().answered(Outcome::HardDecline, "2027-01-08")),
        ("a method stopped by its holder", charged().answered(Outcome::Stopped, "2027-01-08")),
        ("a method put off to a day", charged().answered(put_off, "2027-01-08")),
        ("a method is replaced after a failure", failed().given(&replaced, "2027-01-09")),
        ("the ladder is exhausted", exhausted),
        ("paid by hand while a charge is unresolved", charged().paid("12.08", "2027-01-09")),
        ("paid in part by hand", off().renewed(Plan::Pro, "2026-12-01").paid("1.00", "2026-12-02")),
        ("paid too much by hand", ordered().paid("20.00", "2027-01-02")),
        ("terminated at expiry", on().given(&Command::TerminateAtExpiry, "2026-06-01")),
        (
            "terminated while a charge is unresolved",
            charged().given(&Command::TerminateNow, "2027-01-09"),
        ),
        ("a smaller plan is to come", shrinking.clone()),
        ("a room is still to shrink", shrinking.ticked_until("2027-01-16")),
        ("deleted when grace was over", deleted.clone()),
        (
            "its address is given away",
            deleted.given(
                &Command::BuyAgain { mailbox: other, tax_id: TAX_ID.parse().expect("a tax id") },
                "2027-06-01",
            ),
        ),
    ];
    lives.into_iter().map(|(name, life)| (name, life.mailbox().clone())).collect()
}

/// A mailbox on its way.
#[derive(Clone)]
struct Life {
    life: support::Life<Policy>,
}

impl Life {
    fn born(plan: Plan, bound_method: Option<Method>) -> Self {
        let opening = Opening {
            account: AccountId::new(Uuid::from_u128(2)),
            purchase: Purchase::new(plan, Term::ONE),
            bound_method,
            ..opening(day("2026-01-15"))
        };
        Self { life: support::Life::opened(Policy::aruba(), opening, at_night("2026-01-15")) }
    }

    /// Gives a command, which must lead to something.
    #[track_caller]
    fn given(mut self, command: &Command, on: &str) -> Self {
        let events = self
            .life
            .give(command, at_night(on))
            .unwrap_or_else(|refusal| panic!("{} on {on}: {refusal}", command.name()));
        assert!(!events.is_empty(), "{} on {on} leads to nothing", command.name());
        self
    }

    fn mailbox(&self) -> &Mailbox {
        self.life.mailbox()
    }

    fn ticked_until(mut self, last: &str) -> Self {
        while let Some(on) = self.life.due_by(day(last)) {
            self = self.given(&Command::Tick, &on.to_string());
        }
        self
    }

    #[track_caller]
    fn answered(self, outcome: Outcome, on: &str) -> Self {
        let key = self.mailbox().charge().unresolved().expect("a charge is unresolved").key;
        self.given(&Command::ChargeOutcome { key, outcome }, on)
    }

    #[track_caller]
    fn cancelled(self, on: &str) -> Self {
        let order = self.mailbox().open_order().expect("an order is open").id;
        self.given(&Command::CancelOrder { order }, on)
    }

    #[track_caller]
    fn renewed(self, plan: Plan, on: &str) -> Self {
        let renewal = ManualRenewal {
            purchase: Purchase::new(plan, Term::ONE),
            archive_consent: true,
            ..ManualRenewal::same_as_last(self.mailbox(), MethodKind::BankTransfer)
        };
        self.given(&Command::RenewByHand(renewal), on)
    }

    #[track_caller]
    fn paid(self, amount: &str, on: &str) -> Self {
        let order = self.mailbox().open_order().expect("an order is open").id;
        let payment = transfer(&format!("CRO {on}"), order, money(amount), day(on));
        self.given(&Command::Payment(payment), on)
    }
}

fn visa(number: u128) -> Method {
    method(number, MethodKind::Card)
}

/// Four in the morning, or an hour later in summer.
fn at_night(on: &str) -> Moment {
    format!("{on}T04:00:00+01:00").parse().expect("a moment")
}
