//! Model and training in PyTorch.

use super::{
    Language, activation,
    literal::{number, real},
    local, loss,
    numpy::{Listed, accuracy, said},
    optimizer,
    scene::Scene,
    script::Script,
};
use crate::nn::{Activation, Optimizer, Schedule};

/// Writes model, training and what comes of it.
pub(super) fn pytorch(scene: &Scene<'_>, script: &mut Script) {
    script.part("Network");
    script.weights(scene);
    script.put("\n");
    network(scene, script);
    loss::pytorch(scene, script);
    if scene.is_local() {
        script.part("Learning");
        activation::define(scene, script);
        local::local(scene, script);
        script.put("WEIGHTS = [kernel, bias]");
    }
    script.put(PUT);
    if !scene.is_local() {
        learning(scene, script);
    }
    script.part("What came of it");
    accuracy(scene, script);
    let sets = scene.sets().map_to_text();
    script.put("model.eval()\nwith torch.no_grad():");
    script.fill(
        "    for name, x, t in [§]:\n        z, t = model(torch.tensor(x)), torch.tensor(t)",
        &[&sets],
    );
    script.fill("        a = §", &[&answer(scene, "z")]);
    let of = if scene.takes_logits() { "z" } else { "a" };
    script.fill(
        "        shares = accuracy(a.numpy(), t.numpy())\n        print(f\"{name}: loss {loss_of(§, t):.6f}, § {shares:.4f}\")",
        &[of, said(scene.prepared.task)],
    );
    script.put("weights = [p.detach().numpy().T for p in model.parameters()]");
}

/// The network's answers to what it gives.
fn answer(scene: &Scene<'_>, z: &str) -> String {
    if scene.takes_logits() {
        activation::value(scene.e.output().activation, Language::Pytorch, z)
    } else {
        z.into()
    }
}

fn network(scene: &Scene<'_>, script: &mut Script) {
    let steps = scene
        .e
        .layers
        .iter()
        .any(|layer| layer.activation == Activation::Heaviside);
    if steps {
        script.put("def heaviside(z):\n    return (z >= 0).float() + 0 * z\n\n");
    }
    script.put("class Network(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.layers = nn.ModuleList([");
    let mut inputs = scene.start.inputs();
    for layer in &scene.e.layers {
        script.fill(
            "            nn.Linear(§, §),",
            &[&inputs.to_string(), &layer.units.to_string()],
        );
        inputs = layer.units;
    }
    script.put("        ])\n\n    def forward(self, x):");
    if scene.takes_logits() {
        script.put("        \"\"\"The weighted sums of the outputs: the loss takes them with their activation.\"\"\"");
    }
    for (at, layer) in scene.e.layers.iter().enumerate() {
        let z = format!("self.layers[{at}](x)");
        let is_last = at + 1 == scene.layers();
        if is_last && scene.takes_logits() {
            script.fill("        return §\n\n", &[&z]);
            continue;
        }
        let a = activation::value(layer.activation, Language::Pytorch, &z);
        if is_last {
            script.fill("        return §\n\n", &[&a]);
        } else {
            script.fill("        x = §", &[&a]);
            if scene.drops() {
                script.fill(
                    "        x = F.dropout(x, §, self.training)",
                    &[&number(scene.e.dropout)],
                );
            }
        }
    }
}

const PUT: &str = "model = Network()
with torch.no_grad():
    for p, initial in zip(model.parameters(), WEIGHTS):
        p.copy_(torch.tensor(initial.T))";

fn learning(scene: &Scene<'_>, script: &mut Script) {
    for layer in (0..scene.layers()).filter(|&layer| !scene.learns(layer)) {
        script.fill(
            "model.layers[§].requires_grad_(False)",
            &[&layer.to_string()],
        );
    }
    script.part("Learning");
    if scene.rests() {
        script.put("# Every layer is frozen: nothing learns.");
        return;
    }
    script.put("trained = [p for p in model.parameters() if p.requires_grad]");
    let is_known = optimize(scene, script);
    if scene.patience().is_some() {
        script.put("best, waited = None, 0");
    }
    script.put(LOOP);
    penalty(scene, script);
    script.put("        model.zero_grad()\n        loss.backward()");
    let rate = local::rate(scene, "start / len(rows)");
    if is_known {
        if scene.e.schedule != Schedule::Constant {
            script.fill("        optimizer.param_groups[0][\"lr\"] = §", &[&rate]);
        }
        script.put("        optimizer.step()");
    } else {
        script.fill("        step([p.grad for p in trained], §)", &[&rate]);
    }
    fixed(scene, script);
    if scene.patience().is_some() {
        script.put(STOP);
    }
}

/// Writes the optimizer; says whether it is PyTorch's own.
fn optimize(scene: &Scene<'_>, script: &mut Script) -> bool {
    let stays = scene.e.schedule == Schedule::Constant;
    let why = match scene.e.optimizer {
        Optimizer::Sgd { momentum, nesterov } if momentum == 0.0 || stays => {
            let nesterov = if nesterov && momentum > 0.0 {
                ", nesterov=True"
            } else {
                ""
            };
            script.fill(
                "optimizer = torch.optim.SGD(trained, lr=LEARNING_RATE, momentum=§§)",
                &[&real(momentum), nesterov],
            );
            return true;
        }
        Optimizer::Sgd { .. } => "torch.optim.SGD keeps its velocity without the rate",
        Optimizer::Adagrad { .. } | Optimizer::Rmsprop { .. } => {
            "PyTorch's has its epsilon outside the root"
        }
        Optimizer::Adam { .. } | Optimizer::Adamw { .. } => {
            "PyTorch's adds its epsilon to the unbiased root"
        }
        Optimizer::Nadam { .. } => "PyTorch's lets the momentum rise more slowly",
    };
    script.fill(
        "# Written out by Keras's rule, as the page has it: §.\nlearning = [p.detach() for p in trained]",
        &[why],
    );
    optimizer::step(scene.e.optimizer, script);
    false
}

const LOOP: &str = "inputs_of, targets_of = torch.tensor(x_train), torch.tensor(y_train)
for epoch in range(EPOCHS):
    model.train()
    rows = next_order()
    for start in range(0, len(rows), BATCH_SIZE):
        batch = rows[start : start + BATCH_SIZE]
        loss = loss_of(model(inputs_of[batch]), targets_of[batch])";

/// What large weights cost.
fn penalty(scene: &Scene<'_>, script: &mut Script) {
    if !scene.is_penalised() {
        return;
    }
    script.put("        for layer in model.layers:\n            if layer.weight.requires_grad:");
    for (weight, of) in [
        (scene.e.l1, "layer.weight.abs().sum()"),
        (scene.e.l2, "(layer.weight**2).sum()"),
    ] {
        if weight > 0.0 {
            script.fill(
                "                loss = loss + § * §",
                &[&number(weight), of],
            );
        }
    }
}

fn fixed(scene: &Scene<'_>, script: &mut Script) {
    let fixed = scene.fixed();
    if fixed.is_empty() {
        return;
    }
    script.put("        with torch.no_grad():");
    for (layer, is_weight, index, value) in fixed {
        let array = if is_weight { "weight.T" } else { "bias" };
        script.fill(
            "            model.layers[§].§[§] = §  # fixed",
            &[&layer.to_string(), array, &index, &number(value)],
        );
    }
}

const STOP: &str = "    # Early stopping: back to the best weights where the test loss has not fallen for so many epochs.
    model.eval()
    with torch.no_grad():
        test_loss = loss_of(model(torch.tensor(x_test)), torch.tensor(y_test)).item()
        if best is None or test_loss < best[0]:
            best, waited = (test_loss, [p.clone() for p in trained]), 0
            continue
        waited += 1
        if waited >= PATIENCE:
            for p, kept in zip(trained, best[1]):
                p.copy_(kept)
            break";
