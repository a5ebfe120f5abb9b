//! The words that sentences share: names, amounts, purchases, room.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::calendar::al;
use crate::{
    audit::explain::clauses::of_mail,
    catalogue::{
        GracePhases, HolderKind, MailAccess, Method, MethodKind, Package, Plan, Purchase, Term,
    },
    mailbox::Hosting,
    service::Access,
    values::{Bytes, ChargeKey, ExtraSpace, MethodId, Money, OrderId, Price, Room, UsedSpace},
};

pub(super) fn order(id: OrderId) -> String {
    format!("ordine {}", id.ordinal())
}

pub(super) fn charge(key: ChargeKey) -> String {
    format!("addebito {}.{}", key.order().ordinal(), key.attempt())
}

pub(super) fn method_id(id: MethodId) -> String {
    format!("metodo {id}")
}

/// With its article: `la carta`, `il conto PayPal`.
pub(super) fn method(method: &Method) -> String {
    let (named, valid) = match method.kind {
        MethodKind::Card => ("la carta", "valida"),
        MethodKind::PayPal => ("il conto PayPal", "valido"),
        MethodKind::BankTransfer => ("il bonifico", "valido"),
        MethodKind::PostalSlip => ("il bollettino", "valido"),
        MethodKind::PrefilledSlip => ("il bollettino precompilato", "valido"),
        MethodKind::Credit => ("il credito residuo", "valido"),
    };
    let valid =
        method.valid_until.map_or(String::new(), |last| format!(" {valid} fino {}", al(last)));
    let cap = method
        .mandate_cap
        .map_or(String::new(), |cap| format!(" con importo massimo autorizzato di {}", euro(cap)));
    format!("{named} {}{valid}{cap}", method.id)
}

/// How it is paid, after *con*.
pub(super) fn means(kind: MethodKind) -> &'static str {
    match kind {
        MethodKind::Card => "carta",
        MethodKind::PayPal => "PayPal",
        MethodKind::BankTransfer => "bonifico",
        MethodKind::PostalSlip => "bollettino",
        MethodKind::PrefilledSlip => "bollettino precompilato",
        MethodKind::Credit => "credito residuo",
    }
}

/// `1.234,50 €`.
pub(super) fn euro(amount: Money) -> String {
    format!("{} €", decimal(amount))
}

/// `1.234,50`.
fn decimal(amount: Money) -> String {
    let text = amount.to_string();
    let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if 0 < place && whole.len().abs_diff(place) % 3 == 0 {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    format!("{grouped},{cents}")
}

/// The form of a verb that an amount asks for: only one euro, to the cent, is singular.
pub(super) fn of_amount(amount: Money, one: &'static str, more: &'static str) -> &'static str {
    if amount.cents() == 100 { one } else { more }
}

pub(super) fn price(price: &Price) -> String {
    let (net, vat) = (euro(price.net()), euro(price.vat()));
    format!("{} (imponibile {net}, IVA {vat})", euro(price.gross()))
}

pub(super) fn purchase(purchase: Purchase) -> String {
    format!("{} per {}", package(purchase.package), years(purchase.term))
}

pub(super) fn package(package: Package) -> String {
    if package.extra == ExtraSpace::NONE {
        return plan(package.plan).to_string();
    }
    format!("{} con {} in più", plan(package.plan), extra(package.extra))
}

pub(super) fn plan(plan: Plan) -> &'static str {
    match plan {
        Plan::Standard => "Standard",
        Plan::Pro => "Pro",
        Plan::Premium => "Premium",
    }
}

/// `1 GB di casella e 3 GB di archivio`.
pub(super) fn extra(extra: ExtraSpace) -> String {
    match (extra.mailbox_gb, extra.archive_gb) {
        (0, 0) => "0 GB".to_string(),
        (mailbox, 0) => format!("{mailbox} GB di casella"),
        (0, archive) => format!("{archive} GB di archivio"),
        (mailbox, archive) => {
            format!("{mailbox} GB di casella e {archive} GB di archivio")
        }
    }
}

/// Where a mailbox is, if not with the provider.
pub(super) fn elsewhere(hosting: Hosting) -> Option<&'static str> {
    match hosting {
        Hosting::Provider => None,
        Hosting::OwnDomain => Some("sul dominio del cliente"),
    }
}

pub(super) fn years(term: Term) -> String {
    counted(term.years().into(), "anno", "anni")
}

pub(super) fn days(count: u64) -> String {
    counted(count, "giorno", "giorni")
}

/// A number and its noun, in the plural where that is due.
pub(super) fn counted(count: u64, one: &str, more: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {more}") }
}

pub(super) fn bytes(count: Bytes) -> String {
    count.to_string().replace('.', ",")
}

pub(super) fn room(room: Room) -> String {
    if room.archive == Bytes::ZERO {
        format!("{} senza archivio", bytes(room.mailbox))
    } else {
        format!("{} più {} di archivio", bytes(room.mailbox), bytes(room.archive))
    }
}

pub(super) fn used(used: UsedSpace) -> String {
    if used.archive == Bytes::ZERO {
        format!("{} nella casella", bytes(used.mailbox))
    } else {
        format!("{} nella casella e {} nell'archivio", bytes(used.mailbox), bytes(used.archive))
    }
}

pub(super) fn holder(kind: HolderKind) -> &'static str {
    match kind {
        HolderKind::Consumer => "un consumatore",
        HolderKind::Business { split_payment: true } => {
            "un'impresa in regime di scissione dei pagamenti"
        }
        HolderKind::Business { split_payment: false } => "un'impresa",
        HolderKind::PublicBody { split_payment: true } => {
            "un ente pubblico in regime di scissione dei pagamenti"
        }
        HolderKind::PublicBody { split_payment: false } => "un ente pubblico",
    }
}

/// What a mailbox may do: `ricevere e leggere`, and whether its phase can be renewed; `nulla` if it may
/// do nothing.
pub(super) fn access(access: Access) -> String {
    let Access { send, receive, read, renew } = access;
    let may = mail_access(MailAccess { send, receive, read });
    let may = may.unwrap_or_else(|| "nulla".to_string());
    // Whether a renewal would be accepted is another question: `permitted` answers it.
    if renew { format!("{may}, in una fase in cui il rinnovo è possibile") } else { may }
}

fn mail_access(may: MailAccess) -> Option<String> {
    of_mail(may, ["inviare", "ricevere", "leggere"], "e")
}

/// What a mailbox may do, and whether its mail can be read: no mailbox reads.
pub(super) fn can(MailAccess { send, receive, read }: MailAccess) -> String {
    let may = match (send, receive) {
        (true, true) => "può inviare e ricevere",
        (true, false) => "può inviare ma non ricevere",
        (false, true) => "può ricevere ma non inviare",
        (false, false) => "non può inviare né ricevere",
    };
    let mail = if read { "la posta si può leggere" } else { "la posta non si può leggere" };
    format!("{may}, e {mail}")
}

pub(super) fn grace(phases: &GracePhases) -> String {
    let phases: Vec<String> = phases
        .phases()
        .iter()
        .map(|phase| {
            let length = days(phase.days.into());
            let access = match mail_access(phase.access) {
                Some(may) => format!("per {may}"),
                None => "senza accesso".to_string(),
            };
            let barred = unless_renewable(phase.renewable);
            let fee = if phase.late_fee_net.is_zero() {
                String::new()
            } else {
                format!(", con una maggiorazione di {} più IVA", euro(phase.late_fee_net))
            };
            format!("{length} {access}{barred}{fee}")
        })
        .collect();
    if phases.is_empty() {
        "nessun periodo di tolleranza".to_string()
    } else {
        phases.join(", poi ")
    }
}

pub(super) fn unless_renewable(renewable: bool) -> &'static str {
    if renewable { "" } else { ", senza possibilità di rinnovo" }
}

#[cfg(test)]
mod tests {
    use super::{euro, of_amount};
    use crate::values::Money;

    #[test]
    fn r_93_amounts_have_a_comma_and_their_thousands_a_point() {
        for (cents, said) in [
            (0, "0,00 €"),
            (7, "0,07 €"),
            (964, "9,64 €"),
            (100_000, "1.000,00 €"),
            (12_345_678, "123.456,78 €"),
            (1_000_000_000_000, "10.000.000.000,00 €"),
        ] {
            assert_eq!(euro(Money::of_cents(cents)), said);
        }
        let verb = |cents| of_amount(Money::of_cents(cents), "manca", "mancano");
        assert_eq!([verb(1), verb(100), verb(101)], ["mancano", "manca", "mancano"]);
    }
}
