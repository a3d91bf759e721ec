"""Holds model files against the programs that they are for: Keras and onnxruntime.

usage: model_files.py written FOLDER   every NAME.keras, NAME.onnx and NAME.layers (JSON) there answers the rows of NAME.json as the page
       model_files.py make FOLDER      builds and saves models of Keras, for the page to read

The page's half is tests/python/model_files.rs.
"""

import json
import os
import sys
import warnings
from pathlib import Path

os.environ["KERAS_BACKEND"] = "jax"
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import keras
import numpy as np
import onnx
import onnxruntime
from keras import layers
from onnx import TensorProto, helper, numpy_helper

# How far answers may differ: this, or this share of them.
NEAR = 1e-5


def far(got, wanted):
    """The largest difference, as a share of what is larger than 1."""
    return float(np.max(np.abs(got - wanted) / np.maximum(1, np.abs(wanted))))


def by_keras(path, rows):
    model = keras.saving.load_model(path)
    return np.asarray(model(rows))


def by_json(path, rows):
    text = path.read_text()
    model = keras.models.model_from_json(text)
    weights = json.loads(text)["weights"]
    for layer in model.layers:
        if layer.name in weights:
            layer.set_weights([np.array(array) for array in weights[layer.name]])
    return np.asarray(model(rows))


def by_onnx(path, rows):
    onnx.checker.check_model(onnx.load(path), full_check=True)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    return session.run(["outputs"], {"inputs": rows})[0]


def wrong_with(file, run, told):
    """What is wrong with a file's answers; nothing where they are the page's."""
    rows, answers = (np.array(told[name], np.float32) for name in ("rows", "answers"))
    try:
        off = far(run(file, rows), answers)
    except Exception as error:  # Whatever the other program says of it is wrong with the file.
        return f"{type(error).__name__}: {error}"
    return None if off <= NEAR else f"answers differ by {off}"


def written(folder):
    passed, failed = 0, 0
    # A file has no state of the optimizer, of which Keras tells.
    warnings.filterwarnings("ignore", "Skipping variable loading for optimizer")
    for path in sorted(folder.glob("*.json")):
        told = json.loads(path.read_text())
        for ending, run in ((".keras", by_keras), (".onnx", by_onnx), (".layers", by_json)):
            file = path.with_suffix(ending)
            wrong = wrong_with(file, run, told)
            if wrong:
                failed += 1
                print(f"not ok {passed + failed} - {file.name}: {wrong}")
            else:
                passed += 1
    print(f"# pass {passed}\n# fail {failed}")
    return failed == 0 and passed > 0


ACTIVATIONS = ["linear", "sigmoid", "tanh", "relu", "elu", "selu", "softplus", "gelu", "silu", "swish"]
ACTIVATION_LAYERS = [layers.LeakyReLU(), layers.ReLU(), layers.ELU(), layers.Activation("tanh"), layers.Activation("gelu")]


def models(rng):
    """Models as people build them, by name: every activation, several depths, with what goes before and between."""
    for activation in ACTIVATIONS:
        yield f"of-{activation}", keras.Sequential(
            [keras.Input((3,)), layers.Dense(7, activation=activation), layers.Dense(2, activation=activation)]
        )
    for at, layer in enumerate(ACTIVATION_LAYERS):
        yield f"layer-{at}", keras.Sequential([keras.Input((2,)), layers.Dense(5), layer, layers.Dropout(0.3), layers.Dense(1)])
    for depth in (0, 1, 4, 8):
        hidden = [layers.Dense(9, activation="relu", kernel_regularizer="l2") for _ in range(depth)]
        yield f"deep-{depth}", keras.Sequential([keras.Input((4,)), *hidden, layers.Dense(3, activation="softmax")])
    adapted = layers.Normalization()
    adapted.adapt(rng.normal(5, 3, (50, 4)).astype(np.float32))
    yield "adapted", keras.Sequential([keras.Input((4,)), adapted, layers.Dense(6, "tanh"), layers.Dense(1, "sigmoid")])
    given = layers.Normalization(mean=[1.0, 2.0], variance=[4.0, 0.25])
    yield "given", keras.Sequential([keras.Input((2,)), given, layers.Dense(6, "tanh"), layers.Dense(1, "sigmoid")])
    images = [keras.Input((8, 8)), layers.Flatten(), layers.Rescaling(1 / 16), layers.Dense(12, "relu"), layers.Dense(10, "softmax")]
    yield "images", keras.Sequential(images)
    inputs = keras.Input((5,), name="measured")
    x = layers.Dense(6, activation="tanh", name="wide", use_bias=False)(inputs)
    x = layers.Dropout(0.1)(x)
    x = layers.Activation("relu")(layers.Dense(4, name="narrow")(x))
    outputs = layers.Rescaling([2.0, 3.0], [1.0, -1.0])(layers.Dense(2)(x))
    yield "functional", keras.Model(inputs, outputs)


def tensors(rng, *shapes):
    names = "abcdefgh"
    return [numpy_helper.from_array(rng.normal(size=s).astype(np.float32), names[i]) for i, s in enumerate(shapes)]


def graphs(rng):
    """Networks as other programs write them in ONNX, by name: nodes, constants and the count of inputs."""
    node = helper.make_node
    a, b, c, d = tensors(rng, (6, 3), (6,), (6, 2), (2,))
    number = lambda name, value: numpy_helper.from_array(np.float32(value), name)
    two_layers = lambda *middle: [
        node("Gemm", ["x", "a", "b"], ["z"], transB=1),
        *middle,
        node("MatMul", ["h", "c"], ["s"]),
        node("Add", ["s", "d"], ["y"]),
    ]
    yield "gemm", two_layers(node("Relu", ["z"], ["h"])), [a, b, c, d], 3
    silu = [node("Sigmoid", ["z"], ["g"]), node("Mul", ["z", "g"], ["h"])]
    yield "silu", two_layers(*silu), [a, b, c, d], 3
    gelu = [
        node("Div", ["z", "root"], ["q"]),
        node("Erf", ["q"], ["e"]),
        node("Add", ["e", "one"], ["f"]),
        node("Mul", ["z", "f"], ["m"]),
        node("Mul", ["m", "half"], ["h"]),
    ]
    constants = [number("root", 2**0.5), number("one", 1), number("half", 0.5)]
    yield "gelu", two_layers(*gelu), [a, b, c, d, *constants], 3
    scale, shift = (numpy_helper.from_array(rng.uniform(0.5, 2, 6).astype(np.float32), n) for n in ("p", "q"))
    moved = [node("Tanh", ["z"], ["t"]), node("Mul", ["t", "p"], ["m"]), node("Sub", ["m", "q"], ["h"])]
    yield "moved", two_layers(*moved), [a, b, c, d, scale, shift], 3


def make(folder):
    folder.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(3)
    rng = np.random.default_rng(3)

    def told(name, rows, answers):
        flat = np.asarray(rows).reshape(len(rows), -1)
        (folder / f"{name}.json").write_text(json.dumps({"rows": flat.tolist(), "answers": np.asarray(answers).tolist()}))

    for name, model in models(rng):
        for weight in model.trainable_weights:
            weight.assign(weight + rng.normal(0, 0.2, weight.shape).astype(np.float32))
        model.compile(optimizer="adam", loss="mse")
        model.save(folder / f"{name}.keras")
        rows = rng.normal(0, 2, (1000, *model.input_shape[1:])).astype(np.float32)
        told(name, rows, model(rows))
    for name, nodes, constants, inputs in graphs(rng):
        value = helper.make_tensor_value_info
        ends = ([value("x", TensorProto.FLOAT, [None, inputs])], [value("y", TensorProto.FLOAT, [None, 2])])
        model = helper.make_model(helper.make_graph(nodes, "graph", *ends, constants), opset_imports=[helper.make_opsetid("", 18)])
        model.ir_version = 9
        path = folder / f"onnx-{name}.onnx"
        onnx.save(model, path)
        rows = rng.normal(0, 2, (1000, inputs)).astype(np.float32)
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        told(f"onnx-{name}", rows, session.run(None, {"x": rows})[0])
    return True


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in ("written", "make"):
        sys.exit(__doc__)
    done = {"written": written, "make": make}[sys.argv[1]](Path(sys.argv[2]))
    sys.exit(not done)


main()
