"""argon2id as the port of password hashing promises it."""

import pytest
from argon2.exceptions import VerifyMismatchError
from zope.interface.verify import verifyObject

from muragat.adapters.password_argon2 import Argon2PasswordHash
from muragat.ports.passwordhash import IPasswordHash


@pytest.fixture(scope='module')
def hasher():
    return Argon2PasswordHash(1, 64)


def test_serves_the_port(hasher):
    assert verifyObject(IPasswordHash, hasher)


def test_the_right_password_is_proved_and_another_is_not(hasher):
    digest = hasher.digest('тау мен өзен')
    assert digest.startswith('$argon2id$')
    assert hasher.verify(digest, 'тау мен өзен')
    assert not hasher.verify(digest, 'тау мен озен')


def test_nobody_has_no_password(hasher):
    assert not hasher.verify(None, '')
    assert not hasher.stale(hasher._nobody)


def test_a_damaged_hash_proves_nothing(hasher):
    assert not hasher.verify('$argon2id$broken', 'x')


def test_two_hashes_of_one_password_differ(hasher):
    assert hasher.digest('same') != hasher.digest('same')


def test_a_hash_of_another_cost_is_stale(hasher):
    assert Argon2PasswordHash(2, 64).stale(hasher.digest('x'))
    assert not hasher.stale(hasher.digest('x'))


def test_an_unknown_account_costs_a_whole_hash(hasher, monkeypatch):
    seen = []

    class Counting:
        def verify(self, digest, password):
            seen.append(digest)
            return True

    monkeypatch.setattr(hasher, '_hasher', Counting())
    assert not hasher.verify(None, 'x')
    assert seen == [hasher._nobody]


def test_the_hash_of_nobody_is_read_and_worked_out_in_full(hasher):
    with pytest.raises(VerifyMismatchError):
        hasher._hasher.verify(hasher._nobody, 'x')
