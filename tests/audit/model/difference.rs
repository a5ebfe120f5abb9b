//! The comparison of one step, and what a difference looks like to whoever has to judge it: as few
//! commands as lead there, and both sides.

use pec_renewal::{Event, Mailbox, Refusal};
use pec_test_support::{Life, noon};

use super::{
    compared::Differences,
    given::{Given, Model, ToldAgain},
    record::Record,
};
use crate::properties::policies::POLICIES;

/// Takes away whatever is not needed for model and engine to differ.
pub fn made_few(mut given: Vec<Given>) -> Vec<Given> {
    let mut place = given.len();
    while 0 < place {
        place -= 1;
        let mut fewer = given.clone();
        fewer.remove(place);
        if let Some((count, _)) = first_difference(&fewer) {
            fewer.truncate(count);
            given = fewer;
            place = given.len();
        }
    }
    given
}

/// After how many commands the two differ, and in what.
fn first_difference(given: &[Given]) -> Option<(usize, Vec<String>)> {
    let mut life = Life::new(given.first()?.policy);
    let mut model = Model::default();
    for (it, count) in given.iter().zip(1..) {
        life.change_policy(it.policy);
        let before = life.state().cloned();
        let outcome = life.give(&it.command, noon(it.day)).map(<[Event]>::to_vec);
        let told_again = ToldAgain::of(before.as_ref(), it.policy, &outcome);
        let it = Given { told_again, ..it.clone() };
        let found = differences(&mut model, &it, &outcome, life.state());
        if !found.is_empty() {
            return Some((count, found));
        }
    }
    None
}

/// Gives the model what the engine was given, and compares all there is.
pub fn differences(
    model: &mut Model,
    given: &Given,
    outcome: &Result<Vec<Event>, Refusal>,
    state: Option<&Mailbox>,
) -> Vec<String> {
    let counted = |record: &Record| (record.notices.len(), record.refunds.len());
    let before = model.record.as_ref().map(counted);
    let said = model.give(given);
    let mut found = Differences::default();
    // What is taken over was owed elsewhere.
    let (notices, refunds) = before.or(model.record.as_ref().map(counted)).unwrap_or_default();
    let (told, owed) = match &model.record {
        Some(record) => (&record.notices[notices..], &record.refunds[refunds..]),
        None => (&[][..], &[][..]),
    };
    found.in_answer(&said, outcome, told, owed);
    if let (Some(record), Some(mailbox)) = (&model.record, state) {
        found.in_state(record, mailbox, given.day.max(record.today));
        found.in_deadline(model, mailbox, given.policy);
    }
    found.0
}

/// The commands, and the answers that differ after them.
pub fn explained(given: &[Given]) -> String {
    let mut text = String::from("model and engine differ after\n");
    for Given { command, policy, day, .. } in given {
        let named = POLICIES.iter().find(|(_, it)| core::ptr::eq(it, *policy));
        let name = named.map_or("another policy", |(name, _)| *name);
        text += &["  ", &day.to_string(), " ", &format!("{command:?}"), " (", name, ")\n"].concat();
    }
    let (_, found) = first_difference(given).unwrap_or_default();
    text + "in\n" + &found.join("\n")
}
