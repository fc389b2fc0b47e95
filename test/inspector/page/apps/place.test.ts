/** The address of the actors' page; that of the runs' page is tested with the page. */
import { expect, test } from '@jest/globals';
import { home, readPlace, writePlace } from '../../../../src/inspector/page/address.js';
import { everyActor } from '../../../../src/inspector/page/apps/tree.js';

test.each([
  '#view=actors',
  '#actor=3',
  '#actor=3&step=12',
  '#actor=1&show=messages',
  '#view=actors&status=active%2Cerror&machine=abc&only=refused&q=pay'.replaceAll('%2C', ','),
])('%s opens the same view again', (address) => {
  expect(writePlace(readPlace(address))).toBe(address);
});

test('actors and steps are counted from 1', () => {
  const { subject, actors } = readPlace('#actor=3&step=12');
  expect([subject, actors.actor, actors.step]).toStrictEqual(['actors', 2, 11]);
});

test('what is invalid counts as absent', () => {
  const { actors } = readPlace('#view=actors&actor=-1&step=x&show=all&status=alive&only=some');
  expect(actors).toStrictEqual({ ...home.actors, selection: everyActor });
});

test('without a fragment, the page shows what there is', () => {
  expect(readPlace('').subject).toBeUndefined();
  expect(readPlace('#run=00000000-0000-4000-8000-000000000001').subject).toBe('runs');
  expect(readPlace('#view=play').subject).toBe('runs');
  expect(writePlace(readPlace(''))).toBe('');
});
