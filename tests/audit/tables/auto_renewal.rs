//! The table of automatic renewal.

use pec_renewal::{
    auto_renewal::{AutoRenewal, Input, InvalidTransition, OffCause, OnCause},
    catalogue::MethodKind,
};

use super::{
    given::{of_kind, order, specimens},
    table::{InWords, Table, Words},
};

pub fn table() -> Table {
    Table::of(
        "auto_renewal",
        "Automatic renewal (R-10 to R-17): what it becomes by each input, or why the input has no \
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
            AutoRenewal::On { method: of_kind(MethodKind::Card), cause: OnCause::Holder },
        ],
    })
}

fn inputs() -> Vec<Input> {
    specimens!(Input {
        Input::SwitchOn { .. } => [
            Input::SwitchOn { method: of_kind(MethodKind::Card), cause: OnCause::Holder },
            Input::SwitchOn {
                method: of_kind(MethodKind::PayPal),
                cause: OnCause::Payment { order: order() },
            },
            Input::SwitchOn { method: of_kind(MethodKind::BankTransfer), cause: OnCause::Holder },
        ],
        Input::SwitchOff { .. } => [
            Input::SwitchOff { cause: OffCause::Holder },
            Input::SwitchOff { cause: OffCause::MethodRemoved },
            Input::SwitchOff { cause: OffCause::AccountChanged },
            Input::SwitchOff { cause: OffCause::Stopped },
            Input::SwitchOff { cause: OffCause::Termination },
            Input::SwitchOff { cause: OffCause::LadderExhausted },
            Input::SwitchOff { cause: OffCause::Deletion },
        ],
        Input::Replace { .. } => [
            Input::Replace { method: of_kind(MethodKind::PayPal) },
            Input::Replace { method: of_kind(MethodKind::BankTransfer) },
        ],
    })
}

impl InWords for AutoRenewal {
    fn words(&self) -> Words {
        match self {
            Self::Off { cause } => Words::with("off", off(*cause).into()),
            Self::On { method, cause } => {
                Words::with("on", format!("{}, {}", method.kind, on(*cause)))
            }
        }
    }
}

impl InWords for Input {
    fn words(&self) -> Words {
        match self {
            Self::SwitchOn { method, cause } => {
                Words::with("switched on", format!("{}, {}", method.kind, on(*cause)))
            }
            Self::SwitchOff { cause } => Words::with("switched off", off(*cause).into()),
            Self::Replace { method } => {
                Words::with("method replaced", format!("by {}", method.kind))
            }
        }
    }
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
