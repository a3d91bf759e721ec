// Which functions of the program come late: not with the first screen, but when they are first needed.

/**
 * Their names begin so, closures within them included, written as `known` gives them. Nothing here may be
 * called before a person does something, by Play, or by a link that opens: the audit sees to it. A mistake
 * costs a wait, no more.
 */
const late = [
  // What a click does: a person's clicks wait for the rest.
  /^separable::ui::element::El::click::<.*\{closure#0\}$/,
  // How closures would be called that are kept to be called more than once.
  /^<separable::ui::element::(?!El::live_text).* as core::ops::function::FnOnce<.*shim/,
  // Tables of one's own, drawn points, saved runs.
  /^separable::data::(sheet|text|stroke|drawn)::/,
  /^separable::ui::own_data::(?!kept::|panel::(remember|own_data)|dialog::table_dialog)/,
  /^separable::ui::own_data::kept::(put|Kept::write_table)/,
  /^separable::ui::drawing::(?!is_open|Drawing::(on|toolbar))/,
  /^separable::run::saved::/,
  /^separable::lab::(own|weights::flatten|json::(<impl separable|put|read_as|wants))/,
  /^separablelab_(close|seek|returnTo|setWeights|together)/,
  /^csv_core::/,
  /^<?serde_json::error/,
  /^<separable::data::sheet::error::/,
  // What answers a change, a look back, or a closer look.
  /^separable::lab::(edit|answers::(?!Answers::new)|typed|link::write)/,
  /^separable::ui::(charts::read|library::Library::keep)/,
  /^separable_plot::raster::Raster::image_tile/,
  /^separable::run::lab::Lab::edit/,
  /^separable::text::notice/,
  /^separable::ui::(choose|panels|share|confusion|strip|pool|parts|part|twins|schedule)::/,
  /^separable::ui::(number_field::Control::typed|view_controls::(?!view_controls))/,
  /^separable::ui::page::Page::switch_theme/,
  // The sample that is studied, and a unit with its parameters.
  /^separable::(lab::(study|own_values|fixed::(set|put)|reading|line)|ui::(number_box|unit::(?!card::unit_card(?!::\{closure#1))|study::(chooser|own|pick::(nearest|pick|place))))/,
  // What goes wrong on the way, and how values and gradients flow.
  /^separable::(lab::(advice::(course::(?!is_at_chance|silent)|amiss::)|flow::)|(text::amiss|run::updates)::)/,
  /^separable::ui::(training_panel::lately|frame::Frame::flow)/,
  /^separable_nn::(flow|trainer::Trainer::next_parameters)/,
  // A step taken apart.
  /^separable::(ui::walk|lab::steps|text::walk)::/,
  /^separablelab_(walk|flow|landscape)/,
  /^separable::(run::lab::Lab::walk|run::walk|lab::walked)/,
  /^separable_nn::(trainer::Trainer::walk|walk|pass::Pass::walked|perceptron::walked)/,
  // Gradients checked, and expression graphs.
  /^<?separable_nn::(check|graph|tape|expr)::/,
  /^<?separable::((lab|text)::expression|ui::panels::autodiff)::|^separable_plot::zoom::/,
  /^separable_nn::(activation::.*on_tape|activation::below_largest|loss::.*(on_tape|formula))/,
  // The loss landscape, and other jobs in the background.
  /^separable::(engine::(job|terrain|tracing)|lab::landscape|text::landscape)::/,
  /^separable_nn::(landscape|metrics::Measure::(begin|work|network))/,
  /^separable_plot::(relief|color::Ramp::losses)/,
  /^nalgebra::linalg/,
  // What a single step did; help.
  /^separable::(text::step|ui::((network|output)_panel::step_at_hand|help::reading))/,
  // Links of TensorFlow Playground.
  /^separable::lab::playground::(?!is)/,
  // Sorting of many; angles and errors that nothing on the first screen has.
  /^core::slice::sort::(stable::(quicksort|drift)|unstable::quicksort::quicksort::<(separable_plot::chart::geometry::EndLabel|usize))/,
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

const isListed = (path) => late.some((pattern) => pattern.test(path));

/** Whether the function of that name comes late. */
export const isLate = (name) => isListed(known(name));

/** What says whether something is there at all. */
const early = /^separable::ui::element::(El::when::<.*\{closure#0\}$|derived::<bool, separable::ui::charts::chart<)/;

/** What builds that then: the last of what it is made of. */
const builder = /^separable::ui::element::El::when::<.*(?<![\w:])(separable::(?:\w|::|\{closure#\d+\})+)>::\{closure#1\}$/;

/**
 * Whether a function of many uses is made for something late: for closures that are all late. It comes late
 * if nothing else calls it.
 */
export function isForLate(name) {
  const full = known(name);
  const built = full.match(builder);
  if (built) return isListed(built[1]);
  const closures = full.match(/separable\w*(?:::\w+)+(?:::\{[^}]+\})+/g)?.filter((path) => path.includes("{closure"));
  return closures !== undefined && closures.length > 0 && !early.test(full) && closures.every(isListed);
}

/** Closures that stand under the name of what takes them; those that write a text are there from the start. */
const nameless = /^separable::ui::element::El::(?!live_text).*\{closure#\d+\}$/;

/** Whether a function's name does not say what it belongs to. */
export const isNameless = (name) => nameless.test(known(name));
