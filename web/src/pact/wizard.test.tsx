// The wizard: what each step asks for, what it says when it is missing, and what comes out.
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WALK } from './samples';
import { EMPTY_DRAFT, newGoal, problemOf, reachable, type Step, STEPS, type WizardDraft, withHabit } from './wizard';
import { WizardForm } from './wizard-form';

afterEach(cleanup);

describe('what is missing', () => {
  it.each<[Partial<WizardDraft>, Step, string | undefined]>([
    [{}, 'habit', 'Please choose a habit, or write your own.'],
    [{ habit: { kind: 'own' }, ownName: '  ' }, 'habit', 'Please give your habit a name.'],
    [
      { habit: { kind: 'own' }, ownName: 'x'.repeat(81) },
      'habit',
      'Please find a shorter name, of at most 80 letters.',
    ],
    [
      { habit: { kind: 'own' }, ownName: 'Walk', rhythm: 'weekdays', weekdays: [] },
      'habit',
      'Please choose at least one day of the week.',
    ],
    [{ habit: { kind: 'mine', goalId: 'walk' } }, 'habit', undefined],
    [{ days: 8 }, 'length', 'Please choose how long the pact is.'],
    [
      { friends: ['a', 'b', 'c', 'd', 'e', 'f'] },
      'partner',
      'A pact is for at most five friends. Please choose fewer.',
    ],
    [{ friends: [] }, 'partner', undefined],
  ])('%j in the step %s: %s', (part, step, problem) => {
    expect(problemOf({ ...EMPTY_DRAFT, ...part }, step)).toBe(problem);
  });

  it('leads back to where it is missing', () => {
    expect(reachable(EMPTY_DRAFT, 'partner')).toBe('habit');
    expect(reachable(withHabit(EMPTY_DRAFT, { kind: 'mine', goalId: 'walk' }), 'partner')).toBe('partner');
  });
});

describe('[CK9] the habit that comes out', () => {
  const own: WizardDraft = { ...EMPTY_DRAFT, habit: { kind: 'own' }, ownName: ' A walk ' };
  it.each([
    [own, { name: 'A walk', frequencyType: 'daily' }],
    [{ ...own, rhythm: 'count', count: 4 } as const, { name: 'A walk', frequencyType: 'weekly', frequencyCount: 4 }],
    [
      { ...own, rhythm: 'weekdays', weekdays: [4, 1] } as const,
      { name: 'A walk', frequencyType: 'custom', targetDaysOfWeek: [1, 4] },
    ],
    [
      withHabit(own, { kind: 'template', name: 'Save for a group trip' }),
      { name: 'Save for a group trip', category: 'social', frequencyType: 'weekly', frequencyCount: 1 },
    ],
    [withHabit(own, { kind: 'mine', goalId: 'walk' }), undefined],
  ])('%#', (draft, goal) => {
    expect(newGoal(draft)).toEqual(goal);
  });
});

function Steps({ onMake }: { onMake: (draft: WizardDraft) => void }) {
  const [draft, setDraft] = useState<WizardDraft>(EMPTY_DRAFT);
  const [at, setAt] = useState(0);
  return (
    <WizardForm
      step={STEPS[at] ?? 'habit'}
      draft={draft}
      goals={[WALK]}
      friends={[{ userId: 'ruth', userName: 'Ruth Abernathy' }]}
      problem={undefined}
      isBusy={false}
      onChange={setDraft}
      onNext={() => (at === 2 ? onMake(draft) : setAt(at + 1))}
      onBack={at === 0 ? undefined : () => setAt(at - 1)}
    />
  );
}

const press = (name: string): boolean => fireEvent.click(screen.getByRole('button', { name }));

it('goes forward only with an answer, and back without losing one', () => {
  const onMake = vi.fn<(draft: WizardDraft) => void>();
  render(<Steps onMake={onMake} />);
  press('Next');
  expect(screen.getByRole('alert').textContent).toBe('Please choose a habit, or write your own.');
  fireEvent.click(screen.getByLabelText('Something of my own'));
  fireEvent.change(screen.getByLabelText('What is it?'), { target: { value: 'A walk after lunch' } });
  press('Next');
  fireEvent.click(screen.getByLabelText(/^14 days/));
  press('Next');
  fireEvent.click(screen.getByLabelText(/Ruth Abernathy/));
  press('Back');
  expect((screen.getByLabelText(/^14 days/) as HTMLInputElement).checked).toBe(true);
  press('Back');
  expect((screen.getByLabelText('What is it?') as HTMLInputElement).value).toBe('A walk after lunch');
  press('Next');
  press('Next');
  press('Make the pact');
  expect(onMake.mock.calls[0]?.[0]).toMatchObject({ ownName: 'A walk after lunch', days: 14, friends: ['ruth'] });
});
