// The third question: with whom. Friends by name, or a link for anybody else.
import { Avatar } from '../design/avatar';
import { Icon } from '../design/icon';
import type { UserId } from '@kith/client';
import { type WizardDraft, withFriend } from './wizard';
import { LINK_INSTEAD, NO_FRIENDS } from './wizard-words';

export interface Friend {
  userId: UserId;
  userName: string;
}

interface PartnerStepProps {
  draft: WizardDraft;
  friends: readonly Friend[];
  onChange: (draft: WizardDraft) => void;
}

export function PartnerStep({ draft, friends, onChange }: PartnerStepProps) {
  if (friends.length === 0) return <p>{NO_FRIENDS}</p>;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <fieldset className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-2">
        <legend className="mb-2">Choose one friend, or up to five.</legend>
        {friends.map(({ userId, userName }) => {
          const isChosen = draft.friends.includes(userId);
          return (
            <label key={userId} className="btn choice min-h-16! justify-start! text-left!">
              <input
                type="checkbox"
                className="sr-only"
                checked={isChosen}
                onChange={() => onChange(withFriend(draft, userId, !isChosen))}
              />
              <Avatar userName={userName} isSmall />
              <span className="min-w-0 flex-1 wrap-anywhere">{userName}</span>
              {isChosen && <Icon name="check" />}
            </label>
          );
        })}
        <label className="btn choice min-h-16! justify-start! text-left!">
          <input
            type="radio"
            className="sr-only"
            checked={draft.friends.length === 0}
            onChange={() => onChange({ ...draft, friends: [] })}
          />
          <Icon name="invite" className="mx-2" />
          <span className="min-w-0 flex-1">{LINK_INSTEAD}</span>
          {draft.friends.length === 0 && <Icon name="check" />}
        </label>
      </fieldset>
      <p>You also get a link and a code, so that others can still join.</p>
    </div>
  );
}
