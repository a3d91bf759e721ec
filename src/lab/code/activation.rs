//! Activations and their slopes, in NumPy and PyTorch's words.

use super::{Language, scene::Scene, script::Script};
use crate::nn::{Activation, Named};

/// The value at the sums `z`, where a library has one of that name; else a function of [`define`].
pub(super) fn value(activation: Activation, language: Language, z: &str) -> String {
    let numpy = language == Language::Numpy;
    let call = match activation {
        Activation::Linear => return z.to_owned(),
        Activation::Tanh if numpy => "np.tanh",
        Activation::Sign if numpy => "np.sign",
        Activation::Relu if numpy => return format!("np.maximum({z}, 0)"),
        Activation::Heaviside if numpy => return format!("np.heaviside({z}, 1)"),
        Activation::Tanh => "torch.tanh",
        Activation::Sigmoid if !numpy => "torch.sigmoid",
        Activation::Relu => "F.relu",
        Activation::Softmax if !numpy => return format!("F.softmax({z}, dim=1)"),
        Activation::LeakyRelu if !numpy => return format!("F.leaky_relu({z}, 0.3)"),
        Activation::Elu if !numpy => "F.elu",
        Activation::Selu if !numpy => "F.selu",
        Activation::Gelu if !numpy => "F.gelu",
        Activation::Softplus if !numpy => "F.softplus",
        Activation::Swish if !numpy => "F.silu",
        Activation::Sign => "torch.sign",
        Activation::Heaviside
        | Activation::Sigmoid
        | Activation::Softmax
        | Activation::LeakyRelu
        | Activation::Elu
        | Activation::Selu
        | Activation::Gelu
        | Activation::Softplus
        | Activation::Swish => activation.name(),
    };
    format!("{call}({z})")
}

/// Writes the functions of the activations that NumPy has not.
pub(super) fn define(scene: &Scene<'_>, script: &mut Script) {
    let used = |asked: &[Activation]| {
        scene
            .e
            .layers
            .iter()
            .any(|layer| asked.contains(&layer.activation))
    };
    let mut put = |asked: &[Activation], text: &str| {
        if used(asked) {
            script.put(text);
        }
    };
    use Activation::{Elu, Gelu, LeakyRelu, Selu, Sigmoid, Softmax, Softplus, Swish};
    put(
        &[Sigmoid, Swish, Softplus],
        "def sigmoid(z):\n    return 1 / (1 + np.exp(-np.clip(z, -80, 80)))\n\n",
    );
    put(
        &[LeakyRelu],
        "def leaky_relu(z):\n    return np.where(z < 0, 0.3 * z, z)\n\n",
    );
    put(
        &[Elu, Selu],
        "def elu(z):\n    return np.where(z < 0, np.expm1(np.minimum(z, 0)), z)\n\n",
    );
    put(
        &[Selu],
        "def selu(z):\n    return np.where(z < 0, SELU_ALPHA * elu(z), z) * SELU_SCALE\n\n\nSELU_ALPHA, SELU_SCALE = 1.6732632, 1.050701\n\n",
    );
    put(
        &[Softplus],
        "def softplus(z):\n    return np.logaddexp(0, z)\n\n",
    );
    put(
        &[Gelu],
        "erf = np.vectorize(math.erf, otypes=[\"float32\"])\n\n\ndef normal(z):\n    \"\"\"How likely a standard normal number is below z.\"\"\"\n    return (1 + erf(z / 2**0.5)) / 2\n\n\ndef gelu(z):\n    return z * normal(z)\n\n",
    );
    put(&[Swish], "def swish(z):\n    return z * sigmoid(z)\n\n");
    put(
        &[Softmax],
        "def softmax(z):\n    e = np.exp(z - z.max(axis=1, keepdims=True))\n    return e / e.sum(axis=1, keepdims=True)\n\n",
    );
}

/// The slope at the sums `z` with the values `a`, in NumPy; nothing where it is 1. Softmax has none of its own.
pub(super) fn slope(activation: Activation, z: &str, a: &str) -> Option<String> {
    let template = match activation {
        Activation::Linear | Activation::Softmax => return None,
        Activation::Heaviside | Activation::Sign => "0 * @",
        Activation::Sigmoid => "# * (1 - #)",
        Activation::Tanh => "(1 - #**2)",
        Activation::Relu => "(@ > 0)",
        Activation::LeakyRelu => "np.where(@ < 0, 0.3, 1)",
        Activation::Elu => "np.where(@ < 0, np.exp(np.minimum(@, 0)), 1)",
        Activation::Selu => {
            "np.where(@ < 0, SELU_ALPHA * np.exp(np.minimum(@, 0)), 1) * SELU_SCALE"
        }
        Activation::Softplus => "sigmoid(@)",
        Activation::Gelu => "(normal(@) + @ * np.exp(-(@**2) / 2) / (2 * np.pi) ** 0.5)",
        Activation::Swish => "(sigmoid(@) + # * (1 - sigmoid(@)))",
    };
    Some(template.replace('@', z).replace('#', a))
}

/// What Keras calls it: a name, or a function of the script.
pub(super) fn keras(activation: Activation) -> String {
    match activation {
        Activation::Heaviside => "heaviside".into(),
        Activation::Sign => "ops.sign".into(),
        Activation::LeakyRelu => "leaky_relu".into(),
        Activation::Linear
        | Activation::Sigmoid
        | Activation::Tanh
        | Activation::Relu
        | Activation::Elu
        | Activation::Selu
        | Activation::Softplus
        | Activation::Gelu
        | Activation::Swish
        | Activation::Softmax => format!("\"{}\"", activation.name()),
    }
}
