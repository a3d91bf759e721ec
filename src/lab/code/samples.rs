//! The samples as they were measured, in the page's order.

use super::{images::images, literal, scene::Scene, script::Script};
use crate::data::{
    Loaded, Table, Targets,
    sheet::{Cells, Column as Cell, Role, used_rows},
};

/// Numbers beyond which they are packed.
const FEW: usize = 20_000;

/// A column of the table.
pub(super) struct Column<'a> {
    pub name: &'a str,
    /// The names of its categories; none of numbers.
    pub levels: &'a [String],
}

/// The columns of the table, inputs first.
pub(super) fn columns<'a>(scene: &'a Scene<'_>) -> Vec<Column<'a>> {
    let table = &scene.prepared.train_table;
    let mut columns: Vec<_> = match file(scene) {
        Some(loaded) => of_role(loaded, Role::Input).map(column).collect(),
        None => table.inputs.iter().map(|name| plain(name)).collect(),
    };
    match (&table.targets, file(scene)) {
        (Targets::Classes { names, .. }, loaded) => {
            let target = loaded.and_then(|loaded| of_role(loaded, Role::Target).next());
            columns.push(Column {
                name: target.map_or("class", |column| &column.name),
                levels: names,
            });
        }
        (_, Some(loaded)) => columns.extend(of_role(loaded, Role::Target).map(column)),
        (Targets::Labels { names, .. } | Targets::Values { names, .. }, None) => {
            columns.extend(names.iter().map(|name| plain(name)));
        }
    }
    columns
}

/// The file that the samples are from.
pub(super) fn file<'a>(scene: &'a Scene<'_>) -> Option<&'a Loaded> {
    let data = &scene.e.data;
    let has_columns = !data.has_features() && !scene.has_images();
    data.file.loaded().filter(|_| has_columns)
}

/// The file's columns that are for something.
pub(super) fn of_role(loaded: &Loaded, role: Role) -> impl Iterator<Item = &Cell> {
    let roles = loaded.sheet.columns.iter().zip(&loaded.reading.roles);
    roles.filter_map(move |(column, of)| (*of == role).then_some(column))
}

fn plain(name: &str) -> Column<'_> {
    Column { name, levels: &[] }
}

fn column(column: &Cell) -> Column<'_> {
    let levels: &[String] = match &column.cells {
        Cells::Categories { levels, .. } => levels,
        Cells::Numbers(_) | Cells::Text { .. } => &[],
    };
    Column {
        name: &column.name,
        levels,
    }
}

/// Writes the samples.
pub(super) fn samples(scene: &Scene<'_>, script: &mut Script) {
    script.part("Data");
    if scene.has_images() {
        images(scene, script);
        return;
    }
    let columns = columns(scene);
    let prepared = scene.prepared;
    let count = (prepared.train.len() + prepared.test.len()) * columns.len();
    let numbered = file(scene).is_none();
    if !numbered {
        script.put("# Of each column its name, and the names of its categories if these are no numbers.\nCOLUMNS = [");
        for Column { name, levels } in &columns {
            let levels = match levels {
                [] => "None".into(),
                levels => literal::texts(levels.iter().map(String::as_str)),
            };
            script.fill("    (§, §),", &[&literal::text(name), &levels]);
        }
        script.put("]\n");
        if count <= FEW {
            script.put(READ);
        }
    }
    if count > FEW {
        script.unpack();
    }
    let names = columns.iter().map(|column| column.name);
    let names = names
        .collect::<Vec<_>>()
        .join(", ")
        .replace(char::is_control, " ");
    let split = scene.e.data.rows(&scene.e.data.whole());
    let parts = [
        ("train", &prepared.train_table, &split.0),
        ("test", &prepared.test_table, &split.1),
    ];
    for (name, table, rows) in parts.into_iter().filter(|(_, table, _)| !table.is_empty()) {
        let said = [
            if name == "train" {
                "learnt from"
            } else {
                "held back"
            },
            &names,
        ];
        script.fill(
            "# § samples that are §, in the page's order: §.",
            &[&table.len().to_string(), said[0], said[1]],
        );
        match file(scene) {
            Some(loaded) if count <= FEW => cells(script, name, loaded, rows),
            loaded => {
                let values =
                    loaded.map_or_else(|| numbers(table), |loaded| codes(loaded, table, rows));
                if count <= FEW {
                    listed(script, name, &values, columns.len());
                } else {
                    packed(script, name, &values, columns.len());
                }
            }
        }
    }
}

const READ: &str = "
def read(text):
    \"\"\"The rows of a table in numbers: of categories their place, of what is missing nan.\"\"\"
    def value(cell, categories):
        if cell == \"\":
            return np.nan
        return categories.index(cell) if categories else float(cell)

    rows = csv.reader(io.StringIO(text, newline=\"\"))
    table = [[value(cell, column[1]) for cell, column in zip(row, COLUMNS)] for row in rows]
    return np.array(table, \"float32\")

";

/// The samples of a table that has no categories but classes, row by row.
fn numbers(table: &Table) -> Vec<f32> {
    let mut values = Vec::new();
    for row in 0..table.len() {
        values.extend(table.x.row(row));
        targets(&table.targets, row, &mut values);
    }
    values
}

fn targets(targets: &Targets, row: usize, values: &mut Vec<f32>) {
    match targets {
        Targets::Classes { of, .. } => values.push(f32::from(of[row])),
        Targets::Labels { on: of, .. } | Targets::Values { of, .. } => {
            values.extend(of.row(row).iter());
        }
    }
}

/// Rows of a file's inputs as measured, with their targets; categories by their number.
fn codes(loaded: &Loaded, table: &Table, rows: &[u32]) -> Vec<f32> {
    let used = used_rows(&loaded.sheet, &loaded.reading);
    let inputs: Vec<_> = of_role(loaded, Role::Input).collect();
    let mut values = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let row = used[*row as usize];
        values.extend(inputs.iter().map(|column| match &column.cells {
            Cells::Numbers(values) => values[row],
            Cells::Categories { .. } if column.is_missing(row) => f32::NAN,
            Cells::Categories { codes, .. } => f32::from(codes[row]),
            Cells::Text { .. } => f32::NAN,
        }));
        targets(&table.targets, place, &mut values);
    }
    values
}

/// Rows of a file as they stand there.
fn cells(script: &mut Script, name: &str, loaded: &Loaded, rows: &[u32]) {
    let used = used_rows(&loaded.sheet, &loaded.reading);
    let columns: Vec<_> = [Role::Input, Role::Target]
        .into_iter()
        .flat_map(|role| of_role(loaded, role))
        .collect();
    script.fill("§ = read(\"\"\"\\", &[name]);
    for row in rows {
        let cells = columns.iter().map(|column| {
            let cell = column.cell(used[*row as usize]);
            if cell.contains([',', '"', '\n', '\r']) {
                format!("\"{}\"", cell.replace('"', "\"\""))
            } else {
                cell.into_owned()
            }
        });
        let row = cells.collect::<Vec<_>>().join(",");
        script.data(literal::line(&row));
    }
    script.put("\"\"\")");
}

fn listed(script: &mut Script, name: &str, values: &[f32], columns: usize) {
    script.fill("§ = np.array([", &[name]);
    let rows = values.chunks(columns).map(literal::numbers);
    literal::wrapped(rows)
        .into_iter()
        .for_each(|line| script.data(line));
    script.put("], \"float32\")");
}

fn packed(script: &mut Script, name: &str, values: &[f32], columns: usize) {
    let is_byte = |value: &f32| *value == f32::from(*value as u8);
    let (kind, bytes): (_, Vec<u8>) = if values.iter().all(is_byte) {
        ("u1", values.iter().map(|value| *value as u8).collect())
    } else {
        (
            "<f4",
            values
                .iter()
                .flat_map(|value| value.to_le_bytes())
                .collect(),
        )
    };
    script.fill("§ = unpack(\"\"\"", &[name]);
    literal::packed(&bytes)
        .into_iter()
        .for_each(|line| script.data(line));
    script.fill("\"\"\", \"§\", §)", &[kind, &columns.to_string()]);
}
