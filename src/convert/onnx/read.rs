//! An ONNX file as a model: one chain of operations from the input to the output.

use std::collections::HashMap;

use prost::Message;
use separable_nn::Activation;

use super::{
    matched::{Uses, several},
    proto::{Attribute, DOUBLE, FLOAT, Graph, Model as File, Node, Tensor},
    steps::{Step, assemble},
};
use crate::{
    model::{LAYERS, Model, PARAMETERS},
    wrong::{Fault, Place, Wrong},
};

/// Operations of a file, at most: a layer takes several.
const NODES: usize = 8 * LAYERS;

/// Reads a file with its parameters.
pub fn read(bytes: &[u8]) -> Result<Model, Fault> {
    let file = |wrong| Place::File.fault(wrong);
    let graph = match File::decode(bytes) {
        Ok(File {
            ir_version: 1..,
            opset_import,
            ..
        }) if opset_import.is_empty() => {
            return Err(file(Wrong::Damaged(
                "it does not say which operators it means".into(),
            )));
        }
        Ok(File {
            graph: Some(graph),
            ir_version: 1..,
            ..
        }) => graph,
        // What begins with its version is meant to be one.
        Err(e) if bytes.first() == Some(&8) => return Err(file(Wrong::Damaged(e.to_string()))),
        _ => return Err(file(Wrong::NoKind)),
    };
    if graph.node.len() > NODES {
        return Err(file(Wrong::TooManyLayers(LAYERS)));
    }
    Reader::new(&graph)?.model()
}

struct Reader<'a> {
    graph: &'a Graph,
    constants: HashMap<&'a str, &'a Tensor>,
    uses: Uses<'a>,
    steps: Vec<(Step, Place)>,
}

/// A setting of an operation.
pub fn attribute<'a>(node: &'a Node, name: &str) -> Option<&'a Attribute> {
    node.attribute
        .iter()
        .find(|attribute| attribute.name == name)
}

impl<'a> Reader<'a> {
    fn new(graph: &'a Graph) -> Result<Self, Fault> {
        let mut constants: HashMap<&str, &Tensor> = HashMap::new();
        for tensor in &graph.initializer {
            constants.insert(&tensor.name, tensor);
        }
        for node in graph.node.iter().filter(|node| node.op_type == "Constant") {
            if let (Some(name), Some(tensor)) = (
                node.output.first(),
                attribute(node, "value").and_then(|a| a.t.as_ref()),
            ) {
                constants.insert(name, tensor);
            }
        }
        let uses = Uses::of(graph, |name| constants.contains_key(name));
        Ok(Self {
            graph,
            constants,
            uses,
            steps: Vec::new(),
        })
    }

    fn model(mut self) -> Result<Model, Fault> {
        let file = |wrong| Place::File.fault(wrong);
        let graph = self.graph;
        // Older files list the parameters among the inputs.
        let mut inputs = graph
            .input
            .iter()
            .filter(|input| !self.constants.contains_key(&*input.name));
        let (Some(input), None) = (inputs.next(), inputs.next()) else {
            return Err(file(Wrong::SeveralEnds));
        };
        let [output] = &graph.output[..] else {
            return Err(file(Wrong::SeveralEnds));
        };
        let shape = input
            .r#type
            .as_ref()
            .and_then(|t| t.tensor_type.as_ref()?.shape.as_ref());
        let sides = shape.map(|shape| shape.dim.iter().skip(1).map(|side| side.dim_value));
        let mut columns = match sides.and_then(Iterator::collect::<Option<Vec<i64>>>) {
            Some(sides) => {
                Some(count(&sides).ok_or_else(|| file(Wrong::TooManyParameters(PARAMETERS)))?)
            }
            None => None,
        };
        let mut at: &str = &input.name;
        // Each operation is gone through once, so a ring ends too.
        for _ in 0..=graph.node.len() {
            if at == output.name {
                break;
            }
            at = self.next(at)?;
        }
        if at != output.name {
            return Err(file(Wrong::NoModel));
        }
        if columns.is_none_or(|columns| columns == 0) {
            columns = self.steps.iter().find_map(|(step, _)| match step {
                Step::Kernel(kernel, units) => Some(kernel.len() / units.max(&1)),
                _ => None,
            });
        }
        let columns = columns.ok_or_else(|| file(Wrong::NoModel))?;
        assemble(columns, self.steps)
    }

    fn place(&self, at: usize) -> Place {
        let node = &self.graph.node[at];
        let name = match node.name.is_empty() {
            true => &node.op_type,
            false => &node.name,
        };
        Place::Layer(at + 1, name.clone())
    }

    /// Goes on from a value by what reads it, and gives the name of what comes out.
    fn next(&mut self, at: &str) -> Result<&'a str, Fault> {
        let graph = self.graph;
        let users = self.uses.of_value(at);
        let &[user] = users else {
            let place = users
                .first()
                .map_or(Place::File, |first| self.place(*first));
            let (activation, output) = several(graph, &self.uses, at, &|name| self.single(name))
                .ok_or_else(|| place.fault(Wrong::Branch))?;
            self.steps.push((Step::Activation(activation), place));
            return Ok(output);
        };
        let node = &graph.node[user];
        let place = self.place(user);
        let Some(output) = node.output.first() else {
            return Err(place.fault(Wrong::NoModel));
        };
        if !node.domain.is_empty() && node.domain != "ai.onnx" {
            return Err(place.fault(Wrong::Custom(format!("{}.{}", node.domain, node.op_type))));
        }
        if node.op_type == "GreaterOrEqual" {
            return self.step(at, node, place);
        }
        let steps = self.steps_of(at, node, &place)?;
        self.steps
            .extend(steps.into_iter().map(|step| (step, place.clone())));
        Ok(output)
    }

    /// `z ≥ 0`, as a number.
    fn step(&mut self, at: &str, node: &'a Node, place: Place) -> Result<&'a str, Fault> {
        let no_counterpart = || place.fault(Wrong::NoCounterpart(node.op_type.clone()));
        let [z, zero] = &node.input[..] else {
            return Err(no_counterpart());
        };
        let cast = node.output.first().map(|output| self.uses.of_value(output));
        let Some(&[cast]) = cast else {
            return Err(no_counterpart());
        };
        let cast = &self.graph.node[cast];
        let is_step = z == at && self.single(zero) == Some(0.0) && cast.op_type == "Cast";
        let (true, Some(output)) = (is_step, cast.output.first()) else {
            return Err(no_counterpart());
        };
        self.steps
            .push((Step::Activation(Activation::Heaviside), place));
        Ok(output)
    }

    /// What an operation does with a value, where nothing else reads that.
    fn steps_of(&self, at: &str, node: &Node, place: &Place) -> Result<Vec<Step>, Fault> {
        let number = |name: &str, usual: f32| attribute(node, name).map_or(usual, |a| a.f);
        let fixed = |name: &str, usual: f32, ours: f32| {
            let value = number(name, usual);
            match (value - ours).abs() < 1e-6 {
                true => Ok(()),
                false => Err(place.fault(Wrong::Fixed(
                    name.into(),
                    value.to_string(),
                    ours.to_string(),
                ))),
            }
        };
        let activation = |activation| Ok(vec![Step::Activation(activation)]);
        match node.op_type.as_str() {
            "Identity" | "Dropout" | "Flatten" | "Reshape" | "Cast" => Ok(Vec::new()),
            "Gemm" => self.gemm(at, node, place),
            "MatMul" => Ok(vec![self.kernel(at, node, false, 1.0, place)?]),
            "Add" | "Sub" | "Mul" | "Div" => self.affine(at, node, place),
            "Sign" => activation(Activation::Sign),
            "Sigmoid" => activation(Activation::Sigmoid),
            "Tanh" => activation(Activation::Tanh),
            "Relu" => activation(Activation::Relu),
            "Softplus" => activation(Activation::Softplus),
            "LeakyRelu" => {
                fixed("alpha", 0.01, 0.3)?;
                activation(Activation::LeakyRelu)
            }
            "Elu" => {
                fixed("alpha", 1.0, 1.0)?;
                activation(Activation::Elu)
            }
            "Selu" => {
                fixed("alpha", 1.673_263_2, 1.673_263_2)?;
                fixed("gamma", 1.050_701, 1.050_701)?;
                activation(Activation::Selu)
            }
            "Gelu" => match attribute(node, "approximate").is_none_or(|a| a.s == b"none") {
                true => activation(Activation::Gelu),
                false => Err(place.fault(Wrong::Setting("approximate".into(), "tanh".into()))),
            },
            "Swish" => {
                fixed("alpha", 1.0, 1.0)?;
                activation(Activation::Swish)
            }
            "Softmax" => match attribute(node, "axis").map_or(-1, |a| a.i) {
                -1 | 1 => activation(Activation::Softmax),
                axis => Err(place.fault(Wrong::Setting("axis".into(), axis.to_string()))),
            },
            kind => Err(place.fault(Wrong::NoCounterpart(kind.into()))),
        }
    }

    fn gemm(&self, at: &str, node: &Node, place: &Place) -> Result<Vec<Step>, Fault> {
        let flag = |name: &str| attribute(node, name).is_some_and(|a| a.i != 0);
        let number = |name: &str| attribute(node, name).map_or(1.0, |a| a.f);
        if flag("transA") {
            return Err(place.fault(Wrong::Setting("transA".into(), "1".into())));
        }
        let mut steps = vec![self.kernel(at, node, flag("transB"), number("alpha"), place)?];
        if let Some(name) = node.input.get(2).filter(|name| !name.is_empty()) {
            let beta = f64::from(number("beta"));
            let bias = self.values(name, place)?;
            let each = bias.iter().map(|b| [1.0, beta * f64::from(*b)]);
            steps.push(Step::Affine(each.collect()));
        }
        Ok(steps)
    }

    /// The kernel that a value is multiplied by from the right.
    fn kernel(
        &self,
        at: &str,
        node: &Node,
        is_transposed: bool,
        factor: f32,
        place: &Place,
    ) -> Result<Step, Fault> {
        let (Some(from), Some(name)) = (node.input.first(), node.input.get(1)) else {
            return Err(place.fault(Wrong::NoWeights));
        };
        if from != at {
            return Err(place.fault(Wrong::OutOfPlace("a product from the left".into())));
        }
        let tensor = self
            .constants
            .get(&**name)
            .ok_or_else(|| place.fault(Wrong::Merge))?;
        let values = self.values(name, place)?;
        // Their product is the count of the values, which is no more than can be.
        let sides: Vec<usize> = tensor.dims.iter().map(|side| *side as usize).collect();
        let (&[rows, columns], false) = (&sides[..], values.is_empty()) else {
            return Err(place.fault(Wrong::NotFlat(sides)));
        };
        let at = |row: usize, column: usize| match is_transposed {
            true => values[column * columns + row],
            false => values[row * columns + column],
        };
        let (inputs, units) = if is_transposed {
            (columns, rows)
        } else {
            (rows, columns)
        };
        let kernel = (0..inputs).flat_map(|row| (0..units).map(move |column| (row, column)));
        let kernel = kernel
            .map(|(row, column)| factor * at(row, column))
            .collect();
        Ok(Step::Kernel(kernel, units))
    }

    fn affine(&self, at: &str, node: &Node, place: &Place) -> Result<Vec<Step>, Fault> {
        let [left, right] = &node.input[..] else {
            return Err(place.fault(Wrong::Merge));
        };
        let is_left = left == at;
        let values = self.values(if is_left { right } else { left }, place)?;
        let values = values.iter().copied().map(f64::from);
        let each: Vec<[f64; 2]> = match (node.op_type.as_str(), is_left) {
            ("Add", _) => values.map(|c| [1.0, c]).collect(),
            ("Sub", true) => values.map(|c| [1.0, -c]).collect(),
            ("Sub", false) => values.map(|c| [-1.0, c]).collect(),
            ("Mul", _) => values.map(|c| [c, 0.0]).collect(),
            ("Div", true) => values.map(|c| [1.0 / c, 0.0]).collect(),
            _ => {
                return Err(place.fault(Wrong::NoCounterpart(
                    "a constant divided by a layer’s values".into(),
                )));
            }
        };
        Ok(vec![Step::Affine(each)])
    }

    /// The one number of a constant.
    fn single(&self, name: &str) -> Option<f32> {
        match self.values(name, &Place::File).ok()?[..] {
            [one] => Some(one),
            _ => None,
        }
    }

    /// The numbers of a constant, as many as its shape says.
    fn values(&self, name: &str, place: &Place) -> Result<Vec<f32>, Fault> {
        let tensor = self
            .constants
            .get(name)
            .ok_or_else(|| place.fault(Wrong::Merge))?;
        let damaged = |why: &str| place.fault(Wrong::Damaged(format!("{name}: {why}")));
        let count =
            count(&tensor.dims).ok_or_else(|| place.fault(Wrong::TooManyParameters(PARAMETERS)))?;
        if tensor.data_location != 0 {
            return Err(damaged("its numbers are in another file"));
        }
        let raw = &tensor.raw_data;
        let values: Vec<f32> = match (tensor.data_type, raw.is_empty()) {
            (FLOAT, true) => tensor.float_data.clone(),
            (DOUBLE, true) => tensor
                .double_data
                .iter()
                .map(|value| *value as f32)
                .collect(),
            (FLOAT, false) => raw
                .as_chunks()
                .0
                .iter()
                .map(|b| f32::from_le_bytes(*b))
                .collect(),
            (DOUBLE, false) => raw
                .as_chunks()
                .0
                .iter()
                .map(|b| f64::from_le_bytes(*b) as f32)
                .collect(),
            _ => return Err(damaged("its numbers are neither float nor double")),
        };
        if values.len() != count {
            return Err(damaged("it has fewer or more numbers than its shape says"));
        }
        match values.iter().all(|value| value.is_finite()) {
            true => Ok(values),
            false => Err(place.fault(Wrong::NotFinite)),
        }
    }
}

/// How many numbers a shape has, unless they are too many.
fn count(dims: &[i64]) -> Option<usize> {
    let product = dims.iter().try_fold(1usize, |n, side| {
        n.checked_mul(usize::try_from(*side).ok()?)
    });
    product.filter(|count| *count <= PARAMETERS)
}
