//! What a script makes: models by `Sequential`, by `add`, or by layers that are called with what others give.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::{
    expression::{self, Call, Expression},
    token::{Placed, Statement, Token, statements},
};
use crate::{
    item::{DEFINED, Item},
    layers::{activation, build},
    model::{LAYERS, Model},
    training,
    wrong::{Fault, Place, Wrong},
};

/// Reads Keras code: the model that is compiled last, or made last.
pub fn read(text: &str) -> Result<Model, Fault> {
    let mut script = Script::default();
    for statement in statements(text)? {
        script.statement(&statement)?;
    }
    let Some(made) = script.chosen() else {
        return Err(Place::File.fault(Wrong::NoModel));
    };
    let mut built = build(&made.items, false)?;
    if let Some((line, compiled)) = &made.compiled {
        training::read(&mut built, &Place::Line(*line), compiled)?;
    }
    built.model.training.batch_size = made.batch_size;
    Ok(built.model)
}

/// A model of the script.
#[derive(Clone, Debug, Default)]
struct Made {
    items: Vec<Item>,
    compiled: Option<(usize, Map<String, Value>)>,
    batch_size: Option<usize>,
}

/// What an expression is.
#[derive(Clone, Debug)]
enum Seen {
    /// Plain data, or the name of something.
    Plain(Value),
    /// Several.
    List(Vec<Seen>),
    /// A layer, or an initializer or the like: by its class.
    Item(Item),
    /// What a chain of layers gives.
    Tensor(Vec<Item>),
    /// A model, by its number.
    Model(usize),
    /// Nothing that layers are made of.
    Other,
}

#[derive(Default)]
struct Script {
    /// What names stand for.
    names: HashMap<String, Seen>,
    /// What classes are called here, by `import … as …`.
    aliases: HashMap<String, String>,
    models: Vec<Made>,
    /// What the last chain of layers gives.
    last: Option<Vec<Item>>,
    /// Functions that the script defines.
    defined: HashSet<String>,
    /// How far the loop is set in that the statement stands in.
    looping: Option<usize>,
    /// How many layers there are, of any model.
    count: usize,
}

/// Names whose call shows that a statement is about layers.
const OF_LAYERS: [&str; 5] = ["Dense", "Sequential", "Input", "add", "Model"];

impl Script {
    fn chosen(self) -> Option<Made> {
        let with_layers = |made: &Made| !made.items.is_empty();
        let compiled = self
            .models
            .iter()
            .rposition(|made| with_layers(made) && made.compiled.is_some());
        let made = compiled.or_else(|| self.models.iter().rposition(with_layers));
        match (made, self.last) {
            (Some(at), _) => self.models.into_iter().nth(at),
            (None, Some(items)) => Some(Made {
                items,
                ..Made::default()
            }),
            (None, None) => None,
        }
    }

    fn statement(&mut self, statement: &Statement) -> Result<(), Fault> {
        if self
            .looping
            .is_some_and(|indent| statement.indent <= indent)
        {
            self.looping = None;
        }
        let words = &statement.tokens[..];
        let line = words[0].line;
        let rest = match &words[0].token {
            Token::Name(word) => match word.as_str() {
                "import" | "from" => {
                    self.import(words);
                    return Ok(());
                }
                "for" | "while" => {
                    self.looping = self.looping.or(Some(statement.indent));
                    // The rest of the line may be the loop's.
                    return self.after_colon(words, line);
                }
                "def" => {
                    if let Some(Placed {
                        token: Token::Name(name),
                        ..
                    }) = words.get(1)
                    {
                        self.defined.insert(name.clone());
                    }
                    return self.after_colon(words, line);
                }
                "class" | "if" | "elif" | "else" | "with" | "try" | "except" | "finally" => {
                    return self.after_colon(words, line);
                }
                "return" => &words[1..],
                _ => words,
            },
            _ => words,
        };
        self.simple(rest, line)
    }

    /// What stands on the line of an `if` or the like, behind its colon.
    fn after_colon(&mut self, words: &[Placed], line: usize) -> Result<(), Fault> {
        let mut depth = 0;
        for (at, word) in words.iter().enumerate() {
            match word.token {
                Token::Sign("(" | "[" | "{") => depth += 1,
                Token::Sign(")" | "]" | "}") => depth -= 1,
                Token::Sign(":") if depth == 0 => return self.simple(&words[at + 1..], line),
                _ => {}
            }
        }
        Ok(())
    }

    /// `import a.b as c`, `from a import b as c, d`.
    fn import(&mut self, words: &[Placed]) {
        for three in words.windows(3) {
            if let [
                Placed {
                    token: Token::Name(name),
                    ..
                },
                Placed {
                    token: Token::Name(word),
                    ..
                },
                Placed {
                    token: Token::Name(alias),
                    ..
                },
            ] = three
                && word == "as"
            {
                self.aliases.insert(alias.clone(), name.clone());
            }
        }
    }

    /// An assignment or an expression.
    fn simple(&mut self, words: &[Placed], line: usize) -> Result<(), Fault> {
        if words.is_empty() {
            return Ok(());
        }
        let mut depth = 0;
        let mut parts = vec![words];
        // `a = b = …`, but not `f(a=b)`.
        for (at, word) in words.iter().enumerate() {
            match word.token {
                Token::Sign("(" | "[" | "{") => depth += 1,
                Token::Sign(")" | "]" | "}") => depth -= 1,
                Token::Sign("=") if depth == 0 => {
                    let before = words.len() - parts[parts.len() - 1].len();
                    let last = parts.len() - 1;
                    parts[last] = &words[before..at];
                    parts.push(&words[at + 1..]);
                }
                _ => {}
            }
        }
        let Some((value, targets)) = parts.split_last() else {
            return Ok(());
        };
        let Some(expression) = expression::read(value) else {
            let is_of_layers = value.windows(2).any(makes_layers);
            return match is_of_layers {
                true => Err(Place::Line(line).fault(Wrong::Syntax)),
                false => Ok(()),
            };
        };
        let before = self.count;
        let seen = self.seen(&expression)?;
        if self.looping.is_some() && self.count > before {
            return Err(Place::Line(line).fault(Wrong::Loop));
        }
        for target in targets {
            self.assign(target, &seen);
        }
        Ok(())
    }

    fn assign(&mut self, target: &[Placed], seen: &Seen) {
        let names: Vec<&String> = target
            .iter()
            .filter_map(|word| match &word.token {
                Token::Name(name) => Some(name),
                _ => None,
            })
            .collect();
        match (names[..].len(), seen) {
            // Of `self.model` the last name is enough.
            (1.., seen) if !target.iter().any(|w| w.token == Token::Sign(",")) => {
                self.names
                    .insert(names[names.len() - 1].clone(), seen.clone());
            }
            (count, Seen::List(list)) if list.len() == count => {
                for (name, one) in names.into_iter().zip(list) {
                    self.names.insert(name.clone(), one.clone());
                }
            }
            _ => {}
        }
    }

    fn seen(&mut self, expression: &Expression) -> Result<Seen, Fault> {
        Ok(match expression {
            Expression::Number(number) => Seen::Plain(number_value(*number)),
            Expression::Text(text) => Seen::Plain(text.as_str().into()),
            Expression::Flag(flag) => Seen::Plain((*flag).into()),
            Expression::Nothing => Seen::Plain(Value::Null),
            Expression::List(list) => {
                let seen = list.iter().map(|one| self.seen(one));
                Seen::List(seen.collect::<Result<_, _>>()?)
            }
            Expression::Dictionary => Seen::Other,
            Expression::Name(name) => match self.names.get(name) {
                Some(seen) => seen.clone(),
                None if self.defined.contains(name) => Seen::Plain(defined(name)),
                None => Seen::Plain(self.meant(name).into()),
            },
            // `self.model`, or the name of something in a module.
            Expression::Attribute(_, name) => match self.names.get(name) {
                Some(seen) => seen.clone(),
                None => Seen::Plain(name.as_str().into()),
            },
            Expression::Index(of) => match self.seen(of)? {
                Seen::Tensor(_) => return Err(self.nowhere(of)),
                _ => Seen::Other,
            },
            Expression::Minus(of) => match self.seen(of)? {
                Seen::Plain(Value::Number(n)) => {
                    Seen::Plain(number_value(-n.as_f64().unwrap_or(0.0)))
                }
                _ => Seen::Other,
            },
            Expression::Sum(sign, sides, line) => self.sum(sign, sides, *line)?,
            Expression::Call(call) => self.call(call)?,
        })
    }

    fn nowhere(&self, of: &Expression) -> Fault {
        let line = match of {
            Expression::Call(call) => call.line,
            _ => 1,
        };
        Place::Line(line).fault(Wrong::Branch)
    }

    fn sum(&mut self, sign: &str, sides: &[Expression; 2], line: usize) -> Result<Seen, Fault> {
        let [left, right] = [self.seen(&sides[0])?, self.seen(&sides[1])?];
        match (&left, &right) {
            (Seen::Tensor(_), Seen::Tensor(_)) => Err(Place::Line(line).fault(Wrong::Merge)),
            (Seen::Tensor(_), _) | (_, Seen::Tensor(_)) => Err(Place::Line(line).fault(
                Wrong::NoCounterpart(format!("a layer’s values with “{sign}”")),
            )),
            (Seen::Plain(a), Seen::Plain(b)) => Ok(match (a.as_f64(), b.as_f64()) {
                (Some(a), Some(b)) => reckoned(sign, a, b),
                _ => Seen::Other,
            }),
            (Seen::List(a), Seen::List(b)) if sign == "+" => Ok(Seen::List([&a[..], b].concat())),
            _ => Ok(Seen::Other),
        }
    }

    /// What a name is without `as`.
    fn meant<'a>(&'a self, name: &'a str) -> &'a str {
        self.aliases.get(name).map_or(name, String::as_str)
    }

    fn call(&mut self, call: &Call) -> Result<Seen, Fault> {
        if let Expression::Attribute(of, method) = &call.of
            && let Seen::Model(at) = self.seen_quietly(of)?
        {
            return self.method(at, method, call);
        }
        let of = match &call.of {
            Expression::Name(name) if !self.names.contains_key(name) => self.meant(name).to_owned(),
            Expression::Attribute(_, name) if !self.names.contains_key(name) => name.clone(),
            Expression::Name(_) | Expression::Attribute(..) | Expression::Call(_) => {
                let of = self.seen(&call.of)?;
                return self.applied(of, call);
            }
            _ => return Ok(Seen::Other),
        };
        let given: Vec<Seen> = call
            .given
            .iter()
            .map(|e| self.seen(e))
            .collect::<Result<_, _>>()?;
        match of.as_str() {
            "Sequential" => self.sequential(given.into_iter().next(), call),
            "Model" | "Functional" => self.model(given, call),
            "Input" => {
                self.count += 1;
                Ok(Seen::Tensor(vec![self.item("InputLayer", given, call)?]))
            }
            name if given.iter().any(is_tensor) => self.function(name, given, call.line),
            name => Ok(Seen::Item(self.item(name, given, call)?)),
        }
    }

    /// The same without making anything new: only names are looked up.
    fn seen_quietly(&mut self, of: &Expression) -> Result<Seen, Fault> {
        match of {
            Expression::Name(_) | Expression::Attribute(..) => self.seen(of),
            _ => Ok(Seen::Other),
        }
    }

    /// A function of tensors: an activation, if anything.
    fn function(&mut self, name: &str, given: Vec<Seen>, line: usize) -> Result<Seen, Fault> {
        let place = Place::Line(line);
        let several = given.iter().filter(|seen| is_tensor(seen)).count() > 1;
        let is_list = |seen: &Seen| matches!(seen, Seen::List(list) if list.iter().filter(|s| is_tensor(s)).count() > 1);
        if several || given.iter().any(is_list) {
            return Err(place.fault(Wrong::Merge));
        }
        match (given.into_iter().next(), activation(name)) {
            (Some(Seen::Tensor(mut chain)), Some(_)) => {
                chain.push(Item {
                    class: "Activation".into(),
                    custom: false,
                    config: Map::from_iter([("activation".into(), name.into())]),
                    place,
                });
                Ok(self.tensor(chain))
            }
            _ => Err(place.fault(Wrong::NoCounterpart(name.into()))),
        }
    }

    fn tensor(&mut self, chain: Vec<Item>) -> Seen {
        self.count += 1;
        self.last = Some(chain.clone());
        Seen::Tensor(chain)
    }

    /// A layer or a model called with what another gives.
    fn applied(&mut self, of: Seen, call: &Call) -> Result<Seen, Fault> {
        let place = Place::Line(call.line);
        let given = match call.given.first() {
            Some(given) => self.seen(given)?,
            None => Seen::Other,
        };
        let mut chain = match given {
            Seen::Tensor(chain) => chain,
            Seen::List(list) if list.iter().any(is_tensor) => {
                return Err(match of {
                    Seen::Item(item) => item.fault(Wrong::Merge),
                    _ => place.fault(Wrong::Merge),
                });
            }
            _ => return Ok(Seen::Other),
        };
        match of {
            Seen::Item(item) => chain.push(item),
            Seen::Model(at) => chain.extend(inner(&self.models[at].items)),
            _ => return Err(place.fault(Wrong::Syntax)),
        }
        if chain.len() > LAYERS {
            return Err(place.fault(Wrong::TooManyLayers(LAYERS)));
        }
        Ok(self.tensor(chain))
    }

    fn sequential(&mut self, given: Option<Seen>, call: &Call) -> Result<Seen, Fault> {
        let named = call.named.iter().find(|(name, _)| name == "layers");
        let given = match (given, named) {
            (Some(given), _) => given,
            (None, Some((_, expression))) => self.seen(expression)?,
            (None, None) => Seen::List(Vec::new()),
        };
        let list = match given {
            Seen::List(list) => list,
            // A list that is made elsewhere cannot be read.
            _ => return Err(Place::Line(call.line).fault(Wrong::Syntax)),
        };
        let mut made = Made::default();
        for one in list {
            self.push(&mut made.items, one, call.line)?;
        }
        self.models.push(made);
        self.count += 1;
        Ok(Seen::Model(self.models.len() - 1))
    }

    /// Puts a layer, or those of a model, at the end of a list.
    fn push(&mut self, items: &mut Vec<Item>, one: Seen, line: usize) -> Result<(), Fault> {
        match one {
            Seen::Item(item) => items.push(item),
            // `Input` stands for its layer here.
            Seen::Tensor(chain) if chain.len() == 1 => items.extend(chain),
            Seen::Model(at) => {
                let more = match items.is_empty() {
                    true => self.models[at].items.clone(),
                    false => inner(&self.models[at].items),
                };
                self.models[at].items.clear();
                items.extend(more);
            }
            _ => return Err(Place::Line(line).fault(Wrong::Syntax)),
        }
        match items.len() > LAYERS {
            true => Err(Place::Line(line).fault(Wrong::TooManyLayers(LAYERS))),
            false => Ok(()),
        }
    }

    fn model(&mut self, given: Vec<Seen>, call: &Call) -> Result<Seen, Fault> {
        let place = Place::Line(call.line);
        let named = call.named.iter().find(|(name, _)| name == "outputs");
        let outputs = match (given.into_iter().nth(1), named) {
            (Some(outputs), _) => outputs,
            (None, Some((_, expression))) => self.seen(expression)?,
            (None, None) => return Ok(Seen::Other),
        };
        let items = match outputs {
            Seen::Tensor(chain) => chain,
            Seen::List(mut list) => match (list.pop(), list.is_empty()) {
                (Some(Seen::Tensor(chain)), true) => chain,
                _ => return Err(place.fault(Wrong::SeveralEnds)),
            },
            _ => return Err(place.fault(Wrong::Syntax)),
        };
        self.models.push(Made {
            items,
            ..Made::default()
        });
        Ok(Seen::Model(self.models.len() - 1))
    }

    fn method(&mut self, at: usize, method: &str, call: &Call) -> Result<Seen, Fault> {
        match method {
            "add" => {
                let expression = call.given.first().or(call.named.first().map(|(_, e)| e));
                let one = match expression {
                    Some(expression) => self.seen(expression)?,
                    None => Seen::Other,
                };
                let mut items = std::mem::take(&mut self.models[at].items);
                self.push(&mut items, one, call.line)?;
                self.models[at].items = items;
                self.count += 1;
            }
            "pop" => {
                self.models[at].items.pop();
            }
            "compile" => {
                let config = self.config(&["optimizer", "loss"], Vec::new(), call)?;
                self.models[at].compiled = Some((call.line, config));
            }
            "fit" => {
                let config = self.config(&["x", "y", "batch_size"], Vec::new(), call)?;
                let size = config.get("batch_size").and_then(crate::item::whole);
                self.models[at].batch_size = size.or(self.models[at].batch_size);
            }
            _ => {}
        }
        Ok(Seen::Other)
    }

    fn item(&mut self, class: &str, given: Vec<Seen>, call: &Call) -> Result<Item, Fault> {
        let class = match class {
            "Input" => "InputLayer",
            class => class,
        };
        let config = self.config(places(class), given, call)?;
        Ok(Item {
            class: class.into(),
            custom: false,
            config,
            place: Place::Line(call.line),
        })
    }

    /// The arguments of a call by name; `given` are those by place, if they have been looked at already.
    fn config(
        &mut self,
        names: &[&str],
        given: Vec<Seen>,
        call: &Call,
    ) -> Result<Map<String, Value>, Fault> {
        let given = match given.is_empty() {
            false => given,
            true => call
                .given
                .iter()
                .map(|e| self.seen(e))
                .collect::<Result<_, _>>()?,
        };
        let mut config = Map::new();
        for (name, seen) in names.iter().zip(given) {
            config.insert((*name).into(), value(seen));
        }
        for (name, expression) in &call.named {
            let seen = self.seen(expression)?;
            config.insert(name.clone(), value(seen));
        }
        Ok(config)
    }
}

/// Whether two words are the call of what makes layers.
fn makes_layers(words: &[Placed]) -> bool {
    match words {
        [
            Placed {
                token: Token::Name(name),
                ..
            },
            Placed {
                token: Token::Sign("("),
                ..
            },
        ] => OF_LAYERS.contains(&name.as_str()),
        _ => false,
    }
}

/// The layers of a model that stands within another: what comes in is the other's.
fn inner(items: &[Item]) -> Vec<Item> {
    let inner = items.iter().filter(|item| item.class != "InputLayer");
    inner.cloned().collect()
}

fn is_tensor(seen: &Seen) -> bool {
    match seen {
        Seen::Tensor(_) => true,
        Seen::List(list) => list.iter().any(|one| matches!(one, Seen::Tensor(_))),
        _ => false,
    }
}

/// What a class is given by place, in its order.
fn places(class: &str) -> &'static [&'static str] {
    match class {
        "Dense" => &[
            "units",
            "activation",
            "use_bias",
            "kernel_initializer",
            "bias_initializer",
            "kernel_regularizer",
        ],
        "Dropout" => &["rate"],
        "Activation" => &["activation"],
        "ReLU" => &["max_value", "negative_slope", "threshold"],
        "LeakyReLU" => &["negative_slope"],
        "ELU" => &["alpha"],
        "InputLayer" => &["shape", "batch_size"],
        "Rescaling" => &["scale", "offset"],
        "Normalization" => &["axis", "mean", "variance"],
        "L1" | "l1" => &["l1"],
        "L2" | "l2" => &["l2"],
        "L1L2" | "l1_l2" => &["l1", "l2"],
        "Huber" => &["delta"],
        "RandomNormal" | "TruncatedNormal" => &["mean", "stddev"],
        "RandomUniform" => &["minval", "maxval"],
        "SGD" => &["learning_rate", "momentum", "nesterov"],
        "Adam" | "AdamW" | "RMSprop" | "Adagrad" | "Nadam" => &["learning_rate"],
        "ExponentialDecay" | "CosineDecay" | "InverseTimeDecay" | "PolynomialDecay" => {
            &["initial_learning_rate"]
        }
        _ => &[],
    }
}

/// A function that the script defines, in the form of a part.
fn defined(name: &str) -> Value {
    serde_json::json!({"class_name": name, "config": {DEFINED: true}})
}

/// As Keras's JSON has it.
fn value(seen: Seen) -> Value {
    match seen {
        Seen::Plain(value) => value,
        Seen::List(list) => list.into_iter().map(value).collect(),
        Seen::Item(item) => Value::from_iter([
            ("class_name".to_owned(), Value::from(item.class)),
            ("config".to_owned(), Value::Object(item.config)),
        ]),
        Seen::Tensor(_) | Seen::Model(_) | Seen::Other => Value::Null,
    }
}

fn number_value(number: f64) -> Value {
    Value::from(number)
}

fn reckoned(sign: &str, a: f64, b: f64) -> Seen {
    let result = match sign {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "/" => a / b,
        "//" => (a / b).floor(),
        "%" => a - b * (a / b).floor(),
        "**" => a.powf(b),
        _ => f64::NAN,
    };
    match result.is_finite() {
        true => Seen::Plain(number_value(result)),
        false => Seen::Other,
    }
}
