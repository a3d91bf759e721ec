//! A small file as a part of a link that can still be read.

use std::error;

/// How long the packed text may be.
pub const MAX_PACKED: usize = 4000;

/// The text of a small file, packed for the fragment of a link; none if it is too long for one.
///
/// Letters, digits, `.`, `,`, `-` and `_` stay. A line break becomes `;`, a space `+`, any other byte
/// of the UTF-8 text `~` and two hexadecimal digits; so nothing needs percent signs, and reading the
/// link's fields changes nothing that [`unpack`] would not understand. Line breaks at the end are
/// left out, because programs that find links in texts often drop a `;` there.
#[must_use]
pub fn pack(csv: &str) -> Option<String> {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut packed = String::new();
    for byte in csv.trim_end_matches('\n').bytes() {
        match byte {
            b'\n' => packed.push(';'),
            b' ' => packed.push('+'),
            b'.' | b',' | b'-' | b'_' => packed.push(byte.into()),
            _ if byte.is_ascii_alphanumeric() => packed.push(byte.into()),
            _ => {
                packed.push('~');
                packed.extend(
                    [byte >> 4, byte & 15].map(|digit| char::from(HEX[usize::from(digit)])),
                );
            }
        }
        if packed.len() > MAX_PACKED {
            return None;
        }
    }
    Some(packed)
}

/// The text that was packed.
///
/// # Errors
/// Says what is no part of a packed text.
pub fn unpack(packed: &str) -> Result<String, PackError> {
    let mut bytes = Vec::with_capacity(packed.len());
    let mut rest = packed.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b';' => b'\n',
            b'+' => b' ',
            b'~' => escaped(&mut rest).ok_or(PackError::Escape)?,
            // Other bytes are none that `pack` leaves, but they may have been typed.
            _ => byte,
        });
    }
    String::from_utf8(bytes).map_err(|_| PackError::NotUtf8)
}

/// What is wrong with a packed text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackError {
    /// A `~` without two hexadecimal digits.
    Escape,
    /// The bytes are no text.
    NotUtf8,
}

impl error::Error for PackError {}

fn escaped(rest: &mut std::str::Bytes) -> Option<u8> {
    let mut digit = || char::from(rest.next()?).to_digit(16);
    let byte = 16 * digit()? + digit()?;
    u8::try_from(byte).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_small_table_stays_readable() {
        let csv = "x 1,y_2,is\n-0.5,3,café\n1e+2,,\"a~\"\n";
        let packed = "x+1,y_2,is;-0.5,3,caf~C3~A9;1e~2B2,,~22a~7E~22";
        assert_eq!(pack(csv).as_deref(), Some(packed));
        assert_eq!(unpack(packed).as_deref(), Ok(csv.trim_end()));
    }

    #[test]
    fn a_large_table_is_not_packed() {
        assert!(pack(&"1".repeat(MAX_PACKED)).is_some());
        assert_eq!(pack(&"1".repeat(MAX_PACKED + 1)), None);
        assert_eq!(pack(&"é".repeat(MAX_PACKED / 6 + 1)), None);
    }

    #[test]
    fn a_bad_escape_is_named() {
        for packed in ["~", "~4", "~4G", "~é", "~+1", "a~1"] {
            let error = unpack(packed).unwrap_err();
            let message = "after ~ two hexadecimal digits are expected";
            assert_eq!(error.to_string(), message, "{packed}");
        }
        let error = unpack("~FF").unwrap_err();
        assert_eq!(error.to_string(), "the text after ~ is not UTF-8");
    }

    proptest! {
        #[test]
        fn any_text_comes_back(csv in "\\PC*|[a-z0-9,;\n\r\t \"+%&#=~_.-]*") {
            let packed = pack(&csv).unwrap();
            let plain = |c: char| c.is_ascii_alphanumeric() || ".,-_;+~".contains(c);
            prop_assert!(packed.chars().all(plain), "{}", packed);
            prop_assert_eq!(unpack(&packed), Ok(csv.trim_end_matches('\n').to_owned()));
        }

        #[test]
        fn a_field_of_a_link_comes_back(csv in "[a-z0-9,;\n \"+%&#=~_.-]*") {
            let link = format!("seed=7&csv={}&lr=1", pack(&csv).unwrap());
            let mut fields = form_urlencoded::parse(link.as_bytes());
            let field = fields.find(|(key, _)| key == "csv").unwrap().1;
            prop_assert_eq!(unpack(&field), Ok(csv.trim_end_matches('\n').to_owned()));
        }

        #[test]
        fn any_field_is_a_text_or_a_message(field in any::<String>()) {
            let _ = unpack(&field);
        }
    }
}
