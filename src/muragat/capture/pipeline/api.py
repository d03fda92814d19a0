"""REST of reading: how far the files of a record are, and reading them again."""

from typing import Any

from muragat.api.calls import Call
from muragat.api.operations import Operation, Reply
from muragat.api.schemas import COUNT, TEXT, items, maybe, record_of, ref
from muragat.capture.pipeline.context import Mode
from muragat.capture.requests import read_again
from muragat.kernel.access import Permission
from muragat.kernel.errors import Invalid, Refusal
from muragat.kernel.i18n import LANGUAGES, _
from muragat.media.states import Stage, stage_of_file, states_of


def readings(call: Call) -> Any:
    """Each file of a record that is or was read."""
    return call.reply(_shape(call))


def again(call: Call) -> Any:
    """Put the files of a record up to be read again."""
    call.fields('mode', 'languages')
    record, mode, languages = call.record, call.given('mode', str, Mode.RETRY.value), call.given('languages', list, [])
    call.desk.require(Permission.UPLOAD, record)
    if mode not in [each.value for each in Mode]:
        raise Invalid(Refusal('no_mode', _('There is no such way of reading.'), 'mode'))
    read_again(call.desk, record, Mode(mode), [str(each) for each in languages])
    return call.reply(_shape(call), 202)


def _shape(call: Call) -> dict[str, Any]:
    found = []
    for number, reading in sorted(states_of(call.desk.site).of(call.record.id).items()):
        stage, causes = stage_of_file(call.desk.site, reading)
        found.append({
            'number': number, 'version': reading.version, 'state': stage.value, 'pages': reading.pages,
            'read': reading.done, 'languages': list(reading.languages), 'job': str(reading.job),
            'causes': [{'code': each.code, 'message': call.words(each.message)} for each in causes]})
    return {'items': found}


CAUSE = record_of({'code': TEXT, 'message': TEXT})
LANGUAGE_LIST = items({'type': 'string', 'enum': list(LANGUAGES)})
READING = record_of({'number': COUNT, 'version': COUNT, 'state': {'type': 'string', 'enum': [*Stage]},
                     'pages': maybe(COUNT), 'read': COUNT, 'languages': LANGUAGE_LIST, 'job': TEXT,
                     'causes': items(CAUSE)})
AGAIN = {'type': 'object', 'additionalProperties': False, 'properties': {
    'mode': {'type': 'string', 'enum': [*Mode], 'default': Mode.RETRY.value}, 'languages': LANGUAGE_LIST}}
ALL = record_of({'items': items(ref('Reading'))})

OPERATIONS = (
    Operation('list_readings', 'GET', '/records/{id}/readings', _('How far the files of a record are read'), readings,
              {200: Reply(_('Readings'), ALL)}, Permission.VIEW, tag='files', schemas={'Reading': READING}),
    Operation('read_again', 'POST', '/records/{id}/readings', _('Read the files of a record again'), again,
              {202: Reply(_('Readings'), ALL)}, Permission.UPLOAD, tag='files', body=AGAIN, refusals=(409, 422)),
)


def includeme(config: Any) -> None:
    """Mount the operations."""
    config.add_operations(OPERATIONS)
