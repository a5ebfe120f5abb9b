//! Every fact in one line of words.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    carried, causes,
    notice::{notice, sums},
    words::{
        charge, counted, days, elsewhere, euro, grace, holder, may, method, method_id, order,
        price, purchase, room, used,
    },
};
use crate::{
    catalogue::Rung,
    mailbox::{
        Allocation, Commitment, EndedTerm, Fact, Fulfilment, LeftDebt, MethodNews, Opening,
        PaymentSource, Payout, PlanChange, RegisteredPayment, ReturnedPayout, Reversal,
        ReversalKind, ReversedPayment, SettledDebt, TermRight, Termination, Undone, Unused,
    },
    order::{Due, OpenOrder, Origin},
    values::RefundNumber,
};

#[expect(clippy::too_many_lines, reason = "one arm a fact, in the order of their declaration")]
pub(super) fn fact(fact: &Fact) -> String {
    match fact {
        Fact::MailboxOpened { opening, grace: phases, deletion_warning_days, access, judged } => {
            let carried = opening.carried.as_ref().zip(judged.as_ref());
            let carried = carried.map(|(carried, judged)| carried::carried(carried, judged));
            format!(
                "{}; after expiry {}, with a warning {} before deletion; it may {}{}",
                opened(opening),
                grace(phases),
                days(*deletion_warning_days),
                may(*access),
                carried.map_or(String::new(), |carried| format!("; {carried}"))
            )
        }
        Fact::AutoRenewalSwitchedOn { method: bound, cause, consent } => {
            let on = causes::on_by_consent(&method(bound), *cause, *consent);
            format!("automatic renewal is {on}")
        }
        Fact::ConsentRecorded { consent } => {
            format!("automatic renewal is on, {}", causes::consent(*consent))
        }
        Fact::MethodNewsReported { method, news } => {
            format!("news of {}: {}", method_id(*method), method_news(*news))
        }
        Fact::AutoRenewalSwitchedOff { cause } => {
            format!("automatic renewal is {}", causes::off(*cause))
        }
        Fact::MethodReplaced { old, new } => {
            format!("{} is replaced by {}", method_id(*old), method(new))
        }
        Fact::OrderOpened(open) => order_opened(open),
        Fact::OrderNotGenerated { expiry, reason } => {
            let reason = causes::not_generated(*reason);
            format!("no order is generated for the expiry of {expiry}: {reason}")
        }
        Fact::OrderCancelled { order: id, cause } => {
            format!("{} is cancelled, {}", order(*id), causes::cancelled(*cause))
        }
        Fact::OrderReissued { order: id, new } => format!(
            "{} takes the place of {}: it costs the new holder {}",
            order(new.id),
            order(*id),
            euro(new.payable())
        ),
        Fact::OrderLapsed { order: id, on } => {
            format!("{} lapsed on {on}: it was not paid by its last day", order(*id))
        }
        Fact::OrderFulfilled(fulfilment) => {
            let Fulfilment { order: id, .. } = &**fulfilment;
            let paid = covered(fulfilment);
            format!("{} is fulfilled by {paid}; {}", order(*id), renewed(fulfilment))
        }
        Fact::RungSkipped { order: id, rung, day } => {
            format!("rung {rung} of {}, of {day}, went by unused", order(*id))
        }
        Fact::ChargeBarred { order: id, method, rung, due, bar } => {
            let (method, due, bar) = (method_id(*method), euro(*due), causes::bar(*bar));
            format!("no charge of {due} for {}{} on {method}: {bar}", order(*id), at_rung(*rung))
        }
        Fact::ChargeRequested { key, amount, method, rung } => {
            let (amount, method) = (euro(*amount), method_id(*method));
            format!("{} of {amount} is requested on {method}{}", charge(*key), at_rung(*rung))
        }
        Fact::ChargeUnknown { key } => {
            format!("{} may have happened: the gateway does not know", charge(*key))
        }
        Fact::ChargeFailed { key, failure } => {
            format!("{} {}", charge(*key), causes::failure(*failure))
        }
        Fact::ChargeNotExecuted { key } => {
            format!("{} certainly did not happen", charge(*key))
        }
        Fact::ChargeInDoubt { key, first } => {
            let first = causes::outcome(*first);
            format!("{}, reported as {first}, may have happened: it is in doubt", charge(*key))
        }
        Fact::ChargeContradicted { key, first, received } => {
            let (first, received) = (causes::outcome(*first), causes::outcome(*received));
            format!("{} is now reported as {received}: {first} stands", charge(*key))
        }
        Fact::LadderExhausted { order: id } => {
            format!("the retry ladder of {} is exhausted: it can be paid by hand", order(*id))
        }
        Fact::InquiryRequested { key, awaited } => {
            let only = if *awaited { "" } else { ", which is no longer to be sent" };
            format!("the gateway is to be asked what became of {}{only}", charge(*key))
        }
        Fact::PaymentRegistered(payment) => {
            let RegisteredPayment { reference, order: id, debt, amount, day, source, allocation } =
                payment;
            let amount = euro(*amount);
            let named = match debt {
                Some(debt) => format!("debt {debt}"),
                None => id.map_or("no order".to_string(), order),
            };
            let (came, allocation) = (came_by(source), went_to(*allocation));
            format!(
                "{amount} {came} for {named}, counted for {day}, reference {reference}: {allocation}"
            )
        }
        Fact::RefundOwed { number, amount, order, reason, form, due, replaces } => {
            causes::owed_back(*number, *amount, *order, *reason, (*form, *due), *replaces)
        }
        Fact::RefundPaid { number, payout, settles, beyond } => {
            settled(*number, payout, *settles, *beyond)
        }
        Fact::PaymentReversed(reversed) => payment_reversed(reversed),
        Fact::PayoutCameBack(returned) => payout_came_back(returned),
        Fact::CommitmentRegistered(Commitment { reference, order: id, on }) => {
            format!(
                "a commitment to pay {} is registered for {on}, reference {reference}",
                order(*id)
            )
        }
        Fact::PlanChanged { package, entitled, room: has, archive_consent } => {
            let shrinking = if has == entitled {
                String::new()
            } else {
                let (entitled, consent) = (room(*entitled), agreed(*archive_consent));
                format!(", to shrink to {entitled} when data allows{consent}")
            };
            format!("the plan is now {package}, with room of {}{shrinking}", room(*has))
        }
        Fact::UsedSpaceRequested => "the used space is to be measured and reported".to_string(),
        Fact::UsedSpaceReported { used: found, on } => {
            format!("the mailbox had {} on {on}", used(*found))
        }
        Fact::RoomShrunk { room: left } => format!("the room shrinks to {}", room(*left)),
        Fact::RoomKept { room: kept, entitled, used: found } => {
            let (kept, entitled) = (room(*kept), room(*entitled));
            format!("the room stays {kept}: with {}, {entitled} does not fit", used(*found))
        }
        Fact::SpaceBought { extra } => format!("the extra space is now {extra}, all together"),
        Fact::HolderChanged { holder: new } => format!("the holder is now {}", holder(new.kind)),
        Fact::AccountChanged { account } => format!("the mailbox moved to account {account}"),
        Fact::AccessChanged { access } => {
            format!("the mail platform is to be told that the mailbox may {}", may(*access))
        }
        Fact::TerminationRequested { when } => match when {
            Termination::AtExpiry => "the holder terminates the mailbox at expiry".to_string(),
            Termination::Now => "the holder terminates the mailbox now".to_string(),
        },
        Fact::TerminationRevoked => "the termination at expiry is revoked".to_string(),
        Fact::RenewalWithdrawn { declared_at, undone } => format!(
            "the holder withdrew from the renewal by {}, as declared at {declared_at}: {}",
            order(undone.order),
            ended(undone)
        ),
        Fact::TermLeft { undone } => {
            format!("the holder leaves the term of {}: {}", order(undone.order), ended(undone))
        }
        Fact::ExitRightLifted { order: id } => format!(
            "the term of {} carries no exit right any more: a true notice of art. 65-bis came in time",
            order(*id)
        ),
        Fact::WithdrawalInformationGiven { order: id, on, until } => format!(
            "the holder was informed on {on} of the right to withdraw from {}, which now ends on {until}",
            order(*id)
        ),
        Fact::MailboxDeleted { cause, logs_until } => {
            let cause = causes::deleted(*cause);
            format!("the mailbox is deleted, {cause}; its logs are kept until {logs_until}")
        }
        Fact::ContentsDeletionDue => "the contents are to be deleted".to_string(),
        Fact::AddressReleased { to } => {
            format!("the address goes to mailbox {to}, of the same tax id")
        }
        Fact::NoticeDue { number, notice: told, .. } => {
            format!("notice {number} is due: {}", notice(told))
        }
        Fact::DueDayMissed { day } => {
            format!(
                "what was due on {day} was not done, and can no longer be done: no tick came in time, \
                 or the policy has changed since"
            )
        }
        Fact::ReminderSkipped { day } => {
            format!("the reminder of {day} is skipped: its day is over")
        }
        Fact::NoticeDelivered { number, on } => format!("notice {number} was delivered on {on}"),
        Fact::NoticeFailed { number } => format!("notice {number} could not be delivered"),
    }
}

fn opened(opening: &Opening) -> String {
    let (bought, kind) = (purchase(opening.purchase), holder(opening.holder.kind));
    let (anchor, expiry) = (opening.anchor, opening.expiry);
    let mut parts = Vec::from([
        format!("a mailbox is opened: {bought}, held by {kind}"),
        format!("in service until {expiry}, terms counted from {anchor}"),
    ]);
    parts.extend(elsewhere(opening.hosting).map(str::to_string));
    parts.push(match &opening.bound_method {
        None => "automatic renewal off".to_string(),
        Some(bound) => format!("automatic renewal on with {}", method(bound)),
    });
    if !opening.dead_methods.is_empty() {
        let dead: Vec<String> = opening.dead_methods.iter().map(|id| method_id(*id)).collect();
        parts.push(format!("never to be charged: {}", dead.join(", ")));
    }
    if let Some(on) = opening.statutory_notice_delivered {
        parts.push(format!("the notice of art. 65-bis delivered on {on}"));
    }
    if 0 < opening.orders_before {
        parts.push(format!("{} before", counted(opening.orders_before.into(), "order")));
    }
    parts.join("; ")
}

pub(super) fn settled(
    number: RefundNumber,
    payout: &Payout,
    settles: Option<RefundNumber>,
    beyond: Option<LeftDebt>,
) -> String {
    let Payout { reference, amount, on } = payout;
    let settled = match settles {
        Some(settled) if settled == number => format!("refund {number} is settled"),
        Some(settled) => {
            format!("refund {number}, in whose place {settled} was owed, is settled")
        }
        None => format!("refund {number} is paid once more"),
    };
    let beyond = beyond.map_or(String::new(), |debt| {
        format!(", {} more than was owed, which is debt {}", euro(debt.amount), debt.number)
    });
    format!("{settled} with {} of {on}, reference {reference}{beyond}", euro(*amount))
}

fn order_opened(open: &OpenOrder) -> String {
    let (order_named, bought) = (order(open.id), purchase(open.purchase));
    let (by, replaces, stated) = match &open.origin {
        Origin::Generated => ("is generated".to_string(), None, String::new()),
        Origin::Manual { method_kind, replaces, informed, start_requested } => (
            format!("is opened by hand, to be paid by {method_kind}"),
            *replaces,
            stated(*informed, *start_requested),
        ),
    };
    let replaces = replaces.map_or(String::new(), |old| format!(" in place of {}", order(old)));
    let net_only = if open.net_only { ", of which the net only is owed" } else { "" };
    let consent = agreed(open.archive_consent);
    format!(
        "{order_named} {by}{replaces}: {bought} for {}{net_only}, to renew the expiry of {}, \
         {}{consent}{stated} (policy {}, price list {})",
        price(&open.price),
        open.id.expiry(),
        payable(&open.asks),
        open.agreed.policy_version,
        open.agreed.price_list_version,
    )
}

pub(super) fn payable(asks: &[Due]) -> String {
    if asks.is_empty() {
        "payable no longer".to_string()
    } else if asks.iter().all(|due| due.amount.is_zero()) {
        "with nothing left to pay".to_string()
    } else {
        format!("payable with {}", sums(asks))
    }
}

pub(super) fn agreed(archive_consent: bool) -> &'static str {
    if archive_consent { ", the holder agreeing that the archive is deleted" } else { "" }
}

/// What R-22 has a renewal by hand say, where it does.
pub(super) fn stated(informed: bool, start_requested: bool) -> String {
    let told = if informed { ", the holder informed of the right to withdraw" } else { "" };
    let asked = if start_requested { ", the start asked for at once" } else { "" };
    format!("{told}{asked}")
}

fn covered(fulfilment: &Fulfilment) -> String {
    let Fulfilment { paid_by, applied, receivable, late_fee, waived, .. } = fulfilment;
    let (applied, receivable, late_fee, waived) = (*applied, *receivable, *late_fee, *waived);
    let fee = if late_fee.is_zero() {
        String::new()
    } else {
        format!(", of which {} late fee", euro(late_fee))
    };
    let waived = if waived.is_zero() {
        String::new()
    } else {
        format!(", {} short, which is waived", euro(waived))
    };
    let to_come = if receivable.is_zero() {
        String::new()
    } else {
        format!(", {} of it still to come", euro(receivable))
    };
    format!("payment {paid_by}, {} applied{fee}{waived}{to_come}", euro(applied))
}

/// What was taken back, and where it came from.
fn payment_reversed(reversed: &ReversedPayment) -> String {
    let ReversedPayment { reversal, held, withdrawn, debt, written_off, dead } = reversed;
    let mut from = Vec::new();
    if !held.is_zero() {
        from.push(format!("{} was held", euro(*held)));
    }
    from.extend(withdrawn.iter().map(|taken| {
        format!("{} was owed back: refund {} is withdrawn", euro(taken.amount), taken.refund)
    }));
    from.extend(debt.map(|debt| format!("{} is now debt {}", euro(debt.amount), debt.number)));
    if !written_off.is_zero() {
        from.push(format!("{} is written off", euro(*written_off)));
    }
    let killed = dead.map(|method| format!("; {} is never charged again", method_id(method)));
    format!("{}: {}{}", taken_back(reversal), from.join(", "), killed.unwrap_or_default())
}

fn payout_came_back(returned: &ReturnedPayout) -> String {
    let ReturnedPayout { reversal, refund, settles, written_off } = returned;
    let mut settled: Vec<String> = settles.iter().map(settled_debt).collect();
    if !written_off.is_zero() {
        settled.push(format!("{} had been written off", euro(*written_off)));
    }
    let settled =
        if settled.is_empty() { String::new() } else { format!(": {}", settled.join(", ")) };
    format!("{}, which had gone out for refund {refund}{settled}", taken_back(reversal))
}

fn taken_back(reversal: &Reversal) -> String {
    let Reversal { reference, of, amount, on, kind } = reversal;
    let how = match kind {
        ReversalKind::Chargeback => "charged back",
        ReversalKind::Return => "returned by the bank",
        ReversalKind::Correction { owed: true } => "taken back, booked wrongly but owed",
        ReversalKind::Correction { owed: false } => "taken back, booked wrongly and not owed",
    };
    format!("{} of {of} {how} on {on}, reference {reference}", euro(*amount))
}

fn settled_debt(settled: &SettledDebt) -> String {
    format!("{} settles debt {}", euro(settled.amount), settled.number)
}

fn renewed(fulfilment: &Fulfilment) -> String {
    let Fulfilment { previous_expiry, period, change, right, .. } = fulfilment;
    let right = match right {
        Some(TermRight::Exit { .. }) => {
            ", with the exit right, as no true notice of art. 65-bis is proved in time".to_string()
        }
        Some(TermRight::Withdrawal { until, .. }) => {
            format!(", with the right to withdraw until {until}")
        }
        None => String::new(),
    };
    let planned = change.map_or(String::new(), |change| {
        let PlanChange { on, package, archive_consent } = change;
        format!("; the plan is {package} from {on}{}", agreed(archive_consent))
    });
    format!("the expiry moves from {previous_expiry} to {}{right}{planned}", period.expiry)
}

/// The terms that end, what is owed back of each, and the period that follows.
fn ended(undone: &Undone) -> String {
    let terms: Vec<String> = undone.ended.iter().map(ended_term).collect();
    let terms = terms.join(", ");
    match undone.period {
        Some(period) => format!("{terms}; the expiry is {}", period.expiry),
        None => format!("{terms}; nothing else is left of it"),
    }
}

fn ended_term(term: &EndedTerm) -> String {
    let (of, owed_back) = (order(term.order), euro(term.owed_back));
    let settled: Vec<String> = term.settles.iter().map(settled_debt).collect();
    let settled =
        if settled.is_empty() { String::new() } else { format!(": {}", settled.join(", ")) };
    let to_come = if term.receivable.is_zero() {
        String::new()
    } else {
        format!(": {} of it was still to come", euro(term.receivable))
    };
    match term.unused {
        Some(Unused { days, of: all }) => {
            format!("{owed_back} of {of} come back, for {days} of its {all} days{settled}{to_come}")
        }
        None => {
            format!("{owed_back} of {of} come back, all that was applied{settled}{to_come}")
        }
    }
}

fn at_rung(rung: Option<Rung>) -> String {
    match rung {
        Some(rung) => format!(" at rung {rung}"),
        None => ", outside the ladder".to_string(),
    }
}

fn method_news(news: MethodNews) -> String {
    match news {
        MethodNews::Refreshed { valid_until, mandate_cap } => {
            let valid = valid_until
                .map_or_else(|| "with no last day".into(), |last| format!("valid until {last}"));
            let cap = mandate_cap
                .map_or(String::new(), |cap| format!(", with a mandate up to {}", euro(cap)));
            format!("it goes on, {valid}{cap}")
        }
        MethodNews::Closed => "it was closed".into(),
        MethodNews::AskHolder => "its holder is to be asked".into(),
    }
}

fn came_by(source: &PaymentSource) -> String {
    match source {
        PaymentSource::ByHand { method_kind, paid_on, signed_in_with, consent } => {
            let with = signed_in_with
                .map_or(String::new(), |with| format!(" signed in with {}", method_id(with.id)));
            let paid = paid_on.map_or(String::new(), |paid| format!(", paid on {paid},"));
            let given = consent.map_or(String::new(), |it| format!(" {}", causes::consent(it)));
            format!("by {method_kind}{with}{given}{paid}")
        }
        PaymentSource::Charge { key } => format!("by {}", charge(*key)),
    }
}

fn went_to(allocation: Allocation) -> String {
    match allocation {
        Allocation::Held => "held for the open order".to_string(),
        Allocation::OwedBack => "owed back".to_string(),
        Allocation::Debt { number, amount } => {
            format!("{} settles debt {number}", euro(amount))
        }
        Allocation::Receivable { order: id, amount, written_off } => {
            let short = if written_off.is_zero() {
                String::new()
            } else {
                format!(", the last {} is written off", euro(written_off))
            };
            format!("{} of what was to come for {}{short}", euro(amount), order(id))
        }
    }
}
