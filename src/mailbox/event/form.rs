//! The version of the form in which events are recorded.

use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The form of a recorded event: what its fields are and mean. On the wire it is a number.
///
/// There is one, which this version of the library writes and reads. An event of a newer form is
/// refused, and so is one that names no form: the engine does not guess.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct Form;

impl Form {
    /// The number of the form written now.
    pub const CURRENT: u16 = 1;
}

impl Serialize for Form {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // An option, so that a reader is asked for the form even where it is missing.
        serializer.serialize_some(&Self::CURRENT)
    }
}

impl<'de> Deserialize<'de> for Form {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        source.deserialize_option(FormVisitor)
    }
}

struct FormVisitor;

impl<'de> de::Visitor<'de> for FormVisitor {
    type Value = Form;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the form of the event, {}", Form::CURRENT)
    }

    fn visit_none<E: de::Error>(self) -> Result<Form, E> {
        Err(E::custom(
            "the event names no form: it was recorded before the first release and cannot be read",
        ))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Form, E> {
        self.visit_none()
    }

    fn visit_some<D: Deserializer<'de>>(self, source: D) -> Result<Form, D::Error> {
        match u16::deserialize(source)? {
            Form::CURRENT => Ok(Form),
            received if Form::CURRENT < received => Err(de::Error::custom(format_args!(
                "the event is of form {received}: this version reads form {}, and a later one is \
                 needed",
                Form::CURRENT
            ))),
            received => Err(de::Error::custom(format_args!(
                "the event is of form {received}, which was never written: expected {}",
                Form::CURRENT
            ))),
        }
    }
}
