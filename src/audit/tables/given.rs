//! What the specimens of the tables are made of: one order, its days and its methods.

use crate::{
    catalogue::{Method, MethodKind, Plan, Policy, Purchase, Term},
    order::{Agreed, OpenOrder, Origin},
    values::{Day, ExtraSpace, MailboxId, MethodId, Money, OrderId, uuid::Uuid},
};

/// Lists the specimens of an enum by variant.
///
/// A variant that is not listed does not compile. A specimen listed under a variant that is not its
/// own is found by the check of the second name, which a test calls.
macro_rules! specimens {
    (
        $list:ident, $check:ident: $type:ty, given $given:ident: &$of:ty;
        $($pattern:pat_param => [$($value:expr),+ $(,)?],)+
    ) => {
        fn $list($given: &$of) -> alloc::vec::Vec<$type> {
            let _every_variant_is_listed: fn(&$type) = |value| match value {
                $($pattern)|+ => (),
            };
            let specimens = [$($(core::option::Option::<$type>::from($value)),+),+];
            specimens.into_iter().flatten().collect()
        }

        #[cfg(test)]
        fn $check($given: &$of) {
            $($(
                let specimen = core::option::Option::<$type>::from($value);
                assert!(
                    matches!(specimen, Some($pattern)),
                    "{specimen:?} is listed under {}",
                    stringify!($pattern)
                );
            )+)+
        }
    };
}

pub(super) use specimens;

/// The expiry that the order renews.
pub(super) const EXPIRY: Day = Day::literal(2026, 1, 15);

/// A day between two rungs, on which everything happens that has no day of its own.
pub(super) const TODAY: Day = Day::literal(2026, 1, 9);

/// The day of the charge requested before.
pub(super) const REQUESTED: Day = Day::literal(2026, 1, 8);

/// The last day on which the order can be paid, and the last of grace.
pub(super) const LAST_DAY: Day = Day::literal(2026, 4, 15);

/// What the order costs.
pub(super) const DUE: Money = Money::of_cents(964);

/// The mailbox's only order.
pub(super) const ORDER: OrderId = OrderId::new(MailboxId::new(Uuid::from_u128(1)), EXPIRY, 1);

/// A method of a kind, which never expires and has no cap.
pub(super) const fn method(kind: MethodKind) -> Method {
    let id = match kind {
        MethodKind::Card => 0xCA,
        MethodKind::PayPal => 0xAA,
        MethodKind::BankTransfer | MethodKind::PostalSlip | MethodKind::PrefilledSlip => 0xBB,
    };
    let id = MethodId::new(Uuid::from_u128(id));
    Method { id, kind, valid_until: None, mandate_cap: None }
}

/// The order as it was agreed under the preset; it has a price that day, so none is never seen.
pub(super) fn open_order() -> Option<OpenOrder> {
    let policy = Policy::aruba();
    let parameters = policy.parameters();
    let opened_on = EXPIRY.minus_days(i32::from(parameters.order_lead_days));
    let purchase = Purchase { plan: Plan::Standard, extra: ExtraSpace::NONE, term: Term::ONE };
    Some(OpenOrder {
        id: ORDER,
        origin: Origin::Generated,
        purchase,
        price: policy.prices().price(&purchase, opened_on)?,
        net_only: false,
        archive_consent: false,
        opened_on,
        last_day: LAST_DAY,
        agreed: Agreed {
            ladder: parameters.ladder.clone(),
            late_charge: parameters.late_charge,
            recharge_on_method_update: parameters.recharge_on_method_update,
            after_exhaustion: parameters.after_exhaustion,
            unpaid_order_days: parameters.unpaid_order_days,
            policy_version: parameters.version,
            price_list_version: policy.prices().version(),
        },
    })
}
