// What is being put together in the wizard, kept on this device for this person until the pact is made.
import { useState } from 'react';
import type { UserId } from '@kith/client';
import { EMPTY_DRAFT, type WizardDraft } from './wizard';

export function useWizardDraft(me: UserId): [WizardDraft, (next: WizardDraft) => void, () => void] {
  const key = `kith.draft.${me}.pact`;
  const [draft, setDraft] = useState(() => read(key));
  const keep = (next: WizardDraft): void => {
    setDraft(next);
    localStorage.setItem(key, JSON.stringify(next));
  };
  return [draft, keep, () => localStorage.removeItem(key)];
}

function read(key: string): WizardDraft {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    return typeof kept === 'object' && kept !== null ? { ...EMPTY_DRAFT, ...kept } : EMPTY_DRAFT;
  } catch {
    return EMPTY_DRAFT;
  }
}
