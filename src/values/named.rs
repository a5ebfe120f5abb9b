//! Enums whose variants are written once: their names, their list and their texts follow from it.
//!
//! Each macro takes the enum as it would stand without the macro, documentation and attributes
//! included, and yields it unchanged, with what would else be a second list of the same variants.
//!
//! | macro | for an enum whose variants | yields besides the enum |
//! |---|---|---|
//! | `named!` | hold something, or not | `NAMES`, `name()` |
//! | `listed!` | hold nothing | `ALL` |
//! | `worded!` | hold nothing, each with its text | `ALL`, `Display` |

/// An enum, with the names of its variants.
///
/// ```ignore
/// named! {
///     /// What can be asked.
///     #[derive(Clone, Debug)]
///     pub enum Command {
///         /// Open a mailbox.
///         Open(Box<Opening>),
///         /// Cancel an open order.
///         CancelOrder {
///             /// The order.
///             order: OrderId,
///         },
///         /// Say which day it is.
///         Tick,
///     }
/// }
///
/// assert_eq!(Command::NAMES, ["Open", "CancelOrder", "Tick"]);
/// assert_eq!(Command::Tick.name(), "Tick");
/// ```
macro_rules! named {
    (
        $(#[$on_enum:meta])*
        $visibility:vis enum $name:ident {
            $(
                $(#[$on_variant:meta])*
                $variant:ident $({ $($fields:tt)* })? $(( $($held:tt)* ))?
            ),+ $(,)?
        }
    ) => {
        $(#[$on_enum])*
        $visibility enum $name {
            $(
                $(#[$on_variant])*
                $variant $({ $($fields)* })? $(( $($held)* ))?,
            )+
        }

        impl $name {
            /// The names of all variants, in the order of their declaration.
            $visibility const NAMES: &'static [&'static str] = &[$(stringify!($variant)),+];

            #[doc = concat!("Its name, one of [`", stringify!($name), "::NAMES`].")]
            #[must_use]
            $visibility const fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => stringify!($variant),)+
                }
            }
        }
    };
}

/// An enum of variants that hold nothing, with the list of them.
///
/// ```ignore
/// listed! {
///     /// What a holder can want.
///     #[derive(Clone, Copy, Debug, Eq, PartialEq)]
///     pub enum Action {
///         /// Pay the open order.
///         Pay,
///         /// Cancel the open order.
///         CancelOrder,
///     }
/// }
///
/// assert_eq!(Action::ALL, [Action::Pay, Action::CancelOrder]);
/// ```
macro_rules! listed {
    (
        $(#[$on_enum:meta])*
        $visibility:vis enum $name:ident {
            $(
                $(#[$on_variant:meta])*
                $variant:ident
            ),+ $(,)?
        }
    ) => {
        $(#[$on_enum])*
        $visibility enum $name {
            $(
                $(#[$on_variant])*
                $variant,
            )+
        }

        impl $name {
            /// Every variant, in the order of their declaration.
            $visibility const ALL: &'static [Self] = &[$(Self::$variant),+];
        }
    };
}

/// An enum of variants that hold nothing, with the list of them and the text of each.
///
/// ```ignore
/// worded! {
///     /// A way to pay.
///     #[derive(Clone, Copy, Debug, Eq, PartialEq)]
///     pub enum MethodKind {
///         /// A card.
///         Card "card",
///         /// A bank transfer (*bonifico*).
///         BankTransfer "bank transfer",
///     }
/// }
///
/// assert_eq!(MethodKind::ALL.len(), 2);
/// assert_eq!(MethodKind::BankTransfer.to_string(), "bank transfer");
/// ```
macro_rules! worded {
    (
        $(#[$on_enum:meta])*
        $visibility:vis enum $name:ident {
            $(
                $(#[$on_variant:meta])*
                $variant:ident $text:literal
            ),+ $(,)?
        }
    ) => {
        $crate::values::listed! {
            $(#[$on_enum])*
            $visibility enum $name {
                $(
                    $(#[$on_variant])*
                    $variant,
                )+
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(match self {
                    $(Self::$variant => $text,)+
                })
            }
        }
    };
}

pub(crate) use listed;
pub(crate) use named;
pub(crate) use worded;

#[cfg(test)]
mod tests {
    use alloc::{boxed::Box, format, string::ToString};

    use serde::{Deserialize, Serialize};

    use crate::values::testing::{assert_wire, refusal};

    named! {
        /// Every shape that a variant can have.
        #[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
        #[serde(deny_unknown_fields)]
        pub(super) enum Shape {
            /// It holds nothing.
            #[default]
            Unit,
            /// It holds fields.
            Struct {
                /// One with an attribute of its own.
                #[serde(default)]
                first: u8,
                /// One of a type with parameters.
                second: Option<Box<Shape>>,
            },
            /// It holds values without a name.
            Tuple(Box<Shape>, u8),
            /// It goes over the wire by another name.
            #[serde(rename = "Other")]
            Renamed {},
        }
    }

    listed! {
        /// Which way.
        #[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
        enum Way {
            /// Left.
            Left,
            /// Right.
            #[default]
            Right
        }
    }

    worded! {
        /// Half a day.
        #[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
        enum Half {
            /// Before noon.
            Morning "the morning",
            /// From noon on.
            Afternoon "the afternoon",
        }
    }

    const OF_A_CONST: &str = Shape::Unit.name();

    #[test]
    fn names_are_those_of_the_declaration_whatever_a_variant_holds() {
        assert_eq!(Shape::NAMES, ["Unit", "Struct", "Tuple", "Renamed"]);
        let shapes = [
            Shape::Unit,
            Shape::Struct { first: 1, second: None },
            Shape::Tuple(Box::default(), 2),
            Shape::Renamed {},
        ];
        assert!(shapes.iter().map(Shape::name).eq(Shape::NAMES.iter().copied()));
        assert_eq!(OF_A_CONST, "Unit");
    }

    #[test]
    fn attributes_stay_where_they_were_written() {
        assert_eq!(Shape::default(), Shape::Unit);
        assert_eq!(Way::default(), Way::Right);
        assert_wire(&Shape::Renamed {}, r#"{"Other":{}}"#);
        let tuple = Shape::Tuple(Box::new(Shape::Unit), 2);
        let both = Shape::Struct { first: 1, second: Some(Box::new(tuple)) };
        assert_wire(&both, r#"{"Struct":{"first":1,"second":{"Tuple":["Unit",2]}}}"#);
        assert_eq!(
            refusal::<Shape>(r#"{"Struct":{"third":3}}"#),
            "unknown field `third`, expected `first` or `second`"
        );
    }

    #[test]
    fn a_list_is_in_the_order_of_the_declaration() {
        assert_eq!(Way::ALL, [Way::Left, Way::Right]);
        assert_eq!(Half::ALL, [Half::Morning, Half::Afternoon]);
    }

    #[test]
    fn a_text_stands_beside_its_variant_and_can_be_padded() {
        assert_eq!(Half::Morning.to_string(), "the morning");
        assert_eq!(format!("{:>14}|", Half::Afternoon), " the afternoon|");
        assert_wire(&Half::Morning, r#""Morning""#);
    }
}
