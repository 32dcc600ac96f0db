//! The protobuf wire format, as much of it as a span needs (protobuf.dev, "Encoding"). What is made for every span is written by hand, and
//! tested against prost: messages of structs, each with its own memory, took twice the CPU time of all else.

/// Appends a number of seven bits a byte, the lowest first.
pub fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// How many bytes [`varint`] takes.
pub fn varint_length(value: u64) -> usize {
    // Seven bits a byte, and one byte for 0.
    (64 - (value | 1).leading_zeros() as usize).div_ceil(7)
}

/// Appends a field that is a number. Fields here are below 16, so that their tags are one byte, where nothing else is said.
pub fn number(out: &mut Vec<u8>, field: u8, value: u64) {
    out.push(field << 3);
    varint(out, value);
}

/// Appends a field of text, bytes, or an encoded message.
pub fn bytes(out: &mut Vec<u8>, field: u8, value: &[u8]) {
    out.push(field << 3 | 2);
    varint(out, value.len() as u64);
    out.extend_from_slice(value);
}

/// How many bytes [`bytes`] takes.
pub fn bytes_length(length: usize) -> usize {
    1 + varint_length(length as u64) + length
}

/// Appends a field of four bytes, of any number.
pub fn fixed32(out: &mut Vec<u8>, field: u8, value: u32) {
    varint(out, u64::from(field) << 3 | 5);
    out.extend_from_slice(&value.to_le_bytes());
}

/// Appends a field of eight bytes.
pub fn fixed64(out: &mut Vec<u8>, field: u8, value: u64) {
    out.push(field << 3 | 1);
    out.extend_from_slice(&value.to_le_bytes());
}

/// Takes a field as [`bytes`] makes it off the beginning: what is in it, and what comes after.
pub fn take_bytes(from: &[u8]) -> Option<(&[u8], &[u8])> {
    let (mut length, mut shift, mut rest) = (0_usize, 0, from.get(1..)?);
    loop {
        let (byte, after) = rest.split_first()?;
        length |= usize::from(byte & 0x7f).checked_shl(shift)?;
        (shift, rest) = (shift + 7, after);
        if byte & 0x80 == 0 {
            return rest.split_at_checked(length);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::any, proptest};

    use super::*;

    proptest! {
        #[test]
        fn numbers_are_as_prost_has_them(value in any::<u64>(), shift in 0..64_u32) {
            let value = value >> shift;
            let (mut ours, mut theirs) = (Vec::new(), Vec::new());
            varint(&mut ours, value);
            prost::encode_length_delimiter(value as usize, &mut theirs).expect("room");
            assert_eq!(ours, theirs);
            assert_eq!(ours.len(), varint_length(value));
        }

        #[test]
        fn what_is_appended_can_be_taken(value: Vec<u8>, after: Vec<u8>) {
            let mut field = Vec::new();
            bytes(&mut field, 9, &value);
            assert_eq!(field.len(), bytes_length(value.len()));
            field.extend_from_slice(&after);
            assert_eq!(take_bytes(&field), Some((&value[..], &after[..])));
        }

        #[test]
        fn anything_may_come(field: Vec<u8>) {
            if let Some((value, after)) = take_bytes(&field) {
                assert!(value.len() + after.len() < field.len());
            }
        }
    }
}
