// A person in a list: who they are, a line about them, and what can be done.
import type { ReactNode } from 'react';
import { Avatar } from '../design/avatar';

interface PersonRowProps {
  userName: string;
  line?: ReactNode;
  isHere?: boolean;
  /** Buttons; on a phone they stand below the name. */
  children?: ReactNode;
}

export function PersonRow({ userName, line, isHere = false, children }: PersonRowProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-hairline py-3 first:border-t-0 first:pt-0 last:pb-0">
      <Avatar userName={userName} isOnline={isHere} />
      <div className="min-w-[min(100%,10rem)] flex-1 leading-snug">
        <p className="font-semibold text-strong">{userName}</p>
        {line !== undefined && <p className="text-small">{line}</p>}
      </div>
      {children !== undefined && <div className="flex flex-wrap gap-2 @max-[26rem]:w-full">{children}</div>}
    </li>
  );
}
