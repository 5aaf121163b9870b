//! Elements of DER, one after the other: in linear time, whatever a stranger sends.

use der::asn1::{AnyRef, ObjectIdentifier};
use der::{Decode, Reader, SliceReader, Tag, Tagged};

/// An element.
#[derive(Clone, Copy, Debug)]
pub struct Element<'der> {
    /// Its tag.
    pub tag: Tag,
    /// What is in it.
    pub content: &'der [u8],
    /// The same with tag and length.
    pub whole: &'der [u8],
}

impl<'der> Element<'der> {
    /// The first of these bytes.
    pub fn read(bytes: &'der [u8]) -> Option<Self> {
        elements(bytes).next()?
    }

    /// The elements in it.
    pub fn children(self) -> Option<Vec<Self>> {
        elements(self.content).collect()
    }

    /// The first of these elements with this context-specific number.
    pub fn numbered(children: &[Self], number: u8) -> Option<Self> {
        let is_it = |tag: Tag| tag.is_context_specific() && tag.number().value() == number;
        children.iter().copied().find(|one| is_it(one.tag))
    }

    /// The object identifier that it is.
    pub fn oid(self) -> Option<ObjectIdentifier> {
        ObjectIdentifier::from_der(self.whole).ok()
    }
}

fn elements(bytes: &[u8]) -> impl Iterator<Item = Option<Element<'_>>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut reader = SliceReader::new(rest).ok();
        let one = reader.as_mut().and_then(|reader| {
            let any: AnyRef<'_> = reader.decode().ok()?;
            let length = usize::try_from(reader.position()).ok()?;
            Some(Element { tag: any.tag(), content: any.value(), whole: rest.get(..length)? })
        });
        rest = one.and_then(|one| rest.get(one.whole.len()..)).unwrap_or_default();
        Some(one)
    })
}

/// What an extension of a certificate or of a CRL says, by its identifier: those stand in the element with this number of what is signed.
pub fn extension(signed: &[u8], number: u8, oid: ObjectIdentifier) -> Option<Vec<u8>> {
    let all = Element::read(signed)?.children()?.first()?.children()?;
    let extensions = Element::numbered(&all, number)?.children()?.first()?.children()?;
    let found = extensions
        .iter()
        .filter_map(|one| one.children())
        .find(|one| one.first().and_then(|id| id.oid()) == Some(oid))?;
    Some(found.last()?.content.to_vec())
}
