//! Sets of images that come with the page: fetched when one is chosen, unpacked and read as they come in, and kept by
//! the browser for the next time.
//!
//! The browser's streams and its cache are called by their names, so that what binds them is no part of the first
//! screen's script.

use std::{cell::RefCell, future::Future, pin::Pin, rc::Rc};

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use reactive_graph::{owner::Owner, prelude::*, signal::RwSignal};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use super::{
    browser::{pause, window},
    element::{El, el, find},
};
use crate::{
    data::{Dataset, File, ImagesError, ImagesReader, Loaded},
    lab::{Wrong, wrong::Browser},
    nn::Named,
};

/// What the browser's cache of sets is called.
const CACHE: &str = "separable-images";

type Js<T = JsValue> = Result<T, JsValue>;

/// How much has come.
#[derive(Clone, Copy, Default)]
struct Come {
    /// Bytes that were fetched, and all of them where that is known.
    bytes: f64,
    of: Option<f64>,
    /// The share of the images that is there.
    share: f64,
    /// Whether the browser had kept them.
    kept: bool,
}

thread_local! {
    /// What is being fetched.
    static UNDER_WAY: RefCell<Vec<Dataset>> = const { RefCell::new(Vec::new()) };
}

/// Reads the images of a dataset for the library, from their file or from what the browser has kept of it. Where
/// they are being fetched already, waits for that.
pub fn load(
    library: impl Shelf + 'static,
    dataset: Dataset,
    address: &'static str,
) -> Pin<Box<dyn Future<Output = Result<(), Wrong>>>> {
    Box::pin(async move {
        while UNDER_WAY.with_borrow(|all| all.contains(&dataset)) {
            pause().await;
        }
        if library.holds(dataset) {
            return Ok(());
        }
        UNDER_WAY.with_borrow_mut(|all| all.push(dataset));
        let loaded = loaded(dataset, address).await;
        UNDER_WAY.with_borrow_mut(|all| all.retain(|other| *other != dataset));
        library.put(dataset, loaded?.into());
        Ok(())
    })
}

/// Where images are put that have been read.
pub trait Shelf {
    /// Whether those of a dataset are there.
    fn holds(&self, dataset: Dataset) -> bool;
    /// Puts them there.
    fn put(&self, dataset: Dataset, file: File);
}

async fn loaded(dataset: Dataset, address: &'static str) -> Result<Loaded, Wrong> {
    let cache = cache().await;
    if let Some(cache) = &cache {
        let kept = later(cache, "match", &[address.into()]).await;
        if let Some(kept) = kept.ok().filter(JsValue::is_object) {
            match read(dataset, kept, Card::new(dataset, true, None)).await {
                Ok((loaded, _)) => return Ok(loaded),
                Err(Wrong::Browser(Browser::Cancelled)) => {
                    return Err(Browser::Cancelled.into());
                }
                // What was kept is damaged, and fetched anew.
                Err(_) => drop(later(cache, "delete", &[address.into()]).await),
            }
        }
    }
    let stop = made("AbortController", &[]).ok();
    let card = Card::new(dataset, false, stop.clone());
    let response = fetch(address, stop.as_ref()).await;
    if card.stopped.get_untracked() {
        return Err(Browser::Cancelled.into());
    }
    let response = response.map_err(|_| Browser::FetchImages)?;
    let (loaded, packed) = read(dataset, response, card).await?;
    if let Some(cache) = &cache {
        // Without room it is fetched again the next time.
        let _ = keep(cache, address, &packed).await;
    }
    Ok(loaded)
}

/// The cache of sets, where the browser has one: not on an insecure site, and not in every private window.
async fn cache() -> Option<JsValue> {
    let caches = get(&window(), "caches").ok().filter(JsValue::is_object)?;
    later(&caches, "open", &[CACHE.into()]).await.ok()
}

async fn keep(cache: &JsValue, address: &str, packed: &Array) -> Js<()> {
    let whole = made("Blob", &[packed.into()])?;
    let response = made("Response", &[whole])?;
    later(cache, "put", &[address.into(), response]).await?;
    Ok(())
}

async fn fetch(address: &str, stop: Option<&JsValue>) -> Js {
    let options = Object::new();
    if let Some(stop) = stop {
        Reflect::set(&options, &"signal".into(), &get(stop, "signal")?)?;
    }
    let response = later(&window(), "fetch", &[address.into(), options.into()]).await?;
    match get(&response, "ok")?.is_truthy() {
        true => Ok(response),
        false => Err(response),
    }
}

/// Reads a response as it comes in, while its progress is shown: the images, and their file as it was fetched.
async fn read(dataset: Dataset, response: JsValue, card: Card) -> Result<(Loaded, Array), Wrong> {
    let reader = ImagesReader::new(dataset).ok_or(ImagesError::NotIdx)?;
    card.come.update(|come| come.of = size(&response));
    let reader = Rc::new(RefCell::new(Ok(reader)));
    let packed = Array::new();
    let done = stream(&response, &reader, &packed, &card).await;
    if card.stopped.get_untracked() {
        return Err(Browser::Cancelled.into());
    }
    let reader = reader.replace(Err(ImagesError::Packing))?;
    done?;
    let table = reader.finish(dataset)?;
    Ok((Loaded::images(dataset, table), packed))
}

/// How long the file is, where the server says so of the very bytes that come.
fn size(response: &JsValue) -> Option<f64> {
    let headers = get(response, "headers").ok()?;
    let header = |name: &str| call(&headers, "get", &[name.into()]).ok()?.as_string();
    let length = header("content-length").filter(|_| header("content-encoding").is_none())?;
    length.parse().ok()
}

type Shared = Rc<RefCell<Result<ImagesReader, ImagesError>>>;

/// Lets a response's body through the browser's own unpacking into the reader.
async fn stream(
    response: &JsValue,
    reader: &Shared,
    packed: &Array,
    card: &Card,
) -> Result<(), Wrong> {
    let opened = || -> Js<[JsValue; 3]> {
        let through = made("DecompressionStream", &["gzip".into()])?;
        let body = call(&get(response, "body")?, "getReader", &[])?;
        let writer = call(&get(&through, "writable")?, "getWriter", &[])?;
        let unpacked = call(&get(&through, "readable")?, "getReader", &[])?;
        Ok([body, writer, unpacked])
    };
    let [body, writer, unpacked] = opened().map_err(|_| Browser::FetchImages)?;
    let read = future_to_promise(drain(unpacked, reader.clone()));
    let fetched = pour(&body, &writer, reader, packed, card).await;
    let end = if fetched.is_ok() { "close" } else { "abort" };
    let closed = later(&writer, end, &[]).await;
    let whole = JsFuture::from(read).await.and(closed);
    fetched?;
    whole.map(drop).map_err(|_| ImagesError::Packing.into())
}

/// Pours what is fetched into what unpacks it, until its end or until something is wrong with it.
async fn pour(
    body: &JsValue,
    writer: &JsValue,
    reader: &Shared,
    packed: &Array,
    card: &Card,
) -> Result<(), Browser> {
    while let Some(portion) = next(body).await.map_err(|_| Browser::FetchImages)? {
        packed.push(&portion);
        let written = later(writer, "write", &[portion.clone().into()]).await;
        let share = reader.borrow().as_ref().map_or(0.0, ImagesReader::share);
        card.come.update(|come| {
            come.bytes += f64::from(portion.length());
            come.share = share;
        });
        if card.stopped.get_untracked() {
            return Err(Browser::Cancelled);
        }
        // What is wrong is told by who unpacks or reads it.
        if written.is_err() || reader.borrow().is_err() {
            break;
        }
    }
    Ok(())
}

/// Reads what has been unpacked.
async fn drain(unpacked: JsValue, reader: Shared) -> Js {
    while let Some(portion) = next(&unpacked).await? {
        let pushed = match &mut *reader.borrow_mut() {
            Ok(reader) => reader.push(&portion.to_vec()),
            Err(_) => break,
        };
        if let Err(wrong) = pushed {
            *reader.borrow_mut() = Err(wrong);
            // What else comes is let go: whoever unpacks it would wait.
            let _ = later(&unpacked, "cancel", &[]).await;
            break;
        }
    }
    Ok(JsValue::UNDEFINED)
}

/// The next portion of a stream; nothing at its end.
async fn next(stream: &JsValue) -> Js<Option<Uint8Array>> {
    let next = later(stream, "read", &[]).await?;
    match get(&next, "done")?.is_truthy() {
        true => Ok(None),
        false => get(&next, "value")?.dyn_into().map(Some),
    }
}

fn get(object: &JsValue, name: &str) -> Js {
    Reflect::get(object, &name.into())
}

fn call(object: &JsValue, name: &str, arguments: &[JsValue]) -> Js {
    let method: Function = get(object, name)?.dyn_into()?;
    method.apply(object, &arguments.iter().collect())
}

/// What a method's promise comes to.
async fn later(object: &JsValue, name: &str, arguments: &[JsValue]) -> Js {
    JsFuture::from(Promise::resolve(&call(object, name, arguments)?)).await
}

/// A new object of a class.
fn made(class: &str, arguments: &[JsValue]) -> Js {
    let class: Function = get(&window(), class)?.dyn_into()?;
    Reflect::construct(&class, &arguments.iter().collect())
}

/// A card that says how much has come, over the page as long as this is kept.
struct Card {
    come: RwSignal<Come>,
    stopped: RwSignal<bool>,
    shown: El,
    _owner: Owner,
}

impl Card {
    fn new(dataset: Dataset, kept: bool, stop: Option<JsValue>) -> Self {
        let owner = Owner::new();
        let come = Come {
            kept,
            ..Come::default()
        };
        owner.with(|| {
            let (come, stopped) = (RwSignal::new(come), RwSignal::new(false));
            let shown = card(dataset, come, move || {
                stopped.set(true);
                if let Some(stop) = &stop {
                    // It may have come meanwhile.
                    let _ = call(stop, "abort", &[]);
                }
            });
            if let Some(body) = find("body") {
                body.child(shown.clone());
            }
            Self {
                come,
                stopped,
                shown,
                _owner: owner.clone(),
            }
        })
    }
}

impl Drop for Card {
    fn drop(&mut self) {
        self.shown.remove();
    }
}

fn card(dataset: Dataset, come: RwSignal<Come>, stop: impl Fn() + 'static) -> El {
    let label = dataset.label();
    let percent = move || (come.get().share * 100.0).floor();
    let text = move || {
        let Come {
            bytes, of, kept, ..
        } = come.get();
        let mb = |bytes: f64| format!("{:.1}", bytes / 1e6);
        match of {
            _ if kept => format!("{label}: from this browser, where it was kept"),
            Some(of) => format!("{label}: {} of {} MB", mb(bytes), mb(of)),
            None => format!("{label}: {} MB, {} %", mb(bytes), percent()),
        }
    };
    let bar = el("progress")
        .attr("max", "100")
        .attr("aria-label", &format!("Fetching {label}"))
        .live("value", move || percent().to_string());
    let hint = "Fetched once; the browser keeps it for the next time.";
    el("div")
        .class("fetching")
        .attr("role", "group")
        .attr("aria-label", label)
        .child(el("p").live_text(text))
        .child(bar)
        .child(el("p").class("hint").text(hint))
        .child(el("button").text("Cancel").click(stop))
}
