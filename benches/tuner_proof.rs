//! What the tuner is worth, as ARCHITECTURE.md states it: the lowest test loss that each way of searching finds within
//! a budget of epochs on five of the two-dimensional sets, and random search within twice that, in the median of twenty
//! seeds. `cargo run --release --example tuner_proof` says it; `SEEDS` asks for another number of seeds.

#![allow(clippy::unwrap_used, reason = "what is unexpected ends it")]

use separable::{
    data::{DataSpec, Dataset},
    engine::{
        Data, Job, Plan, TrialRun,
        job::{Done, Progress, Work},
    },
    lab::{
        Experiment, Prepared,
        tuner::{Algorithm, Next, Search, Tuner},
    },
};

const SETS: [Dataset; 5] = [
    Dataset::Xor,
    Dataset::Circles,
    Dataset::Moons,
    Dataset::Spiral,
    Dataset::Gaussians,
];
/// For how long a network is trained at most.
const EPOCHS: u64 = 27;
const SEEDS: u32 = 20;

fn done(job: Job) -> Done {
    match Work::new(job).work(&mut || true) {
        Progress::Done(done) => done,
        other => panic!("{other:?}"),
    }
}

/// The lowest validation loss that is found within each of the budgets of epochs, the largest last.
fn found(tuner: &Tuner, data: &Data, budgets: &[u64]) -> Vec<f64> {
    let mut search = Search::new(tuner.clone());
    let mut least = vec![f64::INFINITY; budgets.len()];
    loop {
        match search.step() {
            Next::Train(runs) => {
                for (trial, run) in runs {
                    let task = search.task(trial, run);
                    let done = done(Job::Trial(Box::new(TrialRun {
                        of: [trial, run],
                        data: data.clone(),
                        fold: None,
                        held_back: true,
                        accuracy: false,
                        plan: Plan::from(&task.experiment),
                        from: task.from,
                        epochs: task.epochs,
                        goes_on: task.goes_on,
                    })));
                    let Done::Tried(trained) = done else {
                        panic!("impossible")
                    };
                    search.tell(*trained);
                    let cost = search.cost(&search.trials[trial as usize]).unwrap();
                    for (least, budget) in least.iter_mut().zip(budgets) {
                        if search.epochs() <= *budget {
                            *least = least.min(cost);
                        }
                    }
                }
            }
            Next::Ask(ask) => search.propose(&ask.answer()),
            Next::Over => break,
        }
    }
    assert!(Some(&search.epochs()) <= budgets.last());
    least
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    let middle = all.len() / 2;
    if all.len() % 2 == 1 {
        return all[middle];
    }
    (all[middle - 1] + all[middle]) / 2.0
}

fn tuner(dataset: Dataset) -> Tuner {
    let mut e = Experiment::preset(DataSpec {
        dataset,
        points: 80,
        ..DataSpec::default()
    });
    e.batch_size = 10;
    let usual = Tuner::usual(&e, 56, true);
    Tuner {
        epochs: EPOCHS,
        iterations: 2,
        ..usual
    }
}

fn main() {
    let seeds = std::env::var("SEEDS").map_or(SEEDS, |seeds| seeds.parse().unwrap());
    for dataset in SETS {
        let base = tuner(dataset);
        let data = Data::from(&Prepared::new(&base.experiment));
        // Medians over the seeds, within each of the budgets.
        let of = |algorithm: Algorithm, budgets: &[u64]| {
            let last = budgets[budgets.len() - 1];
            let one = |seed: u32| {
                let tuner = Tuner {
                    algorithm,
                    seed,
                    max_trials: (last / EPOCHS) as u32,
                    ..base.clone()
                };
                found(&tuner, &data, budgets)
            };
            let all: Vec<_> = (1..=seeds).map(one).collect();
            let within = |budget: usize| median(all.iter().map(|one| one[budget]).collect());
            (0..budgets.len()).map(within).collect::<Vec<_>>()
        };
        let hyperband = Tuner {
            algorithm: Algorithm::Hyperband,
            ..base.clone()
        };
        let budget = hyperband.all_epochs();
        let random = of(Algorithm::RandomSearch, &[budget, 2 * budget]);
        let hyperband = of(Algorithm::Hyperband, &[budget])[0];
        let bayesian = of(Algorithm::BayesianOptimization, &[budget])[0];
        println!(
            "{dataset:?}: {budget} epochs: random {:.2e}, Hyperband {hyperband:.2e}, Bayesian \
             {bayesian:.2e}; random with twice that {:.2e}",
            random[0], random[1]
        );
    }
}
