//! The tuner as a person has it: searches that are trained by the jobs of the workers.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod common;

use separable::{
    data::{DataSpec, Dataset},
    engine::{
        Data, Job, Plan, TrialRun,
        job::{Done, Progress, Work},
    },
    lab::{
        Experiment, Prepared,
        code::{Library, search},
        tuner::{
            Algorithm, Hyperparameter, Next, Numbers, Objective, Range, Sampling, Search, Space,
            Tuned, Tuner, by_score, sheet,
        },
    },
    nn::{LayerSpec, Stride, Trainer},
};

/// What comes of a job in slices of so many questions.
fn done(job: Job, questions: u32) -> Done {
    let mut work = Work::new(job);
    for _ in 0..1_000_000 {
        let mut left = questions;
        let mut on = || {
            left = left.saturating_sub(1);
            left > 0
        };
        if let Progress::Done(done) = work.work(&mut on) {
            return done;
        }
    }
    panic!("never done");
}

fn job(search: &Search, data: &Data, [trial, run]: [u32; 2]) -> Job {
    let task = search.task(trial, run);
    Job::Trial(Box::new(TrialRun {
        of: [trial, run],
        data: data.clone(),
        fold: task.fold,
        held_back: search.tuner.objective.is_of_validation(),
        accuracy: search.tuner.objective.is_accuracy(),
        plan: Plan::from(&task.experiment),
        from: task.from,
        epochs: task.epochs,
        goes_on: task.goes_on,
    }))
}

/// A search to its end; `backwards` lets the last of a round come first, each in short slices.
fn searched(tuner: &Tuner, backwards: bool) -> Search {
    let data = Data::from(&Prepared::new(&tuner.experiment));
    let mut search = Search::new(tuner.clone());
    loop {
        match search.step() {
            Next::Train(mut runs) => {
                if backwards {
                    runs.reverse();
                }
                let questions = if backwards { 2 } else { u32::MAX };
                for (trial, run) in runs {
                    match done(job(&search, &data, [trial, run]), questions) {
                        Done::Tried(trained) => search.tell(*trained),
                        other => panic!("{other:?}"),
                    }
                }
            }
            Next::Ask(ask) => match done(Job::Propose(ask), 1) {
                Done::Proposed(points) => search.propose(&points),
                other => panic!("{other:?}"),
            },
            Next::Over => return search,
        }
    }
}

fn experiment(dataset: Dataset, points: usize) -> Experiment {
    let mut e = Experiment::preset(DataSpec {
        dataset,
        points,
        ..DataSpec::default()
    });
    e.seed = 1;
    e
}

fn tuner(algorithm: Algorithm) -> Tuner {
    Tuner {
        algorithm,
        max_trials: 18,
        epochs: 9,
        ..Tuner::usual(&experiment(Dataset::Circles, 60), 42, true)
    }
}

#[test]
fn the_same_search_tries_the_same_whatever_comes_first() {
    for algorithm in Algorithm::ALL {
        for (folds, executions) in [(0, 1), (3, 2)] {
            let tuner = Tuner {
                folds,
                executions,
                max_trials: if folds == 0 { 18 } else { 8 },
                ..tuner(algorithm)
            };
            let (one, other) = (searched(&tuner, false), searched(&tuner, true));
            assert_eq!(one.trials, other.trials, "{algorithm:?}");
            assert_eq!(sheet(&one), sheet(&other));
            assert_eq!(one.trials.len() as u32, tuner.trials(), "{algorithm:?}");
            assert_eq!(one.epochs(), tuner.all_epochs(), "{algorithm:?}");
            let again = Tuner { seed: 2, ..tuner };
            let is_other = searched(&again, false).trials != one.trials;
            assert_eq!(is_other, algorithm != Algorithm::GridSearch || folds > 0);
        }
    }
}

/// What a trial says of itself is what a person gets who trains it by hand, also where Hyperband went on.
#[test]
fn the_best_is_what_one_trains_by_hand() {
    for objective in [Objective::ValLoss, Objective::ValAccuracy, Objective::Loss] {
        let tuner = Tuner {
            objective,
            ..tuner(Algorithm::Hyperband)
        };
        let search = searched(&tuner, false);
        let best = &search.trials[search.best().unwrap() as usize];
        let all = search.trials.iter().filter_map(|trial| search.cost(trial));
        assert_eq!(search.cost(best), all.min_by(f64::total_cmp));
        for trial in search
            .trials
            .iter()
            .filter(|trial| trial.epochs == 9 || trial.id < 3)
        {
            let e = search.experiment(trial.id);
            let prepared = Prepared::new(&e);
            let (train, test) = (prepared.train.clone(), prepared.test.clone());
            let looked = if objective == Objective::Loss {
                &train
            } else {
                &test
            };
            let mut trainer =
                Trainer::with_test(e.network(), train.clone(), test.clone(), e.settings());
            let mut costs = Vec::new();
            for _ in 0..trial.epochs {
                trainer.advance(Stride::Epoch, 1);
                let network = trainer.network();
                let worth =
                    separable::nn::evaluate(network, e.loss, prepared.task, looked).unwrap();
                if Some(trainer.epoch()) == trial.best_epoch() {
                    assert_eq!(trial.parameters(), Some(network.parameters()));
                    assert_eq!(worth.loss, trial.loss());
                    assert_eq!(worth.accuracy, trial.accuracy());
                }
                costs.push(if objective.is_accuracy() {
                    1.0 - worth.accuracy.unwrap()
                } else {
                    worth.loss
                });
            }
            assert_eq!(search.cost(trial), costs.into_iter().min_by(f64::total_cmp));
        }
    }
}

#[test]
fn the_test_part_has_no_say_in_cross_validation() {
    let tuner = Tuner {
        folds: 4,
        max_trials: 3,
        ..tuner(Algorithm::RandomSearch)
    };
    let search = searched(&tuner, false);
    let mut data = Data::from(&Prepared::new(&tuner.experiment));
    data.test = std::sync::Arc::default();
    let Done::Tried(mut trained) = done(job(&search, &data, [2, 3]), 7) else {
        panic!("impossible");
    };
    // Only the first run's are kept.
    let parameters = std::mem::take(&mut trained.best.as_mut().unwrap().parameters);
    assert!(!parameters.is_empty() && search.trials[2].parameters().is_some());
    assert_eq!(search.trials[2].runs[3].as_deref(), Some(&*trained));
}

#[test]
fn what_diverges_is_told_and_comes_last() {
    let mut tuner = tuner(Algorithm::BayesianOptimization);
    for layer in &mut tuner.experiment.layers {
        *layer = LayerSpec::new(layer.units, separable::nn::Activation::Linear);
    }
    tuner.experiment.loss = separable::nn::Loss::MeanSquaredError;
    let rates = ["0.01", "100"].map(str::to_owned).to_vec();
    tuner.space = Space(vec![
        Hyperparameter {
            of: Tuned::LearningRate,
            range: Range::Choice(rates),
        },
        Hyperparameter {
            of: Tuned::Units,
            range: Tuned::Units.usual(42),
        },
    ]);
    tuner.epochs = 60;
    let search = searched(&tuner, false);
    let order = by_score(&search);
    let (best, worst) = (order[0] as usize, order[order.len() - 1] as usize);
    assert!(!search.trials[best].diverged() && search.trials[worst].diverged());
    assert_eq!(search.cost(&search.trials[worst]), Some(f64::INFINITY));
    assert!(!sheet(&search).contains("inf"));
}

#[test]
fn a_space_that_is_used_up_ends_the_search() {
    for algorithm in Algorithm::ALL {
        let two = Range::Int(Numbers::new(1.0, 2.0, None, Sampling::Linear));
        let space = Space(vec![
            Hyperparameter {
                of: Tuned::Layers,
                range: two.clone(),
            },
            Hyperparameter {
                of: Tuned::UnitsOf(2),
                range: two,
            },
        ]);
        let search = searched(
            &Tuner {
                space,
                ..tuner(algorithm)
            },
            false,
        );
        // With one layer the second has no units: three experiments; a grid tries one of them twice.
        let most = match algorithm {
            Algorithm::GridSearch => 4,
            Algorithm::RandomSearch | Algorithm::Hyperband | Algorithm::BayesianOptimization => 3,
        };
        assert_eq!(search.trials.len(), most, "{algorithm:?}");
    }
}

/// A search as a script: small, over everything that there is in one of them.
fn scripted() -> Vec<(&'static str, Tuner)> {
    let e = experiment(Dataset::Circles, 40);
    let all = Space(
        Tuned::of(&e)
            .into_iter()
            .filter(|of| !matches!(of, Tuned::UnitsOf(layer) if *layer > 2))
            .map(|of| Hyperparameter {
                of,
                range: of.usual(28),
            })
            .collect(),
    );
    let few = |space: Space, algorithm: Algorithm| Tuner {
        algorithm,
        space,
        max_trials: 4,
        epochs: 3,
        ..Tuner::usual(&e, 28, true)
    };
    let small = |algorithm| {
        let range = Range::Float(Numbers::new(0.01, 0.1, None, Sampling::Log));
        let units = Range::Int(Numbers::new(2.0, 3.0, None, Sampling::Linear));
        let space = Space(vec![
            Hyperparameter {
                of: Tuned::Units,
                range: units,
            },
            Hyperparameter {
                of: Tuned::LearningRate,
                range,
            },
        ]);
        few(space, algorithm)
    };
    let mut stepped = small(Algorithm::GridSearch);
    stepped.space.0[1].range = Range::Float(Numbers::new(0.1, 0.4, Some(2.0), Sampling::Log));
    let mut fractions = small(Algorithm::GridSearch);
    fractions.space = Space(vec![Hyperparameter {
        of: Tuned::Dropout,
        range: Range::Float(Numbers::new(0.0, 0.5, Some(0.1), Sampling::Linear)),
    }]);
    fractions.max_trials = 20;
    let mut reversed = small(Algorithm::RandomSearch);
    reversed.space.0[1].range = Range::Float(Numbers::new(0.1, 0.9, None, Sampling::ReverseLog));
    let folds = |algorithm| Tuner {
        folds: 2,
        executions: 2,
        ..small(algorithm)
    };
    vec![
        ("random", few(all, Algorithm::RandomSearch)),
        ("grid", stepped),
        ("fractions", fractions),
        ("reversed", reversed),
        (
            "hyperband",
            Tuner {
                epochs: 4,
                factor: 2,
                ..small(Algorithm::Hyperband)
            },
        ),
        ("bayesian", small(Algorithm::BayesianOptimization)),
        ("folds", folds(Algorithm::RandomSearch)),
        (
            "folds by hyperband",
            Tuner {
                epochs: 2,
                factor: 2,
                executions: 1,
                ..folds(Algorithm::Hyperband)
            },
        ),
        (
            "accuracy",
            Tuner {
                objective: Objective::ValAccuracy,
                ..small(Algorithm::RandomSearch)
            },
        ),
        (
            "part of a set of images",
            Tuner {
                experiment: images(),
                max_trials: 2,
                ..small(Algorithm::RandomSearch)
            },
        ),
    ]
}

/// Two classes of images.
fn images() -> Experiment {
    let fields = serde_json::json!({
        "data": {"dataset": "fashion_mnist", "classes": [3, 7], "per_class": 5},
        "layers": [{"units": 3, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}],
    });
    let images = Experiment::default().merged(&fields, &|dataset| Some(common::file(dataset)));
    images.unwrap()
}

/// With `SCRIPTS=folder`, every script is put there, and `page.json` with what the page would try.
#[test]
fn every_search_is_a_script() {
    let folder = std::env::var_os("SCRIPTS").map(std::path::PathBuf::from);
    let mut page = Vec::new();
    if let Some(folder) = &folder {
        std::fs::create_dir_all(folder).unwrap();
        std::fs::write(folder.join("images.u8"), common::image_bytes()).unwrap();
    }
    for (number, (name, tuner)) in scripted().into_iter().enumerate() {
        let prepared = Prepared::new(&tuner.experiment);
        assert_eq!(tuner.validate(28, true), Ok(()), "{name}");
        let searched = searched(&tuner, false);
        let best = searched
            .best()
            .and_then(|id| searched.score(&searched.trials[id as usize]));
        let space: Vec<_> = tuner
            .space
            .0
            .iter()
            .map(|one| {
                let ends = one
                    .range
                    .numbers()
                    .map(|numbers| [numbers.min, numbers.max]);
                let grid = one.range.count().map(|_| one.range.grid());
                let grid = grid.map(|all| {
                    all.into_iter()
                        .map(|value| one.range.text(value))
                        .collect::<Vec<_>>()
                });
                serde_json::json!({"name": one.of.name(), "ends": ends, "grid": grid})
            })
            .collect();
        for library in Library::ALL {
            let script = search(library, &tuner, &prepared).text();
            assert!(
                !script.contains('§') && script.contains("\ntrials = "),
                "{name}"
            );
            if let Some(folder) = &folder {
                let file = format!("{number}_{}.py", library.name());
                std::fs::write(folder.join(file), script).unwrap();
            }
        }
        let rungs = separable::lab::tuner::rungs(tuner.epochs, tuner.factor);
        let trials = match tuner.algorithm {
            // KerasTuner counts one that goes on as another.
            Algorithm::Hyperband => rungs.iter().map(|rung| rung.size).sum(),
            _ => tuner.trials(),
        };
        page.push(serde_json::json!({
            "name": name, "trials": [trials, tuner.trials()], "space": space, "best": best,
            "accuracy": tuner.objective.is_accuracy(),
        }));
    }
    if let Some(folder) = folder {
        std::fs::write(
            folder.join("page.json"),
            serde_json::Value::from(page).to_string(),
        )
        .unwrap();
    }
}
