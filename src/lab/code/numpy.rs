//! Model and training in NumPy alone, for reading.

use super::{
    Language, activation, literal::number, local, loss, optimizer, scene::Scene, script::Script,
};
use crate::nn::{Activation, Task};

/// Writes model, training and what comes of it.
pub(super) fn numpy(scene: &Scene<'_>, script: &mut Script) {
    script.part("Network");
    script.weights(scene);
    script.put("\n");
    activation::define(scene, script);
    loss::numpy(scene, script);
    if scene.is_local() {
        script.part("Learning");
        local::local(scene, script);
        script.put("WEIGHTS = [kernel, bias]\n\n");
        names(scene, script);
        forward(scene, script);
    } else {
        names(scene, script);
        forward(scene, script);
        script.part("Backpropagation");
        loss::define(scene, script);
        backward(scene, script);
        script.part("Learning");
        learning(scene, script);
    }
    script.part("What came of it");
    accuracy(scene, script);
    let sets = scene.sets().map_to_text();
    script.fill(REPORT, &[&sets, said(scene.prepared.task)]);
    script.put("weights = WEIGHTS");
}

const REPORT: &str = "for name, x, t in [§]:
    *_, z, a = forward(x)
    print(f\"{name}: loss {loss_of(z, a, t):.6f}, § {accuracy(a, t):.4f}\")";

/// Sets of samples as a list of Python.
pub(super) trait Listed {
    fn map_to_text(&self) -> String;
}

impl Listed for Vec<[&'static str; 3]> {
    fn map_to_text(&self) -> String {
        let sets = self
            .iter()
            .map(|[name, x, y]| format!("(\"{name}\", {x}, {y})"));
        sets.collect::<Vec<_>>().join(", ")
    }
}

/// What counts beside the loss.
pub(super) fn said(task: Task) -> &'static str {
    match task {
        Task::Regression => "R2",
        Task::Binary | Task::Multiclass | Task::Multilabel => "accuracy",
    }
}

/// Writes what counts beside the loss.
pub(super) fn accuracy(scene: &Scene<'_>, script: &mut Script) {
    script.put("def accuracy(a, t):");
    let half = number(scene.prepared.target.threshold());
    match scene.prepared.task {
        Task::Regression => script.put("    \"\"\"R squared: how much of the targets' variance is explained.\"\"\"\n    return (1 - ((a - t) ** 2).sum(axis=0) / ((t - t.mean(axis=0)) ** 2).sum(axis=0)).mean()"),
        Task::Binary | Task::Multilabel => script.fill(
            "    \"\"\"The share of outputs on the side of their targets.\"\"\"\n    return ((a > §) == (t > §)).mean()",
            &[&half, &half],
        ),
        Task::Multiclass => script.put("    \"\"\"The share of samples whose largest output is that of their class.\"\"\"\n    return (a.argmax(axis=1) == t.argmax(axis=1)).mean()"),
    }
    script.put("\n");
}

/// W1, b1, W2, … and those of them that learn.
fn names(scene: &Scene<'_>, script: &mut Script) {
    let name = |layer: usize| format!("W{0}, b{0}", layer + 1);
    let all: Vec<String> = (0..scene.layers()).map(name).collect();
    script.fill("§ = WEIGHTS", &[&all.join(", ")]);
    if !scene.is_local() {
        let learning = (0..scene.layers()).filter(|&layer| scene.learns(layer));
        let learning: Vec<String> = learning.map(name).collect();
        script.fill("learning = [§]", &[&learning.join(", ")]);
    }
    script.put("\n");
}

/// What a layer reads.
fn source(scene: &Scene<'_>, layer: usize) -> String {
    match layer {
        0 => "x".into(),
        _ if scene.drops() => format!("h{layer}"),
        _ => format!("a{layer}"),
    }
}

/// Masks of the hidden layers, each with so much after it.
fn masks(scene: &Scene<'_>, after: &str) -> String {
    let hidden = 1..scene.layers();
    hidden
        .filter(|_| scene.drops())
        .map(|layer| format!(", m{layer}{after}"))
        .collect()
}

fn forward(scene: &Scene<'_>, script: &mut Script) {
    script.fill(
        "def forward(x§):\n    \"\"\"Of each layer the weighted sums z and the values a.\"\"\"",
        &[&masks(scene, "=1")],
    );
    let mut values = Vec::new();
    for layer in 0..scene.layers() {
        let n = (layer + 1).to_string();
        script.fill("    z§ = § @ W§ + b§", &[&n, &source(scene, layer), &n, &n]);
        let a = activation::value(
            scene.e.layers[layer].activation,
            Language::Numpy,
            &format!("z{n}"),
        );
        script.fill("    a§ = §", &[&n, &a]);
        if scene.drops() && layer + 1 < scene.layers() {
            script.fill("    h§ = a§ * m§", &[&n, &n, &n]);
            values.push(format!("h{n}"));
        }
        values.push(format!("z{n}, a{n}"));
    }
    script.fill("    return §\n", &[&values.join(", ")]);
}

fn backward(scene: &Scene<'_>, script: &mut Script) {
    let layers = scene.layers();
    if scene.drops() {
        script.fill(DROP, &[&number(scene.e.dropout), &number(scene.e.dropout)]);
    }
    script.put("def backward(x, t):\n    \"\"\"The gradient of the mean loss over a batch; of each layer d is its slope by z.\"\"\"");
    for layer in (1..layers).filter(|_| scene.drops()) {
        script.fill(
            "    m§ = drop(len(x), §)",
            &[
                &layer.to_string(),
                &scene.e.layers[layer - 1].units.to_string(),
            ],
        );
    }
    let values: Vec<String> = (1..=layers)
        .map(|n| {
            let dropped = if scene.drops() && n < layers {
                format!("h{n}, ")
            } else {
                String::new()
            };
            format!("{dropped}z{n}, a{n}")
        })
        .collect();
    script.fill(
        "    § = forward(x§)",
        &[&values.join(", "), &masks(scene, "")],
    );
    // Below the first layer that learns nothing is asked for.
    let first = (0..layers)
        .find(|&layer| scene.learns(layer))
        .unwrap_or(layers);
    for layer in (first..layers).rev() {
        delta(scene, layer, script);
        if scene.learns(layer) {
            gradient(scene, layer, script);
        }
    }
    let learning = (0..layers).filter(|&layer| scene.learns(layer));
    let gradients: Vec<String> = learning
        .map(|layer| format!("gW{0}, gb{0}", layer + 1))
        .collect();
    script.fill("    return [§]\n", &[&gradients.join(", ")]);
}

const DROP: &str = "chance = np.random.default_rng(0)


def drop(samples, units):
    \"\"\"0 where a unit is left out; the others are scaled up, so that sums stay the same on average.\"\"\"
    return (chance.random((samples, units)) >= §) / (1 - §)

";

fn delta(scene: &Scene<'_>, layer: usize, script: &mut Script) {
    let (n, next) = ((layer + 1).to_string(), (layer + 2).to_string());
    let (z, a) = (format!("z{n}"), format!("a{n}"));
    let activation = scene.e.layers[layer].activation;
    let slope = activation::slope(activation, &z, &a);
    if layer + 1 < scene.layers() {
        let mask = if scene.drops() {
            format!(" * m{n}")
        } else {
            String::new()
        };
        let slope = slope.map_or(String::new(), |slope| format!(" * {slope}"));
        script.fill("    d§ = d§ @ W§.T§§", &[&n, &next, &next, &mask, &slope]);
        return;
    }
    let of_loss = loss::slope(scene, &a);
    if scene.takes_logits() {
        script.fill(
            "    d§ = §  # loss and activation together",
            &[&n, &of_loss],
        );
    } else if activation == Activation::Softmax {
        script.fill(
            "    g = §\n    d§ = § * (g - (g * §).sum(axis=1, keepdims=True))",
            &[&of_loss, &n, &a, &a],
        );
    } else {
        let slope = slope.map_or(String::new(), |slope| format!(" * {slope}"));
        script.fill("    d§ = §§", &[&n, &of_loss, &slope]);
    }
}

fn gradient(scene: &Scene<'_>, layer: usize, script: &mut Script) {
    let n = (layer + 1).to_string();
    script.fill(
        "    gW§, gb§ = §.T @ d§, d§.sum(axis=0)",
        &[&n, &n, &source(scene, layer), &n, &n],
    );
    if scene.is_penalised() {
        let (mut terms, e) = (Vec::new(), &scene.e);
        if e.l1 > 0.0 {
            terms.push(format!("{} * np.sign(W{n})", number(e.l1)));
        }
        if e.l2 > 0.0 {
            terms.push(format!("2 * {} * W{n}", number(e.l2)));
        }
        script.fill(
            "    gW§ = gW§ + §  # penalty on large weights",
            &[&n, &n, &terms.join(" + ")],
        );
    }
}

fn learning(scene: &Scene<'_>, script: &mut Script) {
    optimizer::step(scene.e.optimizer, script);
    if scene.patience().is_some() {
        script.put("best, waited = None, 0");
    }
    let rate = local::rate(scene, "start / len(rows)");
    script.fill(LOOP, &[&rate]);
    for (layer, is_weight, index, value) in scene.fixed() {
        let array = if is_weight { "W" } else { "b" };
        script.fill(
            "        §§[§] = §  # fixed",
            &[array, &(layer + 1).to_string(), &index, &number(value)],
        );
    }
    if scene.patience().is_some() {
        script.put(STOP);
    }
}

const LOOP: &str = "for epoch in range(EPOCHS):
    rows = next_order()
    for start in range(0, len(rows), BATCH_SIZE):
        batch = rows[start : start + BATCH_SIZE]
        step(backward(x_train[batch], y_train[batch]), §)";

const STOP: &str = "    # Early stopping: back to the best weights where the test loss has not fallen for so many epochs.
    *_, z, a = forward(x_test)
    test_loss = loss_of(z, a, y_test)
    if best is None or test_loss < best[0]:
        best, waited = (test_loss, [p.copy() for p in learning]), 0
        continue
    waited += 1
    if waited >= PATIENCE:
        for p, kept in zip(learning, best[1]):
            p[...] = kept
        break";
