//! Times the work natively and prints one line of JSON.
//!
//! `separable-bench train 2-4-2-1 10 500 250` trains in batches of 10 on 500 samples for 250 ms and
//! tells the samples a second; `separable-bench map 2-4-2-1 10 500 250` tells the milliseconds a map. In place of the
//! number of samples there may be a file of images (`Work::of_images`).

use std::{env, fs, process::ExitCode, time::Instant};

use separable_bench::Work;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let Some(report) = measure(&arguments) else {
        eprintln!("usage: separable-bench train|map SIZES BATCH SAMPLES|FILE MILLISECONDS");
        return ExitCode::FAILURE;
    };
    println!("{report}");
    ExitCode::SUCCESS
}

fn measure(arguments: &[String]) -> Option<String> {
    let [what, sizes, batch, samples, budget] = arguments else {
        return None;
    };
    let sizes: Vec<usize> = sizes
        .split('-')
        .map(|size| size.parse().ok().filter(|&size| size > 0))
        .collect::<Option<_>>()?;
    let batch = batch.parse::<usize>().ok()?;
    let budget = budget.parse().ok()?;
    if sizes.len() < 2 {
        return None;
    }
    let mut work = match samples.parse() {
        Ok(samples) => Work::new(&sizes, samples, batch),
        Err(_) => Work::of_images(&sizes, &fs::read(samples).ok()?, batch)?,
    };
    match what.as_str() {
        "train" => {
            let (count, seconds) = repeat(budget, |count| work.train(count));
            let rate = f64::from(count) * batch as f64 / seconds;
            Some(format!(
                "{{\"value\":{rate},\"finite\":{}}}",
                work.is_finite()
            ))
        }
        "map" => {
            let (count, seconds) = repeat(budget, |count| {
                for _ in 0..count {
                    std::hint::black_box(work.map());
                }
            });
            let milliseconds = seconds * 1e3 / f64::from(count);
            Some(format!("{{\"value\":{milliseconds},\"finite\":true}}"))
        }
        _ => None,
    }
}

/// Calls `work` with growing counts (the early calls warm up) until a call lasts `budget`
/// milliseconds; the count and seconds of that last call.
fn repeat(budget: f64, mut work: impl FnMut(u32)) -> (u32, f64) {
    let mut count = 1;
    loop {
        let start = Instant::now();
        work(count);
        let seconds = start.elapsed().as_secs_f64();
        if seconds * 1e3 >= budget {
            return (count, seconds);
        }
        count = next(count, seconds * 1e3, budget);
    }
}

/// A count that should last a little longer than `budget`, at most ten times the last one.
fn next(count: u32, milliseconds: f64, budget: f64) -> u32 {
    let growth = (1.1 * budget / milliseconds.max(1e-6)).clamp(1.1, 10.0);
    (f64::from(count) * growth).ceil() as u32
}
