"""Writes the tables that come with the page, www/data/*.csv, from the packages that hold them.

Run it with the packages of requirements.txt, which lies beside it. Rows keep their source's order
and numbers its digits; a missing value is an empty field.
"""

import csv
from importlib.resources import files
from pathlib import Path

from sklearn import datasets

OUT = Path(__file__).parents[2] / "www" / "data"


def text(number):
    """The shortest decimal that is read as the same number."""
    return repr(float(number)).removesuffix(".0")


def write(name, header, rows):
    with (OUT / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def write_bunch(name, bunch, header, target):
    """A data set of scikit-learn's; `target` gives the text of a target."""
    rows = ([*map(text, x), target(y)] for x, y in zip(bunch.data, bunch.target, strict=True))
    write(name, header, rows)


def iris():
    bunch = datasets.load_iris()
    assert bunch.feature_names[0] == "sepal length (cm)"
    names = ["sepal_length_cm", "sepal_width_cm", "petal_length_cm", "petal_width_cm"]
    write_bunch("iris", bunch, [*names, "species"], lambda y: bunch.target_names[y])


def wine():
    bunch = datasets.load_wine()
    names = [name.replace("od280/od315_of_diluted_wines", "od280_od315") for name in bunch.feature_names]
    write_bunch("wine", bunch, [*names, "cultivar"], lambda y: f"cultivar {y + 1}")


def breast_cancer():
    bunch = datasets.load_breast_cancer()
    names = [name.replace(" ", "_") for name in bunch.feature_names]
    write_bunch("breast_cancer", bunch, [*names, "diagnosis"], lambda y: bunch.target_names[y])


def diabetes():
    bunch = datasets.load_diabetes(scaled=False)
    write_bunch("diabetes", bunch, [*bunch.feature_names, "progression"], text)


def digits():
    bunch = datasets.load_digits()
    names = [f"p{row}{column}" for row in range(8) for column in range(8)]
    write_bunch("digits", bunch, [*names, "digit"], text)


def penguins():
    source = files("palmerpenguins") / "data" / "penguins.csv"
    with source.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    write("penguins", header, (["" if value == "NA" else value for value in row] for row in rows))


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    for table in (iris, penguins, wine, breast_cancer, diabetes, digits):
        table()
