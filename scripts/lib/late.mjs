// Which functions of the program come late: not with the first screen, but when they are first needed, and which
// of them come with panels.

/**
 * Their names begin so, closures within them included, written as `known` gives them. Nothing here may be
 * called before a person does something, by Play, or by a link that opens: the audit sees to it. A mistake
 * costs a wait, no more.
 */
const late = [
  // What a click does: a person's clicks wait for the rest.
  /^separable::ui::element::El::click::<.*\{closure#0\}$/,
  // How closures would be called that are kept to be called more than once.
  /^<(separable::ui::element::(?!El::(live_text|when<separable::ui::surface::readout))|<*separable::ui::(?!element|turn::Screen|data_panel::item)).* as core::ops::function::FnOnce<.*shim/,
  // Tables of one's own, drawn points, saved runs.
  /^separable::data::(sheet|text|stroke|drawn)::/,
  /^separable::ui::own_data::(?!kept::|panel::(remember|own_data)|dialog::table_dialog)/,
  /^separable::ui::own_data::kept::(put|Kept::write_table)/,
  /^separable::ui::drawing::(?!is_open|Drawing::(on(?!::\{closure#[347])|toolbar))/,
  /^separable::run::saved::/,
  /^separable::lab::(own|weights::flatten|json::(<impl separable|put|read_as|wants))/,
  /^separablelab_(close|seek|returnTo|setWeights|together|duel|endDuel|end_duel)/,
  /^csv_core::/,
  // Model files of other programs.
  /separable::(lab::model_file|ui::own_data::model)::/,
  /^(separablelab_(exportModel|importModel)|separable::api::LabHandle::(export|import)_model|js_sys::futures::future_to_promise::<<separable::api::LabHandle>::(export|import)_model)/,
  // Numbers of more digits than people write.
  /^<f(32|64) as core::str::traits::FromStr>::from_str$/,
  /^<?serde_json::error/,
  /^<separable::data::sheet::error::/,
  // What answers a change, a look back, or a closer look.
  /^separable::lab::(edit|answers::(?!Answers::(new|of))|typed|link::write)/,
  /^separable::ui::(charts::read|library::Library::keep)/,
  /^separable_plot::raster::Raster::image_tile/,
  /^separable::run::lab::Lab::edit/,
  /^separable::text::notice/,
  /^separable::ui::(choose|panels|share|confusion|strip|pool|parts|part|twins|schedule)::(?!id_of)/,
  /^separable::ui::(number_field::Control::typed|view_controls::(?!view_controls))/,
  /^separable::ui::page::Page::switch_theme/,
  // The sample that is studied, and a unit with its parameters.
  /^separable::(lab::(study|own_values|fixed::(set|put)|reading|line)|ui::(number_box|unit::(?!card::unit_card(?!::\{closure#1))|study::(chooser|image|own|pick::(nearest|pick|place))))/,
  // Large images: their sets, the diagram over them, what is wrong, drawings that are centred.
  /^<?separable::(data::(idx|text::images)|lab::(crowd|mistakes)|text::mistakes|ui::(images|crowd::(?!is_crowd)))::|^separable::ui::crowd::(view|draw|foot|planned|looked_for)|^<?separable_plot::crowd::/,
  /^core::ptr::drop_in_place::<((core::option::Option|alloc::(sync::Arc|rc::Rc|vec::Vec)|core::cell::RefCell)<)*separable::(ui::(images|crowd)|data::idx|lab::mistakes)::/,
  // The network asked.
  /^<?separable::(lab::raw|text::reply)::/,
  /^separable(lab_(ask|scaler|mostWrong)|::api::(LabHandle::(ask|scaler|most_wrong|predict_measured)|measured|is_raw|most$))|^js_sys::futures::future_to_promise::<<separable::api::LabHandle>::most_wrong/,
  // What goes wrong on the way, and how values and gradients flow.
  /^separable::(lab::(advice::(course::(?!is_at_chance|silent)|amiss::)|flow::)|(text::(amiss|gradients)|run::updates)::)/,
  /^separable::ui::(training_panel::lately|frame::Frame::flow)/,
  /^separable_nn::(flow|trainer::Trainer::next_parameters)/,
  // A step taken apart.
  /^separable::(ui::walk|lab::steps|text::walk)::/,
  /^separablelab_(code|walk|flow|landscape|lottery|checkGradients|hint)/,
  /^separable::(run::lab::Lab::walk|run::walk|lab::walked)/,
  /^separable_nn::(trainer::Trainer::walk|walk|pass::Pass::walked|perceptron::walked)/,
  // As page and workers send it.
  /^<?(postcard|serde\w*|core|alloc|separable_nn)::.*separable_nn::walk(ed)?::|^<separable_nn::walk(ed)?::/,
  // Gradients checked, and expression graphs.
  /^<?separable_nn::(check|graph|tape|expr)::/,
  /^<?separable::((lab|text)::expression|ui::panels::autodiff)::|^separable_plot::zoom::/,
  /^separable_nn::(activation::.*on_tape|activation::below_largest|loss::.*(on_tape|formula))/,
  // The loss landscape, and other jobs in the background.
  /^separable::(engine::(job|terrain|tracing|walking|lots|story)|lab::(landscape|lottery)|text::(landscape|lottery))::/,
  // Layers multiplied out, curves put together, and shapes compared.
  /^separable::((lab|text)::(linear|approximation|depth)::|text::capital)/,
  /^<?separable::(ui::(dealer|frame::small|loading|trial)::|lab::advice::worth::is_solved|lab::snapshot::Snapshot::unmeasured|run::branch::Branch::told)/,
  /^separable_nn::(landscape|metrics::Measure::(begin|work|network))/,
  /^separable_plot::(relief|wall|thin|color::Ramp::losses)/,
  /^nalgebra::linalg/,
  // Images.
  /^<?separable_nn::(sparse|images|samples::(Pixels|Scaling|Samples::(of_images|part|x_columns)))\b/,
  /^separable::data::(table::Table::of_images|file::Loaded::images)/,
  // The tuner.
  /^<?(alloc::vec::Vec<)?separable::(lab|text)::tuner::/,
  /^<?separable::engine::trials::|^separable_plot::parallel::/,
  /^(separablelab_tune|separable::api::LabHandle::tune|js_sys::futures::future_to_promise::<<separable::api::LabHandle>::tune)/,
  /^<?(&mut )?(postcard|serde\w*|separable_nn)::.*separable::(lab::tuner|engine::trials)::/,
  // Whether samples can be told apart, and how weights go round.
  /^<?separable_nn::separation::/,
  /^<?separable::(lab|text)::perceptron::/,
  // Part of a set, and layers that are reused.
  /^<?separable::(data::part::(?!Classes::(count|is_all|contains|numbers))|lab::classes::(?!validate|write|text)|(lab|text)::transfer::)/,
  /^(separablelab_transfer|separable::api::LabHandle::(transfer|reusing)|js_sys::futures::future_to_promise::<<separable::api::LabHandle>::transfer)/,
  // Networks built by hand.
  /^<?separable::(lab::(challenge|gates|link::(held|lacks_weights))|text::(challenge|neuron))::/,
  // The experiment as a script.
  /^<?(alloc::vec::Vec<)?separable::(lab|text)::code::/,
  /^separable::run::lab::Lab::script_epochs/,
  // What a single step did; help.
  /^separable::(text::step|ui::((network|output)_panel::step_at_hand|help::reading))/,
  // What keys, pointers, boxes and lists are told, and what opens only then.
  /^separable::ui::(app::(stay::\{closure#0|keep_address::\{closure#1)|travels::copied::\{closure#3|media::holds::\{closure)/,
  /^separable::ui::(diagram::readout::\{closure#[24]|placing::(moves::|height|length)|drawer::(drawer::\{closure#[1245]|tabs::\{closure#2))/,
  /^separable::ui::(number_field::(Control::|NumberField::(inner::\{closure#0|(units|of)::\{closure#1))|fields::(Choice::(new|local)::<.*\{closure#[12]\}$|list::<.*closure#1\}$))/,
  /^separable::ui::(run::state::Run::(close_unit|dispatch::<separable::lab::edit::Edit)|look::walking::Walking::(stages|close)|ways::(region|uncover))/,
  /^separable::ui::(surface::(readout::\{closure#[014]|fixed|answer_at)|picked::(cell_words|picked_line::\{closure#[245]))/,
  /^separable::ui::training_panel::advice::\{closure#1\}::\{closure#0\}::\{closure#0/,
  /^(core::iter::.*separable::ui::(drawing|key::signs|look::pen)|<core::iter::.*separable::(lab::own::role|data::sheet))/,
  // How a run is looked back at, left, taken back, and gone over anew.
  /^separable::ui::(history::(former::\{closure#[345]|slider::\{closure#[45]|history::\{closure#1)|scrub::Scrub::to|turn::Turn::new::<separable::ui::scrub)/,
  /^separable::ui::(charts::(faint|dragged|layer_keys)|frame::Frame::seen|run::state::Run::(go_(at_once|in_background)|show_(moment|past)|lead))/,
  /^separable::(run::(lab::Lab::(nearest|seek|bring_back|stride_)|branch::Branch::cut|history::History::leave)|text::spot|lab::tally::Tally::rows)/,
  /^separable::engine::(course::Course::(restore|go_to|set_parameters)|shown::Showing::|job)/,
  /^separable_nn::(trainer::Trainer::answer|samples::Samples::(first|one))/,
  /^<(separable::(lab::edit::Edit|run::action::Drive) as core::clone::Clone>|(alloc::vec::Vec<)?separable::lab::(steps|landscape)::[\w:]+>* as )/,
  // The space of a hidden layer.
  /^<?separable::(lab|text|ui)::hidden::(?!signs::Pen::axes::\{closure#0)/,
  /^<?separable_plot::hidden::/,
  // Runs beside the first, and side by side with it.
  /^(separable::api::LabHandle::lottery|js_sys::futures::future_to_promise::<<separable::api::LabHandle>::(lottery|duel))/,
  /^separable::((lab|run|text|ui)::duel|ui::(charts::duel_chart|run::level)|engine::rest::in_step)/,
  /^separable::lab::link::write_both/,
  /^(separablelab_open|separable::(api::LabHandle::open|ui::top_bar::together)|js_sys::futures::future_to_promise::<<separable::api::LabHandle>::open)/,
  // What is held for late things, and told when a person changes it.
  /^<reactive_graph::signal::rw::RwSignal<.*separable(_nn)?::((ui|text)::hidden|ui::(panels|walk|look::walking|trial)|lab::(challenge|code|raw|expression|landscape|line|linear|depth|lottery|perceptron|transfer|tuner)|plot::(wall|parallel))::.*> as reactive_graph::traits::(Read|Track|Update|Get|With)/,
  /^<reactive_graph::signal::rw::RwSignal<(core::option::Option<(u32|\[f32; 2usize\]|\(alloc::string::String, f64\)|\(alloc::sync::Arc<separable::run::branch::Branch>.*)>|\[alloc::vec::Vec<alloc::string::String>; 2usize\])> as reactive_graph::traits::Update>/,
  /^core::mem::drop::<reactive_graph::signal::guards::WriteGuard<reactive_graph::signal::rw::RwSignal<(core::option::Option<(usize|separable::data::stroke::Stroke)>|alloc::vec::Vec<usize>|separable::ui::look::shown::Shown)>/,
  /^<reactive_graph::owner::stored_value::StoredValue<(alloc::rc::Rc<core::cell::RefCell<separable::ui::pool|separable::data::file::File|core::option::Option<\[f64; 2usize\]>).* as /,
  /^core::ptr::drop_in_place::<((core::option::Option|alloc::sync::Arc|alloc::vec::Vec|std::sync::poison::rwlock::RwLock)<)*separable(_nn|_plot)?::((ui|text|lab)::hidden|hidden|ui::(panels|walk|placing)|lab::(challenge|code|raw|expression|landscape|line|linear|approximation|depth|perceptron|steps|flow|reading|unit_table)|data::sheet(?!::error::Stray>)|run::updates|walk|walked|separation)::\w+(::\w+)*>+$/,
  /^core::ptr::drop_in_place::<((core::option::Option|alloc::(sync::Arc|rc::Rc|vec::Vec|boxed::Box)|core::cell::RefCell)<)*separable(_plot)?::(ui::(dealer|loading|trial)|lab::(lottery|tuner)|engine::(lots|story|trials)|wall)::\w+(::\w+)*>+$/,
  /^<&mut postcard::ser::serializer::Serializer<.*>::collect_seq::<&alloc::vec::Vec<separable::(lab::lottery|engine::story)::/,
  /^core::ptr::drop_in_place::<(separable::ui::((pool::(Ticket|Inner)|client::Client)>$|own_data::(read|desk))|alloc::rc::Rc<core::cell::RefCell<separable::ui::pool::Inner)/,
  /^<(hashbrown::.*separable::ui::pool::|alloc::collections::vec_deque::VecDeque<\(u32, separable::engine::job)/,
  /^separable::ui::element::El::(each_key::<\((&str, &str|u32, u32|usize, usize|usize, separable::lab::timeline::Moment|separable::lab::tally::Portion, usize)\)>|live_text::<&str, separable::ui::panels)/,
  // Closures of the browser's lists, which nothing here asks for.
  /^wasm_bindgen::convert::closures::_::invoke::<(?!wasm_bindgen::JsValue, core::result::Result<\(\)|js_sys::JsString).*Result</,
  // What says that something failed.
  /^separable::ui::(client::Client::refuse|messages::(diverged|failed|others)|thread::reason|own_data::kept::Kept::(refused|write_drawing))/,
  /^<(separable::(lab::wrong::Wrong|run::notice::Undone) as core::clone::Clone>|separable::ui::run::state::Run as separable::ui::client::Listener>::failed|&?separable::data::sheet::)/,
  /^(<?std::panicking|core::panicking::assert_failed)/,
  /^<?serde_json::read::(SliceRead::position_of_index|push_wtf8|SliceRead as serde_json::read::Read>::decode_hex)|^<serde_json::de::Deserializer<.*>>::peek_error/,
  /^<&mut serde_json::ser::Serializer<&mut <serde_json::value::Value as core::fmt::Display>/,
  // Links of TensorFlow Playground.
  /^separable::lab::playground::(?!is)/,
  // Sorting of many; angles and errors that nothing on the first screen has.
  /^core::slice::sort::(stable::(quicksort|drift)|unstable::quicksort::quicksort::<(separable_plot::chart::geometry::EndLabel|usize|f64|\(\[f64; 2usize\], u8\)))/,
  // What a program says that fails, and numbers of more digits than people write.
  /^(<.* as core::fmt::Debug>::fmt|<?core::fmt::builders|char::escape_debug|core::str::slice_error_fail|core::num::dec2flt::decimal_seq)/,
  /^libm::math::(rem_pio2_large|erff)/,
];

/**
 * A name as it stands in the list: without the versions of crates, and what belongs to a type by the type's
 * own path, `T::f` for `<T>::f`.
 */
function known(name) {
  let [next, last] = [name.replace(/\[[0-9a-f]+\]/g, "")];
  while (next !== last) [last, next] = [next, next.replace(/<([\w:]+)>(?=::)/g, (whole, path, at, text) => (text.slice(0, at).endsWith("::") ? whole : path))];
  return next;
}

/**
 * Those of them that only panels of the drawer need, and scripts that ask for the same, likewise. What a remark, the
 * walk, a unit's card or a worker asks for does not belong here.
 */
const panels = [
  /^<?separable::ui::(panels::(?!show|uncover|id_of|panel_of)|dealer|loading|trial)/,
  /^<?(alloc::vec::Vec<)?separable::(lab|text)::(code|expression|depth|linear|approximation|challenge|raw|reply|landscape|mistakes|transfer|unit_table)::/,
  /^<?separable::(text::(perceptron|lottery|gradients|neuron)|lab::(model_file|lottery::(count|told|spread|sheet)))/,
  /^(separablelab_|<?separable::api::LabHandle::|js_sys::futures::future_to_promise::<<separable::api::LabHandle>::)(exportModel|importModel|export_model|import_model|code|transfer|reusing|ask|scaler|mostWrong|most_wrong|lottery|landscape|hint|predict_measured|tune|tuner_code)/,
  // Of the tuner, workers ask for what is held back, which run is better, and where to look next.
  /^<?(alloc::vec::Vec<)?separable::(text::tuner|lab::tuner(?!::(folds|trained|proposal|gaussian)))::/,
  /^<?separable_nn::graph::/,
  /^separable_plot::(zoom|relief|wall|thin|parallel)/,
  /^<reactive_graph::signal::rw::RwSignal<.*separable(_nn)?::(ui::(panels|trial)|lab::(challenge|code|raw|expression|landscape|linear|depth|lottery|perceptron|transfer|tuner)|plot::(wall|parallel))::.*> as reactive_graph::traits::(Read|Track|Update|Get|With)/,
  /^core::ptr::drop_in_place::<((core::option::Option|alloc::(sync::Arc|rc::Rc|vec::Vec|boxed::Box)|core::cell::RefCell|std::sync::poison::rwlock::RwLock)<)*separable(_nn|_plot)?::(ui::(panels|dealer|loading|trial)|lab::(challenge|code|raw|expression|landscape|linear|approximation|depth|transfer|unit_table|tuner(?!::(folds|trained|proposal|gaussian)))|graph|zoom|relief|wall|parallel)::\w+(::\w+)*>+$/,
];

/** What says whether something is there at all. */
const early = /^separable::ui::element::(El::when::<.*\{closure#0\}$|derived::<bool, separable::ui::charts::chart<)/;

/** What builds that then: the last of what it is made of. */
const builder = /^separable::ui::element::El::when::<.*(?<![\w:])(separable::(?:\w|::|\{closure#\d+\})+)>::\{closure#1\}$/;

/** Closures that stand under the name of what takes them; those that write a text are there from the start. */
const nameless = /^separable::ui::element::El::(?!live_text).*\{closure#\d+\}$/;

/**
 * What is to be known of functions' names for one of the parts, by its list: whether a function is of the part;
 * whether one of many uses is made for it, for closures that are all of it, and so is of it if nothing else calls it; whether
 * a name does not say what it belongs to.
 */
function knownBy(list) {
  const isListed = (path) => list.some((pattern) => pattern.test(path));
  return {
    isLate: (name) => isListed(known(name)),
    isForLate(name) {
      const full = known(name);
      const built = full.match(builder);
      if (built) return isListed(built[1]);
      const closures = full.match(/separable\w*(?:::\w+)+(?:::\{[^}]+\})+/g)?.filter((path) => path.includes("{closure"));
      return closures !== undefined && closures.length > 0 && !early.test(full) && closures.every(isListed);
    },
    isNameless: (name) => nameless.test(known(name)),
  };
}

/** The parts beyond the first: the rest, and what comes with panels. */
export const parts = { late: knownBy(late), panels: knownBy(panels) };
