//! Losses and their slopes.

use super::{literal::real, scene::Scene, script::Script};
use crate::nn::{Loss, Named};

/// Writes the mean loss of answers, in NumPy. `z` are the weighted sums of the outputs, `a` their values and
/// `t` the targets.
pub(super) fn numpy(scene: &Scene<'_>, script: &mut Script) {
    script.put("def loss_of(z, a, t):\n    \"\"\"The mean loss of answers a to targets t; z are the output layer's weighted sums.\"\"\"");
    let logits = scene.takes_logits();
    script.put(&match scene.loss() {
        Loss::MeanSquaredError => "    return ((a - t) ** 2).mean()".into(),
        Loss::MeanAbsoluteError => "    return np.abs(a - t).mean()".into(),
        Loss::Huber { delta } => format!(
            "    inner = np.clip(a - t, -{0}, {0})\n    return (inner * (a - t - inner / 2)).mean()",
            real(delta)
        ),
        Loss::Hinge => "    return np.maximum(1 - t * a, 0).mean()".into(),
        Loss::BinaryCrossentropy if logits => "    return (np.logaddexp(0, z) - t * z).mean()".into(),
        Loss::BinaryCrossentropy => {
            "    p = np.clip(a, 1e-7, 1 - 1e-7)\n    return -(t * np.log(p) + (1 - t) * np.log(1 - p)).mean()".into()
        }
        Loss::CategoricalCrossentropy if logits => {
            "    z = z - z.max(axis=1, keepdims=True)\n    log = z - np.log(np.exp(z).sum(axis=1, keepdims=True))\n    return -(t * log).sum(axis=1).mean()".into()
        }
        Loss::CategoricalCrossentropy => {
            "    return -(t * np.log(np.clip(a, 1e-7, 1 - 1e-7))).sum(axis=1).mean()".into()
        }
    });
    script.put("\n");
}

/// The slope of the mean loss by the output layer's values, or where they are taken together by its weighted
/// sums, in NumPy.
pub(super) fn slope(scene: &Scene<'_>, a: &str) -> String {
    let logits = scene.takes_logits();
    let template = match scene.loss() {
        Loss::MeanSquaredError => "2 * (@ - t) / t.size".into(),
        Loss::MeanAbsoluteError => "np.sign(@ - t) / t.size".into(),
        Loss::Huber { delta } => format!("np.clip(@ - t, -{0}, {0}) / t.size", real(delta)),
        Loss::Hinge => "np.where(t * @ < 1, -t, 0) / t.size".into(),
        Loss::BinaryCrossentropy if logits => "(@ - t) / t.size".into(),
        Loss::BinaryCrossentropy => {
            "inside(@) * (@ - t) / np.where(inside(@), @ * (1 - @), 1) / t.size".into()
        }
        Loss::CategoricalCrossentropy if logits => {
            "(t.sum(axis=1, keepdims=True) * @ - t) / len(t)".into()
        }
        Loss::CategoricalCrossentropy => {
            "inside(@) * -t / np.where(inside(@), @, 1) / len(t)".into()
        }
    };
    template.replace('@', a)
}

/// Writes what the slope of a probability needs.
pub(super) fn define(scene: &Scene<'_>, script: &mut Script) {
    let loss = scene.loss();
    let holds = matches!(
        loss,
        Loss::BinaryCrossentropy | Loss::CategoricalCrossentropy
    );
    if holds && !scene.takes_logits() {
        script.put("def inside(a):\n    \"\"\"Where an answer counts as a probability; beyond that there is no slope.\"\"\"\n    return (a >= 1e-7) & (a <= 1 - 1e-7)\n\n");
    }
}

/// Writes the mean loss in PyTorch: of the weighted sums where `z` is said so, else of the values.
pub(super) fn pytorch(scene: &Scene<'_>, script: &mut Script) {
    let logits = scene.takes_logits();
    let (of, said) = if logits {
        ("z", "the output layer's weighted sums z")
    } else {
        ("a", "answers a")
    };
    script.fill(
        "def loss_of(§, t):\n    \"\"\"The mean loss of § with targets t.\"\"\"",
        &[of, said],
    );
    script.put(&match scene.loss() {
        Loss::MeanSquaredError => "    return F.mse_loss(a, t)".into(),
        Loss::MeanAbsoluteError => "    return F.l1_loss(a, t)".into(),
        Loss::Huber { delta } => format!("    return F.huber_loss(a, t, delta={})", real(delta)),
        Loss::Hinge => "    return F.relu(1 - t * a).mean()".into(),
        Loss::BinaryCrossentropy if logits => "    return F.binary_cross_entropy_with_logits(z, t)".into(),
        Loss::BinaryCrossentropy => {
            "    p = a.clip(1e-7, 1 - 1e-7)\n    return -(t * p.log() + (1 - t) * (1 - p).log()).mean()".into()
        }
        Loss::CategoricalCrossentropy if logits => "    return -(t * F.log_softmax(z, dim=1)).sum(dim=1).mean()".into(),
        Loss::CategoricalCrossentropy => "    return -(t * a.clip(1e-7, 1 - 1e-7).log()).sum(dim=1).mean()".into(),
    });
    script.put("\n");
}

/// The loss as Keras takes it; of one that it has not in this way, a function of the script.
pub(super) fn keras(scene: &Scene<'_>) -> String {
    match scene.loss() {
        Loss::Huber { delta } => format!("keras.losses.Huber(delta={})", real(delta)),
        Loss::CategoricalCrossentropy if !scene.takes_logits() => "crossentropy".into(),
        Loss::BinaryCrossentropy
        | Loss::MeanSquaredError
        | Loss::MeanAbsoluteError
        | Loss::Hinge
        | Loss::CategoricalCrossentropy => format!("\"{}\"", scene.loss().name()),
    }
}
