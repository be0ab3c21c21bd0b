// Whether somebody of the pact is here, in words beside a dot; nothing where nothing is known.
import type { PactMember, UserId } from '@kith/client';
import { presenceWords } from './people-words';

interface PresenceOfProps {
  member: PactMember;
  name: string;
  here: ReadonlySet<UserId> | undefined;
  lastSeen: ReadonlyMap<UserId, string>;
  /** By the server's clock. */
  nowMs: number;
}

export function PresenceOf({ member, name, here, lastSeen, nowMs }: PresenceOfProps) {
  const isHere = here?.has(member.userId) ?? false;
  const words = presenceWords(name, isHere, lastSeen.get(member.userId), nowMs);
  if (words === '') return null;
  return (
    <p className="flex items-center gap-3 pl-1.5 leading-snug" data-testid="partner-presence">
      {/* A new key starts the three beats again. */}
      <span
        key={String(isHere)}
        className={isHere ? 'dot dot-ringed dot-pinging' : 'dot dot-away'}
        aria-hidden="true"
      />
      <span className="min-w-0">{words}</span>
    </p>
  );
}
