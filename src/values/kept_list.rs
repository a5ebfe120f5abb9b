//! A list in the order of its entries, that only grows, and whose copies share what they have in
//! common.

use alloc::{sync::Arc, vec::Vec};
use core::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    iter::FusedIterator,
    mem,
    ops::Range,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What is kept for ever, in order.
///
/// # Properties
/// - Looking up, adding and changing an entry take time that grows with the logarithm of the length,
///   also in a copy: what a copy does not change it shares.
/// - On the wire it is a plain list.
pub struct KeptList<T>(Option<Arc<Node<T>>>);

/// A tree whose leaves are all equally deep and hold the entries in order.
#[derive(Clone)]
enum Node<T> {
    Leaf(Vec<T>),
    Branch(Vec<Child<T>>),
}

struct Child<T> {
    count: usize,
    node: Arc<Node<T>>,
}

/// The most entries of a leaf, and the most children of a branch.
const WIDTH: usize = 16;
const HALF: usize = WIDTH / 2;

impl<T> KeptList<T> {
    /// How many entries it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.as_deref().map_or(0, Node::count)
    }

    /// Whether it has none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The entry at a place, counted from 0.
    #[must_use]
    pub fn get(&self, place: usize) -> Option<&T> {
        self.leaf_from(place).first()
    }

    /// The last entry.
    #[must_use]
    pub fn last(&self) -> Option<&T> {
        self.get(self.len().checked_sub(1)?)
    }

    /// All entries, in order.
    #[must_use]
    pub fn iter(&self) -> KeptListIter<'_, T> {
        KeptListIter { list: self, places: 0..self.len(), leaf: &[] }
    }

    /// The entry that `compare` finds equal to what is sought; it says how an entry compares to
    /// that.
    pub(crate) fn find(&self, compare: impl Fn(&T) -> Ordering) -> Option<&T> {
        self.place(compare).ok().and_then(|place| self.get(place))
    }

    /// The place of what is sought or, if it is not there, the place where it belongs.
    pub(crate) fn place(&self, compare: impl Fn(&T) -> Ordering) -> Result<usize, usize> {
        let (mut before, mut next) = (0_usize, self.0.as_deref());
        while let Some(node) = next {
            match node {
                Node::Leaf(entries) => {
                    let in_leaf = entries.binary_search_by(compare);
                    return in_leaf
                        .map(|place| before.saturating_add(place))
                        .map_err(|place| before.saturating_add(place));
                }
                Node::Branch(children) => {
                    let begins_after = |child: &Child<T>| {
                        child.node.first().is_some_and(|entry| compare(entry).is_gt())
                    };
                    let index =
                        children.partition_point(|child| !begins_after(child)).saturating_sub(1);
                    let earlier = children.iter().take(index).map(|child| child.count);
                    before = earlier.fold(before, usize::saturating_add);
                    next = children.get(index).map(|child| &*child.node);
                }
            }
        }
        Err(before)
    }

    /// The entries of one leaf, from a place on.
    fn leaf_from(&self, place: usize) -> &[T] {
        let (mut place, mut next) = (place, self.0.as_deref());
        while let Some(node) = next {
            match node {
                Node::Leaf(entries) => return entries.get(place..).unwrap_or_default(),
                Node::Branch(children) => {
                    let holds = |child: &&Child<T>| match place.checked_sub(child.count) {
                        Some(rest) => {
                            place = rest;
                            false
                        }
                        None => true,
                    };
                    next = children.iter().find(holds).map(|child| &*child.node);
                }
            }
        }
        &[]
    }
}

impl<T: Clone> KeptList<T> {
    /// Adds an entry where [`KeptList::place`] says that it belongs.
    pub(crate) fn insert(&mut self, place: usize, entry: T) {
        let Some(root) = &mut self.0 else {
            let mut entries = Vec::new();
            entries.reserve_exact(1);
            entries.push(entry);
            self.0 = Some(Arc::new(Node::Leaf(entries)));
            return;
        };
        if let Some(right) = Arc::make_mut(root).insert(place, entry) {
            let left = Child::of(Arc::clone(root));
            *root = Arc::new(Node::Branch(Vec::from([left, Child::of(Arc::new(right))])));
        }
    }

    /// Adds an entry at the end.
    pub(crate) fn push(&mut self, entry: T) {
        self.insert(self.len(), entry);
    }

    /// The entry at a place, to be changed: its order stays.
    pub(crate) fn get_mut(&mut self, place: usize) -> Option<&mut T> {
        self.0.as_mut().and_then(|root| Arc::make_mut(root).get_mut(place))
    }
}

impl<T> Node<T> {
    fn count(&self) -> usize {
        match self {
            Self::Leaf(entries) => entries.len(),
            Self::Branch(children) => {
                children.iter().map(|child| child.count).fold(0, usize::saturating_add)
            }
        }
    }

    fn first(&self) -> Option<&T> {
        let mut node = self;
        loop {
            match node {
                Self::Leaf(entries) => return entries.first(),
                Self::Branch(children) => node = &*children.first()?.node,
            }
        }
    }
}

impl<T: Clone> Node<T> {
    /// Adds an entry; what no longer fits is returned, and belongs after this node.
    fn insert(&mut self, place: usize, entry: T) -> Option<Self> {
        match self {
            Self::Leaf(entries) => insert(entries, place, entry).map(Self::Leaf),
            Self::Branch(children) => {
                let (index, place) = within(children, place);
                let child = children.get_mut(index)?;
                let right = Arc::make_mut(&mut child.node).insert(place, entry);
                child.count = child.node.count();
                let right = Child::of(Arc::new(right?));
                insert(children, index.saturating_add(1), right).map(Self::Branch)
            }
        }
    }

    fn get_mut(&mut self, place: usize) -> Option<&mut T> {
        match self {
            Self::Leaf(entries) => entries.get_mut(place),
            Self::Branch(children) => {
                // The entry after this one is within the same child, or begins the next.
                let (index, after) = within(children, place.saturating_add(1));
                let node = &mut children.get_mut(index)?.node;
                Arc::make_mut(node).get_mut(after.checked_sub(1)?)
            }
        }
    }
}

/// The first child that ends at a place or after it, and the place in it.
fn within<T>(children: &[Child<T>], mut place: usize) -> (usize, usize) {
    let last = children.len().saturating_sub(1);
    for (index, child) in children.iter().enumerate() {
        if place <= child.count || index == last {
            return (index, place);
        }
        place = place.saturating_sub(child.count);
    }
    (0, place)
}

/// Adds a member to a node's list. A full list is halved, but where the member comes last: what
/// grows at its end stays full.
fn insert<M>(members: &mut Vec<M>, place: usize, member: M) -> Option<Vec<M>> {
    let place = place.min(members.len());
    if members.len() < WIDTH {
        members.insert(place, member);
        return None;
    }
    if place == members.len() {
        return Some(Vec::from([member]));
    }
    let mut right = members.split_off(HALF);
    match place.checked_sub(HALF) {
        Some(place) => right.insert(place, member),
        None => members.insert(place, member),
    }
    Some(right)
}

impl<T> Child<T> {
    fn of(node: Arc<Node<T>>) -> Self {
        Self { count: node.count(), node }
    }
}

impl<T> Clone for Child<T> {
    fn clone(&self) -> Self {
        Self { count: self.count, node: Arc::clone(&self.node) }
    }
}

impl<T> Clone for KeptList<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Default for KeptList<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: fmt::Debug> fmt::Debug for KeptList<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

/// Two lists are equal if their entries are: how they came in does not matter.
impl<T: PartialEq> PartialEq for KeptList<T> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other)
    }
}

impl<T: Eq> Eq for KeptList<T> {}

impl<T: Hash> Hash for KeptList<T> {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.len().hash(hasher);
        for entry in self {
            entry.hash(hasher);
        }
    }
}

/// The entries as they come: nobody sorts them.
impl<T: Clone> From<Vec<T>> for KeptList<T> {
    fn from(entries: Vec<T>) -> Self {
        if entries.is_empty() {
            Self(None)
        } else if entries.len() <= WIDTH {
            Self(Some(Arc::new(Node::Leaf(entries))))
        } else {
            let mut list = Self(None);
            for entry in entries {
                list.push(entry);
            }
            list
        }
    }
}

impl<T: Serialize> Serialize for KeptList<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}

impl<'de, T: Clone + Deserialize<'de>> Deserialize<'de> for KeptList<T> {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        Vec::deserialize(source).map(Self::from)
    }
}

impl<'a, T> IntoIterator for &'a KeptList<T> {
    type Item = &'a T;
    type IntoIter = KeptListIter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The entries of a [`KeptList`], in order.
#[derive(Debug)]
pub struct KeptListIter<'a, T> {
    list: &'a KeptList<T>,
    places: Range<usize>,
    /// What is left of the leaf that comes next.
    leaf: &'a [T],
}

impl<T> Clone for KeptListIter<'_, T> {
    fn clone(&self) -> Self {
        Self { list: self.list, places: self.places.clone(), leaf: self.leaf }
    }
}

impl<'a, T> Iterator for KeptListIter<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        let place = self.places.next()?;
        if self.leaf.is_empty() {
            self.leaf = self.list.leaf_from(place);
        }
        let (next, rest) = mem::take(&mut self.leaf).split_first()?;
        self.leaf = rest;
        Some(next)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.places.size_hint()
    }
}

impl<T> DoubleEndedIterator for KeptListIter<'_, T> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.places.next_back().and_then(|place| self.list.get(place))
    }
}

impl<T> ExactSizeIterator for KeptListIter<'_, T> {}

impl<T> FusedIterator for KeptListIter<'_, T> {}

#[cfg(test)]
mod tests {
    use alloc::{collections::BTreeMap, vec::Vec};

    use proptest::prelude::{any, prop, proptest};

    use super::KeptList;
    use crate::values::testing::assert_wire;

    type Pair = (u16, u8);

    /// Inserts, or changes the entry that is there.
    fn put(list: &mut KeptList<Pair>, (key, value): Pair) {
        match list.place(|entry| entry.0.cmp(&key)) {
            Ok(place) => {
                if let Some(entry) = list.get_mut(place) {
                    entry.1 = value;
                }
            }
            Err(place) => list.insert(place, (key, value)),
        }
    }

    fn pairs(map: &BTreeMap<u16, u8>) -> Vec<Pair> {
        map.iter().map(|(key, value)| (*key, *value)).collect()
    }

    proptest! {
        #[test]
        fn it_holds_what_an_ordered_map_holds(
            puts in prop::collection::vec(any::<(u16, u8)>(), 0..1_500),
            sought in any::<u16>(),
        ) {
            let (mut list, mut map) = (KeptList::default(), BTreeMap::new());
            for put_in in puts {
                put(&mut list, put_in);
                map.insert(put_in.0, put_in.1);
            }
            let expected = pairs(&map);
            assert_eq!(list.len(), expected.len());
            assert_eq!(list.is_empty(), expected.is_empty());
            assert!(list.iter().eq(&expected));
            assert!(list.iter().rev().eq(expected.iter().rev()));
            assert_eq!(list.last(), expected.last());
            for (place, entry) in expected.iter().enumerate() {
                assert_eq!(list.get(place), Some(entry));
                assert_eq!(list.place(|other| other.0.cmp(&entry.0)), Ok(place));
            }
            assert_eq!(list.get(expected.len()), None);
            let found = list.find(|entry| entry.0.cmp(&sought)).map(|entry| entry.1);
            assert_eq!(found, map.get(&sought).copied());
            assert_eq!(list, KeptList::from(expected));
        }

        #[test]
        fn a_copy_keeps_what_it_had(
            before in prop::collection::vec(any::<(u16, u8)>(), 0..600),
            after in prop::collection::vec(any::<(u16, u8)>(), 1..60),
        ) {
            let (mut list, mut map) = (KeptList::default(), BTreeMap::new());
            for put_in in before {
                put(&mut list, put_in);
                map.insert(put_in.0, put_in.1);
            }
            let (copy, expected) = (list.clone(), pairs(&map));
            for put_in in after {
                put(&mut list, put_in);
            }
            assert!(copy.iter().eq(&expected));
        }
    }

    #[test]
    fn on_the_wire_it_is_a_list() {
        assert_wire(&KeptList::<u8>::default(), "[]");
        assert_wire(&KeptList::from(Vec::from([1_u8, 2])), "[1,2]");
        let many: Vec<u32> = (0..1_000).collect();
        let text = serde_json::to_string(&many).ok();
        assert_eq!(serde_json::to_string(&KeptList::from(many)).ok(), text);
    }
}
