// A coach's tools: goals as they are typed, and who has been quiet.
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { TeamMember } from './coach-calls';
import { counterName, readGoals } from './goals';
import { GoalsDialog } from './goals-dialog';
import { QuietCard } from './quiet-card';
import { quietMembers } from './quiet';

const NOW = Date.parse('2026-11-20T12:00:00.000Z');
const DAY_MS = 24 * 60 * 60_000;

const member = (userName: string, daysAgo: number | null, lastPostDaysAgo?: number): TeamMember => ({
  userId: userName,
  userName,
  role: 'member',
  ...(daysAgo !== null && { lastSeen: new Date(NOW - daysAgo * DAY_MS).toISOString() }),
  ...(lastPostDaysAgo !== undefined && { lastPostAt: new Date(NOW - lastPostDaysAgo * DAY_MS).toISOString() }),
});

afterEach(cleanup);

describe('goals', () => {
  it.each([
    ['100,000', [100_000]],
    ['250000, 100 000', [100_000, 250_000]],
    ['1.000\n1.000\n500', [500, 1_000]],
    ['7', [7]],
  ])('[TM2] "%s" is read as numbers, in order, each once', (text, goals) => {
    expect(readGoals(text)).toEqual({ goals });
  });

  it.each(['', 'many', '0', '-5', '1,5', '99999999999999999'])('"%s" is told to be wrong', (text) => {
    expect(readGoals(text)).toHaveProperty('problem');
  });

  it.each([
    ['Steps together', 'steps-together'],
    ['Längen', 'langen'],
    ['!!!', undefined],
  ])('the counter of "%s" is called %s', (words, name) => {
    expect(counterName(words)).toBe(name);
  });

  it('are saved, and wrong ones are kept in the field with a sentence', () => {
    const onSave = vi.fn();
    render(
      <GoalsDialog counter={undefined} onSave={onSave} onClose={() => undefined} isBusy={false} problem={undefined} />,
    );
    fireEvent.change(screen.getByLabelText('What you count'), { target: { value: 'Minutes' } });
    fireEvent.change(screen.getByLabelText('Goals worth telling everybody'), { target: { value: 'lots' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save the goals', hidden: true }));
    screen.getByText('“lots” is not a whole number above zero.');
    expect(onSave).not.toHaveBeenCalled();
    fireEvent.change(screen.getByLabelText('Goals worth telling everybody'), { target: { value: '1,000' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save the goals', hidden: true }));
    expect(onSave).toHaveBeenCalledWith('minutes', { thresholds: [1_000], unit: 'Minutes' });
  });
});

describe('who has been quiet', () => {
  it('are members without a sign for three days, the longest first; a post is a sign', () => {
    const coach: TeamMember = { ...member('Sarah', 30), role: 'coach' };
    const quiet = quietMembers(
      [coach, member('Ruth', 1), member('Alan', 5), member('Walter', null), member('Zoë', 9, 2)],
      NOW,
    );
    expect(quiet.map((one) => one.member.userName)).toEqual(['Walter', 'Alan']);
  });

  it('are named with a way to write to them', () => {
    vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
    render(<QuietCard members={[member('Alan', 5), member('Walter', null)]} />);
    vi.useRealTimers();
    expect(screen.getByRole('link', { name: 'Write to Alan' }).getAttribute('href')).toBe('/messages/person/Alan');
    screen.getByText('has not been here yet');
  });
});
