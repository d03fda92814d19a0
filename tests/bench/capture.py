"""Scans from the file to the searchable record, beside bare Tesseract on the same images with the same parallelism."""

import io
import json
import os
import secrets
import subprocess
import tempfile
import threading
import time
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from statistics import quantiles

from pikepdf import Dictionary, Name, Pdf, Stream
from PIL import Image, ImageDraw, ImageFont

from muragat.capture.pipeline.crew import Crew
from muragat.capture.pipeline.page_steps import Recognise, Show
from muragat.capture.pipeline.steps.pages import Pages
from muragat.capture.requests import READ
from muragat.cli.labour import Worker
from muragat.media.states import Stage, stage_of, states_of
from muragat.web.addresses import href
from tests.bench import scans
from tests.bench.archive import kept
from tests.bench.frame import Figure, pss
from tests.bench.place import family
from tests.bench.plan import SMALL
from tests.bench.quality import BARE
from tests.bench.visit import Connection, Visitor, largest_inventory, token
from tests.served_archive import command_line

#: Shares of bare Tesseract's pages per minute: recognition and storing alone, everything, pages that need cleaning.
ALONE, GOOD, WORN = 0.95, 0.88, 0.60
#: Seconds from the end of an upload to its line in the list, and to its text beyond bare recognition.
VISIBLE, LATER = 1.0, 3.0
#: MiB of a child with its Tesseract, how much all other processes may grow by a long file, the web process by a large
#: upload; and how often slower a page may come while all processors read.
HELPER, GROWN, SENT, SLOWER = 600, 100, 64, 2.0
#: What the program gives its children, so that bare Tesseract stands no better beside whatever else the machine does.
NICE = ('nice', '-n', '10')
PIECE = 8 << 20
#: Seconds between two looks, and between two visits.
PAUSE, VISIT = 0.1, 0.25
PATIENCE = 3600


def bare(paths):
    """Seconds that Tesseract takes for these images, as many at once as there are processors."""
    environment = {**os.environ, 'OMP_THREAD_LIMIT': '1'}

    def one(path):
        subprocess.run([*NICE, 'tesseract', str(path), '-', *BARE, 'tsv'], env=environment, capture_output=True,
                       check=True)

    began = time.monotonic()
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as crew:
        list(crew.map(one, paths))
    return time.monotonic() - began


def target(house, number):
    """Address of a unit that may receive files, another for each number."""
    with house.session(origin='bench') as desk:
        inventory = largest_inventory(desk)
        for each in inventory.child_ids(0, inventory.count):
            unit = desk.site.ids[each]
            if not unit.opens and unit.count == 0:
                if number == 0:
                    return href(unit)
                number -= 1
    raise LookupError('no unit is left')


def fresh(paths, folder):
    """Copies with a tail that no decoder looks at: bytes that are known are not recognised again."""
    folder = Path(tempfile.mkdtemp(dir=folder))
    copies = [folder / path.name for path in paths]
    for path, copy in zip(paths, copies, strict=True):
        copy.write_bytes(path.read_bytes() + secrets.token_bytes(16))
    return copies


def hand_over(place, paths, into):
    """Ids of the records that files become, and when the first one was kept."""
    with subprocess.Popen([*place.program, 'ingest', '--into', into, *map(str, paths)], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True) as sender:
        first = sender.stdout.readline()
        began = time.time()
        rest, said = sender.communicate()
    if sender.returncode:
        raise RuntimeError(f'ingest: {said.strip()} {rest[-500:]}')
    return [int(json.loads(line)['id']) for line in (first + rest).splitlines()], began


def read_at(house, ids):
    """When each record was read, in seconds of the epoch; waits until all are.

    One is looked at after the other: who looks takes little from those who read.
    """
    return [_read_at(house, each) for each in ids]


def _read_at(house, record):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with house.session(origin='bench') as desk:
            found = stage_of(desk.site, record)
            if found and found[0].ended:
                if found[0] != Stage.DONE:
                    raise RuntimeError(f'record {record} was not read')
                return max(one.ended for one in states_of(desk.site).of(record).values())
        time.sleep(PAUSE)
    raise RuntimeError('reading takes too long')


def rate(place, house, paths, into):
    """Seconds from the first file that was kept to the last page."""
    ids, began = hand_over(place, fresh(paths, place.folder), into)
    return max(read_at(house, ids)) - began


@contextmanager
def alone(house):
    """A worker in this process whose pages are only recognised and stored."""
    reader, worker = house.registry.job_kinds[READ].handler, Worker(house, lambda _house: False)
    kept_steps, house.db.storage.wake = reader._steps, worker.wake
    reader._steps = {**kept_steps, 'pages': Pages(Crew(), (Show(), Recognise()))}
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        yield
    finally:
        worker.stop()
        thread.join()
        reader._steps = kept_steps


@contextmanager
def watched(pid):
    """Most memory of one helper with what it started, and of all other processes together, in MiB."""
    most, stop = {'helper': 0.0, 'others': 0.0}, threading.Event()

    def look():
        while not stop.wait(0.5):
            helpers, members = helpers_of(pid), set(family(pid))
            for each in helpers:
                most['helper'] = max(most['helper'], pss(family(each)))
                members -= set(family(each))
            most['others'] = max(most['others'], pss(members))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield most
    finally:
        stop.set()
        watcher.join()


def helpers_of(pid):
    """The children that open foreign files."""
    return [each for each in family(pid) if b'child_process' in b' '.join(command_line(each))]


def visits(visitor, seconds):
    """Seconds of each of many record pages, asked for one after another with pauses."""
    times, until, paths = [], time.monotonic() + seconds, cycle(visitor.units(50))
    while time.monotonic() < until:
        began = time.monotonic()
        visitor.get(next(paths))
        times.append(time.monotonic() - began)
        time.sleep(VISIT)
    return times


def p95(times):
    return quantiles(times, n=20)[-1] * 1000


def processor():
    """Seconds of processors that this process and all that descend from it have had."""
    ticks = 0
    for pid in family(os.getpid()):
        try:
            ticks += sum(map(int, Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()[11:15]))
        except OSError:
            continue
    return ticks / os.sysconf('SC_CLK_TCK')


def counted(work, *arguments):
    """(seconds by the clock, seconds of processors) of a piece of work that tells the former."""
    before = processor()
    seconds = work(*arguments)
    return seconds, processor() - before


@dataclass(frozen=True)
class Share:
    """Bare Tesseract's time by ours, by the clock and by processors, which neighbours do not change; pages a minute."""

    clock: float
    processors: float
    minute: float


def side_by_side(what, place, house, paths, into, run):
    """Our time beside that of bare Tesseract, which reads half of the pages before and half after."""
    half = len(paths) // 2
    before = counted(bare, paths[:half])
    ours = counted(rate, place, house, paths, into)
    after = counted(bare, paths[half:])
    alone_seconds, alone_processors = (sum(each) for each in zip(before, after, strict=True))
    run.say(f'{what}, {len(paths)} pages: bare {alone_seconds:.1f} s ({alone_processors:.1f} s of processors), ours '
            f'{ours[0]:.1f} s ({ours[1]:.1f} s)')
    return Share(alone_seconds / ours[0], alone_processors / ours[1], 60 * len(paths) / ours[0])


class Sender:
    """A station that sends by tus."""

    def __init__(self, place, house):
        self._connection = Connection(place.port, {'Authorization': token(house, 'keeper'), 'Tus-Resumable': '1.0.0'})

    def begin(self, name, size, target):
        """Address of an upload."""
        said = ','.join(f'{key} {b64encode(value.encode()).decode()}' for key, value in
                        (('filename', name), ('target', target)))
        status, headers, _body = self._connection.ask('POST', '/uploads', **{
            'Upload-Length': str(size), 'Upload-Metadata': said, 'Content-Length': '0'})
        if status != 201:
            raise RuntimeError(f'upload: {status}')
        return headers['Location']

    def send(self, address, offset, piece):
        """Headers of the answer."""
        status, headers, body = self.ask(address, offset, piece)
        if status != 204:
            raise RuntimeError(f'piece at {offset}: {status} {body[:200]}')
        return headers

    def ask(self, address, offset, piece):
        client = self._connection._client
        client.request('PATCH', address, piece, {**self._connection._headers, 'Upload-Offset': str(offset),
                                                 'Content-Type': 'application/offset+octet-stream'})
        answer = client.getresponse()
        return answer.status, answer.headers, answer.read()

    def close(self):
        self._connection.close()


def one_page(place, house, path, unit):
    """Seconds from the end of the upload of one page to its line in the list, and to its text beyond bare recognition.

    Its text is searchable when the record is not among those that are to be indexed any more.
    """
    expected = bare([path])
    content = fresh([path], place.folder)[0].read_bytes()
    name = f'visible-{secrets.token_hex(4)}'
    sender = Sender(place, house)
    address = sender.begin(f'{name}.jpg', len(content), str(unit_id(house, unit)))
    with Visitor(place, 'keeper') as visitor:
        record = int(sender.send(address, 0, content)['Muragat-Record'])
        ended = time.monotonic()
        until(lambda: name.encode() in visitor.get(unit))
        visible = time.monotonic() - ended
    read_at(house, [record])
    until(lambda: is_indexed(house, record))
    searchable = time.monotonic() - ended
    sender.close()
    return visible, searchable - expected


def unit_id(house, unit):
    with house.session(origin='bench') as desk:
        inventory = largest_inventory(desk)
        return next(each for each in inventory.child_ids(0, inventory.count) if href(desk.site.ids[each]) == unit)


def is_indexed(house, record):
    with house.session(origin='bench') as desk:
        return record not in desk.site.dirty


def until(true):
    deadline = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > deadline:
            raise RuntimeError('it takes too long')
        time.sleep(0.02)


def long_file(folder, pages):
    """A PDF with so many scanned pages of a few lines each."""
    path = folder / f'long-{pages}.pdf'
    if not path.exists():
        font = ImageFont.truetype(str(scans.FOLDER / scans.FONTS[0]), scans.TYPE)
        with Pdf.new() as book:
            for number in range(pages):
                _add_page(book, f'{number + 1}-парақ: аудандық атқару комитетінің шешімі', font)
            book.save(path)
    return path


def _add_page(book, text, font):
    image, kept_as = Image.new('L', (scans.WIDTH, scans.HEIGHT), 250), io.BytesIO()
    for place in range(8):
        ImageDraw.Draw(image).text((250, 300 + 120 * place), f'{text} {place + 1}', font=font, fill=20)
    image.save(kept_as, 'JPEG', quality=85)
    picture = Stream(book, kept_as.getvalue(), Type=Name.XObject, Subtype=Name.Image, Width=scans.WIDTH,
                     Height=scans.HEIGHT, ColorSpace=Name.DeviceGray, BitsPerComponent=8, Filter=Name.DCTDecode)
    book.add_blank_page(page_size=(595, 842))
    page = book.pages[-1].obj
    page.Resources = Dictionary(XObject=Dictionary(Im=picture))
    page.Contents = book.make_stream(b'q 595 0 0 842 0 0 cm /Im Do Q')


def grown_by_long_file(place, house, pid, path, into):
    """MiB by which all processes but the helpers grow while a long file is read, and the most a helper takes."""
    helpers = helpers_of(pid)
    start = pss(set(family(pid)) - {one for each in helpers for one in family(each)})
    with watched(pid) as most:
        ids, began = hand_over(place, fresh([path], place.folder), into)
        seconds = max(read_at(house, ids)) - began
    return most['others'] - start, most['helper'], seconds


def grown_by_upload(place, house, pid, size, unit):
    """MiB by which the web process grows while a large file is sent to it, and bytes per second."""
    web = next(each for each in family(pid) if b'web' in command_line(each))
    sender, number = Sender(place, house), unit_id(house, unit)
    content = b'%PDF-1.7\n' + secrets.token_bytes(PIECE)
    small = sender.begin('small.pdf', 1 << 20, str(number))
    sender.send(small, 0, content[:1 << 20])
    start = most = pss([web])
    began, address = time.monotonic(), sender.begin('large.pdf', size, str(number))
    for offset in range(0, size, PIECE):
        sender.send(address, offset, content[:min(PIECE, size - offset)])
        most = max(most, pss([web]))
    seconds = time.monotonic() - began
    sender.close()
    return most - start, size / seconds / 1e6


def disturbed(place, house, paths, into, run):
    """p95 of record pages idle and while every processor reads."""
    paths = fresh(paths, place.folder)
    with Visitor(place, 'keeper') as visitor:
        visits(visitor, 2)
        idle = visits(visitor, run.pick(4, 20))
        ids, _began = hand_over(place, paths, into)
        busy = visits(visitor, run.pick(4, 20))
        read_at(house, ids)
    return p95(idle), p95(busy)


def measure(run):
    """Good pages, worn pages, one page, pages of the site meanwhile, a long file and a large upload."""
    good = [path for path, _text in scans.kept(run.data, run.pick(4, 100), 1)]
    worn = [path for path, _text in scans.kept(run.data, run.pick(2, 40), 3)]
    book = long_file(run.data, run.pick(6, 500))
    with kept(run, SMALL) as place:
        with place.objects(), place.house() as house, alone(house):
            rate(place, house, good[:2], target(house, 0))
            only = side_by_side('recognised and stored', place, house, good, target(house, 0), run)
        with place.serving() as process, place.house() as house, watched(process.pid) as most:
            # The first page of all also starts the helpers.
            rate(place, house, good[:2], target(house, 1))
            whole = side_by_side('everything', place, house, good, target(house, 1), run)
            cleaned = side_by_side('worn', place, house, worn, target(house, 1), run)
            visible, later = one_page(place, house, good[0], target(house, 2))
            idle, busy = disturbed(place, house, good[:run.pick(4, 40)], target(house, 1), run)
            book_grown, book_helper, seconds = grown_by_long_file(place, house, process.pid, book, target(house, 1))
            run.say(f'long file: {seconds:.0f} s')
            sent, speed = grown_by_upload(place, house, process.pid, run.pick(64 << 20, 2 << 30), target(house, 3))
    return [
        Figure(f'{len(good)} good pages recognised and stored, share of bare', only.clock, '', at_least=ALONE),
        Figure('the same by processor time', only.processors, ''),
        Figure(f'{len(good)} good pages with signals, pictures and index, share of bare', whole.clock, '',
               at_least=GOOD),
        Figure('the same by processor time', whole.processors, ''),
        Figure('the same', whole.minute, 'pages/min'),
        Figure(f'{len(worn)} worn pages, share of bare', cleaned.clock, '', at_least=WORN),
        Figure('the same by processor time', cleaned.processors, ''),
        Figure('the same', cleaned.minute, 'pages/min'),
        Figure('end of an upload to its line in the list', visible, 's', at_most=VISIBLE),
        Figure('end of an upload to its text in the index, beyond bare', later, 's', at_most=LATER),
        Figure('record page while all processors read, p95 by idle p95', busy / idle, '', at_most=SLOWER),
        Figure('record page, idle, p95', idle, 'ms'),
        Figure('memory of a helper with its Tesseract, at most', max(most['helper'], book_helper), 'MiB',
               at_most=HELPER),
        Figure(f'growth of all other processes by a PDF of {run.pick(6, 500)} pages', book_grown, 'MiB', at_most=GROWN),
        Figure('memory of all other processes, at most', most['others'], 'MiB'),
        Figure(f'growth of the web process by an upload of {run.pick(64, 2048)} MiB', sent, 'MiB', at_most=SENT),
        Figure('the same, speed', speed, 'MB/s'),
    ]
