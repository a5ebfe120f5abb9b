//! Every command, with every content that has kinds of its own.

use pec_renewal::{
    Command, ManualRenewal, Payment,
    catalogue::{HolderKind, MethodKind, Plan, Purchase, Term},
    charge::Outcome,
    values::{MailboxId, uuid::Uuid},
};
use pec_test_support::{TAX_ID, account, card, day, holder, money, paypal};

use super::{
    at, bought, by_variant, consent, debt_number, expiry, extra,
    facts::{carrying, commitment, method_news, reversals, taken_over, used},
    key, limited_card, notice_number, order, payout, refund_number, with_extra,
};

pub fn commands() -> Vec<Command> {
    let (order, notice) = (order(), notice_number());
    let openings = [bought(), taken_over()].into_iter().chain(carrying());
    let mut all: Vec<Command> = openings.map(|opening| Command::Open(Box::new(opening))).collect();
    all.extend([
        Command::SwitchOn { method: limited_card(), consent: None },
        Command::SwitchOn { method: limited_card(), consent: Some(consent()) },
        Command::SwitchOff,
        Command::ReplaceMethod { old: card().id, new: paypal() },
        Command::RemoveMethod { method: card().id },
        Command::RenewByHand(ManualRenewal {
            expiry: expiry(),
            purchase: Purchase::new(with_extra(Plan::Pro), Term::ONE),
            method_kind: MethodKind::BankTransfer,
            archive_consent: false,
            replaces: Some(order),
            informed: false,
            start_requested: false,
        }),
        Command::CancelOrder { order },
        Command::TerminateAtExpiry,
        Command::RevokeTermination,
        Command::TerminateNow,
        Command::Leave { order },
        Command::BuyAgain {
            mailbox: MailboxId::new(Uuid::from_u128(2)),
            tax_id: TAX_ID.parse().unwrap(),
        },
        Command::Tick,
        Command::Payment(Payment {
            reference: "TRN 2026-0001".parse().unwrap(),
            order: Some(order),
            debt: None,
            amount: money("18.18"),
            registered_on: day("2026-01-08"),
            paid_on: Some(day("2026-01-07")),
            method_kind: MethodKind::Card,
            signed_in_with: Some(limited_card()),
            consent: Some(consent()),
        }),
        Command::Payment(Payment { debt: Some(debt_number()), ..transfer() }),
        Command::RefundPaid { refund: refund_number(), payout: payout() },
        Command::Commitment(commitment()),
    ]);
    all.extend(reversals().into_iter().map(Command::Reversal));
    all.extend(
        outcomes().into_iter().map(|outcome| Command::ChargeOutcome { key: key(), outcome }),
    );
    all.extend([
        Command::Withdrawal { order, declared_at: at() },
        Command::WithdrawalInformationGiven { order, on: day("2026-03-02") },
        Command::NoticeDelivered { notice, on: day("2025-12-02") },
        Command::NoticeFailed { notice },
        Command::UsedSpace { used: used(), on: day("2026-01-08") },
        Command::SpaceBought { extra: extra() },
        Command::HolderChanged { holder: holder(HolderKind::Business { split_payment: false }) },
        Command::AccountChanged { account: account() },
    ]);
    let method = card().id;
    all.extend(method_news().into_iter().map(|news| Command::MethodNews { method, news }));
    all
}

fn transfer() -> Payment {
    let payment = Payment::transfer(
        "TRN 2026-0002".parse().unwrap(),
        order(),
        money("18.18"),
        day("2026-01-08"),
    );
    Payment { order: None, ..payment }
}

fn outcomes() -> Vec<Outcome> {
    by_variant!(Outcome {
        Outcome::Settled { .. } => vec![Outcome::Settled { amount: money("18.18") }],
        Outcome::SoftDecline { .. } => vec![
            Outcome::SOFT_DECLINE,
            Outcome::SoftDecline { not_before: Some(day("2026-01-12")) },
        ],
        Outcome::HardDecline => vec![Outcome::HardDecline],
        Outcome::AuthenticationRequired => vec![Outcome::AuthenticationRequired],
        Outcome::Stopped => vec![Outcome::Stopped],
        Outcome::NotExecuted => vec![Outcome::NotExecuted],
        Outcome::Unknown => vec![Outcome::Unknown],
    })
}
