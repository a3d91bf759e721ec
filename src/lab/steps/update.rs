//! Step 6: from the gradient to the new value of the parameter in focus, as the optimizer goes.

use super::{
    line::Line,
    math::{Mark, Math, Tone, joined, within},
    scene::Scene,
    schedule,
    twice::{Named, Write, both},
};
use crate::nn::{Kind, Optimizer, Remembered};

/// The gradient with its penalty, what the optimizer remembers, and the parameter after the step.
#[must_use]
pub(super) fn lines(scene: &Scene<'_>) -> Vec<Line> {
    let parameter = scene.parameter();
    if !scene.walk.learns(parameter) {
        return Vec::new();
    }
    let step = Step::new(scene, parameter);
    let mut lines: Vec<Line> = schedule::line(scene.walk).into_iter().collect();
    lines.extend(step.slope_line());
    lines.extend(step.lines());
    lines
}

/// The parameter in focus after the step, as the trainer has it.
pub(super) fn after(scene: &Scene<'_>, formulas: (Vec<Math>, Vec<Math>)) -> Line {
    let parameter = scene.parameter();
    Line {
        left: new(scene.p()),
        symbols: formulas.0,
        numbers: formulas.1,
        result: scene.walk.after[parameter].into(),
        mark: Mark::at(Tone::Weight, scene.focus.parameter()),
        when: None,
    }
}

fn new(symbol: Math) -> Vec<Math> {
    vec![symbol, Math::Op("←")]
}

fn op(sign: &'static str) -> Math {
    Math::Op(sign)
}

fn times(a: Math, b: Math) -> Vec<Math> {
    vec![a, op("·"), b]
}

struct Step<'s, 'a> {
    scene: &'s Scene<'a>,
    parameter: usize,
    w: Named,
    g: Named,
    rate: Named,
    memory: Vec<Remembered>,
}

impl<'s, 'a> Step<'s, 'a> {
    fn new(scene: &'s Scene<'a>, parameter: usize) -> Self {
        let (walk, spot) = (scene.walk, scene.focus.parameter());
        let g = if walk.penalty.is_empty() {
            Math::partial("L", scene.p(), Some(spot))
        } else {
            Math::letter("g", Tone::Gradient)
        };
        Self {
            scene,
            parameter,
            w: Named {
                name: scene.p(),
                value: walk.before[parameter].into(),
                mark: Mark::at(Tone::Weight, spot),
            },
            g: Named {
                name: g,
                value: walk.slope(parameter).into(),
                mark: Mark::at(Tone::Gradient, spot),
            },
            rate: Named::new("η", walk.rate, Tone::Step),
            memory: walk.step_at(parameter).memory,
        }
    }

    /// What is remembered of a kind, before and after.
    fn remembered(&self, kind: Kind) -> [f64; 2] {
        let found = self.memory.iter().find(|kept| kept.kind == kind);
        found.map_or([0.0; 2], |kept| [kept.before, kept.after].map(f64::from))
    }

    /// A line that renews what is remembered.
    fn renew(&self, (name, kind): (&'static str, Kind), formulas: (Vec<Math>, Vec<Math>)) -> Line {
        Line {
            left: new(Math::letter(name, Tone::Step)),
            symbols: formulas.0,
            numbers: formulas.1,
            result: self.remembered(kind)[1],
            mark: Mark::of(Tone::Step),
            when: None,
        }
    }

    /// g = ∂L/∂w + λ₁·sign(w) + 2·λ₂·w, where L1 or L2 has a part.
    fn slope_line(&self) -> Option<Line> {
        let (walk, settings) = (self.scene.walk, self.scene.walk.settings);
        if walk.penalty.is_empty() {
            return None;
        }
        let spot = self.scene.focus.parameter();
        let gradient = Named {
            name: Math::partial("L", self.scene.p(), Some(spot)),
            value: walk.gradient[self.parameter].into(),
            mark: self.g.mark,
        };
        let is_weight = self.scene.focus.source.is_some();
        let l1 = Named::low("λ", "1", settings.l1, Tone::Step);
        let l2 = Named::low("λ", "2", settings.l2, Tone::Step);
        let formulas = both(|n| {
            let mut all = vec![n(&gradient)];
            if is_weight && settings.l1 > 0.0 {
                all.extend([op("+"), n(&l1), op("·"), Math::Word("sign")]);
                all.extend(within(vec![n(&self.w)]));
            }
            if is_weight && settings.l2 > 0.0 {
                all.extend([op("+"), Math::number(2.0), op("·"), n(&l2), op("·")]);
                all.push(n(&self.w));
            }
            all
        });
        Some(Line::new(
            self.g.name.clone(),
            formulas,
            self.g.value,
            self.g.mark,
        ))
    }

    fn lines(&self) -> Vec<Line> {
        match self.scene.walk.settings.optimizer {
            Optimizer::Sgd { momentum: 0.0, .. } => vec![self.plain()],
            Optimizer::Sgd { momentum, nesterov } => self.momentum(momentum, nesterov),
            Optimizer::Adagrad { epsilon, .. } => self.adagrad(epsilon),
            Optimizer::Rmsprop {
                rho,
                momentum,
                epsilon,
                centered,
            } => self.rmsprop(rho, momentum, epsilon, centered),
            Optimizer::Adam {
                beta_1,
                beta_2,
                epsilon,
            } => self.adam([beta_1, beta_2], epsilon, 0.0),
            Optimizer::Adamw {
                weight_decay,
                beta_1,
                beta_2,
                epsilon,
            } => self.adam([beta_1, beta_2], epsilon, weight_decay),
            Optimizer::Nadam {
                beta_1,
                beta_2,
                epsilon,
            } => self.nadam([beta_1, beta_2], epsilon),
        }
    }

    fn plain(&self) -> Line {
        let formulas = both(|n| {
            let step = times(n(&self.rate), n(&self.g));
            joined([vec![n(&self.w)], step], "−")
        });
        after(self.scene, formulas)
    }

    fn momentum(&self, momentum: f32, nesterov: bool) -> Vec<Line> {
        let [before, now] = self.remembered(Kind::Velocity);
        let mu = Named::new("μ", momentum, Tone::Step);
        let v = Named::new("v", before, Tone::Step);
        let v_now = Named::new("v", now, Tone::Step);
        let kept = both(|n| {
            joined(
                [times(n(&mu), n(&v)), times(n(&self.rate), n(&self.g))],
                "−",
            )
        });
        let step = both(|n| {
            if !nesterov {
                return vec![n(&self.w), op("+"), n(&v_now)];
            }
            let mut all = vec![n(&self.w), op("+")];
            all.extend(times(n(&mu), n(&v_now)));
            all.push(op("−"));
            all.extend(times(n(&self.rate), n(&self.g)));
            all
        });
        vec![
            self.renew(("v", Kind::Velocity), kept),
            after(self.scene, step),
        ]
    }

    fn adagrad(&self, epsilon: f32) -> Vec<Line> {
        let [before, now] = self.remembered(Kind::Square);
        let s = Named::new("s", before, Tone::Step);
        let s_now = Named::new("s", now, Tone::Step);
        let squares = both(|n| vec![n(&s), op("+"), square(n(&self.g))]);
        let step = both(|n| {
            let below = vec![n(&s_now), op("+"), self.epsilon(epsilon, n)];
            vec![n(&self.w), op("−"), self.over_root(below, n)]
        });
        vec![
            self.renew(("s", Kind::Square), squares),
            after(self.scene, step),
        ]
    }

    fn epsilon(&self, epsilon: f32, n: Write<'_>) -> Math {
        n(&Named::new("ε", epsilon, Tone::Step))
    }

    /// η·g/√(…).
    fn over_root(&self, below: Vec<Math>, n: Write<'_>) -> Math {
        Math::Fraction(
            times(n(&self.rate), n(&self.g)),
            vec![Math::Root(below)],
            Mark::of(Tone::Step),
        )
    }

    fn rmsprop(&self, rho: f32, momentum: f32, epsilon: f32, centered: bool) -> Vec<Line> {
        let rho = Named::new("ρ", rho, Tone::Step);
        let average = |kept: &Named, of: &dyn Fn(Write<'_>) -> Math| {
            both(|n| {
                let rest = within(vec![Math::number(1.0), op("−"), n(&rho)]);
                let mut all = times(n(&rho), n(kept));
                all.push(op("+"));
                all.extend(joined([rest, vec![of(n)]], "·"));
                all
            })
        };
        let named = |base, kind, at: usize| Named::new(base, self.remembered(kind)[at], Tone::Step);
        let [s, s_now] = [0, 1].map(|at| named("s", Kind::Square, at));
        let [a, a_now] = [0, 1].map(|at| named("m", Kind::Mean, at));
        let [v, v_now] = [0, 1].map(|at| named("v", Kind::Velocity, at));
        let mut lines = vec![self.renew(("s", Kind::Square), average(&s, &|n| square(n(&self.g))))];
        if centered {
            let mean = average(&a, &|n| n(&self.g));
            lines.push(self.renew(("m", Kind::Mean), mean));
        }
        let below = |n: Write<'_>| {
            let mut below = vec![n(&s_now)];
            if centered {
                below.extend([op("−"), square(n(&a_now))]);
            }
            below.extend([op("+"), self.epsilon(epsilon, n)]);
            below
        };
        if momentum == 0.0 {
            let step = both(|n| vec![n(&self.w), op("−"), self.over_root(below(n), n)]);
            lines.push(after(self.scene, step));
            return lines;
        }
        let mu = Named::new("μ", momentum, Tone::Step);
        let kept = both(|n| {
            let mut all = times(n(&mu), n(&v));
            all.extend([op("+"), self.over_root(below(n), n)]);
            all
        });
        lines.push(self.renew(("v", Kind::Velocity), kept));
        let step = both(|n| vec![n(&self.w), op("−"), n(&v_now)]);
        lines.push(after(self.scene, step));
        lines
    }

    /// The means of the gradient and of its square.
    fn moments(&self, [beta_1, beta_2]: [f32; 2]) -> [Line; 2] {
        let line = |name, kind, low, beta: f32, squared: bool| {
            let kept = Named::new(name, self.remembered(kind)[0], Tone::Step);
            let beta = Named::low("β", low, beta, Tone::Step);
            let formulas = both(|n| {
                let g = n(&self.g);
                let g = if squared { square(g) } else { g };
                let rest = within(vec![Math::number(1.0), op("−"), n(&beta)]);
                let mut all = times(n(&beta), n(&kept));
                all.push(op("+"));
                all.extend(joined([rest, vec![g]], "·"));
                all
            });
            self.renew((name, kind), formulas)
        };
        [
            line("m", Kind::Mean, "1", beta_1, false),
            line("s", Kind::Square, "2", beta_2, true),
        ]
    }

    /// ŝ: the mean of the squares divided by how much of its weight it has gathered.
    fn corrected_squares(&self) -> (Line, Named) {
        let kept = Named::new("s", self.remembered(Kind::Square)[1], Tone::Step);
        let mark = Mark::of(Tone::Step);
        let gathered = Named {
            name: Math::Symbol {
                base: "β",
                low: "2".into(),
                high: "t".into(),
                mark,
            },
            value: self.gathered()[1],
            mark,
        };
        let over = |below| vec![Math::Fraction(vec![kept.name.clone()], below, mark)];
        let symbols = over(vec![Math::number(1.0), op("−"), gathered.name.clone()]);
        let numbers = vec![Math::Fraction(
            vec![kept.number()],
            vec![gathered.number()],
            mark,
        )];
        let hat = Named::new("ŝ", kept.value / gathered.value, Tone::Step);
        let line = Line::new(hat.name.clone(), (symbols, numbers), hat.value, mark);
        (line, hat)
    }

    /// α = η·√(1 − β₂ᵗ)/(1 − β₁ᵗ): the rate with both means corrected.
    fn corrected_rate(&self) -> (Line, Named) {
        let [gathered_1, gathered_2] = self.gathered();
        let result = f64::from(self.scene.walk.rate) * gathered_2.sqrt() / gathered_1;
        let alpha = Named::new("α", result, Tone::Step);
        let of = |low: &str, gathered: f64| {
            let name = Math::Symbol {
                base: "β",
                low: low.into(),
                high: "t".into(),
                mark: Mark::of(Tone::Step),
            };
            (
                vec![Math::number(1.0), op("−"), name],
                vec![Math::Number(gathered, Mark::of(Tone::Step))],
            )
        };
        let ((name_1, number_1), (name_2, number_2)) = (of("1", gathered_1), of("2", gathered_2));
        let write = |rate: Math, above: Vec<Math>, below: Vec<Math>| {
            let share = Math::Fraction(vec![Math::Root(above)], below, Mark::of(Tone::Step));
            times(rate, share)
        };
        let symbols = write(self.rate.name.clone(), name_2, name_1);
        let numbers = write(self.rate.number(), number_2, number_1);
        let line = Line::new(alpha.name.clone(), (symbols, numbers), result, alpha.mark);
        (line, alpha)
    }

    /// Adam; with a decay, AdamW.
    fn adam(&self, betas: [f32; 2], epsilon: f32, decay: f32) -> Vec<Line> {
        let mut lines = self.moments(betas).to_vec();
        let (line, alpha) = self.corrected_rate();
        lines.push(line);
        let named = |base, kind| Named::new(base, self.remembered(kind)[1], Tone::Step);
        let (m, s) = (named("m", Kind::Mean), named("s", Kind::Square));
        let lambda = Named::new("λ", decay, Tone::Step);
        let step = both(|n| {
            let mut all = vec![n(&self.w)];
            if decay > 0.0 {
                all.push(op("−"));
                all.extend(joined(
                    [vec![n(&lambda)], vec![n(&self.rate)], vec![n(&self.w)]],
                    "·",
                ));
            }
            let above = times(n(&alpha), n(&m));
            all.extend([op("−"), self.over_size(above, n(&s), epsilon, n)]);
            all
        });
        lines.push(after(self.scene, step));
        lines
    }

    fn over_size(&self, above: Vec<Math>, squares: Math, epsilon: f32, n: Write<'_>) -> Math {
        let below = vec![Math::Root(vec![squares]), op("+"), self.epsilon(epsilon, n)];
        Math::Fraction(above, below, Mark::of(Tone::Step))
    }

    fn gathered(&self) -> [f64; 2] {
        let corrections = self.scene.walk.step_at(self.parameter).corrections;
        corrections.unwrap_or([1.0; 2])
    }

    /// Nadam: a share of the corrected mean of the next step, and one of the gradient at hand.
    fn nadam(&self, betas: [f32; 2], epsilon: f32) -> Vec<Line> {
        let mut lines = self.moments(betas).to_vec();
        let (line, squares) = self.corrected_squares();
        lines.push(line);
        let [share_m, share_g] = self
            .scene
            .walk
            .step_at(self.parameter)
            .shares
            .unwrap_or_default();
        let m = Named::new("m", self.remembered(Kind::Mean)[1], Tone::Step);
        let [of_m, of_g] = [("m", share_m), ("g", share_g)]
            .map(|(low, share)| Named::low("u", low, share, Tone::Step));
        let step = both(|n| {
            let mut mixed = times(n(&of_m), n(&m));
            mixed.push(op("+"));
            mixed.extend(times(n(&of_g), n(&self.g)));
            let above = joined([vec![n(&self.rate)], within(mixed)], "·");
            let below = self.over_size(above, n(&squares), epsilon, n);
            vec![n(&self.w), op("−"), below]
        });
        lines.push(after(self.scene, step));
        lines
    }
}

fn square(of: Math) -> Math {
    Math::Power(vec![of], vec![Math::number(2.0)])
}
