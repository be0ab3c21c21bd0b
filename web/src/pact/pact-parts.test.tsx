// The pieces of the pacts, each by itself: what they show, what they ask for when they are pressed.
// Size: one describe for each piece of the pact's page, over the same samples.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import type { ReactElement } from 'react';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CheckinStatus, PactActivity } from '@kith/client';
import { ActivityFeed, type ActivityFeedProps } from './activity-feed';
import Calendar from './calendar';
import { celebratedBy, marksOf } from './day-marks';
import EncourageDialog from './encourage-dialog';
import { Hearts } from './hearts';
import { KindToast } from './kind-toast';
import { MomentCard } from './moment-card';
import { momentOf } from './moment';
import { PactList } from './pact-list';
import { readerOf } from './reader';
import { activity, checkin, MARGARET, member, NOW, pact, progress, TODAY, WEEK } from './samples';
import { TodayCard, type TodayCardProps } from './today-card';
import { TogetherCard } from './together-card';
import { WeekStrip } from './week-strip';
import { YesterdayLine } from './yesterday-line';

beforeAll(() => {
  // This browser has no modal dialogs.
  HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
    this.open = true;
  };
});
afterEach(cleanup);

const PACT = pact('active', [member('margaret'), member('ruth')]);
const READER = readerOf(MARGARET, PACT);
const NOW_MS = Date.parse(NOW);

function show(element: ReactElement): void {
  render(<QueryClientProvider client={new QueryClient()}>{element}</QueryClientProvider>);
}

const button = (name: string | RegExp): HTMLElement => screen.getByRole('button', { name });

describe('the list', () => {
  type Listed = Parameters<typeof PactList>[0];
  const list = (pacts: Listed['pacts'], onStep = vi.fn(), said: Listed['said'] = undefined) => {
    const props = { me: 'margaret', today: TODAY, online: new Set(['ruth']), busy: undefined, problem: undefined };
    show(<PactList {...props} said={said} pacts={pacts} onStep={onStep} />);
    return onStep;
  };

  it('invites where there is no pact', () => {
    list([]);
    expect(screen.getByRole('link', { name: 'Begin a pact' }).getAttribute('href')).toBe('/pacts/new');
  });

  it('[PA8] says of each running pact whether today is done, where that is known', () => {
    const running = ['walk', 'swim', 'read'].map((habit) => Object.assign({}, PACT, { id: habit, habitGoalId: habit }));
    const said = new Map<string, CheckinStatus>([
      ['walk', 'completed'],
      ['read', 'partial'],
    ]);
    list(running, undefined, said);
    expect(screen.getAllByTestId('today').map(({ textContent }) => textContent)).toEqual([
      'Done today',
      'Today is open',
      'Part of it today',
    ]);
    cleanup();
    list(running);
    expect(screen.queryByTestId('today')).toBeNull();
  });

  it('[PA1] an invitation is accepted or declined, and comes before all others', () => {
    const asked = pact('pending', [member('walter'), member('margaret', 'pending')], { creatorUserId: 'walter' });
    const onStep = list([PACT, asked]);
    expect(screen.getAllByRole('region')[0]?.getAttribute('aria-label')).toBe('Invitation: A walk, every day');
    fireEvent.click(button('Yes, together'));
    fireEvent.click(button('Not this time'));
    expect(onStep.mock.calls.map(([one, step]) => [one.id, step])).toEqual([
      [asked.id, 'accept'],
      [asked.id, 'decline'],
    ]);
  });

  it('a running pact says with whom, how far it is, and who is online in words', () => {
    list([PACT]);
    const card = screen.getByRole('link', { name: /A walk, every day/ });
    expect(card.textContent).toContain('With Ruth');
    expect(card.textContent).toContain('Ruth is online');
    expect(card.textContent).toContain('Day 8 of 30. Until December 15.');
  });

  it('[PA9] what is over is renewed once', () => {
    const over = pact('completed', [member('margaret', 'done'), member('ruth', 'done')]);
    const onStep = list([over]);
    fireEvent.click(button('Renew A walk, every day'));
    expect(onStep).toHaveBeenCalledWith(over, 'renew');
    cleanup();
    list([over, pact('pending', [member('margaret')], { renews: over.id })]);
    expect(screen.queryByRole('button', { name: /Renew/ })).toBeNull();
  });
});

describe('the people', () => {
  const people = (members: Parameters<typeof TogetherCard>[0]['members'], onEncourage = vi.fn()) => {
    const rest = { me: 'margaret', unit: 'day', here: new Set<string>(), lastSeen: new Map(), nowMs: NOW_MS } as const;
    show(
      <TogetherCard {...rest} members={members} today={new Map([['ruth', 'completed']])} onEncourage={onEncourage} />,
    );
    return onEncourage;
  };

  it('two have a ring each, with the same in words, and their streak between them', () => {
    const onEncourage = people([progress('margaret', 6, 7), progress('ruth', 8, 8)]);
    expect(screen.getByRole('img', { name: 'You: 6 of 7 done so far, 85 percent' })).toBeTruthy();
    expect(screen.getByRole('img', { name: 'Ruth: 8 of 8 done so far, 100 percent' })).toBeTruthy();
    expect(screen.getByText('days together').parentElement?.textContent).toContain('6');
    expect(screen.getByText('done today')).toBeTruthy();
    expect(screen.getByText('today is open')).toBeTruthy();
    fireEvent.click(button('Encourage Ruth'));
    expect(onEncourage.mock.calls[0]?.[0].userId).toBe('ruth');
  });

  it('more stand in a list, with their whole names', () => {
    people([progress('margaret', 0, 0), progress('ruth', 1, 1), progress('bartholomew', 1, 3)]);
    expect(screen.getByText('The 3 of you')).toBeTruthy();
    expect(screen.getByText('Bartholomew Featherstonehaugh-Montgomery')).toBeTruthy();
    expect(screen.getByRole('img', { name: 'You: nothing was asked for yet' })).toBeTruthy();
  });
});

describe('today', () => {
  const facts = {
    mine: undefined,
    me: progress('margaret', 7, 7),
    others: [{ name: 'Ruth', isDone: true, progress: progress('ruth', 8, 8) }],
    unit: 'day',
  } as const;
  const card = (more: Partial<TodayCardProps> = {}): ReactElement => (
    <TodayCard
      facts={facts}
      checkin={undefined}
      problem={undefined}
      written={{ note: '', picture: undefined }}
      onUndo={undefined}
      onLog={vi.fn(async () => true)}
      {...more}
    />
  );

  it.each([
    ['Done', 'completed'],
    ['Part of it', 'partial'],
    ['Not today', 'skipped'],
  ])('[CK1] %s is %s, with the note', (name, status) => {
    const onLog = vi.fn(async () => true);
    show(card({ onLog }));
    fireEvent.change(screen.getByLabelText('A note for Ruth, if you like'), { target: { value: ' Lovely light. ' } });
    fireEvent.click(button(name));
    expect(onLog).toHaveBeenCalledWith(status, { note: 'Lovely light.', picture: undefined });
  });

  it('[CK1] changing it tells which one it is now, and none stands out as the one to press', () => {
    const onLog = vi.fn(async () => true);
    show(card({ checkin: checkin('completed'), facts: { ...facts, mine: 'completed' }, onLog }));
    fireEvent.click(button('Change it'));
    expect(button('Done (now)').getAttribute('aria-pressed')).toBe('true');
    expect(document.querySelector('.btn-gold')).toBeNull();
    expect(button('Part of it').getAttribute('aria-pressed')).toBe('false');
    fireEvent.click(button('Not today'));
    expect(onLog).toHaveBeenCalledWith('skipped', { note: '', picture: undefined });
    cleanup();
    show(card());
    expect(button('Done').getAttribute('aria-pressed')).toBeNull();
  });

  it('a note that is too long is not sent, and says so', () => {
    const onLog = vi.fn(async () => true);
    show(card({ onLog }));
    fireEvent.change(screen.getByLabelText(/A note/), { target: { value: 'x'.repeat(501) } });
    fireEvent.click(button('Done'));
    expect(onLog).not.toHaveBeenCalled();
    expect(screen.getByText('1 letter too many')).toBeTruthy();
  });

  it('two presses are one', () => {
    const onLog = vi.fn(() => new Promise<boolean>(() => undefined));
    show(card({ onLog }));
    fireEvent.click(button('Done'));
    fireEvent.click(button('Part of it'));
    expect(onLog).toHaveBeenCalledOnce();
  });

  it('[OF6] what is on this device only says so, claims no run, and can be taken back', () => {
    const onUndo = vi.fn();
    const said = { checkin: checkin('completed'), facts: { ...facts, mine: 'completed', kept: 'waiting' } } as const;
    show(card({ ...said, onUndo }));
    expect(screen.getByText('Done for today')).toBeTruthy();
    expect(screen.getByText('It is kept on this device. Ruth will see it once it is sent.')).toBeTruthy();
    expect(screen.getByTestId('checkin-waits').textContent).toBe('Will be sent as soon as Kith can be reached.');
    fireEvent.click(button('Take it back'));
    expect(onUndo).toHaveBeenCalledOnce();
  });

  it('[CK5] what was said can be undone while its time lasts, and changed after it', () => {
    const onUndo = vi.fn();
    const said = {
      checkin: checkin('completed', 'To the bandstand.'),
      facts: { ...facts, mine: 'completed' },
    } as const;
    show(card({ ...said, onUndo }));
    fireEvent.click(button('Undo'));
    expect(onUndo).toHaveBeenCalledOnce();
    cleanup();
    show(card(said));
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
    fireEvent.click(button('Change it'));
    expect((screen.getByLabelText(/A note/) as HTMLTextAreaElement).value).toBe('To the bandstand.');
  });

  it('[SK4] yesterday is filled in', () => {
    const onLog = vi.fn();
    show(<YesterdayLine onLog={onLog} />);
    fireEvent.click(button('Fill it in'));
    fireEvent.click(button('Part of it yesterday'));
    expect(onLog).toHaveBeenCalledWith('partial');
  });
});

describe('the days', () => {
  const people = [
    { userId: 'margaret', name: 'You', isReader: true, marks: new Map([[TODAY, 'completed'] as const]) },
    { userId: 'ruth', name: 'Ruth', isReader: false, marks: marksOf(WEEK, 'ruth') },
  ];

  it('the week says every day in words', () => {
    show(<WeekStrip people={people} today={TODAY} />);
    const [, you, ruth] = screen.getAllByRole('row');
    expect(you?.textContent).toContain('done');
    expect(ruth?.textContent).toContain('done');
    expect(within(screen.getByRole('table')).getAllByText('to come')).toHaveLength(12);
  });

  it('[OF6] what is not sent yet has a mark and words of its own', () => {
    const waiting = people.map((one) => (one.isReader ? { ...one, waiting: new Set([TODAY]) } : one));
    show(<WeekStrip people={waiting} today={TODAY} />);
    expect(screen.getByText('done, not sent yet').parentElement?.querySelector('.day-waiting')).toBeTruthy();
    cleanup();
    show(<Calendar people={waiting} today={TODAY} from="2026-11-16" to="2026-12-15" />);
    const today = screen.getByRole('gridcell', { selected: true });
    expect(today.getAttribute('aria-label')).toBe('Monday, November 23. You: done (not sent yet).');
    expect(today.querySelector('.day-waiting')).toBeTruthy();
    expect(screen.getByText('Not sent yet')).toBeTruthy();
    expect(screen.getByText('You: done on 1 day. 1 of what you said is not sent yet.')).toBeTruthy();
  });

  it('the month is walked through with the keys, over its end, and not out of the pact', () => {
    show(<Calendar people={people} today={TODAY} from="2026-11-16" to="2026-12-15" />);
    const chosen = (): string => screen.getByRole('gridcell', { selected: true }).getAttribute('aria-label') ?? '';
    const press = (key: string): boolean =>
      fireEvent.keyDown(screen.getByRole('gridcell', { selected: true }), { key });
    expect(chosen()).toBe('Monday, November 23. You: done.');
    press('ArrowUp');
    expect(chosen()).toBe('Monday, November 16. You: nothing said.');
    expect(document.activeElement?.getAttribute('aria-label')).toBe(chosen());
    press('ArrowLeft');
    expect(chosen()).toBe('Monday, November 16. You: nothing said.');
    for (let weeks = 0; weeks < 3; weeks += 1) press('ArrowDown');
    expect(screen.getByText('December 2026')).toBeTruthy();
    press('End');
    expect(chosen()).toContain('Sunday, December 13');
  });

  it('the month can be looked at for each person, and read as a list', () => {
    show(<Calendar people={people} today={TODAY} from="2026-11-16" to="2026-12-15" />);
    fireEvent.click(screen.getByLabelText('Ruth'));
    expect(screen.getByLabelText('Tuesday, November 17. Ruth: part of it.')).toBeTruthy();
    expect(screen.getByLabelText('Wednesday, November 18. Ruth: not that day.')).toBeTruthy();
    expect(screen.getByText('Wednesday, November 18. You: nothing said, Ruth: not that day.')).toBeTruthy();
    expect(screen.getByText('Ruth: done on 2 days, and part of it on 1.')).toBeTruthy();
  });
});

describe('what happened', () => {
  const feed = (more: Partial<ActivityFeedProps> = {}): ReactElement => (
    <QueryClientProvider client={new QueryClient()}>
      <ActivityFeed
        activities={WEEK}
        hasEarlier={false}
        isLoadingEarlier={false}
        reader={READER}
        title="Between you two"
        celebrated={celebratedBy(WEEK, 'margaret')}
        problem={undefined}
        onEarlier={async () => undefined}
        onCelebrate={vi.fn()}
        onEncourage={vi.fn()}
        {...more}
      />
    </QueryClientProvider>
  );
  const lines = (): string[] =>
    screen.getAllByRole('listitem').map((item) => item.querySelector('p')?.textContent ?? '');

  it('stands with the newest at the bottom, and earlier things above when asked for', () => {
    render(feed());
    expect(lines().at(-1)).toBe('Ruth checked in');
    expect(lines()).toHaveLength(8);
    fireEvent.click(button('Show earlier'));
    expect(lines()[0]).toBe('Ruth joined the pact');
    expect(screen.queryByRole('button', { name: 'Show earlier' })).toBeNull();
  });

  it('what comes while the reader is further up waits behind a button, and nothing scrolls', () => {
    const scroll = vi.spyOn(Element.prototype, 'scrollIntoView');
    const { rerender } = render(feed());
    const more = [
      ...WEEK,
      activity(11, 'checkin_partial', 'ruth', { checkinId: 'r5', day: TODAY }),
      activity(12, 'partner_left', 'ruth'),
    ];
    rerender(feed({ activities: more }));
    expect(button('2 new')).toBeTruthy();
    expect(scroll).not.toHaveBeenCalled();
    fireEvent.click(button('2 new'));
    expect(scroll).toHaveBeenCalledOnce();
    expect(document.activeElement?.id).toBe('activity-11');
    expect(screen.queryByRole('button', { name: /new$/ })).toBeNull();
  });

  it("one's own doing is no news", () => {
    const { rerender } = render(feed());
    rerender(feed({ activities: [...WEEK, activity(11, 'checkin_completed', 'margaret', { day: TODAY })] }));
    expect(lines().at(-1)).toBe('You checked in');
    expect(screen.queryByRole('button', { name: /new$/ })).toBeNull();
  });

  it('[CE1] a check-in of another one is celebrated once, and says so', () => {
    const onCelebrate = vi.fn<(one: PactActivity) => void>();
    render(feed({ onCelebrate }));
    fireEvent.click(button('Celebrated'));
    expect(onCelebrate).not.toHaveBeenCalled();
    const item = screen.getByText('“Drizzle, but the ducks came out.”').closest('li');
    if (!item) throw new Error('no entry');
    fireEvent.click(within(item).getByRole('button', { name: 'Celebrate' }));
    expect(onCelebrate.mock.calls[0]?.[0].data.checkinId).toBe('r4');
    const own = screen.getByText(/You checked in/).closest('li');
    expect(own && within(own).queryByRole('button')).toBeNull();
  });

  it('[CE2] kind words begin with a suggestion, and can be changed', () => {
    const onSend = vi.fn();
    show(<EncourageDialog name="Ruth" isSending={false} problem={undefined} onSend={onSend} onClose={vi.fn()} />);
    fireEvent.click(screen.getByText('Send to Ruth'));
    expect(onSend).not.toHaveBeenCalled();
    fireEvent.click(screen.getByText('A small step counts too.'));
    fireEvent.change(screen.getByLabelText('Or in your own words'), { target: { value: 'A small step counts. ' } });
    fireEvent.click(screen.getByText('Send to Ruth'));
    expect(onSend).toHaveBeenCalledWith('A small step counts.');
  });
});

describe('moments', () => {
  it('a milestone of the last days is worth one, until it is closed', () => {
    expect(momentOf(WEEK, NOW_MS, 0)).toMatchObject({ seq: 8, days: 7, isNew: false, checkinId: 'r3' });
    expect(momentOf(WEEK, NOW_MS, 8)).toBeUndefined();
    expect(momentOf(WEEK, NOW_MS + 4 * 86_400_000, 0)).toBeUndefined();
    expect(momentOf(WEEK, Date.parse('2026-11-22T18:00:30.000Z'), 0)?.isNew).toBe(true);
  });

  it('it is celebrated once', () => {
    const onCelebrate = vi.fn();
    const rest = { days: 7, title: '7 days in a row', line: 'Ruth did that.', isNew: true, onClose: vi.fn() };
    show(<MomentCard {...rest} celebrate={{ isDone: false, onCelebrate }} />);
    fireEvent.click(button('Celebrate'));
    expect(onCelebrate).toHaveBeenCalledOnce();
    cleanup();
    show(<MomentCard {...rest} celebrate={{ isDone: true, onCelebrate }} />);
    fireEvent.click(button('Celebrated'));
    expect(onCelebrate).toHaveBeenCalledOnce();
  });

  it('kind words stay until they are closed', () => {
    const onClose = vi.fn();
    const word = activity(11, 'celebration_sent', 'ruth', { targetUserId: 'margaret', message: 'Well done!' });
    show(<KindToast activity={word} reader={READER} onClose={onClose} />);
    expect(screen.getByTestId('kind-toast').textContent).toContain('Ruth celebrates you!“Well done!”');
    fireEvent.click(button('Close'));
    expect(onClose).toHaveBeenCalledOnce();
  });

  it('three hearts rise once and are gone', () => {
    vi.useFakeTimers();
    const { rerender } = render(<Hearts turn={0} />);
    expect(screen.queryAllByTestId('rising-heart')).toHaveLength(0);
    rerender(<Hearts turn={1} />);
    expect(screen.getAllByTestId('rising-heart')).toHaveLength(3);
    vi.advanceTimersByTime(4_000);
    rerender(<Hearts turn={1} />);
    expect(screen.queryAllByTestId('rising-heart')).toHaveLength(0);
    vi.useRealTimers();
  });
});
