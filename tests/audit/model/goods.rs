//! What is sold: its price by the dated list, the tax, and the room that goes with it (R-40, R-41,
//! R-51), worked out from the provider's figures.

use pec_renewal::{
    catalogue::{MethodKind, Package, Plan, PriceList, PriceRow, Purchase},
    values::{Day, Money, UsedSpace},
};

/// A price in cents, and the rate of its tax in hundredths of a percent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    pub net: u64,
    pub vat: u64,
    pub gross: u64,
    pub rate: u16,
}

/// The room of a mailbox, in bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    pub mail: u64,
    pub archive: u64,
}

/// What a purchase costs on a day, if the list has it then.
pub fn cost(prices: &PriceList, purchase: Purchase, day: Day) -> Option<Cost> {
    prices.rows().iter().filter(|row| covers(row, purchase, day)).find_map(|row| {
        let extra = purchase.package.extra;
        let mail = extra_net(row.extra_mailbox_gb_net.map(Money::cents), extra.mailbox_gb)?;
        let archive = extra_net(row.extra_archive_gb_net.map(Money::cents), extra.archive_gb)?;
        let net = row.net.cents() + mail + archive;
        let rate = row.vat.hundredths();
        let vat = tax(net, rate);
        Some(Cost { net, vat, gross: net + vat, rate })
    })
}

/// The tax on a net amount, rounded half a cent away from zero.
pub fn tax(net: u64, rate: u16) -> u64 {
    (net * u64::from(rate) + 5_000) / 10_000
}

/// Whether the plan is sold with this much extra space: Standard with one GB of mail at most.
pub const fn is_sold(package: Package) -> bool {
    let Package { plan, extra } = package;
    match plan {
        Plan::Standard => extra.mailbox_gb <= 1 && extra.archive_gb == 0,
        Plan::Pro | Plan::Premium => true,
    }
}

/// The room that the plan gives with this much extra space.
pub fn room(package: Package) -> Room {
    let Package { plan, extra } = package;
    let (mail, archive) = match plan {
        Plan::Standard => (1, 0),
        Plan::Pro => (2, 3 + extra.archive_gb),
        Plan::Premium => (2, 8 + extra.archive_gb),
    };
    Room { mail: GB * u64::from(mail + extra.mailbox_gb), archive: GB * u64::from(archive) }
}

/// Whether a method can be charged again without the customer.
pub const fn is_reusable(kind: MethodKind) -> bool {
    match kind {
        MethodKind::Card | MethodKind::PayPal => true,
        MethodKind::BankTransfer
        | MethodKind::PostalSlip
        | MethodKind::PrefilledSlip
        | MethodKind::Credit => false,
    }
}

impl Room {
    /// The larger of both, in each dimension.
    pub fn or_larger(self, other: Self) -> Self {
        Self { mail: self.mail.max(other.mail), archive: self.archive.max(other.archive) }
    }

    /// Whether what is used fits; exactly full does. An archive that may go is not counted.
    pub const fn holds(self, used: UsedSpace, archive_may_go: bool) -> bool {
        let archive = if archive_may_go && self.archive == 0 { 0 } else { used.archive.count() };
        used.mailbox.count() <= self.mail && archive <= self.archive
    }
}

fn covers(row: &PriceRow, purchase: Purchase, day: Day) -> bool {
    row.plan == purchase.package.plan
        && row.term == purchase.term
        && is_sold(purchase.package)
        && row.from <= day
        && row.until.is_none_or(|until| day <= until)
}

/// None where extra space is wanted and none is sold.
fn extra_net(each: Option<u64>, count: u16) -> Option<u64> {
    if count == 0 { Some(0) } else { each.map(|each| each * u64::from(count)) }
}

/// A thousand million bytes.
const GB: u64 = 1_000_000_000;
