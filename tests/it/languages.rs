//! Both languages say everything, and the same.

use std::{collections::BTreeMap, collections::BTreeSet, fmt::Write};

use pec_renewal::{
    Action, Fact, Permission, Refusal,
    audit::explain::{English, Italian, Language},
    service::Access,
    values::{Bytes, ChargeKey, Day, Moment, Money, OrderId},
};
use pec_test_support::{
    TAX_ID,
    same_values::{
        italian_day, values_of_english, values_of_italian, without_days, wrong_in_italian,
    },
};
use serde::Serialize;
use serde_json::Value;

use crate::{
    golden::assert_golden,
    manual::cell,
    specimens::{errands, expiry, facts, key, notices, order, refusals},
};

/// What can be said, its value, and how both languages say it.
struct Said {
    kind: &'static str,
    name: &'static str,
    value: Value,
    english: String,
    italian: String,
}

/// Every sentence on its own, both languages beside each other, to be read aloud.
#[test]
fn r_93_every_sentence_in_english_and_italian() {
    let mut text = String::new();
    let mut written = BTreeSet::new();
    for Said { kind, name, english, italian, .. } in everything() {
        // A notice stands among the facts and the errands once, the others are the same sentence.
        let once = ["NoticeDue", "Notify", "Refund"].contains(&name);
        if once && !written.insert(name) {
            continue;
        }
        let (english, italian) = (cell(&english), cell(&italian));
        writeln!(text, "{kind} {name}\n  en  {english}\n  it  {italian}").unwrap();
    }
    assert_golden("it/languages.txt", &text);
}

/// No sentence is missing, ends with a full stop or holds a tax id; what differs in one language differs
/// in the other.
#[test]
fn r_93_no_sentence_is_missing_in_either_language() {
    let mut told: BTreeMap<String, String> = BTreeMap::new();
    let mut told_back: BTreeMap<String, String> = BTreeMap::new();
    for Said { name, english, italian, .. } in everything() {
        for sentence in [&english, &italian] {
            assert!(!sentence.is_empty() && !sentence.ends_with(['.', ' ']), "{name}: {sentence}");
            assert!(!sentence.contains("  ") && !sentence.contains(" ,"), "{name}: {sentence}");
            assert!(!sentence.contains(TAX_ID), "{name}: {sentence}");
        }
        let before = told.entry(english.clone()).or_insert_with(|| italian.clone());
        assert_eq!(*before, italian, "Italian makes a difference where English makes none");
        let before = told_back.entry(italian).or_insert_with(|| english.clone());
        assert_eq!(*before, english, "English makes a difference where Italian makes none");
    }
}

/// Whatever one language says in numbers, the other says too, and as often.
#[test]
fn r_93_both_languages_say_the_same_values() {
    let mut differing = Vec::new();
    for Said { name, english, italian, .. } in everything() {
        let (said, detto) = (values_of_english(&english), values_of_italian(&italian));
        if said != detto {
            differing.push(format!("{name}\n  {english}\n  {italian}\n  {said:?}\n  {detto:?}"));
        }
    }
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing.join("\n"));
}

/// Every day, moment, amount, count, order and charge of a value stands in its sentence, in the form of
/// the language; what a sentence leaves out is listed, with the reason.
#[test]
fn r_93_every_value_stands_in_the_sentence() {
    let mut left_out: BTreeSet<String> = BTreeSet::new();
    let mut differing = Vec::new();
    for Said { kind, name, value, english, italian } in everything() {
        let mut parts = Vec::new();
        parts_of(&value, "", &mut parts);
        for (path, part) in parts {
            let in_english = part.is_said(&english, Part::in_english);
            let in_italian = part.is_said(&italian, Part::in_italian);
            if in_english != in_italian {
                differing.push(format!("{name}{path} {part:?}\n  {english}\n  {italian}"));
            }
            if !in_english {
                left_out.insert(format!("{kind} {name}{path}"));
            }
        }
    }
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing.join("\n"));
    let is_argued = |path: &String| LEFT_OUT.iter().any(|(part, _)| path.contains(part));
    let silent: Vec<&String> = left_out.iter().filter(|path| !is_argued(path)).collect();
    assert!(silent.is_empty(), "no sentence says {silent:#?}");
    for (part, why) in LEFT_OUT {
        assert!(left_out.iter().any(|path| path.contains(part)), "{part} is said by now: {why}");
    }
}

/// What a sentence leaves out, by a part of its path, and why.
const LEFT_OUT: [(&str, &str); 17] = [
    (".days_left", "the day itself is said, and the reader knows today"),
    ("ExpiryReminder.expiry", "on that day it says: today"),
    (".way_out.Renew.from", "said only where it is a later day than today"),
    ("PaymentIncomplete.dues.until", "not said where the rest is charged by itself"),
    ("PaymentIncomplete.outlook.AwaitsOutcome.amount", "what is missing is said"),
    ("TerminationReceived.expiry", "what ends now has no other day"),
    (".agreed.", "what an order froze of the policy is named by its version"),
    ("Withdrawal.days", "the last day that they lead to is said"),
    ("Withdrawal.paid_on", "the last day that is counted from it is said"),
    (".OrderFulfilled.deletion_warning_days", "of a renewal, what the new period brings is said"),
    (".OrderFulfilled.grace.days", "of a renewal, what the new period brings is said"),
    (".period.", "how the new expiry is reckoned; the expiry is said"),
    (".opened_on", "it is the day of the event"),
    (".OrderReissued.new.", "only what the new holder owes is another"),
    (".signed_in_with.", "the method is named; its limits are told where it is bound"),
    (".MailboxDeleted.since", "deleted or ending, nothing else can be done"),
    (".SpaceInUse.used.mailbox", "only the part that does not fit is said"),
];

/// Italian is Italian: of the words that both languages use, each is one in both; articles are elided, one is
/// singular, and no day stands in figures alone.
/// An order or a charge of the mailbox is named by its number, as everywhere else; only one that may be
/// another's, or that a caller gave as it stands, is named in full.
#[test]
fn r_93_a_refusal_names_orders_and_charges_by_their_numbers() {
    for refusal in refusals() {
        let foreign = matches!(
            refusal,
            Refusal::UnknownOrder { .. }
                | Refusal::UnknownCharge { .. }
                | Refusal::PaymentDiffers { .. }
                | Refusal::ReferenceIsChargeKey { .. }
                | Refusal::ForeignKey { .. }
        );
        for sentence in [English.refusal(&refusal), Italian.refusal(&refusal)] {
            let in_full = sentence.contains(&order().to_string());
            assert_eq!(in_full, foreign, "{sentence}");
        }
    }
}

#[test]
fn r_93_italian_holds_no_english_word_and_no_iso_date() {
    let mut english_words = BTreeSet::new();
    let mut italian_words = BTreeMap::new();
    for Said { english, italian, .. } in everything() {
        english_words.extend(words(&english));
        for word in words(&italian) {
            italian_words.entry(word).or_insert_with(|| italian.clone());
        }
        assert_eq!(wrong_in_italian(&italian), None, "{italian}");
    }
    let foreign: Vec<_> = italian_words
        .iter()
        .filter(|(word, _)| english_words.contains(*word) && !IN_BOTH.contains(&word.as_str()))
        .collect();
    assert!(foreign.is_empty(), "no Italian words: {foreign:#?}");
    for word in IN_BOTH {
        assert!(italian_words.contains_key(word), "{word} is not used");
    }
}

/// Words that are spelled alike in both languages: names, references and units, what both borrowed, and
/// Italian words that happen to be English ones (*all'ordine*, *come*, *data*, *due*).
const IN_BOTH: [&str; 24] = [
    "a", "account", "all", "b", "come", "cro", "data", "date", "due", "gb", "imp", "in", "mb",
    "ord", "paypal", "premium", "pro", "rev", "sct", "standard", "trn", "visa", "wallet", "zero",
];

/// What reads the sentences finds what it looks for.
#[test]
fn the_readers_of_both_languages_find_what_is_wrong() {
    let wrong = |sentence| wrong_in_italian(sentence).unwrap_or_default();
    assert_eq!(wrong("entro il 8 gennaio 2026"), "il 8");
    assert_eq!(wrong("tra 1 giorni"), "1 giorni");
    assert_eq!(wrong("il 2026-01-15"), "2026-01-15");
    assert_eq!(wrong("la casella è cancellata."), ".");
    assert_eq!(wrong("entro l'8 gennaio 2026, tra 1 giorno"), "");
    let english = values_of_english("1234.50 € until 2026-01-08, for charge 2.1 and 1.6 GB");
    let italian = "1.234,50 € fino all'8 gennaio 2026, per l'addebito 2.1 e 1,6 GB";
    assert_eq!(english, values_of_italian(italian));
    assert_ne!(english, values_of_italian(&italian.replace("8 gennaio", "9 gennaio")));
    assert_ne!(english, values_of_italian(&italian.replace("1.234,50", "1.234,05")));
    assert!(stands_in("15,74 € e 1º gennaio 2026", "15,74 €"));
    assert!(!stands_in("115,74 €", "15,74 €") && !stands_in("15,740", "15,74"));
}

/// Every fact, notice, refusal, errand, permission and access.
fn everything() -> Vec<Said> {
    let facts = facts()
        .into_iter()
        .map(|it| said("fact", Fact::name(&it), &it, |language| language.fact(&it)));
    let notices = notices()
        .into_iter()
        .map(|it| said("notice", it.name(), &it, |language| language.notice(&it)));
    let refusals = refusals()
        .into_iter()
        .map(|it| said("refusal", it.code(), &it, |language| language.reason(&it)));
    let errands = errands()
        .into_iter()
        .map(|it| said("errand", it.name(), &it, |language| language.errand(&it)));
    let permissions = permissions().into_iter().map(|(action, it)| {
        said("permission", "", &it, |language| language.permission(action, &it))
    });
    let accesses =
        accesses().into_iter().map(|it| said("access", "", &it, |language| language.access(it)));
    facts.chain(notices).chain(refusals).chain(errands).chain(permissions).chain(accesses).collect()
}

fn said<T: Serialize>(
    kind: &'static str,
    name: &'static str,
    value: &T,
    sentence: impl Fn(&dyn Language) -> String,
) -> Said {
    Said {
        kind,
        name,
        value: serde_json::to_value(value).expect("it is JSON"),
        english: sentence(&English),
        italian: sentence(&Italian),
    }
}

fn permissions() -> Vec<(Action, Permission)> {
    let possible = Action::ALL.iter().map(|action| (*action, Permission::Permitted));
    let ending = |owed_back: &str, left: Option<Day>| Permission::PermittedEnding {
        order: order(),
        owed_back: owed_back.parse().unwrap(),
        expiry: left,
        deletion: left.map(|day| day.plus_days(91)),
    };
    possible
        .chain([
            (Action::Pay, Permission::PermittedBesideCharge { key: key() }),
            (Action::Leave, ending("3.15", Some(expiry()))),
            (Action::Withdraw, ending("0.00", None)),
            (Action::SwitchOff, Permission::AlreadySo),
            (Action::CancelOrder, Permission::Refused(Box::new(Refusal::NoOrderOpen))),
        ])
        .collect()
}

fn accesses() -> Vec<Access> {
    let all = [true, false].into_iter().flat_map(|mail| [(mail, true), (mail, false)]);
    all.map(|(mail, renew)| Access { send: mail, receive: mail, read: mail, renew }).collect()
}

/// A value that a sentence can say.
#[derive(Clone, Debug)]
enum Part {
    Day(String),
    Moment(String),
    Amount(String),
    Space(u64),
    Count(u64),
    Order(u32),
    Charge(String),
}

impl Part {
    fn is_said(&self, sentence: &str, form: fn(&Self) -> Vec<String>) -> bool {
        // A count is not found in a day or an identity.
        let bare = without_days(sentence);
        let sentence = if matches!(self, Self::Count(_)) { &bare } else { sentence };
        form(self).iter().any(|form| stands_in(sentence, form))
    }

    fn in_english(&self) -> Vec<String> {
        match self {
            Self::Day(text) | Self::Moment(text) | Self::Amount(text) => vec![text.clone()],
            Self::Space(bytes) => vec![Bytes::new(*bytes).to_string()],
            Self::Count(count) => vec![count.to_string()],
            Self::Order(ordinal) => vec![format!("order {ordinal}"), format!(".{ordinal}")],
            Self::Charge(name) => vec![format!("charge {name}"), format!(".{name}")],
        }
    }

    fn in_italian(&self) -> Vec<String> {
        match self {
            Self::Day(text) => vec![italian_day(text)],
            Self::Moment(text) => {
                let (day, clock) = text.split_once('T').unwrap();
                let (clock, offset) = clock.split_at(8);
                vec![format!("{} alle ore {clock} (UTC{offset})", italian_day(day))]
            }
            Self::Amount(text) => vec![format!("{} €", thousands(text))],
            Self::Space(bytes) => vec![Bytes::new(*bytes).to_string().replace('.', ",")],
            Self::Count(count) => vec![count.to_string()],
            Self::Order(ordinal) => vec![format!("ordine {ordinal}"), format!(".{ordinal}")],
            Self::Charge(name) => vec![format!("addebito {name}"), format!(".{name}")],
        }
    }
}

/// `10000000000.00` as `10.000.000.000,00`.
fn thousands(amount: &str) -> String {
    let (whole, cents) = amount.split_once('.').unwrap();
    let groups: Vec<&str> = whole
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).unwrap())
        .collect();
    format!("{},{cents}", groups.join("."))
}

/// Whether the sentence holds the text, not as a piece of a longer number.
fn stands_in(sentence: &str, text: &str) -> bool {
    sentence.match_indices(text).any(|(at, _)| {
        let before = sentence[..at].chars().next_back();
        let mut after = sentence[at + text.len()..].chars();
        let (next, second) = (after.next(), after.next());
        let digit = |sign: Option<char>| sign.is_some_and(|sign| sign.is_ascii_digit());
        let goes_on = next.is_some_and(|sign| ".,".contains(sign)) && digit(second);
        let begun = before.is_some_and(|sign| sign.is_ascii_digit() || ".,".contains(sign));
        !(digit(next) || goes_on || (begun && !text.starts_with('.')))
    })
}

/// The parts of a value, each with the path that leads to it.
fn parts_of(value: &Value, path: &str, parts: &mut Vec<(String, Part)>) {
    let name = path.rsplit('.').next().unwrap_or_default();
    match value {
        Value::Object(fields) => {
            for (field, inner) in fields {
                parts_of(inner, &format!("{path}.{field}"), parts);
            }
        }
        Value::Array(items) => {
            for inner in items {
                parts_of(inner, path, parts);
            }
        }
        Value::Number(number) => {
            let count = number.as_i64().expect("no float is stored").unsigned_abs();
            let space = ["mailbox", "archive"].contains(&name);
            // Nothing of something is not said.
            if 0 < count {
                let part = if space { Part::Space(count) } else { Part::Count(count) };
                parts.push((path.to_owned(), part));
            }
        }
        Value::String(text) => parts.extend(part_of(text).map(|part| (path.to_owned(), part))),
        Value::Bool(_) | Value::Null => {}
    }
}

fn part_of(text: &str) -> Option<Part> {
    if let Ok(key) = text.parse::<ChargeKey>() {
        Some(Part::Charge(format!("{}.{}", key.order().ordinal(), key.attempt())))
    } else if let Ok(order) = text.parse::<OrderId>() {
        Some(Part::Order(order.ordinal()))
    } else if text.parse::<Day>().is_ok() {
        Some(Part::Day(text.to_owned()))
    } else if text.parse::<Moment>().is_ok() {
        Some(Part::Moment(text.to_owned()))
    } else {
        let amount = text.contains('.').then(|| text.parse::<Money>().ok()).flatten()?;
        // Nothing of something is not said.
        (!amount.is_zero()).then(|| Part::Amount(text.to_owned()))
    }
}

/// The words of a sentence, without numbers, identities and references.
fn words(sentence: &str) -> Vec<String> {
    let sentence = cell(sentence);
    let plain = sentence.split([' ', '\'', '(', ')', ',', ';', ':', '«', '»', '/']);
    let plain = plain.filter(|word| !word.is_empty() && word.chars().all(char::is_alphabetic));
    plain.map(str::to_lowercase).collect()
}
