//! The table of automatic renewal.

use pec_renewal::{
    auto_renewal::{AutoRenewal, Consent, Input, InvalidTransition, OffCause, OnCause},
    catalogue::MethodKind,
    values::{ConsentId, uuid::Uuid},
};
use pec_test_support::day;

use super::{
    given::{of_kind, order, specimens},
    table::{InWords, Table, Words},
};

pub fn table() -> Table {
    Table::of(
        "auto_renewal",
        "Automatic renewal (R-10 to R-19): what it becomes by each input, or why the input has no \
         place.",
        &states(),
        |_| inputs(),
        |state, input| state.step(input).map_err(why),
    )
}

fn states() -> Vec<AutoRenewal> {
    specimens!(AutoRenewal {
        AutoRenewal::Off { .. } => [AutoRenewal::Off { cause: OffCause::Opening }],
        AutoRenewal::On { .. } => [
            on_with(None),
            on_with(Some(consent("2025-01-15"))),
        ],
    })
}

fn inputs() -> Vec<Input> {
    specimens!(Input {
        Input::SwitchOn { .. } => [
            switched_on(MethodKind::Card, OnCause::Holder, None),
            switched_on(MethodKind::Card, OnCause::Holder, Some(consent("2026-01-08"))),
            switched_on(MethodKind::PayPal, OnCause::Payment { order: order() }, None),
            switched_on(MethodKind::BankTransfer, OnCause::Holder, None),
        ],
        Input::SwitchOff { .. } => [
            Input::SwitchOff { cause: OffCause::Holder },
            Input::SwitchOff { cause: OffCause::MethodRemoved },
            Input::SwitchOff { cause: OffCause::AccountChanged },
            Input::SwitchOff { cause: OffCause::Stopped },
            Input::SwitchOff { cause: OffCause::Termination },
            Input::SwitchOff { cause: OffCause::LadderExhausted },
            Input::SwitchOff { cause: OffCause::Deletion },
            Input::SwitchOff { cause: OffCause::Withdrawal },
            Input::SwitchOff { cause: OffCause::Leaving },
        ],
        Input::Replace { .. } => [
            Input::Replace { method: of_kind(MethodKind::PayPal) },
            Input::Replace { method: of_kind(MethodKind::BankTransfer) },
        ],
        Input::Refresh { .. } => [
            Input::Refresh { valid_until: Some(day("2029-03-31")), mandate_cap: None },
        ],
        Input::RecordConsent { .. } => [Input::RecordConsent { consent: consent("2026-01-08") }],
        Input::ChangeHolder => [Input::ChangeHolder],
    })
}

fn on_with(consent: Option<Consent>) -> AutoRenewal {
    AutoRenewal::On { method: of_kind(MethodKind::Card), cause: OnCause::Holder, consent }
}

fn switched_on(kind: MethodKind, cause: OnCause, consent: Option<Consent>) -> Input {
    Input::SwitchOn { method: of_kind(kind), cause, consent }
}

fn consent(on: &str) -> Consent {
    Consent { on: day(on), record: ConsentId::new(Uuid::from_u128(1)) }
}

impl InWords for AutoRenewal {
    fn words(&self) -> Words {
        match self {
            Self::Off { cause } => Words::with("off", off(*cause).into()),
            Self::On { method, cause, consent } => {
                Words::with("on", format!("{}, {}{}", method.kind, on(*cause), given(*consent)))
            }
        }
    }
}

impl InWords for Input {
    fn words(&self) -> Words {
        match self {
            Self::SwitchOn { method, cause, consent } => {
                let given = given(*consent);
                Words::with("switched on", format!("{}, {}{given}", method.kind, on(*cause)))
            }
            Self::SwitchOff { cause } => Words::with("switched off", off(*cause).into()),
            Self::Replace { method } => {
                Words::with("method replaced", format!("by {}", method.kind))
            }
            Self::Refresh { valid_until, mandate_cap } => {
                let valid = valid_until.map_or(String::new(), |last| format!("until {last}"));
                let cap = mandate_cap.map_or(String::new(), |cap| format!(", up to {cap}"));
                Words::with("method refreshed", format!("{valid}{cap}"))
            }
            Self::RecordConsent { consent } => {
                Words::with("consent recorded", format!("of {}", consent.on))
            }
            Self::ChangeHolder => Words::with("holder changed", String::new()),
        }
    }
}

fn given(consent: Option<Consent>) -> String {
    consent.map_or(String::new(), |consent| format!(", consent of {}", consent.on))
}

fn off(cause: OffCause) -> &'static str {
    match cause {
        OffCause::Opening => "since opening",
        OffCause::Holder => "by the holder",
        OffCause::MethodRemoved => "method removed",
        OffCause::AccountChanged => "account changed",
        OffCause::Stopped => "stopped at the bank",
        OffCause::Termination => "termination",
        OffCause::LadderExhausted => "ladder exhausted",
        OffCause::Deletion => "deletion",
        OffCause::Withdrawal => "withdrawal",
        OffCause::Leaving => "leaving",
    }
}

fn on(cause: OnCause) -> &'static str {
    match cause {
        OnCause::Opening => "since opening",
        OnCause::Holder => "by the holder",
        OnCause::Payment { .. } => "by a payment",
    }
}

fn why(invalid: InvalidTransition) -> &'static str {
    match invalid {
        InvalidTransition::MethodNotReusable => "only card and paypal can be bound",
        InvalidTransition::AlreadyOff => "it is off already",
        InvalidTransition::NothingBound => "no method is bound",
    }
}
