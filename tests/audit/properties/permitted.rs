//! What is said to be permitted is what is accepted, each action asked as the command that
//! anyone would give for it.

use pec_renewal::{
    Action, Allocation, Command, Fact, Mailbox, ManualRenewal, Permission, RefundForm,
    RefundReason, Refusal,
    catalogue::{Method, MethodKind, Package, Plan, Policy, Purchase, Term},
    permitted,
    service::Service,
    values::{Day, ExtraSpace, MailboxId, MethodId, OrderId, uuid::Uuid},
};
use pec_test_support::{decided, money, noon, transfer};
use proptest::prelude::*;

use super::{chances::histories, tried};

proptest! {
    #![proptest_config(tried(512))]

    #[test]
    fn r_94_what_is_permitted_is_what_is_accepted(history in histories(40), later in 0_i32..100) {
        history.watched(|story, _| {
            let Some(mailbox) = story.life.state() else { return };
            let day = story.clock.plus_days(later).min(Day::LAST_EXPIRY);
            assert_at_one(mailbox, story.life.policy(), day);
        });
    }

    #[test]
    fn r_94_nothing_is_permitted_on_a_day_gone_by(history in histories(40)) {
        let story = history.lived();
        let mailbox = story.life.mailbox();
        let last = mailbox.last_moment().day();
        let received = last.previous();
        for (action, permission) in permitted(mailbox, story.life.policy(), received) {
            let refusal = match permission {
                Permission::Refused(refusal) => *refusal,
                // Money that is told of late is taken.
                Permission::Permitted | Permission::PermittedBesideCharge { .. }
                    if action == Action::Pay =>
                {
                    continue;
                }
                Permission::Permitted
                | Permission::PermittedBesideCharge { .. }
                | Permission::PermittedEnding { .. }
                | Permission::AlreadySo => panic!("{action:?} on {received}"),
            };
            let backwards = refusal == Refusal::ClockWentBackwards { last, received };
            // These two look at the order first: without one there is nothing to ask.
            let of_an_order = matches!(action, Action::Pay | Action::CancelOrder);
            assert!(backwards || of_an_order, "{action:?}: {refusal}");
        }
    }
}

proptest! {
    #![proptest_config(tried(192))]

    /// Both ways, over all that can be asked for.
    #[test]
    fn r_94_renewing_is_permitted_if_and_only_if_some_purchase_is_accepted(
        history in histories(40),
        later in prop_oneof![3 => Just(0_i32), 1 => 0_i32..100],
    ) {
        let mut step = 0;
        history.watched(|story, _| {
            let Some(mailbox) = story.life.state() else { return };
            step += 1;
            if step % 5 == 0 {
                let day = story.clock.plus_days(later).min(Day::LAST_EXPIRY);
                assert_some_purchase(mailbox, story.life.policy(), day);
            }
        });
    }
}

fn assert_at_one(mailbox: &Mailbox, policy: &Policy, day: Day) {
    let permissions = permitted(mailbox, policy, day);
    assert_eq!(permissions.iter().map(|(action, _)| *action).collect::<Vec<_>>(), Action::ALL);
    for (action, permission) in permissions {
        let say = |command: &Command| answer(mailbox, policy, day, command);
        let expected = match action {
            Action::SwitchOn => say(&Command::SwitchOn { method: a_card(), consent: None }),
            Action::SwitchOff => say(&Command::SwitchOff),
            Action::ReplaceMethod => {
                say(&Command::ReplaceMethod { old: bound(mailbox), new: a_card() })
            }
            Action::RemoveMethod => say(&Command::RemoveMethod { method: bound(mailbox) }),
            Action::RenewByHand => {
                assert_renewal(mailbox, policy, day, &permission);
                continue;
            }
            Action::Pay => {
                assert_payment(mailbox, policy, day, &permission);
                continue;
            }
            Action::CancelOrder => {
                let Some(order) = mailbox.open_order_on(day) else {
                    assert!(is_refused(&permission), "{action:?} on {day}: {permission:?}");
                    continue;
                };
                say(&Command::CancelOrder { order: order.id })
            }
            Action::TerminateAtExpiry => say(&Command::TerminateAtExpiry),
            Action::RevokeTermination => say(&Command::RevokeTermination),
            Action::TerminateNow => say(&Command::TerminateNow),
            Action::Leave | Action::Withdraw => {
                assert_ending(mailbox, policy, day, action, &permission);
                continue;
            }
            Action::BuyAgain => {
                assert_bought_again(mailbox, policy, day, &permission);
                continue;
            }
        };
        assert_eq!(permission, expected, "{action:?} on {day}");
    }
}

/// Permitted if any choice would be accepted, whatever the plan, the space, the term and the consent;
/// refused if none would.
fn assert_renewal(mailbox: &Mailbox, policy: &Policy, day: Day, permission: &Permission) {
    let accepted: Vec<Command> = choices(mailbox)
        .map(|renewal| in_place_of_the_margin(mailbox, day, renewal))
        .filter(|command| answer(mailbox, policy, day, command) == Permission::Permitted)
        .collect();
    match permission {
        Permission::Permitted => assert_ne!(accepted, vec![], "renewing on {day}"),
        Permission::PermittedBesideCharge { .. } | Permission::PermittedEnding { .. } => {
            panic!("only paying is permitted beside a charge, and only leaving ends a term")
        }
        Permission::AlreadySo => assert!(mailbox.open_order_on(day).is_some()),
        Permission::Refused(why) => {
            assert_eq!(accepted, vec![], "renewing on {day} despite: {why}");
        }
    }
}

/// What leaving or withdrawing is said to lead to is what it leads to: the expiry, the money, and the day of
/// deletion if nobody acts.
fn assert_ending(
    mailbox: &Mailbox,
    policy: &Policy,
    day: Day,
    action: Action,
    permission: &Permission,
) {
    let meant = |order: OrderId| match action {
        Action::Leave => Command::Leave { order },
        _ => Command::Withdrawal { order, declared_at: noon(day) },
    };
    let Permission::PermittedEnding { order, owed_back, expiry, deletion } = permission else {
        let all = mailbox.closed_orders().iter();
        let ids = all.map(|closed| OrderId::new(mailbox.id(), closed.expiry, closed.ordinal));
        let accepted = ids
            .map(meant)
            .find(|command| answer(mailbox, policy, day, command) == Permission::Permitted);
        // Only from the latest renewal by hand is withdrawing offered.
        let earlier = accepted.filter(|_| action == Action::Leave);
        assert!(is_refused(permission) && earlier.is_none(), "{action:?} on {day}: {permission:?}");
        return;
    };
    let (events, after) =
        decided(Some(mailbox), &meant(*order), policy, noon(day)).expect("it is permitted");
    let after = after.expect("it is open");
    let came = events.iter().map(|event| match event.fact {
        Fact::RefundOwed {
            amount,
            reason: RefundReason::Withdrawn | RefundReason::Left,
            form: RefundForm::Refund,
            ..
        } => amount.cents(),
        _ => 0,
    });
    assert_eq!(came.sum::<u64>(), owed_back.cents(), "{action:?} on {day}");
    match after.service() {
        Service::Deleted { .. } | Service::Ending { .. } => {
            assert_eq!((*expiry, *deletion), (None, None), "{action:?} on {day}");
        }
        Service::Active { .. } | Service::TerminatedAtExpiry { .. } => {
            assert_eq!(*expiry, Some(after.expiry()), "{action:?} on {day}");
        }
    }
}

fn assert_some_purchase(mailbox: &Mailbox, policy: &Policy, day: Day) {
    let is = |wanted: Permission| {
        move |command: &Command| answer(mailbox, policy, day, command) == wanted
    };
    let mut all = purchases(mailbox).map(|renewal| in_place_of_the_margin(mailbox, day, renewal));
    let permitted = permitted(mailbox, policy, day)
        .into_iter()
        .find(|(action, _)| *action == Action::RenewByHand);
    match permitted.expect("every action is listed").1 {
        Permission::Permitted => assert!(all.any(|it| is(Permission::Permitted)(&it)), "on {day}"),
        Permission::PermittedBesideCharge { .. } | Permission::PermittedEnding { .. } => {
            panic!("only paying is permitted beside a charge, and only leaving ends a term")
        }
        Permission::AlreadySo => assert!(all.any(|it| is(Permission::AlreadySo)(&it)), "on {day}"),
        Permission::Refused(why) => {
            let accepted = all.find(is(Permission::Permitted));
            assert_eq!(accepted, None, "on {day}, despite: {why}");
        }
    }
}

/// An order in its margin can no longer be paid: a renewal takes its place.
fn in_place_of_the_margin(mailbox: &Mailbox, day: Day, renewal: ManualRenewal) -> Command {
    let is_over = mailbox.last_day_of_order(day).is_some_and(|last_day| last_day < day);
    let order = mailbox.open_order_on(day).filter(|_| is_over);
    Command::RenewByHand(ManualRenewal { replaces: order.map(|order| order.id), ..renewal })
}

/// Every plan, term and extra space up to more than anybody uses here, with and without consent.
fn purchases(mailbox: &Mailbox) -> impl Iterator<Item = ManualRenewal> {
    let expiry = mailbox.expiry();
    let packages = Plan::ALL.iter().flat_map(|plan| {
        (0..=9_u16).flat_map(move |mailbox_gb| {
            (0..=9_u16).map(move |archive_gb| Package {
                plan: *plan,
                extra: ExtraSpace { mailbox_gb, archive_gb },
            })
        })
    });
    packages.flat_map(move |package| {
        Term::ALL.into_iter().flat_map(move |term| {
            [false, true].map(|archive_consent| ManualRenewal {
                expiry,
                purchase: Purchase::new(package, term),
                method_kind: MethodKind::BankTransfer,
                archive_consent,
                replaces: None,
                informed: false,
                start_requested: false,
            })
        })
    })
}

fn choices(mailbox: &Mailbox) -> impl Iterator<Item = ManualRenewal> {
    let (expiry, had) = (mailbox.expiry(), mailbox.purchase().package.extra);
    let one_more = ExtraSpace { mailbox_gb: 1, archive_gb: 0 };
    let much = ExtraSpace { mailbox_gb: 100, archive_gb: 100 };
    let extras = [had, ExtraSpace::NONE, one_more, much];
    Plan::ALL.iter().flat_map(move |plan| {
        Term::ALL.into_iter().flat_map(move |term| {
            extras.into_iter().flat_map(move |extra| {
                [false, true].map(|archive_consent| ManualRenewal {
                    expiry,
                    purchase: Purchase::new(Package { plan: *plan, extra }, term),
                    method_kind: MethodKind::BankTransfer,
                    archive_consent,
                    replaces: None,
                    informed: false,
                    start_requested: false,
                })
            })
        })
    })
}

/// Where paying is permitted, money of that day is held for the order; where no order is open it is
/// owed back. While a charge of it is unresolved it is refused for some days, and the money is taken
/// all the same; while one is in doubt it is permitted.
fn assert_payment(mailbox: &Mailbox, policy: &Policy, day: Day, permission: &Permission) {
    let Some(open) = mailbox.open_order_on(day) else {
        assert!(is_refused(permission), "paying on {day}: {permission:?}");
        return;
    };
    let day = day.max(mailbox.last_moment().day());
    let payment = transfer("TRN permitted", open.id, money("0.01"), day);
    let paid = decided(Some(mailbox), &Command::Payment(payment), policy, noon(day));
    let held = match paid {
        Ok((events, _)) => events.iter().any(|event| is_held(&event.fact)),
        // A life that was paid ten billion has no room for a cent more.
        Err(refusal) => refusal.code() == "amount-too-large",
    };
    let order = mailbox.open_order_on(day).map(|open| open.id);
    let unresolved = mailbox.charge().unresolved().filter(|asked| Some(asked.key.order()) == order);
    let inquiry = i32::from(policy.parameters().charge_unresolved_days);
    let waits = unresolved.is_some_and(|asked| {
        let waited = asked.on.days_until(day);
        waited < 2 * inquiry && (day <= mailbox.expiry() || mailbox.expiry() < asked.on)
    });
    let in_margin = mailbox.last_day_of_order(day).is_some_and(|last_day| last_day < day);
    let collected = order.is_some_and(|order| mailbox.is_in_collection(order));
    match permission {
        Permission::Permitted => {
            assert!(held && !waits && !in_margin && !collected, "paying on {day}");
        }
        Permission::PermittedBesideCharge { key } => {
            assert!(held && !waits && !in_margin, "paying on {day}");
            let unresolved = unresolved.is_some_and(|asked| asked.key == *key);
            assert!(unresolved || mailbox.is_in_doubt(*key), "{key} may settle on {day}");
        }
        Permission::Refused(refusal) => {
            assert!(waits || in_margin || !held, "paying on {day}: {refusal}");
            assert_refused(mailbox, policy, day, refusal);
        }
        Permission::AlreadySo | Permission::PermittedEnding { .. } => {
            panic!("paying is never already so, and ends nothing")
        }
    }
}

/// What a refusal to pay says is so: the last day is over, and a renewal can take the order's place, or
/// cannot; waiting is advised only where the mailbox can still be renewed.
fn assert_refused(mailbox: &Mailbox, policy: &Policy, day: Day, refusal: &Refusal) {
    let renewable = day <= mailbox.last_renewable_day(day);
    match refusal {
        Refusal::OrderPastItsLastDay { order, last_day, replaceable } => {
            assert_eq!(mailbox.open_order_on(day).map(|open| open.id), Some(*order));
            assert!(*last_day < day && renewable, "{refusal} on {day}");
            let renewing = permitted(mailbox, policy, day)
                .into_iter()
                .find(|(action, _)| *action == Action::RenewByHand);
            let can_renew = renewing.is_some_and(|(_, permission)| !is_refused(&permission));
            assert_eq!(*replaceable, can_renew, "{refusal} on {day}");
        }
        Refusal::ChargeUnresolved { .. } => assert!(renewable, "{refusal} on {day}"),
        Refusal::NotRenewable { .. } => assert!(!renewable, "{refusal} on {day}"),
        _ => {}
    }
}

fn assert_bought_again(mailbox: &Mailbox, policy: &Policy, day: Day, permission: &Permission) {
    let tax_id = mailbox.holder().tax_id;
    let [one, other] = [0xB1, 0xB2].map(|id| {
        let mailbox_id = MailboxId::new(Uuid::from_u128(id));
        answer(mailbox, policy, day, &Command::BuyAgain { mailbox: mailbox_id, tax_id })
    });
    match permission {
        Permission::Permitted => {
            assert_eq!((one, other), (Permission::Permitted, Permission::Permitted));
        }
        Permission::PermittedBesideCharge { .. } | Permission::PermittedEnding { .. } => {
            panic!("only paying is permitted beside a charge, and only leaving ends a term")
        }
        // The address went to a new life: nobody else can have it.
        Permission::AlreadySo | Permission::Refused(_) => {
            assert!(is_refused(&one) && is_refused(&other), "{permission:?}, but {one:?}");
        }
    }
}

fn answer(mailbox: &Mailbox, policy: &Policy, day: Day, command: &Command) -> Permission {
    match decided(Some(mailbox), command, policy, noon(day)) {
        Ok((events, _)) if events.is_empty() => Permission::AlreadySo,
        Ok(_) => Permission::Permitted,
        Err(refusal) => Permission::Refused(Box::new(refusal)),
    }
}

const fn is_held(fact: &Fact) -> bool {
    matches!(fact, Fact::PaymentRegistered(payment) if matches!(payment.allocation, Allocation::Held))
}

const fn is_refused(permission: &Permission) -> bool {
    matches!(permission, Permission::Refused(_))
}

fn bound(mailbox: &Mailbox) -> MethodId {
    let nobodys = MethodId::new(Uuid::nil());
    mailbox.auto_renewal().method().map_or(nobodys, |method| method.id)
}

/// A card that nothing is known of.
const fn a_card() -> Method {
    let id = MethodId::new(Uuid::max());
    Method { id, kind: MethodKind::Card, valid_until: None, mandate_cap: None }
}
