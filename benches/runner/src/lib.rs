//! The work that is timed, the same for the browser and for the native build.
