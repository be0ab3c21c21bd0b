// Small pieces of the pacts by themselves: the link to share, a picture that waits, the week of a long name.
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { marksOf } from './day-marks';
import { PictureLine } from './picture-line';
import { TODAY, WEEK } from './samples';
import { ShareInvite } from './share-invite';
import { WeekStrip } from './week-strip';

afterEach(cleanup);

it('the link is for a friend, and for others where somebody was asked by name', () => {
  render(<ShareInvite code="ABCD-2345" url="https://kith.example/join/ABCD-2345" />);
  expect(screen.getByText(/^Send a friend this link/)).toBeTruthy();
  cleanup();
  render(<ShareInvite code="ABCD-2345" url="https://kith.example/join/ABCD-2345" isForOthers />);
  expect(screen.getByText(/^Others can join by this link/)).toBeTruthy();
  expect(screen.queryByText(/^Send a friend/)).toBeNull();
});

it.each([
  [false, true, 'The picture is kept on this device, and goes with it.'],
  [true, true, 'The picture goes with it. This browser cannot keep it: it lasts only as long as this page is open.'],
  [true, false, 'The picture is on its way. This browser cannot keep it: it lasts only as long as this page is open.'],
])('[OF9] a picture says how long it is kept: %s, %s', (isWithPage, isCheckinAhead, words) => {
  const kept = { key: 'k', habitGoalId: 'walk', day: TODAY, picture: new Blob(['a picture']), at: 0, isWithPage };
  render(<PictureLine kept={kept} isCheckinAhead={isCheckinAhead} onAgain={() => undefined} />);
  expect(screen.getByRole('status').textContent).toBe(words);
});

it('a link that cannot be copied says what to do', async () => {
  vi.stubGlobal('navigator', { clipboard: undefined });
  render(<ShareInvite code="ABCD-2345" url="https://kith.example/join/ABCD-2345" />);
  fireEvent.click(screen.getByRole('button', { name: 'Copy the link' }));
  expect(await screen.findByText(/copy it by hand/)).toBeTruthy();
  vi.unstubAllGlobals();
});

it('a long name is said in full, above the marks where there is no room beside them', () => {
  const ruth = { userId: 'ruth', name: 'Ruth', isReader: false, marks: marksOf(WEEK, 'ruth') };
  const long = [{ ...ruth, name: 'Josephine' }];
  render(<WeekStrip people={long} today={TODAY} />);
  expect(screen.getByRole('rowheader', { name: 'Josephine' })).toBeTruthy();
  expect(screen.getByRole('table').className).toContain('week-long');
  cleanup();
  render(<WeekStrip people={[ruth]} today={TODAY} />);
  expect(screen.getByRole('table').className).not.toContain('week-long');
});
