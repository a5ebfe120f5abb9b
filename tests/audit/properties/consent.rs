//! Consent on record, counted again from the history: what switches automatic renewal on, and
//! whose consent stands.

use pec_renewal::{
    Command, Event, Fact, ManualRenewal, Payment,
    auto_renewal::{Consent, OnCause},
    catalogue::{MethodKind, Policy},
    values::{OrderId, TaxId},
};
use pec_test_support::{Life, card, day, mailbox_id, money, noon, opening, transfer};
use proptest::prelude::*;

use super::{chances::histories, tried};

proptest! {
    #![proptest_config(tried(1024))]

    #[test]
    fn r_19_no_payment_switches_on_without_the_consent_that_is_asked_for(history in histories(60)) {
        let mut book = Book::default();
        history.watched(|story, step| {
            book.asked_for = story.life.policy().parameters().auto_enable_needs_consent;
            for event in step.outcome.iter().flatten() {
                assert_eq!(book.enter(event), Ok(()), "{event:?}");
            }
            if let Some(mailbox) = story.life.state() {
                assert_eq!(mailbox.auto_renewal().consent(), book.given);
            }
        });
    }
}

/// The wrong version asks for no consent: under its policy the payment switches on, and the property says
/// so. The world of the search has no policy that asks for one.
#[test]
fn r_19_a_payment_that_switches_on_without_it_is_found() {
    let preset = Policy::aruba();
    let mut life = Life::new(&preset);
    let by_hand = ManualRenewal {
        expiry: day("2026-01-15"),
        purchase: opening(day("2025-01-15")).purchase,
        method_kind: MethodKind::Card,
        archive_consent: false,
        replaces: None,
        informed: false,
        start_requested: false,
    };
    let paid = transfer(
        "PAY 1",
        OrderId::new(mailbox_id(), day("2026-01-15"), 1),
        money("12.08"),
        day("2025-12-20"),
    );
    let signed_in_with = Some(card());
    let paid = Payment { method_kind: MethodKind::Card, signed_in_with, ..paid };
    let given = [
        ("2025-01-15", Command::Open(Box::new(opening(day("2025-01-15"))))),
        ("2025-12-20", Command::RenewByHand(by_hand)),
        ("2025-12-20", Command::Payment(paid)),
    ];
    for (on, command) in given {
        life.give(&command, noon(day(on))).expect("it is accepted");
    }
    for (asked_for, found) in [(false, Ok(())), (true, Err("switched on without consent"))] {
        let mut book = Book { asked_for, ..Book::default() };
        let said = life.history().iter().try_for_each(|event| book.enter(event));
        assert_eq!(said, found);
    }
}

/// The consent that stands, as the history has it.
#[derive(Default)]
struct Book {
    /// The policy of the day asks for it.
    asked_for: bool,
    given: Option<Consent>,
    holder: Option<TaxId>,
}

impl Book {
    fn enter(&mut self, event: &Event) -> Result<(), &'static str> {
        match &event.fact {
            Fact::MailboxOpened { opening, .. } => self.holder = Some(opening.holder.tax_id),
            Fact::AutoRenewalSwitchedOn { cause, consent, .. } => {
                let by_payment = matches!(cause, OnCause::Payment { .. });
                if by_payment && self.asked_for && consent.is_none() {
                    return Err("switched on without consent");
                }
                self.given = consent.or(self.given);
            }
            Fact::ConsentRecorded { consent } => {
                let before = self.given.replace(*consent);
                if before == Some(*consent) {
                    return Err("recorded twice");
                }
            }
            Fact::AutoRenewalSwitchedOff { .. } => self.given = None,
            Fact::HolderChanged { holder } => {
                let before = self.holder.replace(holder.tax_id);
                if before != Some(holder.tax_id) {
                    self.given = None;
                }
            }
            _ => {}
        }
        match self.given {
            Some(consent) if event.at.day() < consent.on => Err("given after it was recorded"),
            Some(_) | None => Ok(()),
        }
    }
}
