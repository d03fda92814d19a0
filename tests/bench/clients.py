"""Several clients at once in a process of their own, which reads from its input what to ask."""

import json
import subprocess
import sys
import threading
import time

from tests.bench.frame import ROOT
from tests.bench.visit import Connection

LAST_ETAG = 'last-etag'


def together(**asked):
    """Let clients work in another process; for each client a list of [status, seconds].

    `port`, `headers`, `requests` (one list for each client of [method, address, body, headers]), and `seconds`: repeat
    the list for so long; without it each list is worked through once. A header whose value is LAST_ETAG takes what the
    answer before it brought.
    """
    done = subprocess.run([sys.executable, '-m', 'tests.bench.clients'], input=json.dumps(asked), cwd=ROOT,
                          capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def work(asked, requests, begin, results) -> None:
    """One client."""
    connection = Connection(asked['port'], asked['headers'])
    etag = ''
    begin.wait()
    end = time.perf_counter() + asked['seconds'] if asked.get('seconds') else None
    while True:
        for method, address, body, headers in requests:
            began = time.perf_counter()
            if end is not None and began >= end:
                return
            try:
                headers = {name: etag if value == LAST_ETAG else value for name, value in headers.items()}
                status, brought, text = connection.ask(method, address, body, **headers)
                etag = brought.get('ETag', '')
                said = text.decode('utf8', 'replace')[:300] if status >= 400 else ''
            except OSError as error:
                status, said = 0, str(error)
            results.append([status, time.perf_counter() - began, said])
        if end is None:
            return


def main() -> None:
    asked = json.load(sys.stdin)
    results = [[] for _each in asked['requests']]
    begin = threading.Barrier(len(results) + 1)
    threads = [threading.Thread(target=work, args=(asked, requests, begin, into))
               for requests, into in zip(asked['requests'], results, strict=True)]
    for thread in threads:
        thread.start()
    begin.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    json.dump({'seconds': time.perf_counter() - began, 'results': results}, sys.stdout)


if __name__ == '__main__':
    main()
