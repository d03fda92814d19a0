"""Names of fields and words between words, in Kazakh, Russian and English, with and without Kazakh letters."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from muragat.language.folding import fold

_PLAIN = str.maketrans('әғқңөұүһіё', 'агкноуухые')


class Field(StrEnum):
    """What a part of a query may be asked of."""

    TITLE = 'title'
    TEXT = 'text'
    AUTHOR = 'author'
    NAME = 'name'
    CODE = 'code'
    SHEET = 'sheet'
    SUBJECT = 'subject'
    FONDS = 'fonds'
    YEAR = 'year'
    TYPE = 'type'
    LANGUAGE = 'language'
    STATE = 'state'


class Joint(StrEnum):
    """What stands between words; always in capitals (among words in capitals see `capitals`)."""

    AND = 'and'
    OR = 'or'
    NOT = 'not'


_FIELDS = {
    Field.TITLE: 'title heading тақырып тақырыбы тақырыпта атау атауы заголовок название',
    Field.TEXT: 'text мәтін мәтіні мәтінде текст',
    Field.AUTHOR: 'author автор авторы',
    Field.NAME: 'name person есім есімі аты тегі тұлға имя фамилия лицо',
    Field.CODE: 'code number код шифр шифры нөмір нөмірі номер',
    Field.SHEET: 'sheet sheets парақ парағы парақтар лист листы листов',
    Field.SUBJECT: 'subject keyword keywords тақырыптық кілтсөз рубрика тема предмет',
    Field.FONDS: 'fonds fond қор қоры қорда фонд фонды',
    Field.YEAR: 'year years date dates жыл жылы жылдар жылдары күні уақыты год года годы дата даты',
    Field.TYPE: 'type kind түр түрі тип вид',
    Field.LANGUAGE: 'language lang тіл тілі язык',
    Field.STATE: 'state status күй күйі состояние статус',
}
_JOINTS = {
    Joint.AND: 'AND ЖӘНЕ И',
    Joint.OR: 'OR НЕМЕСЕ ИЛИ',
    Joint.NOT: 'NOT ЕМЕС НЕ',
}


def plain(text: str) -> str:
    """A name as it is compared: folded, without letters peculiar to Kazakh."""
    return fold(text).translate(_PLAIN)


FIELDS: Mapping[str, Field] = MappingProxyType(
    {plain(name): field for field, names in _FIELDS.items() for name in names.split()})
JOINTS: Mapping[str, Joint] = MappingProxyType(
    {name: joint for joint, names in _JOINTS.items() for name in names.split()})


#: What Kazakh puts behind the word that is not wanted, where no other word follows.
BEHIND = frozenset({'ЕМЕС'})


def field_named(name: str) -> Field | None:
    """The field that a person means; None when there is none of that name."""
    return FIELDS.get(plain(name))


def joint_named(word: str) -> Joint | None:
    """The joint that a word in capitals is; None for every other word."""
    return JOINTS.get(word)
