"""The images of the page's tests in place of MNIST and Fashion-MNIST, wherever a script fetches these."""

import sys
from types import ModuleType, SimpleNamespace

import numpy as np


def serve_images(path, to_keras):
    """Has Keras, torchvision and scikit-learn give the images of a file, each in its own shapes. The file has them byte
    by byte; their classes go round."""
    images = np.fromfile(path, np.uint8).reshape(-1, 28, 28)
    labels = (np.arange(len(images)) % 10).astype(np.uint8)
    cut = len(images) - len(images) // 7
    sides = (images[:cut], labels[:cut]), (images[cut:], labels[cut:])
    module("sklearn.datasets", fetch_openml=lambda name, version, as_frame: openml(images, labels, name, version, as_frame))
    module("torchvision", datasets=SimpleNamespace(MNIST=torchvision(sides), FashionMNIST=torchvision(sides)))
    if to_keras:
        serve_keras(sides)


def module(name, **holds):
    made = ModuleType(name)
    vars(made).update(holds)
    sys.modules[name] = made


def openml(images, labels, name, version, as_frame):
    assert name in ("mnist_784", "Fashion-MNIST") and version == 1 and not as_frame
    return SimpleNamespace(data=images.reshape(len(images), -1).astype(float), target=labels.astype(str).astype(object))


def torchvision(sides):
    def fetched(root, train, download):
        import torch

        x, y = sides[0 if train else 1]
        return SimpleNamespace(data=torch.from_numpy(x), targets=torch.from_numpy(y.astype(np.int64)))

    return fetched


def serve_keras(sides):
    import keras

    for name in ("mnist", "fashion_mnist"):
        getattr(keras.datasets, name).load_data = lambda: sides
