"""The web server reads what the archive takes."""

from muragat.adapters.webserver import FORM, _options
from muragat.settings import read


def test_a_file_that_the_archive_takes_is_not_too_large_for_the_server():
    settings = read({'upload.largest': '3g', 'web.largest_request': '1m'})
    assert _options(settings)['max_request_body_size'] == 3 * 1024 ** 3 + FORM
    assert _options(read({'web.largest_request': '9g'}))['max_request_body_size'] == 9 * 1024 ** 3
