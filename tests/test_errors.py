"""The exception tree, and the sentence for a value that is none of the choices."""

from __future__ import annotations

import pickle

import pytest

from declutter import DeclutterError, InputError, OptionError, RuleError, errors
from declutter.errors import OutputError, unknown_choice


@pytest.mark.parametrize(
    ("error", "also"),
    [(InputError, ValueError), (OptionError, ValueError), (RuleError, ValueError), (OutputError, OSError)],
)
def test_each_error_is_a_declutter_error_and_what_a_stranger_would_catch(
    error: type[Exception], also: type[Exception]
) -> None:
    assert issubclass(error, DeclutterError)
    assert issubclass(error, also)


def test_the_tree_in_the_docstring_names_them_all() -> None:
    classes = {name for name in errors.__all__ if name != "unknown_choice"}
    assert all(name in (errors.__doc__ or "") for name in classes)


def test_a_rule_error_says_where() -> None:
    error = RuleError("is not valid", where="site.toml:3")
    assert (str(error), error.where) == ("site.toml:3: is not valid", "site.toml:3")
    assert str(RuleError("is not valid")) == "is not valid"
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("credits", "unknown label 'credits'; did you mean 'credit'? choices: audio, credit"),
        ("xyz", "unknown label 'xyz'; choices: audio, credit"),
        (7, "unknown label 7; choices: audio, credit"),
    ],
)
def test_unknown_choice(value: object, sentence: str) -> None:
    assert unknown_choice("label", value, ["credit", "audio"]) == sentence
