//! What the opening said, kept so that opening again can be compared with it.
//!
//! The mailbox as it stands says most of it. Only what has changed since is kept here, recorded
//! just before the change, so that a state never holds the same thing twice.

use alloc::boxed::Box;

use serde::{Deserialize, Serialize};

use super::carried::Carried;
use crate::{
    auto_renewal::AutoRenewal,
    catalogue::{Holder, Method, Purchase},
    mailbox::{command::Opening, notice::StatutoryNotice, refusal::OpeningField, state::Mailbox},
    values::{AccountId, Day},
};

/// What the opening said, if it is no longer so.
#[derive(Clone, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Opened {
    holder: Stated<Holder>,
    account: Stated<AccountId>,
    purchase: Stated<Purchase>,
    anchor: Stated<Day>,
    expiry: Stated<Day>,
    bound_method: Stated<Option<Method>>,
    dead_methods: Stated<u32>,
    statutory_notice: Stated<Option<Day>>,
    orders_before: Stated<u32>,
    /// What was carried of a life lived elsewhere, as it was stated.
    pub(super) carried: Option<Box<Carried>>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
enum Stated<T> {
    #[default]
    AsItStands,
    Was(T),
}

impl Opened {
    /// The first thing in which an opening received differs from the one that opened the mailbox.
    pub(crate) fn difference(&self, now: &Mailbox, received: &Opening) -> Option<OpeningField> {
        let period = now.service.period();
        let dead = match self.dead_methods {
            Stated::AsItStands => now.dead_methods.as_slice(),
            Stated::Was(count) => {
                let count = usize::try_from(count).unwrap_or(usize::MAX);
                now.dead_methods.get(..count).unwrap_or(&now.dead_methods)
            }
        };
        let dead = dead.iter().map(|dead| &dead.method);
        let anchor = self.anchor.or(period.map_or(received.anchor, |period| period.anchor));
        let bound = self.bound_method.or(now.auto_renewal.method().copied());
        let differs = [
            (now.id != received.mailbox, OpeningField::Mailbox),
            (self.holder.or(now.holder) != received.holder, OpeningField::Holder),
            (self.account.or(now.account) != received.account, OpeningField::Account),
            (now.hosting != received.hosting, OpeningField::Hosting),
            (self.purchase.or(now.purchase) != received.purchase, OpeningField::Purchase),
            (anchor != received.anchor, OpeningField::Anchor),
            (self.expiry.or(now.expiry()) != received.expiry, OpeningField::Expiry),
            (bound != received.bound_method, OpeningField::BoundMethod),
            (dead.ne(received.dead_methods.iter()), OpeningField::DeadMethods),
            (
                self.statutory_notice.or(delivered(now.notices.statutory))
                    != received.statutory_notice_delivered,
                OpeningField::StatutoryNotice,
            ),
            (
                self.orders_before.or(now.orders) != received.orders_before,
                OpeningField::OrdersBefore,
            ),
        ];
        let differs = differs.into_iter().find(|(differs, _)| *differs).map(|(_, field)| field);
        differs.or_else(|| carries_otherwise(self.carried.as_deref(), received.carried.as_deref()))
    }

    /// Of a deleted mailbox no period says the anchor.
    pub(super) const fn anchor_was(&mut self, anchor: Option<Day>) {
        if let Some(anchor) = anchor {
            self.anchor = Stated::Was(anchor);
        }
    }
}

/// Each is called before the change that it names.
impl Mailbox {
    pub(crate) fn holder_changes(&mut self) {
        if self.opened.holder.is_as_it_stands() {
            self.opened.change().holder = Stated::Was(self.holder);
        }
    }

    pub(crate) fn account_changes(&mut self) {
        if self.opened.account.is_as_it_stands() {
            self.opened.change().account = Stated::Was(self.account);
        }
    }

    pub(crate) fn purchase_changes(&mut self) {
        if self.opened.purchase.is_as_it_stands() {
            self.opened.change().purchase = Stated::Was(self.purchase);
        }
    }

    pub(crate) fn period_changes(&mut self) {
        let Some(period) = self.service.period().copied() else {
            return;
        };
        if self.opened.expiry.is_as_it_stands() {
            let opened = self.opened.change();
            opened.anchor = Stated::Was(period.anchor);
            opened.expiry = Stated::Was(period.expiry);
        }
    }

    pub(crate) fn bound_method_changes(&mut self) {
        if self.opened.bound_method.is_as_it_stands() {
            let method = match self.auto_renewal {
                AutoRenewal::On { method, .. } => Some(method),
                AutoRenewal::Off { .. } => None,
            };
            self.opened.change().bound_method = Stated::Was(method);
        }
    }

    pub(crate) fn dead_methods_change(&mut self) {
        if self.opened.dead_methods.is_as_it_stands() {
            let count = u32::try_from(self.dead_methods.len()).unwrap_or(u32::MAX);
            self.opened.change().dead_methods = Stated::Was(count);
        }
    }

    pub(crate) fn statutory_notice_changes(&mut self) {
        if self.opened.statutory_notice.is_as_it_stands() {
            let delivered = delivered(self.notices.statutory);
            self.opened.change().statutory_notice = Stated::Was(delivered);
        }
    }

    pub(crate) fn orders_change(&mut self) {
        if self.opened.orders_before.is_as_it_stands() {
            self.opened.change().orders_before = Stated::Was(self.orders);
        }
    }
}

impl<T: Copy> Stated<T> {
    const fn is_as_it_stands(&self) -> bool {
        matches!(self, Self::AsItStands)
    }

    fn or(self, now: T) -> T {
        match self {
            Self::AsItStands => now,
            Self::Was(stated) => stated,
        }
    }
}

/// The first part of what is carried that differs.
fn carries_otherwise(stated: Option<&Carried>, received: Option<&Carried>) -> Option<OpeningField> {
    let nothing = Carried::default();
    let (stated, received) = (stated.unwrap_or(&nothing), received.unwrap_or(&nothing));
    let differs = [
        (stated.terminated != received.terminated, OpeningField::Termination),
        (stated.withheld != received.withheld, OpeningField::Withheld),
        (stated.space != received.space, OpeningField::Space),
        (stated.order != received.order, OpeningField::OpenOrder),
        (stated.payments != received.payments, OpeningField::Payments),
        (stated.refunds != received.refunds, OpeningField::Refunds),
        (stated.debts != received.debts, OpeningField::Debts),
        (stated.receivables != received.receivables, OpeningField::Receivables),
        (stated.terms != received.terms, OpeningField::Terms),
        (stated.notice_named != received.notice_named, OpeningField::NoticeNamed),
        (stated.warning != received.warning, OpeningField::Warning),
        (stated.deleted_on != received.deleted_on, OpeningField::Deletion),
    ];
    differs.into_iter().find(|(differs, _)| *differs).map(|(_, field)| field)
}

const fn delivered(notice: StatutoryNotice) -> Option<Day> {
    match notice {
        StatutoryNotice::Delivered { on } => Some(on),
        StatutoryNotice::NotGiven
        | StatutoryNotice::Given { .. }
        | StatutoryNotice::Failed { .. } => None,
    }
}
