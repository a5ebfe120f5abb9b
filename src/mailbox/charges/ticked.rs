//! What a tick does: skip the rungs that passed, ask the bound method or say what bars it, inquire
//! (R-32 … R-38).

use super::{
    due::{Asking, Collection, collection_on, inquiries},
    trouble::{after_trouble, in_episode},
};
use crate::{
    catalogue::Rung,
    charge::Progress,
    mailbox::{event::Fact, notice::Trouble, recorder::Recorder, state::Mailbox},
    values::{ChargeKey, OrderId},
};

pub(crate) fn collect(recorder: &mut Recorder<'_>) {
    let Some(collection) = collection_on(recorder.mailbox(), recorder.today()) else {
        return;
    };
    let Collection { order, passed, asks } = collection;
    let episode = in_episode(recorder.mailbox());
    skip(recorder, order, passed);
    let bar = asks.as_ref().and_then(|asking| asking.bar);
    if let Some(asking) = asks {
        ask(recorder, order, &asking);
    }
    after_trouble(recorder, episode, bar.map_or(Trouble::Exhausted, Trouble::Barred));
}

pub(crate) fn inquire(recorder: &mut Recorder<'_>) {
    let (mailbox, today) = (recorder.mailbox(), recorder.today());
    let due = inquiries(mailbox, recorder.policy()).find(|(_, day)| *day <= today);
    if let Some((key, _)) = due {
        let awaited = mailbox.awaits(&key);
        recorder.record(Fact::InquiryRequested { key, awaited });
    }
}

/// Skips the unspent rungs up to the last that passed.
fn skip(recorder: &mut Recorder<'_>, order: OrderId, passed: Option<Rung>) {
    let mailbox = recorder.mailbox();
    let (Some(open), Some(progress)) = (mailbox.open_order(), mailbox.charge.progress()) else {
        return;
    };
    let (ladder, mut next) = (open.agreed.ladder.clone(), open.agreed.ladder.after(progress.spent));
    while let Some(rung) = next.filter(|rung| Some(*rung) <= passed) {
        let day = ladder.day(rung, order.expiry()).unwrap_or(recorder.today());
        recorder.record(Fact::RungSkipped { order, rung, day });
        next = ladder.after(Some(rung));
    }
}

fn ask(recorder: &mut Recorder<'_>, order: OrderId, asking: &Asking) {
    let Asking { method, rung, due, bar } = *asking;
    if let Some(bar) = bar {
        recorder.record(Fact::ChargeBarred { order, method, rung, due, bar });
    } else {
        let key = next_key(recorder.mailbox(), order);
        recorder.record(Fact::ChargeRequested { key, amount: due, method, rung });
    }
}

/// The key of an order's next charge: the first after the last one under which no money was
/// reported before it was requested.
fn next_key(mailbox: &Mailbox, order: OrderId) -> ChargeKey {
    let next = mailbox.charge.progress().map_or(1, Progress::next_attempt);
    mailbox.remembered.first_free(ChargeKey::new(order, next))
}
