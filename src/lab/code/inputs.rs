//! From rows of the table to what the network reads, and to its targets.

use super::{
    literal,
    samples::{Column, columns, file, of_role},
    scene::Scene,
    script::Script,
};
use crate::{
    data::{
        Feature, Targets,
        sheet::{Fill, Role, fill_of},
    },
    nn::Task,
};

/// Writes what the network reads and learns of the samples.
pub(super) fn inputs(scene: &Scene<'_>, script: &mut Script) {
    script.part("Inputs and targets");
    scaled(scene, script);
    let columns = columns(scene);
    match file(scene) {
        Some(_) => of_columns(scene, &columns, script),
        None if scene.has_images() => script.put(
            "\ndef inputs(table):\n    \"\"\"What the network reads of each row.\"\"\"\n    x = table[:, :-1]",
        ),
        None => of_features(scene, script),
    }
    script.put(if scene.prepared.encoder.standard.is_some() {
        "    return (x - MEAN) / DEVIATION\n\n"
    } else {
        "    return x\n\n"
    });
    targets(scene, columns.len(), script);
    for [_, x, y] in scene.sets() {
        let table = &x[2..];
        script.fill("§ = inputs(§)\n§ = targets(§)", &[x, table, y, table]);
    }
}

/// The numbers that were fitted to the training samples.
fn scaled(scene: &Scene<'_>, script: &mut Script) {
    if let Some(standard) = &scene.prepared.encoder.standard {
        let part = |of: fn(&(f32, f32)) -> f32| {
            literal::numbers(&standard.iter().map(of).collect::<Vec<_>>())
        };
        if scene.has_images() && !scene.e.standardize {
            let (black, white) = standard.first().copied().unwrap_or_default();
            script.fill(
                "# Pixels are scaled to 0 and 1.\nMEAN = §\nDEVIATION = §\n\n",
                &[&literal::real(black), &literal::real(white)],
            );
            return;
        }
        script.fill(
            "# Of each input over the training samples.\nMEAN = np.array(§, \"float32\")\nDEVIATION = np.array(§, \"float32\")\n\n",
            &[&part(|s| s.0), &part(|s| s.1)],
        );
    }
}

/// Features of a place in the plane, or on a line.
fn of_features(scene: &Scene<'_>, script: &mut Script) {
    let features: Vec<_> = scene.e.features.iter().map(feature).collect();
    script.put("\ndef inputs(table):\n    \"\"\"What the network reads of each row.\"\"\"\n    x1 = table[:, 0]");
    if scene.prepared.train_table.x.ncols() > 1 {
        script.put("    x2 = table[:, 1]");
    }
    script.fill("    x = np.stack([§], axis=1)", &[&features.join(", ")]);
}

fn feature(feature: Feature) -> &'static str {
    match feature {
        Feature::X1 => "x1",
        Feature::X2 => "x2",
        Feature::X1Squared => "x1**2",
        Feature::X2Squared => "x2**2",
        Feature::X1X2 => "x1 * x2",
        Feature::SinX1 => "np.sin(x1)",
        Feature::SinX2 => "np.sin(x2)",
    }
}

/// The columns of a file: numbers as they are, an input for each category.
fn of_columns(scene: &Scene<'_>, columns: &[Column<'_>], script: &mut Script) {
    let Some(loaded) = file(scene) else { return };
    let inputs: Vec<_> = of_role(loaded, Role::Input).collect();
    let count = inputs.len().to_string();
    let lacking: Vec<_> = inputs
        .iter()
        .enumerate()
        .filter(|(_, column)| column.missing() > 0)
        .collect();
    let fills = loaded.reading.missing == crate::data::sheet::Missing::Mean && !lacking.is_empty();
    if fills {
        script.put("# What missing values become: the mean of the column's numbers, or its most frequent category.\nUSUAL = {");
        for (place, column) in &lacking {
            let levels = columns[*place].levels;
            let usual = match fill_of(column) {
                Some(Fill::Mean(mean)) => literal::number(mean),
                Some(Fill::MostFrequent(usual)) => {
                    let code = levels.iter().position(|level| *level == usual);
                    code.unwrap_or(0).to_string()
                }
                None => continue,
            };
            let said = match levels {
                [] => "",
                levels => usual
                    .parse()
                    .ok()
                    .and_then(|at: usize| levels.get(at))
                    .map_or("", String::as_str),
            };
            script.fill(
                "    §: §,  # §",
                &[
                    &place.to_string(),
                    &usual,
                    &literal::line(&format!("{} {said}", column.name)),
                ],
            );
        }
        script.put("}\n");
    }
    script.put("\ndef inputs(table):\n    \"\"\"What the network reads of each row.\"\"\"");
    if fills {
        script.put("    table = table.copy()\n    for column, usual in USUAL.items():\n        table[np.isnan(table[:, column]), column] = usual");
    }
    if columns[..inputs.len()]
        .iter()
        .all(|column| column.levels.is_empty())
    {
        script.fill("    x = table[:, :§]", &[&count]);
        return;
    }
    script.fill(ONE_HOT, &[&count]);
}

const ONE_HOT: &str = "    x = []
    for column in range(§):
        values, categories = table[:, column], COLUMNS[column][1]
        if not categories:
            x.append(values)
        elif len(categories) > 2:  # one-hot: an input for each
            x.extend(values == category for category in range(len(categories)))
        else:  # an input that is 1 where the last of them holds
            x.append(values == len(categories) - 1)
    x = np.stack(x, axis=1).astype(\"float32\")";

/// What is to be learnt.
fn targets(scene: &Scene<'_>, columns: usize, script: &mut Script) {
    let prepared = scene.prepared;
    let outputs = match prepared.train_table.targets {
        Targets::Classes { .. } => 1,
        Targets::Labels { .. } | Targets::Values { .. } => prepared.names().len(),
    };
    let first = columns - outputs;
    let (negative, positive) = (
        literal::number(prepared.target.negative),
        literal::number(prepared.target.positive),
    );
    let first = first.to_string();
    script.put("def targets(table):\n    \"\"\"What the network is to answer to each row.\"\"\"");
    match prepared.task {
        Task::Regression => numbers(scene, &first, script),
        Task::Binary | Task::Multilabel => script.fill(
            "    return np.where(table[:, §:] > 0.5, §, §).astype(\"float32\")",
            &[&first, &positive, &negative],
        ),
        Task::Multiclass => script.fill(
            "    is_class = table[:, §:] == np.arange(§)\n    return np.where(is_class, §, §).astype(\"float32\")",
            &[&first, &prepared.names().len().to_string(), &positive, &negative],
        ),
    }
    script.put("\n");
}

fn numbers(scene: &Scene<'_>, first: &str, script: &mut Script) {
    let scales = &scene.prepared.scales;
    if !scales.iter().any(|scale| scale.is_scaled()) {
        script.fill("    return table[:, §:]", &[first]);
        return;
    }
    let part = |of: fn(&crate::lab::Scale) -> f32| {
        literal::numbers(&scales.iter().map(of).collect::<Vec<_>>())
    };
    script.fill(
        "    # The output cannot leave its range, so the numbers are brought into that.\n    offset, factor = np.array(§, \"float32\"), np.array(§, \"float32\")\n    return (table[:, §:] - offset) / factor",
        &[&part(|s| s.offset), &part(|s| s.factor), first],
    );
}
