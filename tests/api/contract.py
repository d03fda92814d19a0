"""The description as a judge: an answer of the running application must be one that it describes."""
import re

import jsonschema_rs


class Contract:
    """An OpenAPI document; remembers which operations and statuses it has judged."""

    def __init__(self, document):
        self.document = document
        self.judged = set()
        self._validators = {}
        self._paths = [(re.compile('^' + re.sub(r'\\\{path\\\}', '.*', re.sub(r'\\\{(?!path)\w+\\\}', '[^/]+',
                                                                            re.escape(path))) + '$'), path)
                       for path in document['paths']]

    def judge(self, method, address, response):
        """AssertionError when the answer is not as described."""
        path = self.path_of(address.split('?')[0])
        if path is None or method.lower() not in self.document['paths'][path]:
            assert response.status_int in (401, 404, 405), (method, address, response.status)
            return
        operation = self.document['paths'][path][method.lower()]
        status = str(response.status_int)
        assert status in operation['responses'], (operation['operationId'], status, response.text)
        content = operation['responses'][status].get('content', {})
        assert response.content_type in content, (operation['operationId'], status, response.content_type)
        if response.content_type != 'application/octet-stream':
            self._validate(operation['operationId'], status, content[response.content_type]['schema'], response.json)
        self.judged.add((operation['operationId'], status))

    def path_of(self, address):
        """The described path of an address; the one with most fixed parts."""
        found = [path for pattern, path in self._paths if pattern.match(address)]
        return min(found, key=lambda path: path.count('{'), default=None)

    def _validate(self, name, status, schema, data):
        key = name, status
        if key not in self._validators:
            whole = {'$schema': 'https://json-schema.org/draft/2020-12/schema', 'allOf': [schema],
                     'components': self.document['components']}
            self._validators[key] = jsonschema_rs.validator_for(whole)
        errors = [str(error) for error in self._validators[key].iter_errors(data)]
        assert not errors, (name, status, errors[:3])
