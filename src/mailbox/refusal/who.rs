//! Who can act on a refusal (R-92).

use core::fmt;

use serde::{Deserialize, Serialize};

/// Who can act on a refusal; its text is the lower-case name.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub enum Who {
    /// The calling program: what it sent is wrong, or came too early.
    Caller,
    /// The holder, by doing something else first or by choosing differently.
    Holder,
    /// The provider, by adding the price or reporting the used space that is missing.
    Provider,
    /// Nobody; at most, time will help.
    Nobody,
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Caller => "caller",
            Self::Holder => "holder",
            Self::Provider => "provider",
            Self::Nobody => "nobody",
        })
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::Who;
    use crate::values::testing::assert_wire;

    #[test]
    fn r_92_who_can_act_goes_over_the_wire_by_its_name() {
        assert_wire(&Who::Caller, r#""Caller""#);
        assert_wire(&Who::Holder, r#""Holder""#);
        assert_wire(&Who::Provider, r#""Provider""#);
        assert_wire(&Who::Nobody, r#""Nobody""#);
        assert_eq!(format!("{}, {}", Who::Caller, Who::Provider), "caller, provider");
    }
}
