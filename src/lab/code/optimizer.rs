//! The optimizers' steps, by Keras's rules; in words that NumPy and PyTorch both understand.

use super::{
    literal::{number, real},
    script::Script,
};
use crate::nn::Optimizer;

/// Writes `step(gradients, rate)`, which moves the parameters in `learning`.
pub(super) fn step(optimizer: Optimizer, script: &mut Script) {
    let n = number;
    let begin = "\n\ndef step(gradients, rate):\n    \"\"\"Moves what learns along its gradient: one step of §.\"\"\"";
    match optimizer {
        Optimizer::Sgd { momentum: 0.0, .. } => {
            script.fill(begin, &["gradient descent"]);
            script.put("    for p, g in zip(learning, gradients):\n        p -= rate * g");
        }
        Optimizer::Sgd { momentum, nesterov } => {
            script.put("velocity = [0 * p for p in learning]");
            script.fill(
                begin,
                &[if nesterov {
                    "SGD with Nesterov's momentum"
                } else {
                    "SGD with momentum"
                }],
            );
            let m = n(momentum);
            script.fill("    for p, g, v in zip(learning, gradients, velocity):\n        v[...] = § * v - rate * g", &[&m]);
            if nesterov {
                script.fill("        p += § * v - rate * g", &[&m]);
            } else {
                script.put("        p += v");
            }
        }
        Optimizer::Adagrad {
            initial_accumulator_value,
            epsilon,
        } => {
            script.fill(
                "squares = [0 * p + § for p in learning]",
                &[&n(initial_accumulator_value)],
            );
            script.fill(begin, &["AdaGrad"]);
            script.fill(
                "    for p, g, s in zip(learning, gradients, squares):\n        s += g * g\n        p -= rate * g / (s + §) ** 0.5",
                &[&n(epsilon)],
            );
        }
        Optimizer::Rmsprop {
            rho,
            momentum,
            epsilon,
            centered,
        } => {
            script.put("squares, means, velocity = [[0 * p for p in learning] for _ in range(3)]");
            script.fill(begin, &["RMSprop"]);
            let variance = if centered { "(s - a * a).clip(0)" } else { "s" };
            script.fill(
                "    for p, g, s, a, v in zip(learning, gradients, squares, means, velocity):\n        s[...] = § * s + (1 - §) * g * g",
                &[&n(rho), &n(rho)],
            );
            if centered {
                script.fill("        a[...] = § * a + (1 - §) * g", &[&n(rho), &n(rho)]);
            }
            script.fill(
                "        v[...] = § * v + rate * g / (§ + §) ** 0.5\n        p -= v",
                &[&n(momentum), variance, &n(epsilon)],
            );
        }
        Optimizer::Adam {
            beta_1,
            beta_2,
            epsilon,
        } => {
            moments("Adam", begin, script);
            adam(None, [beta_1, beta_2], epsilon, script);
        }
        Optimizer::Adamw {
            weight_decay,
            beta_1,
            beta_2,
            epsilon,
        } => {
            moments("AdamW", begin, script);
            adam(Some(weight_decay), [beta_1, beta_2], epsilon, script);
        }
        Optimizer::Nadam {
            beta_1,
            beta_2,
            epsilon,
        } => {
            moments("Nadam", begin, script);
            let [b1, b2] = [n(beta_1), n(beta_2)];
            script.fill(
                "    now, ahead = § * (1 - 0.5 * 0.96**steps), § * (1 - 0.5 * 0.96 ** (steps + 1))\n    product *= now\n    of_m, of_g = ahead / (1 - product * ahead), (1 - now) / (1 - product)",
                &[&b1, &b1],
            );
            each_moment([&b1, &b2], script);
            script.fill(
                "        p -= rate * (of_m * m + of_g * g) / ((s / (1 - §**steps)) ** 0.5 + §)",
                &[&b2, &n(epsilon)],
            );
        }
    }
    script.put("\n");
}

/// What the Adams keep, and how their step begins.
fn moments(name: &str, begin: &str, script: &mut Script) {
    script.put("means, squares = [[0 * p for p in learning] for _ in range(2)]");
    let counted = if name == "Nadam" {
        "steps, product"
    } else {
        "steps"
    };
    script.fill(
        "§ = §",
        &[counted, if name == "Nadam" { "0, 1" } else { "0" }],
    );
    script.fill(begin, &[name]);
    script.fill("    global §\n    steps += 1", &[counted]);
}

fn each_moment([b1, b2]: [&str; 2], script: &mut Script) {
    script.fill(
        "    for p, g, m, s in zip(learning, gradients, means, squares):\n        m += (1 - §) * (g - m)\n        s += (1 - §) * (g * g - s)",
        &[b1, b2],
    );
}

fn adam(decay: Option<f32>, betas: [f32; 2], epsilon: f32, script: &mut Script) {
    let [b1, b2] = betas.map(number);
    script.fill(
        "    unbiased = rate * (1 - §**steps) ** 0.5 / (1 - §**steps)",
        &[&b2, &b1],
    );
    each_moment([&b1, &b2], script);
    if let Some(decay) = decay {
        script.fill("        p -= rate * § * p", &[&number(decay)]);
    }
    script.fill(
        "        p -= unbiased * m / (s**0.5 + §)",
        &[&number(epsilon)],
    );
}

/// The optimizer as Keras takes it, with all its numbers; `rate` is its learning rate.
pub(super) fn keras(optimizer: Optimizer, rate: &str) -> String {
    let n = real;
    let flag = |on: bool| if on { "True" } else { "False" };
    let betas = |beta_1, beta_2, epsilon| {
        format!(
            "beta_1={}, beta_2={}, epsilon={}",
            n(beta_1),
            n(beta_2),
            n(epsilon)
        )
    };
    let (name, numbers) = match optimizer {
        Optimizer::Sgd { momentum, nesterov } => (
            "SGD",
            format!("momentum={}, nesterov={}", n(momentum), flag(nesterov)),
        ),
        Optimizer::Adagrad {
            initial_accumulator_value,
            epsilon,
        } => (
            "Adagrad",
            format!(
                "initial_accumulator_value={}, epsilon={}",
                n(initial_accumulator_value),
                n(epsilon)
            ),
        ),
        Optimizer::Rmsprop {
            rho,
            momentum,
            epsilon,
            centered,
        } => (
            "RMSprop",
            format!(
                "rho={}, momentum={}, epsilon={}, centered={}",
                n(rho),
                n(momentum),
                n(epsilon),
                flag(centered)
            ),
        ),
        Optimizer::Adam {
            beta_1,
            beta_2,
            epsilon,
        } => ("Adam", betas(beta_1, beta_2, epsilon)),
        Optimizer::Adamw {
            weight_decay,
            beta_1,
            beta_2,
            epsilon,
        } => (
            "AdamW",
            format!(
                "weight_decay={}, {}",
                n(weight_decay),
                betas(beta_1, beta_2, epsilon)
            ),
        ),
        Optimizer::Nadam {
            beta_1,
            beta_2,
            epsilon,
        } => ("Nadam", betas(beta_1, beta_2, epsilon)),
    };
    format!("keras.optimizers.{name}({rate}, {numbers})")
}
