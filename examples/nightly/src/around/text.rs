//! The days on which something changes, as Markdown: for a terminal, and for a page of the manual.

use std::fmt::Write;

use pec_renewal::{Action, Fact, Notice, Permission};

use super::{Around, Lived, Shown, is_permitted, told_by, words::Words};
use crate::{
    explain::sayable,
    timeline::{from_expiry, minus},
    year::CARD,
};

/// All lives, one after the other.
pub fn written_out(around: &Around) -> String {
    let words = around.words();
    let mut text = format!(
        "{} {} {} (D). {}\n",
        words.mailbox,
        words.expires,
        words.long_day(around.expiry),
        words.source
    );
    for (number, lived) in (1..).zip(&around.lives) {
        let _ = write!(text, "\n## {number}. {}\n\n", words.life(lived.life));
        table(&mut text, around, lived);
        after_the_table(&mut text, around, lived);
    }
    text
}

fn table(text: &mut String, around: &Around, lived: &Lived) {
    let Words { day, happens, told, may, .. } = around.words();
    let _ = writeln!(text, "| {day} | | {happens} | {told} | {may} |\n|---|---|---|---|---|");
    let mut before: Option<&Shown> = None;
    for shown in &lived.days {
        let [happens, told, may] = [
            happens_on(around, lived, shown),
            told_on(around, shown),
            may_from(around, before, shown),
        ];
        if !(happens.is_empty() && told.is_empty() && may.is_empty()) {
            let (day, date) =
                (minus(&from_expiry(shown.day)), around.words().short_day(shown.date));
            let [happens, told, may] = [happens, told, may].map(|lines| {
                let lines: Vec<String> = lines.iter().map(|line| said(line)).collect();
                lines.join("<br>")
            });
            let _ = writeln!(text, "| {day} | {date} | {happens} | {told} | {may} |");
        }
        before = Some(shown);
    }
}

/// What happens, without what is told and what only confirms it, and what is done for the last time.
fn happens_on(around: &Around, lived: &Lived, shown: &Shown) -> Vec<String> {
    let words = around.words();
    let is_said = |fact: &&Fact| {
        !matches!(
            fact,
            Fact::NoticeDue { .. }
                | Fact::NoticeDelivered { .. }
                | Fact::PaymentRegistered(_)
                | Fact::AccessChanged { .. }
                | Fact::ContentsDeletionDue
        )
    };
    let facts = shown.facts.iter().filter(is_said);
    let mut lines: Vec<String> = facts.map(|fact| around.language().fact(fact)).collect();
    let marked = |is_so: bool, says: &str| is_so.then(|| format!("*{says}*"));
    lines.extend(marked(lived.opt_out_by() == Some(shown.date), words.prevents));
    let is_expiry = shown.day == 0 && lived.last_renewable().is_some();
    lines.extend(marked(is_expiry, words.last_of_service));
    lines.extend(marked(lived.last_renewable() == Some(shown.day), words.last_to_renew));
    lines
}

fn told_on(around: &Around, shown: &Shown) -> Vec<String> {
    let words = around.words();
    let notices = shown.facts.iter().filter_map(told_by);
    let said = notices.map(|notice| {
        let name = words.notice(notice);
        if matches!(notice, Notice::TacitRenewal(_)) {
            format!("**{name}** ({})", words.law)
        } else if matches!(notice, Notice::DeletionWarning(_)) {
            format!("**{name}**")
        } else {
            name.to_owned()
        }
    });
    said.collect()
}

/// On the first day all that may be done; later what changed.
fn may_from(around: &Around, before: Option<&Shown>, shown: &Shown) -> Vec<String> {
    let words = around.words();
    let mut lines = Vec::new();
    if before.is_none_or(|before| before.access != shown.access) {
        lines.push(format!("{}: {}", words.mail, around.language().access(shown.access)));
    }
    let was = |action: Action| before.is_some_and(|before| before.may(action));
    let gained = shown.actions.iter().filter(|(one, _)| shown.may(*one) && !was(*one));
    let gained: Vec<String> = gained.map(|(action, _)| named(around, *action)).collect();
    if !gained.is_empty() {
        let says = if before.is_none() { words.possible } else { words.now_possible };
        lines.push(format!("{says}: {}", gained.join(", ")));
    }
    let lost = shown.actions.iter().filter(|(one, _)| was(*one) && !shown.may(*one));
    let lost: Vec<String> = lost.map(|(action, why)| refused(around, *action, why)).collect();
    // Of a deleted mailbox everything is refused for one reason.
    let deleted = shown.is_deleted && before.is_some_and(|before| !before.is_deleted);
    if !lost.is_empty() && !deleted {
        lines.push(format!("{}: {}", words.no_longer, lost.join("; ")));
    }
    lines
}

/// What the library calls the action.
pub fn named(around: &Around, action: Action) -> String {
    let says = around.language().permission(action, &Permission::Permitted);
    says.split(':').next().unwrap_or_default().to_owned()
}

/// The action, and in brackets why it is refused.
fn refused(around: &Around, action: Action, why: &Permission) -> String {
    let action = named(around, action);
    match why {
        Permission::Refused(refusal) => {
            format!("{action} ({})", around.language().reason(refusal))
        }
        Permission::Permitted
        | Permission::PermittedBesideCharge { .. }
        | Permission::PermittedEnding { .. }
        | Permission::AlreadySo => action,
    }
}

fn after_the_table(text: &mut String, around: &Around, lived: &Lived) {
    let words = around.words();
    let mut list = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let _ = writeln!(text, "\n{title}:\n");
            for line in lines {
                let _ = writeln!(text, "- {}", said(&line));
            }
        }
    };
    let charged = lived.while_charged.iter().flatten();
    let barred = charged.filter(|(action, permission)| {
        matches!(action, Action::Pay | Action::CancelOrder) && !is_permitted(permission)
    });
    let barred = barred.map(|(action, why)| around.language().permission(*action, why));
    list(words.while_charged, barred.collect());
    let never = lived.never().map(|(action, why)| refused(around, *action, why));
    list(words.never, never.collect());
    let notices = lived.notices().map(|(shown, notice)| {
        let day = minus(&from_expiry(shown.day));
        format!("**{day}, {}:** {}", words.notice(notice), around.language().notice(notice))
    });
    list(words.each_notice, notices.collect());
}

/// A line as it can be read aloud; the one card by the name that scripts give it.
fn said(line: &str) -> String {
    sayable(&line.replace(&CARD.to_string(), "visa"))
}
