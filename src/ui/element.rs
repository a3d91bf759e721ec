//! The page's elements, all of one type.
//!
//! A library of views gives every element a type of its own, with its attributes, handlers and
//! children in it, and the compiler writes code for each of them: for this page that was half of
//! the download. Here an element is built at once, and everything that changes is one kind of effect
//! that follows the signals of `reactive_graph` (Leptos's).
//!
//! What an element needs while it is there (effects, handlers) belongs to the reactive owner under
//! which it was built, and goes with it.

use std::{
    any::Any,
    cell::{Cell, RefCell},
    rc::Rc,
};

use reactive_graph::{
    effect::RenderEffect,
    graph::untrack,
    owner::{Owner, StoredValue},
    prelude::*,
    signal::RwSignal,
};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, Event, EventTarget, HtmlElement, HtmlInputElement, Node};

use super::browser::{create_element, document};

/// Runs `f` now, and again after a signal that it read has changed.
pub fn follow(f: impl FnMut() + 'static) {
    fn boxed(mut f: Box<dyn FnMut()>) {
        keep(Box::new(RenderEffect::new(move |_| f())));
    }
    boxed(Box::new(f));
}

/// A value computed from signals; whoever reads it is told only when it becomes another.
pub fn derived<T>(value: impl Fn() -> T + 'static) -> RwSignal<T>
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let signal = RwSignal::new(untrack(&value));
    follow(move || {
        let now = value();
        if signal.with_untracked(|last| *last != now) {
            signal.set(now);
        }
    });
    signal
}

/// Calls `f` at every event of a kind, as long as the current owner lasts.
pub fn listen(target: &EventTarget, event: &str, f: impl FnMut(Event) + 'static) {
    fn boxed(target: &EventTarget, event: &str, f: Box<dyn FnMut(Event)>) {
        let closure = Closure::wrap(f);
        // What is on the page always takes listeners.
        let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
        keep(Box::new(Listening {
            target: target.clone(),
            event: event.to_owned(),
            closure,
        }));
    }
    boxed(target, event, Box::new(f));
}

/// A listener, which is taken off when it is dropped: its target may last longer.
struct Listening {
    target: EventTarget,
    event: String,
    closure: Closure<dyn FnMut(Event)>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        let callback = self.closure.as_ref().unchecked_ref();
        // What is not there any more need not be taken off.
        let _ = self
            .target
            .remove_event_listener_with_callback(&self.event, callback);
    }
}

/// Keeps a value as long as the current owner.
pub fn keep(value: Box<dyn Any>) {
    StoredValue::new_local(value);
}

/// An HTML element.
pub fn el(tag: &str) -> El {
    El(create_element("http://www.w3.org/1999/xhtml", tag))
}

/// An SVG element.
pub fn svg(tag: &str) -> El {
    El(create_element("http://www.w3.org/2000/svg", tag))
}

/// A MathML element.
pub fn math(tag: &str) -> El {
    El(create_element("http://www.w3.org/1998/Math/MathML", tag))
}

/// The first element of a selector on the page.
pub fn find(selector: &str) -> Option<El> {
    document().query_selector(selector).ok().flatten().map(El)
}

/// An element of the page.
#[derive(Clone)]
pub struct El(Element);

impl El {
    /// The browser's own element, as the kind that the caller knows it to be.
    pub fn node<T: JsCast>(&self) -> T {
        self.0.clone().unchecked_into()
    }

    /// Sets the classes.
    pub fn class(self, names: &str) -> Self {
        self.attr("class", names)
    }

    /// Sets an attribute.
    pub fn attr(self, name: &str, value: &str) -> Self {
        set_attribute(&self.0, name, Some(value));
        self
    }

    /// Sets an attribute to what follows from signals.
    pub fn live(self, name: &'static str, value: impl Fn() -> String + 'static) -> Self {
        self.maybe(name, move || Some(value()))
    }

    /// Sets an attribute to what follows from signals, or takes it away.
    pub fn maybe<T: Into<String>>(
        self,
        name: &'static str,
        value: impl Fn() -> Option<T> + 'static,
    ) -> Self {
        let element = self.0.clone();
        changes(
            move || value().map(Into::into),
            move |value| set_attribute(&element, name, value),
        );
        self
    }

    /// Sets or takes away an attribute that needs no value, such as `disabled`.
    pub fn flag(self, name: &'static str, value: impl Fn() -> bool + 'static) -> Self {
        self.maybe(name, move || value().then_some(""))
    }

    /// Puts text after what is in the element.
    pub fn text(self, text: &str) -> Self {
        self.append(&document().create_text_node(text));
        self
    }

    /// Puts text that follows from signals after what is in the element.
    pub fn live_text<T: Into<String>>(self, text: impl Fn() -> T + 'static) -> Self {
        let node = document().create_text_node("");
        self.append(&node);
        changes(
            move || Some(text().into()),
            move |text| node.set_data(text.unwrap_or_default()),
        );
        self
    }

    /// Keeps an input at a value that follows from signals.
    pub fn value<T: Into<String>>(self, value: impl Fn() -> T + 'static) -> Self {
        let input: HtmlInputElement = self.node();
        changes(
            move || Some(value().into()),
            move |value| input.set_value(value.unwrap_or_default()),
        );
        self
    }

    /// Keeps a radio button or checkbox at a state that follows from signals.
    pub fn checked(self, checked: impl Fn() -> bool + 'static) -> Self {
        let input: HtmlInputElement = self.node();
        follow(move || input.set_checked(checked()));
        self
    }

    /// Calls `f` at every event of a kind.
    pub fn on(self, event: &str, f: impl FnMut(Event) + 'static) -> Self {
        listen(&self.0, event, f);
        self
    }

    /// Calls `f` at every click.
    pub fn click(self, f: impl Fn() + 'static) -> Self {
        self.on("click", move |_| f())
    }

    /// Puts an element after what is in this one.
    pub fn child(self, child: Self) -> Self {
        self.append(&child.0);
        self
    }

    /// Puts elements after what is in this one.
    pub fn children(self, children: Vec<Self>) -> Self {
        for child in &children {
            self.append(&child.0);
        }
        self
    }

    /// Puts elements after what is in this one, for as long as `shown` says so.
    pub fn when(
        self,
        shown: impl Fn() -> bool + 'static,
        build: impl Fn() -> Vec<Self> + 'static,
    ) -> Self {
        let numbers = move || if shown() { vec![0] } else { vec![] };
        self.each_number(Box::new(numbers), Box::new(move |_| build()))
    }

    /// Puts elements after what is in this one, and others in their place whenever `value` has become
    /// another.
    pub fn anew<T>(
        self,
        value: impl Fn() -> T + 'static,
        build: impl Fn(T) -> Vec<Self> + 'static,
    ) -> Self
    where
        T: Clone + PartialEq + Send + Sync + 'static,
    {
        let (value, version) = (derived(value), Cell::new(0));
        let versions = move || {
            value.track();
            version.set(version.get() + 1);
            vec![version.get()]
        };
        let build = move |_| build(value.get_untracked());
        self.each_number(Box::new(versions), Box::new(build))
    }

    /// Puts the elements of each key after what is in this one. The keys follow from signals; the
    /// elements of a key that stays are left alone, and so keep their focus. No key comes twice.
    pub fn each<K: Clone + PartialEq + 'static>(
        self,
        keys: impl Fn() -> Vec<K> + 'static,
        build: impl Fn(K) -> Vec<Self> + 'static,
    ) -> Self {
        self.each_key(Box::new(keys), Box::new(build))
    }

    /// The same for a kind of keys, whatever they follow from and build.
    fn each_key<K: Clone + PartialEq + 'static>(
        self,
        keys: Box<dyn Fn() -> Vec<K>>,
        build: Box<dyn Fn(K) -> Vec<Self>>,
    ) -> Self {
        let numbered = Rc::new(RefCell::new(Numbered::default()));
        let known = numbered.clone();
        let numbers = move || {
            let keys = keys();
            numbered.borrow_mut().number(keys)
        };
        let build = move |number| {
            let key = known.borrow().key(number);
            key.map_or_else(Vec::new, &build)
        };
        self.each_number(Box::new(numbers), Box::new(build))
    }

    /// The same by numbers: the code that all kinds of keys share.
    fn each_number(self, keys: Box<dyn Fn() -> Vec<usize>>, build: Build) -> Self {
        let end = document().create_comment("");
        self.append(&end);
        let mut list = List {
            parent: self.0.clone(),
            end: end.into(),
            owner: Owner::current().unwrap_or_default(),
            spare: Vec::new(),
            items: Vec::new(),
            build,
        };
        follow(move || list.show(keys()));
        self
    }

    /// Puts an element before another that is in this one.
    pub fn put_before(&self, element: &Self, other: &Self) {
        insert(&self.0, &element.0, Some(&other.0));
    }

    /// Takes the place of an element on the page. It could only fail were that not there.
    pub fn replace(&self, other: &Self) {
        let _ = other.0.replace_with_with_node_1(&self.0);
    }

    /// The first element of a selector within this one.
    pub fn find(&self, selector: &str) -> Option<Element> {
        self.0.query_selector(selector).ok().flatten()
    }

    /// Takes the element off the page.
    pub fn remove(&self) {
        self.0.remove();
    }

    fn append(&self, node: &Node) {
        insert(&self.0, node, None);
    }
}

/// Sets an attribute, or takes it away. It could only fail for a name that no attribute can have.
fn set_attribute(element: &Element, name: &str, value: Option<&str>) {
    if name == "style" {
        return set_style(element, value.unwrap_or_default());
    }
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

/// Gives an element these styles and no others, each by itself: as an attribute a policy that allows
/// nothing inline would refuse them.
fn set_style(element: &Element, styles: &str) {
    let _ = element.remove_attribute("style");
    let own = element.unchecked_ref::<HtmlElement>().style();
    for (name, value) in styles.split(';').filter_map(|style| style.split_once(':')) {
        // What is no style is left out.
        let _ = own.set_property(name.trim(), value.trim());
    }
}

/// Puts a node into an element, before another or at the end. It could only fail were the other not
/// there.
fn insert(parent: &Element, node: &Node, before: Option<&Node>) {
    let _ = parent.insert_before(node, before);
}

/// Calls `apply` with the value now, and whenever it has become another.
fn changes(value: impl Fn() -> Option<String> + 'static, apply: impl Fn(Option<&str>) + 'static) {
    type Apply = Box<dyn Fn(Option<&str>)>;
    fn boxed(value: Box<dyn Fn() -> Option<String>>, apply: Apply) {
        let mut last = None;
        follow(move || {
            let now = value();
            if now != last {
                apply(now.as_deref());
                last = now;
            }
        });
    }
    boxed(Box::new(value), Box::new(apply));
}

/// Elements that come and go, before the node `end`.
struct List {
    parent: Element,
    end: Node,
    owner: Owner,
    /// Owners of items that went, for those that come.
    spare: Vec<Owner>,
    items: Vec<Item>,
    build: Build,
}

/// Makes the elements of a number.
type Build = Box<dyn Fn(usize) -> Vec<El>>;

/// Keys with a number each, which a key has as long as it stays.
struct Numbered<K> {
    keys: Vec<(usize, K)>,
    next: usize,
}

impl<K> Default for Numbered<K> {
    fn default() -> Self {
        Self {
            keys: Vec::new(),
            next: 0,
        }
    }
}

impl<K: Clone + PartialEq> Numbered<K> {
    /// The numbers of the keys that there are now.
    fn number(&mut self, keys: Vec<K>) -> Vec<usize> {
        let last = std::mem::take(&mut self.keys);
        let known = |key: &K| {
            last.iter()
                .find(|(_, k)| k == key)
                .map(|(number, _)| *number)
        };
        for key in keys {
            let number = known(&key).unwrap_or_else(|| {
                self.next += 1;
                self.next
            });
            self.keys.push((number, key));
        }
        self.keys.iter().map(|(number, _)| *number).collect()
    }

    fn key(&self, number: usize) -> Option<K> {
        let found = self.keys.iter().find(|(n, _)| *n == number);
        found.map(|(_, key)| key.clone())
    }
}

struct Item {
    key: usize,
    elements: Vec<El>,
    owner: Owner,
}

impl List {
    fn show(&mut self, keys: Vec<usize>) {
        let (stay, go): (Vec<_>, Vec<_>) = std::mem::take(&mut self.items)
            .into_iter()
            .partition(|item| keys.contains(&item.key));
        // Elements leave first: on its way out one may still call its handlers.
        for item in go {
            item.elements.iter().for_each(El::remove);
            item.owner.cleanup();
            self.spare.push(item.owner);
        }
        self.items = stay;
        for (at, key) in keys.into_iter().enumerate() {
            match self.items.iter().position(|item| item.key == key) {
                Some(from) => self.items[at..=from].rotate_right(1),
                None => {
                    let item = self.item(key);
                    self.items.insert(at, item);
                }
            }
        }
        self.place();
    }

    fn item(&mut self, key: usize) -> Item {
        let owner = self.spare.pop().unwrap_or_else(|| self.owner.child());
        let elements = owner.with(|| untrack(|| (self.build)(key)));
        Item {
            key,
            elements,
            owner,
        }
    }

    /// Puts every element where it belongs; moving one that is there already would take its focus.
    fn place(&self) {
        let mut next = self.end.clone();
        for El(element) in self.items.iter().flat_map(|item| &item.elements).rev() {
            if element.next_sibling().as_ref() != Some(&next) {
                insert(&self.parent, element, Some(&next));
            }
            next = element.clone().into();
        }
    }
}
