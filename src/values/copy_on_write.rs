//! A value that seldom changes, held once by all its copies until one of them changes it.

use alloc::{sync::Arc, vec::Vec};
use core::{fmt, ops::Deref};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What copies of a state have in common: copying it copies a pointer. On the wire it is the value.
#[derive(Eq, Hash, PartialEq)]
pub(crate) struct CopyOnWrite<T: ?Sized>(Arc<T>);

impl<T: ?Sized> Clone for CopyOnWrite<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: Clone> CopyOnWrite<T> {
    /// The value, to be changed: a copy of its own where it is shared.
    pub(crate) fn change(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}

impl<T: ?Sized> Deref for CopyOnWrite<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: fmt::Debug + ?Sized> fmt::Debug for CopyOnWrite<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl<T: Default> Default for CopyOnWrite<T> {
    fn default() -> Self {
        Self::from(T::default())
    }
}

impl<T> From<T> for CopyOnWrite<T> {
    fn from(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl<T> From<Vec<T>> for CopyOnWrite<[T]> {
    fn from(values: Vec<T>) -> Self {
        Self(values.into())
    }
}

impl<T: Serialize + ?Sized> Serialize for CopyOnWrite<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for CopyOnWrite<T> {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        T::deserialize(source).map(Self::from)
    }
}
