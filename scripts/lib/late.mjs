// Which functions of the program come late: not with the first screen, but when they are first needed.

/**
 * Their names begin so, closures within them included. Nothing here may be called before a person does
 * something, by Play, or by a link that opens: the audit sees to it. A mistake costs a wait, no more.
 */
const late = [
  // Tables of one's own, drawn points, saved runs.
  /^separable::data::(sheet|text|stroke|drawn)::/,
  /^separable::ui::own_data::(?!kept::|panel::remember|dialog::table_dialog)/,
  /^separable::ui::own_data::kept::(put|Kept::write_table)/,
  /^separable::ui::drawing::(?!is_open)/,
  /^separable::run::saved::/,
  /^separable::lab::(own|weights::flatten|json::(<impl separable|put|read_as|wants))/,
  /^separablelab_close/,
  /^csv_core::/,
  /^serde_json::error/,
  // What answers a change, a look back, or a closer look.
  /^separable::lab::(edit|answers|typed|link::write)/,
  /^separable::ui::(charts::read|library::Library::keep)/,
  /^separable_plot::raster::Raster::image_tile/,
  /^separable::run::lab::Lab::edit/,
  /^separable::text::notice/,
  /^separable::ui::(choose|panels|share|confusion|strip|pool|parts|part|twins|schedule)::/,
  /^separable::ui::(number_field::Control::typed|view_controls::(?!view_controls))/,
  /^separable::ui::page::Page::switch_theme/,
  // The sample that is studied, and a unit with its parameters.
  /^separable::(lab::(study|own_values|fixed::(set|put)|reading|line)|ui::(number_box|unit::(?!card::unit_card)|study::(chooser|own|pick::(nearest|pick|place))))/,
  // What goes wrong on the way, and how values and gradients flow.
  /^separable::(lab::(advice::(course|amiss)|flow)|text::amiss|run::updates)::/,
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
  // Links of TensorFlow Playground.
  /^separable::lab::playground::(?!is)/,
  // Sorting of many; angles and errors that nothing on the first screen has.
  /^core::slice::sort::stable::(quicksort|drift)/,
  /^libm::math::(rem_pio2_large|erff)/,
];

/** Whether the function of that name comes late. */
export const isLate = (name) => late.some((pattern) => pattern.test(name));

/** Closures that stand under the name of what takes them; those that write a text are there from the start. */
const nameless = /^(separable::ui::element::(?!El::live_text).*\{\{closure\}\}|core::ops::function::FnOnce::call_once)/;

/** Whether a function's name does not say what it belongs to. */
export const isNameless = (name) => nameless.test(name);
