//! A formula as MathML, and as it is read out.

use reactive_graph::{prelude::*, signal::RwSignal};

use crate::{
    lab::{
        Spot,
        steps::{Mark, Math, Tone},
    },
    plot::scale::format_digits,
    ui::{
        element::{El, math},
        run::Run,
    },
};

/// Digits of numbers within a formula, and of what comes out.
const WITHIN: usize = 4;
const RESULT: usize = 6;

/// A number within a formula.
pub fn number(value: f64) -> String {
    // What is left to 1 counts as well, as in 1 − 0.9999.
    let rest = 1.0 - value.abs();
    let digits = if rest > 0.0 && rest < 0.01 {
        WITHIN + libm::ceil(-libm::log10(rest)) as usize - 1
    } else {
        WITHIN
    };
    format_digits(value, digits)
}

/// What comes out.
pub fn result(value: f64) -> String {
    format_digits(value, RESULT)
}

/// Parts in a row. A negative number after a sign stands in parentheses.
pub fn row(parts: &[Math]) -> El {
    written(parts, false, false)
}

/// Parts in a row, which follow others that they are added to, or do not.
pub fn row_after(parts: &[Math], follows: bool) -> El {
    written(parts, follows, false)
}

/// The same, where who has no pointer can come to each part that stands for something.
pub fn reachable(parts: &[Math], follows: bool) -> El {
    written(parts, follows, true)
}

fn written(parts: &[Math], follows: bool, reach: bool) -> El {
    let grows = parts.iter().any(|part| matches!(part, Math::Fraction(..)));
    let mut all = Vec::with_capacity(parts.len());
    for (at, of) in parts.iter().enumerate() {
        let after_sign = at > 0 && matches!(parts[at - 1], Math::Op("+" | "−" | "·"));
        all.extend(match of {
            Math::Op(sign @ ("(" | ")")) => vec![bracket(sign, grows)],
            // At the beginning of a line it still stands between two terms.
            Math::Op(sign @ ("+" | "−")) if at == 0 && parts.len() > 1 && follows => {
                vec![token("mo", sign).attr("form", "infix")]
            }
            Math::Number(value, _) if after_sign && *value < 0.0 => {
                vec![bracket("(", false), part(of, reach), bracket(")", false)]
            }
            of => vec![part(of, reach)],
        });
    }
    math("mrow").children(all)
}

fn bracket(sign: &str, grows: bool) -> El {
    let bracket = token("mo", sign);
    if grows {
        bracket
    } else {
        bracket.attr("stretchy", "false")
    }
}

fn token(tag: &str, text: &str) -> El {
    math(tag).text(text)
}

fn part(of: &Math, reach: bool) -> El {
    let marked = |element: El, mark: Mark| {
        let element = marked(element, mark);
        match reach && mark.spot.is_some() {
            true => element.attr("tabindex", "0"),
            false => element,
        }
    };
    let row = |parts: &[Math]| written(parts, false, reach);
    match of {
        Math::Op(sign) => token("mo", sign),
        Math::Word(name) => math("mi").attr("mathvariant", "normal").text(name),
        Math::Number(value, mark) => marked(token("mn", &number(*value)), *mark),
        Math::Symbol {
            base,
            low,
            high,
            mark,
        } => marked(symbol(base, low, high), *mark),
        Math::Fraction(above, below, mark) => {
            let fraction = math("mfrac").child(row(above)).child(row(below));
            marked(fraction, *mark)
        }
        Math::Power(base, power) => {
            let base = match base.as_slice() {
                [Math::Number(value, _)] if *value < 0.0 => math("mrow")
                    .child(bracket("(", false))
                    .child(row(base))
                    .child(bracket(")", false)),
                base => row(base),
            };
            math("msup").child(base).child(row(power))
        }
        Math::Root(of) => math("msqrt").child(row(of)),
    }
}

fn symbol(base: &str, low: &str, high: &str) -> El {
    let letter = token("mi", base);
    let scripts: Vec<El> = [low, high]
        .into_iter()
        .filter(|text| !text.is_empty())
        .map(|text| token("mn", text))
        .collect();
    let tag = match (low.is_empty(), high.is_empty()) {
        (true, true) => return letter,
        (false, true) => "msub",
        (true, false) => "msup",
        (false, false) => "msubsup",
    };
    math(tag).child(letter).children(scripts)
}

/// What stands for something: in its colour, and lit together with it.
pub fn marked(element: El, mark: Mark) -> El {
    let element = element.class(tone(mark.tone));
    match mark.spot {
        Some(spot) => linked(element, spot),
        None => element,
    }
}

fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "",
        Tone::Value => "tone-value",
        Tone::Weight => "tone-weight",
        Tone::Gradient => "tone-gradient",
        Tone::Slope => "tone-slope",
        Tone::Target => "tone-target",
        Tone::Step => "tone-step",
    }
}

/// Lights what stands for the same, while it is pointed at, and is lit with it.
pub fn linked(element: El, spot: Spot) -> El {
    let lit: RwSignal<Option<Spot>> = Run::get().look.lit;
    element
        .live("data-lit", move || (lit.get() == Some(spot)).to_string())
        .on("pointerenter", move |_| lit.set(Some(spot)))
        .on("pointerleave", move |_| lit.set(None))
        .on("focusin", move |_| lit.set(Some(spot)))
        .on("focusout", move |_| lit.set(None))
}

/// A formula in words and signs, for who does not see it.
pub fn spoken(parts: &[Math]) -> String {
    let is_sign = |at: usize| at > 0 && matches!(parts[at - 1], Math::Op("+" | "−" | "·"));
    let words: Vec<String> = parts
        .iter()
        .enumerate()
        .map(|(at, part)| match part {
            Math::Number(value, _) if is_sign(at) && *value < 0.0 => format!("({})", say(part)),
            part => say(part),
        })
        .collect();
    words.join(" ")
}

fn say(part: &Math) -> String {
    match part {
        Math::Op(sign) => spoken_sign(sign).into(),
        Math::Word(word) => (*word).into(),
        Math::Number(value, _) => number(*value),
        Math::Symbol {
            base, low, high, ..
        } => {
            let mut text = (*base).to_owned();
            if !low.is_empty() {
                text += &format!(" {low}");
            }
            if high.starts_with('(') {
                text += &format!(" of layer {}", high.trim_matches(['(', ')']));
            } else if !high.is_empty() {
                text += &format!(" to the {high}");
            }
            text
        }
        Math::Fraction(above, below, _) => format!("{} over {}", spoken(above), spoken(below)),
        Math::Power(base, power) => match base.as_slice() {
            [Math::Number(value, _)] if *value < 0.0 => {
                format!("({}) to the {}", spoken(base), spoken(power))
            }
            base => format!("{} to the {}", spoken(base), spoken(power)),
        },
        Math::Root(of) => format!("root of {}", spoken(of)),
    }
}

fn spoken_sign(sign: &'static str) -> &'static str {
    match sign {
        "·" => "times",
        "−" => "minus",
        "+" => "plus",
        "∂" => "d",
        "←" => "becomes",
        "⋯" => "and so on",
        other => other,
    }
}
