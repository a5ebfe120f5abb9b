//! The stable codes: a golden list, and nothing without one.

use std::{collections::BTreeSet, fmt::Write};

use pec_renewal::{
    Action, Allocation, CancelCause, CarriedContradiction, Contradiction, DeletionCause, Errand,
    Fact, Hosting, Invariant, MethodNews, NoRenewal, NotGenerated, Notice, OpeningField, Outlook,
    Overtaken, PaymentSource, Permission, RefundForm, RefundReason, ReversalKind, Termination,
    Trouble, WayOut, Who,
    audit::{Code, explain::Question},
    auto_renewal::{AutoRenewal, OffCause, OnCause},
    catalogue::{AfterExhaustion, HolderKind, MethodKind, Plan},
    charge::{Bar, Charge, Death, Failure, OutcomeKind},
    order::FinalStatus,
    service::{Service, Standing},
};

use crate::{
    golden::assert_golden,
    specimens::{errands, facts, notices},
};

macro_rules! lines {
    ($($kind:ident),+ $(,)?) => {
        [$((stringify!($kind), <$kind as Code>::CODES)),+]
    };
}

#[test]
fn r_93_every_code_is_golden_kebab_case_and_used_once() {
    let mut text = String::new();
    for (kind, codes) in lines![
        Action,
        AfterExhaustion,
        Allocation,
        AutoRenewal,
        Bar,
        CancelCause,
        CarriedContradiction,
        Charge,
        Contradiction,
        Death,
        DeletionCause,
        Errand,
        Fact,
        Failure,
        FinalStatus,
        HolderKind,
        Hosting,
        Invariant,
        MethodKind,
        MethodNews,
        NoRenewal,
        NotGenerated,
        Notice,
        OffCause,
        OnCause,
        OpeningField,
        OutcomeKind,
        Outlook,
        Overtaken,
        PaymentSource,
        Permission,
        Plan,
        RefundForm,
        RefundReason,
        ReversalKind,
        Service,
        Standing,
        Termination,
        Trouble,
        WayOut,
        Who,
    ] {
        write_line(&mut text, kind, codes);
    }
    let questions: Vec<&str> = Question::ALL.iter().map(|question| question.code()).collect();
    write_line(&mut text, "Question", &questions);
    assert_golden("it/codes.txt", &text);
}

/// A template is found by the name of its notice or by the code: one gives the other. So do events and
/// errands.
#[test]
fn r_83_the_code_of_a_notice_an_event_or_an_errand_is_its_name() {
    let as_named = |code: &str, name: &str| {
        assert_eq!(code.replace('-', ""), name.to_lowercase());
    };
    for notice in notices() {
        as_named(notice.code(), notice.name());
    }
    for fact in facts() {
        as_named(fact.code(), fact.name());
    }
    for errand in errands() {
        as_named(errand.code(), errand.name());
    }
    assert_eq!(Notice::CODES.len(), Notice::NAMES.len());
    assert_eq!(Fact::CODES.len(), Fact::NAMES.len());
    assert_eq!(Errand::CODES.len(), Errand::NAMES.len());
}

fn write_line(text: &mut String, kind: &str, codes: &[&str]) {
    let once: BTreeSet<&&str> = codes.iter().collect();
    assert_eq!(once.len(), codes.len(), "{kind} has a code twice");
    for code in codes {
        let is_kebab = code
            .split('-')
            .all(|word| !word.is_empty() && word.chars().all(|letter| letter.is_ascii_lowercase()));
        assert!(is_kebab, "{kind}: {code}");
    }
    writeln!(text, "{kind}: {}", codes.join(", ")).unwrap();
}
