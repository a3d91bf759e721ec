//! What a link to a run brings, and what stays behind.

use super::counted;
use crate::{
    data::Dataset,
    lab::{Change, Moment, link},
    nn::Named,
    run::Lab,
};

/// What of a run travels with its link, and what does not: a phrase each.
#[must_use]
pub fn travels(lab: &Lab) -> [Vec<String>; 2] {
    let recipe = lab.recipe();
    let table_stays = link::wants(&link::write(recipe)) == Some(Dataset::Own);
    let (by_hand, too_many) = (recipe.has_parameters(), link::lacks_weights(recipe));
    let trained = lab.moment > Moment::START;
    let mut with = Vec::new();
    let mut without = Vec::new();
    let data = data(lab);
    if table_stays {
        without.push(format!("{data}: it is on this device only"));
    } else {
        with.push(data);
    }
    with.push("The network, all settings and the seed".into());
    let changes = recipe.timeline.iter();
    let changes = changes.filter(|event| !matches!(event.change, Change::SetParameters(_)));
    match changes.count() {
        0 => {}
        count => with.push(counted(
            count,
            "change made on the way",
            "changes made on the way",
        )),
    }
    if by_hand && !too_many {
        with.push("Weights that were put in place by hand".into());
    }
    if too_many {
        without.push("Weights that were put in place by hand: they are too many".into());
    } else if trained {
        without.push(
            "The trained weights: it opens at epoch 0, and Play comes to the same ones".into(),
        );
    }
    without.push("What is looked at: picture, unit, speed and theme".into());
    if !lab.history.left().is_empty() {
        without.push("Former runs".into());
    }
    if table_stays || too_many || trained {
        without.push(saved(table_stays));
    }
    [with, without]
}

/// What a saved file has beside.
fn saved(table: bool) -> String {
    let table = if table { "the table and " } else { "" };
    format!("Save writes a file that has {table}the weights as well")
}

fn data(lab: &Lab) -> String {
    let data = &lab.experiment.data;
    match (data.dataset, data.file.loaded()) {
        (Dataset::Drawn, _) => counted(data.drawn.len(), "drawn point", "drawn points"),
        (Dataset::Own, Some(loaded)) => format!("The table {}", loaded.name),
        (dataset, _) if dataset.is_generated() => {
            format!("{}, with the very same points", dataset.label())
        }
        (dataset, _) => format!("{}, which comes with the page", dataset.label()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data::{
            Drawn, Loaded, Point,
            sheet::{Reading, read_csv},
        },
        engine::Report,
        lab::{Edit, Event, Experiment, Key, Progress, Recipe},
        run::{Drive, News, Opened},
    };

    fn told(lab: &Lab) -> (String, String) {
        let [with, without] = travels(lab);
        (with.join("; "), without.join("; "))
    }

    fn trained(lab: &mut Lab) {
        lab.begin();
        lab.update(Drive::Play, 0.0);
        let progress = Progress {
            epoch: 5,
            ..Progress::default()
        };
        let report = Report {
            samples: 280,
            progress,
            ..Report::default()
        };
        lab.update(News::Report(Box::new(report)), 0.0);
    }

    #[test]
    fn a_fresh_run_travels_whole_but_for_how_it_is_looked_at() {
        let (with, without) = told(&Lab::default());
        assert_eq!(
            with,
            "XOR, with the very same points; The network, all settings and the seed"
        );
        assert_eq!(without, "What is looked at: picture, unit, speed and theme");
    }

    #[test]
    fn trained_weights_stay_and_come_again_by_play() {
        let mut lab = Lab::default();
        trained(&mut lab);
        let (_, without) = told(&lab);
        assert!(
            without.contains("opens at epoch 0, and Play comes to the same ones"),
            "{without}"
        );
        assert!(
            without.ends_with("Save writes a file that has the weights as well"),
            "{without}"
        );
        lab.update(Drive::Reset, 0.0);
        assert!(!told(&lab).1.contains("weights"));
    }

    /// What is said of the changes is what the link holds.
    #[test]
    fn changes_on_the_way_travel_and_so_do_few_weights_put_by_hand() {
        let experiment = Experiment::default();
        let at = Moment {
            epoch: 3,
            position: 0,
        };
        let slower = Experiment {
            learning_rate: 0.01,
            ..experiment.clone()
        };
        let timeline = vec![
            Event {
                at,
                change: Change::Adjust(slower.settings()),
            },
            Event {
                at,
                change: Change::GoOn,
            },
        ];
        let recipe = Recipe {
            experiment: experiment.clone(),
            timeline,
        };
        assert!(link::write(&recipe).contains("then=3:lr=0.01~3:continue"));
        let lab = Lab::new(Opened {
            recipe,
            ..Opened::default()
        });
        assert!(told(&lab).0.ends_with("2 changes made on the way"));

        for (units, travels) in [(4, true), (32, false)] {
            let mut experiment = experiment.clone();
            experiment.layers[0].units = units;
            experiment.layers[1].units = units;
            let parameters = experiment.network().parameters().to_vec();
            let put = Event {
                at: Moment::START,
                change: Change::SetParameters(parameters),
            };
            let recipe = Recipe {
                experiment,
                timeline: vec![put],
            };
            assert_eq!(link::write(&recipe).contains("weights="), travels);
            let lab = Lab::new(Opened {
                recipe,
                ..Opened::default()
            });
            let (with, without) = told(&lab);
            assert!(!with.contains("change"), "{with}");
            assert_eq!(with.contains("put in place by hand"), travels, "{with}");
            assert_eq!(
                without.contains("too many") && without.contains("Save writes"),
                !travels,
                "{without}"
            );
        }
    }

    #[test]
    fn drawn_points_travel_and_a_table_as_far_as_the_link_holds_it() {
        let mut lab = Lab::default();
        let mut drawn = Drawn::default();
        drawn
            .add(Point {
                x: [1.0, 1.0],
                class: 0,
            })
            .unwrap();
        lab.update(Edit::Draw(drawn), 0.0);
        assert!(told(&lab).0.starts_with("1 drawn point; "));
        for (rows, inside) in [(8, true), (20_000, false)] {
            let row = |at: usize| format!("{},{}\n", at * 7919 % 10_007, at % 2);
            let text: String = std::iter::once("a,b\n".into())
                .chain((0..rows).map(row))
                .collect();
            let sheet = read_csv(text.as_bytes()).unwrap();
            let reading = Reading::guess(&sheet);
            let file = Loaded::new("Table.csv", sheet.into(), reading).unwrap();
            let mut lab = Lab::default();
            lab.update(Edit::SetFile(Dataset::Own, file.into()), 0.0);
            assert_eq!(link::write(lab.recipe()).contains("csv="), inside);
            let (with, without) = told(&lab);
            assert_eq!(with.contains("The table Table.csv"), inside, "{with}");
            assert_eq!(
                without.contains("on this device only"),
                !inside,
                "{without}"
            );
            assert_eq!(
                without.contains("the table and the weights"),
                !inside,
                "{without}"
            );
        }
        let mut lab = Lab::default();
        lab.update(Edit::Set(Key::Seed, "3".into()), 0.0);
        assert!(told(&lab).0.contains("the seed"));
    }
}
