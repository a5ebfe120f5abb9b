//! The stable codes: a golden list, and nothing without one.

use std::{collections::BTreeSet, fmt::Write};

use pec_renewal::{
    Action, Allocation, CancelCause, DeletionCause, MethodNews, NoRenewal, NotGenerated, Notice,
    Outlook, Overtaken, PaymentSource, Permission, RefundForm, RefundReason, ReversalKind,
    Termination, Trouble, WayOut, Who,
    audit::{Code, explain::Question},
    auto_renewal::{OffCause, OnCause},
    catalogue::{HolderKind, MethodKind},
    charge::{Bar, Death, Failure, OutcomeKind},
    order::FinalStatus,
    service::Standing,
};

use crate::{golden::assert_golden, specimens::notices};

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
        Allocation,
        Bar,
        CancelCause,
        Death,
        DeletionCause,
        Failure,
        FinalStatus,
        HolderKind,
        MethodKind,
        MethodNews,
        NoRenewal,
        NotGenerated,
        Notice,
        OffCause,
        OnCause,
        OutcomeKind,
        Outlook,
        Overtaken,
        PaymentSource,
        Permission,
        RefundForm,
        RefundReason,
        ReversalKind,
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

/// A template is found by the name of its notice or by the code: one gives the other.
#[test]
fn r_83_the_code_of_a_notice_is_its_name() {
    for notice in notices() {
        assert_eq!(notice.code().replace('-', ""), notice.name().to_lowercase());
    }
    assert_eq!(Notice::CODES.len(), Notice::NAMES.len());
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
