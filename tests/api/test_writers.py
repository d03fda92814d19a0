"""Many clients write at once: no error reaches one, every write arrives."""
import json
from threading import Thread

from webtest import TestApp

CLIENTS, EACH = 8, 6


def test_eight_clients_on_one_folder_and_one_record(app, admin, holdings):
    """Each adds units to the same inventory, and changes the same record with what it read."""
    answers = []

    def work(place):
        client = TestApp(app)
        for number in range(EACH):
            answers.append(added(client, admin.headers, holdings['inventory'], f'{100 + place * EACH + number}'))
            answers.append(changed(client, admin.headers, holdings['fonds'], number))

    threads = [Thread(target=work, args=(place,)) for place in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(set(answers)) in ([200, 201], [200, 201, 412])
    assert answers.count(201) == CLIENTS * EACH
    page = admin.get(f'/api/v1/records/{holdings["inventory"]["id"]}/children?limit=200').json
    assert page['total'] == len(page['items']) == CLIENTS * EACH + 1
    changes = admin.get(f'/api/v1/records/{holdings["fonds"]["id"]}/journal?limit=200').json['items']
    assert [each['what'] for each in changes].count('record.changed') == answers.count(200)


def added(client, headers, inventory, number):
    body = {'type': 'unit', 'values': {'number': number, 'title': {'kk': 'Құжат'}}}
    return sent(client, 'POST', f'/api/v1/records/{inventory["id"]}/children', headers, body)


def changed(client, headers, fonds, number):
    """Reads, then changes with the tag that was read: 412 when another was faster."""
    address = f'/api/v1/records/{fonds["id"]}'
    seen = client.get(address, headers=headers)
    text = f'{seen.json["values"]["former_numbers"] or ""}{number}'[-100:]
    return sent(client, 'PATCH', address, {**headers, 'If-Match': seen.headers['ETag']},
                {'values': {'former_numbers': text}})


def sent(client, method, address, headers, body):
    response = client.request(address, method=method, headers={**headers, 'Content-Type': 'application/json'},
                              body=json.dumps(body).encode(), status='*')
    return response.status_int
