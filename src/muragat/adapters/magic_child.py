"""The helper process that looks at foreign bytes: one path per line in, one media type per line out."""

import json
import os
import resource
import sys

#: Address space (bytes) and processor seconds per file come as arguments.
FALLBACK = (512 << 20, 10)


def main() -> None:
    """Answer until the pipe closes; every file gets fresh processor time, all share one limit of memory."""
    memory, seconds = (int(each) for each in sys.argv[1:3]) if len(sys.argv) > 2 else FALLBACK
    os.nice(5)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    import magic  # reason: it loads its database, which must fall under the limits

    looker = magic.Magic(mime=True)
    for line in sys.stdin:
        _allow(seconds)
        try:
            answer = {'type': looker.from_file(json.loads(line))}
        except (magic.MagicException, OSError, MemoryError) as error:
            answer = {'error': type(error).__name__}
        print(json.dumps(answer), flush=True)


def _allow(seconds: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == '__main__':
    main()
