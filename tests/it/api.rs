//! The public types: free to cross threads, and silent about tax ids.

use std::{collections::BTreeSet, fmt::Debug};

use pec_renewal::{
    Attempt, Command, Fact,
    catalogue::HolderKind,
    evolve,
    values::{KeptList, KeptListIter},
};
use pec_test_support::{TAX_ID, holder};

use crate::{
    source::files,
    specimens::{bought, commands, errands, event, facts, histories, refusals},
};

#[test]
fn every_public_type_can_be_sent_and_shared() {
    let (asserted, public) = (free_types(), public_types());
    let missing: Vec<_> = public.difference(&asserted).collect();
    assert!(missing.is_empty(), "public and not asserted here: {missing:#?}");
    let gone: Vec<_> = asserted.difference(&public).collect();
    assert!(gone.is_empty(), "asserted here and not found in src/: {gone:#?}");
}

/// A log that prints whatever it is given shows no tax id.
#[test]
fn no_debug_text_shows_a_tax_id() {
    for fact in facts() {
        shows_no_tax_id(&event(fact));
    }
    commands().iter().for_each(shows_no_tax_id);
    refusals().iter().for_each(shows_no_tax_id);
    histories().iter().for_each(shows_no_tax_id);
    errands().iter().for_each(shows_no_tax_id);
    shows_no_tax_id(&bought());
    shows_no_tax_id(&holder(HolderKind::Business { split_payment: false }));
    let born = facts().into_iter().find(|fact| matches!(fact, Fact::MailboxOpened { .. }));
    let mailbox = evolve(None, &event(born.expect("it is the first fact"))).unwrap();
    shows_no_tax_id(&mailbox);
}

/// A tax id is stored where a holder is told, and nowhere else.
#[test]
fn only_holders_are_stored_with_a_tax_id() {
    for fact in facts() {
        let stored = serde_json::to_string(&fact).unwrap().contains(TAX_ID);
        let tells_a_holder =
            matches!(fact, Fact::MailboxOpened { .. } | Fact::HolderChanged { .. });
        assert_eq!(stored, tells_a_holder, "{fact:?}");
    }
    for command in commands() {
        let stored = serde_json::to_string(&command).unwrap().contains(TAX_ID);
        let tells_a_holder = matches!(
            command,
            Command::Open(_) | Command::BuyAgain { .. } | Command::HolderChanged { .. }
        );
        assert_eq!(stored, tells_a_holder, "{command:?}");
    }
    for refusal in refusals() {
        assert!(!serde_json::to_string(&refusal).unwrap().contains(TAX_ID), "{refusal}");
    }
    for errand in errands() {
        assert!(!serde_json::to_string(&errand).unwrap().contains(TAX_ID), "{errand:?}");
    }
}

/// Not even a part of one that is longer than the two characters kept for telling apart.
#[track_caller]
fn shows_no_tax_id(value: &impl Debug) {
    for text in [format!("{value:?}"), format!("{value:#?}")] {
        for part in TAX_ID.as_bytes().windows(5) {
            let part = std::str::from_utf8(part).unwrap();
            assert!(!text.contains(part), "{part} of the tax id is shown by\n{text}");
        }
    }
}

/// The types that `src/` makes public, by module; the mailbox's stand at the root, and a
/// language beside the others.
fn public_types() -> BTreeSet<String> {
    let mut types = BTreeSet::new();
    for source in files("src", &[".rs"]) {
        if source.path.starts_with("src/manual/") {
            // Text only; what its examples share is no module of the crate.
            continue;
        }
        let modules: Vec<&str> = source.path.split('/').collect();
        let modules: Vec<&str> = match &modules[1..modules.len() - 1] {
            ["mailbox", ..] => Vec::new(),
            ["audit", "explain", ..] => vec!["audit", "explain"],
            others => others.to_vec(),
        };
        for (_, line) in source.code() {
            // What a macro is given stands indented.
            let line = line.trim_start();
            let item = line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub enum "));
            if let Some(item) = item.filter(|item| !item.starts_with('$')) {
                let end = item.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(item.len());
                let path = [&["pec_renewal"], modules.as_slice(), &[&item[..end]]].concat();
                types.insert(path.join("::"));
            }
        }
    }
    // Some are named where a macro is called.
    let made = ["MailboxId", "MethodId", "AccountId", "NoticeNumber", "RefundNumber"];
    types.extend(made.map(|name| format!("pec_renewal::values::{name}")));
    types
}

/// Asserts that each type can be sent to another thread and shared with it, and gives the names.
macro_rules! free {
    ($($root:ident $(:: $module:ident)* : $($name:ident),+ ;)+) => {{
        const fn is_free<T: Send + Sync + 'static>() {}
        $(free!(@each is_free, [$root $(:: $module)*], $($name),+);)+
        let mut names = BTreeSet::new();
        $(free!(@name names, [$root $(:: $module)*], $($name),+);)+
        names
    }};
    (@each $check:ident, $path:tt, $($name:ident),+) => { $(free!(@one $check, $path, $name);)+ };
    (@one $check:ident, [$($path:tt)+], $name:ident) => { $check::<$($path)+::$name>() };
    (@name $names:ident, $path:tt, $($name:ident),+) => { $(free!(@add $names, $path, $name);)+ };
    (@add $names:ident, [$($path:tt)+], $name:ident) => {
        $names.insert(concat!($(stringify!($path),)+ "::", stringify!($name)).to_owned())
    };
}

fn free_types() -> BTreeSet<String> {
    const fn is_free<T: Send + Sync + 'static>() {}
    is_free::<KeptList<Attempt>>();
    is_free::<KeptListIter<'static, Attempt>>();
    let generic = ["KeptList", "KeptListIter"];
    let mut names = free! {
        pec_renewal:
            Action, Activation, Allocation, Assumption, Attempt, Backing, Booked, BoughtTerm, CancelCause,
            Carried, CarriedContradiction, CarriedDebt, CarriedOrder, CarriedOrigin, CarriedPayment,
            CarriedReceivable, CarriedRight, CarriedSpace, CarriedTerm, CarriedWarning, ChargeFailed,
            Coming, Command, Commitment, Contradiction, CorruptHistory, Debt, Debts, DeletionCause,
            DeletionWarning, Delivery, DepartureReceived, Doubt, EndedTerm, Errand, Event, ExpiryReminder,
            Fact, Form, Fulfilment, HeldPayment, Hosting, IfNotRenewed, Invariant, Judged, KnownPayment,
            LargerRoom, Ledger, LeftDebt, Lies, Mailbox, ManualRenewal, MethodNews, NextCharge, NoRenewal,
            NotGenerated, Notice, Notices, Opening, OpeningField, Outlook, OutlookChanged, Overtaken,
            Payment, PaymentIncomplete, PaymentSource, Payments, Payout, PeriodFlags, Permission,
            PlanChange, Portion, Portions, Projected, Receivable, Receivables, Refund, RefundForm,
            RefundReason, Refunds, Refusal, RegisteredPayment, Renewed, Reports, ReturnedPayout, Reversal,
            ReversalKind, ReversedPayment, Said, SettledDebt, Shrink, Space, StatutoryGiven,
            StatutoryNotice, Step, TacitRenewal, TakenOfRefund, TermRight, Termination, Trouble, Undone,
            Unused, Violation, Warning, WayOut, Who, Withheld;
        pec_renewal::audit::explain:
            Answer, English, Ground, Italian, Question;
        pec_renewal::auto_renewal:
            AutoRenewal, Consent, Input, InvalidTransition, OffCause, OnCause;
        pec_renewal::charge:
            Bar, Charge, DeadMethod, Death, Failure, FinalOutcome, Input, InvalidTransition, Outcome, OutcomeKind,
            Progress, Rebound, Replacement,
            Request, Settled;
        pec_renewal::catalogue:
            AfterExhaustion, AutoEnableOn, ExtensionBase, Grace, GraceDay, GraceError,
            GracePhase, GracePhases, Holder, HolderKind, Ladder, LadderError, LatePayment, MailAccess, Method,
            MethodKind, MethodKindError, Package, Parameters, Plan, PlanChangeTakesEffect, PlanError,
            Policy, PolicyContradiction, PriceList, PriceListError, PriceRow, Purchase,
            Rung, RungError, SettlementClock, Term, TermError;
        pec_renewal::order:
            Agreed, ClosedOrder, Due, FinalStatus, Input, InvalidTransition, OpenOrder, Order, Origin, Paid;
        pec_renewal::service:
            Access, Input, InvalidTransition, Period, Service, Standing;
        pec_renewal::values:
            AccountId, Bytes, CalendarError, ChargeKey, Day, ExtraSpace, ForeignNumber, IdError, KeyError,
            MailboxId, MethodId, Moment, Money, MoneyError, NoticeNumber, OrderId,
            PaymentReference, Price, PriceError, RefundNumber, Room, Rule, RuleError, SpaceError, TaxId,
            TaxIdError, UsedSpace, VatRate, VatRateError;
    };
    names.extend(generic.map(|name| format!("pec_renewal::values::{name}")));
    names
}
