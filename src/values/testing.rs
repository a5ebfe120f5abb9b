//! For unit tests: every value comes back from both wire forms.

use alloc::string::{String, ToString};
use core::{
    fmt::{Debug, Display},
    str::FromStr,
};

use serde::{Serialize, de::DeserializeOwned};

/// The value is written as this JSON, and comes back from it and from a compact binary format.
#[track_caller]
#[expect(clippy::unwrap_used, reason = "a test stops where it fails")]
pub(crate) fn assert_wire<T>(value: &T, json: &str)
where
    T: Debug + DeserializeOwned + PartialEq + Serialize,
{
    assert_eq!(serde_json::to_string(value).unwrap(), json);
    assert_eq!(&serde_json::from_str::<T>(json).unwrap(), value);
    let bytes = postcard::to_allocvec(value).unwrap();
    assert_eq!(&postcard::from_bytes::<T>(&bytes).unwrap(), value);
}

/// The value prints as this text, and is read back from it.
#[track_caller]
pub(crate) fn assert_text<T>(value: &T, text: &str)
where
    T: Debug + Display + FromStr<Err: Debug + PartialEq> + PartialEq,
{
    assert_eq!(value.to_string(), text);
    assert_eq!(text.parse().as_ref(), Ok(value));
}

/// What reading this JSON is refused with, without the place in the text.
#[track_caller]
#[expect(clippy::unwrap_used, reason = "a test stops where it fails")]
pub(crate) fn refusal<T: Debug + DeserializeOwned>(json: &str) -> String {
    let error = serde_json::from_str::<T>(json).unwrap_err().to_string();
    error.split(" at line ").next().unwrap().to_string()
}
