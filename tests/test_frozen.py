from dataclasses import FrozenInstanceError, dataclass, fields, replace
from inspect import signature

import pytest

from musnad.frozen import quickly_made


@dataclass(frozen=True, slots=True)
class Slow:
    place: int
    words: str = ""


@quickly_made
@dataclass(frozen=True, slots=True)
class Quick:
    place: int
    words: str = ""

    @property
    def stop(self) -> int:
        return self.place + len(self.words)


def test_a_quickly_made_record_is_as_frozen_as_any():
    record = Quick(3, "ab")
    assert type(record) is Quick
    for name in ("place", "words", "more"):
        with pytest.raises((FrozenInstanceError, TypeError)):
            setattr(record, name, 1)
    assert not hasattr(record, "__dict__")


@pytest.mark.parametrize(
    "given", [((3,), {}), ((3, "ab"), {}), ((3,), {"words": "ab"}), ((), {"words": "ab", "place": 3})]
)
def test_it_is_made_of_the_same_arguments(given):
    slow, quick = (made(*given[0], **given[1]) for made in (Slow, Quick))
    assert [getattr(slow, each.name) for each in fields(slow)] == [getattr(quick, each.name) for each in fields(quick)]
    assert repr(quick) == repr(slow).replace("Slow", "Quick")
    assert signature(Quick).parameters.keys() == signature(Slow).parameters.keys()


def test_it_is_equal_hashed_and_replaced_by_its_values():
    assert Quick(3, "ab") == Quick(3, "ab") != Quick(3)
    assert hash(Quick(3, "ab")) == hash(Quick(3, "ab"))
    assert replace(Quick(3, "ab"), words="abc").stop == 6


def test_what_is_missing_or_too_much_is_an_error():
    with pytest.raises(TypeError, match="place"):
        Quick()
    with pytest.raises(TypeError):
        Quick(1, "a", 2)
