"""Schemathesis against the running application: no input makes a fault, and every answer is a described one."""
import time

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import one_of, sampled_from
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from muragat import main
from muragat.kernel.access import Role
from tests.api.conftest import founded, hire

SECONDS = 75
#: Ways into the machine room that a fuzzer only bores: the description itself.
SKIPPED = frozenset({'read_openapi'})


@pytest.fixture(scope='module')
def running(tmp_path_factory):
    house = founded(tmp_path_factory.mktemp('fuzz') / 'var')
    _person, token = hire(house, 'fuzzer', Role.ADMINISTRATOR)
    words = {'kk': 'Құжат', 'ru': 'Документ'}
    with house.session() as desk:
        fonds = desk.add(desk.site['archive'], 'fonds', {'number': '1', 'title': words})
        inventory = desk.add(fonds, 'inventory', {'number': '1', 'title': words})
        unit = desk.add(inventory, 'unit', {'number': '1', 'title': words})
        desk.add(unit, 'document', {'title': words})
        ids = [str(record.id) for record in (desk.site, fonds, inventory, unit)]
    yield main.application(house), token, ids
    house.close()


def test_no_input_makes_a_fault(running):
    app, token, ids = running
    schema = schemathesis.openapi.from_wsgi('/api/v1/openapi.json', app)
    operations = [found.ok() for found in schema.get_all_operations()]
    operations = [each for each in operations if each.definition.raw['operationId'] not in SKIPPED]
    end = time.monotonic() + SECONDS
    asked = {}
    for place, operation in enumerate(operations):
        share = (end - time.monotonic()) / (len(operations) - place)
        asked[operation.label] = fuzz(operation, token, ids, time.monotonic() + share)
    assert min(asked.values()) > 0, asked


def fuzz(operation, token, ids, end):
    """Ask with fitting and unfitting values until the time is over; how often it was asked."""
    asked = []
    strategies = [operation.as_strategy(GenerationMode.POSITIVE)]
    if operation.body or operation.query or operation.path_parameters:
        strategies.append(operation.as_strategy(GenerationMode.NEGATIVE))

    @settings(max_examples=60, deadline=None, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))
    @given(one_of(strategies), sampled_from(['as generated', *ids]))
    def ask(case, record):
        if time.monotonic() > end and asked:
            return
        if record != 'as generated' and 'id' in (case.path_parameters or {}):
            case.path_parameters['id'] = record
        asked.append(case)
        response = case.call(headers={'Authorization': f'Bearer {token}'})
        assert response.status_code < 500, (case, response.text)
        case.validate_response(response, checks=[status_code_conformance, content_type_conformance,
                                                 response_schema_conformance])

    ask()
    return len(asked)
