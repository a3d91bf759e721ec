//! An expression of Python, as far as layers are written with it.

use super::token::{Placed, Token};

/// An expression, each call with its line.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// A name.
    Name(String),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// `True` or `False`.
    Flag(bool),
    /// `None`.
    Nothing,
    /// A list or a tuple.
    List(Vec<Expression>),
    /// A dictionary, of which nothing is read.
    Dictionary,
    /// `of.name`.
    Attribute(Box<Expression>, String),
    /// `of[…]`.
    Index(Box<Expression>),
    /// A call.
    Call(Box<Call>),
    /// Two numbers or tensors with a sign between them.
    Sum(&'static str, Box<[Expression; 2]>, usize),
    /// A number with a minus.
    Minus(Box<Expression>),
}

/// A call.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// What is called.
    pub of: Expression,
    /// What it is given by place.
    pub given: Vec<Expression>,
    /// And by name.
    pub named: Vec<(String, Expression)>,
    /// Where it stands.
    pub line: usize,
}

/// How deep expressions may lie in each other.
const DEPTH: usize = 64;

/// Words that end what can be read here.
const KEYWORDS: [&str; 12] = [
    "lambda", "for", "if", "else", "not", "and", "or", "in", "is", "await", "yield", "async",
];

/// Reads words as an expression; none where they are something else.
pub struct Reader<'a> {
    tokens: &'a [Placed],
    at: usize,
    depth: usize,
}

/// What is read of all these words; several with commas between them are a list.
pub fn read(tokens: &[Placed]) -> Option<Expression> {
    let mut reader = Reader {
        tokens,
        at: 0,
        depth: 0,
    };
    let first = reader.expression()?;
    if reader.at == tokens.len() {
        return Some(first);
    }
    let mut list = vec![first];
    while reader.takes(",") {
        if reader.at == tokens.len() {
            break;
        }
        list.push(reader.expression()?);
    }
    (reader.at == tokens.len()).then_some(Expression::List(list))
}

impl Reader<'_> {
    fn sign(&self) -> &'static str {
        match self.tokens.get(self.at) {
            Some(Placed {
                token: Token::Sign(sign),
                ..
            }) => sign,
            _ => "",
        }
    }

    fn takes(&mut self, sign: &str) -> bool {
        let is_it = self.sign() == sign && !sign.is_empty();
        self.at += usize::from(is_it);
        is_it
    }

    fn line(&self) -> usize {
        let at = self.at.min(self.tokens.len().saturating_sub(1));
        self.tokens.get(at).map_or(1, |placed| placed.line)
    }

    fn expression(&mut self) -> Option<Expression> {
        self.depth += 1;
        let read = if self.depth > DEPTH {
            None
        } else {
            self.sum(0)
        };
        self.depth -= 1;
        read
    }

    /// Signs that bind at least as much as `least`.
    fn sum(&mut self, least: u8) -> Option<Expression> {
        let mut left = self.unary()?;
        loop {
            let (sign, binds) = match self.sign() {
                "+" => ("+", 1),
                "-" => ("-", 1),
                "*" => ("*", 2),
                "/" => ("/", 2),
                "//" => ("//", 2),
                "%" => ("%", 2),
                "@" => ("@", 2),
                "**" => ("**", 3),
                _ => return Some(left),
            };
            if binds < least {
                return Some(left);
            }
            let line = self.line();
            self.at += 1;
            // Powers are taken from the right.
            let right = self.sum(if binds == 3 { 3 } else { binds + 1 })?;
            left = Expression::Sum(sign, Box::new([left, right]), line);
        }
    }

    fn unary(&mut self) -> Option<Expression> {
        if self.takes("-") {
            self.depth += 1;
            let of = if self.depth > DEPTH {
                None
            } else {
                self.sum(2)
            };
            self.depth -= 1;
            return Some(Expression::Minus(Box::new(of?)));
        }
        let first = self.first()?;
        self.rest(first)
    }

    fn first(&mut self) -> Option<Expression> {
        let placed = self.tokens.get(self.at)?;
        self.at += 1;
        match &placed.token {
            Token::Number(number) => Some(Expression::Number(*number)),
            Token::Text(text) => Some(Expression::Text(self.texts(text))),
            Token::Name(name) => match name.as_str() {
                "True" => Some(Expression::Flag(true)),
                "False" => Some(Expression::Flag(false)),
                "None" => Some(Expression::Nothing),
                word if KEYWORDS.contains(&word) => None,
                name => Some(Expression::Name(name.into())),
            },
            Token::Sign("(") => self.brackets(")"),
            Token::Sign("[") => self.list("]").map(Expression::List),
            Token::Sign("{") => self.dictionary(),
            Token::Sign(_) => None,
        }
    }

    /// Texts that follow each other are one.
    fn texts(&mut self, first: &str) -> String {
        let mut text = String::from(first);
        while let Some(Placed {
            token: Token::Text(more),
            ..
        }) = self.tokens.get(self.at)
        {
            text.push_str(more);
            self.at += 1;
        }
        text
    }

    fn brackets(&mut self, end: &str) -> Option<Expression> {
        if self.takes(end) {
            return Some(Expression::List(Vec::new()));
        }
        let first = self.expression()?;
        if self.takes(end) {
            return Some(first);
        }
        self.takes(",").then_some(())?;
        let mut list = vec![first];
        list.extend(self.list(end)?);
        Some(Expression::List(list))
    }

    fn list(&mut self, end: &str) -> Option<Vec<Expression>> {
        let mut list = Vec::new();
        while !self.takes(end) {
            list.push(self.expression()?);
            if !self.takes(",") {
                return self.takes(end).then_some(list);
            }
        }
        Some(list)
    }

    fn dictionary(&mut self) -> Option<Expression> {
        while !self.takes("}") {
            self.expression()?;
            if self.takes(":") {
                self.expression()?;
            }
            if !self.takes(",") {
                return self.takes("}").then_some(Expression::Dictionary);
            }
        }
        Some(Expression::Dictionary)
    }

    /// What is called, looked into or asked for a part.
    fn rest(&mut self, mut of: Expression) -> Option<Expression> {
        // Each lies in the one before it, so there are not too many of them.
        for _ in 0..DEPTH {
            // What is called stands a word back.
            let line = self.tokens.get(self.at.checked_sub(1)?)?.line;
            if self.takes(".") {
                let Some(Placed {
                    token: Token::Name(name),
                    ..
                }) = self.tokens.get(self.at)
                else {
                    return None;
                };
                self.at += 1;
                of = Expression::Attribute(Box::new(of), name.clone());
            } else if self.takes("(") {
                let (given, named) = self.arguments()?;
                let call = Call {
                    of,
                    given,
                    named,
                    line,
                };
                of = Expression::Call(Box::new(call));
            } else if self.takes("[") {
                self.list("]")?;
                of = Expression::Index(Box::new(of));
            } else {
                return Some(of);
            }
        }
        None
    }

    #[expect(
        clippy::type_complexity,
        reason = "both kinds of arguments, in their order"
    )]
    fn arguments(&mut self) -> Option<(Vec<Expression>, Vec<(String, Expression)>)> {
        let (mut given, mut named) = (Vec::new(), Vec::new());
        while !self.takes(")") {
            let name = match self.tokens.get(self.at..self.at + 2) {
                Some(
                    [
                        Placed {
                            token: Token::Name(name),
                            ..
                        },
                        Placed {
                            token: Token::Sign("="),
                            ..
                        },
                    ],
                ) => Some(name.clone()),
                _ => None,
            };
            match name {
                Some(name) => {
                    self.at += 2;
                    named.push((name, self.expression()?));
                }
                None => given.push(self.expression()?),
            }
            if !self.takes(",") {
                return self.takes(")").then_some((given, named));
            }
        }
        Some((given, named))
    }
}
