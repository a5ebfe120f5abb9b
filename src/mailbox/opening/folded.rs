//! What the opening records: the first state of a mailbox.

use alloc::vec::Vec;

use super::{
    Opened,
    carried::Judged,
    taken_over::{take_over, warned},
};
use crate::{
    auto_renewal::{AutoRenewal, OffCause, OnCause},
    catalogue::{GracePhases, MailAccess},
    charge::{Charge, DeadMethod, Death},
    mailbox::{
        command::Opening,
        leaving::bought::BoughtTerms,
        ledger::Ledger,
        notice::{Notices, Reports, StatutoryNotice},
        period_flags::PeriodFlags,
        remembered::Remembered,
        state::{Mailbox, Space},
    },
    service::{Period, Service},
    values::{MethodId, Moment},
};

/// The mailbox as the opening states it. What it carries of a life elsewhere comes with what the policy
/// made of that.
pub(crate) fn newborn(
    opening: &Opening,
    judged: Option<&Judged>,
    grace: &GracePhases,
    deletion_warning_days: u16,
    access: MailAccess,
    at: Moment,
) -> Mailbox {
    let years = opening.expiry.year().saturating_sub(opening.anchor.year());
    let auto_renewal =
        opening.bound_method.map_or(AutoRenewal::Off { cause: OffCause::Opening }, |method| {
            AutoRenewal::On { method, cause: OnCause::Opening, consent: None }
        });
    let mut mailbox = Mailbox {
        id: opening.mailbox,
        opened: Opened::default().into(),
        hosting: opening.hosting,
        sequence: 1,
        last: at,
        holder: opening.holder,
        account: opening.account,
        service: Service::Active {
            period: Period {
                anchor: opening.anchor,
                years: u16::try_from(years).unwrap_or(0),
                expiry: opening.expiry,
                began_on: at.day(),
                exit_right: false,
            },
        },
        grace: grace.clone(),
        deletion_warning_days,
        warning: opening.carried.as_ref().and_then(|it| it.warning).map(warned),
        access_told: access,
        auto_renewal,
        dead_methods: opening.dead_methods.iter().map(|method| taken_over(*method)).collect(),
        needs_holder: false,
        purchase: opening.purchase,
        space: Space {
            package: opening.purchase.package,
            room: opening.purchase.package.room(),
            planned: Vec::new(),
            used: None,
            shrink: None,
        },
        order: None,
        orders: opening.orders_before,
        charge: Charge::Idle,
        doubts: Vec::new(),
        put_off: Vec::new(),
        ledger: Ledger::default(),
        held_by: Vec::new(),
        remembered: Remembered::default().into(),
        notices: Notices {
            count: 0,
            reminded_through: at.day().previous(),
            statutory: opening
                .statutory_notice_delivered
                .map_or(StatutoryNotice::NotGiven, |on| StatutoryNotice::Delivered { on }),
            statutory_given: Vec::new(),
            next_charge_told: None,
            said: None,
            given: Vec::new(),
            reports: Reports::default(),
        },
        period_flags: PeriodFlags::default(),
        renewed_on: None,
        bought: BoughtTerms::default(),
        leaving: None,
        released_to: None,
    };
    if let (Some(carried), Some(judged)) = (&opening.carried, judged) {
        take_over(&mut mailbox, carried, judged);
    }
    mailbox
}

const fn taken_over(method: MethodId) -> DeadMethod {
    DeadMethod { method, of: Death::TakenOver }
}
