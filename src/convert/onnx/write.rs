//! A model as an ONNX file: each layer a `Gemm` with its activation, between what scales inputs and outputs.

use prost::Message;
use separable_nn::{Activation, Named};

use super::proto::{
    Attribute, Dimension, FLOAT, Graph, IR_VERSION, Model as File, Node, OPSET, Opset, Shape,
    Tensor, TensorType, Type, ValueInfo,
};
use crate::{
    model::{Layer, Model, Scale, Scaler, Weights},
    wrong::{Fault, Place, Wrong},
};

/// Writes a model; all its layers need parameters.
pub fn write(model: &Model) -> Result<Vec<u8>, Fault> {
    let mut graph = Writer::default();
    graph.scaler(&model.scaler);
    for (l, layer) in model.layers.iter().enumerate() {
        let place = Place::Layer(l + 1, String::new());
        let weights = layer.weights.as_ref();
        let weights = weights.ok_or_else(|| place.fault(Wrong::NoWeights))?;
        graph.layer(l, layer, weights, l + 1 == model.layers.len());
    }
    graph.rescaled(&model.rescaled);
    let at = graph.at.clone();
    graph.node("Identity", "output", &[&at], "outputs", Vec::new());
    let file = File {
        ir_version: IR_VERSION,
        producer_name: "Separable".into(),
        doc_string:
            "A network trained on Separable’s page. Inputs as they are measured, in this order."
                .into(),
        graph: Some(graph.end(model)),
        opset_import: vec![Opset {
            domain: String::new(),
            version: OPSET,
        }],
    };
    Ok(file.encode_to_vec())
}

struct Writer {
    graph: Graph,
    /// The name of what has been computed so far.
    at: String,
}

impl Default for Writer {
    fn default() -> Self {
        Self {
            graph: Graph::default(),
            at: "inputs".into(),
        }
    }
}

impl Writer {
    /// An operation that goes on from the values given.
    fn node(
        &mut self,
        kind: &str,
        name: &str,
        input: &[&str],
        output: &str,
        attribute: Vec<Attribute>,
    ) {
        self.graph.node.push(Node {
            input: input.iter().copied().map(String::from).collect(),
            output: vec![output.into()],
            name: name.into(),
            op_type: kind.into(),
            attribute,
            ..Node::default()
        });
        self.at = output.into();
    }

    fn tensor(&mut self, name: &str, dims: &[usize], values: &[f32]) {
        self.graph.initializer.push(Tensor {
            dims: dims.iter().map(|side| *side as i64).collect(),
            data_type: FLOAT,
            name: name.into(),
            raw_data: values
                .iter()
                .flat_map(|value| value.to_le_bytes())
                .collect(),
            ..Tensor::default()
        });
    }

    /// An operation with one number for each column.
    fn each(&mut self, kind: &str, name: &str, values: Vec<f32>) {
        self.tensor(name, &[values.len()], &values);
        let (at, output) = (self.at.clone(), format!("{name}_out"));
        self.node(kind, name, &[&at, name], &output, Vec::new());
    }

    fn scaler(&mut self, scaler: &Scaler) {
        let Scaler::Fitted(scales) = scaler else {
            return;
        };
        self.each("Sub", "mean", scales.iter().map(|s| s.offset).collect());
        self.each(
            "Div",
            "deviation",
            scales.iter().map(|s| s.factor).collect(),
        );
    }

    fn rescaled(&mut self, scales: &[Scale]) {
        if scales.iter().any(|scale| *scale != Scale::PLAIN) {
            self.each("Mul", "factor", scales.iter().map(|s| s.factor).collect());
            self.each("Add", "offset", scales.iter().map(|s| s.offset).collect());
        }
    }

    fn layer(&mut self, l: usize, layer: &Layer, weights: &Weights, is_last: bool) {
        let name = match is_last {
            true => "output_layer".into(),
            false => format!("layer_{}", l + 1),
        };
        let (kernel, bias) = (format!("{name}_kernel"), format!("{name}_bias"));
        self.tensor(&kernel, &[weights.inputs(), layer.units], &weights.kernel);
        self.tensor(&bias, &[layer.units], &weights.bias);
        let (at, sums) = (self.at.clone(), format!("{name}_z"));
        self.node("Gemm", &name, &[&at, &kernel, &bias], &sums, Vec::new());
        if let Some(node) = self.graph.node.last_mut() {
            node.doc_string = format!("Dense: {} units, {}", layer.units, layer.activation.label());
        }
        self.activation(&name, layer.activation);
    }

    fn activation(&mut self, layer: &str, activation: Activation) {
        let name = format!("{layer}_{}", activation.name());
        let (z, output) = (self.at.clone(), format!("{layer}_a"));
        let mut of = |kind: &str, attribute| self.node(kind, &name, &[&z], &output, attribute);
        match activation {
            Activation::Linear => {}
            Activation::Sign => of("Sign", Vec::new()),
            Activation::Sigmoid => of("Sigmoid", Vec::new()),
            Activation::Tanh => of("Tanh", Vec::new()),
            Activation::Relu => of("Relu", Vec::new()),
            Activation::LeakyRelu => of("LeakyRelu", vec![float("alpha", 0.3)]),
            Activation::Elu => of("Elu", vec![float("alpha", 1.0)]),
            Activation::Selu => of("Selu", Vec::new()),
            Activation::Softplus => of("Softplus", Vec::new()),
            Activation::Gelu => of("Gelu", Vec::new()),
            Activation::Softmax => of("Softmax", vec![int("axis", -1)]),
            Activation::Swish => {
                let sigmoid = format!("{layer}_sigmoid");
                self.node("Sigmoid", &sigmoid, &[&z], &sigmoid, Vec::new());
                self.node("Mul", &name, &[&z, &sigmoid], &output, Vec::new());
            }
            Activation::Heaviside => {
                let (zero, is_on) = (format!("{layer}_zero"), format!("{layer}_on"));
                self.tensor(&zero, &[1], &[0.0]);
                self.node("GreaterOrEqual", &is_on, &[&z, &zero], &is_on, Vec::new());
                self.node(
                    "Cast",
                    &name,
                    &[&is_on],
                    &output,
                    vec![int("to", i64::from(FLOAT))],
                );
            }
        }
    }

    fn end(mut self, model: &Model) -> Graph {
        self.graph.name = "network".into();
        self.graph.input = vec![info(
            "inputs",
            model.inputs.unwrap_or_default(),
            &model.input_names,
        )];
        self.graph.output = vec![info("outputs", model.outputs(), &model.output_names)];
        self.graph
    }
}

fn float(name: &str, f: f32) -> Attribute {
    Attribute {
        name: name.into(),
        f,
        r#type: 1,
        ..Attribute::default()
    }
}

fn int(name: &str, i: i64) -> Attribute {
    Attribute {
        name: name.into(),
        i,
        r#type: 2,
        ..Attribute::default()
    }
}

/// Rows of so many values, with what these are called.
fn info(name: &str, columns: usize, names: &[String]) -> ValueInfo {
    let sides = vec![
        Dimension {
            dim_value: None,
            dim_param: Some("rows".into()),
        },
        Dimension {
            dim_value: Some(columns as i64),
            dim_param: None,
        },
    ];
    ValueInfo {
        name: name.into(),
        r#type: Some(Type {
            tensor_type: Some(TensorType {
                elem_type: FLOAT,
                shape: Some(Shape { dim: sides }),
            }),
        }),
        doc_string: names.join(", "),
    }
}
