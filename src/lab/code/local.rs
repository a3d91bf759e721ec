//! Single units that learn for themselves, sample by sample: the same in every language.

use super::{Language, activation, scene::Scene, script::Script};
use crate::nn::{Activation, LearningRule};

/// Writes the training of `kernel` and `bias`.
pub(super) fn local(scene: &Scene<'_>, script: &mut Script) {
    script.put("\nkernel, bias = WEIGHTS");
    if scene.layers() != 1 || !scene.learns(0) {
        return;
    }
    let output = scene.e.output().activation;
    let answer = activation::value(output, Language::Numpy, "z");
    let others = match scene.e.rule {
        LearningRule::Pocket => {
            script.fill(
                POCKET,
                &[&activation::value(
                    output,
                    Language::Numpy,
                    "(x_train @ kernel + bias)",
                )],
            );
            POCKETED
        }
        LearningRule::Averaged => {
            script.put("# The mean of the weights after each sample, which answers.\nmean_kernel, mean_bias, count = 0 * kernel, 0 * bias, 0");
            AVERAGED
        }
        LearningRule::Perceptron
        | LearningRule::Delta
        | LearningRule::Hebb
        | LearningRule::Backprop => "",
    };
    let (said, error) = error(scene.e.rule, output);
    let rate = rate(scene, "place / len(x_train)");
    script.fill(LOOP, &[&answer, said, error, &rate, &rate]);
    for (_, is_weight, index, value) in scene.fixed() {
        let array = if is_weight { "kernel" } else { "bias" };
        script.fill(
            "        §[§] = §  # fixed",
            &[array, &index, &super::literal::number(value)],
        );
    }
    if !others.is_empty() {
        script.put(others);
    }
}

/// The rate of a step that begins when so much of the epoch is done.
pub(super) fn rate(scene: &Scene<'_>, done: &str) -> String {
    if scene.e.schedule == crate::nn::Schedule::Constant {
        "LEARNING_RATE".into()
    } else {
        format!("rate(epoch + {done})")
    }
}

/// The error of a unit, in words and as it is computed.
fn error(rule: LearningRule, output: Activation) -> (&'static str, &'static str) {
    match rule {
        LearningRule::Perceptron
        | LearningRule::Pocket
        | LearningRule::Averaged
        | LearningRule::Backprop => (
            "The perceptron rule: only a wrong answer moves the weights.",
            "t - a",
        ),
        LearningRule::Delta if output == Activation::Heaviside => (
            "The delta rule: the sum itself is to be -1 or 1.",
            "2 * t - 1 - z",
        ),
        LearningRule::Delta => (
            "The delta rule: the sum itself is to be the target.",
            "t - z",
        ),
        LearningRule::Hebb => ("Hebb's rule: right or wrong, the target counts.", "t"),
    }
}

const LOOP: &str = "
for epoch in range(EPOCHS):
    for place, row in enumerate(next_order()):
        x, t = x_train[row], y_train[row]
        z = x @ kernel + bias
        a = §
        # §
        error = §
        kernel += § * np.outer(x, error)
        bias += § * error";

const POCKET: &str = "

def right():
    \"\"\"How many of the training samples each unit has right.\"\"\"
    return (§ == y_train).sum(axis=0)


# The weights that had most samples right, which answer.
pocket_kernel, pocket_bias, most = kernel.copy(), bias.copy(), right()
";

const POCKETED: &str = "        better = (a != t) & (right() > most)
        most = np.where(better, right(), most)
        pocket_kernel = np.where(better, kernel, pocket_kernel)
        pocket_bias = np.where(better, bias, pocket_bias)
kernel, bias = pocket_kernel, pocket_bias";

const AVERAGED: &str = "        count += 1
        mean_kernel += (kernel - mean_kernel) / count
        mean_bias += (bias - mean_bias) / count
kernel, bias = mean_kernel, mean_bias";
