//! Sets of images, which a script fetches: libraries that know them have them in the page's order.

use super::{Language, literal::list, scene::Scene, script::Script};
use crate::data::Dataset;

/// Writes the images.
pub(super) fn images(scene: &Scene<'_>, script: &mut Script) {
    let is_fashion = scene.e.data.dataset == Dataset::FashionMnist;
    let of = |digits, clothes| if is_fashion { clothes } else { digits };
    script.put(ROWS);
    match scene.language {
        Language::Keras => script.fill(KERAS, &[of("mnist", "fashion_mnist")]),
        Language::Pytorch => script.fill(PYTORCH, &[of("MNIST", "FashionMNIST")]),
        Language::Numpy => script.fill(NUMPY, &[of("mnist_784", "Fashion-MNIST")]),
    }
    part(scene, script);
}

/// Leaves out what does not take part.
fn part(scene: &Scene<'_>, script: &mut Script) {
    let data = &scene.e.data;
    if data.classes.is_all() && data.per_class.is_none() {
        return;
    }
    let classes: Vec<_> = data.classes.numbers(data.dataset.outputs()).collect();
    let classes = list(&classes.iter().map(usize::to_string).collect::<Vec<_>>());
    let most = data
        .per_class
        .map_or("None".into(), |most| most.to_string());
    script.fill(PART, &[&classes, &most]);
}

const ROWS: &str = "# The images that the page has, in its order.
def rows(images, labels):
    \"\"\"A row for each image: its pixels, and the number of its class.\"\"\"
    return np.column_stack([images.reshape(len(images), -1), np.asarray(labels, \"float32\")]).astype(\"float32\")

";

const KERAS: &str = "
fetched = keras.datasets.§.load_data()
train = rows(*fetched[0])
test = rows(*fetched[1])
";

const PYTORCH: &str = "
def fetched(train):
    images = datasets.§(\"data\", train=train, download=True)
    return rows(images.data.numpy(), images.targets.numpy())


train = fetched(True)
test = fetched(False)
";

const NUMPY: &str = "
fetched = fetch_openml(\"§\", version=1, as_frame=False)
# The last seventh is for testing.
held_back = len(fetched.data) // 7
train = rows(fetched.data[:-held_back], fetched.target[:-held_back])
test = rows(fetched.data[-held_back:], fetched.target[-held_back:])
";

const PART: &str = "
# The classes that take part, and of each so many images to learn from.
CLASSES = §
PER_CLASS = §


def part(table, most=None):
    \"\"\"The rows of these classes, which are numbered from 0; of each at most so many, the first.\"\"\"
    chosen = np.concatenate([np.flatnonzero(table[:, -1] == number)[:most] for number in CLASSES])
    table = table[np.sort(chosen)]
    table[:, -1] = np.searchsorted(CLASSES, table[:, -1])
    return table


train = part(train, PER_CLASS)
test = part(test)
";
