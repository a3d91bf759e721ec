//! The product with the network's numbers, which change as it learns.

use reactive_graph::prelude::*;

use super::scene::Scene;
use crate::{
    lab::linear::{Affine, Folded, Part},
    nn::{Activation, Named},
    plot::scale::format_digits,
    text::linear as words,
    ui::element::{El, derived, el, math},
};

/// Rows and columns of a matrix that are written out, at most; of more, all but the last two places are the first.
const ROWS: usize = 5;
const COLUMNS: usize = 4;
/// Matrices of a product that are written out, at most.
const FACTORS: usize = 4;
/// Inputs of a sum that is written out, at most.
const TERMS: usize = 4;

/// What of a product stays while its numbers change.
#[derive(Clone, PartialEq)]
struct Form {
    part: usize,
    name: String,
    /// Inputs of each factor, and units of the last.
    sizes: Vec<usize>,
    activation: Activation,
    /// The names of what it reads, where that are the network's inputs.
    inputs: Vec<String>,
    /// Whether it is one function of a number after another.
    is_composition: bool,
}

impl Form {
    fn factors(&self) -> usize {
        self.sizes.len() - 1
    }

    fn shape(&self, factor: usize) -> [usize; 2] {
        [self.sizes[factor], self.sizes[factor + 1]]
    }

    /// The shape of the product.
    fn whole(&self) -> [usize; 2] {
        [self.sizes[0], self.sizes[self.factors()]]
    }
}

/// Every product of several layers.
pub fn matrices(scene: Scene) -> El {
    let forms = derived(move || forms(scene));
    el("div")
        .class("depth-products")
        .each(
            move || forms.get(),
            move |form: Form| {
                let head = el("h3").text(&format!("W = {}", product_text(form.factors())));
                let title = words::heading(&form.name, form.factors());
                vec![
                    el("section")
                        .class("depth-product")
                        .attr("role", "group")
                        .attr("aria-label", &title)
                        .attr("tabindex", "0")
                        .child(head.class("unseen"))
                        .children(written(scene, &form)),
                ]
            },
        )
        .child(el("p").class("hint").live_text(move || bottlenecks(scene)))
}

#[inline(never)]
fn bottlenecks(scene: Scene) -> String {
    let told = |folded: &Folded| {
        folded
            .parts
            .iter()
            .map(words::bottleneck)
            .collect::<Vec<_>>()
    };
    let all = scene.folded.with(|folded| told(folded));
    all.into_iter()
        .find(|text| !text.is_empty())
        .unwrap_or_default()
}

fn forms(scene: Scene) -> Vec<Form> {
    let names = scene.run.frame.with(|f| f.prepared.encoder.names.clone());
    scene.folded.with(|folded| {
        let form = |(at, part): (usize, &Part)| Form {
            part: at,
            name: words::names(part),
            sizes: part
                .factors
                .iter()
                .map(|factor| factor.inputs)
                .chain([part.product.units])
                .collect(),
            activation: part.activation,
            is_composition: part.is_composition(),
            inputs: match part.layers.start {
                0 => names.clone(),
                _ => Vec::new(),
            },
        };
        let longer = folded
            .parts
            .iter()
            .enumerate()
            .filter(|(_, part)| part.layers.len() > 1);
        longer.map(form).collect()
    })
}

/// Which of the factors, or all multiplied out.
#[derive(Clone, Copy)]
enum Of {
    Factor(usize),
    Product,
}

/// A number of a part, or nothing where it has just become another.
fn number(scene: Scene, part: usize, of: Of, get: impl Fn(&Affine) -> f64) -> f64 {
    scene
        .folded
        .with(|folded| {
            let part = folded.parts.get(part)?;
            match of {
                Of::Factor(at) => part.factors.get(at).map(get),
                Of::Product => Some(get(&part.product)),
            }
        })
        .unwrap_or_default()
}

fn weight(affine: &Affine, [input, unit]: [usize; 2]) -> f64 {
    affine.weight(input, unit)
}

fn bias(affine: &Affine, unit: usize) -> f64 {
    affine.bias.get(unit).copied().unwrap_or_default()
}

/// Three digits say enough of one weight among many.
fn digits(value: f64) -> String {
    format_digits(value, 3)
}

fn token(tag: &str, text: &str) -> El {
    math(tag).text(text)
}

/// A bracket no higher than a letter.
fn bracket(sign: &str) -> El {
    token("mo", sign).attr("stretchy", "false")
}

fn indexed(base: &str, at: usize) -> El {
    math("msub")
        .child(token("mi", base))
        .child(token("mn", &(at + 1).to_string()))
}

fn line(parts: Vec<El>) -> El {
    el("p")
        .class("depth-line")
        .child(math("math").children(parts))
}

/// How a product is called: W₁·W₂·W₃.
fn product_text(factors: usize) -> String {
    let all: Vec<String> = (1..=factors).map(|at| format!("W{at}")).collect();
    all.join(" · ")
}

fn written(scene: Scene, form: &Form) -> Vec<El> {
    let mut lines = Vec::new();
    if form.is_composition {
        lines.extend(composition(scene, form));
    }
    lines.extend(product(scene, form));
    lines.push(biases(scene, form));
    let [inputs, units] = form.whole();
    if units == 1 && inputs <= TERMS && form.inputs.len() == inputs && !form.is_composition {
        lines.push(sum_line(scene, form));
    }
    lines
}

/// The factors that are written out; nothing stands for those that are not.
fn shown(count: usize, most: usize) -> Vec<Option<usize>> {
    if count <= most {
        return (0..count).map(Some).collect();
    }
    let first = (0..most - 2).map(Some);
    first.chain([None, Some(count - 1)]).collect()
}

/// `W₁·W₂ = (numbers)·(numbers)`, and `W = (numbers)`.
fn product(scene: Scene, form: &Form) -> [El; 2] {
    let factors = shown(form.factors(), FACTORS);
    let joined = |each: &dyn Fn(usize) -> El| {
        let mut all = Vec::new();
        for (at, factor) in factors.iter().enumerate() {
            if at > 0 {
                all.push(token("mo", "·"));
            }
            all.push(factor.map_or_else(|| token("mo", "⋯"), each));
        }
        all
    };
    let mut all = joined(&|at| indexed("W", at));
    all.push(token("mo", "="));
    all.extend(joined(&|at| matrix(scene, form, Of::Factor(at))));
    let product = matrix(scene, form, Of::Product).class("depth-result");
    let factors = line(all).class("depth-line depth-factors");
    [
        factors,
        line(vec![token("mi", "W"), token("mo", "="), product]),
    ]
}

/// `b = (b₁·W₂ + b₂)·W₃ + b₃ = (numbers)`.
fn biases(scene: Scene, form: &Form) -> El {
    let count = form.factors();
    let mut sum = vec![indexed("b", 0)];
    for (step, at) in shown(count, FACTORS).into_iter().enumerate().skip(1) {
        let Some(at) = at else {
            sum.extend([token("mo", "·"), token("mo", "⋯")]);
            continue;
        };
        if step > 1 {
            sum.insert(0, bracket("("));
            sum.push(bracket(")"));
        }
        sum.extend([
            token("mo", "·"),
            indexed("W", at),
            token("mo", "+"),
            indexed("b", at),
        ]);
    }
    let units = form.whole()[1];
    let cell = |row: Option<usize>, column: Option<usize>| {
        let (Some(_), Some(unit)) = (row, column) else {
            return token("mo", "⋯");
        };
        let part = form.part;
        math("mn").live_text(move || digits(number(scene, part, Of::Product, |a| bias(a, unit))))
    };
    let mut all = vec![token("mi", "b"), token("mo", "=")];
    all.extend(sum);
    all.push(token("mo", "="));
    all.push(table([1, units], &cell).class("depth-result"));
    line(all)
}

/// A matrix in brackets, a row for each input.
fn matrix(scene: Scene, form: &Form, of: Of) -> El {
    let shape = match of {
        Of::Factor(at) => form.shape(at),
        Of::Product => form.whole(),
    };
    let part = form.part;
    let cell = move |row: Option<usize>, column: Option<usize>| match (row, column) {
        (Some(row), Some(column)) => math("mn")
            .live_text(move || digits(number(scene, part, of, |a| weight(a, [row, column])))),
        (Some(_), None) => token("mo", "⋯"),
        (None, Some(_)) => token("mo", "⋮"),
        (None, None) => token("mo", "⋱"),
    };
    table(shape, &cell)
}

fn table([rows, columns]: [usize; 2], cell: &dyn Fn(Option<usize>, Option<usize>) -> El) -> El {
    let columns = shown(columns, COLUMNS);
    let row = |row: Option<usize>| {
        let cells = columns
            .iter()
            .map(|column| math("mtd").child(cell(row, *column)));
        math("mtr").children(cells.collect())
    };
    let rows = shown(rows, ROWS).into_iter().map(row).collect();
    math("mrow")
        .child(token("mo", "("))
        .child(math("mtable").children(rows))
        .child(token("mo", ")"))
}

/// `g(x) = 5·x − 1, f(x) = 2·x + 3, f(g(x)) = 10·x + 1`.
fn composition(scene: Scene, form: &Form) -> [El; 2] {
    let function = |name: &str| {
        vec![
            token("mi", name),
            bracket("("),
            token("mi", "x"),
            bracket(")"),
        ]
    };
    let is = |mut left: Vec<El>, of: Of| {
        left.push(token("mo", "="));
        left.extend(sum(scene, form.part, of, &["x".to_owned()]));
        left
    };
    let mut first = is(function("g"), Of::Factor(0));
    first.push(math("mspace").attr("width", "2em"));
    first.extend(is(function("f"), Of::Factor(1)));
    let mut both = vec![token("mi", "f"), bracket("(")];
    both.extend(function("g"));
    both.extend([bracket(")"), token("mo", "=")]);
    both.extend(nested(scene, form.part));
    let both = is(both, Of::Product);
    [line(first), line(both).class("depth-line depth-result")]
}

/// `2·(5·x − 1) + 3`.
fn nested(scene: Scene, part: usize) -> Vec<El> {
    let outer = |get: fn(&Affine) -> f64| move || number(scene, part, Of::Factor(1), get);
    let (weight, bias) = (outer(|a| a.weight(0, 0)), outer(|a| bias(a, 0)));
    let mut all = vec![
        math("mn").live_text(move || digits(weight())),
        token("mo", "·"),
        bracket("("),
    ];
    all.extend(sum(scene, part, Of::Factor(0), &["x".to_owned()]));
    all.push(bracket(")"));
    all.extend(added(bias));
    all
}

/// `+ 3`, `− 3`: a number after others.
fn added(value: impl Fn() -> f64 + Copy + 'static) -> [El; 2] {
    let sign = move || if value() < 0.0 { "−" } else { "+" };
    [
        math("mo").attr("form", "infix").live_text(sign),
        math("mn").live_text(move || digits(value().abs())),
    ]
}

/// `z = 0.4·x₁ − 1.2·x₂ + 0.3`, and what comes after that.
fn sum_line(scene: Scene, form: &Form) -> El {
    let mut all = match form.activation {
        Activation::Linear => vec![token("mi", "y"), token("mo", "=")],
        activation => vec![
            token("mi", "y"),
            token("mo", "="),
            math("mi")
                .attr("mathvariant", "normal")
                .text(activation.label()),
            bracket("("),
        ],
    };
    all.extend(sum(scene, form.part, Of::Product, &form.inputs));
    if form.activation != Activation::Linear {
        all.push(bracket(")"));
    }
    line(all).class("depth-line depth-result")
}

/// A sum over inputs of these names, each sign as it is.
fn sum(scene: Scene, part: usize, of: Of, inputs: &[String]) -> Vec<El> {
    let term = |all: &mut Vec<El>, at: usize, get: fn(&Affine, usize) -> f64| {
        let value = move || number(scene, part, of, |a| get(a, at));
        if all.is_empty() {
            return all.push(math("mn").live_text(move || digits(value())));
        }
        all.extend(added(value));
    };
    let mut all = Vec::new();
    for (at, name) in inputs.iter().enumerate() {
        term(&mut all, at, |a, input| a.weight(input, 0));
        all.extend([token("mo", "·"), math("mi").text(name)]);
    }
    term(&mut all, 0, bias);
    all
}
