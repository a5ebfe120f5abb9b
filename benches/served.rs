//! The same functions run as an aggregate of cqrs-es: handled, sunk, applied, collected, with no store.

use std::{
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};

use cqrs_es::{Aggregate, DomainEvent, event_sink::EventSink};
use pec_renewal::{
    Command, Event, Form, Mailbox, Refusal, catalogue::Policy, decide, evolve, values::Moment,
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Default, Deserialize, Serialize)]
pub struct Served(pub Option<Mailbox>);

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Recorded(pub Event);

impl DomainEvent for Recorded {
    fn event_type(&self) -> String {
        self.0.fact.name().to_owned()
    }

    fn event_version(&self) -> String {
        Form::CURRENT.to_string()
    }
}

impl Aggregate for Served {
    const TYPE: &'static str = "mailbox";
    type Command = (Command, Moment);
    type Event = Recorded;
    type Error = Refusal;
    type Services = Policy;

    async fn handle(
        &mut self,
        (command, at): (Command, Moment),
        policy: &Policy,
        sink: &EventSink<Self>,
    ) -> Result<(), Refusal> {
        for event in decide(self.0.as_ref(), &command, policy, at)? {
            sink.write(Recorded(event), self).await;
        }
        Ok(())
    }

    fn apply(&mut self, Recorded(event): Recorded) {
        self.0 = Some(evolve(self.0.take(), &event).expect("it was just decided"));
    }
}

impl Served {
    /// What the framework does with a command, between loading and storing.
    pub fn serve(&mut self, command: (Command, Moment), policy: &Policy) -> Vec<Recorded> {
        let sink = EventSink::default();
        at_once(self.handle(command, policy, &sink)).expect("the life is accepted");
        at_once(sink.collect())
    }
}

/// Nothing is waited for, so no runtime is needed, and none is measured.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => unreachable!("nothing is waited for"),
    }
}
