// The pacts in the rail: with whom, and whether they are here.
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import type { ListedConnection } from '@kith/client';
import { MARGARET, member, pact } from '../pact/samples';
import { RailPactList } from './rail-pacts';

afterEach(cleanup);

const friend = (userId: string, more: Partial<ListedConnection>): ListedConnection => ({
  requestingUserId: 'margaret',
  acceptingUserId: userId,
  requestStatus: 'complete',
  isConnectionBroken: false,
  users: [
    { id: 'margaret', userName: 'Margaret Oduya' },
    { id: userId, userName: userId },
  ],
  createdAt: '2026-11-01T08:00:00.000Z',
  updatedAt: '2026-11-01T08:00:00.000Z',
  ...more,
});

const TWO_HOURS_AGO = new Date(Date.now() - 2 * 3_600_000 - 60_000).toISOString();
const withRuth = pact('active', [member('margaret'), member('ruth')], { id: 'walk' });
const withWalter = pact('active', [member('margaret'), member('walter')], { id: 'swim', habitName: 'A swim' });
const withBoth = pact('active', [member('margaret'), member('walter'), member('ruth')], { id: 'both' });

const lines = (pacts: Parameters<typeof RailPactList>[0]['pacts'], connections: ListedConnection[]) => {
  render(<RailPactList pacts={pacts} me={MARGARET} connections={connections} />);
  return screen
    .getAllByRole('link')
    .map((link) => [
      link.getAttribute('href'),
      link.querySelector('strong')?.textContent,
      link.querySelector('strong + .text-small')?.textContent,
    ]);
};

it('[LP1] each running pact leads to its page, and says with whom and whether they are here', () => {
  const connections = [
    friend('ruth', { status: 'active' }),
    friend('walter', { status: 'offline', lastSeen: TWO_HOURS_AGO }),
  ];
  expect(lines([withRuth, withWalter, withBoth], connections)).toEqual([
    ['/pacts/walk', 'Ruth', 'online'],
    ['/pacts/swim', 'Walter', 'last seen 2 hours ago'],
    ['/pacts/both', 'Walter and Ruth', 'Ruth online'],
  ]);
});

it('[LP1] the habit tells pacts with the same person apart, and stands where nothing is known', () => {
  const again = { ...withRuth, id: 'read', habitName: 'A chapter' };
  expect(lines([withRuth, again, withWalter], [friend('ruth', { status: 'active' })])).toEqual([
    ['/pacts/walk', 'Ruth', 'A walk, every day'],
    ['/pacts/read', 'Ruth', 'A chapter'],
    ['/pacts/swim', 'Walter', 'A swim'],
  ]);
});
