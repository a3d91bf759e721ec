//! What is said of the script of an experiment.

use super::counted;
use crate::lab::code::Line;

/// Which lines a change has touched, in a sentence; nothing where there are none.
#[must_use]
pub fn touched(lines: &[Line], changed: &[usize]) -> String {
    // The title, which stands first, tells of changes below.
    let own = |at: &&usize| **at > 0 && !lines[**at].is_data && !lines[**at].text.is_empty();
    let first = changed.iter().find(own).or(changed.first());
    let Some(&first) = first else {
        return String::new();
    };
    let line = match lines[first].text.trim() {
        _ if lines[first].is_data => "numbers",
        text => text,
    };
    let number = first + 1;
    match changed.len() {
        1 => format!("Line {number} changed: {line}"),
        count => format!("{count} lines changed, first line {number}: {line}"),
    }
}

/// Numbers that are left out of sight.
#[must_use]
pub fn left_out(lines: usize) -> String {
    let lines = counted(lines, "more line of numbers", "more lines of numbers");
    format!("… {lines}: Copy and Download have them")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_of_code_is_told() {
        let line = |text: &str, is_data| Line {
            text: text.into(),
            is_data,
        };
        let lines = [line("1, 2", true), line("", false), line("  a = 1", false)];
        assert_eq!(touched(&lines, &[]), "");
        assert_eq!(touched(&lines, &[2]), "Line 3 changed: a = 1");
        assert_eq!(
            touched(&lines, &[0, 1, 2]),
            "3 lines changed, first line 3: a = 1"
        );
        assert_eq!(touched(&lines, &[0]), "Line 1 changed: numbers");
    }

    #[test]
    fn what_is_left_out_is_counted() {
        assert_eq!(
            left_out(1),
            "… 1 more line of numbers: Copy and Download have them"
        );
    }
}
