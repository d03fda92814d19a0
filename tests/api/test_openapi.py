"""The description is complete, valid, and made from the one table."""
import jsonschema_rs
import pytest

from muragat.api.documents import TABLE
from muragat.api.operations import Operation, OperationConflict, Reply, Table
from muragat.kernel.access import Permission


@pytest.fixture
def operations(app):
    """The table of the running application."""
    return app.registry[TABLE].operations


def test_every_operation_is_described_and_nothing_else(operations, document):
    described = {operation['operationId']: operation for path in document['paths'].values()
                 for operation in path.values()}
    assert set(described) == {operation.name for operation in operations}
    for operation in operations:
        statuses = set(described[operation.name]['responses'])
        assert {str(status) for status in operation.replies} <= statuses
        assert {'400', '401', '403', '404', '503'} <= statuses


def test_every_operation_says_what_right_it_asks_for(operations):
    free = {'read_me', 'read_openapi', 'list_types', 'read_type'}
    for operation in operations:
        assert (operation.permission is None) == (operation.name in free), operation.name
        assert operation.permission is None or isinstance(operation.permission, Permission)
        assert operation.handler.__doc__


def test_every_schema_is_a_valid_one_and_every_pointer_leads_somewhere(document):
    for name, schema in document['components']['schemas'].items():
        jsonschema_rs.validator_for({'allOf': [schema], 'components': document['components'],
                                     '$schema': document['jsonSchemaDialect']})
        assert schema, name


def test_each_type_has_its_fields_in_the_description(document, house):
    for name in house.registry.types:
        assert document['components']['schemas'][f'Values_{name}']['properties'] is not None
    assert document['openapi'] == '3.1.0'


def test_the_description_speaks_the_callers_language(admin):
    said = [admin.get('/api/v1/openapi.json', headers={'Accept-Language': language}).headers['Content-Language']
            for language in ('kk', 'ru', 'en')]
    assert said == ['kk', 'ru', 'en']


def test_two_operations_of_one_name_or_address_do_not_start():
    table = Table()
    one = Operation('a', 'GET', '/a', 'A', print, {200: Reply('A')})
    assert table.add(one)
    with pytest.raises(OperationConflict):
        table.add(Operation('a', 'GET', '/b', 'A', print, {200: Reply('A')}))
    with pytest.raises(OperationConflict):
        table.add(Operation('b', 'GET', '/a', 'A', print, {200: Reply('A')}))
    assert not table.add(Operation('b', 'POST', '/a', 'A', print, {200: Reply('A')}))
    assert table.methods('/a') == ('GET', 'POST')
