//! What the table of reasons makes: the enum, and what each of its variants answers.

macro_rules! refusals {
    ($(
        $code:literal $rule:ident, $who:ident can act, waiting $($waiting:ident)+:
        $(#[$attribute:meta])*
        $variant:ident $({ $($fields:tt)* })?,
    )+) => {
        /// Why a command is refused. Nothing has changed. Each reason names the facts it rests on.
        ///
        /// The variants stand in the order in which they are checked, so that where several apply
        /// the first is given. Each has a code ([`Refusal::code`]) and a rule
        /// ([`Refusal::rule`]), and says who can act ([`Refusal::who`]) and whether waiting may
        /// help ([`Refusal::is_transient`]). No refusal holds a tax id.
        #[derive(Clone, Debug, Deserialize, Eq, thiserror::Error, PartialEq, Serialize)]
        #[serde(deny_unknown_fields)]
        #[non_exhaustive]
        pub enum Refusal {
            $(
                $(#[$attribute])*
                ///
                #[doc = concat!(
                    "*`", $code, "`, [", stringify!($rule), "](Rule::", stringify!($rule), "); [",
                    stringify!($who), "](Who::", stringify!($who), ") can act, waiting ",
                    stringify!($($waiting)+), ".*",
                )]
                $variant $({ $($fields)* })?,
            )+
        }

        impl Refusal {
            /// The codes of all refusals, in the order in which they are checked. A code is never
            /// reused. [The manual](crate::manual::commands#the-codes-of-refusals) lists them.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            /// Its stable code, one of [`Refusal::CODES`]: the manual lists them, each
            /// [with what it says and who can act](crate::manual::commands#the-codes-of-refusals).
            #[must_use]
            pub const fn code(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $code,)+
                }
            }

            /// The rule that it enforces.
            #[must_use]
            pub const fn rule(&self) -> Rule {
                match self {
                    $(Self::$variant { .. } => Rule::$rule,)+
                }
            }

            /// Who can act, as declared; [`Refusal::who`] judges the facts as well.
            const fn declared_who(&self) -> Who {
                match self {
                    $(Self::$variant { .. } => Who::$who,)+
                }
            }

            /// Whether waiting may help, as declared; [`Refusal::is_transient`] judges the facts as well.
            const fn declared_transient(&self) -> bool {
                match self {
                    $(Self::$variant { .. } => refusals!(@waiting $($waiting)+),)+
                }
            }
        }
    };

    (@waiting may help) => { true };
    (@waiting does not help) => { false };
}

pub(super) use refusals;
