//! The words that sentences share: names, amounts, purchases, room.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    audit::explain::clauses::of_mail,
    catalogue::{GracePhases, HolderKind, MailAccess, Method, Purchase, Term},
    mailbox::Hosting,
    service::Access,
    values::{ChargeKey, MethodId, Money, OrderId, Price, Room, UsedSpace},
};

pub(super) fn order(id: OrderId) -> String {
    format!("order {}", id.ordinal())
}

pub(super) fn charge(key: ChargeKey) -> String {
    format!("charge {}.{}", key.order().ordinal(), key.attempt())
}

pub(super) fn method_id(id: MethodId) -> String {
    format!("method {id}")
}

pub(super) fn method(method: &Method) -> String {
    let valid = method.valid_until.map_or(String::new(), |last| format!(" valid until {last}"));
    let cap = method
        .mandate_cap
        .map_or(String::new(), |cap| format!(" with a mandate up to {}", euro(cap)));
    format!("{} {}{valid}{cap}", method.kind, method.id)
}

pub(super) fn euro(amount: Money) -> String {
    format!("{amount} €")
}

pub(super) fn price(price: &Price) -> String {
    format!("{} ({} net, {} VAT)", euro(price.gross()), price.net(), price.vat())
}

pub(super) fn purchase(purchase: Purchase) -> String {
    format!("{} for {}", purchase.package, years(purchase.term))
}

/// Where a mailbox is, if not with the provider.
pub(super) fn elsewhere(hosting: Hosting) -> Option<&'static str> {
    match hosting {
        Hosting::Provider => None,
        Hosting::OwnDomain => Some("on the customer's own domain"),
    }
}

pub(super) const fn years(term: Term) -> &'static str {
    term.in_years()
}

pub(super) fn unless_renewable(renewable: bool) -> &'static str {
    if renewable { "" } else { ", not renewable" }
}

pub(super) fn days(count: u16) -> String {
    counted(count.into(), "day")
}

/// A number and its noun, in the plural where that is due.
pub(super) fn counted(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

pub(super) fn room(room: Room) -> String {
    if room.archive.count() == 0 {
        format!("{} and no archive", room.mailbox)
    } else {
        format!("{} and an archive of {}", room.mailbox, room.archive)
    }
}

pub(super) fn used(used: UsedSpace) -> String {
    if used.archive.count() == 0 {
        format!("{} used", used.mailbox)
    } else {
        format!("{} used, and {} of the archive", used.mailbox, used.archive)
    }
}

pub(super) fn holder(kind: HolderKind) -> &'static str {
    match kind {
        HolderKind::Consumer => "a consumer",
        HolderKind::Business { split_payment: true } => "a business under split payment",
        HolderKind::Business { split_payment: false } => "a business",
        HolderKind::PublicBody { split_payment: true } => "a public body under split payment",
        HolderKind::PublicBody { split_payment: false } => "a public body",
    }
}

/// What a mailbox may do: `receive and read`, and whether its phase can be renewed; `nothing` if it
/// may do nothing.
pub(super) fn access(access: Access) -> String {
    let Access { send, receive, read, renew } = access;
    let may = mail_access(MailAccess { send, receive, read });
    // Whether a renewal would be accepted is another question: `permitted` answers it.
    if renew { format!("{may}, in a renewable phase") } else { may }
}

/// What a mailbox may do with mail.
pub(super) fn mail_access(may: MailAccess) -> String {
    of_mail(may, ["send", "receive", "read"], "and").unwrap_or_else(|| "nothing".to_string())
}

/// What a mailbox may do with mail, after *may*: `send, receive and read`, or that it may not.
pub(super) fn may(access: MailAccess) -> String {
    if access == MailAccess::NONE {
        "not send, receive or read".to_string()
    } else {
        mail_access(access)
    }
}

pub(super) fn grace(phases: &GracePhases) -> String {
    let phases: Vec<String> = phases
        .phases()
        .iter()
        .map(|phase| {
            let barred = unless_renewable(phase.renewable);
            let fee = if phase.late_fee_net.is_zero() {
                String::new()
            } else {
                format!(", with a late fee of {} net", euro(phase.late_fee_net))
            };
            let length = days(phase.days);
            if phase.access == MailAccess::NONE {
                return format!("{length} without access{barred}{fee}");
            }
            format!("{length} to {}{barred}{fee}", mail_access(phase.access))
        })
        .collect();
    if phases.is_empty() { "no grace".to_string() } else { phases.join(", then ") }
}
