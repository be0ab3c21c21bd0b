// What an achievement is called where people read of it. The server names them by ladder and step.

const LADDERS: Record<string, (step: number) => string> = {
  habit_builder: (step) => `${step} in a row`,
  consistency: (step) => `A whole week of ${step} habits`,
  accountability_started: (step) => (step === 1 ? 'First pact begun' : `${step} pacts begun`),
  accountability_kept: (step) => (step === 1 ? 'First pact kept' : `${step} pacts kept`),
  resilience_comeback: (step) => (step === 1 ? 'Back again' : `Back again ${step} times`),
  resilience_phoenix: (step) => (step === 1 ? 'Better than before' : `Better than before, ${step} times`),
};

/** Its name; a plain one for those of a later server. */
export function earnedText(achievement: string): string {
  const [, ladder = '', step = ''] = /^(.*)_(\d+)$/.exec(achievement) ?? [];
  return LADDERS[ladder]?.(Number(step)) ?? 'something new';
}
