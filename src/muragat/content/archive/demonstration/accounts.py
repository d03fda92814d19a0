"""People of the demonstration archive: one account for each role."""

from typing import Any, NamedTuple

from muragat.content.staff.service import Accounts
from muragat.kernel.access import Role
from muragat.kernel.desk import Desk


class Person(NamedTuple):
    """A row of the table; the name and post are invented."""

    login: str
    role: Role
    name: str
    position: str
    language: str


PEOPLE = (
    Person('administrator', Role.ADMINISTRATOR, 'Әділбеков Ерлан Маратұлы', 'Жүйе әкімшісі', 'kk'),
    Person('archivist', Role.ARCHIVIST, 'Садықова Айгүл Бекенқызы', 'Бас архивист', 'kk'),
    Person('operator', Role.SCANNING_OPERATOR, 'Ли Виктор Сергеевич', 'Оператор сканирования', 'ru'),
    Person('requests', Role.REQUEST_OFFICER, 'Кенжебаева Динара Асқарқызы', 'Сұрау салулар маманы', 'kk'),
    Person('secretary', Role.COUNCIL_SECRETARY, 'Морозова Елена Павловна', 'Секретарь Совета', 'ru'),
    Person('techdocs', Role.TECHDOCS_KEEPER, 'Оспанов Тимур Қайратұлы', 'Техникалық құжаттама сақтаушысы', 'kk'),
    Person('commission', Role.COMMISSION_MEMBER, 'Жанұзақ Болат Серікұлы', 'Сараптау комиссиясының мүшесі', 'kk'),
    Person('inspector', Role.INSPECTOR, 'Шмидт Андрей Иванович', 'Инспектор', 'ru'),
    Person('reader', Role.READER, 'Иманғалиева Сәуле Нұрланқызы', 'Зерттеуші', 'kk'),
)


def engage(desk: Desk, accounts: Accounts, password: str) -> dict[str, Any]:
    """An account for each person, with the role everywhere; login -> account."""
    engaged = {}
    for person in PEOPLE:
        account, _first = accounts.add({'login': person.login, 'name': person.name, 'position': person.position,
                                        'language': person.language})
        accounts.settle_password(account, password)
        desk.grant(desk.site, f'account:{account.id}', person.role)
        engaged[person.login] = account
    return engaged
