//! The numbers of the training, the order in which samples are learnt from, and the schedule.

use super::{Language, literal::real, scene::Scene, script::Script};
use crate::nn::{
    Schedule,
    schedule::{CYCLE_END, CYCLE_START, RISE},
};

/// Writes the numbers of the training, the order of its samples, and the schedule.
pub(super) fn order(scene: &Scene<'_>, script: &mut Script) {
    let e = &scene.e;
    script.part("Training: how long, how far, in which order");
    script.fill("EPOCHS = §", &[&scene.epochs.to_string()]);
    if !scene.is_local() {
        script.fill("BATCH_SIZE = §", &[&e.batch_size.to_string()]);
    }
    script.fill("LEARNING_RATE = §", &[&real(e.learning_rate)]);
    if let Some(patience) = scene.patience().filter(|_| !scene.is_local()) {
        script.fill("PATIENCE = §", &[&patience.to_string()]);
    }
    if let Some(rate) = rate(e.schedule, scene.language) {
        script.fill(
            "\n\ndef rate(epoch):\n    \"\"\"The learning rate when so many epochs are done, parts of one included.\"\"\"\n§",
            &[&rate],
        );
    }
    if e.shuffle {
        script.fill(PCG, &[&e.seed.to_string()]);
    } else if scene.is_local() || scene.language != Language::Keras {
        script.put("\n\ndef next_order():\n    \"\"\"Every epoch goes through the samples as they stand.\"\"\"\n    return list(range(len(x_train)))\n");
    }
}

/// The learning rate at an epoch; nothing where it stays.
fn rate(schedule: Schedule, language: Language) -> Option<String> {
    let lib = if language == Language::Keras {
        "ops"
    } else {
        "np"
    };
    let cosine = |done: &str| format!("(1 + {lib}.cos(np.pi * {done})) / 2");
    Some(match schedule {
        Schedule::Constant => return None,
        Schedule::Step { epochs, factor } => {
            let (epochs, factor) = (real(epochs), real(factor));
            format!("    return LEARNING_RATE * {factor} ** {lib}.floor(epoch / {epochs})")
        }
        Schedule::Exponential { epochs, factor } => {
            let (epochs, factor) = (real(epochs), real(factor));
            format!("    return LEARNING_RATE * {factor} ** (epoch / {epochs})")
        }
        Schedule::Cosine { epochs } => {
            let (epochs, cosine) = (real(epochs), cosine("done"));
            format!(
                "    done = {lib}.minimum(epoch / {epochs}, 1.0)\n    return LEARNING_RATE * {cosine}"
            )
        }
        Schedule::OneCycle { epochs } => {
            let (epochs, fall) = (real(epochs), 1.0 - RISE);
            let (up, down) = (
                cosine(&format!("done / {RISE}")),
                cosine(&format!("(done - {RISE}) / {fall}")),
            );
            format!(
                "    done = {lib}.minimum(epoch / {epochs}, 1.0)\n    up = 1 + ({CYCLE_START} - 1) * {up}\n    down = {CYCLE_END} + (1 - {CYCLE_END}) * {down}\n    return LEARNING_RATE * {lib}.where(done < {RISE}, up, down)"
            )
        }
    })
}

/// The page's random numbers, drawn as it draws them: `rand`'s shuffle by `rand_pcg`'s `Pcg32`.
const PCG: &str = "

class Random:
    \"\"\"The page's random numbers: PCG-XSH-RR 64/32 (O'Neill 2014).\"\"\"

    def __init__(self, seed, stream):
        self.increment = stream << 1 | 1
        self.state = seed + self.increment
        self.draw()

    def draw(self):
        \"\"\"32 random bits.\"\"\"
        state = self.state
        self.state = (state * 6364136223846793005 + self.increment) % 2**64
        word, turn = ((state >> 18 ^ state) >> 27) % 2**32, state >> 59
        return (word >> turn | word << 32 - turn) % 2**32

    def below(self, bound):
        \"\"\"A random number from 0 to below the bound.\"\"\"
        number, rest = divmod(self.draw() * bound, 2**32)
        if rest > 2**32 - bound and rest + (self.draw() * bound >> 32) >= 2**32:
            number += 1
        return number


random = Random(seed=§, stream=0x6F726465)
order = list(range(len(x_train)))


def next_order():
    \"\"\"The samples in the order of the next epoch: shuffled once more (Fisher-Yates).\"\"\"
    places, left = 0, 1
    for last in range(len(order)):
        if left == 0:  # One random number has several places in it.
            bound, left = last + 1, 1
            while bound * (last + left + 1) < 2**32:
                left += 1
                bound *= last + left
            places = random.below(bound)
        left -= 1
        places, place = divmod(places, last + 1) if left else (0, places)
        order[last], order[place] = order[place], order[last]
    return list(order)
";
