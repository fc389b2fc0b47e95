/** The window of requests, with strings for requests. */
import { expect, it } from '@jest/globals';
import type { RequestWindow } from '../../src/worker/RequestWindow.js';
import { makeRequestWindow } from '../../src/worker/RequestWindow.js';

const filled = (count: number): RequestWindow<string> => {
  const requests = makeRequestWindow<string>();
  for (let id = 1; id <= count; id += 1) requests.add(id, `r${String(id)}`);
  return requests;
};

/** The requests that an answer removes: those that it skips, and its own. */
const answered = (requests: RequestWindow<string>, id: number): ReadonlyArray<unknown> => {
  const skipped: Array<string> = [];
  const own = requests.answer(id, (request) => skipped.push(request));
  return [...skipped, own];
};

const sizes = (requests: RequestWindow<string>): ReadonlyArray<number> => [
  requests.waiting(),
  requests.underWay(),
  requests.taken(),
];

it('admits requests in order, within the window', () => {
  const requests = filled(3);
  expect(requests.admit(2)).toStrictEqual([
    [1, 'r1'],
    [2, 'r2'],
  ]);
  expect(requests.admit(2)).toStrictEqual([]);
  expect(sizes(requests)).toStrictEqual([1, 2, 0]);
});

it('answers a request once, which makes room for the next', () => {
  const requests = filled(2);
  requests.admit(1);
  expect(answered(requests, 1)).toStrictEqual(['r1']);
  expect(answered(requests, 1)).toStrictEqual([undefined]);
  expect(sizes(requests)).toStrictEqual([1, 0, 1]);
  expect(requests.admit(1)).toStrictEqual([[2, 'r2']]);
});

it('skips the requests before an answer, and acknowledges them', () => {
  const requests = filled(3);
  requests.admit(3);
  expect(answered(requests, 3)).toStrictEqual(['r1', 'r2', 'r3']);
  expect(sizes(requests)).toStrictEqual([0, 0, 3]);
});

it.each([
  ['waits', 3],
  ['was never added', 9],
])('skips and answers nothing for the id of a request that %s', (_, id) => {
  const requests = filled(3);
  requests.admit(2);
  expect(answered(requests, id)).toStrictEqual([undefined]);
  expect(sizes(requests)).toStrictEqual([1, 2, 0]);
});

it('abandons a waiting request, and keeps a sent one', () => {
  const requests = filled(2);
  requests.admit(1);
  expect(requests.abandon(1)).toBe(false);
  expect(requests.abandon(2)).toBe(true);
  expect(sizes(requests)).toStrictEqual([0, 1, 0]);
});

it('drops a request that could not be posted', () => {
  const requests = filled(1);
  requests.admit(1);
  requests.drop(1);
  expect(sizes(requests)).toStrictEqual([0, 0, 0]);
});

it('clears every request, by whether it was sent', () => {
  const requests = filled(3);
  requests.admit(2);
  expect(requests.clear()).toStrictEqual({ sent: ['r1', 'r2'], unsent: ['r3'] });
  expect(requests.clear()).toStrictEqual({ sent: [], unsent: [] });
});
