// A person's initials on a calm colour of their own. Decoration: the name always stands beside it.

interface AvatarProps {
  /** Decides the colour too, so that it is the same everywhere. */
  userName: string;
  isSmall?: boolean;
  isOnline?: boolean;
  className?: string;
}

const TINTS = ['bg-tint-teal', 'bg-tint-plum', 'bg-tint-moss', 'bg-tint-clay', 'bg-tint-blue'] as const;

export function Avatar({ userName, isSmall = false, isOnline = false, className = '' }: AvatarProps) {
  const size = isSmall ? 'size-10 text-small' : 'size-12 text-base';
  return (
    <span
      className={`relative grid flex-none place-items-center rounded-full leading-none font-semibold text-strong ${size} ${tintOf(userName)} ${className}`}
      aria-hidden="true"
    >
      {initialsOf(userName)}
      {isOnline && <span className="dot absolute! right-0 bottom-0" />}
    </span>
  );
}

export function initialsOf(userName: string): string {
  const words = userName
    .replace(/^coach\s+/i, '')
    .split(/\s+/)
    .filter(Boolean);
  const first = words[0] ?? userName;
  const last = words.length > 1 ? words.at(-1) : undefined;
  return [first, last]
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toLocaleUpperCase();
}

function tintOf(userName: string): string {
  let sum = 0;
  for (const character of userName) sum = (sum * 33 + (character.codePointAt(0) ?? 0)) % 9973;
  return TINTS[sum % TINTS.length] ?? TINTS[0];
}
