//! A fragment as its pairs of key and text, and the seal that tells whether they came through whole.
//!
//! A sealed fragment begins with `&` and ends with a pair `end` whose code follows from all others:
//! `&data=moons&seed=7&end=xzx9`. One that begins so and has lost its end was cut short on its way;
//! one whose code is another was changed, by hand or by a program that carried it. Fragments without
//! a seal are read as they are: they may have been typed.

/// A key and its text.
pub type Pair = (String, String);

/// The key of the seal.
pub const END: &str = "end";

/// How a fragment came through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It has no seal, or one that fits.
    Whole,
    /// Something in it is not as it was.
    Changed,
    /// Its end is missing.
    Cut,
}

/// The pairs of a fragment, with or without `#`, as far as they are there. Of a whole address it
/// takes what stands behind the last `#`.
pub fn pairs(fragment: &str) -> Vec<Pair> {
    let text = last_part(fragment);
    let split = |text: &str| -> Vec<Pair> {
        let pairs = form_urlencoded::parse(text.as_bytes());
        pairs
            .map(|(key, text)| {
                // Programs that write HTML have made `&amp;` of `&`.
                let plain = key.strip_prefix("amp;").unwrap_or(&key);
                (plain.to_owned(), text.into_owned())
            })
            .collect()
    };
    let pairs = split(text);
    match &pairs[..] {
        // The whole was escaped.
        [(key, text)] if text.is_empty() && key.contains('=') => split(last_part(key)),
        _ => pairs,
    }
}

/// What stands behind the last `#`.
fn last_part(fragment: &str) -> &str {
    let fragment = fragment.trim_end_matches('#');
    fragment.rsplit('#').next().unwrap_or_default()
}

/// A fragment with a seal; nothing stays nothing.
#[must_use]
pub fn seal(fragment: &str) -> String {
    if fragment.is_empty() {
        return String::new();
    }
    let code = code(&pairs(fragment));
    format!("&{fragment}&{END}={code}")
}

/// How the fragment of these pairs came through.
pub fn state(fragment: &str, pairs: &[Pair]) -> State {
    let text = last_part(fragment);
    let is_sealed = text.starts_with('&') || text.starts_with("%26");
    let mut codes = pairs.iter().filter(|(key, _)| key == END);
    // What stands behind the code belongs to the text around the link.
    let code_of = |text: &str| -> String {
        let digits = text.chars().take_while(char::is_ascii_alphanumeric);
        digits.collect()
    };
    match codes.next_back().map(|(_, text)| code_of(text)) {
        Some(end) if end.len() == LENGTH && end == code(pairs) => State::Whole,
        Some(end) if end.len() == LENGTH => State::Changed,
        None if !is_sealed && !breaks_off(text) => State::Whole,
        Some(_) | None => State::Cut,
    }
}

/// Whether a fragment ends where none that is whole does: within an escape, or after a sign that
/// something follows.
fn breaks_off(fragment: &str) -> bool {
    let mut last = fragment.bytes().rev().take(2);
    match (last.next(), last.next()) {
        (Some(b'&' | b'.' | b':' | b'%'), _) => true,
        (Some(digit), Some(b'%')) => digit.is_ascii_hexdigit(),
        _ => false,
    }
}

/// Digits of a code, and how many of them it has.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 4;

/// The code of pairs: 20 bits of their FNV-1a hash. It must stay what it is, because links hold it.
fn code(pairs: &[Pair]) -> String {
    let mut hash: u32 = 0x811c_9dc5;
    let mut take = |byte: u8| hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    for (key, text) in pairs.iter().filter(|(key, _)| key != END) {
        key.bytes().for_each(&mut take);
        take(b'=');
        text.bytes().for_each(&mut take);
        take(b'&');
    }
    let hash = hash ^ (hash >> 16);
    let digit = |at: usize| char::from(DIGITS[(hash >> (5 * at)) as usize % DIGITS.len()]);
    (0..LENGTH).map(digit).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn state_of(fragment: &str) -> State {
        state(fragment, &pairs(fragment))
    }

    /// Links are kept in lecture notes for years.
    #[test]
    fn seals_stay_what_they_are() {
        assert_eq!(seal(""), "");
        assert_eq!(seal("seed=7"), "&seed=7&end=9p2e");
        let long = "data=moons&net=2-3t-1s&then=100:lr=0.01";
        assert_eq!(seal(long), format!("&{long}&end=zsnj"));
    }

    #[test]
    fn a_link_that_is_not_sealed_is_read_as_it_is() {
        for fragment in [
            "",
            "#",
            "seed=7",
            "#data=xor&net=2-4t-2t-1s&lr=0.1",
            "#colour=red",
        ] {
            assert_eq!(state_of(fragment), State::Whole, "{fragment}");
        }
        for fragment in [
            "data=xor&net=2-4t-1s&lr=0.",
            "seed=7&",
            "inputs=x1%2",
            "inputs=x1%",
        ] {
            assert_eq!(state_of(fragment), State::Cut, "{fragment}");
        }
    }

    /// What mail, messengers and pages do to a link without changing what it says.
    #[test]
    fn a_link_that_was_carried_is_whole() {
        let sealed = seal("data=xor&inputs=x1,x2&then=100:lr=0.03~200-35:batch=20");
        let escaped = sealed
            .replace(',', "%2C")
            .replace(':', "%3A")
            .replace('~', "%7E");
        let all = form_urlencoded::byte_serialize(sealed.as_bytes()).collect::<String>();
        let end = [".", ")", ">", "\"", "%22", ",", "*", "…"];
        for carried in [
            sealed.clone(),
            format!("#{sealed}"),
            sealed.replace('&', "&amp;"),
            escaped,
            all,
            format!("https://example.org/page/#{sealed}"),
        ] {
            assert_eq!(state_of(&carried), State::Whole, "{carried}");
            let known: Vec<_> = pairs(&carried).into_iter().map(|(key, _)| key).collect();
            assert_eq!(known, ["data", "inputs", "then", "end"], "{carried}");
        }
        for sign in end {
            assert_eq!(state_of(&format!("{sealed}{sign}")), State::Whole, "{sign}");
        }
    }

    #[test]
    fn a_change_is_told_from_a_cut() {
        let sealed = seal("data=xor&seed=12");
        for changed in [
            sealed.replace("12", "13"),
            sealed.replace("&seed=12", ""),
            format!("{sealed}&lr=1"),
            sealed.replace("data=xor&seed=12", "seed=12&data=xor"),
        ] {
            assert_eq!(state_of(&changed), State::Changed, "{changed}");
        }
    }

    proptest! {
        #[test]
        fn every_cut_is_told(text in "[a-z]{1,8}=[a-z0-9,.~-]{0,20}(&[a-z]{1,8}=[A-Za-z0-9_-]{1,40}){0,4}", at in any::<prop::sample::Index>()) {
            prop_assume!(!text.contains("end="));
            let sealed = seal(&text);
            prop_assert_eq!(state_of(&sealed), State::Whole);
            let cut = &sealed[..1 + at.index(sealed.len() - 1)];
            prop_assert_eq!(state_of(cut), State::Cut, "{}", cut);
        }

        #[test]
        fn a_changed_letter_is_told(text in "[a-z]{1,8}=[a-z0-9,.-]{1,20}", at in any::<prop::sample::Index>()) {
            let at = at.index(text.len());
            let other = if &text[at..=at] == "q" { "w" } else { "q" };
            let changed = format!("{}{other}{}", &text[..at], &text[at + 1..]);
            let end = seal(&text).split_off(text.len() + 1);
            let state = state_of(&format!("&{changed}{end}"));
            prop_assert_eq!(state, State::Changed);
        }
    }
}
