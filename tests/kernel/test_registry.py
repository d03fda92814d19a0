"""Declarations of families."""

import pytest
from zope.interface import Interface, implementer
from zope.schema import Tuple

from muragat.kernel.fields import Reference, VocabularyChoice
from muragat.kernel.registry import RegistrationConflict, Registry
from muragat.kernel.types import RecordType


class ISpoken(Interface):
    """Speaks."""


class ILoud(ISpoken):
    """Speaks loudly."""


class INamed(Interface):
    """Has a name."""


class IBreed(Interface):
    breed = VocabularyChoice(title='Breed', vocabulary='breed')


class IOwned(Interface):
    owners = Tuple(title='Owners', value_type=Reference(types=('person',)))


@implementer(ILoud)
class Dog:
    type_name = 'dog'
    title = None
    __name__ = 'rex'


def kind(name, **more):
    return RecordType(**{'name': name, 'schema': INamed, 'factory': Dog, 'title': name, 'plural': name, **more})


def test_one_name_cannot_be_declared_twice():
    registry = Registry()
    registry.add_type(kind('dog'))
    with pytest.raises(RegistrationConflict, match="'dog'"):
        registry.add_type(kind('dog'))


def test_after_freezing_nothing_is_added_or_changed():
    registry = Registry()
    registry.add_type(kind('dog'))
    registry.freeze()
    for late in (lambda: registry.add_type(kind('cat')), lambda: registry.add_roles([]),
                 lambda: registry.register_adapter(str, ISpoken, INamed), lambda: registry.add_fact('x', 'X')):
        with pytest.raises(RegistrationConflict):
            late()
    with pytest.raises(TypeError):
        registry.types['cat'] = None


@pytest.mark.parametrize('declare', [
    lambda registry: registry.add_type(kind('dog', holds=('flea',))),
    lambda registry: registry.add_type(kind('dog', workflow='barking')),
    lambda registry: registry.add_root('kennel', 'kennel', {}),
    lambda registry: registry.add_type(kind('dog', columns=('colour',))),
    lambda registry: registry.add_type(kind('dog', name_from='chip')),
    lambda registry: registry.add_type(kind('dog', schema=IBreed)),
    lambda registry: registry.add_type(kind('dog', schema=IOwned)),
])
def test_a_name_that_nobody_declares_is_found_at_freezing(declare):
    registry = Registry()
    declare(registry)
    with pytest.raises(RegistrationConflict):
        registry.freeze()


def test_an_adapter_is_found_by_the_nearest_interface_or_class():
    registry = Registry()
    registry.register_adapter(lambda dog: 'spoken', ISpoken, INamed)
    assert registry.adapt(Dog(), INamed) == 'spoken'
    registry.register_adapter(lambda dog: 'class', Dog, INamed)
    assert registry.adapt(Dog(), INamed) == 'class'
    with pytest.raises(RegistrationConflict):
        registry.register_adapter(str, Dog, INamed)


def test_what_provides_the_interface_adapts_to_itself_and_what_has_no_adapter_gives_the_default():
    dog = Dog()
    assert Registry().adapt(dog, ISpoken) is dog
    assert Registry().adapt(dog, INamed, 'none') == 'none'


def test_a_record_without_a_title_is_labelled_by_its_name():
    registry = Registry()
    registry.add_type(kind('dog'))
    assert registry.type_of(Dog()).label(Dog(), 'kk') == 'rex'
